"""A card inquiry in words: masks, marks and the three sides; no display."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain.card_files import (
    CardFileContent,
    CardFolder,
    CardInquiry,
    CardItem,
    FileAccess,
)
from counter_app.services.inquiring import ThreeWay
from tests.fakes.reader import blank_chip
from views.inquiry.lines import file_lines, files_with_pin, side_word
from views.messages import Words
from views.palette import Tone
from views.rewrite.presenter import parsed

SSN = "999901198101010013"


@pytest.fixture(params=["zh_CN", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    """The words of a language."""
    return Words(request.param, "Asia/Shanghai")


def inquiry(*files: CardFileContent) -> CardInquiry:
    """Return an inquiry of one folder."""
    folder = CardFolder("SSSE", "card.folder.SSSE", present=True, files=files)
    gone = CardFolder("DF05", "card.folder.DF05", present=False)
    return CardInquiry(blank_chip(1).reading, (folder, gone))


def file(access: FileAccess, *items: CardItem) -> CardFileContent:
    """Return one file."""
    return CardFileContent("EF06", "card.file.SSSE.EF06", "records", access, items)


def test_numbers_are_masked_and_their_bytes_hidden(words: Words) -> None:
    """Neither the value nor the raw bytes give a citizen's number away."""
    item = CardItem(8, 1, "card.item.ssn", SSN.encode().hex().upper(), SSN)
    lines = file_lines(inquiry(file(FileAccess.READ, item)), words)
    text = "\n".join(f"{line.value} {line.raw}" for line in lines)
    assert SSN not in text
    assert SSN.encode().hex().upper() not in text.replace(" ", "")
    assert "999901********0013" in text


def test_codes_are_told_in_words_with_their_bytes(words: Words) -> None:
    """A code stands beside what it means, and its bytes can be had."""
    item = CardItem(
        0x4A, 1, "card.item.ethnicity", "05", "05", "card.code.ethnicity.05"
    )
    line = file_lines(inquiry(file(FileAccess.READ, item)), words)[2]
    assert (line.value, line.raw) == ("05", "05")
    assert line.meaning == words("card.code.ethnicity.05")


def test_what_needs_a_pin_is_marked(words: Words) -> None:
    """The row says so and can be chosen; an absent folder is one muted line."""
    found = inquiry(file(FileAccess.NEEDS_PIN), file(FileAccess.NEEDS_KEY))
    lines = file_lines(found, words)
    assert [line.needs_pin for line in lines] == [False, True, False, False]
    assert lines[1].tone is Tone.AMBER
    assert lines[-1].tone is Tone.MUTED
    assert files_with_pin(found) == 1


def test_parts_and_what_cannot_be_decoded(words: Words) -> None:
    """Items inside items are indented; unreadable bytes are told, not guessed."""
    part = CardItem(1, 1, "card.item.from", "FF", unreadable=True)
    whole = CardItem(2, 1, "card.item.insurance", "02FF", parts=(part,))
    lines = file_lines(inquiry(file(FileAccess.READ, whole)), words)
    assert lines[3].value == words("view.inquiry.unreadable")
    outer = len(lines[2].title) - len(lines[2].title.lstrip())
    assert len(lines[3].title) - len(lines[3].title.lstrip()) > outer


@pytest.mark.parametrize(
    ("chip", "local", "center", "word"),
    [
        ("a", "a", "a", "same"),
        ("a", None, None, "single"),
        (None, "", None, "single"),
        ("a", "a", None, "same"),
        ("b", "a", "a", "chip_differs"),
        ("a", "b", "a", "local_differs"),
        ("a", "a", "b", "center_differs"),
        ("a", "b", "c", "all_differ"),
        ("a", "b", None, "chip_local"),
        ("a", None, "b", "chip_center"),
        (None, "a", "b", "local_center"),
    ],
)
def test_differences_in_words(
    words: Words, chip: str | None, local: str | None, center: str | None, word: str
) -> None:
    """Each way the three sides can stand to each other has its own word (S6)."""
    row = ThreeWay("name", chip, local, center, same=word in ("same", "single"))
    msgid = side_word(row)
    assert msgid == f"view.sides.{word}"
    assert words.has(msgid)
    assert side_word(replace(row, field="bank")) == msgid


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2036-04-03", date(2036, 4, 3)),
        ("20360403", date(2036, 4, 3)),
        ("2036.04.03", date(2036, 4, 3)),
        ("2036-02-30", None),
        ("2036-4-3", None),
        ("", None),
        ("２０３６０４０３", None),
    ],
)
def test_a_date_is_read_as_it_is_typed(text: str, day: date | None) -> None:
    """Eight digits with or without signs between them, and a day that exists."""
    assert parsed(text) == day
