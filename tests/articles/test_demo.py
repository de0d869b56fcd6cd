"""The samples of the demo: through the real verbs, as many and as varied as promised, readable, and all marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from articles import (
    auditing,
    delivering,
    digesting,
    findings,
    furniture,
    permissions,
    proving,
    reading,
    sample_accounts,
    sampling,
)
from articles.diffing import What
from articles.errors import Refused
from articles.management.commands import demo
from articles.models import (
    Article,
    BylineJournal,
    Cause,
    Event,
    LivePage,
    Publication,
    Question,
    RelatedLink,
    Signature,
)
from articles.models.vocabulary import EndCause, Kind, Language, Status, Verdict
from doctors.models import Department, Doctor
from healthqa import demo_mode
from tests.articles.pages.reading import words
from tests.articles.pages.test_structured_data import graph_of, nodes
from tests.articles.recipe import fits
from tests.system.portal import free_port
from tests.texts import make_question

MOST_WORDS = 900
HIGHEST_GRADE = 9.0
GROUPS = re.compile(r"[aeiouy]+")
OWN_APPS = ("articles", "doctors", "auth")


@pytest.fixture(autouse=True)
def _own_marker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo that a test runs leaves no mark in this folder."""
    monkeypatch.setattr(demo_mode, "MARKER", tmp_path / "demo")


def published() -> list[Article]:
    return list(Article.objects.public().with_text().select_related("question"))


def of_state(state: str) -> list[Article]:
    stems = sampling.Samples().facts["states"][state]
    return list(Article.objects.filter(import_key__in=stems).order_by("import_key", "edition"))


