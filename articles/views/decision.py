"""The form in which a doctor decides on a text: what is attested, which conflicts of interest there are, a word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from articles import stating
from articles.models import Article
from articles.models.vocabulary import Attestation
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm

#: What readers see of a doctor who ticked that there are none.
NONE = pgettext_lazy("conflicts of interest", "none")
#: The same of a doctor with conflicts in the profile who says on purpose that none touches this topic.
NONE_HERE = gettext_lazy("None on this topic. My profile names conflicts of interest on other topics.")


class DecisionForm(PlainTextForm):
    """Signing needs every attestation and a statement of conflicts; asking for changes needs a comment.

    The statement is made anew for each text, by a tick or in words: it starts empty, whatever the profile says.
    """

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    attested = forms.MultipleChoiceField(
        label=gettext_lazy("I attest"),
        choices=Attestation,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    none_here = forms.BooleanField(label=gettext_lazy("I have no conflicts of interest on this topic"), required=False)
    conflict_statement = forms.CharField(
        label=gettext_lazy("Or write which you have"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
    comment = forms.CharField(
        label=gettext_lazy("A word to the editors"),
        help_text=gettext_lazy("Needed when you ask for changes: say what should be different."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
    )

    def __init__(self, *args: Any, doctor: Doctor, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = doctor.conflicts_of_interest.strip()
        self.disclosure = article.disclosure.strip()
        self._language = article.question.language
        if stating.names_some(self.profile):
            self.fields["none_here"].label = NONE_HERE

    @property
    def signs(self) -> bool:
        return self.data.get("decision") == "sign"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("decision") not in ("sign", "changes"):
            raise forms.ValidationError(_("Choose “Sign” or “Ask for changes”."))
        if self.signs and "attested" not in self.errors and set(given.get("attested", ())) != set(Attestation.values):
            self.add_error("attested", _("Tick all four to sign. If one does not hold, ask for changes."))
        if self.signs and "conflict_statement" not in self.errors:
            given["conflict_statement"] = self._stated(given["conflict_statement"], is_none=given["none_here"])
        return given

    def _stated(self, words: str, *, is_none: bool) -> str:
        """The statement that is signed. The tick agrees with a “none” in words, and with no other words."""
        says_none = stating.says_none(words)
        if is_none and words and not says_none:
            sentence = _("You ticked that you have none, and wrote something too. Keep the one that is right.")
            self.add_error("none_here", sentence)
        elif not is_none and not words:
            sentence = _("Write your conflicts of interest on this topic, or tick that you have none.")
            self.add_error("conflict_statement", sentence)
        elif says_none and not is_none and stating.names_some(self.profile):
            sentence = _("Your profile names conflicts of interest. Tick this, or write which touch this topic.")
            self.add_error("none_here", sentence)
        elif says_none and not is_none and stating.names_some(self.disclosure):
            sentence = _("The disclosure of this text names some. Tick this, or write which you have.")
            self.add_error("none_here", sentence)
        if not is_none or stating.names_some(words):
            return words
        with override(self._language):  # readers of the text read it
            return str(NONE_HERE if stating.names_some(self.profile) else words or NONE)
