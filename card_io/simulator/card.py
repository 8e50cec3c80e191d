"""The virtual card: takes APDUs, gives answers, keeps its memory (card.md 13)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from card_io.core.profile import contact_atr, contactless_atr
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys
from card_io.core.status import SW
from card_io.simulator import commands, security
from card_io.simulator.contents import fill_folders
from card_io.simulator.face import (
    PROFILES,
    CardBody,
    CardFace,
    blank_records,
    personal_records,
)
from card_io.simulator.faults import (
    CardPulledError,
    CardSwappedError,
    Fault,
    FaultKind,
    FaultScript,
    ReaderGoneError,
    ReplyLostError,
)
from card_io.simulator.image import (
    CardImage,
    Counter,
    Leniency,
    dump,
    load,
    make_image,
    save,
    twin,
)
from card_io.simulator.memory import Memory, Refusal, Request, Volatile
from counter_app.domain.chip import Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

Handler = Callable[[Memory, Request], bytes]

_GET_RESPONSE = 0xC0
_HANDLERS: dict[tuple[int, int], Handler] = {
    (0x00, 0xA4): commands.select,
    (0x00, 0xB2): commands.read_record,
    (0x00, 0xDC): commands.update_record,
    (0x00, 0xB0): commands.read_binary,
    (0x00, 0xD6): commands.update_binary,
    (0x00, 0x84): security.get_challenge,
    (0x00, 0x88): security.internal_authenticate,
    (0x00, 0x82): security.external_authenticate,
    (0x00, 0x20): security.verify,
    (0x80, 0x5E): security.change_pin,
    (0x84, 0x24): security.reset_pin,
    (0x84, 0x1E): security.block_application,
    (0x84, 0x16): security.block_card,
}
_SHORTEST = 4
#: Commands whose Le must be the exact length of what they return.
_EXACT_LE = frozenset((0xB2,))


class VirtualCard:
    """A social-security card in software; one thread at a time may use it.

    ``seen`` lists the headers of all commands since power-up, for tests.
    """

    def __init__(self, image: CardImage, state_file: Path | None = None) -> None:
        self._memory = Memory(image)
        self._state_file = state_file
        self._saved = dump(image)
        self._script = FaultScript()
        self._delay = threading.Event()
        self.seen: list[bytes] = []
        if state_file is not None and not state_file.exists():
            save(image, state_file)

    @classmethod
    def personalised(
        cls,
        profile: str,
        face: CardFace,
        keys: RootKeys = PRACTICE_KEYS,
        state_file: Path | None = None,
    ) -> VirtualCard:
        """Make a finished card with a holder's data.

        Raises:
            CardError: the data do not fit, or the key set lacks a key.
        """
        kind = PROFILES[profile]
        records = personal_records(kind, face)
        image = make_image(kind, face.body, records, keys)
        fill_folders(image, face.folders, keys)
        return cls(image, state_file)

    @classmethod
    def blank(
        cls,
        uid: str | None = None,
        hist: bytes | None = None,
        keys: RootKeys = PRACTICE_KEYS,
        state_file: Path | None = None,
        profile: str = "blank",
    ) -> VirtualCard:
        """Make a card as it comes from the maker (card.md 14a)."""
        kind = PROFILES[profile]
        body = replace(
            CardBody.fresh(uid[:6] if uid else keys.region),
            uid=uid,
            historical_bytes=hist,
        )
        return cls(make_image(kind, body, blank_records(kind, body), keys), state_file)

    @classmethod
    def from_file(cls, state_file: Path) -> VirtualCard:
        """Take a card out of its state file; ``card.state_file`` when it is bad."""
        image = load(state_file)
        if image.profile not in PROFILES:
            raise CardError(CardCode.STATE_FILE)
        return cls(image, state_file)

    @property
    def atr(self) -> bytes:
        """Answer to reset, as PC/SC shows it."""
        historical = self._memory.image.historical
        return (contactless_atr if self.contactless else contact_atr)(historical)

    @property
    def contactless(self) -> bool:
        """Tell whether the card answers without 61xx, over the air."""
        return self._memory.profile.contactless

    @property
    def image(self) -> CardImage:
        """The permanent memory."""
        return self._memory.image

    @property
    def card_uid(self) -> str:
        """Card identification code."""
        return dict(self.image.records["EF05"])[0x01].hex().upper()

    @property
    def powered_rights(self) -> frozenset[int]:
        """Key ids whose rights are held at this moment."""
        return frozenset(self._memory.state.rights)

    def set_pin(self, digits: str, tries: int | None = None) -> None:
        """Set the PIN (empty: none) and, if given, its try counter."""
        odd = "F" if len(digits) % 2 else ""
        self.image.pin = bytes.fromhex(digits + odd)
        if tries is not None:
            self.image.pin_counter = Counter(tries, tries)
        self._keep()

    def set_record(self, file: str, tag: int, value: bytes) -> None:
        """Put any bytes into a record, as a faulty personaliser would."""
        rows = self.image.records[file]
        self.image.records[file] = [(t, value if t == tag else v) for t, v in rows]
        self._keep()

    def holds(self, holder: Personalisation) -> bool:
        """Tell whether the files are those of a finished card of this holder."""
        planned = personal_records(
            self._memory.profile, CardFace(holder, CardBody(uid=self.card_uid))
        )
        personal = [row for row in planned["EF05"] if row[0] > 0x04]  # noqa: PLR2004
        rows = self.image.records
        return rows["EF06"] == planned["EF06"] and rows["EF05"][4:] == personal

    def arm(self, fault: Fault) -> None:
        """Let a fault happen."""
        self._script.arm(fault)

    def disarm(self) -> None:
        """Take all faults back."""
        self._script.clear()

    def power_on(self) -> None:
        """Power up or reset: everything volatile is forgotten."""
        self._memory.state = Volatile()
        self.seen.clear()

    def power_off(self) -> None:
        """Forget everything volatile; what was seen stays for tests."""
        self._memory.state = Volatile()

    def exchange(self, apdu: bytes) -> bytes:
        """Carry out one command.

        Raises:
            CardPulledError: by an armed fault, as the others.
            CardSwappedError: with the card that lies there now.
            ReaderGoneError: the reader is unplugged.
            ReplyLostError: carried out, but nobody hears of it.
        """
        self.seen.append(apdu[:_SHORTEST])
        fault = self._script.next(apdu[1] if len(apdu) > 1 else 0)
        if fault is None:
            return self._answer(apdu)
        self._leave(fault.kind)
        if fault.kind is FaultKind.STATUS:
            return fault.sw.to_bytes(2, "big")
        if fault.kind is FaultKind.SLOW:
            self._delay.wait(fault.seconds)
        answer = self._answer(apdu)
        if fault.kind is FaultKind.PULLED_AFTER:
            raise CardPulledError
        if fault.kind is FaultKind.LOST_REPLY:
            raise ReplyLostError
        if fault.kind is FaultKind.STATUS_AFTER:
            return fault.sw.to_bytes(2, "big")
        return answer

    def _leave(self, kind: FaultKind) -> None:
        """Raise where the command never reaches this card."""
        if kind is FaultKind.PULLED:
            raise CardPulledError
        if kind is FaultKind.READER_GONE:
            raise ReaderGoneError
        if kind is FaultKind.SWAPPED:
            raise CardSwappedError(VirtualCard(twin(self.image)))

    def _answer(self, apdu: bytes) -> bytes:
        try:
            data = self._dispatch(apdu)
            sw = int(SW.OK)
        except Refusal as refusal:
            data, sw = b"", refusal.sw
        self._keep()
        if sw == SW.OK:
            return self._transport(data, apdu)
        return sw.to_bytes(2, "big")

    def _dispatch(self, apdu: bytes) -> bytes:
        if self.image.card_blocked:
            raise Refusal(SW.NOT_SUPPORTED)
        if len(apdu) < _SHORTEST:
            raise Refusal(SW.WRONG_LENGTH)
        request = Request.parse(apdu)
        if request.ins == _GET_RESPONSE:
            return self._get_response(request)
        self._memory.state.pending = b""
        handler = _HANDLERS.get((request.cla, request.ins))
        if handler is None:
            known = any(request.cla == cla for cla, _ in _HANDLERS)
            raise Refusal(SW.WRONG_INS if known else SW.WRONG_CLA)
        return handler(self._memory, request)

    def _get_response(self, request: Request) -> bytes:
        """Give out what 61xx announced, to exactly the next GET RESPONSE."""
        pending = self._memory.state.pending
        if not pending or self.contactless:
            raise Refusal(SW.NO_DATA)
        if request.le != len(pending):
            raise Refusal(0x6C00 | len(pending))
        self._memory.state.pending = b""
        return pending

    def _transport(self, data: bytes, apdu: bytes) -> bytes:
        """Add the status word in the manner of T=0 or T=1 (card.md 13.2)."""
        done = data + bytes.fromhex("9000")
        request = Request.parse(apdu)
        if not data or request.ins == _GET_RESPONSE:
            return done
        kind = self.image.leniencies
        if request.data and not (self.contactless or Leniency.AT_ONCE in kind):
            self._memory.state.pending = data
            return bytes((0x61, len(data)))
        if request.ins in _EXACT_LE and request.le != len(data):
            forgiving = self.contactless or Leniency.LE_ZERO in kind
            if forgiving and request.le == 0:
                return done
            return bytes((0x6C, len(data)))
        return done

    def _keep(self) -> None:
        """Write the state file when the permanent memory changed."""
        if self._state_file is None:
            return
        text = dump(self.image)
        if text != self._saved:
            save(self.image, self._state_file)
            self._saved = text
