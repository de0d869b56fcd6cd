"""What a PDF of the browser says of itself."""

from __future__ import annotations

import re


def pages_of(paper: bytes) -> int:
    """How many sides a PDF has: the browser writes its page objects uncompressed."""
    assert paper.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", paper))