def syllables(word: str) -> int:
    """About as many as a dictionary says: groups of vowels, without a silent e at the end."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(GROUPS.findall(word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(
        ("le", "les", "ted", "ded", "ses", "ches", "shes", "ges")
    ):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The grade of Flesch and Kincaid: 0.39 words/sentences + 11.8 syllables/words - 15.59."""
    sentences = [part for part in re.split(r"[.!?:]+\s|\n+", text) if re.search(r"[a-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def prose(article: Article) -> str:
    """What a reader reads of an answer: no byline, no reference, no address."""
    parts = [article.reader_question, article.introduction, article.lead, article.closing, article.questions_to_ask]
    for section in article.sections.all():
        parts.append(section.text)
        for cause in section.causes.all():
            parts += [cause.heading, cause.explanation, cause.advice, cause.seek_care]
    for card in article.care_advice.all():
        parts += [card.heading, card.bullets]
    return "\n".join(part for part in parts if part)


def english() -> list[Article]:
    newest = Article.objects.filter(question__language=Language.ENGLISH).exclude(status=Status.SUPERSEDED)
    return list(newest.with_text())


def names_in(value: Any) -> Iterator[str]:
    """Every name in a graph but that of a hospital: it is the profile's, and stands there."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from [one["name"]] if "name" in one else []
            yield from (name for key, part in one.items() if key != "affiliation" for name in names_in(part))


class TestSamples(TestCase):
    """The samples are loaded once; what a test does to them is rolled back."""

    accounts: list[sample_accounts.Account]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.accounts = sampling.load()

    def test_dr_ada_has_a_digest_that_shows_what_a_digest_is(self) -> None:
        digesting.send_all()
        delivering.deliver()
        hers = [message for message in mail.outbox if message.to == ["ada.sample@example.org"]]
        (digest,) = [message for message in hers if message.subject.startswith("Your answers:")]
        for part in ("Waiting for your signature", "To be read again", "Changed around your name", "Related answers: "):
            assert part in digest.body
        assert "for a time" not in digest.body, "what the making of the samples passed through was never there"
        assert not BylineJournal.objects.exists()
        assert [m.subject for m in hers if m.subject.startswith("Withdrawn for safety:")]

    def test_what_is_put_back_in_the_demo_is_told_the_next_day(self) -> None:
        digesting.send_all()
        live = Article.objects.public().filter(doctor__user__email="ada.sample@example.org").select_related("question")
        question = live[0].question
        for change in (question.tags.add, question.tags.remove):
            change("ointments")
            furniture.refresh(furniture.of_questions([question]))
        with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=True):
            digesting.send_all()
            delivering.deliver()
        bodies = [message.body for message in mail.outbox if message.to == ["ada.sample@example.org"]]
        assert "".join(bodies).count("Topics: for a time, and gone again: ointments") == 1

    def test_machines_are_told_nothing_that_no_reader_sees(self) -> None:
        """Every name in a graph stands on its page, whatever an editor enters for the A–Z."""
        for model in (Question, LivePage):
            model.objects.update(index_phrase="Vaccines cause this")
        subjects = {}
        for live in LivePage.objects.all():
            address = live.question.get_absolute_url()
            shown, graph = words(self.client.get(address)), graph_of(self.client, address)
            missing = [name for name in names_in(graph["@graph"]) if name not in shown]
            assert missing == [], (live.slug, missing)
            subjects[live.question_text] = [one["name"] for one in nodes(graph, "MedicalSymptom")]
            aspect = nodes(graph, "MedicalWebPage")[0].get("aspect")
            assert (aspect == "causes") is bool(subjects[live.question_text]), (live.slug, aspect)
        assert subjects["Does toothpaste heal spots on the skin?"] == []
        assert subjects["What causes leg cramps in pregnancy?"] == ["leg cramps in pregnancy"]
        assert subjects["夜里小腿抽筋是什么原因？"] == ["夜里小腿抽筋"]
        assert subjects["Why do I see floaters and flashes of light?"] == ["see floaters and flashes of light"]
        assert not any(question in names for question, names in subjects.items()), "a symptom is no question"

    # As much as promised

    def test_there_are_enough_questions_departments_and_doctors(self) -> None:
        assert Question.objects.count() >= 36
        assert len(published()) >= 30
        assert (
            Department.objects.filter(questions__in=[article.question_id for article in published()]).distinct().count()
            >= 10
        )
        assert Doctor.objects.filter(signatures__verdict=Verdict.SIGNED).distinct().count() >= 8
        assert sum(article.question.language == Language.CHINESE for article in published()) >= 3

    def test_every_extra_line_of_the_house_format_is_used(self) -> None:
        texts = "\n".join(sampling.Samples().texts.values())
        lines = (
            "Language",
            "Department",
            "Tags",
            "Audience",
            "Also asked as",
            "Items",
            "Source address",
            "Source kind",
        )
        blocks = (
            "Licence",
            "Evidence searched",
            "What helps",
            "See a doctor if",
            "Likelihood",
            "Condition",
            "Associated",
        )
        cards = ("Emergency", "Urgent", "Routine", "Ask your doctor", "References", "Disclosure")
        for label in (*lines, *blocks, *cards):
            assert re.search(rf"^{label}\b", texts, re.MULTILINE), label

    def test_states_are_what_the_demo_is_there_to_show(self) -> None:
        assert len(of_state("in_review")) >= 2
        assert {article.status for article in of_state("in_review")} == {Status.IN_REVIEW}
        assert {article.status for article in of_state("draft")} == {Status.DRAFT}
        assert [article.status for article in of_state("withdrawn")] == [Status.WITHDRAWN]
        overdue = [article for article in of_state("overdue") if article.edition == 1]
        assert overdue
        assert all(article.live_page.due_on < timezone.localdate() for article in overdue)
        (unsafe, _next) = of_state("withdrawn_for_safety")
        assert unsafe.publications.get().end_cause == EndCause.SAFETY
        assert [(article.edition, article.status) for article in of_state("three_editions")] == [
            (1, Status.SUPERSEDED),
            (2, Status.SUPERSEDED),
            (3, Status.PUBLISHED),
        ]
        (sent_back,) = of_state("changes_requested")
        assert sent_back.status == Status.DRAFT
        assert sent_back.signatures.get().verdict == Verdict.CHANGES_REQUESTED

    def test_a_doctor_has_a_queue_of_every_kind(self) -> None:
        queue = reading.queue_of(Doctor.objects.get(name="Ada Sample"))
        assert len(queue) >= 5
        assert [one.urgency for one in queue] == sorted(one.urgency for one in queue)
        assert {one.urgency for one in queue} == set(reading.Urgency)
        what = {what for one in queue for change in one.reading.changed for what in change.what}
        assert {What.REWORDED, What.MOVED} <= what
        assert all(one.reading.since for one in queue)
        assert max(one.reading.words for one in queue if not one.reading.is_whole) < 250

    def test_most_answers_are_not_overdue(self) -> None:
        late = LivePage.objects.filter(article__in=Article.objects.public(), due_on__lte=timezone.localdate())
        assert late.count() <= len(published()) // 4, "a demo of a neglected house"

    def test_a_withdrawn_sample_says_why(self) -> None:
        (withdrawn,) = of_state("withdrawn")
        ended = Publication.objects.get(article=withdrawn)
        assert ended.reason
        assert ended.live_until is not None

    def test_one_condition_is_an_everyday_cause_here_and_a_disease_there(self) -> None:
        causes = Cause.objects.filter(article__in=Article.objects.public(), condition__isnull=False)
        named: dict[str, dict[str, set[int]]] = {}
        for name, kind, question in causes.values_list("condition__name", "section__kind", "article__question"):
            named.setdefault(name, {}).setdefault(kind, set()).add(question)
        both = [kinds for kinds in named.values() if kinds.get(Kind.PHYSIOLOGICAL) and kinds.get(Kind.PATHOLOGICAL)]
        assert any(len(set().union(*kinds.values())) >= 5 for kinds in both)

    def test_answers_are_related_to_each_other(self) -> None:
        related = set(RelatedLink.objects.values_list("page_id", flat=True))
        alone = [article.import_key for article in published() if article.pk not in related]
        assert len(alone) <= 2, alone

    # Through the verbs

    def test_verify_finds_nothing_wrong(self) -> None:
        assert [problem.sentence for problem in auditing.problems()] == []

    def test_every_live_answer_was_asked_for_signed_and_published(self) -> None:
        for article in published():
            verbs = set(Event.objects.filter(article=article.pk).values_list("verb", flat=True))
            assert {"signature_requested", "signed", "published"} <= verbs, article.import_key
            signed = article.signatures.filter(verdict=Verdict.SIGNED)
            assert signed.count() == article.signatures_required
            assert {signature.digest for signature in signed} == {article.digest}
            assert findings.check(article) == [], article.import_key

    def test_no_text_is_younger_than_its_signature(self) -> None:
        """A source dated, or searched, after the signature under it would be a forgery in a real house."""
        late = [
            article.import_key
            for article in published()
            for signature in article.signatures.filter(verdict=Verdict.SIGNED)
            for day in (article.dated, article.evidence_searched_on)
            if day is not None and day > timezone.localdate(signature.created_at)
        ]
        assert sorted(set(late)) == []

    # Marked

    def test_everything_is_marked_as_a_sample(self) -> None:
        assert not Question.objects.filter(is_sample=False).exists()
        assert not Doctor.objects.filter(is_sample=False).exists()
        assert {page.content["is_sample"] for page in LivePage.objects.all()} == {True}

    # Accounts

    def test_passwords_work_and_are_not_kept_in_clear(self) -> None:
        assert len({account.password for account in self.accounts}) == len(self.accounts)
        for account in self.accounts:
            user = User.objects.get(username=account.username)
            assert user.check_password(account.password)
            assert account.password not in user.password
            assert user.is_staff == (account.username in (sample_accounts.EDITOR, sample_accounts.CHIEF))
            assert not user.is_superuser
        groups = {permissions.EDITORS, permissions.CHIEF_EDITORS, permissions.DOCTORS}
        assert set(User.objects.exclude(groups=None).values_list("groups__name", flat=True)) == groups
        assert not User.objects.get(username="importer").has_usable_password()

    def test_new_passwords_replace_the_old_ones(self) -> None:
        told = sampling.load(new_passwords=True)
        assert [account.username for account in told] == [account.username for account in self.accounts]
        for old, new in zip(self.accounts, told, strict=True):
            user = User.objects.get(username=old.username)
            assert user.check_password(new.password)
            assert not user.check_password(old.password)

    # Again, and not elsewhere

    def test_loading_again_changes_nothing(self) -> None:
        def stored() -> list[object]:
            models = [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]
            counted = [(model, model._default_manager.count()) for model in models]
            return [*counted, list(Signature.objects.order_by("pk").values_list("pk", "digest"))]

        before = stored()
        assert sampling.load() == []
        assert stored() == before

    def test_a_database_with_a_real_question_is_refused(self) -> None:
        make_question("is-this-real")
        with pytest.raises(Refused) as refused:
            sampling.load(new_passwords=True)
        assert refused.value.code == "not-a-demo"

    @mock.patch.object(demo, "call_command")
    def test_command_refuses_outside_of_a_demo(self, called: mock.Mock) -> None:
        with pytest.raises(CommandError, match="it decides on its settings"):
            call_command("demo")
        called.assert_not_called()

    @override_settings(DEMO=True)
    @mock.patch.object(demo, "call_command")
    def test_command_refuses_a_database_with_a_real_question(self, called: mock.Mock) -> None:
        make_question("is-this-real")
        with pytest.raises(CommandError, match="no samples"):
            call_command("demo", "--port", str(free_port()))
        assert [call.args[0] for call in called.call_args_list] == ["migrate"], "nothing is served"

    @override_settings(DEMO=True)
    @mock.patch.object(demo, "call_command")
    def test_command_tells_the_address_and_serves(self, called: mock.Mock) -> None:
        said, port = StringIO(), free_port()
        call_command("demo", "--port", str(port), stdout=said)
        assert f"http://127.0.0.1:{port}/" in said.getvalue()
        assert "--new-passwords" in said.getvalue()
        assert [call.args for call in called.call_args_list] == [("migrate",), ("runserver", f"127.0.0.1:{port}")]

    @override_settings(DEMO=True)
    @mock.patch.object(demo, "call_command")
    def test_command_shows_new_passwords_once(self, called: mock.Mock) -> None:
        said = StringIO()
        call_command("demo", "--no-serve", "--new-passwords", stdout=said)
        shown = dict(re.findall(r"^  (\S+)\s+(\S+)   ", said.getvalue(), re.MULTILINE))
        assert set(shown) == {account.username for account in self.accounts}
        assert User.objects.get(username=sample_accounts.CHIEF).check_password(shown[sample_accounts.CHIEF])
        assert [call.args[0] for call in called.call_args_list] == ["migrate"]

    # Checked

    def test_the_recipe_of_the_documentation_fits_the_samples(self) -> None:
        unsafe = Publication.objects.filter(end_cause=EndCause.SAFETY).values("article__digest")
        editions = list(proving.editions().exclude(digest__in=unsafe))
        assert len(editions) >= 40
        shown = {f"/verify/{article.digest}.json": article.digest for article in editions[::3]}
        for article in Article.objects.public().select_related("question").order_by("pk")[::6]:
            prefix = "" if article.question.language == "en" else "/zh-hans"
            shown[f"{prefix}/questions/{article.question.slug}.json"] = article.digest
        with TemporaryDirectory() as folder:
            wrong = [
                address for address, digest in shown.items() if not fits(self.client, address, digest, Path(folder))
            ]
        assert wrong == []

    # Readable

    def test_english_samples_are_short_and_easy(self) -> None:
        texts = {article.import_key: prose(article) for article in english()}
        measured = {stem: (len(text.split()), grade(text)) for stem, text in texts.items()}
        assert len(measured) >= 30
        hard = {
            stem: (n, round(level, 1))
            for stem, (n, level) in measured.items()
            if n > MOST_WORDS or level > HIGHEST_GRADE
        }
        assert hard == {}

    def test_chinese_samples_are_short(self) -> None:
        for article in Article.objects.filter(question__language=Language.CHINESE).with_text():
            assert len(re.findall(r"[\u4e00-\u9fff]", prose(article))) <= MOST_WORDS
