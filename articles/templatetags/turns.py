"""What waits for an editor, on the first page of the admin."""

from typing import Any

from django import template

from articles import waiting
from articles.models import ErrorReport, ReaderQuestion

register = template.Library()


@register.simple_tag
def piles_for(user: Any) -> list[waiting.Pile]:
    return waiting.piles_for(user)


@register.simple_tag
def counts_by_state(user: Any) -> list[tuple[str, str, int]]:
    return waiting.counts_by_state(user)


@register.simple_tag
def open_reports() -> list[tuple[ErrorReport, str]]:
    return waiting.open_reports()


@register.simple_tag
def asked_by_readers() -> list[ReaderQuestion]:
    return waiting.asked_by_readers()
