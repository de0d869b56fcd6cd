"""The samples become a living portal: through the real importer and the real verbs, at moments spread over the past.

Only the demo calls this. Everything it makes is marked as a sample, and it refuses a database with anything else in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import digesting, live_pages, publishing, related, sample_feedback, signing
from articles.errors import Refused
from articles.importing import import_document, importer_account
from articles.models import Article, Condition, DigestState, LivePage, Medicine, Question
from articles.models.vocabulary import Attestation
from articles.naming import Names, department_named
from articles.parsing import parse
from articles.sample_accounts import CHIEF, EDITOR, Account, give_passwords, make_accounts, user_named
from articles.sample_files import Samples, after_its_dates, written_on
from articles.sample_portraits import draw as draw_portrait
from articles.slugs import free_slug
from articles.verifying import verify
from doctors import portraits
from doctors.models import Doctor

#: The oldest sample was signed so many days ago, less than the shortest time to a review; the others follow.
OLDEST_DAYS = 330
#: A check of a doctor's registration as old as that is done again when the demo is loaded.
STILL_RECENT = dt.timedelta(days=90)


#: These show initials, as a doctor without a portrait does.
FACELESS = ("Bruno Example",)


def holds_real_questions() -> bool:
    return Question.objects.filter(is_sample=False).exists()


def load(
    progress: Callable[[int, int], None] | None = None,
    *,
    new_passwords: bool = False,
    tell: Callable[[list[Account]], None] | None = None,
) -> list[Account]:
    """Fill the database with the samples; what is there already stays, and what was broken off goes on.

    Returns the accounts that have a password from now on, with `new_passwords` all of them. `tell` gets the same list
    before the passwords are kept: one that could not be shown is given anew the next time.

    Raises `Refused("not-a-demo")` when the database holds questions that are no samples.
    """
    if holds_real_questions():
        sentence = "This database holds questions that are no samples, and the demo would mix with them."
        raise Refused("not-a-demo", f"{sentence} To go on with it: manage.py runserver. To begin again: delete var/.")
    samples, names = Samples(), Names()
    wanted = make_accounts(samples)
    _records(samples, names)
    for number, stem in enumerate(samples.texts):
        if not Article.objects.filter(import_key=stem).exists():
            with transaction.atomic():
                _bring(samples, stem, _moment(number, len(samples.texts)), names)
        if progress is not None:
            progress(number + 1, len(samples.texts))
    _verify_all(timezone.now() - dt.timedelta(days=20))
    _remember_bylines()
    for stem in samples.facts["states"]["withdrawn"]:
        _withdraw(stem)
    for stem in samples.facts["states"]["withdrawn_for_safety"]:
        _withdraw_for_safety(stem)
    _join_translations(samples)
    for number, stem in enumerate(stem for stem in samples.facts["next_editions"] if stem in samples.texts):
        with transaction.atomic():
            _ask_for_next(samples, stem, timezone.now() - dt.timedelta(days=12 - 2 * number), names)
    sample_feedback.give()
    return give_passwords(wanted, to_all=new_passwords, tell=tell)


def _bring(samples: Samples, stem: str, moment: dt.datetime, names: Names) -> None:
    """Import one sample and carry it as far as its state says."""
    state = samples.state(stem)
    if state == "three_editions":
        _three_editions(samples, stem, names)
        return
    text = samples.texts[stem]
    if state == "overdue":
        moment = timezone.now() - dt.timedelta(days=3 * 365 + 40)
        text = written_on(text, moment.date() - dt.timedelta(days=9))
    with as_of(max(moment, after_its_dates(text))):
        article = _imported(samples, stem, text, names)
        if state != "draft":
            article = signing.request_signature(article, editor=user_named(EDITOR), byline_confirmed=True)
        if state == "changes_requested":
            _send_back(article)
        elif state not in ("draft", "in_review"):
            _sign_and_publish(article)


def _remember_bylines() -> None:
    """What stands around the doctors' names by now is known to them; what comes after it is in their first digest."""
    if not DigestState.objects.exists():
        for doctor in digesting.reachable():
            digesting.remember(doctor)


def _withdraw(stem: str) -> None:
    """Take a sample down, once the others are there to be read instead."""
    live = Article.objects.public().filter(import_key=stem, edition=1).first()
    if live is not None:
        reason = "This sample was withdrawn to show what readers see: new advice is being written."
        publishing.withdraw(live, editor=user_named(EDITOR), reason=reason, replacement=_nearest(live))


def _withdraw_for_safety(stem: str) -> None:
    live = Article.objects.public().filter(import_key=stem, edition=1).first()
    if live is not None:
        reason = "This sample was taken down to show a safety notice: its words on tablets were not clear enough."
        publishing.withdraw(live, editor=user_named(CHIEF), reason=reason, safety=True)


def _ask_for_next(samples: Samples, stem: str, moment: dt.datetime, names: Names) -> None:
    """Put the next edition before its doctor, once: a second run finds the text that came in."""
    text = samples.text_of_next_edition(stem)
    if Article.objects.filter(import_key=stem, original_document=text).exists():
        return
    with as_of(moment):
        article = _imported(samples, stem, text, names)
        note = samples.facts["next_editions"][stem]["change_note"]
        Article.objects.filter(pk=article.pk).update(change_note=note)
        signing.request_signature(article, editor=user_named(EDITOR), byline_confirmed=True)


