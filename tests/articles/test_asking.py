"""Questions of readers: a flood leaves a trickle, a person gets through, nothing says who it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache, caches
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from articles import answering_readers, asking, delivering, following
from articles.errors import Refused
from articles.models import Follow, Follower, ReaderQuestion, SearchWord
from articles.models.reader_question import hash_of
from articles.models.searching import EVERY
from doctors.models import Doctor
from tests.articles.questions_sent import TEXT, first_flags, send, stamp
from tests.watching import everything, refused


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()
    first_flags()


def given(text: str = TEXT, key: str = "k" * 32, sender: str = "s", **fields: object) -> asking.Asked:
    return asking.Asked(**{"text": text, "language": "en", "key": key, "sender": sender, **fields})  # type: ignore[arg-type]


CORE = "Buy cheap pills from our store"
FILLER = (
    "acorn anvil badge barn basil beacon birch bison blend bolt boot brick brook cable camel canoe cedar chalk cider"
    " cloak clove cobra comet coral couch crane crown daisy delta diner dune eagle easel ember fable fern flint flute"
    " forge fudge gable gecko glade globe grape grove harbor hazel hinge igloo ivory jade kayak kettle lagoon lilac"
)


def spam(random: Random, core: str = CORE) -> str:
    """The core of an advertisement with one to six words anywhere in it that say nothing."""
    words = core.split()
    for _word in range(random.randint(1, 6)):
        words.insert(random.randint(0, len(words)), random.choice(FILLER.split()))
    return " ".join(words)


@pytest.mark.parametrize("seed", range(3))
def test_a_flood_of_one_address_leaves_five_at_most_and_a_person_gets_through(seed: int) -> None:
    random, refusals = Random(seed), set()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(40):
            try:
                asking.ask(given(spam(random), f"{number:032}"))
            except Refused as refused:
                refusals.add(refused.code)
            clock.shift(1)
        assert 2 <= ReaderQuestion.objects.count() <= 5
        assert refusals == {"much-alike"}
        clock.shift(10)
        asking.ask(given("Is it normal that my heel hurts with the first steps?", "x" * 32))
    assert ReaderQuestion.objects.filter(text__startswith="Is it normal that my heel").count() == 1


def test_a_flood_uses_up_no_question_of_a_neighbour_who_shares_but_common_words_with_it() -> None:
    random = Random(4)
    for word, answers in ((EVERY, 60), ("skin", 30), ("diet", 20)):
        SearchWord.objects.create(language="en", word=word, is_head=word != EVERY, answers=answers)
    core = "Skin pain at night buy cheap diet pills"
    for number in range(25):
        with contextlib.suppress(Refused):
            asking.ask(given(spam(random, core), f"{number:032}"))
    assert ReaderQuestion.objects.count() <= 5
    for number, text in enumerate(("Why do I have knee pain at night?", "Can dry skin come from my diet?")):
        asking.ask(given(text, f"x{number:031}"))
    with refused("much-alike"):
        asking.ask(given(spam(random, core), "y" * 32))


def test_robots_are_stopped_at_the_form_and_a_person_of_their_address_is_not(client: Client) -> None:
    random = Random(9)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(6):
            send(client, spam(random), fax_extension="x" * (1 + number % 5))
            send(client, spam(random), stamp=stamp(random.random() * 2.9))
            send(client, spam(random))
        assert ReaderQuestion.objects.count() <= 5
        clock.shift(10)
        response = send(client, "Is it normal that my heel hurts with the first steps?")
    assert response.status_code == 303


def test_the_same_words_of_many_addresses_stay_a_trickle_too(client: Client) -> None:
    told = {
        send(client, "Buy cramp pills now" + "!" * number, address=f"198.51.100.{number}").status_code
        for number in range(8)
    }
    assert told == {303, 409}
    assert ReaderQuestion.objects.count() == asking.MOST_SAME_A_DAY
    ReaderQuestion.objects.all().delete()
    for number in range(asking.MOST_BUT_FIGURES_A_DAY):
        asking.ask(given(f"Buy cramp pills now {number}!", f"{number:032}", f"address-{number}"))
    with refused("asked-already"):
        asking.ask(given("Buy cramp pills now 99!", "x" * 32, "another"))


@pytest.mark.parametrize(
    "texts",
    [
        [f"Is it normal for a {age} year old to snore?" for age in (2, 5, 14, 60)],
        [f"Is a resting pulse of {rate} normal?" for rate in (48, 110)],
        [f"{part} pain at night" for part in ("back", "knee", "neck")],
        ["头痛怎么办", "牙痛怎么办", "腰痛怎么办"],
        [f"Is {name} safe in pregnancy?" for name in ("ibuprofen", "paracetamol", "swimming", "coffee")],
    ],
)
def test_one_figure_or_word_makes_another_question_of_one_address(texts: list[str]) -> None:
    for number, text in enumerate(texts):
        asking.ask(given(text, f"{number:032}"))
    assert ReaderQuestion.objects.count() == len(texts)
    with refused("much-alike"):
        asking.ask(given(f"{texts[0]}!", "x" * 32))


UNLIKE = (
    "heel pain",
    "dry eyes daily",
    "iron foods",
    "snoring often",
    "sore ankle",
    "hair loss",
    "bad breath",
    "itching skin",
)


def test_one_address_may_ask_different_things_and_is_told_how_long_to_wait() -> None:
    with time_machine.travel(timezone.now().replace(hour=8, minute=0), tick=False) as clock:
        for number, text in enumerate(UNLIKE):
            asking.ask(given(text, f"{number:032}"))
            clock.shift(60)
        with pytest.raises(Refused) as told:
            asking.ask(given("ringing ears", "x" * 32))
        assert told.value.code == "too-many"
        assert "in 52 minutes" in str(told.value)
        clock.shift(52 * 60 - 1)
        with refused("too-many"):
            asking.ask(given("ringing ears", "x" * 32))
        clock.shift(1)
        asking.ask(given("ringing ears", "x" * 32))
    kept = repr(vars(caches["default"]))
    assert "203.0.113" not in kept
    assert "snoring" not in kept


def test_tomorrow_is_said_only_where_tomorrow_helps() -> None:
    with time_machine.travel(timezone.now().replace(hour=8), tick=False) as clock:
        random, day = Random(1), "today"
        sentences = set()
        for number in range(10):
            try:
                asking.ask(given(spam(random), f"{number:032}", sender=day))
            except Refused as refused_one:
                sentences.add(str(refused_one))
        assert len(sentences) == 1
        assert "tomorrow" in sentences.pop()
        clock.shift(60 * 60)
        with refused("much-alike"):
            asking.ask(given(spam(random), "y" * 32, sender=day))


@pytest.mark.parametrize(
    ("text", "page", "language"),
    [
        ("头痛怎么办", "en", "zh-hans"),
        ("What helps against a headache?", "zh-hans", "en"),
        ("头痛怎么办", "zh-hans", "zh-hans"),
        ("What helps against a headache?", "en", "en"),
    ],
)
def test_a_question_is_in_the_language_of_its_words(text: str, page: str, language: str) -> None:
    kept = asking.ask(given(text, language=page, email="anna@example.org"))
    assert kept.language == language
    assert Follow.objects.get().language == language


def test_what_a_busy_database_did_not_keep_counts_nowhere_and_asks_no_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("articles.following.follow", locked)
        for _try in range(asking.MOST_AN_HOUR + 1):
            with pytest.raises(OperationalError):
                asking.ask(given(email="anna@example.org"))
    assert everything() == before
    asking.ask(given(email="anna@example.org"))
    assert Follow.objects.get().follower.email == "anna@example.org"


def test_a_second_press_gives_the_same_question_and_other_words_are_not_lost(client: Client) -> None:
    form = stamp()
    first, second = send(client, stamp=form), send(client, stamp=form)
    assert first["Location"] == second["Location"]
    other = send(client, "Which foods are rich in iron, and how much?", stamp=form)
    assert other.status_code == 409
    assert "Which foods are rich in iron" in other.content.decode()
    assert ReaderQuestion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_question() -> None:
    start = threading.Barrier(4)

    def press(number: int) -> int:
        try:
            start.wait(30)
            return asking.ask(given(sender=f"address-{number % 2}")).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
    assert ReaderQuestion.objects.count() == 1


def test_of_the_link_only_a_hash_is_kept_and_of_the_reader_nothing() -> None:
    kept = asking.ask(given(key="a-link-that-nobody-knows-but-one"))
    assert kept.link_hash == hash_of("a-link-that-nobody-knows-but-one")
    stored = repr(everything()["articles.ReaderQuestion"])
    assert "a-link-that-nobody" not in stored
    row = everything()["articles.ReaderQuestion"][0]
    assert set(row) == {
        "id", "text", "language", "token", "has_red_flag", "state", "declined_because", "reason", "note",
        "question_id",
        "asked_on", "decided_on",
    }  # fmt: skip
    assert isinstance(row["asked_on"], dt.date)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Why?", "too-short"),
        ("痛？", "too-short"),
        ("?" * 900, "too-short"),
        ("cramp " * 400, "too-long"),
        ("a calf cramps\n" * 40, "too-many-lines"),
        ("a" * 16, "says-little"),
        ("why " * 300, "says-little"),
        ("cramp " * 200, "says-little"),
        ("why how when what", "says-little"),
        ("\ufdfa" * 50, "says-little"),
        ("怎么办怎么办怎么办", "says-little"),
        ("啊" * 40, "says-little"),
        ("Why do my calves cramp? anna@example.org", "personal-data"),
        ("Why do my \u202ecalves\u202c cramp at night?", "personal-data"),
    ],
)
def test_unfit_words_are_refused_with_a_sentence(text: str, code: str) -> None:
    with refused(code):
        asking.ask(given(text))


@pytest.mark.parametrize(
    "text", ["heel pain", "What is psoriasis?", "头痛怎么办", "HIV怎么办", "Is 48 bpm normal?", "Почему болит голова?"]
)
def test_two_words_that_say_something_are_enough(text: str) -> None:
    assert asking.ask(given(text)).text == text


def test_words_that_say_little_stay_in_the_form(client: Client) -> None:
    page = send(client, "why why why why").content.decode()
    assert "Say in a few different words" in page
    assert "why why why why" in page


def test_no_mail_can_go_to_what_is_no_address() -> None:
    with refused("no-mailbox"):
        asking.ask(given(email="nobody"))


def test_a_mailbox_is_asked_first_and_hears_once_what_became_of_the_question(editor: User, dr_lin: Doctor) -> None:
    asked = asking.ask(given(email="Anna@Example.org"))
    assert asking.ask(given(email="anna@example.org")) == asked, "a second press asks nobody again"
    delivering.deliver()
    (sure,) = mail.outbox
    assert sure.to == ["anna@example.org"]
    assert "calves" not in str(sure.body)
    following.confirm(following.key_to_confirm(Follow.objects.get()))
    answering_readers.decline(asked, because="personal", editor=editor, note="a note for editors")
    for _pass in range(2):
        delivering.deliver()
    told = str(mail.outbox[1].body)
    assert len(mail.outbox) == 2
    assert "It is about one person." in told
    assert not re.search("a note for editors|calves", told)
    assert not Follower.objects.exists()


def test_whoever_takes_a_question_back_takes_the_mailbox_back_too() -> None:
    asked = asking.ask(given(email="anna@example.org"))
    other = asking.ask(given("Which foods are rich in iron?", key="x" * 32, email="ben@example.org"))
    following.follow("ben@example.org", about=asked, language="en")
    asking.take_back(asked)
    assert list(Follower.objects.values_list("email", flat=True)) == ["ben@example.org"], "who waits for another answer"
    asking.take_back(other)
    assert not Follower.objects.exists()
    delivering.deliver()
    assert mail.outbox == []


def test_words_of_an_emergency_are_kept_only_as_a_general_question_and_marked() -> None:
    before = everything()
    with pytest.raises(asking.EmergencyError) as stopped:
        asking.ask(given("What causes chest pain after a meal?"))
    assert everything() == before
    said = frozenset(flag.pk for flag in stopped.value.flags)
    assert asking.ask(given("What causes chest pain after a meal?", general=said)).has_red_flag
    with pytest.raises(asking.EmergencyError):
        asking.ask(given("What causes chest pain, and slurred speech?", key="x" * 32, general=said))
    with pytest.raises(asking.EmergencyError) as of_mind:
        asking.ask(given("I want to die", general=said))
    with pytest.raises(asking.EmergencyError):
        asking.ask(given("I want to die", general=frozenset(flag.pk for flag in of_mind.value.flags)))


def test_questions_go_when_their_time_is_over_and_their_links_say_so_at_once() -> None:
    today = timezone.localdate()
    rows = {
        "waiting": ReaderQuestion.objects.create(text="a", link_hash=hash_of("waiting")),
        "forgotten": ReaderQuestion.objects.create(text="b", link_hash=hash_of("forgotten")),
        "decided": ReaderQuestion.objects.create(
            text="c", link_hash=hash_of("decided"), state="declined", declined_because="unclear", decided_on=today
        ),
        "over": ReaderQuestion.objects.create(
            text="d", link_hash=hash_of("over"), state="merged", decided_on=today - dt.timedelta(days=90)
        ),
    }
    ReaderQuestion.objects.filter(pk=rows["waiting"].pk).update(asked_on=today - dt.timedelta(days=364))
    ReaderQuestion.objects.filter(pk=rows["forgotten"].pk).update(asked_on=today - dt.timedelta(days=365))
    found = {name for name in rows if ReaderQuestion.objects.behind(name).exists()}
    assert found == {"waiting", "decided"}
    assert asking.forget_old() == 2
    assert asking.forget_old() == 0
    assert set(ReaderQuestion.objects.values_list("text", flat=True)) == {"a", "c"}


def test_whoever_sends_a_question_also_clears_away_old_ones() -> None:
    old = ReaderQuestion.objects.create(text="old")
    ReaderQuestion.objects.filter(pk=old.pk).update(asked_on=timezone.localdate() - dt.timedelta(days=400))
    asking.ask(given())
    assert list(ReaderQuestion.objects.values_list("text", flat=True)) == [TEXT]


def test_the_mail_worker_clears_away_old_questions_too() -> None:
    old = ReaderQuestion.objects.create(text="old")
    ReaderQuestion.objects.filter(pk=old.pk).update(asked_on=timezone.localdate() - dt.timedelta(days=400))
    delivering.deliver()
    assert not ReaderQuestion.objects.exists()
