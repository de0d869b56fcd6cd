"""Text files read in another process while this one writes those before them: a long import then uses two cores.

It makes an import faster and nothing else: whatever it does not give is to be read where it was asked for.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from articles.formats import texts
from articles.formats.found import Found

#: Of fewer files the other process would read none before they are all read: it takes a fifth of a second to start.
MANY: Final = 200
#: Files that it is given at a time, and how many times it is ahead: no more documents are in memory for it.
_A_TURN, _TURNS_AHEAD = 10, 4
#: Larger files are not read ahead.
_LARGEST: Final = 100_000

#: What a file holds, or None: not read ahead.
Read = list[Found] | None


def read_ahead(paths: Iterable[Path]) -> Iterator[tuple[Path, Read]]:
    """Each path in its order with the documents of the text file there, or with None where it was not read ahead.

    Files are read ahead where there are many and a second core. Those that are large, unreadable or of another format
    are not; nor is any more when the other process has ended. Raises nothing.
    """
    left = iter(paths)
    first = list(islice(left, MANY))
    every = chain(first, left)
    if len(first) < MANY or (os.cpu_count() or 1) < 2:
        yield from ((path, None) for path in every)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_leave_interrupts) as other:
        yield from _in_turns(every, other)


def _in_turns(paths: Iterator[Path], other: ProcessPoolExecutor) -> Iterator[tuple[Path, Read]]:
    ahead: deque[tuple[list[Path], Future[list[Read]] | None]] = deque()
    while turn := list(islice(paths, _A_TURN)):
        ahead.append((turn, _given(turn, other)))
        if len(ahead) > _TURNS_AHEAD:
            yield from _taken(*ahead.popleft())
    for waiting in ahead:
        yield from _taken(*waiting)


def _given(turn: list[Path], other: ProcessPoolExecutor) -> Future[list[Read]] | None:
    try:
        return other.submit(_read_each, turn)
    except BrokenProcessPool:
        return None


def _taken(turn: list[Path], future: Future[list[Read]] | None) -> Iterator[tuple[Path, Read]]:
    try:
        found: Sequence[Read] = future.result() if future else [None] * len(turn)
    except BrokenProcessPool:
        found = [None] * len(turn)
    yield from zip(turn, found, strict=True)


def _read_each(paths: list[Path]) -> list[Read]:
    return [_read(path) for path in paths]


def _read(path: Path) -> Read:
    try:
        if path.suffix.lower() != ".txt" or path.stat().st_size > _LARGEST:
            return None
        with path.open("rb") as file:
            return list(texts.documents_in(path, file))
    except OSError:
        return None


def _leave_interrupts() -> None:
    """Ctrl-C ends the import; the other process ends with it, without a word of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
