"""The pages of django-allauth that ours replace, at the addresses and under the names that it gives them."""

from django.urls import URLPattern, path

from healthqa.second_factor import views

urlpatterns: list[URLPattern] = [
    path("", views.Overview.as_view(), name="mfa_index"),
    path("totp/activate/", views.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("webauthn/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
