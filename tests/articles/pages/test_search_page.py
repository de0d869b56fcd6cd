"""The page of results: what it shows, what it says where it shows nothing, and that no text can break it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from articles import permissions, publishing, red_flags
from articles.models import Article, Question, ZeroHit
from articles.search.results import PER_PAGE, Asked, Choice, Filter, Found, Hit, Piece, Suggestion
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, main_words, read
from tests.articles.questions_sent import first_flags
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_article, make_published, make_question
from tests.watching import queries_of

#: Which no field of an answer holds, and no slip in one of its words makes.
NOWHERE = "xylophone+quartz"


def make_answers() -> None:
    editor, doctor = make_user("editor", permissions.EDITORS, staff=True), make_doctor("Lin Yunfei")
    question = make_question(other_wordings="Charley horse at night", department=doctor.department)
    make_published(editor, doctor, question=question)
    make_published(editor, make_doctor("Mara Ellison"), "numb-toes")
    draft = make_article(editor, doctor, slug="planted-words")
    Question.objects.filter(pk=draft.question_id).update(other_wordings="planted wording")


@pytest.fixture(scope="module")
def _answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from standing(django_db_blocker, make_answers)


@pytest.fixture
def _live(_answers: None, db: None) -> None:
    cache.clear()


Finding = Callable[..., list[Asked]]


@pytest.fixture
def finding(db: None, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """The engine finds this, whatever is asked; what it was asked is in the list."""
    asked_for: list[Asked] = []

    def finds(found: Found, *nearest: Suggestion) -> list[Asked]:
        def search(asked: Asked) -> Found:
            asked_for.append(asked)
            return found

        monkeypatch.setattr("articles.views.search.engine.search", search)
        monkeypatch.setattr("articles.views.search.engine.nearest_conditions", lambda *asked: nearest)
        return asked_for

    return finds


def hit(**fields: object) -> Hit:
    day = timezone.localdate()
    pieces = (Piece("Why <b> do "), Piece("legs", is_marked=True), Piece(" cramp?"))
    values: dict[str, object] = {
        "slug": "leg-cramps",
        "language": "en",
        "question": pieces,
        "snippet": pieces,
        "department": "",
    }
    values |= {"byline": "Dr. Lin Yunfei", "signed_on": day, "due_on": day + dt.timedelta(days=9), "is_sample": False}
    return Hit(**(values | fields))


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("query", ["cramps", "LEG", "cramps leg?", "charley", "leg%09cramps", "++leg++cramps+"])
def test_a_reader_finds_the_answer_and_who_signed_it_when(query: str, client: Client) -> None:
    text = read(client, f"/search/?q={query}")
    in_order(text, "for “", "What causes leg cramps?", "Dr. Lin Yunfei", "Signed ")
    assert "planted" not in text


@pytest.mark.usefixtures("_live")
def test_what_is_not_public_is_never_found(client: Client) -> None:
    assert "What causes" not in read(client, "/search/?q=planted")
    assert "What causes leg" in read(client, "/search/?q=cramps")
    live = Article.objects.public().get(question__slug="leg-cramps")
    publishing.withdraw(live, editor=make_user("second", permissions.EDITORS, staff=True), reason="It was wrong.")
    assert "What causes leg" not in read(client, "/search/?q=cramps")


def test_words_that_were_looked_for_are_marked_and_nothing_else_is_markup(client: Client, finding: Finding) -> None:
    finding(Found((hit(),), 1))
    page = client.get("/search/?q=legs").content.decode()
    assert page.count("Why &lt;b&gt; do <mark>legs</mark> cramp?") == 2, "in the question and in the words below"


@pytest.mark.parametrize(("day", "said"), [(8, "Signed 1 March 2026"), (9, "Review overdue since 10 March 2026")])
def test_an_overdue_answer_says_so(day: int, said: str, client: Client, finding: Finding) -> None:
    finding(Found((hit(signed_on=dt.date(2026, 3, 1), due_on=dt.date(2026, 3, 10)),), 1))
    with time_machine.travel(dt.datetime(2026, 3, 1 + day, 12, tzinfo=dt.UTC)):
        text = read(client, "/search/?q=legs")
    assert said in text
    assert "Sample" not in text
    assert ("overdue" in text) == (day == 9)


def test_a_correction_is_said_and_the_words_as_typed_are_offered(client: Client, finding: Finding) -> None:
    asked = finding(Found((hit(),), 1, corrected="herniated disk"))
    page = "/search/?q=herniatd+disk&kind=causes"
    in_order(read(client, page), "Showing results for “herniated disk”.", "Search for “herniatd disk” instead",
             "1 answer for “herniated disk”")  # fmt: skip
    assert 'href="?q=herniatd+disk&amp;exactly=1&amp;kind=causes"' in client.get(page).content.decode()
    finding(Found((hit(),), 1))
    assert "instead" not in read(client, f"{page}&exactly=1")
    assert [one.exactly for one in asked] == [False, False, True]
    finding(Found((hit(),), 1, corrected="herniated disk"))
    in_order(read(client, "/search/?q=herniatd+disk"), "legs cramp?", "Ask this question")
    assert asked[0].text == "herniatd disk"


def test_a_sample_answer_says_so(client: Client, finding: Finding) -> None:
    finding(Found((hit(is_sample=True),), 1))
    assert "Sample · Signed" in read(client, "/search/?q=legs")


def test_answers_that_have_only_some_of_the_words_say_so_and_lead_on(client: Client, finding: Finding) -> None:
    finding(Found((hit(),), 1, is_partial=True))
    in_order(read(client, "/search/?q=legs+quartz"), "1 answer for “legs quartz”", "None has all of these words",
             "legs cramp?", "Look around")  # fmt: skip
    finding(Found((hit(),), 1))
    assert "None has all" not in read(client, "/search/?q=legs")


def test_counts_say_when_there_are_more(client: Client, finding: Finding) -> None:
    finding(Found((hit(),) * PER_PAGE, 1000, is_more=True, has_next=True))
    assert "More than 1,000 answers for “legs”" in read(client, "/search/?q=legs")
    finding(Found((hit(),) * 2, 2))
    assert "2 answers for “legs”" in read(client, "/search/?q=legs")


def test_pages_carry_the_words_and_the_choices(client: Client, finding: Finding) -> None:
    asked = finding(Found((hit(),) * PER_PAGE, 99, has_next=True))
    page = client.get("/search/?q=%E8%85%BF+a%26b&page=2&audience=infant&exactly=1&junk=1").content.decode()
    link = "?q=%E8%85%BF+a%26b&amp;exactly=1&amp;audience=infant&amp;page="
    assert f'rel="prev" href="{link}1"' in page
    assert f'rel="next" href="{link}3"' in page
    assert "<title>Search: 腿 a&amp;b, page 2 – HealthQA</title>" in page
    assert (asked[0].text, asked[0].page, asked[0].audience) == ("腿 a&b", 2, "infant")
    for number in ("0", "-1", "x", "1e9", "9" * 30):
        assert client.get(f"/search/?q=legs&page={number}").status_code == 200
        assert asked[-1].page == 1


@pytest.mark.usefixtures("_live")
def test_a_page_behind_the_last_says_so_and_leads_to_the_first(client: Client) -> None:
    page = client.get("/search/?q=cramps&page=99").content.decode()
    assert "This list has no such page." in page
    assert 'href="?q=cramps&amp;page=1">First page' in page
    assert "Previous page" not in page
    assert "First page" not in read(client, "/search/?q=cramps")


def test_results_are_narrowed_without_javascript(client: Client, finding: Finding) -> None:
    choices = (Choice("skin", "Skin", 3, is_chosen=False), Choice("heart", "heart", 12, is_chosen=True, is_more=True))
    finding(Found((hit(),), 12, filters=(Filter("department", choices), Filter("doctor", ()))))
    page = client.get("/search/?q=legs&department=heart&doctor=gone").content.decode()
    assert '<option value="heart" selected>Heart (12+)</option>' in page
    assert '<option value="skin">Skin (3)</option>' in page
    assert '<option value="gone" selected>Gone (0)</option>' in page, "what was chosen stays to be seen"
    assert '<input type="hidden" name="q" value="legs">' in page
    assert 'href="?q=legs">Show all results' in re.sub(r"\s+", " ", page)


@pytest.mark.parametrize("value", ["x" * 161, "nothing", "INFANT", ""])
def test_a_value_no_filter_has_is_left_out(value: str, client: Client, finding: Finding) -> None:
    asked = finding(Found())
    client.get(f"/search/?q=legs&audience={value}&kind={value}&doctor={'x' * 161}")
    assert (asked[0].audience, asked[0].kind, asked[0].doctor) == ("", "", "")


def test_nothing_found_leads_on(client: Client, finding: Finding) -> None:
    finding(Found(), Suggestion((Piece("Gout"),), "/conditions/gout/"))
    in_order(read(client, "/search/?q=gotu"), "No published answer was found for “gotu”.",
             "one of these conditions", "Gout", "All questions A–Z", "Conditions", "Topics")  # fmt: skip
    assert 'href="/conditions/gout/"' in client.get("/search/?q=gotu").content.decode()
    narrowed = read(client, "/search/?q=gotu&audience=infant")
    in_order(narrowed, "fits these choices", "Search without these choices")
    assert "Gout" not in narrowed


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("query", ["the", "what+to+do", "%E7%9A%84"])
def test_words_that_stand_in_every_text_say_so_and_nobody_is_to_ask_them(query: str, client: Client) -> None:
    text = read(client, f"/search/?q={query}")
    in_order(text, "stands in every text", "Add a word for what it is about", "All questions A–Z")
    assert "Ask this question" not in text
    assert "No published answer" not in text


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("query", ["", "q=", "q=%20%09", "q=%E2%80%8F%E2%80%AE", "q=%EF%BF%BD"])
def test_a_search_for_nothing_helps_on(query: str, client: Client) -> None:
    in_order(read(client, f"/search/?{query}"), "Write one or a few words", "All questions A–Z", "Orthopaedics")


@pytest.mark.usefixtures("_live")
def test_the_page_asks_of_the_database_what_the_engine_asks(client: Client, finding: Finding) -> None:
    finding(Found((hit(),) * PER_PAGE, 1000, is_more=True, has_next=True))
    client.get("/search/?q=toes")  # the list of red flags is read once a minute
    assert queries_of(lambda: client.get("/search/?q=legs")) == 0
    assert queries_of(lambda: client.get("/search/")) == 1, "the departments"


def test_search_pages_are_not_indexed_and_echo_text_only(client: Client, db: None) -> None:
    response = client.get("/search/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27")
    page = response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;"' in page
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/search-field.js" defer>']
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


def test_marks_of_direction_do_not_turn_the_words_around_them(client: Client, db: None) -> None:
    page = client.get("/search/?q=" + quote("\u202egnol\u200b cal\u00adcium\u2066\ufeff")).content.decode()
    assert 'value="gnol calcium"' in page


HOSTILE = ["x" * 3000, "a " * 300, "the of a", '"' * 99, "%_*:^" * 40, "'; DROP TABLE", "(" * 200, "NEAR(a b)", "a OR",
           "-", "*", "\\", "\u202e\u200f", "\U0010ffff", "𝔩𝔢𝔤", "ﷺ" * 50, "e\u0301" * 100, "腿" * 400]  # fmt: skip


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("page", ["/search/", "/search/suggest/", "/zh-hans/search/"])
def test_hostile_words_are_answered(page: str, client: Client) -> None:
    for text in HOSTILE:
        assert client.get(page, {"q": text[:1200]}).status_code == 200, text[:20]
    for raw in ("%ED%A0%80", "%00", "%C0%80", "%FF%FE", "a%0Ab", "%", "%zz", "&q=b;q=c", "[]=1"):
        assert client.get(page, QUERY_STRING=f"q={raw}&department={raw}&doctor={raw}").status_code in {200, 400}, raw


@given(st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_any_bytes_are_answered(client: Client, db: None, query: bytes) -> None:
    for page in ("/search/", "/search/suggest/"):
        assert client.get(page, QUERY_STRING="q=" + quote_from_bytes(query)).status_code in {200, 400}


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("/search/", "I want to die", ("Do not stay alone",)),
        ("/search/", "suicide", ("Do not stay alone",)),
        ("/search/", "我不想活了", ("不要独处", "Do not stay alone")),
        ("/zh-hans/search/", "I want to die", ("Do not stay alone", "不要独处")),
    ],
)
def test_who_looks_for_a_way_to_die_reads_the_card_first_and_is_sent_to_no_form(
    client: Client, path: str, text: str, words: tuple[str, ...]
) -> None:
    first_flags()
    response = client.get(f"{path}?q={quote(text)}")
    in_order(main_words(response), *words)
    page = response.content.decode()
    in_order(page, *['class="care emergency"'] * len(words), 'id="others"')
    assert page.count('class="care emergency"') == len(words)
    assert "/ask/?" not in page


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize(
    "text",
    ["how to kill myself with germs", "i cant go on leg germs want to die", "kil myself germs", "germs 我不想活了"],
)
def test_below_the_card_of_the_mind_nothing_is_found_and_nothing_suggested(
    client: Client, editor: User, dr_lin: Doctor, prefix: str, text: str
) -> None:
    first_flags()
    make_published(editor, dr_lin, "germs", question_text="What kills germs on my skin?", introduction="Heat kills.")
    assert "What kills germs on my skin?" in read(client, "/search/?q=what+kills+germs")
    assert client.get("/search/suggest/?q=kills+germs").json()["groups"]
    response = client.get(f"{prefix}/search/?q={quote(text)}")
    page = response.content.decode()
    in_order(
        page, 'class="care emergency"', 'id="others"', f'href="{prefix}/questions/"', f'href="{prefix}/conditions/"'
    )
    assert "What kills" not in page
    assert 'class="list"' not in page
    assert "/ask/?" not in page, "no way to a queue that nobody reads at once"
    groups = client.get(f"{prefix}/search/suggest/?q={quote(text)}").json()["groups"]
    assert [line["url"].partition("?")[0] for group in groups for line in group["lines"]] == [f"{prefix}/ask/"]
    assert not ZeroHit.objects.exists()
    if not prefix and not text.endswith("了"):
        in_order(main_words(response), "Do not stay alone", "If nobody is in danger now", "search for other words")


def test_words_are_looked_through_as_typed_and_as_corrected(client: Client, finding: Finding) -> None:
    first_flags()
    finding(Found((hit(),), 1, corrected="pressure in my chest"))
    in_order(read(client, "/search/?q=presshure+my+chesset"), "Call the emergency number if", "Showing results for")
    finding(Found((hit(),), 1, corrected="how to die"))
    page = read(client, "/search/?q=how+to+dje")
    in_order(page, "Do not stay alone", "If nobody is in danger now")
    assert "legs cramp?" not in page
    finding(Found((hit(),), 1))
    for typed in ("i+think+my+dad+is+having+a+storke", "chest+pian"):
        in_order(read(client, f"/search/?q={typed}"), "Call the emergency number if", "legs cramp?")
        in_order(read(client, f"/search/?q={typed}&exactly=1"), "Call the emergency number if", "legs cramp?")


@pytest.mark.usefixtures("_live")
def test_other_signs_of_an_emergency_show_the_card_above_the_results_and_cost_no_query(
    client: Client,
) -> None:
    first_flags()
    in_order(read(client, "/search/?q=leg+cramps+stroke"), "Call the emergency number if", "None has all", "leg cramps")
    assert "Emergency:" not in read(client, "/search/?q=leg+cramps")
    assert queries_of(lambda: red_flags.raised_by_search("strokes")) == 0
    cache.clear()
    assert queries_of(lambda: red_flags.raised_by_search("strokes")) == 1
