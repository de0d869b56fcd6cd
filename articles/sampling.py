"""The samples become a living portal: through the real importer and the real verbs, at moments spread over the past.

Only the demo calls this. Everything it makes is marked as a sample, and it refuses a database with anything else in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.crypto import get_random_string

from articles import live_pages, permissions, publishing, related, signing
from articles.errors import Refused
from articles.importing import import_document, importer_account
from articles.models import Article, Condition, LivePage, Medicine, Question
from articles.models.vocabulary import Attestation
from articles.naming import Names, department_named
from articles.parsing import parse
from articles.sample_files import Samples, after_its_dates, written_on
from articles.slugs import free_slug
from articles.verifying import verify
from doctors.models import Doctor

EDITOR, CHIEF = "editor", "chief"
#: The oldest sample was signed so many days ago, less than the shortest time to a review; the others follow.
OLDEST_DAYS = 330


@dataclass(frozen=True)
class Account:
    """An account made now, with the password that is shown this once."""

    username: str
    password: str
    what: str


def holds_real_questions() -> bool:
    return Question.objects.filter(is_sample=False).exists()


def load(progress: Callable[[int, int], None] | None = None, *, new_passwords: bool = False) -> list[Account]:
    """Fill the database with the samples; what is there already stays.

    Returns the accounts made now, or with `new_passwords` all of them, each with the password it has from now on.

    Raises `Refused("not-a-demo")` when the database holds questions that are no samples.
    """
    if holds_real_questions():
        sentence = "This database holds questions that are no samples, and the demo would mix with them."
        raise Refused("not-a-demo", f"{sentence} To go on with it: manage.py runserver. To begin again: delete var/.")
    samples, names = Samples(), Names()
    accounts = _accounts(samples, new_passwords=new_passwords)
    _records(samples, names)
    for number, stem in enumerate(samples.texts):
        if not Article.objects.filter(import_key=stem).exists():
            _bring(samples, stem, _moment(number, len(samples.texts)), names)
        if progress is not None:
            progress(number + 1, len(samples.texts))
    for stem in samples.facts["states"]["withdrawn"]:
        _withdraw(stem)
    _join_translations(samples)
    _verify_all(timezone.now() - dt.timedelta(days=20))
    return accounts


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
            article = signing.request_signature(article, editor=_user(EDITOR), byline_confirmed=True)
        if state == "changes_requested":
            _send_back(article)
        elif state not in ("draft", "in_review"):
            _sign_and_publish(article)


def _withdraw(stem: str) -> None:
    """Take a sample down, once the others are there to be read instead."""
    live = Article.objects.public().filter(import_key=stem).first()
    if live is not None:
        reason = "This sample was withdrawn to show what readers see: new advice is being written."
        publishing.withdraw(live, editor=_user(EDITOR), reason=reason, replacement=_nearest(live))


def _three_editions(samples: Samples, stem: str, names: Names) -> None:
    notes = [edition["change_note"] for edition in samples.facts["editions"][stem]]
    notes.append(samples.facts["final_change_notes"][stem])
    texts = [samples.text_of_edition(stem, edition) for edition in (1, 2)] + [samples.texts[stem]]
    for text, note, days in zip(texts, notes, (500, 260, 30), strict=True):
        moment = timezone.now() - dt.timedelta(days=days)
        with as_of(moment):
            article = _imported(samples, stem, written_on(text, moment.date() - dt.timedelta(days=9)), names)
            Article.objects.filter(pk=article.pk).update(change_note=note)
            _sign_and_publish(signing.request_signature(article, editor=_user(EDITOR), byline_confirmed=True))


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
    for doctor in (article.doctor, article.second_reviewer if article.signatures_required == 2 else None):
        if doctor is not None:
            _verify(doctor)
            signing.sign(
                article, doctor=doctor, digest=article.digest, attested=Attestation.values, conflict_statement="none"
            )
    publishing.publish(article, editor=_user(EDITOR))


def _send_back(article: Article) -> None:
    doctor = _present(article.doctor)
    _verify(doctor)
    comment = "Please say after how many weeks somebody with this problem should be seen."
    signing.request_changes(article, doctor=doctor, digest=article.digest, comment=comment)


def _accounts(samples: Samples, *, new_passwords: bool) -> list[Account]:
    wanted = [
        (EDITOR, "editor: writes, imports, publishes", permissions.EDITORS),
        (CHIEF, "chief editor: also verifies doctors, rolls back", permissions.CHIEF_EDITORS),
        *(
            (doctor["username"], f"doctor: {doctor['name']}", permissions.DOCTORS)
            for doctor in samples.facts["doctors"]
        ),
    ]
    told = []
    for username, what, group in wanted:
        is_staff = group != permissions.DOCTORS
        defaults = {"email": f"{username}@example.org", "is_staff": is_staff}
        user, is_new = User.objects.get_or_create(username=username, defaults=defaults)
        if is_new or new_passwords:
            told.append(Account(username, get_random_string(14), what))
            user.set_password(told[-1].password)
            user.save(update_fields=["password"])
            user.groups.add(Group.objects.get(name=group))
    return told


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
    Doctor.objects.create(
        **fields,
        slug=free_slug(Doctor.objects.all(), facts["name"], "doctor"),
        department=department,
        user=_user(facts["username"]),
        is_sample=True,
    )


def _join_translations(samples: Samples) -> None:
    for stem, original in samples.facts["translations"].items():
        pair = [Article.objects.filter(import_key=key).latest("edition") for key in (stem, original)]
        group = pair[1].question.translation_group or uuid4()
        Question.objects.filter(pk__in=[article.question_id for article in pair]).update(translation_group=group)
        for article in pair:
            live = Article.objects.public().filter(question=article.question_id).first()
            if live is not None:
                live_pages.write(live)


def _verify(doctor: Doctor) -> None:
    """Verify at the moment that is now; a sample of three years ago was signed under a check of that time."""
    if not doctor.is_verified():
        verify(doctor, by=_user(CHIEF))


def _verify_all(moment: dt.datetime) -> None:
    with as_of(moment):
        for doctor in Doctor.objects.filter(is_sample=True, user__isnull=False):
            verify(doctor, by=_user(CHIEF))


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
    link = related.cards_for(LivePage.objects.get(article=live)).first()
    return link.other.question if link is not None else None


def _present(doctor: Doctor | None) -> Doctor:
    if doctor is None:
        raise Refused("bad-sample", "A sample names no doctor.")
    return doctor


def editor() -> User:
    """The sample editor."""
    return _user(EDITOR)


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _lines(entries: list[str]) -> str:
    return "\n".join(entries)
