"""Addresses of the public pages. `healthqa.urls` puts the language prefix before them."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from articles import feeds
from articles.converters import UnicodeSlug
from articles.views import (
    answers,
    ask,
    cause_tables,
    conditions,
    corrections,
    departments,
    feedback,
    following,
    history,
    home,
    leaflets,
    proof,
    questions,
    related,
    search,
    tags,
)

register_converter(UnicodeSlug, "uslug")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uslug:slug>/", answers.answer, name="answer"),
    path("questions/<uslug:slug>/related/", related.related, name="related"),
    path("questions/<uslug:slug>/leaflet/", leaflets.leaflet, name="leaflet"),
    path("questions/<uslug:slug>/feedback/", feedback.feedback, name="feedback"),
    path("questions/<uslug:slug>/history/", history.history, name="history"),
    path("questions/<uslug:slug>.txt", answers.answer_text, name="answer_text"),
    path("questions/<uslug:slug>.json", proof.answer_json, name="answer_json"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions/<uslug:slug>/", conditions.condition, name="condition"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<uslug:slug>/", tags.tag, name="tag"),
    path("tags/<uslug:slug>/causes/", cause_tables.of_tag, name="tag_causes"),
    path("departments/<uslug:slug>/", departments.department, name="department"),
    path("departments/<uslug:slug>/causes/", cause_tables.of_department, name="department_causes"),
    path("body/<uslug:area>/causes/", cause_tables.of_body_area, name="body_causes"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("feeds/latest.xml", feeds.latest, name="feed_latest"),
    path("feeds/corrections.xml", feeds.corrections, name="feed_corrections"),
    path("feeds/tags/<uslug:slug>.xml", feeds.tag, name="feed_tag"),
    path("feeds/doctors/<uslug:slug>.xml", feeds.doctor, name="feed_doctor"),
    path("feeds/departments/<uslug:slug>.xml", feeds.department, name="feed_department"),
    path("feeds/conditions/<uslug:slug>.xml", feeds.condition, name="feed_condition"),
    path("feeds/questions/<uslug:slug>.xml", feeds.question, name="feed_question"),
    path("questions/<uslug:slug>/follow/", following.question, name="follow_question"),
    path("tags/<uslug:slug>/follow/", following.tag, name="follow_tag"),
    path("doctors/<uslug:slug>/follow/", following.doctor, name="follow_doctor"),
    path("conditions/<uslug:slug>/follow/", following.condition, name="follow_condition"),
    path("follow/confirm/", following.confirm, name="follow_confirm"),
    path("follow/stop/", following.stop, name="follow_stop"),
    path("verify/", proof.verify, name="verify"),
    path("verify/<str:digest>/", proof.proof, name="proof"),
    path("verify/<str:digest>.json", proof.proof_json, name="proof_json"),
    path("ask/", ask.ask, name="ask"),
    path("ask/<str:token>/", ask.asked, name="asked"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("desk/", include("articles.desk_urls")),
]
