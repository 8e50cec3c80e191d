"""The social PIN: state, verify, change, reset, unblock (card.md 4.2, 7.4-7.6).

No VERIFY is ever sent of the program's own accord, none is repeated, and the last
try is taken only when the caller says so (card.md 10; ``business.md`` R-39). A PIN
stands in a :class:`Secret` and in the one command that carries it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from card_io.core.apdu import Answer, Channel, Command
from card_io.core.pin_block import encode_pin
from card_io.core.reading import Contents, open_issuer
from card_io.core.session import CardSession
from card_io.core.status import SW, card_error, tries_left
from counter_app.domain.chip import Pin, PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import CardKey, KeyProvider, PinAction, PinKeyProvider

_SEPARATOR = 0xFF

Journal = Callable[[WriteStep], None]


@dataclass(frozen=True, slots=True)
class PinEntry:
    """A PIN the holder typed, for one certain card.

    ``confirm_last_try`` is true once the clerk has said that the last try may go.
    """

    expected_uid: str
    pin: Secret
    confirm_last_try: bool = False


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
    session = _open(channel, entry.expected_uid, None, stopped)[0]
    verify(session, entry)
    return _state_after(session)


def verify(session: CardSession, entry: PinEntry) -> None:
    """Verify on an open session, after the checks that spare the counter."""
    encoded = encode_pin(entry.pin)
    state = _spend(session, confirmed=entry.confirm_last_try)
    if state.state is PinState.NONE:
        raise CardError(CardCode.PIN_NONE)
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
    session = _open(channel, entry.expected_uid, None, stopped)[0]
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
    return _state_after(session)


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
    encode_pin(entry.pin)[:] = b""  # checks the format before the card is touched
    return _by_key(channel, keys, (entry.expected_uid, entry.pin), journal, stopped)


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
    return _by_key(channel, keys, (expected_uid, None), journal, stopped)


def _by_key(
    channel: Channel,
    keys: KeyProvider | None,
    order: tuple[str, Secret | None],
    journal: Journal,
    stopped: Callable[[], bool] | None,
) -> Pin:
    if keys is None:
        raise CardError(CardCode.NO_KEY_PROVIDER)
    if not isinstance(keys, PinKeyProvider):
        raise CardError(CardCode.PROVIDER_CANNOT, provider=keys.name)
    expected_uid, new = order
    session, contents = _open(channel, expected_uid, keys, stopped)
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
    return _state_after(session)


def _open(
    channel: Channel,
    expected_uid: str,
    keys: KeyProvider | None,
    stopped: Callable[[], bool] | None,
) -> tuple[CardSession, Contents]:
    session = CardSession(channel, stopped)
    contents = open_issuer(session, keys)
    expect_card(contents.card_uid, expected_uid)
    return session, contents


def _state_after(session: CardSession) -> Pin:
    """Read the state again; the act is done even when the card is gone by now."""
    try:
        return session.pin()
    except CardError:
        return Pin(PinState.SET)
