"""Search keys of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries.search import ways
from db.readings import name_keys, spaced, unit_words


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕女", "lvnv", "ln"),
        ("阿卜杜拉·买买提", "abudulamaimaiti", "abdlmmt"),
        ("John Smith", "johnsmith", "johnsmith"),
        ("", "", ""),
        ("·", "", ""),
    ],
)
def test_names_are_read_as_surnames_are(name: str, pinyin: str, initials: str) -> None:
    """Surnames have readings of their own; marks between parts are silent."""
    keys = name_keys(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


def test_other_readings_are_kept() -> None:
    """A clerk who types another reading finds the person too."""
    keys = name_keys("单乐")
    assert {"danle", "shanyue", "dl"} <= set(keys.others.split())
    assert keys.pinyin not in keys.others.split()


def test_a_surname_is_not_read_oddly() -> None:
    """王 has a rare second reading that would gather 7 % of the country."""
    assert name_keys("王五").others == ""


@given(st.text(max_size=20))
def test_any_text_has_keys(text: str) -> None:
    """Keys never fail, hold no spaces, and number few."""
    keys = name_keys(text)
    assert " " not in keys.pinyin + keys.initials
    assert len(keys.others.split()) <= 16
    assert spaced(text).split() == spaced(spaced(text)).split()
    assert all(word.startswith("u") for word in unit_words(text).split())


@given(st.text(max_size=20))
def test_any_text_can_be_searched(text: str) -> None:
    """No typed text makes an incomplete query."""
    for way in ways(text):
        assert way.sql.count("?") == len(way.wanted) + 1
        assert all(way.wanted)
