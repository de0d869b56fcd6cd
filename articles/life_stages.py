"""Of whose life stage a reader's words speak, in English and Chinese: by an age or by who is named. Pure.

Tried in this order: pregnancy, the age of whom it is about, who is named, the reader's own age. So "pregnant teenager"
is about pregnancy, "I am 35 and my baby cries" about an infant, "my 30 year old son" about an adult.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.models.vocabulary import LifeStage

#: The first year of age of each stage. Source: the age groups of MeSH (infant to 23 months, child 2 to 12 years,
#: adolescent 13 to 18, adult 19 to 64, aged from 65), https://www.nlm.nih.gov/mesh/
FIRST_YEAR = (
    (65, LifeStage.OLDER_ADULT),
    (19, LifeStage.ADULT),
    (13, LifeStage.ADOLESCENT),
    (2, LifeStage.CHILD),
    (0, LifeStage.INFANT),
)
OLDEST = 120

#: Words that name a stage and speak of none: what is denied, was long ago, or is a thing; whose parent somebody is.
_NOTHING = re.compile(
    r"\b(?:not|never|isn'?t|aren'?t|wasn'?t|without being|no longer|non-?|ruled out|negative)\s*"
    r"(?:yet |been |currently |actually )?(?:pregnan\w*)(?: tests?)?"
    r"|\b(?:don'?t|do not) think (?:\w+ )?(?:\w+'\w+ |\w+ )?pregnan\w*"
    r"|\b(?:as|was|since|like) (?:an? )?(?:young )?(?:child|kid|teen\w*|baby|adolescent)\b"
    r"|\b(?:i have|(?:mother|father|parent|mum|mom|dad) of|having|after|had) (?:\w+ )?(?:kids|children|babies)\b"
    r"|\bbaby (?:aspirin|powder|oil|wipes|shampoo|carrots?|blues)\b|\bchild-?(?:proof|bearing|birth)\w*"
    r"|\b(?:college|university) seniors?\b|\bseniors? year\b"
    r"|(?<!有)没有?(?:在)?怀孕|[未非]怀孕|(?<!是)不是怀孕|排除怀孕|生完?孩子|要孩子|带孩子|有[一二两三四几]个孩子|老[年人]斑|儿童医院",
    re.IGNORECASE,
)
_PREGNANCY = re.compile(
    r"\b(?:pregnan\w*|trimesters?|antenatal|prenatal|weeks along|mothers?-to-be"
    r"|expecting (?:(?:a|an|my|our|her|another|first|second|third) )*(?:baby|babies|child|twins?|triplets))\b"
    r"|\b(?:i am|i'?m|she is|she'?s|wife is|we are|we'?re) expecting(?=\s*(?:$|[.,;:!?]|and\b|but\b))"
    r"|^\W*expecting\W*$"
    r"|怀孕|孕妇|孕期|妊娠|孕[早中晚]期|孕\d+周|备孕|怀上|产检|胎动|产妇",
    re.IGNORECASE,
)
_NAMED = tuple(
    (stage, re.compile(rf"\b(?:{english})\b|{chinese}", re.IGNORECASE))
    for stage, english, chinese in (
        (
            LifeStage.INFANT,
            r"bab(?:y|ies)(?:'?s)?|infants?|newborns?|neonat\w*|breast-?fed",
            r"婴儿|宝宝|新生儿|婴幼儿|月龄|满月",
        ),
        (
            LifeStage.CHILD,
            r"child(?:ren)?|kids?|toddlers?|(?:my|our|his|her) (?:little )?(?:son|daughter|boy|girl)"
            r"|preschool\w*|school ?age\w*|grand(?:sons?|daughters?|child(?:ren)?|kids?)|kindergart\w*",
            r"孩子|儿童|小孩|幼儿|小儿|儿子|女儿|小朋友|孙子|孙女|小学生",
        ),
        (
            LifeStage.ADOLESCENT,
            r"teen(?:s|age\w*)?|adolescen\w*|puberty|high ?school(?:ers?)?",
            r"青少年|青春期|少年|[高初]中生|中学生",
        ),
        (
            LifeStage.OLDER_ADULT,
            r"elderly|seniors|senior (?:citizen|adult|people|person|patient)s?|geriatric\w*|old age"
            r"|old(?:er)? (?:age|people|adults?|person|man|woman|folks?)|(?:over|older than) (?:6[05]|70|75|80)"
            r"|grand(?:ma|pa|mother|father|parents?)s?|granny|grandad",
            r"老人|老年|年纪大|高龄|爷爷|奶奶|姥姥|姥爷|外公|外婆|老太太|老爷子",
        ),
        (LifeStage.ADULT, r"adults?|grown-?ups?|middle-aged?", r"成人|成年|中年"),
    )
)

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: value for value, word in enumerate(_SMALL)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = (
    rf"(?P<n>\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?"
    rf"|{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
)
_CHINESE = r"(?P<n>\d{1,3}|[零一二两三四五六七八九十百]{1,4})"
#: What is so many years old and is nobody.
_THING = (
    r"(?!s?\W+(?:\w+ ){0,2}?(?:scars?|injur\w+|fractures?|wounds?|surger\w+|operations?|implants?|tattoos?"
    r"|fillings?|crowns?|breaks?|sprains?|problems?|mattress\w*|medicines?|tablets?|pills?|cats?|dogs?|kittens?|pupp\w+)\b)"
)
_PEOPLE = (
    r"(?:dad|father|mum|mom|mother|husband|wife|son|daughter|boy|girl|man|woman|male|female|aunt|uncle|partner|brother"
    r"|sister|he|she)"
)
_SELF = r"(?P<own>\b(?:i am|i'?m|im|me|at (?:my|the) age of)(?: now| a| an| only| already)? )?"
#: Nothing that is counted follows: "I am 70 and …", not "I am 70 kg".
_ENDS = r"(?=\s*(?:$|[.,;:!?)]|and\b|but\b|with\b|years\b))"
_AGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_SELF}\b{_NUMBER}(?:[ -]?(?P<unit>y(?:ea)?rs?|months?|weeks?|days?))[ -]?old{_THING}",
        rf"{_SELF}\b{_NUMBER} ?(?P<unit>y)[./]?o\b",
        rf"\bage[ds]?:? (?:of )?{_NUMBER}\b(?! ?(?:months?|weeks?|days?))",
        rf"(?P<own>\b(?:i am|i'?m)(?: now| only| already)? ){_NUMBER}{_ENDS}",
        rf"\b{_PEOPLE}(?:,? (?:is|aged|who is|turned)|,| \(|) ?{_NUMBER}{_ENDS}",
        r"(?P<own>\bin my )(?P<n>\d0)'?s\b|\bin (?:his|her|their) (?P<m>\d0)'?s\b",
        r"\b(?P<n>\d{1,2})(?-i:[MF])\b",
        rf"(?P<own>我(?:今年|已经|现在|都)?)?{_CHINESE}(?P<some>[多几来])?周?(?P<unit>岁)",
        rf"{_CHINESE}个?半?(?P<unit>月)(?:大|龄|的?(?:宝宝|婴儿|孩子|小孩|娃|女儿|儿子))",
        rf"(?:宝宝|婴儿|孩子|小孩|娃|出生){_CHINESE}个?半?(?P<unit>[月天周])",
        rf"{_CHINESE}(?P<unit>旬)",
    )
)
_MONTHS = {"month": 12, "week": 52, "day": 365, "月": 12, "周": 52, "天": 365}


def life_stage_of(words: str) -> LifeStage:
    """The life stage that a reader's words speak of, in either language; anyone where they say none."""
    said = _NOTHING.sub(" ", words)
    if _PREGNANCY.search(said):
        return LifeStage.PREGNANCY
    ages = list(_ages(said))
    others = [years for years, is_own in ages if not is_own]
    if others:
        return _stage_at(others[0])
    named = next((stage for stage, pattern in _NAMED if pattern.search(said)), None)
    if named is not None:
        return named
    return _stage_at(ages[0][0]) if ages else LifeStage.ANYONE


