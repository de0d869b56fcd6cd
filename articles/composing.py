"""What a mail says, made when it is sent: from the rows as they are then, in its reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from articles import alarms, digest_letter, signing
from articles.dates import day
from articles.letters import Entry, Laid, Letter, Part, lay_out, link
from articles.mailing import language_of
from articles.models import Article, Medicine, OutgoingMail, Publication
from articles.models.vocabulary import MailKind
from doctors.models import Doctor


def compose(row: OutgoingMail) -> Laid | None:
    """The mail of a row of the outbox; None where there is nothing left to say."""
    with override(row.facts.get("language") or language_of(row.account)):
        letter = _LETTERS[MailKind(row.kind)](row)
        return lay_out(letter) if letter is not None else None


def _signature_requested(row: OutgoingMail) -> Letter | None:
    doctor = Doctor.objects.filter(user=row.account).first()
    asked = _first_asked(row, doctor)
    if asked is None:
        return None  # taken back, signed or sent back by now
    alarm = alarms.about(asked)
    subject = _("Please read and sign: %(question)s").replace("%(question)s", asked.question_text)
    return Letter(
        subject,
        [_("An answer with your name waits for your signature:")],
        [Part("", [_entry(asked, *(alarm.reasons if alarm else ()))])],
    )


def _first_asked(row: OutgoingMail, doctor: Doctor | None) -> Article | None:
    """The text of the row. Where it waits no more, the next one of that day, which got no mail because of this one."""
    wanted = row.facts["article"]
    if doctor is None:
        return None
    waiting = signing.queue_for(doctor)
    asked = waiting.filter(pk=wanted).first()
    if asked is not None or row.facts.get("is_safety"):
        return asked
    later = waiting.filter(requested_at__gte=row.created_at).first()
    is_same_day = later is not None and timezone.localdate(later.requested_at) == timezone.localdate(row.created_at)
    return later if is_same_day else None


def _left_to_deputy(row: OutgoingMail) -> Letter | None:
    doctor = Doctor.objects.filter(user=row.account).first()
    parts = digest_letter.left(row.facts["articles"], doctor) if doctor is not None else []
    if not parts:
        return None  # signed, taken back or taken over by now, or the leave is over
    count = sum(len(part.entries) for part in parts) + row.facts["more"]
    subject = ngettext(
        "You stand in: %(n)d text waits for a doctor on leave",
        "You stand in: %(n)d texts wait for a doctor on leave",
        count,
    )
    parts[0] = replace(parts[0], title="")
    parts[-1] = replace(parts[-1], more=digest_letter.more("left", row.facts["more"]))
    return Letter(subject % {"n": count}, [], parts)


def _safety_withdrawn(row: OutgoingMail) -> Letter | None:
    period = Publication.objects.filter(pk=row.facts["publication"]).select_related("article__question").first()
    if period is None or period.live_until is None:
        return None
    subject = _("Withdrawn for safety: %(question)s").replace("%(question)s", period.article.question_text)
    sentence = _("An answer with your name was taken down on %(day)s. The reason is safety.")
    entry = _entry(period.article, period.reason)
    return Letter(subject, [sentence % {"day": day(period.live_until)}], [Part("", [entry])])


def _safety_medicine(row: OutgoingMail) -> Letter | None:
    medicine = Medicine.objects.filter(pk=row.facts["medicine"]).first()
    live = Article.objects.public().filter(pk__in=row.facts["articles"]).select_related("question").order_by("pk")
    entries = [_entry(article) for article in live]
    if medicine is None or not entries:
        return None
    names = {"medicine": medicine.name, "status": medicine.get_status_display()}
    subject = _("Medicine %(status)s: %(medicine)s") % names
    sentence = _("%(medicine)s is now marked “%(status)s”, and live answers with your name name it.") % names
    advice = _(
        "Please look at them. What is wrong comes down at once if you withdraw your name, at the end of the text."
    )
    return Letter(subject, [sentence, *filter(None, [medicine.reason])], [Part("", entries)], [advice])


def _second_factor_removed(row: OutgoingMail) -> Letter:
    sentence = _("The second step was taken off your account. At your next sign-in you set up a new one.")
    warning = _("If you did not ask for this, tell a chief editor now and change your password.")
    to_sign_in = Entry(_("Sign in"), link("account_login"))
    return Letter(_("The second step was taken off your account"), [sentence, warning], [Part("", [to_sign_in])])


def _way_changed(row: OutgoingMail) -> Letter | None:
    doctor = Doctor.objects.filter(pk=row.facts["doctor"]).first()
    if doctor is None:
        return None
    name = {"doctor": doctor.printed_name}
    if row.facts["what"] == "account":
        what = _("Your account does not belong to the profile of %(doctor)s any more: an editor took it off.") % name
    else:
        what = (
            _("The account of %(doctor)s was closed, or has another e-mail address now: an editor changed it.") % name
        )
    rest = _("What is done around this name, and what waits for a signature, is not told to this address any more.")
    warning = _("If you did not ask for this, tell the editors now, and let another chief editor know of it.")
    contact = Entry(_("Contact"), link("about_page", "contact"))
    subject = _("You are not told about your answers any more")
    return Letter(subject, [what, rest, warning], [Part("", [contact])])


def _entry(article: Article, *notes: str) -> Entry:
    told = tuple(note for note in notes if note)
    return Entry(article.question_text, link("desk_article", article.pk), told, article.question.language)


_LETTERS: dict[MailKind, Callable[[OutgoingMail], Letter | None]] = {
    MailKind.SIGNATURE_REQUESTED: _signature_requested,
    MailKind.LEFT_TO_DEPUTY: _left_to_deputy,
    MailKind.SAFETY_WITHDRAWN: _safety_withdrawn,
    MailKind.SAFETY_MEDICINE: _safety_medicine,
    MailKind.SECOND_FACTOR_REMOVED: _second_factor_removed,
    MailKind.WAY_CHANGED: _way_changed,
    MailKind.DIGEST: digest_letter.letter,
}
