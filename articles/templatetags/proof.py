"""Words for proofs and histories: {{ period.end_cause|ended }}, {{ period.live_from|moment }}, the parts of a text."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext

from articles import part_names
from articles.canonical import Block
from articles.models.vocabulary import EndCause

register = template.Library()

ENDED = {
    EndCause.SUPERSEDED: gettext_lazy("The next edition took its place."),
    EndCause.WITHDRAWN: gettext_lazy("It was withdrawn."),
    EndCause.SAFETY: gettext_lazy("It was withdrawn for safety."),
    EndCause.ROLLED_BACK: gettext_lazy("An earlier edition was brought back."),
    EndCause.SIGNATURE_REVOKED: gettext_lazy("A doctor’s signature under it was revoked."),
}


@register.filter
def ended(cause: str) -> str:
    """Why an edition is not live any more, as a sentence."""
    return str(ENDED[EndCause(cause)]) if cause in EndCause.values else cause


@register.filter
def moment(value: dt.datetime | None) -> str:
    """12 May 2026, 14:05 CEST: in the time zone of the site, and which that is."""
    # Translators: a day, the minute and the time zone in Django's date format letters.
    return date_format(timezone.localtime(value), pgettext("date format", "j F Y, H:i T")) if value else ""


@register.filter
def part_name(block: Block) -> str:
    """What a part of the text is called: "Cause", "Short answer"."""
    return part_names.block_name(block.name)


@register.filter
def part_fields(block: Block) -> list[tuple[str, str]]:
    """The fields of a part in their order, each with its name ("" for the part's main words) and its words."""
    name = block.name
    return [(part_names.field_name(field), part_names.said(name, field, value)) for field, value in block.fields]
