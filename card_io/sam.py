"""Key provider from a SAM in a reader of its own (card.md 6.2).

The SAM holds the keys and hands out session keys' work only: DELIVERY SESSION KEY
with the diversification factors and the card's challenge, then encryption or a MAC.
It may hold national, provincial or city keys; which one shows by the number of
factors it takes, so 3, 2 and 1 are tried and the answer is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from card_io.core import crypto
from card_io.core.apdu import MAX_SHORT, Command, Sender
from card_io.core.pin_block import pin_block, pin_message
from card_io.core.processors import stack
from card_io.core.status import SW
from card_io.slot import CardSlot
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import CardKey, KeyRequest, PinAction, PinCommandRequest

SAM_AID = bytes.fromhex("D15600000590")
_SAM_FID = bytes.fromhex("DF01")
#: Use and key id of each key; STKSSSE is delivered under one of two uses.
USES: dict[CardKey, tuple[tuple[int, int], ...]] = {
    CardKey.IRK: ((0x67, 0x08),),
    CardKey.STKSSSE: ((0x46, 0x09), (0x48, 0x09)),
    CardKey.PUK: ((0x48, 0x10),),
    CardKey.BK: ((0x48, 0x11),),
    CardKey.UKSSSE: ((0x48, 0x12),),
    CardKey.RKSSSE: ((0x47, 0x0A),),
}
_FACTOR_COUNTS = (3, 2, 1)
#: The SAM's own words for "no such key" and "not so many factors".
_TRY_NEXT = frozenset((SW.WRONG_DATA, SW.WRONG_LENGTH, SW.KEY_NOT_FOUND))
#: Faults of the SAM and its reader, told apart from those of the card's.
_AWAY = frozenset(
    (
        CardCode.NO_CARD,
        CardCode.NO_READER,
        CardCode.NO_SERVICE,
        CardCode.SEVERAL_CARDS,
        CardCode.REMOVED,
        CardCode.SHARING,
        CardCode.MUTE,
        CardCode.COMM,
        CardCode.FOREIGN,
    )
)
_DES = "DES"
_AUTHENTICATION = 8
_ENCRYPT, _MAC = 0x00, 0x05

Way = tuple[int, int, int]  # use, key id, number of factors


class SamKeys:
    """:class:`~counter_app.ports.keys.PinKeyProvider` over a SAM.

    Used from the card thread, which thereby owns the SAM's reader as well.

    Args:
        slot: the reader of the SAM.
        algorithms: what this SAM's keys are for; the others are left to the next
            provider. A SAM cannot be asked, and keys of the wrong kind give wrong
            answers instead of refusals.
    """

    name = "sam"

    def __init__(
        self,
        slot: CardSlot,
        algorithms: frozenset[str] = frozenset(("DES", "SSF33", "SM4")),
    ) -> None:
        self._slot = slot
        self._algorithms = algorithms
        self._ways: dict[tuple[CardKey, str], Way] = {}

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Have the SAM answer a challenge (card.md 5.3, 6.2).

        Raises:
            CardError: ``card.sam_absent``, ``card.sam_refused``,
                ``card.algorithm_unsupported``.
        """
        self._serves(request.algorithm)
        with self._powered() as sender:
            self._deliver(sender, request.key, request)
            data = request.original.ljust(_block(request.algorithm), b"\0")
            block = _worked(sender, request.key, _ENCRYPT, data)
        return crypto.fold(block, _AUTHENTICATION)

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Have the SAM encrypt and seal a PIN command (card.md 5.4, 5.5).

        Raises:
            CardError: as :meth:`cryptogram`.
        """
        self._serves(request.algorithm)
        key, size, body = CardKey.STKSSSE, _block(request.algorithm), b""
        with self._powered() as sender:
            self._deliver(sender, key, request)
            if request.action is PinAction.SET:
                body = _worked(sender, key, _ENCRYPT, pin_block(new_pin, size))
            message = crypto.pad_message(pin_message(request.action, body), size)
            seal = _worked(sender, key, _MAC, bytes(size) + message)
        if len(seal) > crypto.MAC_BYTES:  # some SAMs return the whole last block
            des = request.algorithm == _DES
            width = crypto.MAC_BYTES
            seal = seal[:width] if des else crypto.fold(seal, width)
        return body + seal

    def close(self) -> None:
        """Give the SAM's reader back."""
        self._slot.close()

    def _serves(self, algorithm: str) -> None:
        if algorithm not in self._algorithms:
            raise CardError(CardCode.ALGORITHM_UNSUPPORTED, algorithm=algorithm)

    @contextmanager
    def _powered(self) -> Iterator[Sender]:
        """Open the SAM's application for one piece of work."""
        try:
            channel = self._slot.open()
            try:
                sender = stack(channel)
                if not _selected(sender):
                    raise CardError(CardCode.SAM_ABSENT)
                yield sender
            finally:
                channel.close()
        except CardError as exc:
            if exc.code in _AWAY:
                raise CardError(CardCode.SAM_ABSENT) from exc
            raise

    def _deliver(
        self, sender: Sender, key: CardKey, request: KeyRequest | PinCommandRequest
    ) -> None:
        """Make the session key in the SAM, finding out how it wants the factors."""
        known = self._ways.get((key, request.algorithm))
        sw = int(SW.KEY_NOT_FOUND)
        for way in (known,) if known else tuple(_ways(key)):
            sw = sender.send(_delivery(way, request)).sw
            if sw == SW.OK:
                self._ways[key, request.algorithm] = way
                return
            if sw not in _TRY_NEXT:
                break
        raise _refused(key, sw)


def _block(algorithm: str) -> int:
    """Return the block in bytes; a SAM also works with SSF33."""
    return crypto.DES_BLOCK if algorithm == _DES else crypto.SM4_BLOCK


def _ways(key: CardKey) -> Iterator[Way]:
    for count in _FACTOR_COUNTS:
        for use, kid in USES[key]:
            yield use, kid, count


def _delivery(way: Way, request: KeyRequest | PinCommandRequest) -> Command:
    """Return DELIVERY SESSION KEY: factors card, city, province, then challenge."""
    use, kid, count = way
    province, city, card = crypto.factors(request.region, request.card_factor)
    factors = b"".join((card, city, province)[:count])
    challenge = request.challenge.ljust(_block(request.algorithm), b"\0")
    return Command(0xBF, 0xDE, use, kid, factors + challenge)


def _selected(sender: Sender) -> bool:
    by_id = sender.send(Command(0x00, 0xA4, 0, 0, _SAM_FID, le=MAX_SHORT))
    if by_id.ok:
        return True
    return sender.send(Command(0x00, 0xA4, 0x04, 0, SAM_AID, le=MAX_SHORT)).ok


def _worked(sender: Sender, key: CardKey, mode: int, data: bytes) -> bytes:
    answer = sender.send(Command(0x80, 0xFA, mode, 0, data, le=MAX_SHORT))
    if not answer.ok:
        raise _refused(key, answer.sw)
    return answer.data


def _refused(key: CardKey, sw: int) -> CardError:
    return CardError(CardCode.SAM_REFUSED, key=key.name, sw=f"{sw:04X}")
