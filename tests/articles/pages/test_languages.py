"""The interface in Chinese: complete, and with dates as its readers write them."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client

from articles.models import Cause, Condition, Signature
from articles.models.vocabulary import Language
from doctors.models import Department, Doctor
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
    assert "Dr. Lin Yunfei ，attending physician" in text
    assert "On cramps 。" in text
    assert re.search(r"[\u4e00-\u9fff]\s*[,;.]\s", text) is None, "an ASCII mark after Chinese words"
    for word in ("Signed", "review", "Short answer", "References", "Skip"):
        assert word not in text


def test_the_title_in_a_chinese_byline_is_joined_as_chinese_writes_it(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    question = make_question("眼皮跳", language=Language.CHINESE)
    article = make_published(editor, dr_lin, question=question, disclosure="none")
    signature = Signature.objects.get(article=article)
    title = "attending physician，Orthopaedics"
    assert (article.byline_title, signature.title, article.disclosure) == (title, title, "none")
    text = words(client.get("/zh-hans/questions/眼皮跳/"))
    assert text.count(f"Dr. Lin Yunfei ，{title}") + text.count(f"Dr. Lin Yunfei，{title}") == 2
    assert "声明 无" in text
    assert "none" not in text


def test_english_pages_write_the_day_first(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert re.search(r"on \d{1,2} [A-Z][a-z]+ \d{4}", read(client, "/questions/leg-cramps/"))


#: Pages that both languages have, and pages of an answer without a translation.
BOTH = ("/", "/questions/", "/conditions/", "/conditions/gout/", "/tags/", "/tags/calcium/", "/doctors/",
        "/doctors/lin-yunfei/", "/departments/orthopaedics/", "/search/", "/about/", "/about/privacy/",
        "/verify/")  # fmt: skip
ONE = ("/questions/leg-cramps/", "/questions/leg-cramps/related/", "/questions/leg-cramps/history/",
       "/questions/leg-cramps/leaflet/", "/tags/calcium/causes/", "/departments/orthopaedics/causes/",
       "/questions/never-written/")  # fmt: skip


def test_the_language_switch_leads_to_the_same_page_or_else_home(client: Client, editor: User, dr_lin: Doctor) -> None:
    department = Department.objects.get(slug="orthopaedics")
    article = make_published(editor, dr_lin, question=make_question(tags=("calcium",), department=department))
    Cause.objects.filter(article=article).update(condition=Condition.objects.create(name="Gout", slug="gout"))
    for addresses, same in ((BOTH, True), (ONE, False)):
        for address in addresses:
            response = client.get(address)
            switch = re.search(r'href="([^"]+)" lang="zh-hans"', response.content.decode())
            assert switch is not None, address
            assert switch[1] == (f"/zh-hans{address}" if same else "/zh-hans/"), address
            assert client.get(switch[1]).status_code == 200, address
            assert not response.cookies


def test_names_say_which_language_they_are_in_where_it_is_not_that_of_the_page(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    department = Department.objects.get(slug="orthopaedics")
    article = make_published(editor, dr_lin, question=make_question(tags=("calcium", "抽筋"), department=department))
    gout = Condition.objects.create(name="Gout", slug="gout", plain_name="痛风", synonyms="Podagra\n痛风症")
    Cause.objects.filter(article=article).update(condition=gout)
    marked = {
        "/zh-hans/conditions/gout/": {"Gout": "en", "痛风": "zh-hans", "Podagra": "en", "痛风症": "zh-hans"},
        "/zh-hans/conditions/": {"Gout": "en", "痛风": "zh-hans"},
        "/zh-hans/tags/": {"calcium": "en", "抽筋": "zh-hans"},
        "/tags/": {"calcium": "en", "抽筋": "zh-hans"},
        "/zh-hans/departments/orthopaedics/": {"Orthopaedics": "en"},
        "/zh-hans/doctors/lin-yunfei/": {"Dr. Lin Yunfei": "en", "Attending physician": "en", "Orthopaedics": "en"},
    }
    for address, names in marked.items():
        page = client.get(address).content.decode()
        for name, language in names.items():
            assert re.search(rf'lang="{language}">{name}<', page), (address, name)


def test_what_the_page_says_of_an_english_answer_stays_chinese(client: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    first = Cause.objects.filter(article=article).order_by("pk").first()
    assert first is not None
    first.condition = Condition.objects.create(name="Gout", slug="gout")
    first.save(update_fields=["condition"])
    page = client.get("/zh-hans/conditions/gout/").content.decode()
    others = page.split('class="else"')[1]
    assert '<ul role="list">' in others
    assert re.search(r'<a href="[^"]+" lang="en">[^<]+</a><span class="kind \w+">[日常疾病]+</span>', others)