def _three_editions(samples: Samples, stem: str, names: Names) -> None:
    notes = [edition["change_note"] for edition in samples.facts["editions"][stem]]
    notes.append(samples.facts["final_change_notes"][stem])
    texts = [samples.text_of_edition(stem, edition) for edition in (1, 2)] + [samples.texts[stem]]
    for text, note, days in zip(texts, notes, (500, 260, 30), strict=True):
        moment = timezone.now() - dt.timedelta(days=days)
        with as_of(moment):
            article = _imported(samples, stem, written_on(text, moment.date() - dt.timedelta(days=9)), names)
            Article.objects.filter(pk=article.pk).update(change_note=note)
            _sign_and_publish(signing.request_signature(article, editor=user_named(EDITOR), byline_confirmed=True))


def _imported(samples: Samples, stem: str, text: str, names: Names) -> Article:
    """The sample as a draft, through the importer, with what the house text cannot say."""
    result = import_document(parse(text), key=stem, original=text, editor=importer_account(), names=names)
    if result.article is None:
        raise Refused("bad-sample", f"{stem}: " + " ".join(note.message for note in result.errors))
    article = result.article
    Question.objects.filter(pk=article.question_id).update(
        is_sample=True,
        body_area=samples.facts["body_areas"].get(stem, ""),
        kind=samples.facts["kinds"].get(stem, article.question.kind),
    )
    second = samples.facts["second_signer"].get(stem)
    if second:
        Article.objects.filter(pk=article.pk).update(second_reviewer=Doctor.objects.get(name=second, is_sample=True))
    return Article.objects.with_text().get(pk=article.pk)


def _sign_and_publish(article: Article) -> None:
    for doctor in article.signers:
        _verify(doctor)
        signing.sign(
            article, doctor=doctor, digest=article.digest, attested=Attestation.values, conflict_statement="none"
        )
    publishing.publish(article, editor=user_named(EDITOR))


def _send_back(article: Article) -> None:
    doctor = _present(article.doctor)
    _verify(doctor)
    comment = "Please say after how many weeks somebody with this problem should be seen."
    signing.request_changes(article, doctor=doctor, digest=article.digest, comment=comment)


def _records(samples: Samples, names: Names) -> None:
    """Departments, medicines, conditions and doctors' profiles that the texts speak of."""
    for department in samples.facts["departments"]:
        row, _note = department_named(department["name"], names)
        type(row).objects.filter(pk=row.pk).update(description=department["description"])
    for medicine in samples.facts["medicines"]:
        values = {"status": medicine["status"], "reason": medicine["reason"], "synonyms": _lines(medicine["synonyms"])}
        Medicine.objects.get_or_create(name=medicine["name"], defaults=values)
    for condition in samples.facts["conditions"]:
        values = {name: condition[name] for name in ("plain_name", "icd10", "summary")}
        values |= {"synonyms": _lines(condition["synonyms"])}
        values |= {"slug": free_slug(Condition.objects.all(), condition["name"], "condition")}
        Condition.objects.get_or_create(name=condition["name"], defaults=values)
    for doctor in samples.facts["doctors"]:
        if not Doctor.objects.filter(name=doctor["name"]).exists():
            _profile(doctor, names)


def _profile(facts: dict[str, Any], names: Names) -> None:
    fields = {name: value for name, value in facts.items() if name not in ("username", "department")}
    department, _note = department_named(facts["department"], names)
    doctor = Doctor.objects.create(
        **fields,
        slug=free_slug(Doctor.objects.all(), facts["name"], "doctor"),
        department=department,
        user=user_named(facts["username"]),
        is_sample=True,
    )
    if facts["name"] not in FACELESS:
        portraits.put(doctor, portraits.encode(draw_portrait(facts["name"])))


def _join_translations(samples: Samples) -> None:
    for stem, original in samples.facts["translations"].items():
        pair = [Article.objects.filter(import_key=key).latest("edition") for key in (stem, original)]
        group = pair[1].question.translation_group or uuid4()
        Question.objects.filter(pk__in=[article.question_id for article in pair]).update(translation_group=group)
        for article in pair:
            live = Article.objects.public().filter(question=article.question_id).first()
            if live is not None:
                with transaction.atomic():
                    live_pages.write(live)


def _verify(doctor: Doctor) -> None:
    """Verify at the moment that is now; a sample of three years ago was signed under a check of that time."""
    if not doctor.is_verified():
        verify(doctor, by=user_named(CHIEF))


def _verify_all(moment: dt.datetime) -> None:
    """Verify whoever was verified long ago or never: a run on the next day changes no profile."""
    with as_of(moment):
        recent = Doctor.objects.filter(verified_at__gte=moment - STILL_RECENT)
        for doctor in Doctor.objects.filter(is_sample=True, user__isnull=False).exclude(pk__in=recent):
            verify(doctor, by=user_named(CHIEF))


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[None]:
    """Let the verbs take `moment` for now. No verb accepts a date: outside the demo nobody can sign in the past."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def _moment(number: int, count: int) -> dt.datetime:
    """A signing moment for the sample of this number, spread over the last year and a half."""
    days = OLDEST_DAYS - (OLDEST_DAYS - 7) * number // max(count - 1, 1)
    return timezone.now() - dt.timedelta(days=days, minutes=7 * number)


def _nearest(live: Article) -> Question | None:
    """The live answer nearest to one, for the page of a withdrawn one to point to."""
    cards = related.cards_for(LivePage.objects.get(article=live), limit=1)
    return Question.objects.get(live_page=cards[0].other.pk) if cards else None


def _present(doctor: Doctor | None) -> Doctor:
    if doctor is None:
        raise Refused("bad-sample", "A sample names no doctor.")
    return doctor


def editor() -> User:
    """The sample editor."""
    return user_named(EDITOR)


def _lines(entries: list[str]) -> str:
    return "\n".join(entries)
