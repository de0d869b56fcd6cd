"""Every address. What has words for people carries the language in its path; what machines read does not."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from articles import sitemaps
from articles.admin import demand
from articles.views.site_card import site_card
from healthqa import pictures, views

# One sign-in page: the admin's own would know no rate limit and no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/<slug:name>.xml", sitemaps.file, name="sitemap_file"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site-card.png", site_card, name="site_card"),
    path("media/<path:name>", pictures.picture, name="picture"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    *i18n_patterns(
        *([path("demo/", include("healthqa.demo_mail"))] if settings.DEMO else []),
        path("about/", views.about, name="about"),
        path("about/<slug:page>/", views.about, name="about_page"),
        *demand.urls(admin.site),
        path("admin/", admin.site.urls),
        path("accounts/2fa/", include("healthqa.second_factor.urls")),  # before allauth's pages of the same addresses
        path("accounts/", include("allauth.urls")),
        path("", include("doctors.urls")),
        path("", include("articles.urls")),
        prefix_default_language=False,
    ),
]
