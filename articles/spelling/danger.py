"""Words that no spelling correction touches, and the parts of words in which one letter makes another word."""

from __future__ import annotations

from collections.abc import Callable, Set
from pathlib import Path

from articles.diffing.words import LATERALITY, MODALS, NEGATIONS, NUMBER_WORDS, UNITS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _file(name: str) -> frozenset[str]:
    return _words(Path(__file__).with_name(name).read_text("ascii"))


#: "Shouldnt", typed without the apostrophe, is no slip of "shoulder".
_CONTRACTED = frozenset(word.replace("'", "") for word in NEGATIONS if "'" in word)
#: No, how much, how many, may or must, left or right: neither written, nor corrected, nor one letter away.
LISTED = NEGATIONS | UNITS | NUMBER_WORDS | MODALS | LATERALITY | _CONTRACTED

#: Where a space is missing between a word and one of these, the result is no misspelt word.
LITTLE_WORDS = (
    NEGATIONS
    | MODALS
    | LATERALITY
    | _words("all and any are but by for from had has if in is of or that the to was with you")
)

#: Words of medicine that the dictionary lacks, from 2,000 documents of health sites (MedQuAD), so that a rare word, or
#: a slip in it, does not become an everyday one ("metaphyseal", "metaphysical"); and words without their apostrophe.
TERMS = _file("terms.txt") | _words("thats theyll theyre theyve weve youll youre youve")
#: International names of medicines in common use, where the portal's own list of medicines lacks them: otherwise
#: "lactlose" (lactulose) could become "lactose", and "folinc" (folinic) "folic".
MEDICINES = _file("medicines.txt")

#: What ends with a full stop that ends no sentence, among words long enough to end one.
ABBREVIATIONS = _words(
    "approx cap caps dept esp etc fig figs inc incl inj jan feb mar apr jun jul aug sep sept oct nov"
    " dec max min mrs nos prof resp spec spp tab tabs temp vol vols"
)

#: Beginnings and endings that turn a word round, or say what a disease, an operation or a direction is: both words
#: have them, or neither.
KEPT_BEGINNINGS = _words("ante anti dis dys il im in inter intra ir non un")
KEPT_ENDINGS = _words("aemia ectomy emia es itis less osis ostomy otomy uria us")
#: Beginnings and endings that stand for one another: a word that has one of them keeps it.
TOLD_APART_BEGINNINGS = _words("""
    ab ad bi de ecto en endo epi ex extra hetero homo infra intro iso macro mal micro mis mono multi oligo over para per
    peri poly post pre pro re sub super supra tri ultra under uni up
""")
TOLD_APART_ENDINGS = _words("""
    a al an ane as ase ate en ene ful gram graphy ide il in ine is ite o ol on one os ose plasty scopy um yl
""")
#: Beginnings so much alike that a word with one of them is never corrected.
NEVER_CORRECTED = ("hyper", "hypo")

#: What the names of other medicines end with.
MEDICINE_ENDINGS = tuple(
    _words("""
    afil alol aminophen amide apine arin artan azepam azine azole azone bactam barbital caine cetam cillin codone coxib
    cycline dipine dronate fenac feron fibrate floxacin formin gliflozin gliptin histamine idone kinase lukast mab
    morphone mustine mycin nib olol olone onide oxetine penem phylline platin pril profen prost rubicin semide setron
    sone statin tadine taxel terol thiazide tidine triptan triptyline tropium vir xaban zolam
    """)
)


def is_medicine_like(word: str) -> bool:
    """Whether a word ends as the names of medicines do."""
    return word.removesuffix("s").endswith(MEDICINE_ENDINGS)


def same_affixes(old: str, new: str) -> bool:
    """Whether two words begin and end with the same parts that carry meaning."""
    if old.startswith(NEVER_CORRECTED) or new.startswith(NEVER_CORRECTED):
        return False
    return _keep(str.startswith, old, new, KEPT_BEGINNINGS, TOLD_APART_BEGINNINGS) and _keep(
        str.endswith, old, new, KEPT_ENDINGS, TOLD_APART_ENDINGS
    )


def _keep(has: Callable[[str, str], bool], old: str, new: str, kept: Set[str], apart: Set[str]) -> bool:
    if any(has(old, part) != has(new, part) for part in kept):
        return False
    one, other = ({part for part in apart if has(word, part)} for word in (old, new))
    return not one or not other or one == other
