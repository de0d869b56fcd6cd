"""The demand board's order: what belongs together, what weighs how much, and that it is computed in bounded time."""

from __future__ import annotations

import datetime as dt
import random
import re
from time import process_time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import demand_sources, error_reports, giving_feedback
from articles.demand import Told, Wish, rank
from articles.models import Article, Cause, Condition, Feedback, LivePage, ReaderQuestion, ZeroHit
from articles.models.vocabulary import Status
from articles.named_conditions import Named
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, words
from tests.texts import make_in, make_published, publish_next
from tests.watching import everything, queries_of

TODAY = dt.date(2026, 12, 1)
CRAMPS = Named(1, "Leg cramps", ("Leg cramps", "charley horse", "腿抽筋"))
PHLEBITIS = Named(2, "Phlebitis", ("Phlebitis", "vein inflammation", "静脉炎"))


def wish(words: str, told: Told = Told.ASKED, readers: int = 1, days: int = 0, **fields: object) -> Wish:
    return Wish(told, words, "en", readers, TODAY - dt.timedelta(days=days), **fields)  # type: ignore[arg-type]


def titles(*wishes: Wish) -> list[tuple[str, str, int]]:
    return [(one.title, one.audience.value, len(one.wishes)) for one in rank(wishes, [CRAMPS, PHLEBITIS], TODAY)]


def test_what_names_the_same_condition_for_the_same_people_is_one_topic() -> None:
    assert titles(
        wish("Why do I get LEG CRAMP at night?"),
        wish("charley horses", Told.SEARCHED, 9),
        wish("晚上腿抽筋怎么办"),
        wish("What causes leg cramps?", Told.UNHELPFUL, 2, life_stage="anyone"),
        wish("leg cramps when pregnant"),
        wish("孕妇腿抽筋"),
        wish("静脉炎"),
    ) == [("Leg cramps", "anyone", 4), ("Leg cramps", "pregnancy", 2), ("Phlebitis", "anyone", 1)]


def test_where_no_condition_is_named_the_same_words_in_any_order_are_one_topic() -> None:
    assert titles(
        wish("What causes hiccups after meals?"), wish("after meals hiccup", Told.SEARCHED),
        wish("How can I stop hiccups?"), wish("为什么打嗝"), wish("?!"), wish(""),
    ) == [
        ("What causes hiccups after meals?", "anyone", 2),
        ("How can I stop hiccups?", "anyone", 1), ("为什么打嗝", "anyone", 1),
    ]  # fmt: skip


def test_a_question_weighs_more_than_a_search_and_all_of_it_fades() -> None:
    score = {one.title: one.score for one in rank(
        [wish("asked"), wish("searched", Told.SEARCHED, 4), wish("unhelpful", Told.UNHELPFUL, 2),
         wish("long ago", Told.SEARCHED, 8, days=90), wish("tomorrow", Told.SEARCHED, 1, days=-3)], [], TODAY
    )}  # fmt: skip
    assert score == {"asked": 5, "searched": 4, "unhelpful": 4, "long ago": 4, "tomorrow": 1}
    order = [one.title for one in rank([wish("rash"), wish("acne"), wish("old", days=1)], [], TODAY)]
    assert order == ["acne", "rash", "old"]


def test_of_two_names_in_the_words_the_longer_one_counts() -> None:
    long = Named(3, "Septic phlebitis", ("Septic phlebitis",))
    assert rank([wish("septic phlebitis of the leg")], [PHLEBITIS, long], TODAY)[0].condition == long


def test_nearly_the_same_wordings_are_one_topic_and_others_are_not() -> None:
    found = titles(
        wish("Why do my earlobes tingle after swimming?", readers=9), wish("earlobe tingling after I swim"),
        wish("high sugar in blood", readers=8), wish("low sugar in blood"),
        wish("晚上总打嗝", readers=7), wish("为什么晚上打嗝"), wish("晚上总咳嗽"),
        wish("cheese while pregnant", readers=6), wish("is cheese safe in pregnancy"), wish("sauna while pregnant"),
    )  # fmt: skip
    assert [(title, number) for title, _audience, number in found] == [
        ("Why do my earlobes tingle after swimming?", 2), ("high sugar in blood", 1), ("晚上总打嗝", 2),
        ("cheese while pregnant", 1), ("is cheese safe in pregnancy", 1), ("low sugar in blood", 1),
        ("sauna while pregnant", 1), ("晚上总咳嗽", 1),
    ]  # fmt: skip


