"""The editors' admin: forms and lists over the verbs. It decides nothing itself."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin import (
    accounts,
    articles,
    causes,
    conditions,
    error_reports,
    mails,
    people,
    questions,
    reader_questions,
    records,
    synonyms,
    tags,
)

admin.site.index_title = _("Who must act next")
admin.site.enable_nav_sidebar = False  # every list is one step away; the texts need the width

__all__ = [
    "accounts",
    "articles",
    "causes",
    "conditions",
    "error_reports",
    "mails",
    "people",
    "questions",
    "reader_questions",
    "records",
    "synonyms",
    "tags",
]
