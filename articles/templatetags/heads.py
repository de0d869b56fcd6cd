"""The head of public pages: their address, their picture, and what they say in the words of schema.org."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from articles import social_cards, structured_data, summaries
from articles.addresses import address
from articles.models import Condition, LivePage
from articles.page_content import PageContent, QuestionContent
from articles.structured_data import Shown
from articles.structured_parties import Site
from doctors.models import Doctor

register = template.Library()

#: Escaped so that no text ends the element or begins a comment in it, whatever a parser makes of it.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_LOCALES = {"en": "en_GB", "zh-hans": "zh_CN"}


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int = 1, choices: dict[str, str] | None = None) -> str:
    """The canonical address of the page that is shown: its path, what a list knows of its query, and its number."""
    query = {**(choices or {}), **({"page": str(number)} if number > 1 else {})}
    path = escape_uri_path(context["request"].path)
    return f"{settings.SITE_URL}{path}{f'?{urlencode(query)}' if query else ''}"


@register.simple_tag
def card_address(live: LivePage | None = None) -> str:
    """The picture for links from elsewhere: of an answer that has one its own card, else the site's."""
    name = live.card if live else None
    return f"{settings.SITE_URL}{f'{settings.MEDIA_URL}{name}' if name else reverse('site_card')}"


@register.simple_tag
def card_words(live: LivePage | None = None) -> str:
    """What that picture shows, for whoever does not see it: the words drawn on it."""
    if not live or not live.card:
        return str(settings.SITE_NAME)
    words = social_cards.words_of(live)
    return f"{words.question} {words.byline} · {words.signed} · {words.site}"


@register.simple_tag(takes_context=True)
def page_versions(context: template.Context, others: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """(hreflang, whole address) of a page of the interface in each language: in `others` besides its own, or in all."""
    found = [
        (language["code"], f"{settings.SITE_URL}{escape_uri_path(language['url'])}")
        for language in context["languages"]
        if others is None or language["current"] or language["code"] in others
    ]
    return _with_default(found) if len(found) > 1 else []


@register.simple_tag
def versions(question: QuestionContent) -> list[tuple[str, str]]:
    """(hreflang, whole address) of an answer and its translations; none where it has none. As in the sitemap, the one
    in the portal's first language is the default too.
    """
    if not question["translations"]:
        return []
    own = {"language": question["language"], "slug": question["slug"]}
    found = [
        (other["language"], f"{settings.SITE_URL}{address('answer', other['slug'], other['language'])}")
        for other in (own, *question["translations"])
    ]
    return _with_default(found)


@register.simple_tag
def answer_description(page: PageContent, live: LivePage) -> str:
    """What a link to an answer says of it: whole sentences of its short answer, or what its card shows."""
    short = page["short_answer"]
    if short and page["introduction_rest"] and not summaries.ends_sentence(short):
        short = f"{short.rstrip(',;:，；：、')} …"  # one sentence of more than 60 words
    return summaries.description(short or live.summary)


@register.filter
def og_locale(language: str) -> str:
    return _LOCALES.get(language, "en_GB")


@register.simple_tag
def answer_graph(page: PageContent, live: LivePage, doctor: Doctor | None = None) -> SafeString:
    shown = Shown(live.is_overdue, doctor, card_address(live))
    return as_json(structured_data.answer(page, shown, _site()))


@register.simple_tag
def doctor_graph(doctor: Doctor) -> SafeString:
    return as_json(structured_data.profile(doctor, _site()))


@register.simple_tag
def condition_graph(condition: Condition) -> SafeString:
    return as_json(structured_data.condition(condition, _site()))


@register.simple_tag
def home_graph() -> SafeString:
    return as_json(structured_data.home(_site()))


@register.simple_tag
def list_graph(name: str, address: str, rows: Any) -> SafeString:
    """Of a list of answers, doctors, conditions or tags, as far as this page shows it."""
    return as_json(structured_data.collection(name, address, [_entry(row) for row in rows], _site()))


def as_json(graph: dict[str, Any]) -> SafeString:
    """JSON that may stand in a `script` element: it holds no sign that HTML knows, only escapes of JSON's own."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  nothing in it is markup any more


def _with_default(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return found + [("x-default", whole) for language, whole in found if language == settings.LANGUAGE_CODE]


def _entry(row: Any) -> tuple[str, str]:
    live: LivePage | None = getattr(row, "live_page", None)
    if live is not None:
        return live.question_text, address("answer", live.slug, live.language)
    return str(row), row.get_absolute_url()


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _site() -> Site:
    return Site(settings.SITE_NAME, settings.SITE_URL, static("apple-touch-icon.png"))
