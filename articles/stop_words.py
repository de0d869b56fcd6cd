"""Words that say nothing of what is asked, and plurals that no rule makes."""

from __future__ import annotations

from typing import Final

_ENGLISH = """
a about after again all already also always am an and another any anymore anyone anything are arent as at away be
because been before being both but by can cannot cant cause caused causes come comes could did do does doesnt doing
dont during each else even ever every everything for from get gets getting go goes going got had has have having he
her hers him his how i id if im in into is isnt it its ive just keep keeps kept know like lot lots make makes many
may maybe me might mine more most much my never no none nor not nothing now of off often okay on one only or other
our ours out over own please quite really reason reasons s said same say says seem seems shall she should since so
some someone something still such sure t tell than thank thanks that the their them then there these they thing
this those though through to too try trying until up us very want wanted wants was way we well went were what whats
when where whether which while who whom whose why will with wont would yes yet you your yours
"""
_CHINESE = """
为什么 为何 是什么原因 什么原因 原因 怎么办 怎么回事 怎么样 怎么 怎样 什么 是什么 有什么 哪些 有哪些
如何 请问 为啥 咋办 咋回事 有没有 要不要 最近 一直 总是 老是 经常 已经 我 您 你 很 也
是否 是不是 能不能 可不可以 会不会 应该 的 了 吗 呢 吧 啊 呀 么
"""
#: Folded, as they come out of `words.folded`.
ENGLISH: Final = frozenset(_ENGLISH.split())
#: Cut out of a run of Chinese letters before it is taken apart.
CHINESE: Final = frozenset(_CHINESE.split())
#: Folded plurals, and the words that both numbers are compared as.
IRREGULAR: Final = {
    "feet": "foot",
    "teeth": "tooth",
    "children": "child",
    "women": "woman",
    "men": "man",
    "calves": "calf",
    "wives": "wife",
    "lives": "life",
    "mice": "mous",
    "lice": "lous",
    "vertebrae": "vertebra",
    "diagnoses": "diagnosis",
    "prognoses": "prognosis",
    "crises": "crisis",
    "testes": "testis",
    "bacteria": "bacterium",
    "viri": "virus",
    "viruses": "virus",
    "sinuses": "sinus",
    "fetuses": "fetus",
    "bruises": "bruis",
    "pelvises": "pelvis",
    "irises": "iris",
    "ova": "ovum",
}
