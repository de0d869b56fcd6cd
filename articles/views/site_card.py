"""The picture beside a link to a page that has no card of its own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.card_drawing import draw_default
from healthqa.lib.http import public_page


@public_page
def site_card(request: HttpRequest) -> HttpResponse:
    """Drawn once a process: it carries the portal's name, which a file in static/ cannot know."""
    return HttpResponse(draw_default(settings.SITE_NAME), content_type="image/png")
