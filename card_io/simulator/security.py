"""Commands of a virtual card: challenge, authentication, PIN (card.md 4.2, 5, 13)."""

from __future__ import annotations

import hmac
import os

from card_io.core import crypto
from card_io.core.status import SW
from card_io.simulator.contents import LOCK_KEYS, MAINTENANCE_KEY, key_name
from card_io.simulator.image import Counter
from card_io.simulator.memory import Memory, Refusal, Request
from counter_app.ports.keys import CardKey

_CHALLENGES = (4, 8, 16)
_AUTH = 16
_PIN_MIN, _PIN_MAX = 2, 8
_TRIES = 0x63C0
_SET_PIN = 0x01
_LOCAL = 0x80


def get_challenge(memory: Memory, request: Request) -> bytes:
    """GET CHALLENGE: one slot, overwritten each time (card.md 13.5)."""
    if request.p1 or request.p2:
        raise Refusal(SW.WRONG_P1P2)
    if request.le not in _CHALLENGES:
        raise Refusal(SW.WRONG_LENGTH)
    memory.state.challenge = os.urandom(request.le)
    return memory.state.challenge


def _use_challenge(memory: Memory) -> bytes:
    challenge, memory.state.challenge = memory.state.challenge, None
    if challenge is None:
        raise Refusal(SW.NO_CHALLENGE)
    return challenge


def _auth_data(request: Request) -> tuple[bytes, bytes]:
    """Return the two 8-byte halves; a trailing key version is allowed."""
    if len(request.data) not in (_AUTH, _AUTH + 1):
        raise Refusal(SW.WRONG_LENGTH)
    return request.data[:8], request.data[8:_AUTH]


def _key(memory: Memory, key: int) -> bytes:
    if not memory.state.in_application or key not in memory.image.keys:
        raise Refusal(SW.KEY_NOT_FOUND)
    return memory.image.keys[key]


def _access_key(memory: Memory, key: int) -> tuple[bytes, Counter, bool]:
    """Return key, its counter, and whether it locks; bit 80 is the folder's own."""
    if not key & _LOCAL:
        locks = key != CardKey.BK  # blocking keys never lock (card.md 13.6)
        return _key(memory, key), memory.image.counters[key], locks
    folder = memory.state.folder or ""
    name = key_name(folder, key)
    if name not in memory.image.folder_keys:
        raise Refusal(SW.KEY_NOT_FOUND)
    locks = LOCK_KEYS.get(folder) != key
    return memory.image.folder_keys[name], memory.image.folder_counters[name], locks


def internal_authenticate(memory: Memory, request: Request) -> bytes:
    """INTERNAL AUTHENTICATE with the IRK; the terminal brings the factor."""
    if request.p1:
        raise Refusal(SW.WRONG_P1P2)
    factor, original = _auth_data(request)
    if request.p2 != CardKey.IRK:
        raise Refusal(SW.KEY_NOT_FOUND)
    algorithm = memory.profile.algorithm
    session = crypto.session_key(algorithm, _key(memory, CardKey.IRK), factor)
    return crypto.authentication_data(algorithm, session, original)


def external_authenticate(memory: Memory, request: Request) -> bytes:
    """EXTERNAL AUTHENTICATE against the card's latest challenge (card.md 13.6)."""
    if request.p1:
        raise Refusal(SW.WRONG_P1P2)
    proof, original = _auth_data(request)
    if request.p2 in (CardKey.IRK, CardKey.STKSSSE, MAINTENANCE_KEY):
        raise Refusal(SW.KEY_NOT_FOUND)
    key, counter, locks = _access_key(memory, request.p2)
    if not counter.left:
        raise Refusal(SW.LOCKED)
    challenge = _use_challenge(memory)
    algorithm = memory.profile.algorithm
    session = crypto.session_key(algorithm, key, challenge)
    expected = crypto.authentication_data(algorithm, session, original)
    if not hmac.compare_digest(proof, expected):
        if locks:
            counter.left -= 1
        raise Refusal(_TRIES | counter.left)
    counter.left = counter.maximum
    memory.state.rights.add(request.p2)
    return b""


def verify(memory: Memory, request: Request) -> bytes:
    """VERIFY; an empty one only tells the state (card.md 4.2)."""
    if request.p1 or request.p2:
        raise Refusal(SW.WRONG_P1P2)
    _need_application(memory)
    counter = memory.image.pin_counter
    if not request.data:
        if request.le is not None and memory.profile.contactless:
            raise Refusal(SW.WRONG_LENGTH)
        if not memory.image.pin:
            return b""
        raise Refusal(_TRIES | counter.left if counter.left else SW.LOCKED)
    if not _PIN_MIN <= len(request.data) <= _PIN_MAX:
        raise Refusal(SW.WRONG_LENGTH)
    _check_pin(memory, request.data)
    memory.state.pin_verified = True
    return b""


