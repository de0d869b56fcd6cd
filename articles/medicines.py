"""Which medicines a text names: found by their names as whole words, whatever their capitals, accents or line ends.

And whether it speaks of medicines at all, by the words for their kinds too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from articles.models import Medicine

_HAN = "㐀-鿿豈-﫿"
#: A letter or figure that would go on with a word; Chinese characters stand beside words without being part of them.
_GOES_ON = rf"[^\W_{_HAN}]"


#: Words for medicines of a kind, which are nobody's name. They name no medicine that could be restricted, so that they
#: raise no risk and no finding; a reader who is told of "pain tablets" needs the same advice as for one of them.
KINDS = (
    *("painkiller", "pain killer", "pain relief", "pain reliever", "pain tablet", "pain pill", "pain medicine"),
    *("pain medication", "pain gel", "anti-inflammatory", "anti-inflammatories", "fever medicine", "antibiotic"),
    *("iron tablet", "iron pill", "iron supplement", "calcium tablet", "calcium supplement", "magnesium tablet"),
    *("vitamin tablet", "vitamin supplement", "antihistamine", "allergy tablet", "allergy medicine", "antacid"),
    *("laxative", "water tablet", "diuretic", "blood pressure tablet", "blood thinner", "sleeping tablet"),
    *("sleeping pill", "sleeping medicine", "antidepressant", "steroid", "steroid cream", "inhaler", "nasal spray"),
    *("decongestant", "cold tablet", "cold medicine", "cough medicine", "cough syrup", "sickness tablet"),
    *(
        "止痛药",
        "止疼药",
        "镇痛药",
        "消炎药",
        "退烧药",
        "退热药",
        "抗生素",
        "抗菌药",
        "铁剂",
        "铁片",
        "钙片",
        "钙剂",
        "镁片",
    ),
    *("维生素片", "抗组胺药", "抗过敏药", "过敏药", "抗酸药", "胃药", "泻药", "通便药", "利尿药", "利尿剂", "降压药"),
    *(
        "抗凝药",
        "安眠药",
        "助眠药",
        "抗抑郁药",
        "激素药",
        "激素软膏",
        "吸入剂",
        "鼻喷剂",
        "感冒药",
        "止咳药",
        "止咳糖浆",
    ),
    *("止吐药", "晕车药"),
)


class MedicineFinder:
    """Finds the given medicines in texts. Chinese names match anywhere, others as whole words or their plural."""

    def __init__(self, medicines: Iterable[Medicine]) -> None:
        self._by_name: dict[str, list[Medicine]] = defaultdict(list)
        for medicine in medicines:
            for name in medicine.names:
                self._by_name[_folded(name)].append(medicine)
        self._pattern = _pattern(tuple(sorted(self._by_name)))

    def named_in(self, text: str) -> list[Medicine]:
        """The medicines `text` names, each once, in the order of their first mention; all that share a name."""
        if self._pattern is None:
            return []
        words = (match.group() for match in self._pattern.finditer(_folded(text)))
        found = (medicine for word in words for medicine in self._called(word))
        return list({medicine.pk: medicine for medicine in found}.values())

    def names_one(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(_folded(text)) is not None

    def speaks_of_one(self, text: str) -> bool:
        """Whether `text` names a medicine or one of the `KINDS`: then its readers are told whose advice to ask."""
        kinds = _pattern(KINDS)
        return self.names_one(text) or (kinds is not None and kinds.search(_folded(text)) is not None)

    def _called(self, word: str) -> list[Medicine]:
        return self._by_name[word] if word in self._by_name else self._by_name[word.removesuffix("s")]


def finder() -> MedicineFinder:
    """A finder for all medicines known now (one query)."""
    return MedicineFinder(Medicine.objects.order_by("pk"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all names, the longest first."""
    longest_first = [re.escape(name) for name in sorted(names, key=len, reverse=True) if name]
    anywhere = [name for name in longest_first if re.search(f"[{_HAN}]", name)]
    words = [name for name in longest_first if name not in anywhere]
    parts = [rf"(?<!{_GOES_ON})(?:{'|'.join(words)})s?(?!{_GOES_ON})"] if words else []
    return re.compile("|".join([*anywhere, *parts])) if names else None
