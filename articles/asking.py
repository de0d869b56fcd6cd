"""A reader asks what no answer says yet. Nothing of who asked is kept; decision 0022 says why it is as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import following, personal_data, red_flags, search
from articles.errors import Incomplete, Refused
from articles.likeness import Mark, but_figures, have_a_core, mark_of, said
from articles.models import Follower, ReaderQuestion, RedFlag
from articles.models.reader_question import hash_of
from articles.models.searching import EVERY
from articles.search import vocabulary
from articles.search.words import folded, normal_words, runs_in
from healthqa.lib import readers_forms, scripts

#: Characters and lines of a question with all that is said about it, and letters that are the least.
LONGEST, MOST_LINES, SHORTEST, SHORTEST_HAN = 1_500, 30, 8, 4
#: Different Chinese letters that are the least; a word in other letters says as much as two of them.
LEAST_HAN, HAN_OF_A_WORD = 4, 2
#: Questions of one address in a day that have a core in common with another of it. They use up no place of the others.
MOST_ALIKE = 3
#: Questions of one address that are unlike each other within an hour, and of whatever kind within a day.
MOST_AN_HOUR, MOST_A_DAY = 8, 20
#: Readers of whatever address who may ask the same on one day, and the same but for its figures: more tell the editors
#: nothing new.
MOST_SAME_A_DAY, MOST_BUT_FIGURES_A_DAY = 3, 6
#: A word is common that more than so many live answers have, and more than this share of them: neighbours share it by
#: chance.
FEW_ANSWERS, COMMON = 5, 0.1
#: The newest questions that a new one is compared with.
COMPARED = 200
HOUR = 60 * 60

_HAN = re.compile(f"[{scripts.HAN}]")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to send. `language`: of the page it came from; `key`: of the form, also what its private link
    will carry; `sender`: for a day."""

    text: str
    language: str
    key: str
    sender: str
    email: str = ""
    general: frozenset[int] = frozenset()  # the red flags of which the reader said that nobody has these signs now


class EmergencyError(Exception):
    """The words may mean an emergency: the card is shown, nothing is kept."""

    def __init__(self, flags: tuple[RedFlag, ...]) -> None:
        super().__init__("red-flag")
        self.flags = flags


def tidy(text: str) -> str:
    """`text` as it is kept: plain line ends, one empty line between paragraphs, no space around."""
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _EMPTY_LINES.sub("\n\n", unicodedata.normalize("NFC", lines)).strip()


def flags_in_the_way(text: str, general: Iterable[int] = ()) -> tuple[RedFlag, ...]:
    """The red flags of `text` that nobody said are not about now, or that no such word helps against."""
    said = set(general)
    return tuple(flag for flag in _flags_of(text) if flag.pk not in said or not flag.may_be_general)


def _flags_of(text: str) -> tuple[RedFlag, ...]:
    """By the words as they were typed, and as a search takes them: whoever is in a hurry makes slips."""
    return red_flags.raised_by(text, search.corrected(text))


def ask(asked: Asked) -> ReaderQuestion:
    """Keep a reader's question; the same form sent again gives the same one, also where both come at once.

    Raises `EmergencyError`, `Incomplete` ("too-short", "too-long", "too-many-lines", "says-little",
    "personal-data", "no-mailbox") and `Refused` ("sent-with-other-words", "asked-already", "much-alike", "too-many",
    "busy"). Nothing is kept then, and nothing counted; nor where the database is busy (`OperationalError`).
    """
    text = tidy(asked.text)
    refuse_unfit(text)
    if flags := flags_in_the_way(text, asked.general):
        raise EmergencyError(flags)
    if _says_little(text):  # “I want to die” is enough for the card
        sentence = _("Say in a few different words what you want to know, so that others can answer.")
        raise Incomplete("says-little", sentence)
    if asked.email:
        following.mailbox_in(asked.email)
    if (before := _sent_before(asked, text)) is not None:
        return before
    with readers_forms.one_at_a_time(asked.sender, "ask") as alone:
        if not alone:
            raise Refused("busy", _("Another question from your network is being sent. Send yours again."))
        if (before := _sent_before(asked, text)) is not None:
            return before
        earlier = _sent_by(asked.sender)
        new = _marked(text, asked, earlier)
        _refuse_too_much_of_one(new, earlier)
        _refuse_what_many_ask(text)
        with transaction.atomic():  # with the mailbox or not at all: the same form is not asked for it twice
            kept = _keep(asked, text)
            if asked.email:
                following.follow(asked.email, about=kept, language=kept.language)
        cache.set(_marks(asked.sender), (*earlier, new), readers_forms.LASTS)
    return kept


def refuse_unfit(text: str) -> None:
    """Raise `Incomplete` where the words are too few or too many, or say who somebody is."""
    letters = sum(sign.isalpha() for sign in text)
    if letters < (SHORTEST_HAN if _HAN.search(text) else SHORTEST):
        raise Incomplete("too-short", _("Write your question in a few words more, so that others understand it."))
    if len(text) > LONGEST:
        sentence = ngettext(
            "This is %(n)d character long, and %(most)d are the most. Shorten it and send it again.",
            "This is %(n)d characters long, and %(most)d are the most. Shorten it and send it again.",
            len(text),
        )
        raise Incomplete("too-long", sentence % {"n": len(text), "most": LONGEST})
    if text.count("\n") >= MOST_LINES:
        sentence = _("This has %(n)d lines, and %(most)d are the most. Say it in fewer and send it again.")
        raise Incomplete("too-many-lines", sentence % {"n": text.count("\n") + 1, "most": MOST_LINES})
    if personal_data.strip(text).found:
        raise Incomplete("personal-data", _("Something in your words says who somebody is. It has to go first."))


