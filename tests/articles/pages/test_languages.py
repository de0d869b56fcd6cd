"""The interface in Chinese: complete, and with dates as its readers write them."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client

from articles.models.vocabulary import Language
from doctors.models import Doctor
from tests.articles.pages.reading import read, words
from tests.texts import make_published, make_question

CATALOGUE = Path(__file__).parents[3] / "locale/zh_Hans/LC_MESSAGES/django.po"
ENTRY = re.compile(r"(?ms)^msgid (.*?)^msgstr(?:\[0\])? (.*?)(?:\n\n|\Z)")


def test_every_word_of_the_catalogue_is_translated() -> None:
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "fuzzy" not in text
    untranslated = [source for source, translation in ENTRY.findall(text) if translation.strip() in {'""', ""}]
    assert untranslated == []


def test_a_chinese_answer_has_a_chinese_page(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, question=make_question("眼皮跳", language=Language.CHINESE))
    response = client.get("/zh-hans/questions/眼皮跳/")
    assert '<html lang="zh-hans">' in response.content.decode()
    text = words(response)
    for word in ("日常原因 （生理性）", "疾病原因 （病理性）", "参考文献", "本页如何审核", "逐字签署"):
        assert word in text
    assert re.search(r"日期： \d{4}年\d{1,2}月\d{1,2}日", text)
    for word in ("Signed", "review", "Short answer", "References", "Skip"):
        assert word not in text


def test_english_pages_write_the_day_first(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert re.search(r"on \d{1,2} [A-Z][a-z]+ \d{4}", read(client, "/questions/leg-cramps/"))


def test_the_language_switch_leads_to_pages_that_exist(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert 'href="/zh-hans/conditions/"' in client.get("/conditions/").content.decode()
    answer = client.get("/questions/leg-cramps/").content.decode()
    assert 'href="/zh-hans/"' in answer
    assert "/zh-hans/questions/" not in answer  # there is no translation
