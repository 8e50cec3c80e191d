"""Set or unblock the social PIN by key: ``84 24`` after PUK (card.md 7.5, 7.6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from card_io.core.apdu import Channel, Command
from card_io.core.pad import PIN_DIGITS
from card_io.core.pin_block import encode_pin
from card_io.core.pins import (
    Journal,
    PinEntry,
    open_expected,
    state_after,
    typed_on_pad,
)
from card_io.core.session import CardSession
from card_io.core.status import card_error
from counter_app.domain.chip import Pin
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import CardKey, KeyProvider, PinAction, PinKeyProvider


def reset_pin(
    channel: Channel,
    keys: KeyProvider | None,
    entry: PinEntry,
    journal: Journal,
    stopped: Callable[[], bool] | None = None,
) -> Pin:
    """Set a new PIN without the old one: PUK, then ``84 24 00 01`` (card.md 7.5).

    Raises:
        CardError: ``card.no_key_provider``, ``card.provider_cannot``,
            ``card.not_genuine``, ``card.key_refused``; with ``outcome_unknown`` when
            the answer did not arrive.
        CenterError: the key service is away.
    """
    if entry.pad:
        return _reset_on_pad(channel, keys, entry.expected_uid, journal, stopped)
    encode_pin(entry.pin)[:] = b""  # checks the format before the card is touched
    order = _Order(entry.expected_uid, entry.pin)
    return state_after(_by_key(channel, keys, order, journal, stopped))


def _reset_on_pad(
    channel: Channel,
    keys: KeyProvider | None,
    expected_uid: str,
    journal: Journal,
    stopped: Callable[[], bool] | None,
) -> Pin:
    """Set a random PIN nobody learns, then let the holder replace it on the pad.

    A pad cannot encrypt for ``84 24``. If the second step fails the random PIN
    stays, and the reset is repeated.
    """
    passing = Secret(f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}")
    order = _Order(expected_uid, passing, on_pad=True)
    present = encode_pin(passing)
    try:
        session = _by_key(channel, keys, order, journal, stopped)
        step = WriteStep(2, "PIN/pad", "start")
        try:
            typed_on_pad(session, bytes(present), step, journal)
        except CardError as exc:
            exc.outcome_unknown = True
            raise
    finally:
        present[:] = bytes(len(present))
        passing.wipe()
    return state_after(session)


def unblock_pin(
    channel: Channel,
    keys: KeyProvider | None,
    expected_uid: str,
    journal: Journal,
    stopped: Callable[[], bool] | None = None,
) -> Pin:
    """Give a locked PIN its tries back; the PIN stays (card.md 7.6).

    Raises:
        CardError: as :func:`reset_pin`.
        CenterError: the key service is away.
    """
    order = _Order(expected_uid, None)
    return state_after(_by_key(channel, keys, order, journal, stopped))


@dataclass(frozen=True, slots=True)
class _Order:
    """A PIN command by key; without a new PIN the old one gets its tries back."""

    expected_uid: str
    new: Secret | None
    on_pad: bool = False


def _by_key(
    channel: Channel,
    keys: KeyProvider | None,
    order: _Order,
    journal: Journal,
    stopped: Callable[[], bool] | None,
) -> CardSession:
    if keys is None:
        raise CardError(CardCode.NO_KEY_PROVIDER)
    if not isinstance(keys, PinKeyProvider):
        raise CardError(CardCode.PROVIDER_CANNOT, provider=keys.name)
    new = order.new
    session, contents = open_expected(channel, order.expected_uid, keys, stopped)
    if order.on_pad:
        session.pad()  # refused before the card is changed
    if not contents.genuine:
        raise contents.fault or CardError(CardCode.NOT_GENUINE)
    session.authenticate(CardKey.PUK, keys)
    action = PinAction.UNBLOCK if new is None else PinAction.SET
    data = keys.pin_command(session.pin_request(action), new)
    label = "PIN/unblock" if new is None else "PIN/reset"
    journal(WriteStep(1, label, "start"))
    try:
        answer = session.send(Command(0x84, 0x24, 0, action, data))
    except CardError as exc:
        exc.outcome_unknown = True
        raise
    if not answer.ok:
        raise card_error(answer.sw, "PIN CHANGE/UNBLOCK", outcome_unknown=True)
    journal(WriteStep(1, label, "done"))
    return session
