"""“Withdraw my name”: the very next request gets 410 with the reason; and a profile never changes what was signed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import auditing, renaming
from articles.models import Event, Publication, Signature
from doctors.models import Doctor
from tests.texts import make_published

pytestmark = pytest.mark.django_db
REASON = "I no longer stand behind <b>this</b>."
ADDRESS = "/questions/leg-cramps/"


def test_the_next_request_gets_the_reason_and_no_cache_answers(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, tags=("legs",))
    reader, desk = Client(), Client()
    first = reader.get(ADDRESS)
    assert first.status_code == 200
    assert "Tired muscles" in first.content.decode()
    held = {f"HTTP_IF_{name}": first[header] for name, header in _VALIDATORS.items() if header in first}
    assert dr_lin.user is not None
    desk.force_login(dr_lin.user)
    assert desk.post(f"/desk/{live.pk}/withdraw-name/", {"reason": REASON}).status_code == 302
    for headers in ({}, held, {"HTTP_CACHE_CONTROL": "max-stale=3600"}):
        gone = reader.get(ADDRESS, **headers)
        assert gone.status_code == 410, headers
        page = gone.content.decode()
        assert "I no longer stand behind &lt;b&gt;this&lt;/b&gt;." in page
        assert "Tired muscles" not in page
    for beside in (f"/questions/{live.question.slug}/related/", "/tags/legs/", "/doctors/lin-yunfei/"):
        assert reader.get(beside).status_code in (404, 410), beside
    assert "What causes leg cramps?" not in reader.get("/").content.decode()
    assert first["Cache-Control"].startswith("max-age=0, s-maxage=1,"), "readers' browsers ask each time"


_VALIDATORS = {"NONE_MATCH": "ETag", "MODIFIED_SINCE": "Last-Modified"}


def test_it_is_on_record_for_ever(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    desk = Client()
    assert dr_lin.user is not None
    desk.force_login(dr_lin.user)
    desk.post(f"/desk/{live.pk}/withdraw-name/", {"reason": REASON})
    event = Event.objects.get(verb="revoked")
    assert (event.actor_id, event.article_id) == (dr_lin.user_id, live.pk)
    assert list(Signature.objects.order_by("pk").values_list("verdict", "comment")) == [
        ("signed", ""),
        ("revoked", REASON),
    ]
    period = Publication.objects.get()
    assert (period.end_cause, period.reason) == ("signature_revoked", REASON)
    assert list(auditing.problems()) == []


def test_a_second_doctor_withdraws_nothing_of_another(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    desk = Client()
    assert dr_other.user is not None
    desk.force_login(dr_other.user)
    assert desk.post(f"/desk/{live.pk}/withdraw-name/", {"reason": REASON}).status_code == 404
    assert Client().get(ADDRESS).status_code == 200


def test_a_changed_profile_changes_no_signature_on_any_page(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    signature = Signature.objects.get()
    before = {address: client.get(address).content.decode() for address in _where_it_is_told(live.digest)}
    row = Signature.objects.values().get()
    changes = {"name": "Lin Newname", "credentials": "PhD of Nothing", "job_title": "king", "honorific": "Prof."}
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    renaming.profile_changes(doctor, changes, editor=chief)
    Doctor.objects.filter(pk=doctor.pk).update(**changes, hospital="Elsewhere", bio="Other.")
    for address, page in before.items():
        now = client.get(address).content.decode()
        for changed in ("Newname", "PhD of Nothing", "king,", "Prof."):
            assert changed not in now, address
        for signed in (signature.name, signature.title, signature.credentials):
            assert (signed in page) == (signed in now), address
            assert signed in now, address
    assert Signature.objects.values().get() == row
    wrong = {problem.code for problem in auditing.problems()}
    assert wrong <= {"page-differs"}, "the initials beside the signed name follow the profile, by rebuild_pages"


def _where_it_is_told(digest: str) -> tuple[str, ...]:
    return ADDRESS, f"{ADDRESS}history/", f"/verify/{digest}/", f"/verify/{digest}.json", "/questions/leg-cramps.json"
