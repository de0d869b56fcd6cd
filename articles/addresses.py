"""The canonical address of what belongs to a question: it carries the prefix of the question's own language."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import override

_SLUG = "SLUG"  # in no address of ours: slugs are small letters


def address(name: str, slug: str, language: str) -> str:
    """The address called `name` (answer, answer_text, related) of the question `slug` written in `language`."""
    before, after = _around(name, language, get_script_prefix())
    return f"{before}{quote(slug, safe=f'{RFC3986_SUBDELIMS}/~:@')}{after}"  # as `reverse` quotes


@lru_cache(maxsize=100)  # a dozen names in each language
def _around(name: str, language: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the slug. Asked once: a page has some twenty addresses, a list a hundred.

    `prefix`: that of this request, which `reverse` writes before its addresses.
    """
    with override(language):
        before, after = reverse(name, args=[_SLUG]).split(_SLUG)
    return before, after
