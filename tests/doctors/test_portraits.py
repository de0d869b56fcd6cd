"""A doctor's portrait: drawn anew from what is uploaded, in three widths, and nothing else of the file is kept."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse
from PIL import Image

from doctors import portraits
from doctors.models import Doctor
from tests.texts import make_published


def photo(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **extra: Any) -> BytesIO:
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, "#cc0000")
    image.paste("#0000cc", (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    image.save(out, kind, **extra)
    out.seek(0)
    return out


def files() -> list[str]:
    return sorted(path.name for path in (Path(portal.MEDIA_ROOT) / "doctors").glob("*"))


def send(client: Client, doctor: Doctor, **changes: Any) -> Any:
    given = {name: value for name, value in model_to_dict(doctor).items() if value not in (None, "", False)}
    for name in ("verified_at", "verified_by", "retired_at", "photo"):
        given.pop(name, None)
    return client.post(reverse("admin:doctors_doctor_change", args=[doctor.pk]), {**given, **changes})


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_a_photo_is_turned_upright_and_loses_all_that_is_hidden_in_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Phone of somebody"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    portrait = portraits.encode(photo(exif=exif, comment=b"where we live"))
    assert list(portrait.files) == [96, 192, 384]
    for width, data in portrait.files.items():
        image = Image.open(BytesIO(data))
        assert (image.format, image.size) == ("WEBP", (width, width))
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert not any(secret in data for secret in (b"somebody", b"where we live", b"EXIF", b"ICCP"))
        top, bottom = (image.convert("RGB").getpixel((width // 2, y)) for y in (width // 8, width - width // 8))
        assert top[0] > 150 > top[2], "the red half is above once the picture is upright"  # type: ignore[index]
        assert bottom[2] > 150 > bottom[0]  # type: ignore[index]
        assert len(data) < 12_000


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says how many pixels wide and high it is."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ]
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


REFUSED = {
    "a bomb": (bomb, "portrait-too-large"),
    "many pixels": (lambda: bomb(7_000), "portrait-too-large"),
    "a huge file": (lambda: b"\xff\xd8" + bytes(12_000_001), "portrait-too-large"),
    "a web page": (lambda: b"<html><script>alert(1)</script></html>", "portrait-no-picture"),
    "an SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "portrait-no-picture"),
    "a GIF": (lambda: photo(kind="GIF").getvalue(), "portrait-no-picture"),
    "half a photo": (lambda: photo().getvalue()[:2_000], "portrait-no-picture"),
    "a stamp": (lambda: photo((150, 900)).getvalue(), "portrait-too-small"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_portrait_is_refused_with_a_sentence(what: str) -> None:
    make, code = REFUSED[what]
    with pytest.raises(ValidationError) as refused:
        portraits.encode(BytesIO(make()))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_transparent_corners_become_paper_and_not_black() -> None:
    clear = BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(clear, "PNG")
    clear.seek(0)
    pixel = Image.open(BytesIO(portraits.encode(clear).files[96])).convert("RGB").getpixel((5, 5))
    assert min(pixel) > 240  # type: ignore[arg-type, type-var]


def test_a_new_portrait_takes_the_place_of_the_old_one(
    dr_lin: Doctor, dr_other: Doctor, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = portraits.encode(photo()), portraits.encode(photo((600, 900)))
    with django_capture_on_commit_callbacks(execute=True):
        portraits.put(dr_lin, first)
        portraits.put(dr_other, first)
    assert files() == sorted(f"{first.key}-{width}.webp" for width in (96, 192, 384))
    with django_capture_on_commit_callbacks() as waiting:
        portraits.put(dr_lin, second)
    assert len(files()) == 6, "nothing goes before it is certain"
    for callback in waiting:
        callback()
    assert len(files()) == 6, "another doctor has the same picture"
    with django_capture_on_commit_callbacks(execute=True):
        portraits.put(dr_other, None)
    assert files() == sorted(f"{second.key}-{width}.webp" for width in (96, 192, 384))
    assert [Doctor.objects.get(pk=doctor.pk).portrait == [] for doctor in (dr_lin, dr_other)] == [False, True]


def test_the_admin_draws_it_and_readers_see_it(
    client: Client, editor: User, chief: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_published(editor, dr_lin)
    client.force_login(chief)
    upload = SimpleUploadedFile("../../me.jpg", photo().getvalue(), "image/jpeg")
    assert send(client, dr_lin, photo=upload).status_code == 302
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    assert [width for _address, width in doctor.portrait] == [96, 192, 384]
    client.logout()
    for address, width in doctor.portrait:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/webp"
        assert "immutable" in answer["Cache-Control"]
        assert Image.open(BytesIO(answer.content)).size == (width, width)
    with django_assert_num_queries(1):
        page = client.get("/questions/leg-cramps/").content.decode()
    for text in (
        page,
        client.get("/doctors/").content.decode(),
        client.get(doctor.get_absolute_url()).content.decode(),
    ):
        assert text.count("<img") == 1
        assert f'src="{doctor.portrait[1][0]}"' in text
        assert ", ".join(f"{address} {width}w" for address, width in doctor.portrait) in text
        assert 'width="192" height="192" alt="' in text
    assert 'alt="Portrait of Dr. Lin Yunfei"' in text
    client.force_login(chief)
    assert send(client, doctor, bio="Walks.").status_code == 302
    assert Doctor.objects.get(pk=dr_lin.pk).portrait == doctor.portrait, "a save without a file leaves it"
    assert send(client, doctor, **{"photo-clear": "on"}).status_code == 302
    assert Doctor.objects.get(pk=dr_lin.pk).portrait == []
    assert "<img" not in client.get("/questions/leg-cramps/").content.decode()


def test_the_admin_says_why_a_file_is_no_portrait(client: Client, chief: User, dr_lin: Doctor) -> None:
    client.force_login(chief)
    page = send(client, dr_lin, bio="Typed.", photo=SimpleUploadedFile("me.jpg", b"<script>", "image/jpeg"))
    assert page.status_code == 200
    assert "This file is no picture that can be read." in page.content.decode()
    assert "Typed." in page.content.decode()
    assert files() == []


def test_a_full_disk_leaves_the_portrait_as_it_was(
    client: Client, chief: User, dr_lin: Doctor, settings: Any, tmp_path: Path
) -> None:
    portraits.put(dr_lin, portraits.encode(photo()))
    before = Doctor.objects.get(pk=dr_lin.pk).photo.name
    (tmp_path / "file").write_text("no folder can be made here")
    settings.MEDIA_ROOT = str(tmp_path / "file")
    client.force_login(chief)
    response = send(client, dr_lin, bio="Walks.", photo=SimpleUploadedFile("me.jpg", photo((700, 700)).getvalue()))
    assert response.status_code == 302
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    assert (doctor.photo.name, doctor.bio) == (before, "Walks.")


@pytest.mark.parametrize(
    "name", ["doctors/me.jpg", "doctors/../../settings.py", "cards/", "doctors/0123456789abcdef-96.webp"]
)
def test_nothing_else_below_media_has_an_address(name: str, client: Client, tmp_path: Path) -> None:
    (tmp_path / "doctors").mkdir()
    (tmp_path / "doctors" / "me.jpg").write_bytes(b"as it was uploaded")
    assert client.get(f"/media/{name}").status_code == 404
