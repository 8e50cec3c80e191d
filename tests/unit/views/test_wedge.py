"""A scanner is told from a hand by the times of its keys, in the display's own ms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from views.wedge import GAP_MS, LEAST, Wedge

NUMBER = "999901198101010013"
GAPS = st.lists(st.integers(0, GAP_MS), min_size=len(NUMBER), max_size=len(NUMBER))


def typed(wedge: Wedge, text: str, gaps: list[int], start: int = 1_000) -> int:
    """Type a text; return when the last key was pressed."""
    at = start
    for char, gap in zip(text, gaps, strict=True):
        at += gap
        wedge.key(char, at)
    return at


@settings(max_examples=50)
@given(gaps=GAPS, last=st.integers(0, GAP_MS))
def test_what_comes_fast_enough_was_scanned(gaps: list[int], last: int) -> None:
    """Every number whose keys and end follow each other closely is a scan."""
    wedge = Wedge()
    at = typed(wedge, NUMBER, gaps)
    assert wedge.end(at + last) == NUMBER


@pytest.mark.parametrize("text", ["told by telephone", "toldbytelephone", "seen on 22"])
def test_words_typed_fast_are_no_number(text: str) -> None:
    """A quick hand that writes a reason and presses Enter keeps what it wrote."""
    wedge = Wedge()
    at = typed(wedge, text, [GAP_MS] * len(text))
    assert wedge.end(at + GAP_MS) == ""


@settings(max_examples=50)
@given(gaps=GAPS, slow=st.integers(0, len(NUMBER)), more=st.integers(1, 500))
def test_one_slow_key_and_it_was_a_hand(gaps: list[int], slow: int, more: int) -> None:
    """A pause drops what stood before it; too little is left, or the rest alone."""
    wedge = Wedge()
    times = [*gaps, 0]
    times[slow] = GAP_MS + more
    at = typed(wedge, NUMBER, times[:-1])
    rest = NUMBER[slow:]
    assert wedge.end(at + times[-1]) == (rest if len(rest) >= LEAST else "")


@pytest.mark.parametrize("text", ["12345", "111111111", ""])
def test_few_keys_and_a_held_key_are_no_scan(text: str) -> None:
    """Rolling over three keys, or leaning on one, is done by hands."""
    wedge = Wedge()
    assert wedge.end(typed(wedge, text, [5] * len(text)) + 5) == ""


def test_cr_lf_is_one_end() -> None:
    """The LF after a scanner's CR does nothing; a later Enter does, a new scan too."""
    wedge = Wedge()
    at = typed(wedge, NUMBER, [5] * len(NUMBER))
    assert not wedge.echo(at + 5)
    assert wedge.end(at + 5) == NUMBER
    assert wedge.echo(at + 10)
    assert not wedge.echo(at + 15)
    again = typed(wedge, NUMBER, [5] * len(NUMBER), at + 20)
    assert not wedge.echo(again + 5)
    assert wedge.end(again + 5) == NUMBER
    assert not wedge.echo(again + 5 + GAP_MS + 1)


def test_the_clock_of_the_display_may_begin_anew() -> None:
    """After 49 days the display counts from zero: one scan is taken for a hand's."""
    wedge = Wedge()
    typed(wedge, NUMBER, [5] * len(NUMBER), 2**32 - 100)
    assert wedge.end(3) == ""
    assert wedge.end(typed(wedge, NUMBER, [5] * len(NUMBER), 10) + 5) == NUMBER
