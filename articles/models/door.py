"""What the public may see: said here alone. Whoever asks goes through `public()` of articles and of what lists them."""

from __future__ import annotations

from articles.models.vocabulary import Status


def is_live(of: str = "") -> dict[str, object]:
    """As a filter. `of`: the way to the edition, as `article__`."""
    return {f"{of}status": Status.PUBLISHED, f"{of}live_page__isnull": False}


def is_live_in_sql(edition: str) -> str:
    """For statements of our own, of the table called `edition` there.

    What is read beside it must be its page, or a row that comes and goes with that.
    """
    return f"{edition}.status = '{Status.PUBLISHED.value}'"
