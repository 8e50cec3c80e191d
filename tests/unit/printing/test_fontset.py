"""Shipped fonts: every character a Chinese name may hold has a glyph."""

from __future__ import annotations

import logging

import pytest

from counter_app.domain.errors import PrintError
from printing.fontset import BOLD, RARE, REGULAR, FontSet, Run, shared_fonts
from printing.tounicode import to_unicode_map

# GB 18030-2022, implementation level 3 (annex D): the ideograph blocks, as far as
# characters were assigned when the standard was written.
LEVEL_3 = (
    (0x3400, 0x4DB5),
    (0x4E00, 0x9FEF),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
    (0x2F00, 0x2FD5),
)
# Twelve unified ideographs that stand among the compatibility ones, and the fourteen
# radicals that the standard takes from the supplement.
UNIFIED = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
RADICALS = "⺁⺄⺈⺋⺌⺗⺧⺪⺮⺳⺶⺷⺻⻊"


def test_level_3_is_covered() -> None:
    """GB 18030-2022: no ideograph or radical of level 3 lacks a glyph."""
    fonts = shared_fonts()
    wanted = [chr(c) for first, last in LEVEL_3 for c in range(first, last + 1)]
    wanted += [*UNIFIED, *RADICALS]
    assert len(wanted) == len(set(wanted)) == 87_887 + 228 == 88_115
    assert [char for char in wanted if not fonts.has(char)] == []


def test_names_of_foreigners_are_covered() -> None:
    """Latin with marks and Cyrillic print as glyphs too."""
    fonts = shared_fonts()
    assert all(map(fonts.has, "ÀÉÎÕÜàéîõüĀăąđłőřşţžẮắỗựỹАБВЯабвя·’-"))


def test_runs_choose_a_font_for_each_character() -> None:
    """Neighbours of one font stay together; rare ones get the rare font."""
    runs = shared_fonts().runs("王𠮷明A")
    assert runs == (Run(REGULAR, "王"), Run(RARE, "𠮷"), Run(REGULAR, "明A"))


def test_bold_falls_back_to_regular() -> None:
    """The bold face holds common characters; others are drawn, not lost."""
    assert shared_fonts().runs("王䶮", bold=True) == (
        Run(BOLD, "王"),
        Run(REGULAR, "䶮"),
    )


def test_a_missing_glyph_prints_its_code_point(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No box: the code point stands on the paper, and once in the log."""
    fonts = FontSet()
    with caplog.at_level(logging.WARNING):
        assert fonts.runs("王\U00031350") == (Run(REGULAR, "王U+31350"),)
        fonts.runs("\U00031350")
    assert [record.getMessage() for record in caplog.records] == [
        "no shipped font has U+31350; its code point is printed"
    ]


def test_selectors_and_controls_leave_no_trace() -> None:
    """A variation selector prints its base; a control is a space."""
    assert shared_fonts().runs("葛\U000e0100\n明") == (Run(REGULAR, "葛 明"),)


def test_a_lost_font_file_has_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged installation is told as such."""
    monkeypatch.setattr("printing.fontset.RARE", "Lost")
    fonts = FontSet()
    with pytest.raises(PrintError) as caught:
        fonts.runs("𠮷")
    assert caught.value.code == "printing.font_missing"
    assert caught.value.params == {"font": "Lost.ttf"}


def test_the_map_to_unicode_is_utf16() -> None:
    """ISO 32000-1 9.10.3: beyond the BMP a surrogate pair, in blocks of 100."""
    subset = [0, 0x20BB7, *range(0x4E00, 0x4E00 + 150)]
    lines = to_unicode_map("F", subset).splitlines()
    assert "<01> <D842DFB7>" in lines
    assert "<02> <4E00>" in lines
    blocks = [line for line in lines if line.endswith(" beginbfchar")]
    assert blocks == ["100 beginbfchar", "51 beginbfchar"]
    assert not [line for line in lines if line.startswith("<00> <0000>")]
