"""Words of an unpublished edition, and records known only through it, are found on no public address.

What was public once is found where the past is told and nowhere else: its words and the record of its signatures, and
nothing of how it was made.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from functools import cached_property

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from articles import editing, permissions, publishing
from articles.models import Article, Condition, OldSlug, Question, Tag, TagAlias
from articles.models.vocabulary import Status
from articles.search import rebuilding
from articles.triggers.columns import ARTICLE, REFERENCE, WORDS
from doctors.models import Department, Doctor
from tests.articles.crawling import LANGUAGES, Answer, Route, ask, crawl, routes
from tests.articles.planting import Plants, bring_to, fill, hidden_doctor, hide, note_computed
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_published, make_question, sign_in_full
from tests.watching import walked

#: Addresses of the contract that may not exist yet; they are asked all the same.
ADDRESSES = (
    *("/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/healthz", "/readyz", "/favicon.ico"),
    *("/feeds/latest.xml", "/feeds/corrections.xml", "/corrections/", "/ask/", "/desk/", "/admin/", "/nothing/"),
    *("/api/v1/openapi.json", "/api/v1/questions", "/api/v1/conditions", "/api/v1/doctors", "/api/v1/tags"),
)
OF_A_SLUG = ("/questions/{}.json", "/questions/{}/history/", "/feeds/questions/{}.xml")
MISSING = "zq9999x"  # as long as a planted word
MISSING_DIGEST = "0" * 64
PROTECTED = re.compile(r"(/zh-hans)?/(admin|accounts|desk)/")
#: Where the past is told.
PAST = re.compile(
    r"(/zh-hans)?/(questions/[^/?]+/(history/|\?on=)|verify/|corrections/|feeds/(corrections|questions/[^/?]+)\.xml)"
)
#: What it tells of an edition that was public: the fields that were signed or shown, and the record of who signed.
TOLD = {
    *(f"Article.{name}" for name in (*WORDS[ARTICLE], "change_note", "source_reviewer", "evidence_searched_on")),
    *("Section.label", "Section.text", "Cause.heading", "Cause.explanation", "Cause.advice", "Cause.seek_care"),
    *("CareAdvice.heading", "CareAdvice.bullets", *(f"Reference.{name}" for name in WORDS[REFERENCE])),
    *("Doctor.name", "Doctor.honorific", "Doctor.job_title", "Doctor.credentials", "Department.name"),
    *("Signature.conflict_statement", "attested", "the digest", "the hash of a signature"),
}
#: What an editor wrote for the search beside each live answer, and the same mistyped.
WORDING, BESIDE, SLIP = "wurzelgram", "quillfettle", "wurzlegram"
ONCE_PUBLIC = (
    "superseded edition",
    "superseded edition, second",
    "published edition",
    "published edition, second reviewer",
)


class World:
    """Live answers in both languages, and around them everything that must stay hidden."""

    def __init__(self, editor: User, chief: User) -> None:
        self.editor, self.chief = editor, chief
        self.plants = Plants()
        group = uuid.uuid4()
        self.hidden = [hide(self.plants, state, editor) for state in (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED)]
        translation = {"translation_group": group, "language": "zh-hans"}
        self.live = make_live_answers(editor, group)
        self.plants.note(BESIDE, "live question: Question.other_wordings")
        Question.objects.filter(articles__in=self.live).update(other_wordings=f"Is {WORDING} {BESIDE}?")
        rebuilding.rebuild()
        self.gone = self._withdraw_a_translation(translation)
        self._start_the_next_edition_of(self.live[1])
        self._supersede(self.live[2].question)

    def _withdraw_a_translation(self, fields: dict[str, object]) -> Article:
        """It was live when its neighbours were written, and names a draft as the place to read instead."""
        article = hide(self.plants, Status.PUBLISHED, self.editor, **fields)
        article.question.tags.add("legs")
        slugs = (article.question.slug, *article.question.old_slugs.values_list("slug", flat=True))
        for known in (*slugs, article.question_text, article.digest):
            del self.plants.places[known]  # these were public; its address goes on saying which answer is gone
        again = make_next_of(self.live[0], self.editor)
        publishing.publish(again, editor=self.editor)
        replacement = self.hidden[0].question
        return publishing.withdraw(article, editor=self.editor, reason="Readers see this.", replacement=replacement)

    def _start_the_next_edition_of(self, live: Article) -> None:
        where = "next edition of a live one"
        fresh = editing.start_edition(live.question, editor=self.editor)
        Article.objects.filter(pk=fresh.pk).update(doctor=hidden_doctor(self.plants, where))
        note_computed(self.plants, fill(self.plants, fresh, where, self.editor), where)

    def _supersede(self, question: Question) -> None:
        where = "superseded edition"
        old = editing.start_edition(question, editor=self.editor)
        doctors = hidden_doctor(self.plants, where), hidden_doctor(self.plants, f"{where}, second")
        Article.objects.filter(pk=old.pk).update(doctor=doctors[0], second_reviewer=doctors[1], life_stage="infant")
        old = bring_to(self.plants, Status.PUBLISHED, fill(self.plants, old, where, self.editor), self.editor, question)
        publishing.roll_back(question, editor=self.chief, reason="A wrong dose.")
        note_computed(self.plants, Article.objects.get(pk=old.pk), where)

    @cached_property
    def crawled(self) -> tuple[Client, list[Answer]]:
        """A reader who followed every link, and what they were answered: walked once for all who ask about it."""
        client = Client()
        return client, list(crawl(client, ["/", "/zh-hans/"]))

    def leaks(self, answer: Answer) -> set[str]:
        shown = answer.shown
        found = self.plants.places_of(shown)
        dates = re.findall(r"1713|1714|1715", re.sub(r"[0-9a-f]{32,}|\d+\.\d+", "", shown))
        found |= {f"a date of a hidden edition, {year}" for year in dates if f"{year}-0" in shown}
        return {place for place in found if not self._is_told(answer, place)}

    def _is_told(self, answer: Answer, place: str) -> bool:
        """Whether an edition that was public is spoken of, where the past is told, and not how it was made."""
        edition, _colon, what = place.partition(": ")
        if not PAST.match(answer.address) or answer.status != 200:
            return False
        return (edition in ONCE_PUBLIC and what in TOLD) or place.startswith("a date of")


def make_live_answers(editor: User, group: uuid.UUID) -> list[Article]:
    doctor = make_doctor("Lin Yunfei")
    department = Department.objects.create(name="Neurology", slug="neurology", description="Nerves.")
    answers = []
    for number, (slug, language) in enumerate(
        [("leg-cramps", "en"), ("cold-feet", "en"), ("sore-heel", "en"), ("stiff-neck", "en"), ("抽筋", "zh-hans")]
    ):
        grouped = group if number == 0 else None
        question = make_question(
            slug, tags=("legs",), language=language, department=department, translation_group=grouped
        )
        answers.append(make_published(editor, doctor, question=question, question_text=f"What of {slug}?"))
    return answers


def make_next_of(live: Article, editor: User) -> Article:
    fresh = editing.start_edition(live.question, editor=editor)
    return sign_in_full(fresh, editor)


def make_world() -> World:
    editor = make_user("editor", permissions.EDITORS, staff=True)
    return World(editor, make_user("chief", permissions.CHIEF_EDITORS, staff=True))


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, make_world)


@pytest.fixture
def world(standing_world: World, db: None) -> World:
    return standing_world


#: Days of the past for which every question is asked, by the clock of the crawl, which is two days late.
DAYS = [timezone.localdate() + dt.timedelta(days=days) for days in (-400, -1, 0, 1, 2, 9)]


def public_routes() -> list[Route]:
    return [route for route in routes() if not PROTECTED.match(route.path)]


def addresses(world: World) -> list[str]:
    """Every public pattern with every slug there is, hidden ones too; and every planted word as a search."""
    found = [f"{language}{path}" for language in LANGUAGES for path in ADDRESSES]
    for route in public_routes():
        if not route.arguments:
            found.append(route.path)
        elif len(route.arguments) == 1:
            found += [route.fill(**{route.arguments[0]: slug}) for slug in sorted(slugs_for(route))]
    questions = Question.objects.values_list("slug", flat=True)
    found += [path.format(slug) for path in OF_A_SLUG for slug in questions]
    found += [f"/questions/{slug}/?on={day}" for slug in questions for day in DAYS]
    found += [f"{LANGUAGES[1]}/questions/{slug}/?on={DAYS[2]}" for slug in questions]
    digests = [digest[:length] for digest in Article.objects.values_list("digest", flat=True) for length in (8, 64)]
    found += [
        route.fill(digest=digest) for route in public_routes() if "digest" in route.arguments for digest in digests
    ]
    found += [f"/verify/?digest={digest}" for digest in digests[:2]]
    filters = [("tag", slug) for slug in Tag.objects.values_list("slug", flat=True)]
    filters += [("department", slug) for slug in Department.objects.values_list("slug", flat=True)]
    filters += [(name, MISSING) for name in ("letter", "body_area", "audience", "page")]
    found += [f"{language}/questions/?{name}={slug}" for language in LANGUAGES for name, slug in filters]
    found += [f"{language}/search/?q={word}" for language in LANGUAGES for word in one_of_each_field(world)]
    found += [f"/search/suggest/?q={word}" for word in one_of_each_field(world)[:20]]
    return found


#: What an address of each kind looks up; any other kind could look up anything.
LOOKED_UP: dict[str, tuple[type[Model], ...]] = {
    "questions": (Question, OldSlug),
    "tags": (Tag, TagAlias),
    "departments": (Department,),
    "conditions": (Condition,),
    "doctors": (Doctor,),
}


def slugs_for(route: Route) -> set[str]:
    """Every slug that the address may look up, one of each kind that it should not, and one that nobody has."""
    kind = re.sub(r"^(/zh-hans)?/(feeds/)?", "", route.path).partition("/")[0]
    found = {MISSING}
    for name, looked_up in LOOKED_UP.items():
        for model in looked_up:
            slugs = model._default_manager.order_by("-pk").values_list("slug", flat=True)
            found.update(slugs if name == kind or kind not in LOOKED_UP else slugs[:1])
    return found


def one_of_each_field(world: World) -> list[str]:
    """A planted word of each field of each model, from whichever edition."""
    return list({place.partition(": ")[2]: word for word, place in world.plants.places.items()}.values())


def test_the_walk_sees_the_portal(world: World, client: Client) -> None:
    """Without this a crawl that reaches nothing would find nothing either."""
    reached = {answer.address: answer.status for answer in world.crawled[1]}
    for address in (
        *("/questions/leg-cramps/", "/questions/leg-cramps.txt", "/questions/leg-cramps/related/", "/questions/"),
        *("/tags/legs/", "/departments/neurology/", "/doctors/lin-yunfei/", "/conditions/", "/about/"),
        *("/questions/leg-cramps/leaflet/", "/tags/legs/causes/", "/departments/neurology/causes/"),
    ):
        assert reached.get(address) == 200, address
    assert any("%E6%8A%BD" in address or "抽筋" in address for address in reached)
    assert len(world.plants.places) > 300
    live = ask(client, "/questions/leg-cramps/")
    assert "Tired muscles cramp." in live.shown


def test_no_planted_word_and_no_cookie_is_reached_by_any_link(world: World) -> None:
    client, answers = world.crawled
    leaks, cookies = {}, []
    for answer in answers:
        if found := world.leaks(answer):
            leaks[answer.address] = found
        if "Set-Cookie" in answer.headers and not PROTECTED.match(answer.address):
            cookies.append(answer.address)
    assert leaks == {}
    assert cookies == []
    assert not {name for name in client.cookies if name == "sessionid"}


def test_no_planted_word_is_on_any_address_that_can_be_guessed(world: World, client: Client) -> None:
    leaks, broken = {}, {}
    for address in walked(addresses(world)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
            answer = ask(client, address)
        if found := world.leaks(answer):
            leaks[address] = found
        if answer.status >= 500:
            broken[address] = answer.status
    assert leaks == {}
    assert broken == {}


def same(hidden: Answer, missing: Answer) -> bool:
    return (hidden.status, hidden.queries, hidden.shown) == (missing.status, missing.queries, missing.shown)


def test_a_hidden_and_a_missing_address_are_alike(world: World, client: Client) -> None:
    """Same status, same headers, same page, same number of queries: nothing tells that there is something.

    In Chinese of the first hidden edition only: what is looked up there is what is looked up in English.
    """
    known = [known_by(article) for article in world.hidden]
    hidden = [slug for slugs in known for slug in slugs]
    assert len(hidden) >= 12
    differ = []
    for route in public_routes():
        if len(route.arguments) != 1:
            continue
        fill_in: Callable[[str], str] = lambda slug, r=route: r.fill(**{r.arguments[0]: slug})  # noqa: E731
        is_digest = route.arguments == ("digest",)
        missing = ask(client, fill_in(MISSING_DIGEST if is_digest else MISSING))
        mine = slugs_for(route)
        again = route.path.startswith(LANGUAGES[1])
        digests = hidden_digests(world)[: 1 if again else None]
        for slug in digests if is_digest else [slug for slug in (known[0] if again else hidden) if slug in mine]:
            answer = ask(client, fill_in(slug))
            assert answer.status == 404, answer.address
            if not same(answer, missing):
                differ.append((answer.address, answer.queries, missing.queries))
    assert differ == []


def hidden_digests(world: World) -> list[str]:
    digests = Article.objects.exclude(pk__in=Article.objects.ever_public()).values_list("digest", flat=True)
    assert len(digests) >= len(world.hidden)
    return list(digests)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_day_tells_hidden_from_missing(world: World, client: Client, language: str) -> None:
    """The address looks up questions alone, so of the other records that are hidden one speaks for all."""
    looked_up = {
        slug for model in LOOKED_UP["questions"] for slug in model._default_manager.values_list("slug", flat=True)
    }
    hidden = [slug for article in world.hidden for slug in known_by(article)]
    asked = [slug for slug in hidden if slug in looked_up]
    assert len(asked) >= 2 * len(world.hidden)
    asked.append(next(slug for slug in hidden if slug not in looked_up))
    for day in ("2020-02-02", "2990-01-01", "today"):
        missing = ask(client, f"{language}/questions/{MISSING}/?on={day}")
        for slug in asked:
            assert same(ask(client, f"{language}/questions/{slug}/?on={day}"), missing), (slug, day)


def test_the_past_is_told_of_what_was_public(world: World, client: Client) -> None:
    """Without this the crawl would be content with pages that tell nothing."""
    told = ask(client, "/questions/sore-heel/history/")
    places = world.plants.places_of(told.shown)
    assert {"superseded edition: Article.introduction", "superseded edition: Cause.explanation"} <= places
    old = Article.objects.get(question__slug="sore-heel", edition=2)
    answer = ask(client, f"/verify/{old.digest}.json")
    assert old.introduction in answer.body
    assert old.import_key
    assert old.import_key not in answer.body


@pytest.mark.parametrize("typed", [WORDING, WORDING[:5], WORDING[3:9], SLIP, f"What of {SLIP}", BESIDE[:7]])
def test_another_wording_finds_its_answer_and_is_told_nowhere(world: World, client: Client, typed: str) -> None:
    """An editor alone saved it, beside words that a doctor signed; half of it or a slip does not bring out the rest."""
    for address in (f"/search/?q={typed}", f"/search/suggest/?q={typed}", f"/ask/?q={typed}"):
        answer = ask(client, address)
        assert answer.status == 200, address
        told = re.sub(r"<[^>]*>", "", answer.body)
        assert BESIDE not in told, address
        assert typed == WORDING or WORDING not in told, address
    assert "leg-cramps" in client.get("/search/", {"q": WORDING}).content.decode()
    assert "leg-cramps" in client.get("/search/", {"q": SLIP}).content.decode()
    assert "leg-cramps" in client.get("/search/suggest/", {"q": WORDING[:5]}).content.decode()


def known_by(article: Article) -> list[str]:
    """The slugs of everything that only this edition knows."""
    question, doctor = article.question, article.doctor
    assert doctor is not None
    assert question.department is not None
    conditions = Condition.objects.filter(causes__article=article).values_list("slug", flat=True)
    tags = list(question.tags.all())
    aliases = TagAlias.objects.filter(tag__in=tags).values_list("slug", flat=True)
    old = question.old_slugs.values_list("slug", flat=True)
    records = [question.slug, doctor.slug, question.department.slug, *(tag.slug for tag in tags)]
    return [*records, *set(conditions), *aliases, *old]


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_and_searches_do_not_tell_hidden_from_missing(world: World, client: Client, language: str) -> None:
    draft = world.hidden[0]
    question = draft.question
    assert question.department is not None
    tag = question.tags.all()[0].slug
    for name, value in (
        ("questions/?tag", tag),
        ("questions/?department", question.department.slug),
        ("search/?q", question.other_wordings),
        ("search/?q", draft.question_text),
        ("search/?q", draft.introduction),
    ):
        ask(client, f"{language}/{name}={MISSING}")  # whoever comes first reads what is kept for a minute
        hidden, missing = (ask(client, f"{language}/{name}={text}") for text in (value, MISSING))
        assert same(hidden, missing), (name, hidden.queries, missing.queries)


def test_a_withdrawn_answer_says_its_question_its_reason_and_nothing_else(world: World, client: Client) -> None:
    prefix = "/zh-hans"
    answer = ask(client, f"{prefix}/questions/{world.gone.question.slug}/")
    assert answer.status == 410
    assert "Readers see this." in answer.body
    assert world.gone.question_text in answer.body
    assert world.leaks(answer) == set()
