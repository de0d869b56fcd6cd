"""The addresses of a demo: `healthqa.urls` decides once, when it is loaded, and the tests are no demo."""

from django.urls import include, path

from healthqa import urls

handler404 = urls.handler404
urlpatterns = [path("demo/", include("healthqa.demo_mail")), *urls.urlpatterns]
