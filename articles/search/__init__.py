"""Readers find the answer: one interface, two engines of the same behaviour, chosen by the database."""

from articles.search.results import Asked, Found, Suggestion, Suggestions
from articles.search.searching import corrected, search
from articles.search.suggesting import nearest_conditions, suggest

__all__ = ["Asked", "Found", "Suggestion", "Suggestions", "corrected", "nearest_conditions", "search", "suggest"]