def _need_application(memory: Memory) -> None:
    if not memory.state.in_application:
        raise Refusal(SW.CONDITIONS)


def _check_pin(memory: Memory, entered: bytes) -> None:
    counter = memory.image.pin_counter
    if not counter.left:
        raise Refusal(SW.LOCKED)
    if not memory.image.pin and entered:
        raise Refusal(SW.NO_CHALLENGE)
    if not hmac.compare_digest(entered, memory.image.pin):
        counter.left -= 1
        memory.state.pin_verified = False
        raise Refusal(_TRIES | counter.left)
    counter.left = counter.maximum


def change_pin(memory: Memory, request: Request) -> bytes:
    """CHANGE PIN: ``old ‖ FF ‖ new``, either part may be empty (card.md 4.2)."""
    if (request.p1, request.p2) != (0x01, 0x00):
        raise Refusal(SW.WRONG_P1P2)
    _need_application(memory)
    if not _PIN_MIN + 1 <= len(request.data) <= 2 * _PIN_MAX + 1:
        raise Refusal(SW.WRONG_LENGTH)
    old, found, new = request.data.partition(b"\xff")
    if not found or not _is_pin(new):
        raise Refusal(SW.WRONG_DATA)
    _check_pin(memory, old)
    memory.image.pin = new
    return b""


def _is_pin(raw: bytes) -> bool:
    """Tell an empty PIN or 4-16 digits, the last nibble F when odd."""
    digits = raw.hex()
    body = digits.removesuffix("f")
    return not raw or (_PIN_MIN <= len(raw) <= _PIN_MAX and body.isdigit())


def reset_pin(memory: Memory, request: Request) -> bytes:
    """PIN CHANGE/UNBLOCK with MAC, after EXTERNAL AUTHENTICATE with PUK (5.4, 5.5)."""
    if request.p1 or request.p2 not in (0x00, _SET_PIN):
        raise Refusal(SW.WRONG_P1P2)
    memory.need(CardKey.PUK)
    setting = request.p2 == _SET_PIN
    size = crypto.block_size(memory.profile.algorithm) if setting else 0
    session, body = _sealed(memory, request, size)
    if setting:
        plain = crypto.decrypt(memory.profile.algorithm, session, body)
        memory.image.pin = _unwrapped(plain)
    counter = memory.image.pin_counter
    counter.left = counter.maximum
    return b""


def block_application(memory: Memory, request: Request) -> bytes:
    """APPLICATION BLOCK, permanent: SELECT answers 9303 from now on (card.md 4.1)."""
    if (request.p1, request.p2) != (0x00, 0x01):
        raise Refusal(SW.WRONG_P1P2)
    memory.need(CardKey.BK)
    _sealed(memory, request, 0)
    memory.image.application_blocked = True
    return b""


def block_card(memory: Memory, request: Request) -> bytes:
    """CARD BLOCK, permanent: every command answers 6A81 from now on (card.md 4.1)."""
    if request.p1 or request.p2:
        raise Refusal(SW.WRONG_P1P2)
    memory.need(CardKey.BK)
    _sealed(memory, request, 0)
    memory.image.card_blocked = True
    return b""


def _sealed(memory: Memory, request: Request, body_size: int) -> tuple[bytes, bytes]:
    """Check the MAC under STKSSSE; return session key and body."""
    algorithm = memory.profile.algorithm
    body, seal = request.data[: -crypto.MAC_BYTES], request.data[-crypto.MAC_BYTES :]
    if len(seal) != crypto.MAC_BYTES or len(body) != body_size:
        raise Refusal(SW.WRONG_LENGTH)
    challenge = _use_challenge(memory)
    session = crypto.session_key(algorithm, _key(memory, CardKey.STKSSSE), challenge)
    header = bytes((request.cla, request.ins, request.p1, request.p2))
    message = header + bytes((len(request.data),)) + body
    if not hmac.compare_digest(seal, crypto.mac(algorithm, session, message)):
        raise Refusal(SW.WRONG_MAC)
    return session, body


def _unwrapped(plain: bytes) -> bytes:
    """Take length and padding off a decrypted new PIN."""
    length = plain[0]
    pin, rest = plain[1 : 1 + length], plain[1 + length :]
    if len(pin) != length or rest not in (b"", b"\x80".ljust(len(rest), b"\0")):
        raise Refusal(SW.WRONG_DATA)
    if not _is_pin(pin):
        raise Refusal(SW.WRONG_DATA)
    return pin
