"""A card reader in memory and the tray that lays cards on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain.chip import ChipReading, Pin, PinState
from counter_app.domain.records import Card, Holder
from counter_app.ports.cards import ReaderState
from counter_app.ports.tray import TrayCard
from counter_app.services.results import Difference
from tests.fakes.people import Fakes, uid_of


@dataclass(frozen=True, slots=True)
class Chip:
    """What lies on the reader."""

    reading: ChipReading
    broken: bool = False


class FakeReader:
    """Holds at most one chip and tells who watches."""

    def __init__(self) -> None:
        self.state = ReaderState(
            service=True, reader="Fake Reader 00", card_present=False
        )
        self.chip: Chip | None = None
        self._watcher: Callable[[ReaderState], None] | None = None
        self._lock = threading.Lock()

    def watch(self, on_change: Callable[[ReaderState], None]) -> None:
        """Tell ``on_change`` every change."""
        self._watcher = on_change

    def lay(self, chip: Chip) -> None:
        """Lay a chip on the reader."""
        self._change(chip)

    def take_off(self) -> None:
        """Take it off."""
        self._change(None)

    def personalise(self, holder: Holder, card: Card) -> None:
        """Turn the blank on the reader into this person's card."""
        self.chip = chip_of(Fakes(holder, card))

    def _change(self, chip: Chip | None) -> None:
        with self._lock:
            self.chip = chip
            self.state = replace(
                self.state, card_present=chip is not None, serial=self.state.serial + 1
            )
        if self._watcher:
            self._watcher(self.state)


class FakeTray:
    """Cards of the cast and some blanks, to lay on the fake reader."""

    def __init__(self, reader: FakeReader, people: dict[str, Fakes]) -> None:
        self._reader = reader
        self._chips: dict[str, Chip] = {}
        self._labels: dict[str, str] = {}
        self._on: str | None = None
        for one in people.values():
            if one.card is not None:
                self._add(one.card.card_no, one.holder.name, chip_of(one))
        for number in range(1, 4):
            self._add(f"blank-{number}", f"空白卡 {number}", blank_chip(number))

    def cards(self) -> tuple[TrayCard, ...]:
        return tuple(
            TrayCard(card_id, label, self._chips[card_id].reading.blank)
            for card_id, label in self._labels.items()
        )

    def on_reader(self) -> str | None:
        return self._on

    def lay(self, card_id: str) -> None:
        self._on = card_id
        self._reader.lay(self._chips[card_id])

    def take_off(self) -> None:
        self._on = None
        self._reader.take_off()

    def _add(self, card_id: str, label: str, chip: Chip) -> None:
        self._chips[card_id] = chip
        self._labels[card_id] = f"{label} {card_id}"


def chip_of(one: Fakes) -> Chip:
    """Return the chip of a person's card."""
    card, holder = one.card, one.holder
    if card is None:
        raise LookupError(holder.name)
    return Chip(
        replace(
            _plain(str(card.card_uid)),
            card_no=card.card_no,
            ssn=holder.ssn,
            name=holder.name,
            sex=holder.sex,
            ethnicity=holder.ethnicity,
            birth_date=holder.birth_date,
            expiry_date=card.expiry_date,
        )
    )


def blank_chip(number: int) -> Chip:
    """Return a blank card of the allotment."""
    reading = replace(
        _plain(uid_of(8000 + number)), blank=True, warnings=("card.blank",)
    )
    return Chip(reading)


def compare(
    reading: ChipReading, holder: Holder | None, card: Card | None
) -> tuple[Difference, ...]:
    """Put chip and record side by side."""
    if holder is None:
        return ()
    pairs = [
        ("name", reading.name or "", holder.name),
        ("ssn", reading.ssn or "", holder.ssn),
        ("sex", reading.sex or "", holder.sex),
        ("birth_date", _text(reading.birth_date), _text(holder.birth_date)),
    ]
    if card is not None:
        pairs += [
            ("card_no", reading.card_no or "", card.card_no),
            ("expiry_date", _text(reading.expiry_date), _text(card.expiry_date)),
        ]
    return tuple(Difference(name, a, b, a == b) for name, a, b in pairs)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(uid: str) -> ChipReading:
    return ChipReading(
        region="999901",
        card_uid=uid,
        card_no=None,
        ssn=None,
        name=None,
        sex=None,
        ethnicity=None,
        birth_place=None,
        birth_date=None,
        atr="3B6D00000080318065B0870407",
        historical_bytes="80318065B0870407",
        spec_version="2.00",
        algorithm="DES",
        generation=2,
        issue_date=None,
        expiry_date=None,
        pin=Pin(PinState.NONE, 6),
    )
