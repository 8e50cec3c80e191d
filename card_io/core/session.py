"""One card in the reader: the commands of the SSSE, with their fall-backs."""

from __future__ import annotations

import os
from collections.abc import Callable

from card_io.core.apdu import Answer, Channel, Command
from card_io.core.files import SSSE_AID
from card_io.core.model import CardFile, RecordFile
from card_io.core.pad import PinPad
from card_io.core.processors import stack
from card_io.core.profile import (
    CARD_FACTOR_BYTES,
    Atr,
    algorithm_of,
    default_algorithm,
)
from card_io.core.status import (
    READ_FALLBACK,
    SELECT_FALLBACK,
    SW,
    card_error,
    tries_left,
)
from card_io.core.tlv import Record, parse_records
from counter_app.domain.chip import Pin, PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.keys import (
    CardKey,
    KeyProvider,
    KeyRequest,
    PinAction,
    PinCommandRequest,
)

_BY_NUMBER = 0x04
_ALL_FROM = 0x05
_CHALLENGE = 8
#: Answers of a card that has no such key or command: it proves nothing.
_CANNOT_PROVE = frozenset(
    (SW.KEY_NOT_FOUND, SW.WRONG_INS, SW.SECURITY, SW.CONDITIONS, SW.NOT_SUPPORTED)
)


