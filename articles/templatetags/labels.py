"""Words for the codes of `LivePage.content`, addresses of answers, and the two parts of an A–Z entry."""

from urllib.parse import unquote

from django import template
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from articles import addresses
from articles.models import vocabulary
from articles.page_content import SectionContent
from articles.prose import LINK

register = template.Library()

KIND_TITLES = {"physiological": _("Everyday causes"), "pathological": _("Medical conditions")}
#: What a list is called where no section says it. Values of `vocabulary.ItemKind`.
ITEM_TITLES = {
    "causes": _("Possible causes"),
    "steps": _("What to do, step by step"),
    "foods": _("Foods"),
    "symptoms": _("Symptoms"),
}
AUDIENCES = {
    "infant": _("For parents of infants"),
    "child": _("For parents of children"),
    "adolescent": _("For adolescents"),
    "adult": _("For adults"),
    "pregnancy": _("For pregnancy"),
    "older_adult": _("For older adults"),
}


@register.filter
def label(value: str, vocabulary_name: str) -> str:
    """The label of `value` in `vocabulary_name`: {{ "rare"|label:"Likelihood" }}. Unknown values show as they are."""
    choices = getattr(vocabulary, vocabulary_name)
    return str(choices(value).label) if value in choices.values else value


@register.filter
def section_title(section: SectionContent, item_kind: str) -> str:
    """Plain words for the two kinds of causes; the printed label, or what the list names, for other sections."""
    if section["kind"] in KIND_TITLES:
        return str(KIND_TITLES[section["kind"]])
    return section["label"] or str(ITEM_TITLES.get(item_kind, ITEM_TITLES["causes"]))


@register.filter
def web_address(url: str) -> str:
    """`url` if a browser may follow it, else nothing."""
    return url if LINK.match(url) else ""


@register.filter
def audience_title(life_stage: str) -> str:
    return str(AUDIENCES.get(life_stage, ""))


@register.filter
def stated(statement: str) -> str:
    """A statement of conflicts of interest as it stands; a bare "none", which forms ask for, in the page's language."""
    return pgettext("conflicts of interest", "none") if statement == "none" else statement


@register.filter
def phrases(headline: str) -> list[str]:
    """The parts of a headline that stay on one line each; a translation without spaces writes "|" between them."""
    return headline.split("|")


@register.filter
def capital(text: str) -> str:
    return capfirst(text)


@register.simple_tag
def answer_url(slug: str, language: str, name: str = "answer") -> str:
    return addresses.address(name, slug, language)


@register.filter
def opening(question: str, phrase: str) -> str:
    """What stands before `phrase` in `question`: "What causes " of "What causes leg cramps?"; else nothing."""
    return question.partition(phrase)[0] if phrase and phrase in question else ""


@register.filter
def subject(question: str, phrase: str) -> str:
    """The rest of `question` after its opening: "leg cramps?"."""
    return question[len(opening(question, phrase)) :]


@register.filter
def digest_groups(digest: str) -> list[str]:
    """A digest in groups of four, as people compare long numbers."""
    return [digest[start : start + 4] for start in range(0, len(digest), 4)]


@register.simple_tag
def home_url(language: str) -> str:
    with override(language):
        return reverse("home")


@register.filter
def readable(address: str) -> str:
    """An address as people read and type it: letters of every script as themselves."""
    return unquote(address)
