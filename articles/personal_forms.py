"""The forms of what says who somebody is, in English and in Chinese: one table, read by `personal_data.strip`.

Each pattern has a group `it`, what is to go. All repetitions are bounded, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from articles import personal_names
from articles.personal_names import CAPITALISED, HAN, WORD, Found

_FIGURE = r"[a-z0-9][a-z0-9 -]{3,22}[a-z0-9](?![a-z0-9])"
#: Four signs of the number of a bank account: figures among them, or capitals alone.
_IBAN = r"(?:[ -]?(?:(?=[a-z]{0,3}\d)[a-z\d]{4}|(?-i:[A-Z]{4})))"
_NUMBER_WORD = r"(?: ?(?:card|no|number|id|卡|号码|号))?\.?(?: ?(?:no|number|卡|号码|号))?\.?(?: is|[ :：#是为]){0,3} ?"
#: A figure before one of these is a value, not a number to call.
_UNIT = (
    r"(?:mg|mcg|µg|ug|pg|ng|fl|nmol|pmol|µmol|umol|g|kg|ml|l|dl|iu|units?|cells?|steps?|kcal|cal|kj|mm|cm|m|km|hz|mmol|°|%|x10|/"
    r"|毫克|微克|克|毫升|升|单位|步|大卡|千卡|卡|个|万|元)(?![a-z])"
)

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_DAY}(?: of)? {_MONTH}\.?,? ?(?:\d{{4}}|\d{{2}})?|{_MONTH}\.? {_DAY},? ?(?:\d{{4}})?|{_MONTH}\.? \d{{4}}"
    r"|\d{4}[-/.年] ?\d{1,2}(?:[-/.月] ?\d{1,2}[日号]?|月)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:18|19|20)\d{6})"
)
_BORN = r"(?:born|birth ?date|birthday|date of birth|d\.?o\.?b\b\.?|出生日期|出生年月|出生于|生于|生日|出生)"

_PAPERS = (
    "(?:passport|social security|ssn|nhs|national id|id card|identity card|driving licen[cs]e|insurance|policy"
    "|medicare|medicaid|patient|hospital|medical record"
    "|身份证|护照|医保|社保|病历|病案|住院|门诊|就诊|驾驶证|银行)"
)
_ACCOUNTS = (
    "(?:we ?chat|whats ?app|telegram|insta(?:gram)?|snapchat|tiktok|facebook|twitter|line id|skype|qq|\\bvx|\\bwx|加v"
    "|微信|微博|抖音|小红书)"
    "(?: ?(?:id|name|account|号码|账号|号))?"
)
#: Behind these a name of an account needs no figure in it.
_OWN_ACCOUNTS = (
    r"(?:微信号|微信id|qq号|加我?微信|我的?微信是?|微信[:：]|\bvx|\bwx|加v|we ?chat id"
    r"|\bmy (?:we ?chat|insta(?:gram)?|snapchat|telegram|facebook|twitter|tiktok|skype)(?: name| id| handle)? is"
    r"|\b(?:insta(?:gram)?|snapchat|telegram|we ?chat|tiktok|twitter)[:：])"
)
_SITES = r"(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|snapchat|vk|weibo|t|wa)\.(?:com|me|cn)"
_MAILERS = "(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|gmx|protonmail|aol)"
_DOT = r"(?: {0,2}(?:\(dot\)|\[dot\]|点) {0,2}| dot )"
_MAILBOX = rf"[\w.+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,3}}"
_SPELT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPELT = rf"(?:oh|{'|'.join(_SPELT_WORDS)})"
_SPELT_HAN = "[零〇幺一二两三四五六七八九]"
_PHONES = "(?:phone|telephone|tel|mobile|cell|call me(?: on| at)?|text me(?: on| at)?|电话|手机)"
_STREETS = "(?:street|st|road|rd|avenue|ave|lane|boulevard|blvd|crescent|terrace)"
_FIGURE_OF = dict(zip((*_SPELT_WORDS, *"零一二三四五六七八九"), "01234567890123456789", strict=True))
_FIGURE_OF |= {"oh": "0", "〇": "0", "幺": "1", "两": "2"}
_ON_THE_WAY = re.compile(
    r"\b(?:the|an?|down|along|across|up|on|in|to|of|my|our|this|that|k?m|miles?|times|days|hours)\b"
)


def _always(found: Found) -> bool:
    return True


def _is_no_counting(found: Found) -> bool:
    """Not one, two, three, …: who counts gives no number away."""
    signs = re.findall(rf"\d|{_SPELT}|{_SPELT_HAN}", found["it"].casefold())
    plain = [_FIGURE_OF.get(sign, sign) for sign in signs]
    return not all(later == str((int(one) + 1) % 10) for one, later in pairwise(plain))


def _is_street(found: Found) -> bool:
    return _ON_THE_WAY.search(found["street"].casefold()) is None


def _is_phone(found: Found) -> bool:
    are_years = re.fullmatch(r"(?:19|20)\d\d\D{1,3}(?:19|20)\d\d", found["it"])
    return _figures(found) >= 7 and are_years is None


def _is_local(found: Found) -> bool:
    """Not a range between two round values: 350-1200."""
    first, last = found["it"].split("-")
    is_range = first.endswith("0") and last.endswith("0") and last[0] != "0" and int(first) < int(last)
    return _is_phone(found) and not is_range


def _is_account(found: Found) -> bool:
    return _figures(found) >= 12


def _has_figures(found: Found) -> bool:
    return _figures(found) >= 3


def _figures(found: Found) -> int:
    return sum(sign.isdigit() for sign in str(found["it"]))


def _is_postcode(found: Found) -> bool:
    code: str = found["it"]
    return code[-2:] not in ("MG", "ML", "MM", "IU", "CM", "KG")


@dataclass(frozen=True, slots=True)
class Form:
    """`kind` is a value of `PersonalData`; a match counts where `is_one` says so."""

    kind: str
    pattern: re.Pattern[str]
    is_one: Callable[[Found], bool]


def _form(kind: str, pattern: str, is_one: Callable[[Found], bool] = _always) -> Form:
    return Form(kind, re.compile(pattern, re.IGNORECASE), is_one)


FORMS = (
    _form(
        "email",
        rf"(?P<it>{_MAILBOX} {{0,2}}(?:@|\(at\)|\[at\]) {{0,2}}[\w-]{{1,64}}"
        r"(?:(?:\.| \. | {0,2}(?:\(dot\)|\[dot\]|点) {0,2}| dot |\. (?=(?:com|net|org|cn|uk|de)\b))[\w-]{2,30}){1,4})",
    ),
    _form("email", rf"(?<![\w.+-])(?P<it>[\w.+-]{{1,64}} ?@ ?{_MAILERS})(?![\w.])"),
    _form("email", rf"(?<![\w.+-])(?P<it>{_MAILBOX} at {_MAILERS} ?[. ] ?(?:com|de|net|uk|me))(?!\w)"),
    _form(
        "email",
        rf"(?<![\w.+-])(?P<it>{_MAILBOX} (?:at|@) [\w-]{{2,40}}"
        rf"(?:{_DOT}[a-z]{{2,12}}){{1,3}})(?!\w)",
    ),
    _form("link", rf"(?<![\w@.-])(?P<it>(?:[a-z0-9-]{{1,20}}\.)?{_SITES}/[^\s，。；、（）<>\"]{{2,200}})"),
    _form("link", r"(?P<it>(?:https?://|www\.)[^\s，。；、（）<>\"]{2,300})"),
    _form("account", rf"{_ACCOUNTS}(?: is |[ :：是为]{{1,3}})(?P<it>@?[a-z0-9][\w.-]{{3,40}})", _has_figures),
    _form("account", rf"{_OWN_ACCOUNTS}[ :：是为]{{1,3}}(?P<it>@?[a-z][\w.-]{{3,40}})(?= ?(?:[^\w ]|$|[{HAN}]| and ))"),
    _form("account", r"(?<![\w@.])(?P<it>@[a-z]\w{2,30})"),
    _form("birth", rf"{_BORN}(?: (?:is|on|in|was))?[\s:：,，是为]{{0,4}}(?P<it>{_DATE})"),
    _form("birth", rf"(?P<it>{_DATE})(?= ?\(?{_BORN}|日?(?:出生|生的))"),
    _form(
        "number", rf"\b(?P<it>[a-z]{{2}}\d\d{_IBAN}{{2,8}}(?:[ -]?(?=[a-z]{{0,2}}\d)[a-z\d]{{1,4}})?)\b", _is_account
    ),
    _form("number", rf"{_PAPERS}{_NUMBER_WORD}(?P<it>{_FIGURE})", _has_figures),
    _form(
        "number",
        r"(?<![\d.])(?P<it>[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
        r"[ -]?\d{3}[\dx])(?!\d)",
    ),
    _form("number", r"(?<![\d-])(?P<it>\d{3}-\d{2}-\d{4})(?![\d-])"),
    _form("number", r"(?<!\d)(?P<it>\d{4}([ -]?)\d{4}\2\d{4}\2\d{3,4})(?!\d)"),
    _form("phone", r"(?P<it>(?:\+|(?<!\d)(?<!\d[ -])00) ?\d[\d ().-]{5,18}\d)", _is_phone),
    _form("phone", r"(?<![\d.+])(?P<it>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)"),
    _form("phone", r"(?<![\d.])(?P<it>\(?0\d{1,4}\)?(?:[ ./-]{0,2}\d{2,8}){2,5})(?!\d)", _is_phone),
    _form("phone", r"(?<![\d.])(?P<it>\(?\d{3}\)?[ .-]?\d{3}[.-]? ?\d{4})(?!\d)"),
    _form("phone", rf"(?<![\d.-])(?P<it>\d{{3,4}}-\d{{4}})(?![\d-])(?! ?{_UNIT})", _is_local),
    _form("phone", rf"{_PHONES}{_NUMBER_WORD}(?P<it>\d[\d -]{{4,14}}\d)"),
    _form("phone", r"(?<![\d.])(?P<it>\d(?:[ .-]\d){8,14})(?![ .-]?\d)", _is_no_counting),
    _form(
        "phone", rf"(?<!{_SPELT_HAN})(?P<it>{_SPELT_HAN}(?: ?{_SPELT_HAN}){{6,17}})(?!{_SPELT_HAN})", _is_no_counting
    ),
    _form("phone", rf"\b(?P<it>{_SPELT}(?:[ -]{_SPELT}){{6,15}})\b", _is_no_counting),
    _form("number", rf"(?<![\d.])(?P<it>\d{{7,40}}x?)(?!\d)(?! ?{_UNIT})"),
    _form(
        "address",
        rf"(?<![\w.])(?P<it>\d{{1,5}}[a-z]?,? (?P<street>{WORD}(?: {WORD}){{0,3}}?) {_STREETS}\b\.?)",
        _is_street,
    ),
    Form(
        "address",
        re.compile(
            rf"(?<![\w.])(?P<it>\d{{1,5}}[A-Za-z]?,? (?:{CAPITALISED} ){{1,3}}"
            r"(?:Way|Close|Court|Drive|Place|Square|Gardens|Hill|Row|Park|Mews))\b"
        ),
        _always,
    ),
    _form("address", r"\b(?P<it>[a-zäöüß-]{3,30}(?:stra(?:ß|ss)e|str\.|gasse|allee|weg|platz) \d{1,4}[a-z]?)\b"),
    _form("address", r"(?P<it>\b\d{1,4},? (?:rue|boulevard|impasse|chemin) (?:d['’]|de la |de |du |des )?[\w-]{3,30})"),
    Form("address", re.compile(r"(?<!\w)(?P<it>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)"), _is_postcode),
    _form(
        "address",
        r"(?:post ?code|zip(?: ?code)?|邮编|邮政编码)[\s:：是]{0,3}(?P<it>[a-z0-9]{2,5}[ -]?[a-z0-9]{2,5})",
        _has_figures,
    ),
    _form("address", r"(?:my|our|home) address(?: is|:| ) ?(?P<it>(?!\[…)[^.;\n]{4,80})"),
    _form(
        "address",
        rf"(?P<it>[{HAN}]{{2,14}}?(?:路|街|巷|弄|大道|小区|村|镇|花园)[{HAN}a-z\d-]{{0,12}}?\d{{1,5}} ?"
        rf"(?:号|栋|幢|单元|室|楼)(?:[{HAN}a-z]{{0,2}}\d{{1,5}}(?:号|栋|幢|单元|室|楼)?){{0,4}})",
    ),
    *(Form("name", pattern, is_one) for pattern, is_one in personal_names.PATTERNS),
)
