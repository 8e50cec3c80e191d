"""Card inquiry: what is there, what it means, what it would take to read it (S5)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from card_io.commands import inquiry_as_json
from card_io.core.folders import ALL_FILES, FOLDERS
from card_io.core.inquiry import inquire
from card_io.core.pins import PinEntry
from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.contents import fill_folders
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.card_files import (
    CardFileContent,
    CardInquiry,
    CardItem,
    FileAccess,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.i18n import LANGUAGES, Catalogue
from tests.labs.cards import HOLDER, LONG_NAME, CardChannel, finished

KEYS = SoftwareKeys()
EVERY = tuple(folder.name for folder in FOLDERS)
PIN = "258036"


def whole_card(profile: str = "v2-des") -> VirtualCard:
    """A card with every application folder and a PIN."""
    card = VirtualCard.personalised(
        profile, CardFace(replace(HOLDER, name=LONG_NAME), CardBody(), folders=EVERY)
    )
    card.set_pin(PIN)
    return card


def entry(card: VirtualCard, digits: str = PIN) -> PinEntry:
    return PinEntry(card.card_uid, Secret(digits))


def ask(card: VirtualCard, pin: PinEntry | None = None) -> CardInquiry:
    return inquire(CardChannel(card), KEYS, pin)


def file_of(found: CardInquiry, folder: str, name: str) -> CardFileContent:
    (place,) = [one for one in found.folders if one.name == folder]
    (file,) = [one for one in place.files if one.name == name]
    return file


def item_of(file: CardFileContent, tag: int, number: int = 1) -> CardItem:
    (item,) = [i for i in file.items if (i.tag, i.number) == (tag, number)]
    return item


def test_every_file_of_the_model_is_answered_for() -> None:
    """Each declared file appears once, read or with what it takes."""
    found = ask(whole_card())
    seen = {
        f"{folder.name}/{file.name}"
        for folder in found.folders
        for file in folder.files
    }
    local = "SSSE/EF0D"
    declared = {f"{file.folder}/EF{file.fid & 0xFF:02X}" for file in ALL_FILES}
    assert seen == declared - {local}


def test_without_a_pin_protected_files_say_what_they_need() -> None:
    """6982 becomes the right of card.md 2.5: PIN, key, or both; nothing is guessed."""
    card = whole_card()
    found = ask(card)
    assert file_of(found, "DF01", "EF05").access is FileAccess.NEEDS_PIN
    assert file_of(found, "DF04", "EF08").access is FileAccess.NEEDS_PIN
    assert file_of(found, "DF04", "EF06").access is FileAccess.NEEDS_PIN_AND_KEY
    assert file_of(found, "DF06", "EF05").access is FileAccess.NEEDS_KEY
    assert file_of(found, "DF07", "EF05").access is FileAccess.NEEDS_KEY
    assert file_of(found, "DF05", "EF05").access is FileAccess.READ
    assert file_of(found, "DF01", "EF16").access is FileAccess.READ
    assert not any(command[1] == 0x20 and len(command) > 4 for command in card.seen)
    assert card.image.pin_counter.left == card.image.pin_counter.maximum


def test_with_a_pin_files_open() -> None:
    """The PIN opens what it opens; a key's file stays closed."""
    card = whole_card()
    found = ask(card, entry(card))
    assert found.pin_verified
    address = item_of(file_of(found, "DF01", "EF05"), 0x21)
    assert address.value == "江苏省泰州市练习路1号"
    place = item_of(file_of(found, "DF01", "EF06"), 0x24)
    assert (place.value, place.meaning) == ("321200", "江苏省泰州市")
    work = item_of(file_of(found, "DF01", "EF07"), 0x29)
    assert work.meaning_id == "card.code.employment.1"
    assert file_of(found, "DF07", "EF05").access is FileAccess.NEEDS_KEY
    assert file_of(found, "DF04", "EF06").access is FileAccess.NEEDS_PIN_AND_KEY


def test_nested_and_cyclic_items() -> None:
    """B-TLV items come apart, rings come newest first, empty records do not show."""
    card = whole_card()
    found = ask(card, entry(card))
    degree = item_of(file_of(found, "DF01", "EF15"), 0x40)
    assert [part.value for part in degree.parts] == ["201", "080901", "练习大学"]
    assert item_of(file_of(found, "DF01", "EF15"), 0x40, 3).value is None
    payments = file_of(found, "DF04", "EF08")
    assert payments.structure == "cyclic"
    assert [i.value for i in payments.items if i.number == 1] == [
        "2",
        "1",
        "410100813475",
        "20240601103000",
        "12345",
        "500",
        None,
    ]
    assert {i.number for i in payments.items} == {1, 2}


