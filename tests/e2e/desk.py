"""A counter without a window, in a process of its own.

Usage: ``python -m tests.e2e.desk issue DATA SSN`` issues a card that stops answering
in the middle of the write, until the process is killed; ``... recover DATA CARD``
starts the counter, lays the card on the reader and finishes what was cut off.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from card_io.simulator.faults import Fault, FaultKind
from counter_app import bootstrap
from counter_app.bootstrap import OpenOffice
from counter_app.domain.records import Ssn
from counter_app.practice import office, record
from counter_app.practice.cards import CardBox
from counter_app.practice.tray import VirtualReader
from counter_app.services.commands import Bearer, IssueInstant

UPDATE_RECORD = 0xDC
THIRD = 3
FOR_EVER_S = 600.0
CARD_S = 60.0
CENTER_S = 60.0


def issue(counter: OpenOffice, data: Path, ssn: str) -> None:
    """Issue a first card on a blank that falls silent at its third record."""
    box = CardBox(record.folder_of(data) / record.CARDS)
    card = box.take(box.blank())
    card.arm(Fault(FaultKind.SLOW, at=THIRD, ins=UPDATE_RECORD, seconds=FOR_EVER_S))
    reader = office.reader_of(data)
    assert reader is not None
    VirtualReader(*reader).insert(card)
    counter.desk.read_card(CARD_S)
    bearer = Bearer(papers_checked=True)
    counter.desk.issue_instant(IssueInstant("killed", Ssn(ssn), "95580", bearer))


def recover(counter: OpenOffice, data: Path, card: str) -> None:
    """Finish with the card on the reader and wait for the center's word."""
    before = counter.desk.doubts()
    tray = office.tray_of(data, counter.cards)
    tray.lay(card)
    after = counter.desk.recover(wait_s=CARD_S)
    tray.take_off()
    with counter.store.unit_of_work() as uow:
        made = list(uow.operations.of_case(before[0].case_id))
    counter.line.wait_decided(tuple(op.op_id for op in made), CENTER_S)
    told = {
        "doubts_before": [doubt.intent_id for doubt in before],
        "doubts_after": len(after),
        "operations": len(made),
    }
    print(json.dumps(told))  # noqa: T201 - the answer of this process


def main() -> None:
    """Open the practice office, log in and do what is asked."""
    job = {"issue": issue, "recover": recover}[sys.argv[1]]
    data = Path(sys.argv[2])
    clerk = record.load(data).accounts[0]
    with bootstrap.open_office(office.place_of(data, {})) as counter:
        counter.desk.login(clerk.login, clerk.password)
        job(counter, data, sys.argv[3])


if __name__ == "__main__":
    main()
