"""The second step of signing in, by django-allauth: for whom, what counts as used, and what is ours about it.

Why it is so: docs/decisions/0009-second-factor.md
"""
