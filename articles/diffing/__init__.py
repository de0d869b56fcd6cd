"""What changed between two editions: which blocks, and in them which words. Pure: no Django, no database."""

from articles.diffing.changes import CODES, Alert, BlockChange, Comparison, FieldChange, Op, Piece, What
from articles.diffing.comparing import compare

__all__ = ["CODES", "Alert", "BlockChange", "Comparison", "FieldChange", "Op", "Piece", "What", "compare"]
