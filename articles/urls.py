"""Addresses of the public pages. `healthqa.urls` puts the language prefix before them."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from articles.converters import UnicodeSlug
from articles.views import answers, conditions, departments, home, questions, related, search, tags

register_converter(UnicodeSlug, "uslug")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uslug:slug>/", answers.answer, name="answer"),
    path("questions/<uslug:slug>/related/", related.related, name="related"),
    path("questions/<uslug:slug>.txt", answers.answer_text, name="answer_text"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions/<uslug:slug>/", conditions.condition, name="condition"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<uslug:slug>/", tags.tag, name="tag"),
    path("departments/<uslug:slug>/", departments.department, name="department"),
    path("search/", search.search, name="search"),
    path("desk/", include("articles.desk_urls")),
]
