"""The daily digest in words: what waits, what is due, what was done in the doctor's name, what changed around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import signing
from articles.change_words import said
from articles.letters import Entry, Letter, Part, link
from articles.models import Article, BlockComment, Event, LivePage, OutgoingMail, Signature
from articles.templatetags.dates import day
from doctors.models import Doctor

#: Entries of one part; the desk shows the others.
SHOWN = 20


def letter(row: OutgoingMail) -> Letter | None:
    """What the facts of a digest say today. What is gone by now is left out; None where nothing is left."""
    doctor = Doctor.objects.filter(user=row.account).first()
    if doctor is None:
        return None
    made = (make(row.facts.get(name, []), doctor) for name, make in _PARTS.items())
    parts = [part for part in made if part is not None]
    if not parts:
        return None
    counts = [f"{part.title} ({len(part.entries)})" for part in parts]
    subject = _("Your answers: %(what)s").replace("%(what)s", ", ".join(counts))
    last = [_("“Withdraw my name” stands at the end of each text you signed: it takes a live page down at once.")]
    return Letter(subject, [_("Good day, %(name)s.").replace("%(name)s", doctor.printed_name)], parts, last)


def _waiting(articles: list[int], doctor: Doctor) -> Part | None:
    waiting = signing.queue_for(doctor).filter(pk__in=articles).select_related("question")
    return _part(_("Waiting for your signature"), (_entry(article, _since(article)) for article in waiting))


def _due(articles: list[int], doctor: Doctor) -> Part | None:
    today = timezone.localdate()
    pages = LivePage.objects.filter(article__in=Article.objects.public().filter(pk__in=articles)).order_by("due_on")

    def entry(page: LivePage) -> Entry:
        overdue, due = _("Review overdue since %(day)s."), _("Review due on %(day)s.")
        note = (overdue if page.due_on <= today else due) % {"day": day(page.due_on)}
        return Entry(page.question_text, link("desk_article", page.article_id), (note,), page.language)

    return _part(_("To be read again"), map(entry, pages))


def _spelling(signatures: list[int], doctor: Doctor) -> Part | None:
    signed = Signature.objects.filter(pk__in=signatures, doctor=doctor).select_related("article__question")
    sentence = _("Spelling corrected under your standing permission on %(day)s, edition %(n)d.")
    return _part(
        _("Signed for you: spelling"),
        (
            _entry(one.article, sentence % {"day": day(one.created_at), "n": one.article.edition})
            for one in signed.order_by("pk")
        ),
    )


def _comments(comments: list[int], doctor: Doctor) -> Part | None:
    own = BlockComment.objects.filter(pk__in=comments, author=doctor.user_id).select_related("article__question")
    sentence = _("An editor saw to your comment on %(day)s: “%(comment)s”")

    def entry(comment: BlockComment) -> Entry:
        note = sentence.replace("%(day)s", day(comment.resolved_at)).replace("%(comment)s", short(comment.text))
        return _entry(comment.article, note)

    return _part(_("Your comments"), map(entry, own.order_by("pk")))


def _stopped(events: list[int], doctor: Doctor) -> Part | None:
    taken = Event.objects.filter(pk__in=events, article__isnull=False).select_related("article__question")
    sentence = _("An editor took this text back while you had it. You will be asked again; there is nothing to do now.")
    given = _("It goes to another doctor now, and waits for you no more. What you signed stays as you signed it.")
    once = {event.article: sentence if event.verb == "back_to_draft" else given for event in taken.order_by("pk")}
    return _part(
        _("Taken back by an editor"), (Entry(one.question_text, "", (words,)) for one, words in once.items() if one)
    )


def _byline(groups: list[dict[str, Any]], doctor: Doctor) -> Part | None:
    texts = Article.objects.filter(pk__in={pk for group in groups for pk in group["articles"]}).ever_public()
    articles = texts.select_related("question", "live_page").in_bulk()
    entries: dict[int, tuple[Article, list[str]]] = {}
    for group in groups:
        sentence = said(group["what"], group["old"], group["new"])
        others = group["n"] - len(group["articles"])
        if others > 0:
            sentence += " " + ngettext("(and on %(n)d more)", "(and on %(n)d more)", others) % {"n": others}
        for article in (articles[pk] for pk in group["articles"] if pk in articles):
            end = _end_of(article) if group["what"] == "gone" else ""
            entries.setdefault(article.pk, (article, []))[1].append(sentence + end)
    return _part(
        _("Changed around your name"),
        (Entry(article.question_text, link("desk_article", article.pk), tuple(notes), article.question.language)
         for article, notes in entries.values()),
    )  # fmt: skip


def _end_of(article: Article) -> str:
    """Why a text came down, as its page tells readers."""
    ended = article.publications.filter(live_until__isnull=False).order_by("pk").last()
    return f" {ended.get_end_cause_display()}: {short(ended.reason)}" if ended is not None and ended.reason else ""


def _profile(changes: list[list[Any]], doctor: Doctor) -> Part | None:
    notes = tuple(said(what, old, new, profile=True) for what, old, new in changes)
    if not notes:
        return None
    return Part(_("Your profile changed"), [Entry(doctor.printed_name, link("doctor", doctor.slug), notes)])


def _part(title: str, entries: Iterable[Entry]) -> Part | None:
    found = list(entries)
    if not found:
        return None
    left = len(found) - SHOWN
    more = (
        ngettext("and %(n)d more on your desk", "and %(n)d more on your desk", left) % {"n": left} if left > 0 else ""
    )
    return Part(title, found[:SHOWN], more)


def _entry(article: Article, *notes: str) -> Entry:
    return Entry(article.question_text, link("desk_article", article.pk), notes, article.question.language)


def _since(article: Article) -> str:
    words = _("Edition %(n)d, waiting since %(day)s.")
    return words % {"n": article.edition, "day": day(article.requested_at)}


def short(text: str, most: int = 200) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


_PARTS: dict[str, Callable[[list[Any], Doctor], Part | None]] = {
    "waiting": _waiting,
    "due": _due,
    "byline": _byline,
    "profile": _profile,
    "spelling": _spelling,
    "comments": _comments,
    "stopped": _stopped,
}
