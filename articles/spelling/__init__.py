"""Proves that a change of a signed text is a correction of spelling and nothing more. Pure.

`spelling_only` is the promise, in `comparing`; `typography` says which ways of typing are the same, `judging` when a
word is a correction of another, `danger` which words are never touched, `dictionary` what a word is.
"""

from articles.spelling.comparing import spelling_only
from articles.spelling.proof import CAPITALS, REASONS, SPELLING, TYPOGRAPHY, Correction, Place, Proof

__all__ = ["CAPITALS", "REASONS", "SPELLING", "TYPOGRAPHY", "Correction", "Place", "Proof", "spelling_only"]
