"""What editors and doctors see, by the account that sees it."""

from __future__ import annotations

from tests.system.portal import Portal


def staff_pages(portal: Portal) -> dict[str, dict[str, str]]:
    """Name and path of each page, under the account to sign in with."""
    draft, live, waiting = map(portal.edition, ("hoarse-voice", "night-leg-cramps", "constant-tiredness"))
    ((question,),) = portal.rows("SELECT question_id FROM articles_article WHERE id = ?", draft)
    ((former,),) = portal.rows(
        "SELECT id FROM articles_article WHERE question_id = (SELECT question_id FROM "
        "articles_article WHERE id = ?) AND edition = 1",
        live,
    )
    ((signed, by),) = portal.rows(
        "SELECT article_id, username FROM articles_signature JOIN auth_user ON auth_user.id = signed_by_id "
        "WHERE article_id = ?",
        live,
    )
    return {
        "editor": _of_the_editor(draft, live, question),
        "chief": _of_the_chief(former),
        portal.signer(waiting): {
            "desk": "/desk/",
            "desk-signing": f"/desk/{waiting}/",
            "desk-record": "/desk/record/",
            "desk-leave": "/desk/leave/",
            "desk-spelling": "/desk/spelling/",
        },
        by: {"desk-signed": f"/desk/{signed}/", "desk-readers": f"/desk/{signed}/readers/"},
    }


def _of_the_editor(draft: int, live: int, question: int) -> dict[str, str]:
    articles = "/admin/articles/article"
    return {
        "admin-home": "/admin/",
        "admin-app": "/admin/articles/",
        "admin-list": f"{articles}/",
        "admin-list-searched": f"{articles}/?q=leg",
        "admin-form": f"{articles}/{draft}/change/",
        "admin-form-published": f"{articles}/{live}/change/",
        "admin-readers": f"{articles}/{live}/readers/",
        "admin-history": f"{articles}/{live}/history/",
        "admin-ask": f"{articles}/{draft}/ask/",
        "admin-withdraw": f"{articles}/{live}/withdraw/",
        "admin-question": f"/admin/articles/question/{question}/change/",
        "admin-question-add": "/admin/articles/question/add/",
        "admin-causes": f"/admin/articles/cause/?article__id__exact={draft}",
        "admin-preview": f"{articles}/{draft}/preview/",
        "admin-demand": "/admin/demand/",
        "admin-reports": "/admin/articles/errorreport/?state=open",
        "admin-report": "/admin/articles/errorreport/1/change/",
        "admin-report-close": "/admin/articles/errorreport/1/close/",
    }


def _of_the_chief(former: int) -> dict[str, str]:
    articles, doctors = "/admin/articles/article", "/admin/doctors/doctor"
    return {
        "admin-doctor": f"{doctors}/1/change/",
        "admin-doctor-retire": f"{doctors}/1/retire/",
        "admin-hand-over": f"{doctors}/1/hand-over/",
        "admin-reviews-due": f"{articles}/reviews-due/",
        "admin-erase": f"{articles}/{former}/erase/ask/",
        "admin-tag": "/admin/articles/tag/1/change/",
        "admin-delete": "/admin/doctors/department/1/delete/",
        "admin-trail": "/admin/articles/event/",
        "admin-reader-questions": "/admin/articles/readerquestion/",
        "admin-synonyms": "/admin/articles/searchsynonym/",
        "admin-red-flag": "/admin/articles/redflag/1/change/",
        "security": "/accounts/2fa/",
        "security-passkeys": "/accounts/2fa/webauthn/",
        "security-confirm": "/accounts/2fa/reauthenticate/",
        "password": "/accounts/password/change/",
        "sign-out": "/accounts/logout/",
    }
