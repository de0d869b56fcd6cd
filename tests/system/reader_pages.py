"""One page of every type a reader can come to, and the status it answers with."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import urlopen

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


def _asked(prefix: str = "") -> Callable[[Portal], str]:
    """The private page of a question, which is sent by a browser without script when it is first wanted."""

    def sent(portal: Portal) -> str:
        if prefix not in SENT.setdefault(portal.address, {}):
            line = "为什么天冷时手指会痛？" if prefix else "Why do my fingers ache in the cold?"
            with urlopen(f"{portal.address}{prefix}/ask/?q={quote(line)}") as page:  # noqa: S310  our own address
                stamp = re.findall(r'name="stamp" value="([^"]+)"', page.read().decode())[0]
            time.sleep(3.2)  # sooner no person is done
            details = "从去年冬天开始。" if prefix else "Since last winter."
            form = urlencode({"question": line, "details": details, "stamp": stamp}).encode()
            with urlopen(f"{portal.address}{prefix}/ask/", form) as page:  # noqa: S310
                SENT[portal.address][prefix] = urlsplit(page.url).path
        return SENT[portal.address][prefix]

    return sent


def _days_ago(days: int) -> str:
    return f"?on={dt.datetime.now(dt.UTC).date() - dt.timedelta(days=days)}"


#: The private pages of questions that were sent, by portal and language.
SENT: dict[str, dict[str, str]] = {}

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
    ReaderPage("follow", _sample("night-leg-cramps", rest="follow/")),
    ReaderPage("follow a topic", _fixed("/tags/circulation/follow/")),
    ReaderPage("follow, a link that is not whole", _fixed("/follow/stop/?key=x"), 404),
    ReaderPage("leaflet, steps", _sample("sprained-ankle-care", rest="leaflet/")),
    ReaderPage("feedback", _sample("night-leg-cramps", rest="feedback/?part=introduction&verdict=error")),
    ReaderPage("feedback, thanks", _sample("night-leg-cramps", rest="feedback/?sent=error")),
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
    ReaderPage("search, narrowed", _fixed("/search/?q=cramps&kind=causes&audience=infant")),
    ReaderPage("search, corrected", _fixed("/search/?q=calvse+crampz")),
    ReaderPage("search, some of the words", _fixed("/search/?q=cramps+xylophone")),
    ReaderPage("search, no hit", _fixed("/search/?q=" + "Donaudampfschifffahrt" * 4)),
    ReaderPage("ask", _fixed("/ask/")),
    ReaderPage("ask, answers and form", _fixed("/ask/?q=leg+cramps")),
    ReaderPage("ask, emergency", _fixed("/ask/?q=What+causes+chest+pain")),
    ReaderPage("ask, thoughts of suicide", _fixed("/ask/?q=I+want+to+die")),
    ReaderPage("ask, personal data", _fixed("/ask/?q=Call+138+1234+5678,+my+knee+hurts")),
    ReaderPage("ask, private page", _asked()),
    ReaderPage("ask, no such question", _fixed("/ask/no-such-question/"), 404),
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
    ReaderPage("follow in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans", "follow/")),
    ReaderPage("feedback in Chinese", _sample("zh-ye-jian-xiao-tui-chou-jin", "/zh-hans", "feedback/?sent=unclear")),
    ReaderPage("causes in Chinese", _fixed("/zh-hans/body/legs/causes/")),
    ReaderPage("tag in Chinese", _fixed("/zh-hans/tags/")),
    ReaderPage("doctor in Chinese", _fixed("/zh-hans/doctors/ada-sample/")),
    ReaderPage("conditions in Chinese", _fixed("/zh-hans/conditions/")),
    ReaderPage("condition in Chinese", _fixed("/zh-hans/conditions/acid-reflux/")),
    ReaderPage("department in Chinese", _fixed("/zh-hans/departments/cardiology/")),
    ReaderPage("search in Chinese", _fixed("/zh-hans/search/?q=" + quote("抽筋"))),
    ReaderPage("ask in Chinese", _fixed("/zh-hans/ask/?q=" + quote("抽筋"))),
    ReaderPage("ask in Chinese, emergency", _fixed("/zh-hans/ask/?q=" + quote("我胸痛"))),
    ReaderPage("ask in Chinese, private page", _asked("/zh-hans")),
    ReaderPage("corrections in Chinese", _fixed("/zh-hans/corrections/")),
    ReaderPage("about in Chinese", _fixed("/zh-hans/about/")),
    ReaderPage("no such page in Chinese", _fixed("/zh-hans/questions/no-such-question/"), 404),
]
PAGES = ENGLISH + CHINESE
