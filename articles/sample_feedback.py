"""What readers said of the samples: invented, so that the demo shows where editors and doctors see it."""

from __future__ import annotations

from articles import giving_feedback
from articles.models import Cause, Feedback, LivePage
from articles.public_parts import CAUSE, EDITION

#: File, part, verdict, words. "cause" is the first one of the answer.
SAID = (
    ("night-leg-cramps", "", "helpful", ""),
    ("night-leg-cramps", "introduction", "helpful", ""),
    ("night-leg-cramps", "cause", "unclear", "Sample: which muscle is meant?"),
    ("night-leg-cramps", "cause", "error", "Sample: my chemist told me something else."),
    ("newborn-sneezing", "", "helpful", ""),
    ("iron-rich-foods", "", "not_for_me", "Sample: I eat no meat."),
)


def give() -> None:
    """Once; whoever loads the demo again finds what is there."""
    if Feedback.objects.exists():
        return
    stems = {stem for stem, *_rest in SAID}
    pages = {page.article.import_key: page for page in LivePage.objects.filter(article__import_key__in=stems)}
    for stem, part, verdict, words in SAID:
        if stem in pages:
            page = pages[stem]
            name = _first_cause(page) if part == "cause" else part
            giving_feedback.give(page, edition=page.digest[:EDITION], part=name, verdict=verdict, words=words)


def _first_cause(page: LivePage) -> str:
    return str(Cause.objects.filter(article=page.article_id).order_by("position", "pk")[0].block)[:CAUSE]
