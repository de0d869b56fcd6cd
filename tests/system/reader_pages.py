"""One page of every type a reader can come to, and the status it answers with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from tests.system.portal import Portal


@dataclass(frozen=True)
class ReaderPage:
    name: str
    path: Callable[[Portal], str]
    status: int = 200
    is_form: bool = False  # a form with a password carries a token against forgery, the only cookie there is


def _fixed(path: str) -> Callable[[Portal], str]:
    return lambda portal: path


def _sample(stem: str, prefix: str = "", rest: str = "") -> Callable[[Portal], str]:
    return lambda portal: f"{prefix}/questions/{quote(portal.slug(stem))}/{rest}"


def _proof(stem: str, prefix: str = "", edition: int = 1) -> Callable[[Portal], str]:
    query = "SELECT digest FROM articles_article WHERE import_key = ? AND edition = ?"
    return lambda portal: f"{prefix}/verify/{portal.rows(query, stem, edition)[0][0]}/"


def _days_ago(days: int) -> str:
    return f"?on={dt.datetime.now(dt.UTC).date() - dt.timedelta(days=days)}"


ANSWER = ReaderPage("answer", _sample("night-leg-cramps"))
CHINESE_ANSWER = ReaderPage("answer in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans"))

ENGLISH = [
    ReaderPage("home", _fixed("/")),
    ReaderPage("list", _fixed("/questions/")),
    ReaderPage("list, one letter", _fixed("/questions/?letter=L")),
    ReaderPage("list, nothing fits", _fixed("/questions/?body_area=eyes&audience=infant")),
    ANSWER,
    ReaderPage("answer, two signatures", _sample("newborn-sneezing")),
    ReaderPage("answer, foods", _sample("iron-rich-foods")),
    ReaderPage("answer, steps", _sample("sprained-ankle-care")),
    ReaderPage("answer, overdue", _sample("cold-hands-and-feet")),
    ReaderPage("answer, emergency", _sample("chest-tightness-stress")),
    ReaderPage("related", _sample("night-leg-cramps", rest="related/")),
    ReaderPage("leaflet", _sample("night-leg-cramps", rest="leaflet/")),
    ReaderPage("leaflet, steps", _sample("sprained-ankle-care", rest="leaflet/")),
    ReaderPage("withdrawn", _sample("mouth-ulcers"), 410),
    ReaderPage("history", _sample("night-leg-cramps", rest="history/")),
    ReaderPage("history, withdrawn", _sample("mouth-ulcers", rest="history/")),
    ReaderPage("day of the past", _sample("night-leg-cramps", rest=_days_ago(100))),
    ReaderPage("day without an answer", _sample("night-leg-cramps", rest=_days_ago(9_000)), 404),
    ReaderPage("no day at all", _sample("night-leg-cramps", rest="?on=monday"), 400),
    ReaderPage("fingerprint, form", _fixed("/verify/")),
    ReaderPage("fingerprint, two signatures", _proof("newborn-sneezing")),
    ReaderPage("fingerprint, not current", _proof("night-leg-cramps")),
    ReaderPage("fingerprint, unknown", _fixed("/verify/00000000/"), 404),
    ReaderPage("fingerprint, none", _fixed("/verify/?digest=none"), 400),
    ReaderPage("not signed yet", _sample("hoarse-voice"), 404),
    ReaderPage("no such page", _fixed("/questions/no-such-question/"), 404),
    ReaderPage("tags", _fixed("/tags/")),
    ReaderPage("tag", _fixed("/tags/circulation/")),
    ReaderPage("causes of a tag", _fixed("/tags/circulation/causes/")),
    ReaderPage("department", _fixed("/departments/cardiology/")),
    ReaderPage("causes of a department", _fixed("/departments/cardiology/causes/")),
    ReaderPage("causes of a part of the body", _fixed("/body/legs/causes/")),
    ReaderPage("doctors", _fixed("/doctors/")),
    ReaderPage("doctor", _fixed("/doctors/ada-sample/")),
    ReaderPage("conditions", _fixed("/conditions/")),
    ReaderPage("condition", _fixed("/conditions/acid-reflux/")),
    ReaderPage("search", _fixed("/search/")),
    ReaderPage("search, hits", _fixed("/search/?q=leg+cramps")),
    ReaderPage("search, no hit", _fixed("/search/?q=" + "Donaudampfschifffahrt" * 4)),
    ReaderPage("corrections", _fixed("/corrections/")),
    ReaderPage("about", _fixed("/about/")),
    ReaderPage("privacy", _fixed("/about/privacy/")),
    ReaderPage("about, how we review", _fixed("/about/how-we-review/")),
    ReaderPage("about, contact", _fixed("/about/contact/")),
    ReaderPage("sign-in", _fixed("/accounts/login/"), is_form=True),
]
CHINESE = [
    ReaderPage("home in Chinese", _fixed("/zh-hans/")),
    ReaderPage("list in Chinese", _fixed("/zh-hans/questions/")),
    CHINESE_ANSWER,
    ReaderPage("history in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans", "history/")),
    ReaderPage("fingerprint in Chinese", _proof("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans")),
    ReaderPage("related in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans", "related/")),
    ReaderPage("leaflet in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans", "leaflet/")),
    ReaderPage("causes in Chinese", _fixed("/zh-hans/body/legs/causes/")),
    ReaderPage("tag in Chinese", _fixed("/zh-hans/tags/")),
    ReaderPage("doctor in Chinese", _fixed("/zh-hans/doctors/ada-sample/")),
    ReaderPage("conditions in Chinese", _fixed("/zh-hans/conditions/")),
    ReaderPage("condition in Chinese", _fixed("/zh-hans/conditions/acid-reflux/")),
    ReaderPage("department in Chinese", _fixed("/zh-hans/departments/cardiology/")),
    ReaderPage("search in Chinese", _fixed("/zh-hans/search/?q=" + quote("抽筋"))),
    ReaderPage("corrections in Chinese", _fixed("/zh-hans/corrections/")),
    ReaderPage("about in Chinese", _fixed("/zh-hans/about/")),
    ReaderPage("no such page in Chinese", _fixed("/zh-hans/questions/no-such-question/"), 404),
]
PAGES = ENGLISH + CHINESE
