"""Whether work takes time in proportion to its size, by the clock of the processor."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def is_within(large: Callable[[], object], *, times: float, small: Callable[[], object], slack: float) -> bool:
    """Whether `large` takes less than `times` the time of `small` and `slack` seconds, each the better of two runs.

    Other work on the machine only ever adds. What cannot change the answer is not run: when one run of `large` is
    quick enough, another would be at most as long.
    """
    first = seconds(large)
    if first < slack:
        return True
    allowed = times * min(seconds(small) for _ in range(2)) + slack
    return first < allowed or seconds(large) < allowed
