"""Document -> house text, the inverse of `articles.parsing`. Pure: no Django."""

from articles.rendering.documents import render

__all__ = ["render"]
