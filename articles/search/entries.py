"""The entry of a live answer in the search: which words stand in which part of it. Nothing but live pages is read.

The head is parts divided by "|": question; other wordings; names of conditions; headings of causes; doctors; tags and
department; single Chinese letters; and the introduction. All but the introduction are marked: "_cramp" is "cramp" in a
head. So a word in the head is found by the index alone, which knows no parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from articles.models import Condition, LivePage, SearchEntry
from articles.page_content import PageContent
from articles.search.words import has_han, normal_words, without_targets

MARK: Final = "_"
#: Between the parts of a head; between the wordings, names or headings of a part, so that no phrase goes across.
PART: Final = "|"
TEXT: Final = "/"
#: Places of parts in a head.
QUESTION, WORDINGS, NAMES, HEADINGS, DOCTORS, TAGS, LETTERS, INTRODUCTION = range(8)
#: Bits of a place below the number of words in the question.
_AGE_BITS: Final = 40
_LONGEST_QUESTION: Final = 200


def entries_of(pages: Sequence[LivePage]) -> list[SearchEntry]:
    """The entries of live pages, unsaved; the pages should come with their questions. One query."""
    named = names_in(page.content for page in pages)
    return [entry_of(page, named) for page in pages]


def names_in(contents: Iterable[PageContent]) -> dict[str, list[str]]:
    """Every name of the conditions that these pages name, by address. One query."""
    slugs = {slug for content in contents for slug in _condition_slugs(content)}
    return names_of(Condition.objects.filter(slug__in=slugs))


def names_of(conditions: Iterable[Condition]) -> dict[str, list[str]]:
    """Every name of these conditions, by address."""
    return {one.slug: [one.name, one.plain_name, *one.synonyms.splitlines()] for one in conditions}


def entry_of(page: LivePage, named: dict[str, list[str]]) -> SearchEntry:
    """The entry of one page; `named`: every name of the conditions that it names, by address."""
    question = page.question
    words = normal_words(page.question_text)
    return SearchEntry(
        place=place_of(page.article_id, len(words)),
        page_id=page.article_id,
        language=page.language,
        kind=question.kind,
        life_stage=page.life_stage,
        department_id=page.department_id,
        doctor_id=page.doctor_id,
        leaves_on=page.leaves_on,
        head=_head(page, words, named),
        body=" ".join(normal_words(without_targets("\n".join(_texts(page.content))))),
    )


def place_of(page_id: int, words: int) -> int:
    """Where the entry of a page stands whose question has so many words: short questions first, then older answers."""
    return min(words, _LONGEST_QUESTION) << _AGE_BITS | page_id


def question_words(place: int) -> int:
    """How many words the question of the entry at this place has."""
    return place >> _AGE_BITS


def said_in_head(content: PageContent, named: dict[str, list[str]]) -> Iterator[Iterable[str]]:
    """What readers may see of the marked parts of a head beside the question, as written: a part after the other.

    Other wordings are not among it: an editor alone wrote them, so answers are found by them and none is printed.
    """
    yield _names_in(content, named)
    yield (cause["heading"] for section in content["sections"] for cause in section["causes"])
    yield _doctors(content)
    yield _tags(content)


def _head(page: LivePage, question: list[str], named: dict[str, list[str]]) -> str:
    content = page.content
    texts = [page.question.other_wordings.splitlines(), *said_in_head(content, named)]
    marked = [[question], *([normal_words(text) for text in part] for part in texts)]
    letters = sorted(
        {letter for part in marked for words in part for word in words if has_han(word) for letter in word}
    )
    introduction = normal_words(without_targets(f"{content['short_answer']}\n{content['introduction_rest']}"))
    parts = [*map(_part, marked), _marked(letters), " ".join(introduction)]
    return f" {PART} ".join(parts)


def _part(texts: list[list[str]]) -> str:
    """The texts of a part, each once."""
    distinct = dict.fromkeys(_marked(words) for words in texts if words)
    return f" {TEXT} ".join(distinct)


def _marked(words: Sequence[str]) -> str:
    return " ".join(f"{MARK}{word}" for word in words)


def _condition_slugs(content: PageContent) -> list[str]:
    causes = (cause["condition"] for section in content["sections"] for cause in section["causes"])
    slugs = [condition["slug"] for condition in causes if condition is not None]
    return list(dict.fromkeys([*slugs, *(name["slug"] for name in content["associated"] if name["slug"])]))


def _names_in(content: PageContent, named: dict[str, list[str]]) -> Iterator[str]:
    """Every name of the conditions that the page links to, and the associated ones as written."""
    for slug in _condition_slugs(content):
        yield from named.get(slug, ())
    yield from (name["name"] for name in content["associated"])


def _doctors(content: PageContent) -> Iterator[str]:
    yield content["byline"]["name"]
    yield from (signature["name"] for signature in content["signatures"])


def _tags(content: PageContent) -> Iterator[str]:
    department = content["question"]["department"]
    yield from (tag["name"] for tag in content["question"]["tags"])
    if department is not None:
        yield department["name"]


def _texts(content: PageContent) -> Iterator[str]:
    yield content["reader_question"]
    yield content["lead"]
    for section in content["sections"]:
        yield section["text"]
        for cause in section["causes"]:
            yield from (cause["explanation"], cause["advice"], cause["seek_care"])
    for card in content["care"]:
        yield from (card["heading"], *card["bullets"])
    yield content["closing"]
    yield from content["questions_to_ask"]
    yield content["audience"]["group"]
