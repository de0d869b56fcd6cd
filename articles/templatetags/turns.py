"""What waits for an editor, on the first page of the admin."""

from typing import Any

from django import template

from articles import waiting

register = template.Library()


@register.simple_tag
def piles_for(user: Any) -> list[waiting.Pile]:
    return waiting.piles_for(user)


@register.simple_tag
def counts_by_state(user: Any) -> list[tuple[str, str, int]]:
    return waiting.counts_by_state(user)
