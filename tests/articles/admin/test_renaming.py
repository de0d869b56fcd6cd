"""What stands beside signed words gets another name: written down, changed by a chief only, shown at once."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from articles import auditing, furniture, publishing, renaming, signing
from articles.errors import Refused
from articles.models import Article, Condition, Event, LivePage, Medicine, Tag, TagAlias
from doctors.models import Department, Doctor
from tests.articles.admin.forms import change_url, save
from tests.people import make_doctor, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_question
from tests.watching import breaking, everything, refused

ASK_A_CHIEF = "Only a chief editor changes what readers see of"


def make_live(editor: User, doctor: Doctor) -> Article:
    """A live answer with a neighbour of each kind: department, tag, conditions of both kinds, medicine."""
    department = Department.objects.create(name="Sleep", slug="sleep")
    question = make_question(department=department, tags=("legs",))
    words = {"lead": "Ibuprofen may help.", "associated_names": "Anaemia"}
    article = make_article(editor, doctor, question=question, **words)
    article.causes.filter(heading="Bone spurs").update(condition=Condition.objects.create(name="Spur", slug="spur"))
    article.associated_conditions.add(Condition.objects.create(name="Anaemia", slug="anaemia"))
    Medicine.objects.create(name="Ibuprofen")
    asked = signing.request_signature(article, editor=editor)
    signing.sign(asked, doctor=doctor, digest=asked.digest)
    return publishing.publish(asked, editor=editor)


@stands
def live() -> Article:
    return make_live(the_editor(), the_doctor())


#: The record, what is changed of it, and where readers find the new words: the page, and a text on it.
BESIDE: list[tuple[Any, str, dict[str, str], str, str]] = [
    (Condition, "Spur", {"slug": "osteophyte"}, "/questions/leg-cramps/", 'href="/conditions/osteophyte/"'),
    (Condition, "Spur", {"name": "Osteophyte"}, "/conditions/spur/", ">Osteophyte</h1>"),
    (Condition, "Spur", {"plain_name": "a bony outgrowth"}, "/conditions/spur/", "A bony outgrowth"),
    (Condition, "Spur", {"summary": "It grows slowly."}, "/conditions/spur/", "It grows slowly."),
    (Condition, "Spur", {"synonyms": "Exostosis"}, "/conditions/spur/", "Exostosis"),
    (Condition, "Anaemia", {"slug": "low-iron"}, "/questions/leg-cramps/", 'href="/conditions/low-iron/"'),
    (Tag, "legs", {"name": "calves"}, "/questions/leg-cramps/", ">calves</a>"),
    (Tag, "legs", {"slug": "lower-legs"}, "/questions/leg-cramps/", 'href="/tags/lower-legs/"'),
    (Department, "Sleep", {"name": "Night care"}, "/questions/leg-cramps/", ">Night care</a>"),
    (Department, "Sleep", {"slug": "nights"}, "/questions/leg-cramps/", 'href="/departments/nights/"'),
    (Department, "Sleep", {"description": "All night long."}, "/departments/sleep/", "All night long."),
    (Medicine, "Ibuprofen", {"name": "Naproxen"}, "", ""),
    (Medicine, "Ibuprofen", {"synonyms": "Brufen"}, "", ""),
]
PROSE = {"summary", "description"}


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(("model", "name", "change", "url", "text"), BESIDE)
def test_a_chief_renames_and_it_is_recorded_and_shown(
    client: Client, chief: User, model: Any, name: str, change: dict[str, str], url: str, text: str
) -> None:
    record = model.objects.get(name=name)
    ((field, new),) = change.items()
    old = getattr(record, field)
    public = Client()
    assert not url or text not in public.get(url).content.decode()  # read before: no copy of it may be shown after
    client.force_login(chief)
    assert save(client, record, **change).status_code == 302
    assert getattr(model.objects.get(pk=record.pk), field) == new
    event = Event.objects.get(verb="vocabulary_renamed")
    digest = f"sha256:{hashlib.sha256(new.encode()).hexdigest()}"
    assert (event.actor, event.article, event.question) == (chief, None, None)
    assert event.detail == {
        "model": model._meta.model_name,
        "id": record.pk,
        "before": {field: old},
        "after": {field: digest if field in PROSE else new},
    }
    if url:
        assert text in public.get(url).content.decode()
    assert list(auditing.problems()) == []


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(("model", "name", "change", "url", "text"), BESIDE)
def test_an_editor_is_told_to_ask_a_chief_and_keeps_what_was_typed(
    client: Client, editor: User, model: Any, name: str, change: dict[str, str], url: str, text: str
) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="change_medicine"))
    record = model.objects.get(name=name)
    client.force_login(editor)
    before = everything()
    response = save(client, record, **change)
    page = response.content.decode()
    assert response.status_code == 200
    assert ASK_A_CHIEF in page
    ((field, new),) = change.items()
    assert response.context["adminform"].form[field].value() == new
    assert new in page
    assert everything() == before


@pytest.mark.parametrize("model", [Condition, Tag, Department])
def test_where_no_live_answer_is_near_an_editor_renames_and_it_is_recorded(
    client: Client, editor: User, dr_lin: Doctor, model: Any
) -> None:
    record = model.objects.create(name="Old", slug="old")
    if model is Condition:
        make_article(editor, dr_lin).associated_conditions.add(record)  # a draft, which no reader sees
    client.force_login(editor)
    assert save(client, record, name="New").status_code == 302
    assert model.objects.get(pk=record.pk).name == "New"
    assert Event.objects.get(verb="vocabulary_renamed").detail["after"] == {"name": "New"}


@pytest.mark.usefixtures("live")
def test_what_no_reader_sees_is_every_editors_to_change(client: Client, editor: User) -> None:
    condition = Condition.objects.get(name="Spur")
    client.force_login(editor)
    assert save(client, condition, icd10="M77.9").status_code == 302
    assert Condition.objects.get(pk=condition.pk).icd10 == "M77.9"
    assert save(client, condition).status_code == 302
    assert not Event.objects.filter(verb="vocabulary_renamed").exists()


def test_a_department_known_only_from_a_live_doctors_profile_is_beside_a_live_answer(
    editor: User, live: Article, dr_lin: Doctor
) -> None:
    assert dr_lin.department is not None
    assert live.question.department != dr_lin.department
    with refused("not-allowed"):
        renaming.rename(dr_lin.department, changes={"name": "Bones"}, editor=editor)
    other = make_doctor("New Doctor", department=Department.objects.create(name="Eyes", slug="eyes"))
    renaming.rename(other.department, changes={"name": "Eye care"}, editor=editor)
    assert Department.objects.filter(name="Eye care").exists()


@pytest.mark.usefixtures("live")
def test_a_medicine_gets_a_name_that_a_live_answer_uses(chief: User, editor: User) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="change_medicine"))
    medicine = Medicine.objects.create(name="Quinine")
    with refused("not-allowed"):
        renaming.rename(medicine, changes={"synonyms": "Cold legs"}, editor=editor)
    assert LivePage.objects.get().content["sections"][0]["text"] == "Cold legs cramp."
    Medicine.objects.exclude(pk=medicine.pk).delete()
    page = LivePage.objects.get()
    page.content["names_medicine_outside_causes"] = False
    page.save(update_fields=["content"])
    assert renaming.rename(medicine, changes={"synonyms": "Cold legs"}, editor=chief).done == 1
    assert LivePage.objects.get().content["names_medicine_outside_causes"] is True


@pytest.mark.usefixtures("live")
def test_the_verb_refuses_by_itself(chief: User, reader: User) -> None:
    tag, other = Tag.objects.get(name="legs"), Tag.objects.create(name="arms", slug="arms")
    TagAlias.objects.create(tag=other, name="limbs", slug="limbs")
    with refused("not-allowed"):
        renaming.rename(tag, changes={"name": "calves"}, editor=reader)
    with pytest.raises(Refused) as caught:
        renaming.rename(tag, changes={"slug": "limbs"}, editor=chief)
    assert caught.value.code == "tag-merged"
    assert Tag.objects.get(pk=tag.pk).slug == "legs"
    gone = Tag.objects.create(name="gone", slug="gone")
    Tag.objects.filter(pk=gone.pk).delete()
    with refused("record-gone"):
        renaming.rename(gone, changes={"name": "back"}, editor=chief)


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("place", ["articles.trail.record", "articles.live_pages.write"])
def test_a_rename_that_breaks_leaves_nothing(chief: User, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    with breaking(monkeypatch, place):
        renaming.rename(Tag.objects.get(name="legs"), changes={"slug": "lower-legs"}, editor=chief)


@pytest.mark.usefixtures("live")
def test_only_what_was_changed_is_written(chief: User) -> None:
    tag = Tag.objects.get(name="legs")
    Tag.objects.filter(pk=tag.pk).update(slug="moved-meanwhile")
    renaming.rename(tag, changes={"name": "calves"}, editor=chief)
    assert Tag.objects.values_list("name", "slug").get(pk=tag.pk) == ("calves", "moved-meanwhile")


@pytest.mark.usefixtures("live")
def test_the_chief_is_told_where_pages_wait_for_the_command(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(furniture, "MOST", 0)
    client.force_login(chief)
    response = client.post(change_url(Tag.objects.get()), {"name": "calves", "slug": "legs", **EMPTY}, follow=True)
    assert "manage.py rebuild_pages" in response.content.decode()


EMPTY = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}


def test_a_condition_that_an_answer_names_is_not_deleted(client: Client, chief: User, live: Article) -> None:
    client.force_login(chief)
    unused = Condition.objects.create(name="Unused", slug="unused")
    for condition in Condition.objects.all():
        url = reverse("admin:articles_condition_delete", args=[condition.pk])
        assert client.post(url, {"post": "yes"}).status_code == (302 if condition == unused else 403), condition
    assert set(Condition.objects.values_list("name", flat=True)) == {"Spur", "Anaemia"}
    page = client.get(reverse("admin:articles_condition_changelist")).content.decode()
    assert 'value="delete_selected"' not in page
