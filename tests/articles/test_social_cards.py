"""The picture beside links to an answer: made once publishing is certain, gone with the answer, never in the way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils.dateformat import format as date_format
from PIL import Image, ImageFont

from articles import auditing, card_drawing, live_pages, publishing, social_cards
from articles.card_drawing import CardWords
from articles.models import Article, LivePage
from doctors.models import Doctor
from tests.texts import make_article, make_published, make_question, publish_next, sign_in_full

ADDRESS = "/questions/leg-cramps/"
WORDS = CardWords("Why?", "Dr. Lin", "surgeon", dt.date(2026, 5, 12), "en", "HealthQA", is_sample=False)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def cards(folder: Path) -> list[str]:
    return sorted(f"cards/{path.name}" for path in (folder / "cards").glob("*"))


def head(client: Client, address: str = ADDRESS) -> dict[str, str]:
    """What the head of a page says of it, by name."""
    text = client.get(address).content.decode().partition("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text)
    assert len(dict(found)) == len(found)
    links = re.findall(r'<link rel="(canonical)" href="([^"]*)">', text)
    assert len(links) <= 1
    return {name: unescape(value) for name, value in [*found, *links]}


def test_a_card_comes_with_the_answer_and_goes_with_it(
    client: Client, editor: User, dr_lin: Doctor, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        live = make_published(editor, dr_lin)
    (name,) = cards(tmp_path)
    assert name.startswith(f"cards/{live.digest}-")
    answer = client.get(f"/media/{name}")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=31536000, immutable")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 100_000
    said = head(client)
    assert said["og:image"] == f"https://healthqa.example/media/{name}"
    assert said["canonical"] == said["og:url"] == "https://healthqa.example/questions/leg-cramps/"
    assert (said["og:title"], said["og:type"]) == ("What causes leg cramps?", "article")
    assert said["description"] == said["og:description"] == "They are mostly harmless. Some need a doctor."
    assert (said["og:locale"], said["og:site_name"]) == ("en_GB", "HealthQA")
    assert said["twitter:card"] == "summary_large_image"
    signed = date_format(LivePage.objects.get(article=live).signed_on, "j F Y")
    wanted = f"What causes leg cramps? Dr. Lin Yunfei, attending physician, Orthopaedics · Signed {signed} · HealthQA"
    assert said["og:image:alt"] == wanted
    with django_capture_on_commit_callbacks(execute=True):
        second = publish_next(live.question, editor)
    assert [name.partition("-")[0] for name in cards(tmp_path)] == [f"cards/{second.digest}"]
    assert list(auditing.problems()) == []
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(second, editor=editor, reason="Wrong.")
    assert cards(tmp_path) == []
    assert "og:image" not in head(client)


def test_nothing_is_drawn_for_what_was_taken_back(
    editor: User, dr_lin: Doctor, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    signed = sign_in_full(make_article(editor, dr_lin), editor)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        publishing.publish(signed, editor=editor)
        transaction.set_rollback(True)
    assert callbacks == []
    assert cards(tmp_path) == []
    assert not social_cards.draw_missing(signed.pk)


def test_a_full_disk_stops_no_publication_and_rebuilding_makes_up_for_it(
    client: Client,
    editor: User,
    dr_lin: Doctor,
    tmp_path: Path,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    (tmp_path / "file").write_text("no folder can be made here")
    settings.MEDIA_ROOT = str(tmp_path / "file")
    with django_capture_on_commit_callbacks(execute=True):
        live = make_published(editor, dr_lin)
    assert LivePage.objects.get(article=live).card is None
    assert head(client)["og:image"] == "https://healthqa.example/site-card.png"
    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / f"{'0' * 64}-{'1' * 16}.png").write_bytes(b"of an answer that is gone")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("rebuild_pages")
    assert cards(tmp_path) == [LivePage.objects.get(article=live).card]
    written = (tmp_path / cards(tmp_path)[0]).stat().st_mtime_ns
    with django_capture_on_commit_callbacks(execute=True):
        live_pages.write(Article.objects.with_text().get(pk=live.pk))
    assert (tmp_path / cards(tmp_path)[0]).stat().st_mtime_ns == written, "what is there is not drawn again"
    assert LivePage.objects.get(article=live).card == cards(tmp_path)[0]


def test_the_same_words_signed_again_that_day_keep_their_card(
    editor: User, dr_lin: Doctor, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        live = make_published(editor, dr_lin)
    before = cards(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        again = publish_next(live.question, editor, introduction=live.introduction)
    assert again.digest == live.digest
    assert cards(tmp_path) == before == [LivePage.objects.get(article=again).card]


def test_generated_samples_share_the_card_of_the_site(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, question=make_question(is_sample=True))
    assert not social_cards.has_own(LivePage.objects.get(article=live))
    Article.objects.filter(pk=live.pk).update(import_key="leg-cramps")
    assert social_cards.has_own(LivePage.objects.get(article=live))


@pytest.mark.django_db
def test_the_card_of_the_site_carries_its_name(client: Client, settings: Any) -> None:
    drawn = []
    for name in ("HealthQA", "Ask a doctor", "问医生", "\U0010fffd"):
        settings.SITE_NAME = name
        answer = client.get("/site-card.png")
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "no-cache")
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        drawn.append(answer.content)
        assert head(client, "/")["og:image:alt"] == name
    assert len(set(drawn)) == len(drawn)
    assert min(drawn, key=len) == drawn[-1], "without a letter for the name the seal stands alone"


def test_another_day_or_name_gives_another_file(editor: User, dr_lin: Doctor) -> None:
    page = LivePage.objects.get(article=make_published(editor, dr_lin))
    names = {social_cards.name_of(page)}
    page.signed_on += dt.timedelta(days=1)
    names.add(social_cards.name_of(page))
    page.content["byline"]["name"] = "Dr. Other"
    names.add(social_cards.name_of(page))
    assert len(names) == 3
    assert {name.partition("-")[0] for name in names} == {f"cards/{page.digest}"}


def test_a_card_never_shows_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fonts of the system only plain English can be drawn, and what cannot be is refused."""
    monkeypatch.setattr(card_drawing, "_SERIF", ())
    monkeypatch.setattr(card_drawing, "_SANS", ())
    assert Image.open(BytesIO(card_drawing.draw(WORDS))).size == (1200, 630)
    for question in ("小腿抽筋？", "Café?", "Why \U0010fffe?"):
        with pytest.raises(card_drawing.NoFontError):
            card_drawing.draw(dataclasses.replace(WORDS, question=question))


