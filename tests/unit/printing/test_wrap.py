"""Lines end where Chinese and Latin allow it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printing.wrap import wrap


def wide(text: str) -> float:
    """Measure as a typewriter: one for Latin, two for ideographs."""
    return float(sum(2 if ord(char) > 0x2E80 else 1 for char in text))


def test_chinese_breaks_anywhere() -> None:
    """Ideographs need no space between them to end a line."""
    assert wrap("一二三四五六", 8, wide) == ("一二三四", "五六")


def test_closing_marks_do_not_open_a_line() -> None:
    """GB/T 15834: a comma goes with the character before it."""
    assert wrap("一二三四，五", 8, wide) == ("一二三", "四，五")


def test_opening_marks_do_not_end_a_line() -> None:
    """A bracket goes with what follows."""
    assert wrap("一二三（四）", 8, wide) == ("一二三", "（四）")


def test_latin_words_stay_whole() -> None:
    """Words break at spaces, and the space is not printed at the end."""
    assert wrap("one two three", 8, wide) == ("one two", "three")


def test_a_long_word_is_cut() -> None:
    """A word wider than the column is cut rather than drawn over the edge."""
    assert wrap("A" * 20, 8, wide) == ("A" * 8, "A" * 8, "AAAA")


def test_empty_text_is_one_empty_line() -> None:
    """An empty cell still takes a line."""
    assert wrap("", 8, wide) == ("",)


@given(st.text(alphabet="一二三，。（）ab 12·\U00020bb7", max_size=60))
def test_nothing_is_lost_and_nothing_sticks_out(text: str) -> None:
    """Every visible character is printed once, in order, inside the column."""
    lines = wrap(text, 8, wide)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= 8 or len(line) <= 1 for line in lines)
