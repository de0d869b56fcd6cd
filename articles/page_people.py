"""Who stands on an answer's page: the doctor in the byline, and those who signed."""

from __future__ import annotations

from django.utils import timezone

from articles.models import Article, Signature
from articles.page_content import BylineContent, SignatureContent
from doctors.models import Doctor


def byline_of(article: Article) -> BylineContent:
    """The words of the byline, and what leads to the doctor's profile."""
    doctor: Doctor | None = article.doctor
    return {
        "name": article.byline_name or (doctor.printed_name if doctor else ""),
        "title": article.byline_title,
        "credentials": article.byline_credentials,
        "slug": doctor.slug if doctor else "",
        "initials": doctor.initials if doctor else "",
        "is_sample": doctor.is_sample if doctor else False,
    }


def signed_by(signature: Signature) -> SignatureContent:
    """One signature; of a delegated one also the day on which the words that it stands on were read."""
    content: SignatureContent = {
        "role": signature.role,
        "name": signature.name,
        "title": signature.title,
        "credentials": signature.credentials,
        "signed_on": timezone.localdate(signature.created_at).isoformat(),
        "conflict_statement": signature.conflict_statement,
    }
    if signature.is_delegated:
        content["read_on"] = timezone.localdate(signature.read_at).isoformat()
    return content
