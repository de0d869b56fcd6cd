"""One department: what it answers."""

from __future__ import annotations

from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from articles.kept_by_mark import KeptByMark
from articles.models import Article
from articles.views.languages import OwnFirst
from doctors.models import Department
from healthqa.lib.looks import has_any
from healthqa.lib.paging import page_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page

#: So many are offered to choose from.
MOST = 200


def _departments_in(language: str) -> tuple[Department, ...]:
    """A look for each department: their number is small, that of the answers is not."""
    live = Article.objects.public().filter(live_page__language=language, live_page__department=OuterRef("pk"))
    return tuple(Department.objects.filter(has_any(live)).only("name", "slug")[:MOST])


#: The departments with a live answer in a language, for lists that hold one language only.
departments_in = KeptByMark(_departments_in)


@cached_page("page", kind="department")
def department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    page = page_of(request, _ANSWERS(found.pk))
    in_table = Article.objects.public().listing_causes().filter(live_page__department=found)
    has_table = in_table.filter(live_page__language=get_language()).exists()
    return render_kept(request, "department.html", {"department": found, "answers": page, "has_table": has_table})


_ANSWERS = OwnFirst(
    lambda department: Article.objects.public().filter(live_page__department=department),
    of="live_page__",
    by_letter=True,
)
