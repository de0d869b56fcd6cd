"""What editors and doctors see, by the account that sees it."""

from __future__ import annotations

from tests.system.portal import Portal


def staff_pages(portal: Portal) -> dict[str, dict[str, str]]:
    """Name and path of each page, under the account to sign in with."""
    draft, live, waiting = map(portal.edition, ("hoarse-voice", "night-leg-cramps", "constant-tiredness"))
    ((question,),) = portal.rows("SELECT question_id FROM articles_article WHERE id = ?", draft)
    ((signed, by),) = portal.rows(
        "SELECT article_id, username FROM articles_signature JOIN auth_user ON auth_user.id = signed_by_id "
        "WHERE article_id = ?",
        live,
    )
    articles = "/admin/articles/article"
    return {
        "editor": {
            "admin-home": "/admin/",
            "admin-list": f"{articles}/",
            "admin-form": f"{articles}/{draft}/change/",
            "admin-form-published": f"{articles}/{live}/change/",
            "admin-ask": f"{articles}/{draft}/ask/",
            "admin-withdraw": f"{articles}/{live}/withdraw/",
            "admin-question": f"/admin/articles/question/{question}/change/",
            "admin-causes": f"/admin/articles/cause/?article__id__exact={draft}",
            "admin-preview": f"{articles}/{draft}/preview/",
        },
        "chief": {"admin-doctor": "/admin/doctors/doctor/1/change/", "admin-tag": "/admin/articles/tag/1/change/"},
        portal.signer(waiting): {"desk": "/desk/", "desk-signing": f"/desk/{waiting}/"},
        by: {"desk-signed": f"/desk/{signed}/"},
    }
