"""The canonical address of what belongs to a question: it carries the prefix of the question's own language."""

from django.urls import reverse
from django.utils.translation import override


def address(name: str, slug: str, language: str) -> str:
    """The address called `name` (answer, answer_text, related) of the question `slug` written in `language`."""
    with override(language):
        return reverse(name, args=[slug])
