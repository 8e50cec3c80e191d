"""Stacked senders: format, follow-up of 61xx/6Cxx, stop token, trace.

Each does one thing and hands on, so that a reader's quirk is one more layer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from card_io.core.apdu import MAX_SHORT, Answer, Channel, Command, Sender
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

#: Below DEBUG on purpose: nobody switches it on by asking for debug output.
TRACE = 5
_log = logging.getLogger("card_io.apdu")

_SELECT = 0xA4
_MORE = 0x61
_WRONG_LE = 0x6C
_MAX_FOLLOW_UPS = 32


class Formatter:
    """Put commands on the wire of one channel (T=0 contact, T=1 contactless)."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def send(self, command: Command) -> Answer:
        """Encode, exchange, split."""
        raw = self._channel.exchange(command.encode(t0=not self._channel.contactless))
        if len(raw) < 2:  # noqa: PLR2004 -- a status word has two bytes
            raise CardError(CardCode.COMM)
        return Answer.parse(raw)


class FollowUp:
    """Fetch what 61xx announces and repeat what 6Cxx corrects (card.md 1)."""

    def __init__(self, inner: Sender) -> None:
        self._inner = inner

    def send(self, command: Command) -> Answer:
        """Return the whole answer; readers that do this themselves are fine."""
        answer = self._inner.send(command)
        data = answer.data
        for _ in range(_MAX_FOLLOW_UPS):
            high, low = divmod(answer.sw, 256)
            if high == _WRONG_LE and not data:
                command = command.with_le(low or MAX_SHORT)
                answer = self._inner.send(command)
            elif high == _MORE:
                command = Command(0x00, 0xC0, 0, 0, le=low or MAX_SHORT)
                answer = self._inner.send(command)
            else:
                return Answer(data, answer.sw)
            data += answer.data
        raise CardError(CardCode.COMM)


class Stoppable:
    """Refuse further commands once the caller has given up waiting."""

    def __init__(self, inner: Sender, stopped: Callable[[], bool]) -> None:
        self._inner = inner
        self._stopped = stopped

    def send(self, command: Command) -> Answer:
        """Hand on, unless stopped: ``card.closed``."""
        if self._stopped():
            raise CardError(CardCode.CLOSED)
        return self._inner.send(command)


class Traced:
    """Log headers, lengths and status words, and data of SELECT only.

    Everything else may hold a citizen's data, a PIN or a cryptogram.
    """

    def __init__(self, inner: Sender) -> None:
        self._inner = inner

    def send(self, command: Command) -> Answer:
        """Hand on and log one line at level ``TRACE``."""
        answer = self._inner.send(command)
        if _log.isEnabledFor(TRACE):
            shown = command.data.hex().upper() if command.ins == _SELECT else ""
            _log.log(
                TRACE,
                "> %s Lc=%d %s< %04X Lr=%d",
                command.header.hex().upper(),
                len(command.data),
                shown + " " if shown else "",
                answer.sw,
                len(answer.data),
            )
        return answer


def stack(channel: Channel, stopped: Callable[[], bool] | None = None) -> Sender:
    """Return the usual stack of senders on a channel."""
    sender: Sender = Traced(Formatter(channel))
    if stopped is not None:
        sender = Stoppable(sender, stopped)
    return FollowUp(sender)
