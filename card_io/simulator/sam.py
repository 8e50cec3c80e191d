"""A virtual SAM: delivers session keys' work from invented roots (card.md 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from card_io.core import crypto
from card_io.core.profile import contact_atr
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys
from card_io.core.status import SW
from card_io.sam import SAM_AID, USES
from card_io.simulator.faults import CardPulledError, Fault, FaultKind, FaultScript
from card_io.simulator.memory import Refusal, Request
from counter_app.ports.keys import CardKey

#: How many factors each key takes: the IRK is national, the others provincial.
LEVELS: Mapping[CardKey, int] = {CardKey.IRK: 3}
_PROVINCIAL = 2
_HISTORICAL = bytes.fromhex("94000053414D00000000000001")
_TERMINAL = bytes.fromhex("999901000001")
_PUBLIC = bytes.fromhex("99990100000000000001")
_APPLICATION = 0xDF01
_FILES = {0x15: _PUBLIC, 0x16: _TERMINAL}
_GET_RESPONSE = 0xC0
_SFI_IN_P1 = 0x80
_FACTOR = 8
_MAC_MODE = 0x05


@dataclass(frozen=True, slots=True)
class SamKind:
    """What a SAM holds.

    Attributes:
        algorithm: of all its keys.
        levels: factors each key takes, 2 where none is named.
        stk_use: use under which STKSSSE is delivered, 46 or 48.
        whole_block: answers a MAC with the whole last block.
    """

    algorithm: str = "DES"
    levels: Mapping[CardKey, int] = field(default_factory=lambda: LEVELS)
    stk_use: int = 0x46
    whole_block: bool = False


class VirtualSam:
    """A SAM in software; it can lie on any virtual reader, as a card does."""

    contactless = False

    def __init__(
        self,
        kind: SamKind | None = None,
        roots: RootKeys = PRACTICE_KEYS,
    ) -> None:
        self.kind = kind or SamKind()
        self._roots = roots
        self._script = FaultScript()
        self._selected = False
        self._session: bytes | None = None
        self._pending = b""
        self.seen: list[bytes] = []

    @property
    def atr(self) -> bytes:
        """Answer to reset; historical bytes of an invented maker."""
        return contact_atr(_HISTORICAL)

    def arm(self, fault: Fault) -> None:
        """Let a fault happen."""
        self._script.arm(fault)

    def power_on(self) -> None:
        """Power up: nothing selected, no session key."""
        self.power_off()

    def power_off(self) -> None:
        """Forget everything volatile."""
        self._selected, self._session, self._pending = False, None, b""

    def exchange(self, apdu: bytes) -> bytes:
        """Carry out one command.

        Raises:
            CardPulledError: by an armed fault.
        """
        self.seen.append(apdu[:4])
        fault = self._script.next(apdu[1])
        if fault is not None and fault.kind is FaultKind.STATUS:
            return fault.sw.to_bytes(2, "big")
        if fault is not None:
            raise CardPulledError
        try:
            data = self._dispatch(Request.parse(apdu))
        except Refusal as refusal:
            return refusal.sw.to_bytes(2, "big")
        done = int(SW.OK).to_bytes(2, "big")
        if data and apdu[1] != _GET_RESPONSE and len(apdu) > 5:  # noqa: PLR2004 -- header and one length byte
            self._pending = data
            return bytes((0x61, len(data)))
        return data + done

    def _dispatch(self, request: Request) -> bytes:
        if request.ins == _GET_RESPONSE:
            pending, self._pending = self._pending, b""
            return pending
        handlers: dict[tuple[int, int], Callable[[Request], bytes]] = {
            (0x00, 0xA4): self._select,
            (0x00, 0xB0): self._read,
            (0xBF, 0xDE): self._deliver,
            (0x80, 0xFA): self._work,
        }
        handler = handlers.get((request.cla, request.ins))
        if handler is None:
            raise Refusal(SW.WRONG_INS)
        return handler(request)

    def _select(self, request: Request) -> bytes:
        wanted = SAM_AID if request.p1 == 0x04 else _APPLICATION.to_bytes(2, "big")  # noqa: PLR2004 -- by name
        if request.data != wanted:
            raise Refusal(SW.FILE_NOT_FOUND)
        self._selected, self._session = True, None
        return b""

    def _read(self, request: Request) -> bytes:
        raw = _FILES.get(request.p1 & 0x1F) if request.p1 & _SFI_IN_P1 else None
        if raw is None:
            raise Refusal(SW.FILE_NOT_FOUND)
        return raw[: request.le or len(raw)]

    def _deliver(self, request: Request) -> bytes:
        """DELIVERY SESSION KEY; the wrong number of factors is 6A80."""
        if not self._selected:
            raise Refusal(SW.CONDITIONS)
        key = self._key_of(request.p1, request.p2)
        block = crypto.block_size(self.kind.algorithm)
        level = self.kind.levels.get(key, _PROVINCIAL)
        if len(request.data) != _FACTOR * level + block:
            raise Refusal(SW.WRONG_DATA)
        value = self._stored(key, request.data, level)
        challenge = request.data[_FACTOR * level :]
        for at in range(level - 1, -1, -1):  # province, city, card
            factor = request.data[_FACTOR * at : _FACTOR * (at + 1)]
            value = crypto.diversify(self.kind.algorithm, value, factor)
        self._session = crypto.session_key(self.kind.algorithm, value, challenge)
        return b""

    def _stored(self, key: CardKey, data: bytes, level: int) -> bytes:
        """Return the key as this SAM holds it: national, provincial or of the city.

        A provincial or city SAM was made for the practice region.
        """
        algorithm = self.kind.algorithm
        value = self._roots.root(key, algorithm)
        province, city, _ = crypto.factors(self._roots.region, data[:_FACTOR])
        for factor in (province, city)[: 3 - level]:
            value = crypto.diversify(algorithm, value, factor)
        return value

    def _key_of(self, use: int, kid: int) -> CardKey:
        for key, ways in USES.items():
            if (use, kid) in ways and key in self._roots.keys:
                if key is CardKey.STKSSSE and use != self.kind.stk_use:
                    break
                return key
        raise Refusal(SW.KEY_NOT_FOUND)

    def _work(self, request: Request) -> bytes:
        """Encrypt, or make a MAC over padded data with an IV in front."""
        if self._session is None:
            raise Refusal(SW.CONDITIONS)
        algorithm = self.kind.algorithm
        size = crypto.block_size(algorithm)
        if len(request.data) % size or not request.data:
            raise Refusal(SW.WRONG_LENGTH)
        if request.p1 != _MAC_MODE:
            return crypto.encrypt(algorithm, self._session, request.data)
        state = request.data[:size]
        for at in range(size, len(request.data), size):
            block = request.data[at : at + size]
            mixed = bytes(a ^ b for a, b in zip(state, block, strict=True))
            state = crypto.encrypt(algorithm, self._session, mixed)
        if self.kind.whole_block:
            return state
        if size == crypto.DES_BLOCK:
            return state[: crypto.MAC_BYTES]
        return crypto.fold(state, crypto.MAC_BYTES)