def test_pregnancy_is_an_audience_and_no_topic_of_its_own() -> None:
    pregnancy = Named(3, "Pregnancy", ("Pregnancy", "Expecting a baby", "being pregnant", "怀孕"))
    wishes = [wish("sauna while pregnant"), wish("hair dye in pregnancy"), wish("leg cramps when pregnant")]
    found = rank(wishes, [CRAMPS, pregnancy], TODAY)
    assert sorted((one.title, one.audience.value) for one in found) == [
        ("Leg cramps", "pregnancy"), ("hair dye in pregnancy", "pregnancy"), ("sauna while pregnant", "pregnancy"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("linked", "others", "title"),
    [
        ((2,), (), "Phlebitis"),
        ((1, 2), ("静脉炎",), "Phlebitis"),
        ((1, 2), ("leg cramps", "phlebitis", "vein inflammation"), "Phlebitis"),
        ((1, 2), (), "Why are my calves sore?"),
        ((), ("phlebitis",), "Why are my calves sore?"),
        ((99,), (), "Why are my calves sore?"),
    ],
)
def test_an_answer_is_about_a_condition_that_it_links_to(
    linked: tuple[int, ...], others: tuple[str, ...], title: str
) -> None:
    page = wish("Why are my calves sore?", Told.UNHELPFUL, 40, conditions=linked, life_stage="anyone")
    found = rank([page, *map(wish, others)], [CRAMPS, PHLEBITIS], TODAY)
    assert [one.title for one in found if page in one.wishes] == [title]


def test_of_an_answers_links_the_one_that_its_question_names_counts() -> None:
    page = wish("Is it phlebitis?", Told.UNHELPFUL, conditions=(1, 2))
    assert rank([page, wish("leg cramps", readers=50)], [CRAMPS, PHLEBITIS], TODAY)[1].condition == PHLEBITIS


def test_the_order_does_not_depend_on_the_order_of_what_comes_in() -> None:
    wishes = [wish(f"hiccups {n % 7}", list(Told)[n % 3], n % 4 + 1, days=n % 5, key=n) for n in range(60)]
    first = [(one.title, one.score, [w.key for w in one.wishes]) for one in rank(wishes, [CRAMPS], TODAY)]
    random.Random(1).shuffle(wishes)
    again = [(one.title, one.score, [w.key for w in one.wishes]) for one in rank(wishes, [CRAMPS], TODAY)]
    assert [row[::2] for row in first] == [row[::2] for row in again]


def test_three_times_the_wishes_take_no_more_than_some_times_as_long() -> None:
    """Each is compared with those it shares a word with, and 1,500 are the most the board has."""
    parts, times, pains = range(40), ("night", "noon", "work", "sport", "food"), ("pain", "itch", "rash", "ache")
    wishes = [wish(f"{pain} {part}x at {time}") for part in parts for time in times for pain in pains] * 2
    conditions = [Named(n, f"Condition{n} rarus", (f"Condition{n} rarus",)) for n in range(2_000)]
    started = process_time()
    rank(wishes[:500], conditions, TODAY)
    few = process_time() - started
    started = process_time()
    rank(wishes[:1_500], conditions, TODAY)
    assert process_time() - started < max(9 * few, 1)


# The page

BOARD = "/admin/demand/"


def test_the_board_is_the_editors(client: Client, editor: User, chief: User, reader: User, dr_lin: Doctor) -> None:
    before = everything()
    assert client.get(BOARD).status_code == 302
    for account, status in ((reader, 302), (dr_lin.user, 302), (editor, 200), (chief, 200)):
        assert account is not None
        client.force_login(account)
        assert client.get(BOARD).status_code == status
        assert client.post(BOARD).status_code == (405 if status == 200 else 302)
    page = client.get(BOARD)
    assert "Nothing is missing that readers told us of." in words(page)
    assert everything().keys() == before.keys()


def tell_three_sources(live: Article) -> ReaderQuestion:
    """A question asked, searches in vain and feedback on a live answer; returns what was asked."""
    page = LivePage.objects.get(article=live)
    Condition.objects.create(name="Leg cramps", slug="leg-cramps", synonyms="charley horse")
    asked = ReaderQuestion.objects.create(text="Why a charley horse <b>in</b> my baby?")
    for number, wanted in ((3, "charley horses baby"), (1, "")):  # what was typed once is not kept in words
        ZeroHit.objects.create(
            mark=str(number), words=wanted, language="en", count=number, last_on=timezone.localdate()
        )
    ReaderQuestion.objects.create(
        text="Declined one", state="declined", declined_because="unclear", decided_on=timezone.localdate()
    )
    giving_feedback.give(page, edition=live.digest[:12], part="", verdict="unclear", words="x")
    giving_feedback.give(page, edition=live.digest[:12], part="lead", verdict="helpful")
    return asked


def test_the_three_sources_come_together_with_links_to_act(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    asked = tell_three_sources(live)
    client.force_login(editor)
    response = client.get(BOARD)
    text = words(response)
    in_order(
        text,
        "2 topics",
        "Leg cramps · infants",
        "asked once · searched 3 times",
        "Why a charley horse <b>in</b> my baby?",
    )
    in_order(
        text, "charley horses baby", "searched in vain 3×", "Leg cramps found unhelpful once", "What causes leg cramps?"
    )
    assert "Declined" not in text
    body = response.content.decode()
    assert f'href="/admin/articles/readerquestion/{asked.pk}/change/"' in body
    assert f'href="/admin/articles/article/{live.pk}/change/"' in body
    buttons = re.findall(r'class="button second" href="([^"]+)"', body)
    assert buttons == [f"/admin/articles/readerquestion/{asked.pk}/make/", f"/admin/articles/article/{live.pk}/change/"]
    assert client.get(buttons[0]).status_code == 200
    ReaderQuestion.objects.all().delete()
    assert "/admin/articles/question/add/?wording=charley+horses+baby" in client.get(BOARD).content.decode()
    asked = ReaderQuestion.objects.create(text="Why a charley horse <b>in</b> my baby?")
    assert "infants" not in words(client.get(f"{BOARD}?told=unhelpful")).partition("1 topic")[2].partition("How")[0]
    assert "1 topic" in words(client.get(f"{BOARD}?audience=infant"))
    assert "Nothing here." in words(client.get(f"{BOARD}?audience=infant&told=unhelpful"))
    for odd in ("?audience=x", "?told=%00", "?told=" + "x" * 3000):
        assert client.get(BOARD + odd).status_code in (200, 400)
    add = client.get("/admin/articles/question/add/?wording=Why+a+cramp%3F&language=zh-hans")
    assert 'value="Why a cramp?"' in add.content.decode()


def test_an_unhelpful_answer_goes_with_what_readers_ask_about_its_cause(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    spurs = Condition.objects.create(name="Bone spurs", slug="bone-spurs", synonyms="osteophyte")
    ReaderQuestion.objects.create(text="Do osteophytes go away?")
    giving_feedback.give(LivePage.objects.get(), edition=live.digest[:12], part="", verdict="unclear")
    assert len(demand_sources.topics()) == 2
    Cause.objects.filter(heading="Bone spurs").update(condition=spurs)
    (topic,) = demand_sources.topics()
    assert (topic.title, topic.readers) == ("Bone spurs", {Told.ASKED: 1, Told.UNHELPFUL: 1})


def test_words_that_changed_and_reports_that_are_closed_weigh_no_more(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    page = LivePage.objects.get(article=live)
    for part in ("introduction", "references"):
        giving_feedback.give(page, edition=live.digest[:12], part=part, verdict="error")
    assert [one.readers for one in demand_sources.topics()] == [{Told.UNHELPFUL: 2}]
    publish_next(live.question, editor)
    assert [one.readers for one in demand_sources.topics()] == [{Told.UNHELPFUL: 1}], "the introduction is new"
    for said in Feedback.objects.all():
        assert said.report is not None
        error_reports.close(said.report, editor=editor, outcome="right", reason="The guideline says so.")
    assert demand_sources.topics() == []


def test_hidden_and_withdrawn_answers_are_on_no_board(editor: User, dr_lin: Doctor) -> None:
    for state in (Status.DRAFT, Status.WITHDRAWN):
        article = make_in(state, editor, dr_lin, state.value)
        Feedback.objects.create(article=article, block_digest=article.digest, verdict="unclear")
    assert demand_sources.topics() == []


def test_the_board_costs_the_same_whatever_readers_sent(client: Client, editor: User, dr_lin: Doctor) -> None:
    client.force_login(editor)
    live = make_published(editor, dr_lin)
    counts = []
    for number in (1, 300):
        ReaderQuestion.objects.bulk_create(ReaderQuestion(text=f"Question {n} of {number}") for n in range(number))
        Feedback.objects.bulk_create(
            Feedback(article=live, block_digest=live.digest, verdict="unclear", sent_on=timezone.localdate())
            for _n in range(number)
        )
        Condition.objects.bulk_create(
            Condition(name=f"Condition {n}-{number}", slug=f"c{n}-{number}") for n in range(number)
        )
        counts.append(queries_of(lambda: client.get(BOARD)))
    assert counts[0] == counts[1] <= 12
