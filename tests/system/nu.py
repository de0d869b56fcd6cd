"""What the Nu HTML checker, the W3C's own, says of pages, style sheets and pictures: all in one run of Java."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.system.judges import MODULES, program

JAR = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"


@dataclass(frozen=True)
class Message:
    file: str
    line: int
    kind: str  # error, or warning
    sentence: str
    extract: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence} {self.extract}"


def check(folder: Path) -> list[Message]:
    """Errors and warnings about every .html, .css and .svg in the folder."""
    command = [program("java"), "-Xss4m", "-jar", str(JAR), "--format", "json", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--also-check-css", "--also-check-svg", str(folder)], capture_output=True, text=True, check=True
    )
    return [
        Message(
            file=unquote(Path(urlsplit(one["url"]).path).name),
            line=one.get("lastLine", 0),
            kind="error" if one["type"] != "info" else "warning",
            sentence=one["message"],
            extract=" ".join(one.get("extract", "").split()),
        )
        for one in json.loads(done.stderr)["messages"]
        if one["type"] != "info" or one.get("subType") == "warning"
    ]
