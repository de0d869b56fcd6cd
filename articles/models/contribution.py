"""Who wrote in an edition, and so cannot sign it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Contribution(models.Model):
    """An account that changed a word of an edition, and so cannot sign it. Rows are never removed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="contributions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions", db_index=False)
    first_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.article}"
