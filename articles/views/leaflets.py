"""An answer to print: on two sheets of A4 where that can be, with a code that leads to the record of its signature."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from articles.addresses import address
from articles.leaflets import leaflet_of
from articles.qr_codes import qr_code
from articles.templatetags.labels import readable
from articles.views.answers import live_page_at, no_longer_live
from healthqa.lib.shared_caches import cached_page


@cached_page(kind="question")
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "leaflet", slug)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("leaflet", live.slug, live.language))
    proof = settings.SITE_URL + reverse("proof", args=[live.digest])
    context = {
        "page": live.content,
        "live": live,
        "leaflet": leaflet_of(
            live.content, readable(settings.SITE_URL + address("answer", live.slug, live.language)), proof
        ),
        "proof_address": proof,
        "code": qr_code(proof),
    }
    return render(request, "leaflet.html", context)
