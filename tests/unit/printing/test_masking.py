"""Masks keep what a person needs to recognise their entry, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain import masking

CASES = {
    "": "",
    "张": "*",
    "张三": "张*",
    "王小明": "王**",
    "欧阳修": "欧阳*",
    "欧阳修文": "欧阳**",
    "欧阳": "欧*",  # 欧 is a surname too; two characters hold a given name
    "诸葛孔明": "诸葛**",
    "𠮷田明": "𠮷**",
    "葛\U000e0100明": "葛\U000e0100*",
    "阿迪力·买买提": "阿**·***",
    "MARIA GARCIA": "M**** ******",
    "Nguyễn Văn": "N***** ***",
    " 张三 ": "张*",
}


@pytest.mark.parametrize(("name", "masked"), CASES.items())
def test_names_keep_the_surname(name: str, masked: str) -> None:
    """business.md 11: 张*, 欧阳**; one star for each hidden character."""
    assert masking.mask_name(name) == masked


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (masking.mask_ssn, "999901198101011112", "999901********1112"),
        (masking.mask_ssn, "99990119810101111X", "999901********111X"),
        (masking.mask_ssn, "E12345678", "E******78"),
        (masking.mask_ssn, "12", "**"),
        (masking.mask_phone, "13712348670", "137****8670"),
        (masking.mask_phone, "1234", "****"),
        (masking.mask_card, "C00001103", "C****1103"),
        (masking.mask_card, "C0011", "*****"),
        (masking.mask_bank, "6217000010001234567", "****4567"),
        (masking.mask_bank, "12345678", "********"),
        (masking.card_tail, "C00001103", "1103"),
        (masking.card_tail, "1103", "****"),
    ],
)
def test_numbers_keep_their_ends(mask, text: str, masked: str) -> None:
    """business.md 11: first 6 and last 4 of an id, 3 and 4 of a phone, and so on."""
    assert mask(text) == masked


@given(st.text(st.characters(exclude_characters="*"), min_size=2))
def test_a_mask_never_shows_the_whole(text: str) -> None:
    """Whatever is typed, the given name or the middle of a number stays hidden."""
    for mask in (masking.mask_ssn, masking.mask_phone, masking.mask_card):
        assert not text.strip() or mask(text) != text.strip()
    if len(text.strip()) > 1 and text.isalpha():
        assert "*" in masking.mask_name(text)
