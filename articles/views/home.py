"""The home page: search, departments, the newest answers and those that readers found helpful."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from articles.models import Article, Feedback
from articles.views.departments import departments_in
from articles.views.questions import Filters, has_letters, letters_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page

NEWEST = 6
HELPFUL = 4
DEPARTMENTS = 60
LATEST_FEEDBACK = 500  # rows that are looked at, so that the page costs the same with a million of them


@cached_page(seconds=60)  # feedback is no change of a page
def home(request: HttpRequest) -> HttpResponse:
    live = Article.objects.public().for_cards().filter(live_page__language=get_language())
    context = {
        "letters": letters_of(Filters()) if has_letters() else [],
        "departments": departments_in(get_language() or "")[:DEPARTMENTS],
        "newest": live.order_by("-live_page__published_at", "-live_page__article_id")[:NEWEST],
        "helpful": most_helpful(),
    }
    return render_kept(request, "home.html", context)


def most_helpful() -> list[Article]:
    """The live answers, in this language, that the latest feedback most often called helpful."""
    latest = Feedback.objects.order_by("-pk").values_list("article_id", "verdict")[:LATEST_FEEDBACK]
    votes = Counter(article for article, verdict in latest if verdict == Feedback.Verdict.HELPFUL)
    ranked = [article for article, _count in votes.most_common(HELPFUL * 4)]
    if not ranked:
        return []
    found = Article.objects.public().for_cards().filter(pk__in=ranked, live_page__language=get_language())
    return sorted(found, key=lambda article: ranked.index(article.pk))[:HELPFUL]