class CardSession:
    """Commands on an open channel; keeps algorithm, region and what was opened.

    Every method raises :class:`CardError`; a refused write is marked as of
    unknown outcome.
    """

    def __init__(
        self, channel: Channel, stopped: Callable[[], bool] | None = None
    ) -> None:
        self.atr = Atr(channel.atr)
        self.version = "1.0"
        self._fci_algorithm: str | None = None
        self._card_uid: str | None = None
        self._channel = channel
        self._stopped = stopped
        self._sender = stack(channel, stopped)
        self._read_all = True

    @property
    def algorithm(self) -> str:
        """DES, SSF33 or SM4: by the FCI, else by the identification code."""
        return self._fci_algorithm or default_algorithm(self._card_uid)

    def select_application(self) -> None:
        """Select the SSSE; ``card.foreign`` when the card has none (card.md 1)."""
        self.send(Command(0x00, 0xA4, 0, 0, bytes.fromhex("3F00"), le=256))
        answer = self.send(Command(0x00, 0xA4, 0x04, 0, SSSE_AID, le=256))
        if answer.sw in (SW.NOT_SUPPORTED, SW.APPLICATION_LOCKED):
            raise card_error(answer.sw, "SELECT SSSE")
        if not answer.ok:
            raise CardError(CardCode.FOREIGN, sw=f"{answer.sw:04X}")
        self._fci_algorithm = algorithm_of(answer.data)

    def identify(self, card_uid: str | None, version: str) -> None:
        """Remember what EF05 says: it decides algorithm, region and record order."""
        self._card_uid, self.version = card_uid, version

    def select_file(self, file: type[CardFile]) -> bool:
        """Select an EF; False when the card has no such file."""
        for p1 in (0x02, 0x00):
            data = file.fid.to_bytes(2, "big")
            answer = self.send(Command(0x00, 0xA4, p1, 0, data))
            if answer.ok:
                return True
            if answer.sw not in SELECT_FALLBACK:
                raise card_error(answer.sw, "SELECT EF")
        return False

    def read_file(self, file: type[RecordFile]) -> dict[int, bytes] | None:
        """Read the selected file's records; None when reading is protected.

        One READ for all records where the card knows it, else one each.
        """
        if self._read_all:
            answer = self._read(0x01, _ALL_FROM, file.size(self.version))
            if answer.sw == SW.SECURITY:
                return None
            records = self._parsed(answer, file)
            if records is not None:
                return records
            self._read_all = False
        return self._read_each(file)

    def read_record(self, file: type[RecordFile], tag: int) -> Record | None:
        """Read one record by tag, by number where the card wants that.

        Returns None for a record the card has not.
        """
        item = file.item(tag)
        answer = self._read(tag, file.sfi() << 3, item.size)
        if answer.sw in READ_FALLBACK:
            number = file.number(tag, self.version)
            answer = self._read(number, _BY_NUMBER, item.size)
        if answer.sw in READ_FALLBACK:
            return None
        if not answer.ok:
            raise card_error(answer.sw, f"READ {tag:02X}")
        records = parse_records(answer.data)
        return next((record for record in records if record.tag == tag), None)

    def update_record(self, file: type[RecordFile], record: Record) -> None:
        """Write one record. Any failure leaves the outcome unknown."""
        raw = record.encode()
        step = f"UPDATE {record.tag:02X}"
        try:
            answer = self.send(
                Command(0x00, 0xDC, record.tag, file.sfi() << 3, raw),
            )
            if answer.sw in READ_FALLBACK:
                number = file.number(record.tag, self.version)
                answer = self.send(Command(0x00, 0xDC, number, _BY_NUMBER, raw))
        except CardError as exc:
            exc.outcome_unknown = True
            raise
        if not answer.ok:
            raise card_error(answer.sw, step, outcome_unknown=True)

    def pin(self) -> Pin:
        """Ask for the PIN state by an empty VERIFY; the counter stays (4.2)."""
        answer = self.send(Command(0x00, 0x20, 0, 0))
        if answer.ok:
            return Pin(PinState.NONE)
        left = tries_left(answer.sw)
        if answer.sw == SW.LOCKED or left == 0:
            return Pin(PinState.LOCKED, 0)
        return Pin() if left is None else Pin(PinState.SET, left)

    def pad(self) -> PinPad:
        """Return the reader's PIN pad; ``card.pad_absent`` when it has none."""
        pad = self._channel.pad
        if pad is None:
            raise CardError(CardCode.PAD_ABSENT)
        if self._stopped is not None and self._stopped():
            raise CardError(CardCode.CLOSED)
        return pad

    def genuine(self, keys: KeyProvider) -> bool:
        """Compare INTERNAL AUTHENTICATE with the key provider's answer (7.1)."""
        factor, original = os.urandom(8), os.urandom(8)
        expected = keys.cryptogram(self._request(CardKey.IRK, factor, original))
        answer = self.send(Command(0x00, 0x88, 0, 0, factor + original, le=256))
        if not answer.ok and answer.sw not in _CANNOT_PROVE:
            raise card_error(answer.sw, "INTERNAL AUTHENTICATE")
        return answer.ok and answer.data == expected

    def authenticate(self, key: CardKey, keys: KeyProvider) -> None:
        """Open a right by EXTERNAL AUTHENTICATE on a fresh challenge (5.3).

        Raises:
            CardError: ``card.key_refused`` with the tries left, ``card.key_locked``.
        """
        original = os.urandom(8)
        proof = keys.cryptogram(self._request(key, self.challenge(), original))
        answer = self.send(Command(0x00, 0x82, 0, key, proof + original))
        left = tries_left(answer.sw)
        if left is not None:
            raise CardError(CardCode.KEY_REFUSED, key=key.name, tries_left=left)
        if answer.sw == SW.LOCKED:
            raise CardError(CardCode.KEY_LOCKED, key=key.name)
        if not answer.ok:
            raise card_error(answer.sw, f"EXTERNAL AUTHENTICATE {key:02X}")

    def challenge(self) -> bytes:
        """Have the card make a fresh challenge, good for one use (card.md 4.1)."""
        answer = self.send(Command(0x00, 0x84, 0, 0, le=_CHALLENGE))
        if not answer.ok or len(answer.data) != _CHALLENGE:
            raise card_error(answer.sw, "GET CHALLENGE")
        return answer.data

    def pin_request(self, action: PinAction) -> PinCommandRequest:
        """Describe this card and a fresh challenge to who secures PIN commands."""
        region = (self._card_uid or "")[:6]
        return PinCommandRequest(
            action, self.algorithm, region, self.atr.factor, self.challenge()
        )

    def can_authenticate(self) -> bool:
        """Tell whether region and card factor for the keys are known."""
        region = (self._card_uid or "")[:6]
        return len(self.atr.factor) == CARD_FACTOR_BYTES and region.isdigit()

    def _request(self, key: CardKey, challenge: bytes, original: bytes) -> KeyRequest:
        region = (self._card_uid or "")[:6]
        return KeyRequest(
            key, self.algorithm, region, self.atr.factor, challenge, original
        )

    def send(self, command: Command) -> Answer:
        """Send any command through the stack."""
        return self._sender.send(command)

    def _read(self, p1: int, p2: int, le: int) -> Answer:
        return self.send(Command(0x00, 0xB2, p1, p2, le=le))

    def _parsed(
        self, answer: Answer, file: type[RecordFile]
    ) -> dict[int, bytes] | None:
        if not answer.ok:
            return None
        try:
            records = parse_records(answer.data)
        except CardError:
            return None
        known = {item.tag for item in file.items}
        found = {record.tag: record.value for record in records if record.tag in known}
        return found or None

    def _read_each(self, file: type[RecordFile]) -> dict[int, bytes] | None:
        found: dict[int, bytes] = {}
        for item in file.items_of(self.version):
            try:
                record = self.read_record(file, item.tag)
            except CardError as exc:
                if exc.params.get("sw") == f"{SW.SECURITY:04X}":
                    return None
                raise
            if record is not None:
                found[item.tag] = record.value
        return found
