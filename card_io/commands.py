"""What stands behind ``counter-app card read`` and ``card simulate``."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

from card_io.core.checks import card_no_check
from card_io.core.softkeys import PRACTICE_KEYS, load_root_keys
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import PROFILES, CardBody, CardFace
from card_io.simulator.namespaces import dial
from card_io.simulator.vpcd import DEFAULT_PORT, CardServer
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_BLANK = "blank"
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


def simulate(
    profile: str,
    keys_file: Path | None = None,
    state_file: Path | None = None,
    port: int = DEFAULT_PORT,
    say: Callable[[str], None] = lambda line: print(line, flush=True),  # noqa: T201
) -> int:
    """Keep a virtual card on the vpcd at 127.0.0.1:port until SIGTERM; return 0.

    Says one line once the card is on the reader. An existing state file is the
    card, keys and all; otherwise it is made with the given or the practice keys.

    Raises:
        CardError: ``card.keys_file``, ``card.state_file``.
        ValueError: there is no such profile.
    """
    card = make_card(profile, keys_file, state_file)
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
    return 0


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
