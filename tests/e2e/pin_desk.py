"""A counter without a window that is killed in a PIN act, and its next start.

Usage: ``python -m tests.e2e.pin_desk change|reset DATA CARD before|after`` begins an
act on a card that falls silent before or after it has obeyed, until the process is
killed; ``... recover DATA CARD -`` starts the counter again with the card on the
reader; ``... prove DATA CARD new|old`` has the holder type that PIN.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from card_io.simulator.card import VirtualCard
from card_io.simulator.namespaces import dial
from card_io.simulator.vpcd import CardServer
from counter_app import bootstrap
from counter_app.bootstrap import OpenOffice
from counter_app.domain.secret import Secret
from counter_app.practice import office, record
from counter_app.practice.cards import HOLDERS_PIN, CardBox
from counter_app.services.approval import Approval
from counter_app.services.commands import Bearer
from counter_app.services.pins import ChangePin, ProvePin, ResetPin

NEW = "314159"
CARD_S = 60.0
_OBEYS = frozenset({0x5E, 0x24})  # CHANGE PIN, PIN CHANGE/UNBLOCK
_VERIFY, _HEADER = 0x20, 5


class SilentChip:
    """A card that never answers to a PIN command; it counts the tries it saw."""

    def __init__(self, card: VirtualCard, when: str) -> None:
        self._card, self._when = card, when
        self._never = threading.Event()
        self.tries = 0

    @property
    def atr(self) -> bytes:
        return self._card.atr

    @property
    def contactless(self) -> bool:
        return self._card.contactless

    def power_on(self) -> None:
        self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def exchange(self, apdu: bytes) -> bytes:
        """Be the card, but for the PIN commands."""
        self.tries += apdu[1] == _VERIFY and len(apdu) > _HEADER
        if apdu[1] in _OBEYS and self._when in ("before", "after"):
            if self._when == "after":
                self._card.exchange(apdu)
            self._never.wait()
        return self._card.exchange(apdu)


def lay(data: Path, card: str, when: str) -> tuple[SilentChip, CardServer]:
    """Lay a card of the box on the practice reader."""
    box = CardBox(record.folder_of(data) / record.CARDS)
    chip = SilentChip(box.take(card), when)
    reader = office.reader_of(data)
    assert reader is not None
    server = CardServer(chip, lambda: dial(*reader))
    server.insert()
    return chip, server


def begin(counter: OpenOffice, data: Path, act: str) -> None:
    """Begin the act; it never comes back."""
    looked = counter.desk.pins.look(CARD_S)
    seen = looked.seen
    assert seen.holder is not None
    assert seen.card is not None
    who = (seen.holder.ssn, seen.card.card_no, seen.reading.card_uid or "")
    key, new, again = f"killed-{seen.card.card_no}", Secret(NEW), Secret(NEW)
    if act == "change":
        old = Secret(HOLDERS_PIN)
        counter.desk.pins.change(ChangePin(key, *who, Bearer(), old, new, again))
        return
    boss = record.load(data).accounts[1]
    approval = Approval(boss.login, Secret(boss.password), "forgotten")
    papers = Bearer(papers_checked=True)
    counter.desk.pins.reset(ResetPin(key, *who, papers, new, again, approval))


def recover(counter: OpenOffice) -> dict[str, object]:
    """What the next start makes of it, with the card on the reader."""
    counter.desk.read_card(CARD_S)
    left = counter.desk.recover(wait_s=CARD_S)
    return {"doubts": [(d.kind.value, d.last_step, d.note) for d in left]}


def prove(counter: OpenOffice, which: str) -> dict[str, object]:
    """The holder types a PIN; the doubt ends either way."""
    counter.desk.read_card(CARD_S)
    (doubt,) = counter.desk.doubts()
    old = which == "old"
    typed = Secret(HOLDERS_PIN if old else NEW)
    result = counter.desk.pins.prove(ProvePin(doubt.intent_id, typed, old=old))
    filed = None if result is None else result.case.business.value
    return {"filed": filed, "doubts": len(counter.desk.doubts())}


def main() -> None:
    """Open the practice office, log in and do what is asked."""
    job, data, card, how = sys.argv[1], Path(sys.argv[2]), *sys.argv[3:5]
    clerk = record.load(data).accounts[0]
    with bootstrap.open_office(office.place_of(data, {})) as counter:
        counter.desk.login(clerk.login, clerk.password)
        chip, server = lay(data, card, how)
        if job in ("change", "reset"):
            begin(counter, data, job)
            return
        told = recover(counter) if job == "recover" else prove(counter, how)
        server.remove()
    print(json.dumps(told | {"tries": chip.tries}))  # noqa: T201 - the answer of this process


if __name__ == "__main__":
    main()
