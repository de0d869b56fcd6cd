"""The way of a question, without script or cookie: answers first, the card instead of the form, a private page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from articles import following, publishing
from articles.models import Article, Follow, Question, ReaderQuestion, RedFlag, SearchWord
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, main_words, read
from tests.articles.questions_sent import TEXT, fields, first_flags, send, stamp
from tests.texts import make_article, make_published, make_withdrawn
from tests.watching import check_sentence, everything, queries_of, within

FORM = "Still open? Send it to the editors"
CARD = "What you wrote can be an emergency"


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()
    first_flags()


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def asked_question(client: Client, text: str = TEXT) -> tuple[str, ReaderQuestion]:
    response = send(client, text)
    assert response.status_code == 303, main_words(response)
    return response["Location"], ReaderQuestion.objects.latest("pk")


def test_a_reader_without_script_sees_answers_then_asks_and_keeps_a_private_link(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    make_published(editor, dr_lin)
    assert "Perhaps a doctor has signed the answer already" in read(client, "/ask/")
    assert "Answers that may help you" in read(client, "/ask/?q=why+do+legz+cramp")  # one slip among known words
    assert "Answers that may help you" not in read(client, "/ask/?q=why+do+my+legz+ring")  # a guess, and a part of it
    SearchWord.objects.filter(word__in=["leg", "*"]).update(answers=60)
    assert "Answers that may help you" not in read(client, "/ask/?q=leg+xylophone+quartz")  # a word of every answer
    page = client.get("/ask/?q=leg+cramps")
    in_order(main_words(page), "Answers that may help you", "What causes leg cramps", "Lin Yunfei", FORM)
    form = fields(page) | {"stamp": stamp(5)}
    sent = send(client, "Why do leg cramps come after swimming?", details="I am 45.\r\n\r\n\r\nSince May.", **form)
    assert sent.status_code == 303
    assert len(sent["Location"].split("/")[2]) == 32  # 192 bits
    status = client.get(sent["Location"])
    in_order(
        main_words(status), "Your question is with the editors", "Why do leg cramps come after swimming?", "I am 45."
    )
    assert ReaderQuestion.objects.get().text == "Why do leg cramps come after swimming?\n\nI am 45.\n\nSince May."
    for response in (page, sent, status):
        assert not response.cookies
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "Cookie" not in response.get("Vary", "")
    assert page["Cache-Control"] == "private, no-cache", "what was typed is there for who comes back to the form"
    for response in (sent, status, client.post("/ask/", {"question": "x"})):
        assert "no-store" in response["Cache-Control"]
    assert status["Referrer-Policy"] == "no-referrer"
    assert sent["Location"] not in re.sub(r"/zh-hans", "", status.content.decode()), "the page leads to itself"


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize(
    ("text", "may_go_on"),
    [
        ("What causes chest pain?", True),
        ("No chest pain, only a cough", True),
        ("I want to die", False),
        ("我胸痛", True),
        ("我不想活了", False),
    ],
)
def test_words_of_an_emergency_show_the_card_instead_of_the_form(
    client: Client, prefix: str, text: str, may_go_on: bool
) -> None:
    before = everything()
    for response in (client.get(f"{prefix}/ask/?q={quote(text)}"), send(client, text, path=f"{prefix}/ask/")):
        page = response.content.decode()
        assert response.status_code == 200
        assert 'class="care emergency"' in page
        assert 'href="tel:112"' in page
        assert 'name="question" required' not in page
        assert ('name="go_on"' in page) is may_go_on
        assert may_go_on or '/conditions/"' in page, "who is in no danger finds a way on"
    assert everything() == before
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("text", ["i think my dad is having a storke", "chest pian", "i want to kil myself"])
def test_a_slip_keeps_no_card_away_and_nothing_of_it_is_kept(client: Client, text: str) -> None:
    before = everything()
    for response in (client.get(f"/ask/?q={quote(text)}"), send(client, text), send(client, "Dear all,", details=text)):
        assert CARD in main_words(response)
    assert everything() == before


def test_words_that_a_search_takes_apart_raise_what_they_say(client: Client, editor: User, dr_lin: Doctor) -> None:
    RedFlag.objects.create(name="x", groups="eyes germs ghosts")
    text = "which germsghosts are in eyes"
    assert CARD not in read(client, f"/ask/?q={quote(text)}")
    make_published(editor, dr_lin, "germs", question_text="Which germs make ghosts?")
    for response in (client.get(f"/ask/?q={quote(text)}"), send(client, text)):
        assert CARD in main_words(response)
    assert not ReaderQuestion.objects.exists()


def test_no_answer_below_the_card_of_the_mind_names_the_means(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "germs", question_text="What kills germs on my skin?", introduction="Heat kills.")
    assert "What kills germs" in read(client, "/ask/?q=what+kills+germs")
    page = read(client, "/ask/?q=kill+myself+with+germs")
    in_order(page, "Do not stay alone", "If nobody is in danger now", "search for other words", "All questions A–Z")
    assert "What kills germs" not in page


@pytest.mark.parametrize(
    ("path", "text", "first", "second"),
    [
        ("/ask/", "我不想活了", "不要独处", "Do not stay alone"),
        ("/ask/", "我胸痛", "拨打", "Call the emergency number"),
        ("/zh-hans/ask/", "I want to die", "Do not stay alone", "不要独处"),
    ],
)
def test_the_card_is_in_the_language_of_the_words_and_of_the_page(
    client: Client, path: str, text: str, first: str, second: str
) -> None:
    response = client.get(f"{path}?q={quote(text)}")
    language = "en" if path != "/ask/" else "zh-hans"
    assert response["Content-Language"] == language
    page = response.content.decode()
    assert f'<html lang="{language}' in page.replace("zh-Hans", "zh-hans")
    in_order(main_words(response), first, second)
    assert page.count('class="care emergency"') == 2
    if "go_on" in page:
        assert 'action="/zh-hans/ask/"' in page


def test_a_general_question_goes_on_by_a_declaration_and_says_so_to_the_editors(client: Client) -> None:
    text = "What causes chest pain after a meal?"
    card = client.get(f"/ask/?q={quote(text)}")
    hidden = fields(card)
    assert hidden["question"] == text
    unsure = client.post("/ask/", hidden | {"go_on": "yes"})
    in_order(main_words(unsure), CARD, "Tick the sentence if it is true")
    assert 'name="go_on"' in unsure.content.decode()
    form = client.post("/ask/", hidden | {"go_on": "yes", "sure": "yes", "details": "Always after 8 pm."})
    in_order(main_words(form), FORM, "You said that nobody has these signs now")
    assert "Always after 8 pm." in form.content.decode()
    assert not ReaderQuestion.objects.exists()
    again = fields(form) | {"stamp": stamp()}
    other = send(client, "What causes chest pain and slurred speech?", **again)
    assert CARD in main_words(other), "another sign than the one that was declared"
    assert send(client, text, **again).status_code == 303
    assert ReaderQuestion.objects.get().has_red_flag


def test_personal_data_is_shown_to_go_and_only_what_the_reader_saw_is_kept(client: Client) -> None:
    text = "My name is Peter Smith. Why do my calves cramp?"
    first = send(client, text, details="Call 138 1234 5678, ID 11010519491231002X\u200b")
    assert first.status_code == 422
    in_order(
        main_words(first), "Nothing was sent yet.", "a number that belongs to a person", "a phone number", "a name",
        "invisible characters", "Read what is left",
    )  # fmt: skip
    page = first.content.decode()
    assert not re.search(r"Peter|Smith|1234|110105", page)
    assert not ReaderQuestion.objects.exists()
    question = re.search(r'name="question"[^>]*value="([^"]*)"', page)
    details = re.search(r"<textarea[^>]*>\n([^<]*)</textarea>", page)
    assert question is not None
    assert details is not None
    sent = send(client, question[1], details=details[1], stamp=stamp())
    assert sent.status_code == 303
    assert ReaderQuestion.objects.get().text == f"{question[1]}\n\n{details[1]}"
    assert "My name is […]. Why do my calves cramp?" in read(client, sent["Location"])


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"fax_extension": "x"}, 422, "A field that has to stay empty"),
        ({"stamp": lambda: stamp(2)}, 422, "That was very fast"),
        ({"stamp": lambda: stamp(90_000)}, 422, "open for more than a day"),
        ({"stamp": "x"}, 422, "This form was not whole"),
        ({"email": "nobody"}, 422, "This is no e-mail address"),
        ({"question": "Why?", "details": ""}, 422, "Write your question in a few words more"),
        ({"question": "", "details": ""}, 422, "Write your question in a few words more"),
        ({"details": "w " * 50_000}, 422, "characters long, and 1500 are the most"),
        ({"details": "a\n" * 300}, 422, "lines, and 30 are the most"),
        ({"details": "\0 \ud800 \u202e \x07".encode("utf-8", "replace").decode() + "x"}, 422, "invisible characters"),
        ({"details": "call 555-0134 @a1 " * 15_000}, 422, "characters long, and 1500 are the most"),
        ({"general": "1,x,99999999999999999999,-4", "question": "Y" * 100_000}, 422, "characters long"),
    ],
)  # fmt: skip
def test_whatever_is_sent_gets_a_sentence_and_nothing_is_lost(
    client: Client, form: dict[str, Any], status: int, words: str
) -> None:
    given = {name: value() if callable(value) else value for name, value in form.items()}
    given = {"details": "Since I was a child.", **given}
    with within(8):
        response = send(client, given.pop("question", TEXT), **given)
    page = response.content.decode()
    assert response.status_code == status
    assert words in main_words(response)
    for told in re.findall(r'role="alert">([^<]+)</p>', page):
        check_sentence(told)
    for value in (given["details"], form.get("question", TEXT)):
        kept = value.replace("\0", "").replace("\u202e", "").replace("\x07", "")
        assert kept[:80].strip() in page
    assert not ReaderQuestion.objects.exists()
    assert fields(response)["stamp"]


def test_of_a_long_first_line_nothing_is_lost(client: Client) -> None:
    words = "ache " * 60 + "in both knees"
    page = client.get(f"/ask/?q={quote(words)}").content.decode()
    assert page.count("ache") >= 60
    assert "in both knees" in page
    assert CARD in read(client, f"/ask/?q={quote('ache ' * 60 + 'and chest pain')}")


def test_a_form_that_was_open_too_long_goes_through_when_sent_once_more(client: Client) -> None:
    late = send(client, stamp=stamp(90_000))
    assert send(client, stamp=fields(late)["stamp"]).status_code == 422  # at once: no person reads so fast
    fast = send(client, stamp=stamp(1))
    assert fields(fast)["stamp"], "the same stamp, which grows older"
    assert not ReaderQuestion.objects.exists()


def test_a_form_of_another_site_changes_nothing(client: Client) -> None:
    link, question = asked_question(client)
    for path in ("/ask/", link):
        response = client.post(path, {"question": TEXT, "stamp": stamp()}, headers={"sec-fetch-site": "cross-site"})
        assert response.status_code == 403
    assert list(ReaderQuestion.objects.all()) == [question]


@pytest.mark.parametrize("token", ["x", "a" * 32, "é" * 32, "a" * 900, "%F0%9F%98%80", "-_" * 16])
def test_a_link_that_nobody_has_is_404_and_asks_the_same_as_one_that_ended(client: Client, token: str) -> None:
    link, question = asked_question(client)
    ReaderQuestion.objects.filter(pk=question.pk).update(asked_on="2020-01-01")
    assert client.get(f"/ask/{token}/").status_code == client.get(link).status_code == 404
    assert client.post(f"/ask/{token}/", headers={"origin": "http://testserver"}).status_code == 404
    assert queries_of(lambda: client.get(f"/ask/{token}/")) == queries_of(lambda: client.get(link)) == 1


def test_who_left_an_address_is_told_of_the_mail_that_asks_and_of_the_one_that_comes(client: Client) -> None:
    on_its_way = "A mail is on its way to the address you left"
    assert on_its_way not in read(client, asked_question(client)[0])
    link = send(client, "Which foods hold much iron?", email="anna@example.org")["Location"]
    assert on_its_way in read(client, link)
    key = following.key_to_confirm(Follow.objects.get())
    confirmed = client.post(f"/follow/confirm/?key={quote(key)}")
    assert "One mail comes, once, with what became of your question" in main_words(confirmed)
    assert "when there is news" not in main_words(confirmed)
    assert on_its_way not in read(client, link)


def test_the_asker_deletes_the_question(client: Client) -> None:
    link, _question = asked_question(client)
    response = client.post(link, headers={"sec-fetch-site": "same-origin", "origin": "null"})
    assert "Your question is deleted" in main_words(response)
    assert not ReaderQuestion.objects.exists()
    assert client.get(link).status_code == 404


def test_the_asker_learns_what_became_of_it_and_never_of_an_unpublished_answer(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    link, asked = asked_question(client)
    draft = make_article(editor, dr_lin, "hidden-words")

    def merge(question: Question) -> str:
        ReaderQuestion.objects.filter(pk=asked.pk).update(
            state="merged", decided_on=asked.asked_on, question=question, declined_because=""
        )
        assert queries_of(lambda: client.get(link)) <= 3
        return client.get(link).content.decode()

    page = merge(draft.question)
    assert "An answer is being prepared" in page
    assert not re.search("hidden.words", page)
    live = make_published(editor, dr_lin)
    page = merge(live.question)
    assert "Your question is answered" in page
    assert 'href="/questions/leg-cramps/"' in page
    Question.objects.filter(pk=draft.question_id).update(duplicate_of=live.question)
    assert 'href="/questions/leg-cramps/"' in merge(draft.question)
    publishing.withdraw(Article.objects.get(pk=live.pk), editor=editor, reason="Wrong.")
    page = merge(live.question)
    assert "The answer was withdrawn" in page
    assert "What causes" not in page
    Question.objects.filter(pk=draft.question_id).update(duplicate_of=None)
    assert not re.search("hidden.words", merge(draft.question))
    assert "withdrawn" in merge(make_withdrawn(editor, dr_lin, "gone").question)


@pytest.mark.parametrize("because", ReaderQuestion.Because.values)
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_a_declined_question_says_why_and_not_what_editors_noted(client: Client, because: str, prefix: str) -> None:
    link, asked = asked_question(client)
    ReaderQuestion.objects.filter(pk=asked.pk).update(
        state="declined", declined_because=because, decided_on=asked.asked_on, note="a note for editors"
    )
    page = read(client, f"{prefix}{link}")
    assert "a note for editors" not in page
    assert prefix or "Your question was not taken up" in page
    others = {read(client, f"{prefix}{link}") for _ in range(2)}
    assert others == {page}


def test_the_pages_cost_a_bounded_number_of_queries(client: Client, editor: User, dr_lin: Doctor) -> None:
    for slug in ("leg-cramps", "leg-cramps-two", "leg-cramps-three"):
        make_published(editor, dr_lin, slug)
    assert queries_of(lambda: client.get("/ask/")) == 0
    few = queries_of(lambda: client.get("/ask/?q=leg"))
    for slug in ("leg-cramps-four", "leg-cramps-five"):
        make_published(editor, dr_lin, slug)
    assert queries_of(lambda: client.get("/ask/?q=leg")) == few <= 10
