"""A page of the portal as a schema.org graph, for machines. Pure: asks no database, and says only what the page says.

Names, dates and causes are the visible ones; who reviewed it, and when, is claimed only until the next
review is due. Who stands behind a page: `structured_parties`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.addresses import address
from articles.models import Condition
from articles.models.vocabulary import ItemKind, QuestionKind, ReferenceKind, Role
from articles.page_content import PageContent, ReferenceContent
from articles.prose import LINK
from articles.structured_parties import (
    SAMPLE,
    Node,
    Site,
    byline_person,
    name_parts,
    portal,
    profile_facts,
    ref,
    second_signer,
)
from articles.subjects import subject_of
from doctors.models import Doctor
from healthqa.lib.days import local_day

_LANGUAGES = {"zh-hans": "zh-Hans"}
#: What of medicine a list is about, where that follows from what it lists.
_ASPECTS = {ItemKind.CAUSES: "causes", ItemKind.SYMPTOMS: "symptoms", ItemKind.STEPS: "treatment"}
_WORKS = {
    ReferenceKind.BOOK: "Book",
    ReferenceKind.STUDY: "ScholarlyArticle",
    ReferenceKind.REVIEW: "ScholarlyArticle",
    ReferenceKind.WEBSITE: "WebPage",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the reader of an answer sees that is not in its content, and changes by the clock or with the profile."""

    is_overdue: bool
    doctor: Doctor | None = None
    image: str = ""


def answer(page: PageContent, shown: Shown, site: Site) -> Node:
    """The graph of an answer that is live. From the day its review is due on it names no review."""
    question = page["question"]
    url = site.at(address("answer", question["slug"], question["language"]))
    person = byline_person(page["byline"], shown.doctor, site)
    seconds = [one for one in page["signatures"] if one["role"] == Role.SECOND_REVIEWER]
    second = [second_signer(one, f"{url}#second", is_sample=page["is_sample"]) for one in seconds]
    subject = _subject(page, url)
    web_page: Node = {
        "@type": "MedicalWebPage",
        "@id": url,
        "url": url,
        "name": question["text"],
        "inLanguage": _language(question["language"]),
        "isPartOf": ref(f"{site.url}/#website"),
        "publisher": ref(f"{site.url}/#organization"),
        "mainEntity": ref(f"{url}#answer"),
        "breadcrumb": ref(f"{url}#breadcrumb"),
        "medicalAudience": _audience(page),
    }
    if page["item_kind"] in _ASPECTS and (subject or page["item_kind"] != ItemKind.CAUSES):
        web_page["aspect"] = _ASPECTS[ItemKind(page["item_kind"])]
    if question["department"]:
        web_page["specialty"] = {"@type": "MedicalSpecialty", "name": question["department"]["name"]}
    if page["signatures"] and not shown.is_overdue:
        web_page |= {"lastReviewed": page["signed_on"], "reviewedBy": [ref(one["@id"]) for one in (person, *second)]}
    article = _article(page, person, url, shown, site)
    if subject:
        web_page["about"] = article["about"] = ref(subject["@id"])
    nodes = [web_page, article, person, *second, *([subject] if subject else []), *_causes(page, subject, url, site)]
    return _graph(*nodes, _breadcrumb([_home(site), _shelf(page, site)], url), *portal(site))


def profile(doctor: Doctor, site: Site) -> Node:
    """The graph of a doctor's page."""
    url = site.at(doctor.get_absolute_url())
    person: Node = {
        "@type": "Person",
        "@id": f"{url}#person",
        **name_parts(doctor.printed_name, doctor.honorific),
        "url": url,
    }
    person |= profile_facts(doctor, site)
    if doctor.hospital:
        person["affiliation"] = {"@type": "Organization", "name": doctor.hospital}
    if doctor.job_title:
        person["jobTitle"] = doctor.job_title
    if doctor.credentials:
        person["hasCredential"] = {"@type": "EducationalOccupationalCredential", "name": doctor.credentials}
    page: Node = {"@type": "ProfilePage", "@id": url, "url": url, "name": doctor.printed_name}
    page |= {"mainEntity": ref(person["@id"]), "isPartOf": ref(f"{site.url}/#website")}
    crumbs = [_home(site), (_("Doctors"), site.at(reverse("doctors")))]
    return _graph(page, person, _breadcrumb(crumbs, url), *portal(site))


def condition(found: Condition, site: Site) -> Node:
    """The graph of a condition's page, with its codes where an editor gave them."""
    url = site.at(found.get_absolute_url())
    entity: Node = {"@type": "MedicalCondition", "@id": f"{url}#condition", "name": found.name, "url": url}
    names = [line.strip() for line in (found.plain_name, *found.synonyms.splitlines()) if line.strip()]
    if names:
        entity["alternateName"] = names
    if found.summary:
        entity["description"] = found.summary
    codes = [("ICD-10", found.icd10), ("MeSH", found.mesh), ("UMLS", found.cui)]
    codings = [{"@type": "MedicalCode", "codingSystem": system, "codeValue": code} for system, code in codes if code]
    if codings:
        entity["code"] = codings
    page: Node = {"@type": "MedicalWebPage", "@id": url, "url": url, "name": found.name, "about": ref(entity["@id"])}
    page |= {"mainEntity": ref(entity["@id"]), "isPartOf": ref(f"{site.url}/#website")}
    crumbs = [_home(site), (_("Conditions"), site.at(reverse("conditions")))]
    return _graph(page, entity, _breadcrumb(crumbs, url), *portal(site))