def test_basic_files_with_meanings() -> None:
    """EF05 and EF06 are shown with words; the long name is whole."""
    found = ask(whole_card("v3-sm4"))
    holder = file_of(found, "SSSE", "EF06")
    assert item_of(holder, 0x09).value == LONG_NAME
    assert item_of(holder, 0x0B).meaning_id == "card.code.ethnicity.01"
    assert item_of(holder, 0x0A).meaning_id == "card.code.sex.male"
    assert found.reading.generation == 3
    assert found.reading.algorithm == "SM4"


def test_v3_without_keys_marks_ef06() -> None:
    """EF06, fingerprint and photo of a 3.00 card need a key."""
    found = inquire(CardChannel(finished("v3-sm4")), None)
    for name in ("EF06", "EF07", "EF08"):
        assert file_of(found, "SSSE", name).access is FileAccess.NEEDS_KEY


def test_missing_folders_are_absent() -> None:
    """A card with some folders only shows the others as absent."""
    card = VirtualCard.personalised(
        "v2-des", CardFace(HOLDER, CardBody(), folders=("DF01",))
    )
    present = {folder.name: folder.present for folder in ask(card).folders}
    assert [name for name, there in present.items() if there] == ["SSSE", "DF01"]


def test_missing_file_is_absent() -> None:
    """A folder may lack a file."""
    card = whole_card()
    del card.image.records["DF05/EF05"]
    card.image.records["DF05/EF06"] = []
    found = ask(card)
    (folder,) = [one for one in found.folders if one.name == "DF05"]
    assert not folder.present or folder.files[0].access is FileAccess.ABSENT


def test_local_files_show_only_where_they_are() -> None:
    """EF0D of some regions is listed on their cards alone (card.md 2.1)."""
    card = whole_card()
    assert all(file.name != "EF0D" for file in ask(card).folders[0].files)
    card.image.records["EF0D"] = [(0xEA, b"999901000012"), (0xEB, b"\x99\x99\x01")]
    assert item_of(file_of(ask(card), "SSSE", "EF0D"), 0xEA).value == "999901000012"


def test_unknown_records_stay_bytes() -> None:
    """A tag nobody describes is shown with its bytes and its number."""
    card = whole_card()
    card.image.records["DF01/EF05"].append((0x7E, b"\x01\x02"))
    item = item_of(file_of(ask(card, entry(card)), "DF01", "EF05"), 0x7E)
    assert (item.name_id, item.raw, item.value) == ("card.item.unnamed", "0102", None)


def test_bytes_that_do_not_decode_are_kept() -> None:
    """An unreadable item keeps its bytes and says so."""
    card = whole_card()
    rows = card.image.records["DF01/EF05"]
    card.image.records["DF01/EF05"] = [
        (tag, b"\xab\xcd\xef" if tag == 0x0E else value) for tag, value in rows
    ]
    item = item_of(file_of(ask(card, entry(card)), "DF01", "EF05"), 0x0E)
    assert item.unreadable
    assert (item.value, item.raw) == (None, "ABCDEF")


def test_first_version_slots_keep_their_own_meaning() -> None:
    """On a 1.00 card a changed tag is bytes, unless it ends in EE (card.md 2.5)."""
    card = VirtualCard.personalised("v1-des", CardFace(HOLDER, CardBody()))
    card.set_pin(PIN)
    card.image.records["DF01/EF09"] = [(0x30, b"999999990"), (0x32, b"123")]
    old = file_of(ask(card, entry(card)), "DF01", "EF09")
    assert item_of(old, 0x30).value == "999999990"
    assert item_of(old, 0x32).name_id == "card.item.unnamed"
    card.image.records["DF01/EF09"] = [(0x32, b"11\xee")]
    new = item_of(file_of(ask(card, entry(card)), "DF01", "EF09"), 0x32)
    assert (new.name_id, new.value) == ("card.item.person_category", "11")


def no_read_all(apdu: bytes) -> int | None:
    return 0x6A86 if apdu[1] == 0xB2 and apdu[3] & 7 == 5 else None


