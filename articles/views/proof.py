"""Proofs for anyone: the page of a fingerprint, and the text behind it as JSON with which to recompute it."""

from __future__ import annotations

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import proving
from articles.addresses import address
from articles.models import Article
from articles.proof_json import proof_as_json, record_as_json
from articles.proving import MOST, Proof
from articles.views.answers import naming_its_page, no_longer_live
from healthqa.lib.http import public_page, revalidated

#: What people paste around and between the digits.
AROUND = str.maketrans("", "", " \t\r\n\u00a0:-.,;\"'“”")


@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a fingerprint that could be one leads to its page, spaces and capitals aside."""
    pasted = request.GET.get("digest")
    if pasted is None:
        return _form(request)
    given = pasted.strip().casefold().removeprefix("sha-256").removeprefix("sha256").translate(AROUND)
    if proving.is_digest(given):
        return HttpResponseRedirect(reverse("proof", args=[given]))
    sentence = _("A fingerprint has 64 digits and letters from a to f; the first 8 are enough. This is not one.")
    return _form(request, status=400, given=pasted[:200], problem=sentence)


@public_page
def proof(request: HttpRequest, digest: str) -> HttpResponse:
    """Every edition that was public with this text; 300 where two texts begin so; 404 where none does."""
    given, found = _asked(digest)
    if not found:
        sentence = _("No text with this fingerprint was ever published here.")
        return _form(request, status=404, given=given, problem=sentence)
    if not proving.is_one_text(found, given):
        digests = sorted({article.digest for article in found})
        return render(request, "proof_several.html", {"given": given, "digests": digests}, status=300)
    proofs = proving.prove(found[:MOST])
    context = {
        "digest": found[0].digest,
        "proofs": proofs,
        "shown": _shown(proofs),
        "has_more": len(found) > MOST,
    }
    return revalidated(request, render(request, "proof.html", context))


@public_page
def proof_json(request: HttpRequest, digest: str) -> HttpResponse:
    given, found = _asked(digest)
    if not found:
        raise Http404
    if not proving.is_one_text(found, given):
        sentence = _("More than one text has a fingerprint that begins so. Give more of it.")
        return JsonResponse({"message": sentence}, status=300)
    response = _as_json(request, proving.prove(found[:MOST]))
    response.headers["X-Robots-Tag"] = "noindex"  # as its page says of itself
    return response


@public_page
def answer_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The live answer block by block, with its digest and signatures."""
    live = Article.objects.public().filter(live_page__slug=slug).select_related("question").first()
    if live is None:
        return no_longer_live(request, "answer_json", slug)
    if live.question.language != get_language():
        return HttpResponsePermanentRedirect(address("answer_json", live.question.slug, live.question.language))
    response = _as_json(request, proving.prove([live]))
    return naming_its_page(response, live.question.slug, live.question.language)


def _asked(digest: str) -> tuple[str, list[Article]]:
    """The digest in lower case and the editions it names; 404 for what cannot be one, before any question is asked."""
    given = digest.lower()
    if not proving.is_digest(given):
        raise Http404
    return given, proving.with_digest(given)


def _form(request: HttpRequest, *, status: int = 200, given: str = "", problem: str = "") -> HttpResponse:
    return render(request, "proof_form.html", {"given": given, "problem": problem}, status=status)


def _as_json(request: HttpRequest, proofs: list[Proof]) -> HttpResponse:
    shown = _shown(proofs)
    if shown is not None:
        return revalidated(request, _json(proof_as_json(shown)), max(proof.changed_at for proof in proofs))
    if proofs[0].redaction is not None:
        sentence = _("The words of this text were erased, as the law asks. The record of its signatures is kept.")
        return _json(record_as_json(proofs[0], sentence), status=410)
    if not proofs[0].matches:
        sentence = _("The stored words are not those that were signed, so they are not shown.")
        return _json(record_as_json(proofs[0], sentence), status=409)
    sentence = _("This text was withdrawn for safety, so its words are not shown.")
    return _json(record_as_json(proofs[0], sentence), status=410)


def _json(content: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _shown(proofs: list[Proof]) -> Proof | None:
    """The edition that stands for the text: the live one, else the newest whose words may be shown."""
    showing = [proof for proof in proofs if proof.shows_words]
    return next((proof for proof in showing if proof.is_current), showing[0] if showing else None)
