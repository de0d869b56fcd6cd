"""What the parts of a text are called, and what a code in one of them says: for pages, mails and refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from articles.models.vocabulary import CareLevel, Kind, LifeStage, Likelihood, Sex, SourceKind

BLOCKS = {
    "question": gettext_lazy("The question"),
    "audience": gettext_lazy("Who it is for"),
    "byline": gettext_lazy("Byline"),
    "source": gettext_lazy("Source"),
    "reader_question": gettext_lazy("The reader’s question"),
    "introduction": gettext_lazy("Short answer"),
    "lead": gettext_lazy("Opening words"),
    "section": gettext_lazy("Section"),
    "cause": gettext_lazy("Cause"),
    "care": gettext_lazy("When to get help"),
    "closing": gettext_lazy("Closing words"),
    "questions_to_ask": gettext_lazy("Questions for your doctor"),
    "references": gettext_lazy("References"),
    "disclosure": gettext_lazy("Disclosure"),
}
FIELDS = {
    "explanation": gettext_lazy("Explanation"),
    "advice": gettext_lazy("What helps"),
    "seek_care": gettext_lazy("See a doctor if"),
    "likelihood": gettext_lazy("How likely"),
    "kind": gettext_lazy("Kind"),
    "label": gettext_lazy("Printed label"),
    "level": gettext_lazy("How urgent"),
    "life_stage": gettext_lazy("Life stage"),
    "sex": gettext_lazy("Sex"),
    "group": gettext_lazy("Group"),
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "credentials": gettext_lazy("Credentials"),
    "url": gettext_lazy("Address"),
    "licence": gettext_lazy("Licence"),
    "dated": gettext_lazy("Date"),
    "associated": gettext_lazy("Conditions named"),
}
CHOICES = {
    ("audience", "life_stage"): LifeStage,
    ("audience", "sex"): Sex,
    ("source", "kind"): SourceKind,
    ("section", "kind"): Kind,
    ("cause", "likelihood"): Likelihood,
    ("care", "level"): CareLevel,
}


def block_name(name: str) -> str:
    """What a block of this name is called: "Short answer"."""
    return str(BLOCKS.get(name, name))


def field_name(field: str) -> str:
    """What a field of a block is called; nothing for a block's main text, which needs no name."""
    return str(FIELDS.get(field, ""))


def said(block: str, field: str, value: str) -> str:
    """The words of a field; the label of a code where it holds one."""
    choices = CHOICES.get((block, field))
    return str(choices(value).label) if choices and value in choices.values else value
