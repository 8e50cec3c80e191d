"""Characters no key types: by radical, by strokes, by code point."""

from __future__ import annotations

import pytest

from counter_app.domain.strokes.radicals import (
    RADICALS,
    by_code_point,
    by_radical,
    by_strokes,
    radical_of,
    radicals,
)


@pytest.mark.parametrize(
    ("char", "sign"),
    [
        ("你", "人"),
        ("亻", "人"),
        ("说", "言"),
        ("钅", "金"),
        ("𠮷", "口"),
        ("㐂", "一"),
    ],
)
def test_a_character_stands_under_its_radical(char: str, sign: str) -> None:
    """Unicode's radical, also of simplified forms and beyond the BMP."""
    number = radical_of(char)
    assert number is not None
    assert radicals()[number - 1].sign == sign
    assert char in by_radical(number)


def test_every_radical_is_its_own_first_character() -> None:
    """214 radicals, by strokes; each is found under itself."""
    found = radicals()
    assert len(found) == RADICALS
    strokes = [radical.strokes for radical in found]
    assert strokes == sorted(strokes)
    assert strokes[0], strokes[-1] == (1, 17)
    assert all(r.sign in by_radical(r.number, r.strokes) for r in found)


def test_radical_and_strokes_together_find_a_rare_character() -> None:
    """𠮷 has no stroke data of its own: its neighbours under 口 tell six."""
    assert "𠮷" in by_radical(30, 6)
    assert "吉" in by_radical(30, 6)
    assert "吉" not in by_radical(30, 7)
    assert by_radical(0) == by_radical(215) == ()


def test_by_strokes_alone() -> None:
    """Every character of that many strokes, no double of another's code point."""
    assert "龘" in by_strokes(48)
    assert "\uf9de" not in by_strokes(6)  # a double of 吏
    assert "吏" in by_strokes(6)


@pytest.mark.parametrize("text", ["U+20BB7", "u20bb7", "20BB7", "0x20bb7", "&#x20BB7;"])
def test_a_code_point_is_understood_as_people_write_it(text: str) -> None:
    """The number printed beside a rare character, in any spelling."""
    assert by_code_point(text) == "𠮷"


@pytest.mark.parametrize("text", ["", "D83D", "E000", "10FFFF", "110000", "口", "12G4"])
def test_what_is_no_character_is_refused(text: str) -> None:
    """No half characters, private places or numbers that mean nothing."""
    assert by_code_point(text) is None