def _says_little(text: str) -> bool:
    """Whether there are not even two different words, or none that says something: one over and over, or “why”."""
    letters = set(_HAN.findall(text))
    words = {folded(run.text) for run in runs_in(text) if not run.is_han}
    return not normal_words(text) or len(letters) + HAN_OF_A_WORD * len(words) < LEAST_HAN


def forget_old() -> int:
    """Delete the questions whose time is over, at most some hundred at once, and return how many.

    Links to them say so from the first day on, whether this ran or not.
    """
    old = list(ReaderQuestion.objects.past_its_time().order_by("pk").values_list("pk", flat=True)[:500])
    return ReaderQuestion.objects.filter(pk__in=old).delete()[0] if old else 0


@transaction.atomic
def take_back(question: ReaderQuestion) -> None:
    """Whoever asked does not want to any more: the question goes, and the mailbox that waited for its answer alone."""
    waiting = Follower.objects.filter(follows__reader_question=question).values_list("pk", flat=True)
    followers = list(Follower.objects.select_for_update().filter(pk__in=list(waiting)).values_list("pk", flat=True))
    ReaderQuestion.objects.filter(pk=question.pk).delete()
    if followers:
        following.forget_idle(followers)


def _sent_before(asked: Asked, text: str) -> ReaderQuestion | None:
    """What this form sent before. Raises `Refused("sent-with-other-words")` where those were other words."""
    before = ReaderQuestion.objects.behind(asked.key).first()
    if before is not None and before.text != text:
        sentence = _("You sent this form before, with other words; that question is kept. Send again to ask this too.")
        raise Refused("sent-with-other-words", sentence)
    return before


def _keep(asked: Asked, text: str) -> ReaderQuestion:
    has_red_flag = bool(asked.general) and bool(_flags_of(text))
    language = scripts.language_of(text, asked.language)
    new = ReaderQuestion(text=text, language=language, link_hash=hash_of(asked.key), has_red_flag=has_red_flag)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # the same form came twice at once, by two processes
        before = _sent_before(asked, text)
        if before is None:
            raise
        return before
    forget_old()
    return new


# Not too much of the same


class _Sent(NamedTuple):
    """Something that an address sent at `moment`, seconds of the clock. `is_alike`: as something it sent before."""

    moment: float
    mark: Mark
    is_alike: bool


def _marked(text: str, asked: Asked, earlier: tuple[_Sent, ...]) -> _Sent:
    mark = mark_of(text, asked.sender, _common_words(text, scripts.language_of(text, asked.language)))
    is_alike = any(have_a_core(mark, sent.mark) for sent in earlier)
    return _Sent(timezone.now().timestamp(), mark, is_alike)


def _common_words(text: str, language: str) -> set[str]:
    """The words of `text` that many live answers have. One query."""
    numbers = vocabulary.known(normal_words(text), language)
    least = max(FEW_ANSWERS, COMMON * numbers.get(EVERY, 0))
    return {word for word, answers in numbers.items() if answers > least}


def _refuse_too_much_of_one(new: _Sent, earlier: tuple[_Sent, ...]) -> None:
    """Raise `Refused` where this address sent the same today, or too much. Tomorrow it has another name."""
    if any(sent.mark.whole == new.mark.whole for sent in earlier):
        sentence = _("The same question came from your network today. Say what is different about yours, or leave it.")
        raise Refused("much-alike", sentence)
    if new.is_alike and sum(sent.is_alike for sent in earlier) >= MOST_ALIKE:
        sentence = _(
            "Several questions much like one another came from your network today. Please send this one tomorrow; copy"
            " it first."
        )
        raise Refused("much-alike", sentence)
    if len(earlier) >= MOST_A_DAY:
        sentence = _("Many questions came from your network today. Please send this one tomorrow; copy it first.")
        raise Refused("too-many", sentence)
    recent = [sent.moment for sent in earlier if sent.moment > new.moment - HOUR and not sent.is_alike]
    if len(recent) >= MOST_AN_HOUR and not new.is_alike:
        minutes = max(1, ceil((recent[-MOST_AN_HOUR] + HOUR - new.moment) / 60))
        sentence = ngettext(
            "Many questions came from your network. Please send this one in %(n)d minute; copy it first.",
            "Many questions came from your network. Please send this one in %(n)d minutes; copy it first.",
            minutes,
        )
        raise Refused("too-many", sentence % {"n": minutes})


def _refuse_what_many_ask(text: str) -> None:
    """Raise `Refused` where enough readers, of whatever address, asked this today and it waits in the queue."""
    recent = ReaderQuestion.objects.waiting().filter(asked_on=timezone.localdate()).order_by("-pk")
    new, others = said(text), [said(row) for row in recent.values_list("text", flat=True)[:COMPARED]]
    if others.count(new) >= MOST_SAME_A_DAY:
        raise Refused("asked-already", _("Several readers asked the same today, so it is in our queue already."))
    plain = but_figures(new)
    if sum(but_figures(other) == plain for other in others) >= MOST_BUT_FIGURES_A_DAY:
        sentence = _("Many readers asked this today, with other figures. Please send yours tomorrow; copy it first.")
        raise Refused("asked-already", sentence)


def _sent_by(sender: str) -> tuple[_Sent, ...]:
    """What is remembered of an address for a day: how its texts are to be known again, not what they say."""
    found: tuple[_Sent, ...] = cache.get(_marks(sender), ())
    return found


def _marks(sender: str) -> str:
    return f"readers:sent:{sender}"
