"""Furniture around live answers: addresses, tags, names and profiles change, and the live pages follow at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import addressing, furniture, tagging
from articles.errors import NotAllowed, Refused
from articles.models import Article, Condition, Event, LivePage, Medicine, OldSlug, QuestionTag, Tag, TagAlias
from doctors.models import Department, Doctor
from tests.articles.admin.forms import change_url, save
from tests.people import make_doctor
from tests.texts import make_article, make_published, make_question


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def tag_names(article: Article) -> list[str]:
    return [tag["name"] for tag in LivePage.objects.get(article=article).content["question"]["tags"]]


def test_a_moved_question_redirects_and_its_page_follows(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    assert save(desk, article.question, slug="cramps-in-the-legs").status_code == 302
    assert LivePage.objects.get(article=article).slug == "cramps-in-the-legs"
    assert OldSlug.objects.get(slug="leg-cramps").question == article.question
    public = Client()
    assert public.get("/questions/leg-cramps/")["Location"] == "/questions/cramps-in-the-legs/"


def test_a_question_may_go_back_to_its_old_address(editor: User) -> None:
    question = make_question("one")
    addressing.move_question(question, "two", editor=editor)
    addressing.move_question(question, "one", editor=editor)
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["two"]


@pytest.mark.parametrize("taken", ["other", "was-other"])
def test_an_address_of_another_question_is_refused(desk: Client, editor: User, taken: str) -> None:
    other, question = make_question("was-other"), make_question("mine")
    addressing.move_question(other, "other", editor=editor)
    with pytest.raises(Refused) as refused:
        addressing.move_question(question, taken, editor=editor)
    assert refused.value.code == "slug-taken"
    response = save(desk, question, slug=taken, other_wordings="Kept as typed")
    assert response.status_code == 200
    assert "Kept as typed" in response.content.decode()


def test_readers_move_and_merge_nothing(reader: User) -> None:
    question = make_question("mine", tags=("a", "b"))
    with pytest.raises(NotAllowed):
        addressing.move_question(question, "theirs", editor=reader)
    with pytest.raises(NotAllowed):
        addressing.open_question(question, wording="Why?", editor=reader)
    with pytest.raises(NotAllowed):
        tagging.merge(Tag.objects.get(name="a"), into=Tag.objects.get(name="b"), editor=reader)


def test_merged_tags_redirect_and_pages_follow(desk: Client, editor: User, dr_lin: Doctor) -> None:
    one = make_published(editor, dr_lin, "one", tags=("leg cramps",))
    both = make_published(editor, dr_lin, "both", tags=("leg cramps", "cramps"))
    gone, kept = Tag.objects.get(name="leg cramps"), Tag.objects.get(name="cramps")
    url = reverse("admin:articles_tag_changelist")
    data = {"action": "merge_selected", "_selected_action": [gone.pk]}
    assert "These tags go" in desk.post(url, data).content.decode()
    assert Tag.objects.count() == 2
    desk.post(url, data | {"confirmed": "yes", "into": kept.pk})
    assert (tag_names(one), tag_names(both)) == (["cramps"], ["cramps"])
    assert QuestionTag.objects.count() == 2
    assert TagAlias.objects.get(slug="leg-cramps").tag == kept
    assert Client().get("/tags/leg-cramps/")["Location"] == "/tags/cramps/"
    assert Event.objects.filter(verb="tags_merged", actor=editor).count() == 1


def test_a_tag_merged_twice_leads_to_the_last(editor: User) -> None:
    make_question("q", tags=("a", "b", "c"))
    a, b, c = (Tag.objects.get(name=name) for name in "abc")
    tagging.merge(a, into=b, editor=editor)
    tagging.merge(b, into=c, editor=editor)
    assert set(TagAlias.objects.filter(tag=c).values_list("slug", flat=True)) == {"a", "b"}
    with pytest.raises(Refused) as refused:
        tagging.merge(c, into=c, editor=editor)
    assert refused.value.code == "same-tag"
    with pytest.raises(Refused) as refused:
        tagging.merge(a, into=c, editor=editor)
    assert refused.value.code == "tag-gone"


def test_a_renamed_tag_redirects(client: Client, chief: User, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin, tags=("legs",))
    tag = Tag.objects.get()
    client.force_login(chief)
    save(client, tag, name="leg pain", slug="leg-pain")
    assert tag_names(article) == ["leg pain"]
    assert Client().get("/tags/legs/")["Location"] == "/tags/leg-pain/"


def test_tags_of_a_live_question_reach_its_page(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    make_published(editor, dr_lin, "waking", tags=("sleep",))
    tag = Tag.objects.get(name="sleep")
    save(desk, article.question, **{"question_tags-0-tag": tag.pk, "question_tags-0-id": ""})
    assert tag_names(article) == ["sleep"]


def test_names_on_live_pages_follow(client: Client, chief: User, editor: User, dr_lin: Doctor) -> None:
    department = Department.objects.get()
    condition = Condition.objects.create(name="Bone spur", slug="bone-spur")
    article = make_article(editor, dr_lin, question=make_question(department=department))
    article.causes.filter(heading="Bone spurs").update(condition=condition)
    from articles import publishing, signing

    asked = signing.request_signature(article, editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    publishing.publish(asked, editor=editor)
    client.force_login(chief)
    save(client, department, slug="bones")
    save(client, condition, slug="osteophyte")
    save(client, dr_lin, slug="lin", hospital="Harbour Clinic")
    page = LivePage.objects.get(article=article).content
    assert page["question"]["department"]["slug"] == "bones"
    assert page["sections"][1]["causes"][0]["condition"]["slug"] == "osteophyte"
    assert page["byline"]["slug"] == "lin"
    assert "Harbour Clinic" not in str(page), "what nobody signed does not stand in the byline"


def test_a_restricted_medicine_lists_the_live_answers(
    client: Client, chief: User, editor: User, dr_lin: Doctor
) -> None:
    article = make_published(editor, dr_lin, lead="Ibuprofen may help.")
    medicine = Medicine.objects.create(name="Ibuprofen")
    client.force_login(chief)
    data = {"status": "restricted", "reason": "Kidneys.", "synonyms": "Brufen"}
    response = client.post(
        change_url(medicine), {"name": "Ibuprofen", "reference": "", "checked_on": "", **data}, follow=True
    )
    assert article.question_text in response.content.decode()
    assert LivePage.objects.get(article=article).content["names_medicine_outside_causes"] is True


def test_too_many_pages_are_left_to_the_command(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("one", "two"):
        make_published(editor, dr_lin, slug)
    monkeypatch.setattr(furniture, "MOST", 1)
    refreshed = furniture.refresh(furniture.of_doctor(dr_lin))
    assert refreshed.left
    assert "rebuild_pages" in refreshed.sentence


def test_only_those_who_may_verify_a_doctor(client: Client, editor: User, chief: User) -> None:
    doctor = make_doctor("New Doctor", verified=False)
    url = reverse("admin:doctors_doctor_verify", args=[doctor.pk])
    client.force_login(editor)
    assert client.post(url).status_code == 403
    assert "verify/" not in client.get(change_url(doctor)).content.decode()
    client.force_login(chief)
    assert client.get(url).status_code == 405
    client.post(url)
    fresh = Doctor.objects.get(pk=doctor.pk)
    assert fresh.is_verified()
    assert fresh.verified_by == chief
    client.post(
        reverse("admin:doctors_doctor_changelist"), {"action": "verify_selected", "_selected_action": doctor.pk}
    )
    assert Event.objects.filter(verb="doctor_verified").count() == 2


def test_an_editor_gives_nobody_a_doctors_account(desk: Client, editor: User) -> None:
    doctor = make_doctor("New Doctor", account=False)
    save(desk, doctor, user=editor.pk, bio="A new line.")
    fresh = Doctor.objects.get(pk=doctor.pk)
    assert (fresh.user, fresh.bio) == (None, "A new line.")


@pytest.mark.parametrize("bad", ["a\x00b", "a\u200bb"])
def test_hostile_names_are_refused(desk: Client, editor: User, bad: str) -> None:
    question = make_question("mine", tags=("legs",))
    doctor, tag = make_doctor("New Doctor"), Tag.objects.get()
    for row, field in ((question, "other_wordings"), (doctor, "bio"), (tag, "name")):
        response = save(desk, row, **{field: bad})
        assert response.status_code == 200, row
        assert "at character 2" in response.content.decode()


@pytest.mark.parametrize("field", ["name", "credentials", "registration_body", "registration_number"])
def test_changing_what_was_checked_ends_the_verification(desk: Client, field: str) -> None:
    doctor = make_doctor("New Doctor")
    save(desk, doctor, bio="Another line.")
    assert Doctor.objects.get(pk=doctor.pk).is_verified()
    save(desk, doctor, **{field: "Something else"})
    fresh = Doctor.objects.get(pk=doctor.pk)
    assert getattr(fresh, field) == "Something else"
    assert not fresh.is_verified()
