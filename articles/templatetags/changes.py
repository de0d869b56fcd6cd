"""Words for what happened to a text: {{ change|happened }}, {{ change|block_title }}, {% for piece in … %}."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import part_names
from articles.diffing import Alert, BlockChange, FieldChange, Piece, What
from articles.models.vocabulary import Kind

register = template.Library()

HAPPENED = {
    What.ADDED: gettext_lazy("New"),
    What.REMOVED: gettext_lazy("Removed"),
    What.MOVED: gettext_lazy("Moved"),
    What.REWORDED: gettext_lazy("Reworded"),
}
ALERTS = {
    Alert.NUMBER: gettext_lazy("a number"),
    Alert.UNIT: gettext_lazy("a unit"),
    Alert.NEGATION: gettext_lazy("a “not” or “no”"),
    Alert.MEDICINE: gettext_lazy("the name of a medicine"),
    Alert.LATERALITY: gettext_lazy("left or right"),
    Alert.MODAL: gettext_lazy("how certain or strict it is"),
}


@register.filter
def block_title(change: BlockChange) -> str:
    """What the block is called, with its heading where it has one: "Cause: Bone spurs"."""
    block = change.new or change.old
    name = part_names.block_name(change.name)
    given = dict(block.fields) if block else {}
    heading = given.get("heading") or given.get("label")
    return _("%(block)s: %(heading)s") % {"block": name, "heading": heading} if heading else name


@register.filter
def block_name(name: str) -> str:
    """What a block of this name is called: "Short answer"."""
    return part_names.block_name(name)


@register.filter
def happened(change: BlockChange) -> list[str]:
    """What happened to the block, a word or a short sentence each."""
    words = [str(word) for what, word in HAPPENED.items() if what in change.what]
    if What.RECLASSIFIED in change.what:
        kinds = {"old": _kind(change.old_kind), "new": _kind(change.new_kind)}
        words.append(_("Now under “%(new)s”, before under “%(old)s”") % kinds)
    return words


@register.filter
def called_out(change: BlockChange) -> list[str]:
    """What must not be overlooked in it: "a number", "the name of a medicine" …"""
    return [str(words) for alert, words in ALERTS.items() if alert in change.alerts and change.new and change.old]


@register.filter
def field_title(field: FieldChange) -> str:
    """What the field is called; nothing for a block's main text, which needs no name."""
    return part_names.field_name(field.field)


@register.filter
def shown(piece: Piece, place: str) -> str:
    """The words of a piece; the label of a code where the field holds one. `place` is "block field"."""
    block, _space, field = place.partition(" ")
    return part_names.said(block, field, piece.text)


@register.filter
def place(change: BlockChange, field: FieldChange) -> str:
    return f"{change.name} {field.field}"


@register.filter
def reading_time(words: int) -> str:
    """How many words, and about how many minutes at 200 words a minute."""
    minutes = max(1, round(words / 200))
    counted = ngettext("%(count)d word", "%(count)d words", words) % {"count": words}
    return _("%(words)s, about %(minutes)d min") % {"words": counted, "minutes": minutes}


def _kind(kind: str | None) -> str:
    return str(Kind(kind).label) if kind in Kind.values else _("no section")
