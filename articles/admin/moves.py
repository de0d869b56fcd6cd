"""The buttons of an edition: each shows a page that says what will happen, asks what is needed, and calls one verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import delegating, delegation, editing, findings, permissions, publishing, signing
from articles.admin import handing_over, link_moves
from articles.admin.move_forms import AskForm, PlainForm, ReasonForm, WithdrawForm
from articles.admin.parts import editor_of
from articles.errors import NotAllowed, Refused
from articles.models import Article
from articles.models.vocabulary import Status
from articles.statuses import status_of


@dataclass(frozen=True)
class Move:
    """One verb: the words of its page, the right it needs, whom it is offered to, and the call."""

    name: str
    title: str | Promise
    explanation: str | Promise
    done: str | Promise
    right: str
    may: Callable[[User, Article], bool]
    call: Callable[[Article, User, dict[str, Any]], Article]
    form: Any = PlainForm
    danger: bool = False
    shows_findings: bool = False
    #: What stands on the button of its page, where the title is too long for a phone.
    button: str | Promise = ""
    #: What stands in the way of this move alone, where the checks of every edition do not say it.
    reasons: Callable[[Article], list[findings.Finding]] | None = None

    @property
    def url_name(self) -> str:
        return f"admin:articles_article_{self.name}"


def _may_start(user: User, article: Article) -> bool:
    """Offered on the newest edition when no other is on its way; a signed one is superseded by the next."""
    if not user.has_perm("articles.change_article") or article.status in (Status.DRAFT, Status.IN_REVIEW):
        return False
    return not Article.objects.filter(question=article.question_id, edition__gt=article.edition).exists()


MOVES = (
    Move(
        "ask",
        gettext_lazy("Ask for a signature"),
        gettext_lazy(
            "The doctor gets this text to read and to sign. The byline is copied from the doctor's profile now."
        ),
        gettext_lazy("The doctor was asked to sign."),
        "articles.change_article",
        permissions.can_request_signature,
        lambda article, editor, given: signing.request_signature(
            article, editor=editor, byline_confirmed=bool(given.get("byline_confirmed"))
        ),
        form=AskForm,
        shows_findings=True,
    ),
    Move(
        "sign-spelling",
        gettext_lazy("Publish-ready as a spelling correction"),
        gettext_lazy(
            "The doctor allows corrections of spelling. If nothing else differs from the words they read, this text is "
            "signed in their name without asking them, and can be published. The page says so; the review stays due "
            "when it was."
        ),
        gettext_lazy("Signed as a correction of spelling. It can be published now."),
        "articles.change_article",
        lambda editor, article: permissions.can_edit(editor, article) and delegation.is_offered(article),
        lambda article, editor, given: delegating.sign_spelling(article, editor=editor),
        button=gettext_lazy("Sign the correction"),
        reasons=delegating.why_not,
    ),
    Move(
        "take-back",
        gettext_lazy("Take back"),
        gettext_lazy(
            "The text becomes a draft again without a changed word. The doctor who was asked is told in the next daily "
            "mail."
        ),
        gettext_lazy("This is a draft again."),
        "articles.change_article",
        permissions.can_take_back,
        lambda article, editor, given: editing.take_back(article, editor=editor),
    ),
    Move(
        "send-link",
        gettext_lazy("Send a signing link"),
        gettext_lazy(
            "The doctor gets a mail with a personal link to this text, to read and sign it without signing in. It "
            "works once, for seven days, with a code of the doctor's own, and only while the text stays as it is. A "
            "link that was sent before works no more."
        ),
        gettext_lazy("The signing link is on its way."),
        "articles.change_article",
        permissions.can_send_link,
        link_moves.send,
        form=link_moves.SendLinkForm,
    ),
    Move(
        "revoke-link",
        gettext_lazy("Revoke the signing link"),
        gettext_lazy("The link opens nothing any more. The text still waits for the doctor."),
        gettext_lazy("The signing link is revoked."),
        "articles.change_article",
        link_moves.can_revoke,
        link_moves.revoke,
        form=link_moves.RevokeLinkForm,
    ),
    Move(
        "hand-over",
        gettext_lazy("Hand the byline over"),
        gettext_lazy(
            "Another doctor's name stands under the answer, once they have signed it. A draft gets the new byline; a "
            "text in review becomes a draft again, and the doctor who had it is told; after a signed or a live edition "
            "the next one opens. No signed word changes, and what is live stays."
        ),
        gettext_lazy("This draft has the new byline. Ask for the signature when it is ready."),
        "articles.change_article",
        handing_over.may_hand_over,
        handing_over.hand_over,
        form=handing_over.ToForm,
    ),
    Move(
        "publish",
        gettext_lazy("Publish"),
        gettext_lazy("Readers see this edition at once. The one that is live now is superseded."),
        gettext_lazy("Published: readers see this edition now."),
        "articles.publish_article",
        permissions.can_publish,
        lambda article, editor, given: publishing.publish(article, editor=editor),
        shows_findings=True,
    ),
    Move(
        "start",
        gettext_lazy("Start next edition"),
        gettext_lazy(
            "A new draft opens with the words of this edition. Readers keep the live edition until the new one is "
            "published; an edition that is signed and not published is superseded."
        ),
        gettext_lazy("This is the next edition, a draft."),
        "articles.change_article",
        _may_start,
        lambda article, editor, given: editing.start_edition(article.question, editor=editor),
    ),
    Move(
        "withdraw",
        gettext_lazy("Withdraw"),
        gettext_lazy("Readers no longer see this answer. Its address shows the reason and where to read instead."),
        gettext_lazy("Withdrawn: the address shows the reason now."),
        "articles.withdraw_article",
        permissions.can_withdraw,
        lambda article, editor, given: publishing.withdraw(
            article, editor=editor, reason=given["reason"], safety=given["safety"], replacement=given["replacement"]
        ),
        form=WithdrawForm,
        danger=True,
    ),
    Move(
        "roll-back",
        gettext_lazy("Roll back"),
        gettext_lazy("The edition that was live before this one comes back, if its signatures still hold."),
        gettext_lazy("The earlier edition is live again."),
        "articles.roll_back_article",
        permissions.can_roll_back,
        lambda article, editor, given: publishing.roll_back(article.question, editor=editor, reason=given["reason"]),
        form=ReasonForm,
        danger=True,
    ),
)


def offered(user: User, article: Article) -> list[Move]:
    """The moves this account can make with this edition now."""
    return [move for move in MOVES if move.may(user, article)]


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(
            f"<int:pk>/{move.name}/",
            site.admin_view(partial(move_page, site=site, move=move)),
            name=f"articles_article_{move.name}",
        )
        for move in MOVES
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, pk: int, *, site: AdminSite, move: Move) -> HttpResponse:
    editor = editor_of(request)
    if not editor.has_perm(move.right):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.visible_to(editor).with_text(), pk=pk)
    if request.method != "POST" and not move.may(editor, article):
        messages.warning(request, _("“%(move)s” is not what this edition waits for now.") % {"move": move.title})
        return _to(article)
    extra = {"site": site} if move.form is WithdrawForm else {}
    said: Refused | None = None
    form = move.form(request.POST if request.method == "POST" else None, article=article, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            result = move.call(article, editor, form.cleaned_data)
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except Refused as refused:
            said = refused
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(move.done))
            return _to(result)
    status = status_of(said) if form.is_bound else 200
    return _page(request, site, move, article, form, status=status)


def _to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _page(
    request: HttpRequest, site: AdminSite, move: Move, article: Article, form: forms.Form, *, status: int
) -> HttpResponse:
    found = _in_the_way(move, article)
    context = {
        **site.each_context(request),
        "title": move.title,
        "subtitle": str(article),
        "opts": Article._meta,
        "original": article,
        "move": move,
        "form": form,
        "media": form.media,
        "findings": found,
        "stopped": move.reasons is not None and bool(found),
    }
    return TemplateResponse(request, "admin/articles/article/move.html", context, status=status)


def _in_the_way(move: Move, article: Article) -> list[findings.Finding]:
    if move.reasons is not None:
        return move.reasons(article)
    return findings.check(article) if move.shows_findings else []
