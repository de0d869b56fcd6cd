"""What keeps thousands of tests quick and changes nothing that they see."""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not look through it each time.

    Nor need it look after every few hundred objects, as it does by itself, which took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
