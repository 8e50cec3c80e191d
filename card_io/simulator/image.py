"""The permanent memory of a virtual card, and its file between insertions."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from card_io.core.crypto import card_key
from card_io.core.profile import CARD_FACTOR_BYTES
from card_io.core.softkeys import RootKeys
from card_io.simulator.face import CardBody, Profile, Records
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.keys import CardKey

FORMAT = 1


class Leniency(StrEnum):
    """Where a card may be more forgiving than the strict one (card.md 13)."""

    LE_ZERO = "le_zero"  # READ with Le 00 returns the data instead of 6Cxx
    AT_ONCE = "at_once"  # data come without 61xx, as some readers do it
    RIGHTS_STAY = "rights_stay"  # selecting the current DF again keeps its rights


KEY_TRIES = 6
PIN_TRIES = 6
_SERIAL = 8  # first byte of the serial number in the identification code


@dataclass(slots=True)
class Counter:
    """Tries left of a key or PIN, and their maximum."""

    left: int
    maximum: int


@dataclass(slots=True)
class CardImage:
    """Everything that survives power-off: files, keys, PIN, counters.

    ``binaries`` are the transparent files; only a prefix is stored, the rest is FF.
    Files of a folder are named ``DF01/EF05``, its own keys ``DF01/88``; a cyclic
    record has tag 0.
    """

    profile: str
    historical: bytes
    records: Records
    keys: dict[int, bytes] = field(repr=False)
    counters: dict[int, Counter]
    pin: bytes = field(default=b"", repr=False)
    pin_counter: Counter = field(default_factory=lambda: Counter(PIN_TRIES, PIN_TRIES))
    binaries: dict[str, bytes] = field(default_factory=dict)
    folder_keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    folder_counters: dict[str, Counter] = field(default_factory=dict)
    leniencies: frozenset[Leniency] = frozenset()
    application_blocked: bool = False
    card_blocked: bool = False


def make_image(
    profile: Profile, body: CardBody, records: Records, roots: RootKeys
) -> CardImage:
    """Derive the card's keys and put its memory together."""
    factor = body.historical[-CARD_FACTOR_BYTES:]
    region = body.card_uid[:6]
    keys = {
        int(key): card_key(
            profile.algorithm, roots.root(key, profile.algorithm), region, factor
        )
        for key in CardKey
        if key in roots.keys
    }
    counters = {key: Counter(KEY_TRIES, KEY_TRIES) for key in keys}
    return CardImage(profile.name, body.historical, records, keys, counters)


def dump(image: CardImage) -> str:
    """Return the memory as JSON."""
    table = {
        "format": FORMAT,
        "profile": image.profile,
        "historical": image.historical.hex(),
        "records": {
            name: [[tag, value.hex()] for tag, value in rows]
            for name, rows in image.records.items()
        },
        "keys": {f"{key:02X}": value.hex() for key, value in image.keys.items()},
        "counters": {
            f"{key:02X}": [counter.left, counter.maximum]
            for key, counter in image.counters.items()
        },
        "pin": image.pin.hex(),
        "pin_counter": [image.pin_counter.left, image.pin_counter.maximum],
        "binaries": {name: raw.hex() for name, raw in image.binaries.items()},
        "folder_keys": {name: key.hex() for name, key in image.folder_keys.items()},
        "folder_counters": {
            name: [counter.left, counter.maximum]
            for name, counter in image.folder_counters.items()
        },
        "leniencies": sorted(image.leniencies),
        "application_blocked": image.application_blocked,
        "card_blocked": image.card_blocked,
    }
    return json.dumps(table, indent=1)


def parse(text: str) -> CardImage:
    """Read the memory back.

    Raises:
        CardError: ``card.state_file``.
    """
    try:
        table = json.loads(text)
        if table["format"] != FORMAT:
            raise CardError(CardCode.STATE_FILE)
        return CardImage(
            profile=table["profile"],
            historical=bytes.fromhex(table["historical"]),
            records={
                name: [(int(tag), bytes.fromhex(value)) for tag, value in rows]
                for name, rows in table["records"].items()
            },
            keys={int(k, 16): bytes.fromhex(v) for k, v in table["keys"].items()},
            counters={
                int(key, 16): Counter(*v) for key, v in table["counters"].items()
            },
            pin=bytes.fromhex(table["pin"]),
            pin_counter=Counter(*table["pin_counter"]),
            binaries={n: bytes.fromhex(raw) for n, raw in table["binaries"].items()},
            folder_keys={
                name: bytes.fromhex(key)
                for name, key in table.get("folder_keys", {}).items()
            },
            folder_counters={
                name: Counter(*v)
                for name, v in table.get("folder_counters", {}).items()
            },
            leniencies=frozenset(map(Leniency, table.get("leniencies", ()))),
            application_blocked=bool(table.get("application_blocked", False)),
            card_blocked=bool(table.get("card_blocked", False)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise CardError(CardCode.STATE_FILE) from exc


def twin(image: CardImage) -> CardImage:
    """Return the memory of another card: only the identification code differs."""
    other = parse(dump(image))
    other.records["EF05"] = [
        (tag, value[:_SERIAL] + bytes((value[_SERIAL] ^ 0xFF,)) + value[_SERIAL + 1 :])
        if tag == 0x01
        else (tag, value)
        for tag, value in other.records["EF05"]
    ]
    return other


def save(image: CardImage, path: Path) -> None:
    """Write the memory so that a crash leaves the old or the new state, not half.

    Raises:
        CardError: ``card.state_file``.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(dump(image))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as exc:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise CardError(CardCode.STATE_FILE) from exc


def load(path: Path) -> CardImage:
    """Read a state file.

    Raises:
        CardError: ``card.state_file``.
    """
    try:
        return parse(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as exc:
        raise CardError(CardCode.STATE_FILE) from exc
