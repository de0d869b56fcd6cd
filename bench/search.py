"""What a search finds and what it costs, on SQLite and on PostgreSQL: on the samples, and on many generated questions.

    .venv/bin/python bench/search.py [--recall 5000] [--count 20000,100000] [--databases sqlite,postgresql]

`--count`: at how many questions the cost is measured (at none: ""); what was measured at others stays in the result.
`--recall 0` leaves out what is found. A database with questions in it is named by its address (`sqlite:////tmp/kept.sqlite3`).

Found: the question as it is worded (first hit), with one slip of the finger in a word, and with a word that only a
synonym explains (among ten). Generated questions differ in their number only, so it is part of what is typed there; of
the samples two or three words are typed as well. Cost: wall time, and the CPU time of Python and of the database; on a
busy machine only the second one says much. The same slips each time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import databases

ASKED = 150
TIMES = 30
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPEED = {
    "words in every title": ["generated sample", "sample", "generated"],
    "words in every text": ["medical advice", "stand up every hour", "short visit"],
    "a word in one title of 25": ["knee", "scalp", "lower back"],
    "two words that never meet": ["knee eyelid", "scalp stomach"],
    "a slip": ["knee ahce", "stmoach itch", "eyelid tinlge"],
    "run together": ["kneeache", "stomachitch"],
    "in quotes": ['"generated sample"', '"move a little every day"'],
    "not typed to its end": ["shoul", "kne", "stom"],
    "nothing there": ["xylophone", "zzzz qqqq", "抽筋"],
    "hostile": ["cramps " * 430, "%_*:^ " * 200, '"' * 300, "a" * 3000, " ".join(f"word{n}" for n in range(300))],
}
SUGGESTED = ["kn", "kne", "knee a", "why does my sto", "omac", "gener", "sample 1", "strai", "xyz"]


def main() -> None:
    arguments = _arguments()
    if arguments.on:
        databases.start_django()
        print(json.dumps(_measured(arguments.recall, [int(count) for count in arguments.count.split(",") if count])))
        return
    results = databases.result("search").get("databases", {})
    with databases.addresses() as addresses:
        for given in arguments.databases.split(","):
            name = given.partition(":")[0]
            more = ("--recall", str(arguments.recall), "--count", arguments.count)
            measured = databases.measure(__file__, addresses.get(given, given), *more)
            before = results.get(name, {})
            results[name] = before | measured | {"at": before.get("at", {}) | measured["at"]}
            print(name, json.dumps(measured, indent=1, ensure_ascii=False), flush=True)
    databases.write_result("search", {"databases": results})


def _measured(recall: int, counts: list[int]) -> dict[str, Any]:
    from healthqa.lib.prepared import prepare_statements

    prepare_statements()  # as in the web server
    measured: dict[str, Any] = {}
    if recall:
        measured = {"recall_at": recall, "found": _found_at(recall)}
    return measured | {"at": {str(count): _cost_at(count) for count in sorted(counts)}}


def _found_at(count: int) -> dict[str, Any]:
    from articles import sampling
    from articles.models import LivePage

    sampling.load()
    found = {"samples": _on_samples(_questions(LivePage.objects.all()))}
    _fill(count)
    return found | {"generated": _on_generated()}


def _cost_at(count: int) -> dict[str, Any]:
    _fill(count)
    _analyse()
    costs = {name: _cost(_search, texts) for name, texts in SPEED.items()}
    costs["whole questions"] = _cost(_search, [text for _slug, text in _generated(30)])
    costs["whole questions with a slip"] = _cost(_search, [_slip(text, _dice(text)) for _, text in _generated(30)])
    suggestions, load = _cost(_suggest, SUGGESTED), round(os.getloadavg()[0], 1)
    return {"load": load, "cost_ms": costs, "suggestions_ms": suggestions, "bytes_an_answer": _room()}


def _fill(count: int) -> None:
    """Add what is missing of so many generated questions."""
    from articles.generating import add_questions
    from articles.models import LivePage

    there = LivePage.objects.filter(slug__contains="-in-generated-sample-").count()
    add_questions(count - there, editor=databases.editor())


def _questions(pages: Iterable[Any]) -> list[tuple[str, str, str]]:
    return [(page.slug, page.question_text, page.language) for page in pages]


def _generated(count: int) -> list[tuple[str, str]]:
    from articles.models import LivePage

    pages = LivePage.objects.filter(slug__contains="-in-generated-sample-").order_by("pk")
    step = max(pages.count() // count, 1)
    return [(slug, text) for slug, text in pages.values_list("slug", "question_text")[::step]][:count]


def _search(text: str, language: str = "en") -> list[str]:
    from articles.search import Asked, search

    return [hit.slug for hit in search(Asked(text, language)).hits]


def _suggest(text: str) -> Any:
    from articles.search import suggest

    return suggest(text, "en")


def _on_samples(samples: list[tuple[str, str, str]]) -> dict[str, Any]:
    english = [(slug, text) for slug, text, language in samples if language == "en"]
    exact = [_search(text, language)[:1] == [slug] for slug, text, language in samples]
    slips = [(slug, _slip(text, _dice(f"{text}{turn}"))) for slug, text in english for turn in range(5)]
    short = [(slug, _slip(_few(text, turn), _dice(turn))) for slug, text in english for turn in range(5)]
    return {
        "exact_at_1": _share(exact),
        "one_slip_in_the_wording_at_10": _share(slug in _search(text)[:10] for slug, text in slips),
        "one_slip_in_few_words_at_10": _share(slug in _search(text)[:10] for slug, text in short),
        **_words_alone(english),
        "synonyms_of_conditions_at_10": _share(_synonyms_of_conditions()),
        "asked": len(samples) + len(slips) + len(short),
    }


def _words_alone(samples: list[tuple[str, str]]) -> dict[str, float]:
    """By length: of words of questions, typed alone with a slip, those that find what they find rightly typed."""
    from articles.search.words import words_in

    found: dict[str, list[bool]] = {"4": [], "5": [], "6_or_more": []}
    said = {text[word.start : word.end].lower() for _slug, text in samples for word in words_in(text)}
    for word in sorted(word for word in said if word.isalpha() and word.isascii() and len(word) > 3):
        rightly = _search(word)
        for turn in range(3):
            slipped = _slipped(word, _dice(f"{word}{turn}"), first=0)
            found["6_or_more" if len(word) > 5 else str(len(word))].append(_search(slipped)[:10] == rightly[:10])
    return {f"one_slip_in_a_word_alone_of_{letters}_letters": _share(shares) for letters, shares in found.items()}


def _synonyms_of_conditions() -> Iterable[bool]:
    """Every other name of a condition that a live answer names: an answer that names it is among ten."""
    from articles.models import Article, Condition

    for condition in Condition.objects.public():
        naming = Article.objects.public().filter(item_kind="causes", causes__condition=condition)
        slugs = set(naming.values_list("live_page__slug", flat=True))
        slugs |= set(
            Article.objects.public().filter(associated_conditions=condition).values_list("live_page__slug", flat=True)
        )
        for name in (condition.plain_name, *condition.synonyms.splitlines()):
            if name.strip() and slugs:
                yield bool(slugs.intersection(_search(name)[:10]))


def _on_generated() -> dict[str, Any]:
    from articles.generated_texts import PARTS
    from articles.models import SearchSynonym

    asked = _generated(ASKED)
    slips = [(slug, _slip(text, _dice(text))) for slug, text in asked]
    made_up = {part[0]: f"grumbl{LETTERS[place]}ot" for place, part in enumerate(PARTS)}
    SearchSynonym.objects.bulk_create(SearchSynonym(words=word, meaning=part) for part, word in made_up.items())
    said = [(slug, _with_synonym(text, made_up)) for slug, text in asked]
    result = {
        "exact_at_1": _share(_search(text)[:1] == [slug] for slug, text in asked),
        "one_slip_in_the_wording_at_10": _share(slug in _search(text)[:10] for slug, text in slips),
        "synonyms_of_editors_at_10": _share(slug in _search(text)[:10] for slug, text in said),
        "asked": 3 * len(asked),
    }
    SearchSynonym.objects.all().delete()
    return result


def _with_synonym(text: str, made_up: dict[str, str]) -> str:
    part = next(part for part in sorted(made_up, key=len, reverse=True) if f" {part} " in text)
    return text.replace(f" {part} ", f" {made_up[part]} ")


def _few(text: str, turn: int) -> str:
    """Two or three words of a question that say something."""
    from articles.search.words import words_in

    words = [text[word.start : word.end] for word in words_in(text)]
    return " ".join(_dice(f"{text}{turn}").sample(words, min(len(words), 2 + turn % 2)))


def _slip(text: str, dice: random.Random) -> str:
    """`text` with one letter of one word wrong: left out, doubled, changed, or two that changed places."""
    from articles.search.words import words_in

    words = [word for word in words_in(text) if word.end - word.start > 3 and text[word.start : word.end].isalpha()]
    if not words:
        return text
    chosen = dice.choice(words)
    return text[: chosen.start] + _slipped(text[chosen.start : chosen.end], dice) + text[chosen.end :]


def _slipped(word: str, dice: random.Random, first: int = 1) -> str:
    """`word` with a slip behind so many of its letters."""
    place = dice.randrange(first, len(word) - 1)
    return dice.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + dice.choice(LETTERS) + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


def _dice(seed: object) -> random.Random:
    """The same throws for the same seed."""
    return random.Random(str(seed))  # noqa: S311


def _share(found: Iterable[bool]) -> float:
    return round(statistics.mean(map(float, found)), 4)


def _cost(call: Callable[[str], Any], texts: list[str]) -> dict[str, float]:
    for text in texts:
        call(text)
    took, cpu = [], databases.cpu_seconds()
    for turn in range(TIMES):
        start = time.perf_counter()
        call(texts[turn % len(texts)])
        took.append((time.perf_counter() - start) * 1000)
    cpu = (databases.cpu_seconds() - cpu) * 1000 / TIMES
    took.sort()
    return {"p50": round(took[TIMES // 2], 1), "p95": round(took[int(TIMES * 0.95)], 1), "cpu": round(cpu, 1)}


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _room() -> int:
    """Bytes of the index an answer: its table and the engine's own, and the words."""
    from django.db import connection

    from articles.models import SearchEntry

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_total_relation_size('articles_searchentry') + pg_total_relation_size('articles_searchword')"
            )
        else:
            cursor.execute("SELECT sum(length(head) + length(body) + 120) FROM articles_searchentry")
            (rows,) = cursor.fetchone()
            cursor.execute(f"SELECT {int(rows)} + sum(length(block)) FROM articles_searchindex_data")  # noqa: S608
        (size,) = cursor.fetchone()
    return int(size) // max(SearchEntry.objects.count(), 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recall", type=int, default=5_000)
    parser.add_argument("--count", default="20000", help="numbers of questions, with commas between them")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
