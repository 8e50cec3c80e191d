"""Cards of every region and kind: generation, algorithm, version, region shown (S5)."""

from __future__ import annotations

from datetime import date

import pytest

from card_io.commands import inquiry_lines, reading_as_json
from card_io.core.inquiry import inquire
from card_io.core.reading import read_basic
from card_io.core.softkeys import SoftwareKeys
from card_io.core.writing import WriteJob, write_card
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from counter_app.domain.card_files import FileAccess
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError
from counter_app.i18n import Catalogue
from tests.labs.cards import HOLDER, CardChannel, finished

KEYS = SoftwareKeys()
#: Region code, name of region; 33 diversifies by four digits, 659004 is a county.
REGIONS = {
    "999901": None,
    "330382": "浙江省",
    "321200": "江苏省",
    "440300": "广东省",
    "639900": "青海省",
    "659004": "新疆维吾尔自治区",
    "220100": "吉林省",
}
KINDS = [
    ("v1-des", "1.00", "DES", 1),
    ("v2-des", "2.00", "DES", 2),
    ("v3-sm4", "3.00", "SM4", 3),
    ("v3-sm4-contactless", "3.00", "SM4", 3),
]


def card_of(region: str, profile: str = "v2-des", **more: object) -> VirtualCard:
    face = CardFace(HOLDER, CardBody(region), **more)  # type: ignore[arg-type]
    return VirtualCard.personalised(profile, face)


def read(card: VirtualCard) -> ChipReading:
    return read_basic(CardChannel(card), KEYS)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_cards_of_other_regions(kind: tuple[str, str, str, int], region: str) -> None:
    """Each region's keys prove its cards; what the card is is shown."""
    profile, version, algorithm, generation = kind
    reading = read(card_of(region, profile))
    assert (reading.region, reading.genuine, reading.warnings) == (region, True, ())
    shown = (reading.spec_version, reading.algorithm, reading.generation)
    assert shown == (version, algorithm, generation)
    table = reading_as_json(reading)
    told = [table[key] for key in ("spec_version", "algorithm", "generation")]
    assert (table["region"], *told) == (region, *shown)


@pytest.mark.parametrize("region", REGIONS)
def test_regions_have_names(region: str) -> None:
    """An inquiry names the region where the table knows it (S5)."""
    found = inquire(CardChannel(card_of(region)), KEYS)
    name = REGIONS[region]
    if name is None:
        assert found.reading.region == region
    else:
        assert name in str(found.region_name)


def ssf33() -> VirtualCard:
    """Return a silent card of Beijing: its algorithm is SSF33 (card.md 2.2)."""
    return card_of("110000", "v1-des")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_ssf33_says_that_only_a_sam_serves(language: str) -> None:
    """Readable without proof; whatever needs a key names the SAM (card.md 15.4)."""
    card = ssf33()
    reading = read(card)
    assert (reading.algorithm, reading.name) == ("SSF33", HOLDER.name)
    assert CardWarning.ALGORITHM in reading.warnings
    job = WriteJob(card.card_uid, HOLDER)
    with pytest.raises(CardError) as caught:
        write_card(CardChannel(card), KEYS, job, lambda _: None)
    assert caught.value.code == CardCode.ALGORITHM_UNSUPPORTED
    words = Catalogue(language)
    for code, params in (
        (caught.value.code, caught.value.params),
        (str(CardWarning.ALGORITHM), {}),
    ):
        assert "SAM" in " ".join(words.error_text(code, params))


def test_card_without_any_folder() -> None:
    """A card with the SSSE alone shows every folder as absent, and stays readable."""
    found = inquire(CardChannel(card_of("999901", folders=())), KEYS)
    assert [folder.present for folder in found.folders] == [True] + [False] * 7
    assert found.reading.name == HOLDER.name
    lines = inquiry_lines(found, Catalogue("en"))
    assert [line for line in lines if line.startswith("DF03")] != []


def test_first_card_has_no_talent_folder() -> None:
    """DF07 came with 2.00 (card.md 2.1)."""
    found = inquire(CardChannel(finished("v1-des")), KEYS)
    present = {folder.name: folder.present for folder in found.folders}
    assert (present["DF01"], present["DF07"]) == (True, False)


def test_extra_local_file_is_shown() -> None:
    """EF0D of some regions is read with its items (card.md 2.1)."""
    card = card_of("999901")
    card.image.records["EF0D"] = [(0xEA, b"999901000012"), (0xEB, b"\x99\x99\x01")]
    found = inquire(CardChannel(card), KEYS)
    (extra,) = [file for file in found.folders[0].files if file.name == "EF0D"]
    assert extra.access is FileAccess.READ
    assert [item.value for item in extra.items] == ["999901000012", "999901"]


def test_extra_records_in_a_file_are_shown_as_bytes() -> None:
    """A local record that no source names keeps tag and bytes."""
    card = card_of("999901")
    card.image.records["DF05/EF05"] = [(0xA0, b"1"), (0xEE, b"\x01\x02")]
    found = inquire(CardChannel(card), KEYS)
    (health,) = [folder for folder in found.folders if folder.name == "DF05"]
    assert ("EE", "0102") in [
        (f"{item.tag:02X}", item.raw) for item in health.files[0].items
    ]


def test_contactless_card_is_the_same_card() -> None:
    """The v3 card reads alike over both interfaces; the ATR differs (card.md 1)."""
    contact, air = read(finished("v3-sm4")), read(finished("v3-sm4-contactless"))
    assert air.atr.startswith("3B8D8001")
    assert contact.atr.startswith("3B6D0000")
    assert air.historical_bytes == contact.historical_bytes
    assert (air.name, air.expiry_date) == (contact.name, date(2034, 1, 2))
    assert air.genuine is True


def test_blank_card_says_so() -> None:
    """A card from the maker is blank: records 01-04 only (card.md 14a)."""
    reading = read(VirtualCard.blank())
    assert reading.blank
    assert (reading.name, reading.card_no, reading.issue_date) == (None, None, None)
    assert reading.spec_version == "2.00"
    assert CardWarning.BLANK in reading.warnings
