"""What readers said reaches the doctor who signed: errors first, beside the words they are about, and by mail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles import delivering, digesting, error_reports, giving_feedback, heard, publishing, signing
from articles.models import Article, ErrorReport, Feedback, LivePage
from articles.models.vocabulary import CareLevel
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, words
from tests.articles.test_desk import DESK, page_of, signed_in
from tests.articles.test_digesting import after, digests
from tests.people import make_user
from tests.texts import make_in_review, make_next, make_published, publish_next
from tests.watching import queries_of

NOTHING = "Nothing waits for you."


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    return make_published(
        editor, dr_lin, closing="Most of it passes.", questions_to_ask="Is it my vein?", reader_question="Why me?"
    )


@pytest.fixture
def lin(dr_lin: Doctor) -> Client:
    return signed_in(dr_lin.user)


def say(article: Article, part: str = "introduction", verdict: str = "error", text: str = "The dose is wrong.") -> None:
    page = LivePage.objects.get(question=article.question_id)
    giving_feedback.give(page, edition=article.digest[:12], part=part, verdict=verdict, words=text)


# The desk


def test_errors_that_readers_reported_come_first_on_the_desk_of_who_signed(
    lin: Client, editor: User, dr_lin: Doctor, dr_other: Doctor, live: Article
) -> None:
    assert NOTHING in words(lin.get(DESK))
    make_published(editor, dr_other, "other")
    make_in_review(editor, dr_lin, "waits")
    for part, text in (("introduction", "One."), ("introduction", "Two."), ("care-1", "Three.")):
        say(live, part, text=text)
    page = words(lin.get(DESK))
    in_order(page, "Errors that readers reported", "2 errors reported", "What causes leg cramps?", "3 reports")
    assert "3 readers" not in page, "one reader may have sent all of them"
    in_order(page, "Errors that readers reported", "Waiting for your signature", "What causes waits?")
    assert "Errors that readers" not in words(signed_in(dr_other.user).get(DESK))
    for report in ErrorReport.objects.all():
        error_reports.close(report, editor=editor, outcome="right", reason="It is.")
    assert "Errors that readers" not in words(lin.get(DESK))


def test_an_error_keeps_the_desk_from_saying_that_nothing_waits(lin: Client, live: Article) -> None:
    say(live)
    page = words(lin.get(DESK))
    assert NOTHING not in page
    assert "No text waits for your signature." in page


def test_words_that_readers_read_no_more_are_no_error_of_the_doctor(
    lin: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    say(live, "introduction")
    say(live, "lead")
    second = publish_next(live.question, editor)  # with another introduction
    (reported,) = heard.reported_to(dr_lin)
    assert (reported.article, [one.block_name for one in reported.reports]) == (second.pk, ["lead"])
    publishing.withdraw(second, editor=editor, reason="Wrong.")
    assert heard.reported_to(dr_lin) == []
    assert NOTHING in words(lin.get(DESK))


def test_the_desk_costs_the_same_however_many_errors_are_reported(
    lin: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    say(live)
    before = queries_of(lambda: lin.get(DESK))
    for number in range(3):
        other = make_published(editor, dr_lin, f"other-{number}")
        for part in ("lead", "references", ""):
            say(other, part)
    assert queries_of(lambda: lin.get(DESK)) == before


# The mail


def test_the_daily_mail_tells_a_report_once_and_none_of_the_readers_words(dr_lin: Doctor, live: Article) -> None:
    digesting.remember(dr_lin)
    assert digests() == []
    say(live)
    say(live, "lead", text="And this is odd.")
    say(live, "closing", "unclear", "Only unclear.")
    (message,) = digests()
    assert message.subject == "Your answers: Errors that readers reported (1)"
    body = str(message.body)
    in_order(body, "What causes leg cramps?", "2 errors reported", f"/desk/{live.pk}/")
    assert not re.search("dose is wrong|is odd|Only unclear", body + "".join(map(str, message.alternatives)))
    say(live, text="Another reader says so too.")
    with after(1):
        assert digests() == [], "the same report is told once"
        say(live, "references")
        assert len(digests()) == 1


def test_a_report_that_is_closed_when_the_mail_is_made_makes_none(editor: User, dr_lin: Doctor, live: Article) -> None:
    digesting.remember(dr_lin)
    say(live)
    digesting.send_all()
    error_reports.close(ErrorReport.objects.get(), editor=editor, outcome="right", reason="It is.")
    mail.outbox.clear()
    delivering.deliver()
    assert not [message for message in mail.outbox if message.subject.startswith("Your answers:")]


def test_a_report_of_before_the_first_mail_is_told_in_it(dr_lin: Doctor, live: Article) -> None:
    say(live)
    ErrorReport.objects.update(opened_on=timezone.localdate() - dt.timedelta(days=40))
    (message,) = digests()
    assert "Errors that readers reported (1)" in message.subject


# Beside the words


def test_every_part_that_can_be_chosen_has_its_words_beside_it(lin: Client, live: Article) -> None:
    emergency = live.care_advice.get()
    assert emergency.level == CareLevel.URGENT
    cause = str(live.causes.get(heading="Bone spurs").block)[:8]
    for part, text in (
        ("", "About all."), ("reader_question", "About what was asked."), ("introduction", "About the answer."),
        ("care-1", "About the card."), ("lead", "About the lead."), ("section-1", "About the section."),
        (cause, "About the spurs."), ("closing", "About the end."), ("questions_to_ask", "About the vein."),
        ("references", "About the sources."),
    ):  # fmt: skip
        say(live, part, "unclear", text)
    page = words(lin.get(page_of(live)))
    in_order(
        page,
        *("The whole answer", "About all.", "Why me?", "About what was asked.", "Short answer", "About the answer."),
        *("See a doctor if:", "About the card.", "reasons are set out below", "About the lead."),
        *("Cold legs cramp.", "About the section.", "They press on nerves.", "About the spurs."),
        *("Most of it passes.", "About the end.", "Is it my vein?", "About the vein."),
        *("On cramps", "About the sources.", "How this page was reviewed"),
    )
    assert "other parts" not in page


def test_of_six_words_the_error_is_shown_and_the_rest_is_one_link_away(
    lin: Client, dr_other: Doctor, live: Article
) -> None:
    say(live, "introduction")
    for verdict in ("helpful", "not_for_me", "unclear", "helpful", "helpful", "helpful"):
        say(live, "introduction", verdict, f"Said {Feedback.objects.count()} {verdict}")
    page = lin.get(page_of(live))
    text = words(page)
    in_order(text, "The dose is wrong.", "Said 3 unclear", "Said 2 not_for_me", "Said 6 helpful", "Said 5 helpful")
    assert "Said 4 helpful" not in text
    in_order(text, "Said 5 helpful", "and 2 more")
    (link,) = re.findall(r'href="(/desk/\d+/readers/\?part=[0-9a-f]{12})"', page.content.decode())
    everything = words(lin.get(link))
    in_order(everything, "The dose is wrong.", "an error", "Short answer", "Said 4 helpful", "Said 1 helpful")
    address = link.partition("?")[0]
    assert lin.get(f"{address}?part=xyz").status_code == 404
    assert lin.post(address).status_code == 405
    assert signed_in(dr_other.user).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_flood_about_one_part_hides_nothing_of_another(dr_lin: Doctor, live: Article) -> None:
    say(live, "lead")
    digest = next(one.digest for one in heard.places_of(Article.objects.with_text().get()).values() if not one.name)
    Feedback.objects.bulk_create(
        Feedback(article=live, block_digest=digest, verdict="error", text=f"Spam {n}") for n in range(300)
    )
    whole, lead = heard.of(Article.objects.with_text().get())
    assert (whole.more, [said.text for said in lead.words]) == (295, ["The dose is wrong."])


def test_errors_not_looked_into_come_before_those_that_were(editor: User, live: Article) -> None:
    say(live, text="Seen to.")
    error_reports.close(ErrorReport.objects.get(), editor=editor, outcome="right", reason="It is.")
    say(live, text="New.")
    (one,) = heard.of(Article.objects.with_text().get())
    assert [said.text for said in one.words] == ["New.", "Seen to."]


def test_what_is_reported_of_unchanged_words_is_named_above_the_next_edition(
    lin: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    """There the unchanged words are folded away."""
    say(live, "care-1")
    asked = signing.request_signature(make_next(live.question, editor), editor=editor)
    page = words(lin.get(page_of(asked)))
    in_order(page, "An error is reported", "When to get help: See a doctor if:", "What changed since you signed")


def test_a_draft_has_no_page_of_readers_words_for_its_doctor(lin: Client, editor: User, live: Article) -> None:
    draft = make_next(live.question, editor)
    assert lin.get(f"{page_of(draft)}readers/").status_code == 404


# The admin


def test_editors_see_what_was_said_above_the_fields_and_rows_it_is_about(
    client: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    cause = str(live.causes.get(heading="Bone spurs").block)[:8]
    for part, text in (
        ("", "About all."), ("introduction", "About the answer."), ("section-1", "About the section."),
        (cause, "About the spurs."), ("care-1", "About the card."), ("closing", "About the end."),
        ("references", "About the sources."),
    ):  # fmt: skip
        say(live, part, text=text)
    client.force_login(editor)
    draft = make_next(live.question, editor)
    for article, whole in ((live, True), (draft, False)):
        response = client.get(f"/admin/articles/article/{article.pk}/change/")
        body = response.content.decode()
        in_order(
            body,
            *(
                ("About all.", "About the answer.", ">Short answer and lead<")
                if whole
                else (">Short answer and lead<",)
            ),
            *("About the section.", 'id="sections-group"', "About the spurs.", 'id="causes-group"'),
            *("About the card.", 'id="care_advice-group"', "About the end.", ">Closing<"),
            *("About the sources.", 'id="references-group"'),
        )
        for row in re.findall(r'href="#((?:said|sections|causes|care_advice)-[0-9a-f]+)"', body):
            assert body.count(f'id="{row}"') == 1, row
        assert len(re.findall(r'href="#(?:sections|causes|care_advice)-\d+"', body)) == 3


def test_editors_read_all_that_was_written_and_nobody_else_does(
    client: Client, editor: User, reader: User, dr_lin: Doctor, live: Article
) -> None:
    for number in range(7):
        say(live, "lead", "unclear", f"Said {number}")
    say(live, "closing")
    address = f"/admin/articles/article/{live.pk}/readers/"
    for account in (reader, dr_lin.user, make_user("staff-only", staff=True)):
        assert signed_in(account).get(address).status_code in (302, 403)
    client.force_login(editor)
    form = client.get(f"/admin/articles/article/{live.pk}/change/").content.decode()
    assert f'href="{address}"' in form
    (part,) = re.findall(rf'href="{address}(\?part=[0-9a-f]+)"', form)
    in_order(words(client.get(address)), "The dose is wrong.", "Closing words", "Said 6", "Said 0", "Opening words")
    assert "The dose" not in words(client.get(address + part))
    assert client.get(f"{address}?part=x").status_code == 404
    assert client.post(address).status_code == 405
