"""Addresses of the doctor's desk."""

from django.urls import URLPattern, path

from articles.views import desk

urlpatterns: list[URLPattern] = [
    path("", desk.queue, name="desk"),
    path("<int:pk>/", desk.article, name="desk_article"),
    path("<int:pk>/comment/", desk.comment, name="desk_comment"),
    path("<int:pk>/withdraw-name/", desk.withdraw_name, name="desk_withdraw_name"),
]
