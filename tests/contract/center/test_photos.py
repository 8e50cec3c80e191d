"""Card photos at the center: each once, none that is not one; over both databases."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import msgspec
import pytest
from PIL import Image

from center import photos
from counter_app.domain.errors import CenterError
from counter_app.domain.photos import DPI, HEIGHT, WIDTH
from sync.wire import EnrolRequest, decode, encode
from sync.wire.photos import (
    LARGEST_PHOTO,
    MOST_PHOTOS,
    PhotoAnswer,
    PhotoBatch,
    WirePhoto,
)
from sync.wire.sign import SigningKey
from tests.labs.centers import Lab, card, holder
from tests.labs.operations import Window

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def jpeg(shade: int = 200, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """Return a photo as the counter packs it."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, (shade, shade, 255))
    picture.save(out, "JPEG", quality=90, dpi=(DPI, DPI), subsampling=0)
    return out.getvalue()


def photo(content: bytes, ssn: str, **more: object) -> WirePhoto:
    """Return a photo for the wire."""
    digest = hashlib.sha256(content).hexdigest()
    facts = {"digest": digest, "ssn": ssn, "taken_at": NOW, "by": "li", "jpeg": content}
    return WirePhoto(**(facts | more))  # type: ignore[arg-type]  # as named


def window(lab: Lab, name: str = "测试网点") -> Window:
    """Return a new workstation of an office."""
    center, office = lab.center(), lab.new_office(name)
    key = SigningKey.generate().public_hex
    bound = center.enrol(EnrolRequest(code=office["code"], public_key=key))
    return Window(center, bound.workstation, office["office_code"])


def send(at: Window, *some: WirePhoto) -> list[PhotoAnswer]:
    """Send photos in one batch, through the wire's own form."""
    batch = decode(encode(PhotoBatch(some)), PhotoBatch)
    database = at.center.database
    found = database.write(lambda tx: photos.take(tx, at.sender, batch, 1))
    return list(found.photos)


def words(answers: list[PhotoAnswer]) -> list[str]:
    """Return word or code of each answer."""
    return [one.code or one.word.value for one in answers]


def test_each_photo_once(lab: Lab) -> None:
    """Told again it is known; the newest of a person is the one that counts."""
    at, person = window(lab), holder(1)
    lab.bring_in(at.office, (person, (card(person, 1),)))
    first = photo(jpeg(), person.ssn)
    assert words(send(at, first, first)) == ["stored", "already"]
    assert words(send(at, first)) == ["already"]
    newer = photo(jpeg(90), person.ssn, taken_at=NOW.replace(day=21))
    assert words(send(at, newer)) == ["stored"]
    database = at.center.database
    assert database.read(lambda tx: photos.newest(tx, person.ssn)) == newer.jpeg
    assert database.read(photos.counts)[0]["photos"] == 2
    with pytest.raises(CenterError) as nobody:
        database.read(lambda tx: photos.newest(tx, "999901199001011234"))
    assert nobody.value.code == "center.no_photo"


def test_what_is_no_photo_is_refused_alone(lab: Lab) -> None:
    """A hostile file is refused with a code; the others of its batch are kept."""
    at, person = window(lab), holder(1)
    lab.bring_in(at.office, (person, (card(person, 1),)))
    whole = jpeg()
    exif = whole[:2] + b"\xff\xe1\x00\x08Exif\x00\x00" + whole[2:]
    hostile = [
        b"MZ not a picture",
        whole + b"PK\x03\x04 an archive behind it",
        exif,
        jpeg(size=(WIDTH * 40, HEIGHT)),
        b"\xff\xd8\xff\xd9",
    ]
    sent = [photo(one, person.ssn) for one in hostile]
    sent.append(photo(whole, person.ssn, digest="0" * 64))
    sent.append(photo(jpeg(77), "999901199001010000"))  # nobody's number
    answers = words(send(at, *sent, photo(whole, person.ssn)))
    assert answers[:-1] == ["center.photo_invalid"] * len(sent)
    assert answers[-1] == "stored"


def test_nobody_elses_holder_and_nobody_elses_picture(lab: Lab) -> None:
    """A photo is of a person of this office, and of one person only."""
    at, other = window(lab), window(lab, "别的网点")
    mine, theirs = holder(1), holder(2)
    lab.bring_in(at.office, (mine, (card(mine, 1),)))
    lab.bring_in(other.office, (theirs, (card(theirs, 2),)))
    one = photo(jpeg(), mine.ssn)
    assert words(send(at, one, photo(jpeg(10), theirs.ssn))) == [
        "stored", "center.photo_elsewhere",
    ]  # fmt: skip
    assert words(send(other, photo(one.jpeg, theirs.ssn))) == [
        "center.photo_of_another"
    ]


def test_a_photo_before_the_person(lab: Lab) -> None:
    """Who applies tomorrow is on no roll yet; the number must be a whole one."""
    at, person = window(lab), holder(7)
    assert words(send(at, photo(jpeg(), person.ssn))) == ["stored"]


def test_limits_of_size() -> None:
    """Too large a photo and too many photos are refused before they are looked at."""
    large = photo(b"x" * (LARGEST_PHOTO + 1), "999901199001010000")
    small = photo(b"x", "999901199001010000")
    for batch in (PhotoBatch((large,)), PhotoBatch((small,) * (MOST_PHOTOS + 1))):
        with pytest.raises(msgspec.ValidationError):
            decode(encode(batch), PhotoBatch)
