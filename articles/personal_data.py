"""What in a reader's words says who somebody is is taken out before anything is kept.

Only what has a form can be found; a bare name cannot. So the reader sees what is left, and sends that.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import personal_forms
from articles.personal_forms import Form
from healthqa.lib.text import without_forbidden

#: What stands where something was taken out.
GAP = "[…]"
#: Taking something out can bring to light what it hid; after so many rounds it is enough.
ROUNDS = 4


class PersonalData(models.TextChoices):
    EMAIL = "email", _("an e-mail address")
    LINK = "link", _("a web address")
    ACCOUNT = "account", _("the name of an account")
    BIRTH = "birth", _("a date of birth")
    NUMBER = "number", _("a number that belongs to a person")
    PHONE = "phone", _("a phone number")
    ADDRESS = "address", _("a street address")
    NAME = "name", _("a name")
    INVISIBLE = "invisible", _("invisible characters")


class Stripped(NamedTuple):
    """`text` as it may be kept; `found` is what was taken out, each kind once, in the order of `PersonalData`."""

    text: str
    found: tuple[PersonalData, ...]


def strip(text: str) -> Stripped:
    """`text` without what tells who somebody is, and without invisible characters. What is stripped already stays.

    E-mail and web addresses, names of accounts, dates of birth, numbers of phones, papers and cards, street addresses,
    and names behind words that announce one. Values, doses, ages and other dates stay. Line ends become LF. The time
    grows with the length alone; texts of any length are taken.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = without_forbidden(lines)
    found = {PersonalData.INVISIBLE} if kept != lines else set()
    for _round in range(ROUNDS):
        before = kept
        for form in personal_forms.FORMS:
            kept, is_found = _take_out(kept, form)
            if is_found:
                found.add(PersonalData(form.kind))
        if kept == before:
            break
    return Stripped(kept, tuple(kind for kind in PersonalData if kind in found))


#: Figures and signs of full width are looked at as plain ones, and stay as they are.
_PLAIN = str.maketrans("０１２３４５６７８９＠．－＋（）", "0123456789@.-+()")


def _take_out(text: str, form: Form) -> tuple[str, bool]:
    kept, end = [], 0
    for found in form.pattern.finditer(text.translate(_PLAIN)):
        if form.is_one(found):
            start, stop = found.span("it")
            kept += [text[end:start], GAP]
            end = stop
    return "".join([*kept, text[end:]]), bool(kept)
