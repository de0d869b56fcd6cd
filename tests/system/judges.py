"""The outside judges: where `.ci/run` puts what npm has, and the programs that run it."""

from __future__ import annotations

import shutil
from pathlib import Path

MODULES = Path(__file__).resolve().parent / "node_modules"


def program(name: str) -> str:
    """`node` or `java`."""
    path = shutil.which(name)
    if path is None or not MODULES.is_dir():
        raise RuntimeError(f"{name} or {MODULES} is missing. Run .ci/run, which installs both.")
    return path
