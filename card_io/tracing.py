"""Record the APDU traffic of one reader for support, secrets masked.

PINs, cryptograms and challenges never appear. Of records only tag and length are
shown unless the values are asked for: they are a citizen's data.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from card_io.core.apdu import Channel
from card_io.core.pad import Control, PinPad
from card_io.slot import CardSlot, SlotState
from counter_app.logs import APDU

_SELECT, _GET_RESPONSE = 0xA4, 0xC0
_RECORDS = frozenset((0xB2, 0xDC))
_BINARY = frozenset((0xB0, 0xD6))
#: Instructions whose data are no secret: everything else is masked.
_OPEN = frozenset((_SELECT,))
_HEADER, _LC = 4, 1
_STATUS = 2

Sink = Callable[[str], None]
_log = logging.getLogger("card_io.apdu")


def logged(slot: CardSlot) -> CardSlot:
    """Return the slot, writing to the log where its level is ``APDU``."""
    if not _log.isEnabledFor(APDU):
        return slot
    return TracedSlot(slot, lambda line: _log.log(APDU, "%s", line))


class TracedSlot:
    """:class:`~card_io.slot.CardSlot` that writes down what passes.

    Args:
        slot: the real one.
        sink: takes one line at a time, from the card thread.
        values: show the values of records as well; PINs and cryptograms stay
            masked.
    """

    def __init__(self, slot: CardSlot, sink: Sink, *, values: bool = False) -> None:
        self.channel = slot.channel
        self._slot = slot
        self._sink = sink
        self._values = values

    def poll(self, timeout_s: float) -> SlotState:
        return self._slot.poll(timeout_s)

    def interrupt(self) -> None:
        self._slot.interrupt()

    def open(self) -> Channel:
        """Open the card and note its answer to reset."""
        channel = self._slot.open()
        self._sink(f"ATR {channel.atr.hex().upper()}")
        return _TracedChannel(channel, self._sink, values=self._values)

    def close(self) -> None:
        self._slot.close()


class _TracedChannel:
    def __init__(self, channel: Channel, sink: Sink, *, values: bool) -> None:
        self.atr = channel.atr
        self.contactless = channel.contactless
        self._channel = channel
        self._sink = sink
        self._values = values
        self._ins = 0

    def exchange(self, apdu: bytes) -> bytes:
        """Hand on; write command and answer in two lines."""
        ins = apdu[1] if len(apdu) > 1 else 0
        if ins != _GET_RESPONSE:  # its answer belongs to the command before
            self._ins = ins
        self._sink("> " + self._command(apdu))
        begun = time.monotonic()
        try:
            answer = self._channel.exchange(apdu)
        except Exception as exc:
            self._sink(f"! {exc}")
            raise
        spent = (time.monotonic() - begun) * 1000
        sw = answer[-_STATUS:].hex().upper()
        self._sink(f"< {sw} {self._shown(answer[:-_STATUS])}({spent:.1f} ms)")
        return answer

    @property
    def pad(self) -> PinPad | None:
        """The reader's pad; of an order only code and length are shown."""
        pad = self._channel.pad
        return None if pad is None else pad.over(self._noting(pad.control))

    def _noting(self, control: Control) -> Control:
        def noted(code: int, data: bytes) -> bytes:
            self._sink(f"> control {code:08X} [{len(data)} masked]")
            try:
                answer = control(code, data)
            except Exception as exc:
                self._sink(f"! {exc}")
                raise
            self._sink(f"< {answer[-_STATUS:].hex().upper()}")
            return answer

        return noted

    def close(self) -> None:
        """Close the real channel."""
        self._channel.close()
        self._sink("off")

    def _command(self, apdu: bytes) -> str:
        head = apdu[:_HEADER].hex().upper()
        body = apdu[_HEADER:]
        if len(body) <= _LC:
            return f"{head} {body.hex().upper()}".rstrip()
        length = body[0]
        data, rest = body[1 : 1 + length], body[1 + length :]
        return f"{head} {length:02X} {self._shown(data)}{rest.hex().upper()}".rstrip()

    def _shown(self, data: bytes) -> str:
        """Return data as far as they may be seen, with a blank behind."""
        if not data:
            return ""
        plain = self._ins in _OPEN or (self._values and self._ins in _RECORDS | _BINARY)
        if plain:
            return data.hex().upper() + " "
        if self._ins in _RECORDS:
            return _outline(data)
        return f"[{len(data)} masked] "


def _outline(data: bytes) -> str:
    """Return tags and lengths of a run of records, their values masked."""
    text, at = "", 0
    while at + _STATUS <= len(data):
        tag, length = data[at], data[at + 1]
        text += f"{tag:02X}{length:02X}[{length} masked] "
        at += _STATUS + length
    if at != len(data):  # no run of records, a ring's bytes
        return f"[{len(data)} masked] "
    return text
