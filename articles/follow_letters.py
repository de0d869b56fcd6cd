"""What the mails to followers say, made when they are sent: words of live pages, and of what went only what its page
still says. In the language in which the reader followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from articles import errata, following
from articles.addresses import address
from articles.asked_answers import outcome_of
from articles.dates import day
from articles.letters import Entry, Laid, Letter, Part, lay_out, link
from articles.models import (
    Article,
    Condition,
    Follow,
    Follower,
    FollowNews,
    LivePage,
    Publication,
    ReaderQuestion,
    ReadersMail,
    Tag,
)
from articles.models.follower import CONFIRM_WITHIN, TARGETS
from articles.models.vocabulary import EndCause, ReadersMailKind
from doctors.models import Doctor

#: Mails that ask one mailbox whether it wants to follow, within three days; those of “name+anything@” are one mailbox.
ASKED_AT_MOST = 3
#: One that said yes before belongs to somebody who wants our mails.
ASKED_AT_MOST_IF_SURE = 12
#: Answers named in one mail; the others are counted, and on the pages.
NAMED = 20
#: Rows of news that one mail answers for. Whoever has more was away for long: the rest comes next morning.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Post:
    """A mail to a reader. `told`: news that it tells, by id. `ends`: the follow whose one mail this is."""

    laid: Laid
    headers: dict[str, str] = field(default_factory=dict)
    told: Sequence[int] = ()
    ends: int | None = None


def compose(row: ReadersMail) -> Post | None:
    """The mail of a row; None where there is nothing left to say."""
    with override(row.facts.get("language") or row.follower.language):
        return _MAKERS[ReadersMailKind(row.kind)](row)


def name_of(found: Follow) -> str:
    """What is followed, in words that are public; "" where it has no live answer, or is what a reader asked."""
    if found.question_id:
        page = _page_of(found.question_id)
        return page.question_text if page else ""
    if found.tag and Tag.objects.public().filter(pk=found.tag.pk).exists():
        return _("Topic: %(name)s") % {"name": found.tag.name}
    if found.doctor and Doctor.objects.public().filter(pk=found.doctor.pk).exists():
        return _("Answers signed by %(name)s") % {"name": found.doctor.printed_name}
    if found.condition and Condition.objects.public().filter(pk=found.condition.pk).exists():
        return found.condition.name
    return ""


def _confirm(row: ReadersMail) -> Post | None:
    found = Follow.objects.select_related(*TARGETS).filter(pk=row.facts["follow"], confirmed_at=None).first()
    is_over = found is None or Follow.objects.lapsed().filter(pk=found.pk).exists()
    if found is None or is_over or _is_asked_enough(row):
        return None
    with override(found.language):
        name = name_of(found)
        if not name and found.reader_question_id is None:
            return None
        if name:
            subject = _("Please confirm: follow “%(what)s”").replace("%(what)s", name)
            sentence = _("Somebody, probably you, wants news of this to be mailed to this address:")
        else:
            subject = _("Please confirm: an answer to your question")
            sentence = _("Somebody, probably you, asked a question and wants to be mailed what becomes of it.")
        url = f"{link('follow_confirm')}?key={quote(following.key_to_confirm(found))}"
        yes = Entry(_("Yes, write to this address"), url)
        last = _(
            "If that was not you, do nothing. Without a yes no mail comes, and the address is deleted after three days."
        )
        named = [Entry(name)] if name else []
        return Post(lay_out(Letter(subject, [sentence], [Part("", [*named, yes])], [last], is_to_reader=True)))


def _is_asked_enough(row: ReadersMail) -> bool:
    """Whether as many such mails as one mailbox may get were written before this one, and are not void."""
    name, _at, host = row.follower.email.partition("@")
    name = name.partition("+")[0]
    same = Follower.objects.filter(email=f"{name}@{host}") | Follower.objects.filter(
        email__startswith=f"{name}+", email__endswith=f"@{host}"
    )
    before = ReadersMail.objects.filter(kind=ReadersMailKind.CONFIRM, follower__in=same.values("pk"), pk__lt=row.pk)
    is_sure = Follow.objects.confirmed().filter(follower__in=same.values("pk")).exists()
    most = ASKED_AT_MOST_IF_SURE if is_sure else ASKED_AT_MOST
    return before.filter(created_at__gt=row.created_at - CONFIRM_WITHIN).count() >= most


def _news(row: ReadersMail) -> Post | None:
    waiting = FollowNews.objects.filter(follow__follower=row.follower_id)
    rows = list(waiting.select_related("publication", *(f"follow__{name}" for name in TARGETS))[:_MOST])
    room, count, parts = NAMED, 0, []
    for found in {news.follow_id: news.follow for news in rows}.values():
        own = [news for news in rows if news.follow_id == found.pk]
        entries, total = _entries(found, own, room)
        if total:
            parts.append(_part(found, entries, total))
            room, count = room - len(entries), count + total
    if not parts:
        FollowNews.objects.filter(pk__in=[news.pk for news in rows]).delete()
        return None
    subject = ngettext("News of what you follow", "%(n)d news of what you follow", count) % {"n": count}
    return _post(row, Letter(subject, [], parts), told=[news.pk for news in rows])


def _entries(found: Follow, rows: list[FollowNews], room: int) -> tuple[list[Entry], int]:
    """What is to be said of one follow today, at most `room`, and how much there is."""
    if found.question_id is None:
        questions = {news.publication.question_id for news in rows}
        pages = LivePage.objects.filter(article__in=Article.objects.public().filter(question__in=questions))
        shown = pages.defer("content").order_by("-published_at", "-pk")[:room]
        return [_live(page) for page in shown], pages.count()
    page = _page_of(found.question_id)
    if page is not None:
        note = str(page.content.get("change_note") or "")
        live = _("Edition %(n)d is live since %(day)s.") % {
            "n": page.content["edition"],
            "day": day(timezone.localtime(page.published_at)),
        }
        return [_live(page, live, note)][:room], 1
    ended = [news.publication_id for news in rows if news.is_end]
    last = errata.errata(errata.periods_of(found.question).filter(pk__in=ended)[:1]) if found.question else []
    return [_gone(erratum) for erratum in last][:room], len(last)


def _part(found: Follow, entries: list[Entry], total: int) -> Part:
    title = _("An answer you follow") if found.question_id else name_of(found)
    more = total - len(entries)
    stop = Entry(_("Stop these"), f"{link('follow_stop')}?key={quote(following.key_to_stop(found))}")
    sentence = ngettext("And %(n)d more.", "And %(n)d more.", more) % {"n": more} if more else ""
    return Part(title or _("What you follow"), [*entries, stop], more=sentence)


def _live(page: LivePage, *notes: str) -> Entry:
    signed = _("Signed %(signed)s") % {"signed": day(page.signed_on)}
    sample = _("Sample answer, signed by an invented doctor. Do not act on it.") if page.is_sample else ""
    told = tuple(note for note in (sample, *notes, f"{page.byline} · {signed}") if note)
    return Entry(page.question_text, _url("answer", page.slug, page.language), told, page.language)


def _gone(erratum: errata.Erratum) -> Entry:
    """As the page in its place says it: no word of what was withdrawn for safety or erased."""
    sentence = render_to_string("_erratum_sentence.html", {"erratum": erratum}).strip()
    notes = tuple(note for note in (sentence, erratum.reason) if note)
    question = erratum.question
    return Entry(
        erratum.wording or _("An answer that was withdrawn"), _url("answer", question.slug, question.language), notes
    )


def _safety(row: ReadersMail) -> Post | None:
    periods = Publication.objects.filter(pk=row.facts["publication"], end_cause=EndCause.SAFETY)
    period = periods.select_related("question", "replacement").first()
    if period is None or period.live_until is None:
        return None
    if not Follow.objects.confirmed().filter(follower=row.follower_id, question=period.question_id).exists():
        return None  # ended since
    taken = _("An answer you follow was taken down on %(day)s and should no longer be used.")
    reason = _("The reason is safety: if you acted on it, ask a doctor or pharmacist.")
    sentences = [taken % {"day": day(timezone.localtime(period.live_until))}, reason]
    gone = Entry(
        _("An answer that was withdrawn"),
        _url("answer", period.question.slug, period.question.language),
        (period.reason,),
    )
    parts = [Part("", [gone])]
    instead = _page_of(period.replacement_id) if period.replacement_id else None
    if instead is not None:
        parts.append(Part(_("Read this instead"), [_live(instead)]))
    return _post(row, Letter(_("Withdrawn for safety: an answer you follow"), sentences, parts))


def _asked(row: ReadersMail) -> Post | None:
    """What became of a reader's own question; not its words, which the mailbox need not keep."""
    follows = Follow.objects.confirmed().select_related("reader_question__question")
    found = follows.filter(pk=row.facts["follow"]).first()
    asked = found.reader_question if found else None
    if found is None or asked is None:
        return None
    page = outcome_of(asked).answer
    if asked.state == ReaderQuestion.State.DECLINED:
        subject, sentence = (
            _("Your question was not taken up"),
            _("The editors read your question and did not take it up."),
        )
        parts = [Part(_("Why"), [Entry(asked.reason)])] if asked.reason else []
    elif page is not None:
        subject, sentence = _("Your question has an answer"), _("You asked a question. This answer is live now:")
        parts = [Part("", [_live(page)])]
    else:
        return None  # taken down again; it comes with the next answer
    last = _("This was the only mail about it. Your address was used for nothing else and is deleted now.")
    return _post(row, Letter(subject, [sentence], parts, [last]), ends=found.pk)


def _post(row: ReadersMail, letter: Letter, *, told: Sequence[int] = (), ends: int | None = None) -> Post:
    """With the way out: for people at the foot, for their mail program in the header (RFC 2369, RFC 8058)."""
    stop = f"{link('follow_stop')}?key={quote(following.key_to_stop_all(row.follower))}"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Post(lay_out(replace(letter, is_to_reader=True, stop=stop)), headers, told, ends)


def _page_of(question: int) -> LivePage | None:
    article = Article.objects.public().filter(question=question).select_related("live_page").first()
    return article.live_page if article else None


def _url(name: str, slug: str, language: str) -> str:
    return settings.SITE_URL + address(name, slug, language)


_MAKERS: dict[ReadersMailKind, Callable[[ReadersMail], Post | None]] = {
    ReadersMailKind.CONFIRM: _confirm,
    ReadersMailKind.NEWS: _news,
    ReadersMailKind.SAFETY: _safety,
    ReadersMailKind.ASKED: _asked,
}