def home(site: Site) -> Node:
    return _graph(*portal(site, whole=True))


def collection(name: str, url: str, entries: Sequence[tuple[str, str]], site: Site) -> Node:
    """The graph of a list: its name, its address, and the names and paths of what it shows, in order."""
    url = site.at(url)
    items = [_item(number, entry, site.at(path)) for number, (entry, path) in enumerate(entries, start=1)]
    page: Node = {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": name,
        "isPartOf": ref(f"{site.url}/#website"),
    }
    page["mainEntity"] = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    return _graph(page, *portal(site))


def _article(page: PageContent, person: Node, url: str, shown: Shown, site: Site) -> Node:
    question, source = page["question"], page["source"]
    first = page.get("first_published_at") or page["published_at"]
    node: Node = {
        "@type": "Article",
        "@id": f"{url}#answer",
        "headline": question["text"],
        "author": ref(person["@id"]),
        "publisher": ref(f"{site.url}/#organization"),
        "datePublished": local_day(first),
        "dateModified": local_day(page["published_at"]),
        "inLanguage": _language(question["language"]),
        "mainEntityOfPage": ref(url),
        "version": page["edition"],
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256", "value": page["digest"]},
    }
    if shown.image:
        node["image"] = site.at(shown.image)
    if page["references"]:
        node["citation"] = [_work(reference) for reference in page["references"]]
    if source["name"]:
        node["isBasedOn"] = {"@type": "CreativeWork", "name": source["name"], **_url(source["url"])}
        if source["dated"]:
            node["isBasedOn"]["datePublished"] = source["dated"]
    if page["is_sample"]:
        node["creativeWorkStatus"] = SAMPLE
    return node


def _work(reference: ReferenceContent) -> Node:
    kind = reference["kind"]
    node: Node = {"@type": _WORKS.get(ReferenceKind(kind), "CreativeWork") if kind else "CreativeWork"}
    node["name"] = reference["title"]
    node |= _url(reference["url"])
    if reference["organisation"]:  # authors or an organisation: the editors do not say which
        node["creditText"] = reference["organisation"]
    if reference["year"]:
        node["datePublished"] = str(reference["year"])
    if reference["doi"]:
        node["identifier"] = {"@type": "PropertyValue", "propertyID": "doi", "value": reference["doi"]}
    if reference["isbn"]:
        node |= {"isbn": reference["isbn"]} if node["@type"] == "Book" else {"identifier": f"ISBN {reference['isbn']}"}
    return node


def _subject(page: PageContent, url: str) -> Node | None:
    """What has the causes that are listed, in the words of the signed question. Only a question for causes has one:
    not a myth, and no list of steps or foods.
    """
    question = page["question"]
    name = subject_of(question["text"])
    if not name or page["item_kind"] != ItemKind.CAUSES or question["kind"] != QuestionKind.CAUSES:
        return None
    return {"@type": "MedicalSymptom", "@id": f"{url}#about", "name": name}


def _causes(page: PageContent, subject: Node | None, url: str, site: Site) -> Iterable[Node]:
    if subject is None:
        return
    for section in page["sections"]:
        for cause in section["causes"]:
            node: Node = {"@type": "MedicalCause", "@id": f"{url}#{cause['anchor']}", "name": cause["heading"]}
            node["causeOf"] = ref(subject["@id"])
            if cause["condition"]:
                node["url"] = site.at(reverse("condition", args=[cause["condition"]["slug"]]))
            yield node


def _audience(page: PageContent) -> Node:
    audience = page["audience"]
    node = {"@type": "MedicalAudience", "audienceType": audience["group"] or "Patient"}
    return node | ({"suggestedGender": audience["sex"]} if audience["sex"] in ("female", "male") else {})


def _home(site: Site) -> tuple[str, str]:
    return _("Home"), site.at(reverse("home"))


def _shelf(page: PageContent, site: Site) -> tuple[str, str]:
    department = page["question"]["department"]
    if department:
        return department["name"], site.at(reverse("department", args=[department["slug"]]))
    return _("Questions A–Z"), site.at(reverse("questions"))


def _breadcrumb(crumbs: Sequence[tuple[str, str]], url: str) -> Node:
    """The way to the page as readers see it: without the page itself."""
    items = [_item(number, name, path) for number, (name, path) in enumerate(crumbs, start=1)]
    return {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": items}


def _item(position: int, name: str, url: str) -> Node:
    return {"@type": "ListItem", "position": position, "name": name, "item": ref(url)}


def _graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def _url(given: str) -> Node:
    """Only what a browser may follow."""
    return {"url": given} if LINK.match(given) else {}


def _language(code: str) -> str:
    return _LANGUAGES.get(code, code)
