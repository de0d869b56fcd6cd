"""Addresses of the doctors' pages. `healthqa.urls` puts the language prefix before them."""

from django.urls import URLPattern, URLResolver, path, re_path

from doctors import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("doctors/", views.doctors, name="doctors"),
    re_path(r"^doctors/(?P<slug>[-\w]{1,160})/$", views.doctor, name="doctor"),
]
