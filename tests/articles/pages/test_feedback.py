"""Feedback on an answer and its parts: the forms readers see, what they send, and what they are told."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from articles import addressing, canonical, publishing
from articles.models import Article, ErrorReport, Feedback
from articles.models.vocabulary import Language, Status
from articles.views.feedback import MOST, MOST_OF_A_PART, MOST_REPORTS, MOST_REPORTS_OF_A_PART, MOST_WORDLESS
from doctors.models import Doctor
from tests.articles.crawling import ask
from tests.articles.pages.reading import in_order, read
from tests.articles.questions_sent import first_flags
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in, make_published, make_question, publish_next
from tests.watching import everything, queries_of

ADDRESS = "/questions/leg-cramps/feedback/"
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@stands
def live() -> Article:
    return make_published(the_editor(), the_doctor())


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form of a page can send: the values of its hidden field, its radio buttons and its choices."""
    form = re.search(r'(?s)<form class="form say".*?</form>', page)
    assert form is not None
    return {
        "of": re.findall(r'name="of" value="([^"]*)"', form.group()),
        "verdict": re.findall(r'name="verdict" value="([^"]*)"', form.group()),
        "part": [html.unescape(value) for value in re.findall(r'<option value="([^"]*)"', form.group())],
    }


def send(client: Client, live: Article, address: str = ADDRESS, **values: Any) -> Any:
    return client.post(address, {"of": live.digest[:12], "verdict": "helpful", **values}, **HERE)


def test_every_choice_of_the_form_on_the_answer_page_counts_for_its_own_block(client: Client, live: Article) -> None:
    page = client.get("/questions/leg-cramps/")
    fields = fields_of(page.content.decode())
    assert fields["verdict"] == ["helpful", "not_for_me", "unclear", "error"]
    blocks = {block.digest: block.name for block in canonical.blocks_of(Article.objects.with_text().get(pk=live.pk))}
    counted = []
    for part in fields["part"]:
        response = client.post(ADDRESS, {"of": fields["of"][0], "part": part, "verdict": "unclear"}, **HERE)
        assert response.status_code == 303
        said = Feedback.objects.latest("pk")
        counted.append(blocks.get(said.block_digest, "the answer"))
        assert (said.article, said.verdict) == (live, "unclear")
    assert counted == [*("the answer", "introduction", "lead", "section", "cause", "cause", "care", "references")]
    assert len(set(Feedback.objects.values_list("block_digest", flat=True))) == len(counted)
    assert not page.cookies
    assert "csrf" not in page.content.decode()


def test_a_link_beside_each_part_opens_the_form_for_that_part(client: Client, live: Article) -> None:
    page = client.get("/questions/leg-cramps/").content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="(feedback/\?of[^"]*)"', page)]
    assert len(links) == 3, "the short answer and two causes"
    chosen = []
    for link in links:
        form = client.get(f"/questions/leg-cramps/{link}")
        chosen += re.findall(r"selected>([^<]*)", form.content.decode())
        assert fields_of(form.content.decode())["of"] == [live.digest[:12]]
        assert not form.cookies
    assert [text.strip() for text in chosen] == ["Short answer", "Long walks", "Bone spurs"]
    assert 'href="/questions/leg-cramps/feedback/?verdict=error"' in page
    assert 'value="error" checked' in client.get(f"{ADDRESS}?verdict=error").content.decode()
    assert "feedback/?of" not in client.get("/questions/leg-cramps/?on=2020-01-01").content.decode()


def test_readers_are_thanked_and_told_what_happens_next(client: Client, live: Article) -> None:
    told = {
        "helpful": "It was counted.",
        "not_for_me": "decide what to write next",
        "unclear": "write them better",
        "error": "An editor compares the words with the sources",
    }
    for verdict, words in told.items():
        cache.clear()
        response = send(client, live, verdict=verdict)
        assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}?sent={verdict}")
        page = client.get(response["Location"])
        in_order(read(client, response["Location"]), "Thank you", words, "We do not know who sent it")
        assert not response.cookies
        assert not page.cookies
        assert "noindex" in page.content.decode()
    assert 'href="/corrections/"' in read_html(client, f"{ADDRESS}?sent=error")
    assert "What do you think" in read(client, f"{ADDRESS}?sent=nonsense")


