"""What the key service does for a card at a counter: PIN commands, and look-ups (S6).

Every use is kept with who asked, for which card (a hash) and how it ended. A PIN is
opened in memory for one command and wiped; requests and answers are never logged.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from typing import Protocol, runtime_checkable

from center.database import Tx
from center.errors import Denied
from center.rows import CARD_COLUMNS, HOLDER_COLUMNS, card_of, from_ms, holder_of
from center.service import Center
from center.world import Sender
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CounterError
from counter_app.domain.records import Card, Holder
from counter_app.domain.secret import Secret
from sync.wire import CryptogramQuery, card_row, holder_row
from sync.wire.card_service import (
    CardAnswer,
    CardQuery,
    PinCommandAnswer,
    PinCommandQuery,
    card_mark,
    open_pin,
)

_IRK = 0x00
_SET = 1
_FRESH_MS = timedelta(minutes=5) // timedelta(milliseconds=1)
#: The room has no key for this card: nothing is proved, nothing disproved.
_CANNOT_TELL = frozenset({CardCode.NO_KEY_PROVIDER, CardCode.ALGORITHM_UNSUPPORTED})


@runtime_checkable
class PinRoom(Protocol):
    """A key room that also secures PIN commands; not every one can."""

    def pin_command(self, query: PinCommandQuery, new_pin: Secret | None) -> bytes: ...


def pin_command(
    center: Center, sender: Sender, query: PinCommandQuery
) -> PinCommandAnswer:
    """Secure one PIN command; kept, done or not.

    Raises:
        Denied: ``center.no_key_service``, ``center.request_invalid``.
        CardError: from the key room.
    """
    act = "pin_set" if query.action == _SET else "pin_unblock"
    outcome = "done"
    pin: Secret | None = None
    try:
        room = center.keys
        if room is None:
            raise Denied(HTTPStatus.SERVICE_UNAVAILABLE, CenterCode.NO_KEY_SERVICE)
        if not isinstance(room, PinRoom):
            raise CardError(CardCode.PROVIDER_CANNOT, provider="center")
        pin = _opened(center, query)
        return PinCommandAnswer(room.pin_command(query, pin).hex())
    except CounterError as fault:
        outcome = fault.code
        raise
    finally:
        if pin is not None:
            pin.wipe()
        mark = card_mark(query.region, query.card_factor)
        _keep(center, sender, act, mark, outcome)


def _opened(center: Center, query: PinCommandQuery) -> Secret | None:
    if query.action != _SET:
        return None
    try:
        return Secret(open_pin(query.sealed_pin, center.facts.box, query.bound()))
    except ValueError as exc:
        code = CenterCode.REQUEST_INVALID
        raise Denied(HTTPStatus.BAD_REQUEST, code, "sealed_pin") from exc


def look_up(center: Center, sender: Sender, query: CardQuery) -> CardAnswer:
    """Check a card that was shown and tell the present record (S6).

    A card that proves itself is told of to any counter; one that nobody can check
    (no keys here) to the office it belongs to.

    Raises:
        Denied: ``center.card_not_proved``, ``center.no_such_card``.
    """
    mark, outcome = card_mark(query.region, query.card_factor), "done"
    try:
        genuine = _genuine(center, query)
        found = center.database.read(lambda tx: _find(tx, query))
        mine = found is not None and found[1] == sender.office_code
        if genuine is False or (genuine is None and not mine):
            raise Denied(HTTPStatus.FORBIDDEN, CenterCode.CARD_NOT_PROVED)
        if found is None:
            raise Denied(HTTPStatus.NOT_FOUND, CenterCode.NO_SUCH_CARD)
    except CounterError as fault:
        outcome = fault.code
        raise
    finally:
        _keep(center, sender, "look_up", mark, outcome)
    card, _office, holder = found
    return CardAnswer(
        card=card_row(card),
        holder=None if holder is None else holder_row(holder),
        genuine=genuine,
        at=from_ms(center.now_ms()),
    )


def _genuine(center: Center, query: CardQuery) -> bool | None:
    """Compare the chip's answer with the key room's; an old one proves nothing."""
    if center.keys is None:
        return None
    made = int.from_bytes(bytes.fromhex(query.original), "big")
    if abs(center.now_ms() - made) > _FRESH_MS or not query.answer:
        return False
    asked = CryptogramQuery(
        key=_IRK,
        algorithm=query.algorithm,
        region=query.region,
        card_factor=query.card_factor,
        challenge=query.challenge,
        original=query.original,
    )
    try:
        expected = center.keys.cryptogram(asked)
    except CardError as fault:
        if fault.code in _CANNOT_TELL:
            return None
        raise
    return hmac.compare_digest(expected, bytes.fromhex(query.answer))


def _find(tx: Tx, query: CardQuery) -> tuple[Card, str, Holder | None] | None:
    """Find the card by its chip; by its number where no chip is on record."""
    columns = f"{CARD_COLUMNS}, office_code"
    row = tx.row(
        f"SELECT {columns} FROM card WHERE card_uid = ?",  # noqa: S608 - our own names
        (query.card_uid,),
    ) or tx.row(
        f"SELECT {columns} FROM card WHERE card_no = ? AND region = ? "  # noqa: S608 - our own names
        "AND card_uid IS NULL",
        (query.card_no, query.region),
    )
    if row is None:
        return None
    card = card_of(row[:-1])
    person = tx.row(
        f"SELECT {HOLDER_COLUMNS} FROM holder WHERE ssn = ?",  # noqa: S608 - our own names
        (card.ssn,),
    )
    return card, str(row[-1]), None if person is None else holder_of(person)


def _keep(center: Center, sender: Sender, act: str, mark: str, outcome: str) -> None:
    values = (center.now_ms(), sender.workstation, act, mark, outcome)
    center.database.write(
        lambda tx: tx.run(
            "INSERT INTO key_use (at, workstation, act, card_mark, outcome) "
            "VALUES (?, ?, ?, ?, ?)",
            values,
        )
    )
