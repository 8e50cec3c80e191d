"""Values of card records and names in GB 18030-2022."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_io.core import gb18030
from card_io.core.values import (
    AN,
    CN,
    DATE,
    SEX,
    decode_name,
    encode_name,
    is_empty,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from tests.labs.cards import LONG_NAME

STANDARD_CODES = {
    "A6D9": "FE10", "A6DA": "FE12", "A6DB": "FE11", "A6DC": "FE13", "A6DD": "FE14",
    "A6DE": "FE15", "A6DF": "FE16", "A6EC": "FE17", "A6ED": "FE18", "A6F3": "FE19",
    "FE59": "9FB4", "FE61": "9FB5", "FE66": "9FB6", "FE67": "9FB7", "FE6D": "9FB8",
    "FE7E": "9FB9", "FE90": "9FBA", "FEA0": "9FBB",
}  # fmt: skip


@pytest.mark.parametrize(("code", "character"), STANDARD_CODES.items())
def test_moved_code_points_follow_2022(code: str, character: str) -> None:
    """Each of the 18 two-byte codes means its standard character, both ways."""
    text = chr(int(character, 16))
    assert gb18030.decode(bytes.fromhex(code)) == text
    assert gb18030.encode(text).hex().upper() == code


def test_there_are_eighteen() -> None:
    """The table under test is the whole table."""
    assert len(STANDARD_CODES) == len(gb18030.MOVED_2022) == 18


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_every_text_survives(text: str) -> None:
    """Encoding and decoding give the text back."""
    assert gb18030.decode(gb18030.encode(text)) == text


def test_cn_fills_with_f_and_an_with_zero() -> None:
    """Cn is right-filled with F, an with 00 (card.md 2.4)."""
    assert CN.encode("123", 3).hex().upper() == "123FFF"
    assert AN.encode("X1", 4) == b"X1\0\0"


@pytest.mark.parametrize("filler", ["00", "FF", "20"])
def test_any_filler_reads_as_nothing(filler: str) -> None:
    """Every filler seen in the field counts as empty."""
    raw = bytes.fromhex(filler * 4)
    assert is_empty(raw)
    assert CN.decode(raw) is None
    assert DATE.decode(raw) is None


def test_trailing_filler_of_an_is_stripped() -> None:
    """An values are read without their filler, whichever it is."""
    assert AN.decode(b"ABC\0\0") == "ABC"
    assert AN.decode(b"ABC\xff\xff") == "ABC"
    assert AN.decode(b"ABC  ") == "ABC"


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_dates_go_round(day: date) -> None:
    """A date is stored as YYYYMMDD and read back."""
    assert DATE.encode(day, 4).hex() == f"{day:%Y%m%d}"
    assert DATE.decode(DATE.encode(day, 4)) == day


@pytest.mark.parametrize(
    "raw", ["20241301", "2024010A", "20240100", "2024101F", "2024", "20240101" * 4]
)
def test_impossible_dates_are_refused(raw: str) -> None:
    """A date that is none is an error, not another date."""
    with pytest.raises(ValueError, match=r"|.+"):
        DATE.decode(bytes.fromhex(raw))


def test_unknown_sex_code_is_refused() -> None:
    """Only 1, 2 and 9 stand in tag 0A."""
    assert SEX.decode(b"9") == "unknown"
    with pytest.raises(ValueError, match=r"|.+"):
        SEX.decode(b"7")


def test_long_name_is_joined_before_decoding() -> None:
    """Tags 09 and 4E of the specification's long name give one name."""
    first, extension = encode_name(LONG_NAME, extension=True)
    assert (len(first), len(extension)) == (30, 10)
    assert decode_name(first, extension.ljust(20, b"\0")) == LONG_NAME


def test_character_across_byte_30() -> None:
    """A character may begin in tag 09 and end in tag 4E."""
    name = "A" + "林" * 15
    first, extension = encode_name(name, extension=True)
    assert (len(first), len(extension)) == (30, 1)
    assert decode_name(first, extension.ljust(20, b"\xff")) == name


def test_byte_30_left_free() -> None:
    """A filler byte between the two parts is dropped."""
    first = ("A" + "林" * 14).encode("gbk").ljust(30, b"\0")
    assert decode_name(first, "森".encode("gbk")) == "A" + "林" * 14 + "森"


@pytest.mark.parametrize(
    ("name", "extension", "length", "capacity"),
    [("林" * 16, False, 32, 30), ("林" * 26, True, 52, 50), ("𠮷" * 13, True, 52, 50)],
)
def test_too_long_names_are_refused(
    name: str, extension: bool, length: int, capacity: int
) -> None:
    """A name is refused, never cut; four-byte characters count four."""
    with pytest.raises(CardError) as caught:
        encode_name(name, extension=extension)
    assert caught.value.code == CardCode.NAME_TOO_LONG
    assert caught.value.params == {"length": length, "capacity": capacity}


@pytest.mark.parametrize("name", ["", "  ", "林\ud842", "林\n森"])
def test_names_that_are_no_text_are_refused(name: str) -> None:
    """Lone surrogates, control characters and nothing at all are no name."""
    with pytest.raises(CardError) as caught:
        encode_name(name, extension=True)
    assert caught.value.code == CardCode.NAME_UNENCODABLE


@given(st.text(st.characters(categories=("Lo", "Lu")), min_size=1, max_size=12))
def test_every_name_that_fits_goes_round(name: str) -> None:
    """What is written is what is read."""
    first, extension = encode_name(name, extension=True)
    stored = first.ljust(30, b"\0"), extension.ljust(20, b"\0")
    assert decode_name(*stored) == name


def test_non_gb_bytes_are_refused() -> None:
    """Bytes outside the encoding are an error, not question marks."""
    with pytest.raises(ValueError, match="codec"):
        decode_name(b"\x81\x20\x81".ljust(30, b"\0"))


def test_rare_characters_of_new_planes_are_names() -> None:
    """Ideographs newer than Python's tables are names like any other."""
    name = "\U0003134a\U00031350"
    first, extension = encode_name(name, extension=True)
    assert decode_name(first, extension) == name