@pytest.mark.parametrize(
    ("words", "cards"),
    [
        ("I want to kil myself", ["Do not stay alone"]),
        ("chest pian since noon", ["Call the emergency number if"]),
        ("我不想活了", ["不要独处", "Do not stay alone"]),
        ("The dose is wrong.", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("verdict", ["error", "not_for_me"])
def test_words_of_an_emergency_get_the_card_before_the_thanks_and_are_kept(
    client: Client, live: Article, words: str, cards: list[str], verdict: str
) -> None:
    first_flags()
    for _time in range(2):
        response = send(client, live, verdict=verdict, words=words)
        assert response.status_code == 303
        assert words[:6] not in response["Location"] or not words, "nothing of the words is in the address"
        in_order(read(client, response["Location"]), *cards, "Thank you", "We do not know who sent it")
        assert read_html(client, response["Location"]).count('class="care emergency"') == len(cards)
    assert Feedback.objects.get().text == words
    assert "Emergency:" not in read(client, f"{ADDRESS}?sent=error&card=other&in=xx")


def read_html(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_page_kept_for_a_day_counts_for_the_words_it_shows(client: Client, editor: User, live: Article) -> None:
    kept = fields_of(client.get("/questions/leg-cramps/").content.decode())
    second = publish_next(live.question, editor)
    same_cause = kept["part"][4]
    for part in ("introduction", same_cause):
        sent = {"of": kept["of"][0], "part": part, "verdict": "unclear"}
        assert client.post(ADDRESS, sent, **HERE).status_code == 303
    about = {said.block_digest: said.article for said in Feedback.objects.all()}
    assert set(about.values()) == {live}
    now = {block.digest for block in canonical.blocks_of(Article.objects.with_text().get(pk=second.pk))}
    assert len(now & set(about)) == 1, "the cause is the same in both editions, the short answer is not"


def test_what_is_no_part_of_a_public_edition_is_refused_with_a_sentence(
    client: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    other = make_published(editor, dr_lin, "other", introduction="Other words.")
    open_one = make_in(Status.SIGNED, editor, dr_lin, "hidden")
    for of, part in (
        (other.digest[:12], ""), (open_one.digest[:12], ""), ("0" * 12, ""), ("", ""), (live.digest[:11], ""),
        (live.digest[:12], "closing"), (live.digest[:12], "care-9"), (live.digest[:12], "section-0"),
        (live.digest[:12], "cause"), (live.digest[:12], "0" * 8), (live.digest[:12], "care-１"),
    ):  # fmt: skip
        cache.clear()
        response = send(client, live, of=of, part=part, words="What I typed.")
        assert response.status_code == 409, (of, part)
        page = response.content.decode()
        assert "This part is not in the answer." in page
        assert "What I typed." in page
        assert fields_of(page)["of"] == [live.digest[:12]], "so that the next try counts"
    assert not Feedback.objects.exists()
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_hidden_answer_looks_like_none_at_all(client: Client, editor: User, dr_lin: Doctor, method: str) -> None:
    hidden = make_in(Status.SIGNED, editor, dr_lin, "zebra", question_text="Planted?")
    before, found = everything(), []
    for slug in ("zebra", "xenon"):
        address, sent = f"/questions/{slug}/feedback/", {"of": hidden.digest[:12], "verdict": "error"}
        if method == "get":
            answer = ask(client, address)
            found.append((answer.status, answer.queries, answer.body.replace(slug, "…")))
            continue
        queries = queries_of(lambda: found.append(("post", client.post(address, sent, **HERE).status_code)))  # noqa: B023
        found.append(queries)
    half = len(found) // 2
    assert found[:half] == found[half:]
    assert "404" in str(found[0])
    assert "Planted" not in str(found)
    assert everything() == before


def test_a_withdrawn_answer_takes_nothing_and_says_why(client: Client, editor: User, live: Article) -> None:
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    for response in (send(client, live, words="x"), client.get(ADDRESS)):
        assert response.status_code == 410
        assert "A wrong dose." in response.content.decode()
    assert not Feedback.objects.exists()


def test_a_form_follows_its_question_to_a_new_address_and_language(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    chinese = make_published(editor, dr_lin, question=make_question("抽筋", language=Language.CHINESE))
    response = send(client, chinese, "/questions/抽筋/feedback/")
    assert response.status_code == 308
    assert send(client, chinese, response["Location"]).status_code == 303
    addressing.move_question(chinese.question, "moved", editor=editor)
    response = send(client, chinese, "/zh-hans/questions/抽筋/feedback/", verdict="unclear")
    assert response.status_code == 308
    assert send(client, chinese, response["Location"], verdict="unclear").status_code == 303
    assert Feedback.objects.count() == 2


def test_forms_of_other_sites_and_robots_leave_nothing(client: Client, live: Article) -> None:
    sent = {"of": live.digest[:12], "verdict": "error", "words": "spam"}
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}):
        response = client.post(ADDRESS, sent, **headers)
        assert response.status_code == 403
        assert "another site" in response.content.decode()
    filled_in = send(client, live, fax_extension="1", verdict="error", words="My browser did it.")
    assert filled_in.status_code == 422
    in_order(filled_in.content.decode(), "A field that has to stay empty was filled in", "My browser did it.")
    assert client.put(ADDRESS).status_code == client.delete(ADDRESS).status_code == 405
    assert not Feedback.objects.exists()
    assert client.post(ADDRESS, sent).status_code == 303, "old browsers say neither"


def test_a_flood_from_one_address_leaves_a_handful_and_one_task_a_part(client: Client, live: Article) -> None:
    parts = ["", "introduction", "lead", "references"]
    statuses = [
        send(client, live, part=parts[number % 4], verdict="error", words=f"spam {number}").status_code
        for number in range(60)
    ]
    assert statuses.count(303) == Feedback.objects.count() == MOST_REPORTS <= MOST_REPORTS_OF_A_PART * 4
    assert set(statuses) == {303, 429}
    assert ErrorReport.objects.count() == 4, "one task for each part"
    refused = send(client, live, verdict="error", words="A real report.")
    assert "From your network so much was sent" in refused.content.decode()
    assert "A real report." in refused.content.decode()
    elsewhere = client.post(ADDRESS, {"of": live.digest[:12], "verdict": "error"}, REMOTE_ADDR="192.0.2.9", **HERE)
    assert elsewhere.status_code == 303


@pytest.mark.parametrize("words", ["", " ?! "])
def test_errors_without_a_word_are_few_of_one_address_and_the_others_need_words(
    client: Client, editor: User, dr_lin: Doctor, live: Article, words: str
) -> None:
    answers = [live, *(make_published(editor, dr_lin, f"other-{number}") for number in range(3))]
    parts = ("", "introduction", "lead", "references")
    for answer in answers:
        address = f"/questions/{answer.question.slug}/feedback/"
        for part in parts:
            last = send(client, answer, address, part=part, verdict="error", words=words)
    assert Feedback.objects.count() == ErrorReport.objects.count() == MOST_WORDLESS
    assert last.status_code == 429
    assert "Say in a few words what is wrong." in last.content.decode()
    assert send(client, answers[1], address="/questions/other-0/feedback/", verdict="unclear").status_code == 303
    told = send(client, answers[1], address="/questions/other-0/feedback/", verdict="error", words="The dose is wrong.")
    assert told.status_code == 303


def test_neighbours_who_press_helpful_keep_nobody_from_reporting_an_error(
    client: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    parts = fields_of(client.get("/questions/leg-cramps/").content.decode())["part"]
    taps = [(part, verdict) for part in parts for verdict in ("helpful", "unclear", "not_for_me", "error")]
    said = [send(client, live, part=part, verdict=verdict).status_code for part, verdict in taps]
    assert said == [303, 303, 303, 429] * len(parts)
    assert Feedback.objects.count() == MOST_OF_A_PART * len(parts) < MOST
    for number in range(MOST_REPORTS + 1):
        assert send(client, live, part="closing", verdict="error", words=f"gone {number}").status_code == 409
    assert send(client, live, verdict="helpful", words="Thanks").status_code == 429
    assert send(client, live, verdict="helpful", words="Thanks").status_code == 429, "no thanks for what was not kept"
    assert send(client, live, verdict="error", words="The dose is wrong.").status_code == 303
    assert [said.report is not None for said in Feedback.objects.filter(text="The dose is wrong.")] == [True]
    other = make_published(editor, dr_lin, "other")
    assert send(client, other, "/questions/other/feedback/").status_code == 303, "what was refused counts nowhere"


def test_the_same_form_sent_twice_counts_once(client: Client, live: Article) -> None:
    for _time in range(3):
        assert send(client, live, part="lead", verdict="unclear", words="Which?").status_code == 303
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "a\x00b",
        "a\u202eb",
        "a\u200bb",
        "x" * 1001,
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1") + "\x85",
    ],
    ids=["NUL", "bidi", "zero width", "too long", "control"],
)
def test_hostile_words_get_a_sentence_and_are_not_lost(client: Client, live: Article, words: str) -> None:
    response = send(client, live, words=words)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose one of the four."), ({"verdict": "great"}, "Choose one of the four."),
        ({"verdict": ""}, "Choose one of the four."), ({"verdict": "helpful\x00"}, "Choose one of the four."),
        ({"verdict": "helpful", "part": "x" * 50}, "This part is not in the answer."),
        ({"verdict": "helpful", "of": "z" * 5000}, "This part is not in the answer."),
        ({"verdict": "helpful", "of": "\u202e"}, "This part is not in the answer."),
        ({"verdict": "helpful", "words": "x" * 200_000}, "This is 200000 characters long; 1000 are the most."),
        ({"verdict": ["helpful", "error"], "of": ["1", "2"]}, "This part is not in the answer."),
    ],
)  # fmt: skip
def test_no_form_however_broken_breaks_the_page_and_each_gets_our_own_sentence(
    client: Client, live: Article, sent: dict[str, Any], sentence: str
) -> None:
    client.raise_request_exception = False
    response = client.post(ADDRESS, sent, **HERE)
    assert response.status_code in (409, 422)
    alert = html.unescape(response.content.decode().partition('role="alert">')[2].partition("</p>")[0])
    assert alert.startswith(sentence)
    raw = client.generic("POST", ADDRESS, b"\xff\xfe=%%%&verdict=%ed%a0%80", "application/x-www-form-urlencoded")
    assert raw.status_code in (400, 422)
    assert client.generic("POST", ADDRESS, b"--x", "multipart/form-data; boundary=x").status_code in (400, 422)
    assert not Feedback.objects.exists()


def test_words_are_as_long_as_the_browser_says(client: Client, live: Article) -> None:
    assert send(client, live, words="x\r\n" * 500).status_code == 303, "1,000 in the field, 1,500 on the way"
    assert send(client, live, words="x\r\n" * 500 + "xx").status_code == 422


def test_words_lose_what_tells_who_wrote_them(client: Client, live: Article) -> None:
    send(client, live, verdict="error", words="Write to anna@example.org or 138 0013 8000. <b>Dose</b> is wrong.")
    text = Feedback.objects.get().text
    assert "Dose" in text
    assert "anna" not in text
    assert "0013" not in text


def test_the_page_of_an_answer_grows_by_little(client: Client, live: Article) -> None:
    assert queries_of(lambda: client.get("/questions/leg-cramps/")) <= 2
    assert queries_of(lambda: client.get(ADDRESS)) == 1