def without_life_stage(words: str) -> str:
    """The words without those that say for whom they are."""
    for pattern in (*_AGES, _PREGNANCY, *(pattern for _stage, pattern in _NAMED)):
        words = pattern.sub(" ", words)
    return words


def _stage_at(years: float) -> LifeStage:
    return next(stage for first, stage in FIRST_YEAR if years >= first)


def _ages(words: str) -> Iterator[tuple[float, bool]]:
    """The ages in years that the words name, and whether it is that of who writes."""
    for pattern in _AGES:
        for found in pattern.finditer(words):
            given = found.groupdict()
            years = _years(given.get("n") or given.get("m") or "", (given.get("unit") or "").lower())
            if given.get("m") or given.get("some") or (given.get("own") or "").lower().startswith("in my"):
                years += 5  # the middle of ten years
            if 0 <= years <= OLDEST:
                yield years, bool(given.get("own"))


def _years(number: str, unit: str) -> float:
    if unit == "旬":
        return _number(number) * 10
    part = next((parts for name, parts in _MONTHS.items() if unit.startswith(name)), 1)
    return _number(number) / part


def _number(written: str) -> int:
    """A number below 200 as people write it: 75, "seventy-five", 七十五."""
    if written.isdigit():
        return int(written)
    if written[0] in "零一二两三四五六七八九十百":
        return _chinese_number(written)
    return sum(_NUMBERS[word] for word in re.split("[ -]", written.lower()))


def _chinese_number(written: str) -> int:
    hundreds, _hundred, rest = written.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _FIGURES.get(hundreds, 1) if _hundred else 0
    total += 10 * _FIGURES.get(tens, 1) if ten else 0
    return total + _FIGURES.get(ones.removeprefix("零"), 0)
