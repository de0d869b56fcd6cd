"""The daily digest in words: what waits, what is due, what was done in the doctor's name, what changed around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import deputising, heard, signing, standing_in
from articles.change_words import said
from articles.dates import day
from articles.letters import Entry, Letter, Part, link
from articles.models import Article, BlockComment, Event, LivePage, OutgoingMail, Signature
from articles.models.vocabulary import Status
from doctors.models import Doctor

#: What goes on until the doctor acts: what was told before is on the desk, and counted here.
_GOES_ON = {
    "waiting": gettext_lazy("Waiting for your signature"),
    "left": gettext_lazy("Waiting for a doctor you stand in for"),
    "due": gettext_lazy("To be read again"),
}


def letter(row: OutgoingMail) -> Letter | None:
    """What the facts of a digest say today. What is gone by now is left out; None where nothing is left."""
    doctor = Doctor.objects.filter(user=row.account).first()
    if doctor is None:
        return None
    rest: dict[str, int] = row.facts.get("more", {})
    parts: list[Part] = []
    counts = []
    for name, make in _PARTS.items():
        found, left_out = make(row.facts.get(name, []), doctor), rest.get(name, 0)
        if found:
            parts += [*found[:-1], replace(found[-1], more=more(name, left_out))]
            counts.append(f"{found[0].title} ({sum(len(part.entries) for part in found) + left_out})")
        elif left_out and name in _GOES_ON:
            parts.append(Part(str(_GOES_ON[name]), [], more=_still(left_out)))
    if not counts:
        return None
    subject = _("Your answers: %(what)s").replace("%(what)s", ", ".join(counts))
    last = [_("“Withdraw my name” stands at the end of each text you signed: it takes a live page down at once.")]
    return Letter(subject, [_("Good day, %(name)s.").replace("%(name)s", doctor.printed_name)], parts, last)


def _waiting(articles: list[int], doctor: Doctor) -> list[Part]:
    waiting = signing.queue_for(doctor).filter(pk__in=articles).select_related("question")
    return _part(str(_GOES_ON["waiting"]), (_entry(article, doctor, _since(article)) for article in waiting))


def left(articles: list[int], doctor: Doctor) -> list[Part]:
    """What waits for doctors on leave for whom this one stands in, and still does today: of each doctor by itself."""
    found: list[Part] = []
    said: set[int] = set()
    for absent in deputising.absent_for(doctor):
        texts = Article.objects.to_be_signed_by(absent).filter(pk__in=articles).exclude(pk__in=said)
        entries = [_left_entry(article) for article in texts.select_related("question")]
        said.update(article.pk for article in texts)
        if entries:
            title = "" if found else str(_GOES_ON["left"])
            found.append(Part(title, entries, sentence=standing_in.duty(absent)))
    return found


def _left_entry(article: Article) -> Entry:
    notes = tuple(filter(None, (_since(article), standing_in.limit(article))))
    return Entry(article.question_text, link("desk_deputy", article.pk), notes, article.question.language)


def _due(articles: list[int], doctor: Doctor) -> list[Part]:
    today = timezone.localdate()
    pages = LivePage.objects.filter(article__in=Article.objects.public().filter(pk__in=articles)).order_by("due_on")

    def entry(page: LivePage) -> Entry:
        overdue, due = _("Review overdue since %(day)s."), _("Review due on %(day)s.")
        note = (overdue if page.due_on <= today else due) % {"day": day(page.due_on)}
        return Entry(page.question_text, link("desk_article", page.article_id), (note,), page.language)

    return _part(str(_GOES_ON["due"]), map(entry, pages))


def _spelling(signatures: list[int], doctor: Doctor) -> list[Part]:
    signed = Signature.objects.filter(pk__in=signatures, doctor=doctor).select_related("article__question")
    sentence = _("Spelling corrected under your standing permission on %(day)s, edition %(n)d.")
    return _part(
        _("Signed for you: spelling"),
        (
            _entry(one.article, doctor, sentence % {"day": day(one.created_at), "n": one.article.edition})
            for one in signed.order_by("pk")
        ),
    )


def _reported(reports: list[int], doctor: Doctor) -> list[Part]:
    """Errors that readers reported, none of their words: those stay on the desk."""
    entries = []
    for answer in heard.reported_to(doctor):
        number = len({report.pk for report in answer.reports}.intersection(reports))
        if number:
            note = ngettext("%(n)d error reported", "%(n)d errors reported", number) % {"n": number}
            entries.append(Entry(answer.question, link("desk_article", answer.article), (note,), answer.language))
    return _part(_("Errors that readers reported"), entries)


def _comments(comments: list[int], doctor: Doctor) -> list[Part]:
    own = BlockComment.objects.filter(pk__in=comments, author=doctor.user_id).select_related("article__question")
    sentence = _("An editor saw to your comment on %(day)s: “%(comment)s”")

    def entry(comment: BlockComment) -> Entry:
        note = sentence.replace("%(day)s", day(comment.resolved_at)).replace("%(comment)s", short(comment.text))
        return _entry(comment.article, doctor, note)

    return _part(_("Your comments"), map(entry, own.order_by("pk")))


def _stopped(events: list[int], doctor: Doctor) -> list[Part]:
    """What is still so: a text that waits for the doctor again, or was signed since, was not taken from them."""
    taken = Event.objects.filter(pk__in=events, article__isnull=False).select_related("article__question")
    waiting = set(signing.queue_for(doctor).values_list("pk", flat=True))
    sentence = _("An editor took this text back while you had it. You will be asked again; there is nothing to do now.")
    given = _("It goes to another doctor now, and waits for you no more. What you signed stays as you signed it.")
    last = {event.article: event.verb for event in taken.order_by("pk")}
    entries = []
    for article, verb in last.items():
        if article is None or article.pk in waiting:
            continue
        if verb != "back_to_draft" or article.status == Status.DRAFT:
            words = sentence if verb == "back_to_draft" else given
            entries.append(replace(_entry(article, doctor, words), url=""))
    return _part(_("Taken back by an editor"), entries)


def _byline(groups: list[dict[str, Any]], doctor: Doctor) -> list[Part]:
    texts = Article.objects.filter(pk__in={pk for group in groups for pk in group["articles"]}).ever_public()
    articles = texts.select_related("question", "live_page").in_bulk()
    entries: dict[int, tuple[Article, list[str]]] = {}
    for group in groups:
        sentence = said(group["what"], group["old"], group["new"], past=group.get("past", False))
        others = group["n"] - len(group["articles"])
        if others > 0:
            sentence += " " + ngettext("(and on %(n)d more)", "(and on %(n)d more)", others) % {"n": others}
        for article in (articles[pk] for pk in group["articles"] if pk in articles):
            end = _end_of(article) if group["what"] == "gone" else ""
            entries.setdefault(article.pk, (article, []))[1].append(sentence + end)
    return _part(
        _("Changed around your name"),
        (_entry(article, doctor, *notes) for article, notes in entries.values()),
    )


def _end_of(article: Article) -> str:
    """Why a text came down, as its page tells readers."""
    ended = article.publications.filter(live_until__isnull=False).order_by("pk").last()
    return f" {ended.get_end_cause_display()}: {short(ended.reason)}" if ended is not None and ended.reason else ""


def _profile(changes: list[list[Any]], doctor: Doctor) -> list[Part]:
    notes = tuple(said(what, old, new, profile=True, past=bool(past)) for what, old, new, *past in changes)
    return _part(
        _("Your profile changed"), [Entry(doctor.printed_name, link("doctor", doctor.slug), notes)] if notes else []
    )


def _part(title: str, entries: Iterable[Entry]) -> list[Part]:
    """One part, or none where there is nothing to list."""
    found = list(entries)
    return [Part(title, found)] if found else []


def more(name: str, left: int) -> str:
    """The desk lists what waits and what is due; everything else that this mail does not name, the next one does."""
    if left <= 0:
        return ""
    if name in _GOES_ON:
        return ngettext("and %(n)d more on your desk", "and %(n)d more on your desk", left) % {"n": left}
    return ngettext("and %(n)d more tomorrow", "and %(n)d more tomorrow", left) % {"n": left}


def _still(left: int) -> str:
    return ngettext("%(n)d still on your desk", "%(n)d still on your desk", left) % {"n": left}


def _entry(article: Article, doctor: Doctor, *notes: str) -> Entry:
    """By words that this doctor may read today or that were public; never by those of a draft."""
    account, language = doctor.user, article.question.language
    is_open = account is not None and Article.objects.visible_to(account).filter(pk=article.pk).exists()
    url = link("desk_article", article.pk) if is_open else ""
    if is_open or article.publications.exists():
        return Entry(article.question_text, url, notes, language)
    live = LivePage.objects.filter(question=article.question_id, article__in=Article.objects.public()).first()
    if live is not None:
        return Entry(live.question_text, url, notes, live.language)
    name = _("Edition %(n)d of “%(address)s”") % {"n": article.edition, "address": article.question.slug}
    return Entry(name, url, notes)


def _since(article: Article) -> str:
    words = _("Edition %(n)d, waiting since %(day)s.")
    return words % {"n": article.edition, "day": day(article.requested_at)}


def short(text: str, most: int = 200) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


#: What may be wrong under the doctor's name comes first, then what was done in it, then what changed around it.
#: What is only waiting comes last.
_PARTS: dict[str, Callable[[list[Any], Doctor], list[Part]]] = {
    "reported": _reported,
    "spelling": _spelling,
    "byline": _byline,
    "profile": _profile,
    "comments": _comments,
    "stopped": _stopped,
    "waiting": _waiting,
    "left": left,
    "due": _due,
}
