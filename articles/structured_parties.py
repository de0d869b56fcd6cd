"""Who stands behind a page in its schema.org graph: the portal, the doctor in the byline, the second who signed. Pure.

A doctor is a Person: `Physician` is a place of business in that vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from articles.page_content import BylineContent, SignatureContent
from doctors.models import Doctor

Node = dict[str, Any]

#: What marks an invented answer or person; readers see a banner.
SAMPLE = "Sample"


@dataclass(frozen=True, slots=True)
class Site:
    """The portal: its name, its address without a last slash, and the address of its picture."""

    name: str
    url: str
    logo: str

    def at(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.url}{path}"


def portal(site: Site, *, whole: bool = False) -> tuple[Node, Node]:
    web_site: Node = {"@type": "WebSite", "@id": f"{site.url}/#website", "name": site.name, "url": f"{site.url}/"}
    owner: Node = {"@type": "Organization", "@id": f"{site.url}/#organization", "name": site.name}
    owner["url"] = f"{site.url}/"
    if whole:
        web_site |= {"inLanguage": ["en", "zh-Hans"], "publisher": ref(owner["@id"])}
        owner["logo"] = site.at(site.logo)
        owner["publishingPrinciples"] = site.at(reverse("about_page", args=["editorial-policy"]))
        owner["correctionsPolicy"] = site.at(reverse("about_page", args=["corrections"]))
    return web_site, owner


def byline_person(byline: BylineContent, doctor: Doctor | None, site: Site) -> Node:
    """The person in the byline: name and title as signed, and the portrait that the page shows."""
    url = site.at(reverse("doctor", args=[byline["slug"]])) if byline["slug"] else ""
    node: Node = {
        "@type": "Person",
        "@id": f"{url}#person",
        **name_parts(byline["name"], doctor.honorific if doctor else ""),
    }
    if url:
        node["url"] = url
    if byline["title"]:
        node["jobTitle"] = byline["title"]
    if byline["is_sample"]:
        node["disambiguatingDescription"] = SAMPLE
    return node | (profile_facts(doctor, site) if doctor else {})


def second_signer(signature: SignatureContent, identity: str, *, is_sample: bool) -> Node:
    """Who signed second. Without an address: a doctor has a page only once their name stands under an answer.

    Who signs a sample is as invented as the sample.
    """
    node: Node = {"@type": "Person", "@id": identity, **name_parts(signature["name"])}
    if signature["title"]:
        node["jobTitle"] = signature["title"]
    return node | ({"disambiguatingDescription": SAMPLE} if is_sample else {})


def profile_facts(doctor: Doctor, site: Site) -> Node:
    """What answers show of a profile too. Where somebody works stands on the profile page alone."""
    node: Node = {}
    if doctor.portrait:
        node["image"] = site.at(doctor.portrait[-1][0])
    if doctor.is_sample:
        node["disambiguatingDescription"] = SAMPLE
    return node


def name_parts(printed: str, honorific: str = "") -> Node:
    """A printed name, taken apart where it carries a title: joined again by a space it is what the page shows."""
    for title in filter(None, (honorific, "Dr.", "医生")):
        if printed.startswith(f"{title} "):
            return {"honorificPrefix": title, "name": printed.removeprefix(f"{title} ")}
        if printed.endswith(f" {title}"):
            return {"name": printed.removesuffix(f" {title}"), "honorificSuffix": title}
    return {"name": printed}


def ref(identity: str) -> Node:
    return {"@id": identity}
