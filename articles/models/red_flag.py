"""Words that may mean an emergency: whoever writes them gets the emergency card, not a form."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.vocabulary import Language
from articles.stop_words import CHINESE, ENGLISH
from healthqa.lib.scripts import HAN
from healthqa.lib.text import without_forbidden

_BETWEEN = re.compile("[,，、]")
_MINUS = re.compile(r"\s*[-\u2010-\u2015\u2212\uff0d]+")
_WORD = re.compile(r"[^\W\d_]+|\d+|#+")
_HAN = re.compile(f"[{HAN}]")
_FIGURE = re.compile(r"\d{2,}|#{1,2}")
_HAN_STOPS = re.compile("|".join(sorted(CHINESE, key=lambda word: (-len(word), word))))
_QUOTES = '"“”„«'
#: Words of every text with which others that stand together say something: “cant go on”, “it to be over”.
_TELLING_TOGETHER = frozenset(("cannot", "cant", "dont", "not", "over", "reason"))


class Written(NamedTuple):
    """A phrase as an editor wrote it; harmless ones stand behind a “-”."""

    phrase: str
    is_harmless: bool


def written_in(words: str) -> list[list[Written]]:
    """The phrases of a list, line by line. Nothing but a comma or a “-” is no phrase."""
    return [
        [
            Written(phrase, _MINUS.match(part) is not None)
            for part in _BETWEEN.split(line)
            if (phrase := _MINUS.sub("", part, count=1).strip())
        ]
        for line in words.splitlines()
    ]


def sound_groups(words: str) -> None:
    """Refuse a list that would stop nearly every question: one without words, or with a phrase that says nothing."""
    listed = [written for line in written_in(words) for written in line]
    if all(written.is_harmless for written in listed):
        raise ValidationError(_("Write at least one word."), code="no-words")
    for phrase, is_harmless in listed:
        is_too_short = len(phrase.replace(" ", "")) < 2
        if is_too_short or not (is_harmless or _says_something(phrase)):
            sentence = _("“%(phrase)s” would be found in nearly every question.")
            raise ValidationError(sentence, "short" if is_too_short else "says-nothing", {"phrase": phrase})


def _says_something(phrase: str) -> bool:
    """Whether a word of it has three letters and is not in every text. Of Chinese, two characters.

    A figure says something beside another word (“over 38”), some words of every text where they stand together.
    """
    plain = unicodedata.normalize("NFKC", without_forbidden(phrase)).casefold()
    if _HAN.search(plain):
        left = " ".join(part for part in plain.split() if _HAN_STOPS.sub("", part))
        return len(_HAN.findall(left)) + len(_FIGURE.findall(left)) > 1
    words = _WORD.findall(re.sub(r"['’]", "", plain))
    if any(len(word) > 2 and word.isalpha() and word not in ENGLISH for word in words):
        return True
    has_figure = len(words) > 1 and any(word.isdecimal() and len(word) > 1 for word in words)
    is_together = plain.lstrip()[:1] in _QUOTES and len(words) > 2
    return has_figure or (is_together and not _TELLING_TOGETHER.isdisjoint(words))


class RedFlag(models.Model):
    """One sign of an emergency, in the words of one language. Chief editors own the list."""

    class Card(models.TextChoices):
        BODY = "body", _("call for help")
        MIND = "mind", _("thoughts of suicide: call, and do not stay alone")

    name = models.CharField(_("name"), max_length=100, help_text=_("For editors: “bleeding in pregnancy”."))
    language = models.CharField(_("language"), max_length=12, choices=Language, default=Language.ENGLISH)
    groups = models.TextField(
        _("words"),
        max_length=8000,
        validators=[sound_groups],
        help_text=_(
            "One group a line, phrases between commas. A question is stopped where it holds a phrase of every group."
            " The words of a phrase may stand apart and in any order, those in quotation marks stand together;"
            " endings and one typo are allowed for. “#” is any number, “##” one from ten on; a full stop at the end of"
            " a phrase says that the sentence ends there. Words after a minus are harmless where they stand just so:"
            " “去死, -去死皮”."
        ),
    )
    card = models.CharField(_("card"), max_length=10, choices=Card, default=Card.BODY)
    may_be_general = models.BooleanField(
        _("may be asked in general"),
        default=True,
        help_text=_("Whoever says that nobody has these signs now can go on and ask. Never for thoughts of suicide."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["language", "name"]
        verbose_name = _("red flag")
        verbose_name_plural = _("red flags")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name"],
                name="red_flag_once_a_language",
                violation_error_message=_("There is a red flag of this name already."),
            ),
            models.CheckConstraint(
                name="red_flag_suicide_is_never_general",
                condition=~models.Q(card="mind", may_be_general=True),
                violation_error_message=_("Thoughts of suicide are never asked about in general."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
