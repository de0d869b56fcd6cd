"""What a doctor does with a signing link: takes it out of the mail, asks for a code, opens the text."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles import signing_links
from articles.models import Article, Event, SigningLink
from articles.models.vocabulary import Attestation
from doctors.models import Doctor

DOOR = reverse("signing_link")


def send(article: Article, doctor: Doctor, editor: User, **more: Any) -> tuple[SigningLink, str]:
    """The link, and the key that only the mail holds."""
    link = signing_links.send_link(article, doctor=doctor, editor=editor, **more)
    return link, key_in(mail.outbox[-1].body)


def key_in(body: str) -> str:
    (key,) = re.findall(r"/desk/link/\?key=([\w-]+)", str(body))
    return str(key)


def code_in(body: str) -> str:
    (code,) = re.findall(r"Your code is (\d{6})\b", str(body))
    return str(code)


def code_for(link: SigningLink) -> str:
    signing_links.send_code(link)
    return code_in(mail.outbox[-1].body)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def door_of(key: str) -> str:
    return f"{DOOR}?key={key}"


def text_of(link: SigningLink) -> str:
    return reverse("signing_link_text", args=[link.pk])


def unlocked(link: SigningLink, key: str, client: Client | None = None) -> Client:
    """A browser in which the doctor has opened the text, by the code from the second mail."""
    client = client or Client()
    client.post(door_of(key), {"ask": "code"})
    response = client.post(door_of(key), {"ask": "open", "code": code_in(mail.outbox[-1].body)})
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == text_of(link)
    return client


def decision(link: SigningLink, **changes: object) -> dict[str, object]:
    return {
        "digest": link.digest,
        "decision": "sign",
        "attested": Attestation.values,
        "conflict_statement": "none",
        "comment": "",
        **changes,
    }


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="signing_").order_by("pk").values_list("verb", flat=True))