def test_the_byline_of_a_card_has_the_comma_of_its_language() -> None:
    assert WORDS.byline == "Dr. Lin, surgeon"
    assert dataclasses.replace(WORDS, language="zh-hans").byline == "Dr. Lin，surgeon"
    assert dataclasses.replace(WORDS, title="").byline == "Dr. Lin"


LINES = ["a " * 400, "x" * 900, "小腿抽筋，是怎么回事？" * 60, "Why do legs cramp at night?", "?", "Ａ１"]


@pytest.mark.parametrize("text", LINES)
def test_lines_hold_every_word_and_stay_in_their_width(text: str) -> None:
    font = ImageFont.load_default(44)
    assert isinstance(font, ImageFont.FreeTypeFont)
    lines = card_drawing.wrap(text, font, 900)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(font.getlength(line) <= 900 for line in lines)
    assert not any(line[0] in "，？" for line in lines)


def test_a_question_of_any_length_stays_on_the_card() -> None:
    for text in ("x" * 300, "Why " * 75, "Why?"):
        words = CardWords(text, "N" * 200, "t" * 200, WORDS.signed_on, "en", "HealthQA", is_sample=True)
        card = Image.open(BytesIO(card_drawing.draw(words)))
        grey = card.convert("L")
        margin = grey.crop((1130, 20, 1200, 630))
        assert not any(margin.histogram()[:230]), "nothing is written over the margin"


def test_an_answer_is_described_by_whole_sentences(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = (
        "Most cramps are harmless and pass within minutes when you stretch the calf and walk a few steps in the room."
    )
    warning = "Do not take quinine for them when you are pregnant, have a heart rhythm problem or take a blood thinner."
    for slug, introduction, told in (
        ("cut-in-a-warning", f"{first} {warning}", first),
        ("long", f"{'very ' * 59}long, and longer still. {first}", f"{'very ' * 59}long …"),
        ("none", "", "The reasons are set out below."),
    ):
        make_published(editor, dr_lin, slug, introduction=introduction)
        said = head(client, f"/questions/{slug}/")
        assert said["description"] == said["og:description"] == told


HEADS = {
    "/": "Short, readable answers",
    "/questions/": "All questions with a signed answer",
    "/conditions/": "Conditions that signed answers name",
    "/tags/": "The topics that",
    "/tags/calcium/": "Signed answers on the topic calcium.",
    "/departments/orthopaedics/": "Signed answers of the department Orthopaedics.",
    "/corrections/": "What was changed",
    "/tags/calcium/causes/": "Which causes signed answers on Calcium name",
    "/departments/orthopaedics/causes/": "Which causes signed answers on Orthopaedics name",
    "/body/legs/causes/": "Which causes signed answers on Legs and feet name",
    "/doctors/": "The doctors who sign",
    "/doctors/lin-yunfei/": "Who Dr. Lin Yunfei is",
    "/about/": "A reader asks",
    "/about/privacy/": "Reading leaves no trace",
    "/verify/": "Every signed text has a fingerprint",
    "/zh-hans/doctors/": "为答案签名的医生",
}


def test_every_public_page_says_what_it_is(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = make_question(tags=("calcium",), body_area="legs")
    question.department = dr_lin.department
    question.save()
    make_published(editor, dr_lin, question=question)
    for address, words in HEADS.items():
        said = head(client, address)
        assert said["canonical"] == said["og:url"] == f"https://healthqa.example{address}"
        assert said["description"] == said["og:description"], address
        assert said["description"].startswith(words) or address.startswith("/zh"), (address, said["description"])
        assert said["og:title"]
        assert said["og:image"].endswith("/site-card.png")
        assert said["og:locale"] == ("zh_CN" if address.startswith("/zh") else "en_GB")
    assert (
        head(client, "/questions/?letter=l&page=1&x=<y>")["canonical"] == "https://healthqa.example/questions/?letter=L"
    )
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (1,))
    make_published(editor, dr_lin, "other-cramps")
    assert head(client, "/questions/?page=2&x=1")["canonical"] == "https://healthqa.example/questions/?page=2"
    for hidden in ("/search/?q=legs", "/questions/leg-cramps/related/", "/nothing/", "/verify/?digest=1"):
        assert "og:title" not in head(client, hidden)
