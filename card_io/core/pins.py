"""The social PIN: state, verify, change (card.md 4.2, 7.4); reset: ``pin_reset``.

No VERIFY is ever sent of the program's own accord, none is repeated, and the last
try is taken only when the caller says so (card.md 10; ``business.md`` R-39). A PIN
stands in a :class:`Secret` and in the one command that carries it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from card_io.core.apdu import Answer, Channel, Command
from card_io.core.pad import PAD_CODES
from card_io.core.pad_acts import change_on_pad, verify_on_pad
from card_io.core.pin_block import encode_pin
from card_io.core.reading import Contents, open_issuer
from card_io.core.session import CardSession
from card_io.core.status import SW, card_error, tries_left
from counter_app.domain.chip import Pin, PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import KeyProvider

_SEPARATOR = 0xFF
#: The pad gave up before it sent anything: the card is as it was.
_PAD_GAVE_UP = frozenset(PAD_CODES.values())

Journal = Callable[[WriteStep], None]


@dataclass(frozen=True, slots=True)
class PinEntry:
    """A PIN of the holder, for one certain card.

    ``confirm_last_try`` is true once the clerk has said that the last try may go;
    with ``pad`` the holder types on the reader and ``pin`` is empty.
    """

    expected_uid: str
    pin: Secret
    confirm_last_try: bool = False
    pad: bool = False


def expect_card(card_uid: str | None, expected_uid: str) -> None:
    """Refuse another card than the expected one (card.md 7.8)."""
    if card_uid != expected_uid.upper():
        raise CardError(CardCode.ANOTHER_CARD)


def pin_state(
    channel: Channel,
    expected_uid: str | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Pin:
    """Tell the state by the empty VERIFY, which costs no try (card.md 4.2)."""
    session = CardSession(channel, stopped)
    contents = open_issuer(session, None)
    if expected_uid is not None:
        expect_card(contents.card_uid, expected_uid)
    return session.pin()


def verify_pin(
    channel: Channel, entry: PinEntry, stopped: Callable[[], bool] | None = None
) -> Pin:
    """Verify once; a wrong PIN is ``card.pin_wrong`` with the tries left.

    Raises:
        CardError: ``card.last_try``, ``card.pin_locked``, ``card.pin_none``,
            ``card.pin_format``, ``card.another_card`` before a try is spent.
    """
    session = open_expected(channel, entry.expected_uid, None, stopped)[0]
    verify(session, entry)
    return state_after(session)


def verify(session: CardSession, entry: PinEntry) -> None:
    """Verify on an open session, after the checks that spare the counter."""
    pad = session.pad() if entry.pad else None
    encoded = bytearray() if pad else encode_pin(entry.pin)
    state = _spend(session, confirmed=entry.confirm_last_try)
    if state.state is PinState.NONE:
        raise CardError(CardCode.PIN_NONE)
    if pad is not None:
        _judge(verify_on_pad(pad), "VERIFY")
        return
    try:
        answer = session.send(Command(0x00, 0x20, 0, 0, bytes(encoded)))
    finally:
        encoded[:] = bytes(len(encoded))
    _judge(answer, "VERIFY")


def _spend(session: CardSession, *, confirmed: bool) -> Pin:
    """Ask for the state before a try is spent; refuse the last one unconfirmed.

    A card that does not tell its tries is treated as if one were left.
    """
    pin = session.pin()
    if pin.state is PinState.LOCKED:
        raise CardError(CardCode.PIN_LOCKED)
    if pin.state is not PinState.NONE and not confirmed:
        left = 1 if pin.tries_left is None else pin.tries_left
        if left <= 1:
            raise CardError(CardCode.LAST_TRY)
    return pin


def _judge(answer: Answer, step: str, *, outcome_unknown: bool = False) -> None:
    left = tries_left(answer.sw)
    if left == 0 or answer.sw == SW.LOCKED:
        raise CardError(CardCode.PIN_LOCKED)
    if left is not None:
        raise CardError(CardCode.PIN_WRONG, tries_left=left)
    if not answer.ok:
        raise card_error(answer.sw, step, outcome_unknown=outcome_unknown)


def change_pin(
    channel: Channel,
    entry: PinEntry,
    new: Secret,
    journal: Journal,
    stopped: Callable[[], bool] | None = None,
) -> Pin:
    """Replace the PIN with the old one; needs no key (card.md 7.4).

    Without a PIN on the card the old one may be anything: it is not sent.

    Raises:
        CardError: as :func:`verify_pin`; with ``outcome_unknown`` when the answer to
            CHANGE PIN did not arrive.
    """
    session = open_expected(channel, entry.expected_uid, None, stopped)[0]
    if entry.pad:
        return _change_on_pad(session, entry, journal)
    fresh = encode_pin(new)
    state = _spend(session, confirmed=entry.confirm_last_try)
    old = bytearray() if state.state is PinState.NONE else encode_pin(entry.pin)
    data = old + bytes((_SEPARATOR,)) + fresh
    journal(WriteStep(1, "PIN/change", "start"))
    try:
        answer = session.send(Command(0x80, 0x5E, 0x01, 0, bytes(data)))
    except CardError as exc:
        exc.outcome_unknown = True
        raise
    finally:
        for spent in (old, fresh, data):
            spent[:] = bytes(len(spent))
    _judge(answer, "CHANGE PIN", outcome_unknown=True)
    journal(WriteStep(1, "PIN/change", "done"))
    return state_after(session)


def _change_on_pad(session: CardSession, entry: PinEntry, journal: Journal) -> Pin:
    """Let the pad ask for both PINs; the same checks before a try is spent."""
    session.pad()
    state = _spend(session, confirmed=entry.confirm_last_try)
    present = b"" if state.state is PinState.NONE else None
    typed_on_pad(session, present, WriteStep(1, "PIN/change", "start"), journal)
    return state_after(session)


def typed_on_pad(
    session: CardSession, present: bytes | None, step: WriteStep, journal: Journal
) -> None:
    """Have the pad replace the PIN, journalled before and after."""
    pad = session.pad()
    journal(step)
    try:
        answer = change_on_pad(pad, present)
    except CardError as exc:
        exc.outcome_unknown = exc.code not in _PAD_GAVE_UP
        raise
    _judge(answer, "CHANGE PIN", outcome_unknown=True)
    journal(replace(step, phase="done"))


def open_expected(
    channel: Channel,
    expected_uid: str,
    keys: KeyProvider | None,
    stopped: Callable[[], bool] | None,
) -> tuple[CardSession, Contents]:
    """Open the application of the expected card; refuse another one."""
    session = CardSession(channel, stopped)
    contents = open_issuer(session, keys)
    expect_card(contents.card_uid, expected_uid)
    return session, contents


def state_after(session: CardSession) -> Pin:
    """Read the state again; the act is done even when the card is gone by now."""
    try:
        return session.pin()
    except CardError:
        return Pin(PinState.SET)
