"""The order by strokes against ICU, and what the table says of characters."""

from __future__ import annotations

import random
import unicodedata
from itertools import combinations

import pytest

from counter_app.domain.strokes import is_tabled, stroke_count, stroke_key
from scripts.icu import Collation
from scripts.make_strokes import IDEOGRAPHS
from tests.unit.lists.surnames import SURNAMES


@pytest.fixture(scope="module")
def icu() -> Collation:
    return Collation()


def test_all_pairs_of_surnames_stand_as_icu_puts_them(icu: Collation) -> None:
    """Every pair of more than 500 surnames: the same one first (7.3)."""
    assert len(SURNAMES) >= 500
    ours = {name: stroke_key(name) for name in SURNAMES}
    theirs = {name: icu.key(name) for name in SURNAMES}
    wrong = [
        (a, b)
        for a, b in combinations(SURNAMES, 2)
        if (ours[a] < ours[b]) != (theirs[a] < theirs[b])
    ]
    assert wrong == []


def test_random_names_with_rare_characters_stand_as_icu_puts_them(
    icu: Collation,
) -> None:
    """Any assigned ideograph may stand in a name, beyond the BMP as well."""
    dice = random.Random(73)
    rare = [
        chr(point)
        for low, high in IDEOGRAPHS
        for point in range(low, high + 1)
        if unicodedata.name(chr(point), "")
    ]
    names = [
        dice.choice(SURNAMES if dice.random() < 0.5 else rare)
        + "".join(dice.choices(rare, k=dice.randint(0, 3)))
        for _ in range(5000)
    ]
    ours = sorted(names, key=lambda name: (stroke_key(name), name))
    assert ours == sorted(names, key=lambda name: (icu.key(name), name))


def test_first_character_then_the_shorter_name() -> None:
    """A compound surname goes by its first character; 王 stands before 王明."""
    names = ["赵六", "王明", "欧阳锋", "丁一", "王", "司马光", "张三", "李四"]
    assert sorted(names, key=stroke_key) == [
        "丁一", "王", "王明", "司马光", "张三", "李四", "欧阳锋", "赵六",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("char", "strokes"),
    [("一", 1), ("丁", 2), ("王", 4), ("张", 7), ("欧", 8), ("靐", 39), ("龘", 48)],
)
def test_strokes_are_counted(char: str, strokes: int) -> None:
    """The count that labels a group is the table's own."""
    assert stroke_count(char) == strokes


def test_characters_without_stroke_data_are_flagged() -> None:
    """𠮷 is ordered, but a person is told to look (7.3)."""
    assert stroke_count("𠮷") is None
    assert not is_tabled("𠮷田")
    assert is_tabled("王小明·A")


def test_one_name_in_two_spellings_has_one_place() -> None:
    """A compatibility ideograph is the same character (GB 18030-2022)."""
    assert stroke_key("\uf914天") == stroke_key("樂天")
    assert stroke_key("王　明") == stroke_key("王明")