def tags_only(apdu: bytes) -> int | None:
    return 0x6A86 if apdu[1] == 0xB2 and apdu[3] & 7 in (4, 5) else None


@pytest.mark.parametrize("refuse", [no_read_all, tags_only])
def test_every_way_of_addressing_reads_the_same(refuse: object) -> None:
    """All at once, by number, by tag with next instance: the same records."""
    card = whole_card()
    whole = ask(card, entry(card))
    other = inquire(CardChannel(card, refuse), KEYS, entry(card))  # type: ignore[arg-type]
    for folder, again in zip(whole.folders, other.folders, strict=True):
        for file, same in zip(folder.files, again.files, strict=True):
            # Of DF06/EF06 no tag's length is known: only numbers reach its records.
            known = (folder.name, file.name) != ("DF06", "EF06")
            if file.structure == "records" and known:
                assert same == file


def test_pin_on_another_card_is_not_spent() -> None:
    """The PIN goes to the expected card only, and never by itself twice."""
    card = whole_card()
    with pytest.raises(CardError) as caught:
        ask(card, PinEntry("9" * 32, Secret(PIN)))
    assert caught.value.code == CardCode.ANOTHER_CARD
    with pytest.raises(CardError) as caught:
        ask(card, entry(card, "111111"))
    assert caught.value.params["tries_left"] == 5
    assert card.image.pin_counter.left == 5


def test_a_file_that_fails_does_not_end_the_inquiry() -> None:
    """One bad answer makes one file unreadable; a card pulled out ends it all."""
    card = whole_card()
    at = next(
        n
        for n, header in enumerate(CardChannelLog.of(card), start=1)
        if header[1] == 0xB0
    )
    card.arm(Fault(FaultKind.STATUS, at=at, sw=0x6581))
    assert any(
        file.access is FileAccess.UNREADABLE
        for folder in ask(card).folders
        for file in folder.files
    )
    card.arm(Fault(FaultKind.PULLED, at=at))
    with pytest.raises(CardError) as caught:
        ask(card)
    assert caught.value.code == CardCode.REMOVED


class CardChannelLog:
    """Headers of one inquiry."""

    @staticmethod
    def of(card: VirtualCard) -> list[bytes]:
        inquire(CardChannel(card), KEYS)
        return list(card.seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_in_both_languages(language: str) -> None:
    """Folders, files, items, codes: no message id without words."""
    words = Catalogue(language, strict=True)
    card = whole_card("v3-sm4")
    found = ask(card, entry(card))
    for folder in found.folders:
        assert words.text(folder.name_id)
        for file in folder.files:
            assert words.text(file.name_id)
            assert words.text(f"card.access.{file.access}")
            for item in file.items:
                assert words.text(item.name_id, tag="20")
                assert item.meaning_id is None or words.text(item.meaning_id)
    names = {i.name or "unnamed" for f in ALL_FILES for i in f.items}
    assert all(words.has(f"card.item.{name}") for name in names)


def test_fixed_words_are_complete() -> None:
    """Every table's code has words, and DF06 is filled for the walk above."""
    from card_io.core.tables import TABLES

    for language in LANGUAGES:
        words = Catalogue(language, strict=True)
        for table, codes in TABLES.items():
            assert all(words.has(f"card.code.{table}.{code}") for code in codes)
    card = finished("v2-des")
    fill_folders(card.image, ("DF06",))
    assert card.image.records["DF06/EF06"] == [(0xC6, b"01")]


def test_json_has_the_whole_tree() -> None:
    """``card inquire --json`` carries folders, files, items and raw bytes."""
    card = whole_card()
    table = inquiry_as_json(ask(card, entry(card)), Catalogue("zh_CN"))
    text = json.dumps(table, ensure_ascii=False)
    assert "户口地址" in text
    assert '"raw"' in text
    assert json.loads(text)["card"]["algorithm"] == "DES"


@pytest.mark.parametrize("profile", ["v1-des", "v3-sm4"])
def test_progress_counts_every_file_once(profile: str) -> None:
    """The count never goes back and ends at all files, there or not."""
    told: list[tuple[int, int]] = []
    channel = CardChannel(finished(profile))
    inquire(channel, SoftwareKeys(), progress=lambda *now: told.append(now))
    done = [now for now, _ in told]
    assert done == sorted(done)
    assert told[-1] == (len(ALL_FILES), len(ALL_FILES))
