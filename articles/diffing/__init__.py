"""What changed between two editions: which blocks, and in them which words. Pure: no Django, no database."""

from articles.diffing.changes import CODES, Alert, BlockChange, Comparison, FieldChange, Op, Piece, What
from articles.diffing.comparing import compare
from articles.diffing.fields import words_in

__all__ = ["CODES", "Alert", "BlockChange", "Comparison", "FieldChange", "Op", "Piece", "What", "compare", "words_in"]
