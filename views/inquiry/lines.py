"""A card inquiry as the lines of a table: grouped, in words, persons masked; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter_app.domain.card_files import (
    CardFileContent,
    CardFolder,
    CardInquiry,
    CardItem,
    FileAccess,
)
from counter_app.domain.masking import ITEM_MASKS, mask_item
from counter_app.services.inquiring import ThreeWay
from views.messages import Words
from views.palette import Tone

RAW_BYTES = 48  # of a value shown in one line
_STEP = "    "
_OPEN = frozenset({"name"})  # stands on top of the page as well
_ASKED = frozenset({FileAccess.NEEDS_PIN, FileAccess.NEEDS_PIN_AND_KEY})


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is called, its value, what the value means, its bytes."""

    title: str
    value: str = ""
    meaning: str = ""
    raw: str = ""
    tone: Tone = Tone.PLAIN
    needs_pin: bool = False


def file_lines(found: CardInquiry, words: Words) -> tuple[Line, ...]:
    """Return all folders, files and items of a card."""
    return tuple(
        line for folder in found.folders for line in _folder_lines(folder, words)
    )


def files_with_pin(found: CardInquiry) -> int:
    """Return how many files wait for the holder's PIN."""
    files = [file for folder in found.folders for file in folder.files]
    return sum(file.access in _ASKED for file in files)


def side_word(row: ThreeWay) -> str:
    """Return the message id of how the three sides stand to each other."""
    told = {
        side: value
        for side in ("chip", "local", "center")
        if (value := getattr(row, side)) not in (None, "")
    }
    if len(told) < 2:  # noqa: PLR2004 - nothing to compare
        return "view.sides.single"
    if len(set(told.values())) == 1:
        return "view.sides.same"
    for side, value in told.items():
        others = {v for s, v in told.items() if s != side}
        if len(told) > 2 and len(others) == 1 and value not in others:  # noqa: PLR2004 - three sides
            return f"view.sides.{side}_differs"
    if len(told) > 2:  # noqa: PLR2004 - three sides
        return "view.sides.all_differ"
    return "view.sides." + "_".join(told)


def _folder_lines(folder: CardFolder, words: Words) -> Iterator[Line]:
    name = words(folder.name_id)
    if folder.name not in name:
        name = f"{folder.name}  {name}"
    if not folder.present:
        yield Line(name, words("card.access.absent"), tone=Tone.MUTED)
        return
    yield Line(name, tone=Tone.ACCENT)
    for file in folder.files:
        yield from _file_lines(file, words)


def _file_lines(file: CardFileContent, words: Words) -> Iterator[Line]:
    waits = file.access in _ASKED
    tone = Tone.PLAIN if file.access is FileAccess.READ else Tone.MUTED
    access = words(f"card.access.{file.access}")
    if waits:
        tone, access = Tone.AMBER, words("view.inquiry.ask_row", access=access)
    elif file.access is FileAccess.UNREADABLE:
        tone = Tone.RED
    title = f"{_STEP}{file.name}  {words(file.name_id)}"
    yield Line(title, access, tone=tone, needs_pin=waits)
    for item in file.items:
        yield from _item_lines(item, words, _STEP * 2)


def _item_lines(item: CardItem, words: Words, indent: str) -> Iterator[Line]:
    title = words(item.name_id, tag=f"{item.tag:02X}")
    if item.number > 1:
        title = f"{title} ({item.number})"
    meaning = words(item.meaning_id) if item.meaning_id else item.meaning or ""
    hide = item.name_id.rpartition(".")[2] not in _OPEN
    value = (mask_item(item.name_id, item.value) if hide else item.value) or ""
    tone = Tone.PLAIN
    if item.unreadable:
        tone, value = Tone.AMBER, words("view.inquiry.unreadable")
    elif not value and not item.parts:
        value = words("view.none")
    yield Line(indent + title, value, meaning, _raw(item, words), tone)
    for part in item.parts:
        yield from _item_lines(part, words, indent + _STEP)


def _raw(item: CardItem, words: Words) -> str:
    """Return the bytes as hex; those that name a person are counted only."""
    size = len(item.raw) // 2
    if not size:
        return ""
    if item.name_id.rpartition(".")[2] in ITEM_MASKS:
        return words("view.inquiry.hidden", n=size)
    shown = item.raw[: RAW_BYTES * 2]
    text = " ".join(shown[i : i + 2] for i in range(0, len(shown), 2))
    return text if size <= RAW_BYTES else f"{text} … ({size})"
