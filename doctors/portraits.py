"""A doctor's portrait: what is uploaded is never shown, only what is drawn anew from it, square, in three widths.

Files are named by what they hold, so that browsers may keep them for ever; a name that is in use never changes content.
"""

from __future__ import annotations

import hashlib
import logging
import os
import warnings
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from doctors.models import PORTRAIT_WIDTHS, Doctor, portrait_name
from healthqa.lib.files import write_whole

log = logging.getLogger(__name__)

#: What is read of a file: far more than a phone's camera makes.
MOST_BYTES = 12_000_000
#: A picture of 8,000 by 6,000; decoded it takes about 200 MB.
MOST_PIXELS = 48_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
#: A face is above the middle of most portraits.
CENTRE = (0.5, 0.4)
PAPER = (251, 249, 244)
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Portrait:
    """One picture as WebP in every width of `PORTRAIT_WIDTHS`, without a word about where it came from."""

    files: dict[int, bytes]

    @property
    def key(self) -> str:
        return hashlib.sha256(self.files[PORTRAIT_WIDTHS[-1]]).hexdigest()[:16]


def encode(file: IO[bytes]) -> Portrait:
    """Draw a portrait from an uploaded file: turned upright, cut to a square, in sRGB, nothing else of the file kept.

    Raises `ValidationError` with "portrait-too-large", "portrait-no-picture" or "portrait-too-small".
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        sentence = _("This file is larger than %(most)d MB. Choose a smaller picture.")
        raise ValidationError(sentence % {"most": MOST_BYTES // 1_000_000}, code="portrait-too-large")
    upright = _decoded(data)
    if min(upright.size) < PORTRAIT_WIDTHS[1]:
        sentence = _("This picture is too small: it needs at least %(least)d pixels in width and height.")
        raise ValidationError(sentence % {"least": PORTRAIT_WIDTHS[1]}, code="portrait-too-small")
    square = _flat(upright)
    return Portrait({width: _webp(square, width) for width in PORTRAIT_WIDTHS})


@transaction.atomic
def put(doctor: Doctor, portrait: Portrait | None) -> Doctor:
    """Give a doctor this portrait, or none. Files that nobody shows any more go once that is certain.

    The new files are there before the row names them. Raises `OSError` where they cannot be written: nothing changed.
    """
    fresh = Doctor.objects.select_for_update(of=("self",)).get(pk=doctor.pk)
    before = str(fresh.photo)
    name = ""
    if portrait is not None:
        for width, data in portrait.files.items():
            write_whole(_path(portrait_name(portrait.key, width)), data)
        name = portrait_name(portrait.key, PORTRAIT_WIDTHS[-1])
    fresh.photo.name = name
    fresh.save(update_fields=["photo"])
    doctor.photo.name = name
    if before and before != name:
        transaction.on_commit(partial(_remove, before), robust=True)
    return fresh


def _decoded(data: bytes) -> Image.Image:
    no_picture = ValidationError(
        _("This file is no picture that can be read. Choose a JPEG, PNG or WebP file."), code="portrait-no-picture"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            sentence = _("This picture has more than %(most)d million pixels. Choose a smaller one.")
            raise ValidationError(sentence % {"most": MOST_PIXELS // 1_000_000}, code="portrait-too-large")
        image.draft("RGB", (2 * PORTRAIT_WIDTHS[-1], 2 * PORTRAIT_WIDTHS[-1]))  # a JPEG need not be decoded in full
        image.load()
        return ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        sentence = _("This picture has more than %(most)d million pixels. Choose a smaller one.")
        raise ValidationError(sentence % {"most": MOST_PIXELS // 1_000_000}, code="portrait-too-large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError) as error:
        raise no_picture from error


def _flat(image: Image.Image) -> Image.Image:
    """Square, opaque, in sRGB."""
    profile = image.info.get("icc_profile")
    side = PORTRAIT_WIDTHS[-1]
    if image.has_transparency_data:
        clear = ImageOps.fit(image.convert("RGBA"), (side, side), Image.Resampling.LANCZOS, centering=CENTRE)
        flat = Image.new("RGB", clear.size, PAPER)
        flat.paste(clear, mask=clear.getchannel("A"))
    else:
        flat = ImageOps.fit(image.convert("RGB"), (side, side), Image.Resampling.LANCZOS, centering=CENTRE)
    return _in_srgb(flat, profile) if profile else flat


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours of a wide-gamut camera would look dull once its profile is gone; a broken profile is left out."""
    try:
        source: Any = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _webp(square: Image.Image, width: int) -> bytes:
    sized = square if square.width == width else square.resize((width, width), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", sized.size, sized.tobytes())  # an image of its own: no EXIF, no profile, no comment
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def _remove(name: str) -> None:
    """The files of a portrait that no doctor has any more; what was uploaded before portraits were redrawn, too."""
    if Doctor.objects.filter(photo=name).exists():
        return
    suffix = f"-{PORTRAIT_WIDTHS[-1]}.webp"
    names = [f"{name.removesuffix(suffix)}-{width}.webp" for width in PORTRAIT_WIDTHS] if suffix in name else [name]
    for one in names:
        try:
            _path(one).unlink(missing_ok=True)
        except OSError:
            log.warning("The file of a portrait that is no longer shown could not be removed: %s", one)


def _path(name: str) -> Path:
    return Path(os.path.normpath(Path(settings.MEDIA_ROOT) / name))
