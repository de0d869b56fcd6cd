"""The causes of a page side by side: `{{ page|cause_table }}`, and a word for their kind."""

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import cause_tables
from articles.models.vocabulary import LifeStage, Sex
from articles.page_content import AudienceContent, WordsContent
from articles.templatetags.labels import ITEM_TITLES, KIND_TITLES

register = template.Library()

KIND_WORDS = {
    "physiological": pgettext_lazy("kind of a cause", "Everyday"),
    "pathological": pgettext_lazy("kind of a cause", "Medical"),
    "unspecified": pgettext_lazy("kind of a cause", "Not sorted"),
    "other": pgettext_lazy("kind of a cause", "Other"),
}


@register.filter
def cause_table(page: WordsContent) -> cause_tables.Table | None:
    return cause_tables.table_of(page)


@register.filter
def kind_word(kind: str) -> str:
    """One word for the kind of a cause, the plain one: "Everyday", "Medical"."""
    return str(KIND_WORDS.get(kind, KIND_WORDS["other"]))


@register.filter
def group_title(kind: str) -> str:
    """Plain words over the causes of one kind, as on the answer page."""
    titles = KIND_TITLES | {"other": _("Other causes")}
    return str(titles.get(kind, ITEM_TITLES["causes"]))


@register.filter
def who(audience: AudienceContent) -> str:
    """Whom an answer is written for: its own words where it has some, else life stage and sex, else "Anyone"."""
    if audience["group"]:
        return capfirst(audience["group"])
    stage = LifeStage(audience["life_stage"])
    named = [stage.label] if stage != LifeStage.ANYONE else []
    named += [Sex(audience["sex"]).label] if audience["sex"] != Sex.ANY else []
    return capfirst(" · ".join(str(label) for label in named or [LifeStage.ANYONE.label]))
