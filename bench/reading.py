"""How many words a doctor reads with carry-over, against reading the whole text each time, on the sample answers.

.venv/bin/python bench/reading.py

Counted are the words that the desk shows as changed since the doctor's last signature (`diffing`), not seconds.
Two questions: the next editions that the samples hold, as they were written; and, for every sample, an edition in
which one block has one more word, for each block in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    if parser.parse_args().on:
        databases.start_django()
        print(json.dumps(_measured()))
        return
    with databases.addresses() as addresses:
        found = databases.measure(__file__, addresses["sqlite"])
    print(json.dumps(found, indent=2, ensure_ascii=False))
    databases.write_result("reading", found)


def _measured() -> dict[str, Any]:
    from articles import sampling
    from articles.models import Article

    sampling.load()
    texts = list(Article.objects.with_text().select_related("question").order_by("question__slug", "edition"))
    editions = list(_next_editions(texts))
    return {
        "samples": len({text.question_id for text in texts}),
        "next_editions": {
            "texts": len(editions),
            **_compared(editions),
            "each": [{"question": slug, "changed": changed, "whole": whole} for slug, changed, whole in editions],
        },
        "one_block_changed": _compared(_one_block_each(texts)),
    }


def _next_editions(texts: list[Any]) -> Iterator[tuple[str, int, int]]:
    """Address, words changed since the edition before, words in all."""
    for before, after in pairwise(texts):
        if before.question_id == after.question_id:
            yield after.question.slug, *_words(_blocks(before), _blocks(after))


def _one_block_each(texts: list[Any]) -> Iterator[tuple[str, int, int]]:
    for text in texts:
        blocks = _blocks(text)
        for position, block in enumerate(blocks):
            name, value = block.fields[-1]
            changed = replace(block, fields=(*block.fields[:-1], (name, f"{value} again")))
            yield text.question.slug, *_words(blocks, [*blocks[:position], changed, *blocks[position + 1 :]])


def _blocks(article: Any) -> list[Any]:
    from articles import canonical

    return canonical.blocks_of(article)


def _words(before: list[Any], after: list[Any]) -> tuple[int, int]:
    from articles import diffing

    changed, whole = (diffing.compare(old, after, _medicines()).words_to_read for old in (before, []))
    return changed, whole


@cache
def _medicines() -> frozenset[str]:
    from articles.models import Medicine

    return frozenset(name for medicine in Medicine.objects.all() for name in medicine.names)


def _compared(found: Any) -> dict[str, float]:
    """Words in all, and which part of them is read with carry-over."""
    rows = list(found)
    changed, whole = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return {"readings": len(rows), "words_changed": changed, "words_whole": whole, "share": round(changed / whole, 3)}


if __name__ == "__main__":
    main()
