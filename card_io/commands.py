"""What stands behind ``counter-app card read`` and ``card simulate``."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from card_io.core.checks import card_no_check
from card_io.core.softkeys import PRACTICE_KEYS, load_root_keys
from card_io.simulator.card import VirtualCard
from card_io.simulator.chip import Chip
from card_io.simulator.face import PROFILES, CardBody, CardFace
from card_io.simulator.faults import Fault
from card_io.simulator.namespaces import dial
from card_io.simulator.sam import SamKind, VirtualSam
from card_io.simulator.vpcd import CardServer
from counter_app.domain.card_files import CardFileContent, CardInquiry, CardItem
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.masking import mask_item

_BLANK = "blank"
#: Virtual SAMs and the algorithm of their keys.
SAMS = {"sam": "DES", "sam-sm4": "SM4"}
#: Invented holders: an unassigned region code with valid check digits.
_HOLDERS = {
    "v1-des": ("999901198002290013", "张三", "male", "01", "A0000000"),
    "v2-des": ("999901199912310022", "李小练", "female", "01", "A0000001"),
    "v3-sm4": (
        "99990119900307005X",
        "迪丽热巴·阿布都热合曼·吐尔逊江·买买提",
        "female",
        "05",
        "B1234567",
    ),
}


def reading_as_json(reading: ChipReading) -> dict[str, object]:
    """Return the flat object of ``card read --json``; personal data unmasked."""
    return {
        "region": reading.region,
        "card_uid": reading.card_uid,
        "card_no": reading.card_no,
        "ssn": reading.ssn,
        "name": reading.name,
        "sex": reading.sex,
        "ethnicity": reading.ethnicity,
        "birth_place": reading.birth_place,
        "birth_date": _iso(reading.birth_date),
        "atr": reading.atr,
        "spec_version": reading.spec_version,
        "algorithm": reading.algorithm,
        "generation": reading.generation,
        "issue_date": _iso(reading.issue_date),
        "expiry_date": _iso(reading.expiry_date),
        "pin": {
            "state": None if reading.pin.state is None else str(reading.pin.state),
            "tries_left": reading.pin.tries_left,
        },
        "warnings": list(reading.warnings),
        "line": reading.line,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def break_down(card: Chip, faults: Sequence[Fault]) -> None:
    """Let faults happen at their commands, counted from the first (card.md 13.10)."""
    if isinstance(card, VirtualCard):
        for fault in faults:
            card.arm(fault)


def lay(card: Chip, profile: str, port: int, say: Callable[[str], None]) -> None:
    """Keep a chip on the vpcd at 127.0.0.1:port until SIGTERM or Ctrl+C.

    Says one line once it is on the reader.
    """
    server = CardServer(card, lambda: dial(port))

    def ready() -> None:
        atr = card.atr.hex().upper()
        say(f"ready {profile} atr={atr} port={port}")

    previous = {
        number: signal.signal(number, lambda *_: server.stop())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        server.run(ready)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def make_chip(
    profile: str, keys_file: Path | None = None, state_file: Path | None = None
) -> Chip:
    """Return a virtual card, or for ``sam`` and ``sam-sm4`` a SAM (card.md 6.2).

    Raises:
        CardError: as :func:`make_card`.
    """
    if profile in SAMS:
        roots = PRACTICE_KEYS if keys_file is None else load_root_keys(keys_file)
        return VirtualSam(SamKind(algorithm=SAMS[profile]), roots)
    return make_card(profile, keys_file, state_file)


def make_card(
    profile: str, keys_file: Path | None = None, state_file: Path | None = None
) -> VirtualCard:
    """Return the card of the state file, or a new one of an invented holder.

    Raises:
        CardError: ``card.keys_file``; ``card.state_file`` when the file is bad or
            holds a card of another profile.
        ValueError: there is no such profile.
    """
    if profile not in PROFILES:
        raise ValueError(profile)
    if state_file is not None and state_file.exists():
        card = VirtualCard.from_file(state_file)
        if card.image.profile != profile:
            raise CardError(CardCode.STATE_FILE)
        return card
    keys = PRACTICE_KEYS if keys_file is None else load_root_keys(keys_file)
    body = CardBody.of(keys.region, keys.historical_bytes)
    if profile == _BLANK:
        return VirtualCard.blank(body.card_uid, body.historical, keys, state_file)
    face = CardFace(_holder(profile, keys.region), body)
    return VirtualCard.personalised(profile, face, keys, state_file)


def _holder(profile: str, region: str) -> Personalisation:
    ssn, name, sex, ethnicity, body = _HOLDERS[profile.removesuffix("-contactless")]
    return Personalisation(
        card_no=body + card_no_check(body),
        issue_date=date(2024, 6, 1),
        expiry_date=date(2034, 6, 1),
        ssn=ssn,
        name=name,
        sex=sex,
        ethnicity=ethnicity,
        birth_place=region,
        birth_date=date(int(ssn[6:10]), int(ssn[10:12]), int(ssn[12:14])),
    )


class Words(Protocol):
    """A catalogue of texts."""

    def text(self, msgid: str, /, **params: object) -> str:
        """Return the text of a message id."""


def inquiry_as_json(found: CardInquiry, words: Words) -> dict[str, object]:
    """Return the object of ``card inquire --json``; personal data unmasked."""
    return {
        "card": reading_as_json(found.reading),
        "region_name": found.region_name,
        "pin_verified": found.pin_verified,
        "folders": [
            {
                "name": folder.name,
                "title": words.text(folder.name_id),
                "present": folder.present,
                "files": [_file_as_json(file, words) for file in folder.files],
            }
            for folder in found.folders
        ],
    }


def _file_as_json(file: CardFileContent, words: Words) -> dict[str, object]:
    return {
        "name": file.name,
        "title": words.text(file.name_id),
        "structure": file.structure,
        "access": str(file.access),
        "items": [_item_as_json(item, words) for item in file.items],
    }


def _item_as_json(item: CardItem, words: Words) -> dict[str, object]:
    table: dict[str, object] = {
        "tag": f"{item.tag:02X}",
        "number": item.number,
        "title": item_title(item, words),
        "value": item.value,
        "meaning": item_meaning(item, words),
        "unreadable": item.unreadable,
        "raw": item.raw,
    }
    if item.parts:
        table["parts"] = [_item_as_json(part, words) for part in item.parts]
    return table


def item_title(item: CardItem, words: Words) -> str:
    """Return the name of an item; those nobody names show their tag."""
    return words.text(item.name_id, tag=f"{item.tag:02X}")


def item_meaning(item: CardItem, words: Words) -> str | None:
    """Return what a code means, None where no table tells."""
    return words.text(item.meaning_id) if item.meaning_id else item.meaning


def inquiry_lines(found: CardInquiry, words: Words) -> list[str]:
    """Return an inquiry as lines for people, persons masked."""
    lines: list[str] = []
    for folder in found.folders:
        title = f"{folder.name} {words.text(folder.name_id)}"
        absent = "" if folder.present else " " + words.text("cli.inquire.absent")
        lines.append(title + absent)
        for file in folder.files:
            access = words.text(f"card.access.{file.access}")
            lines.append(f"  {file.name} {words.text(file.name_id)}: {access}")
            for item in file.items:
                lines.extend(_item_lines(item, words, "    "))
    return lines


def _item_lines(item: CardItem, words: Words, indent: str) -> Iterator[str]:
    known = item_meaning(item, words)
    value = mask_item(item.name_id, item.value) or (
        "" if item.parts else f"[{len(item.raw) // 2} B]"
    )
    shown = f"{value} {known}" if known else value
    yield f"{indent}{item_title(item, words)}: {shown}".rstrip()
    for part in item.parts:
        yield from _item_lines(part, words, indent + "  ")
