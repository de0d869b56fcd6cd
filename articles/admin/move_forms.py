"""What a move asks of an editor before it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Publication, Question
from articles.reason_field import ReasonField
from healthqa.lib.forms import PlainTextForm


class AskForm(PlainTextForm):
    """The editor's word on a byline that an import linked by its name alone."""

    byline_confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if article.byline_confirmed or article.doctor is None:
            del self.fields["byline_confirmed"]
        else:
            label = _("%(doctor)s is the right doctor for this byline.") % {"doctor": article.doctor}
            self.fields["byline_confirmed"].label = label


class PlainForm(PlainTextForm):
    """Nothing to fill in."""

    def __init__(self, *args: Any, article: Article | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ReasonForm(PlainForm):
    reason = ReasonField(
        label=gettext_lazy("reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


class WithdrawForm(ReasonForm):
    safety = forms.BooleanField(label=gettext_lazy("withdrawn for safety"), required=False)
    replacement = forms.ModelChoiceField(
        label=gettext_lazy("question to read instead"), queryset=Question.objects.all(), required=False
    )

    def __init__(self, *args: Any, site: AdminSite | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if site is not None:
            relation = Publication._meta.get_field("replacement")
            self.fields["replacement"].widget = AutocompleteSelect(relation, site)
            self.fields["replacement"].widget.choices = self.fields["replacement"].choices  # type: ignore[attr-defined]
