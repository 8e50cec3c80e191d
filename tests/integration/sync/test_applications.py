"""From the form over the wire and back: an office sees where a card is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace

from center import applications
from counter_app.domain.applications import Applicant, Progress
from counter_app.domain.packs import load_pack
from counter_app.ports.center import LineState
from counter_app.ports.photos import PhotoRow
from counter_app.services.applications import ApplyWork
from counter_app.services.applying import ApplyNew, apply_new
from counter_app.services.commands import Bearer
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.system import RandomIds
from sync.line import open_client, sync_once
from sync.standing import CenterStanding
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import card, holder

CLERK = Session("zhang", "张", "clerk")  # type: ignore[arg-type]
PERSON = holder(40)


@dataclass
class Away:
    """A line that nobody answers on."""

    def state(self) -> LineState:
        return LineState(enrolled=True, online=False)


def desk(counter: Counter) -> Parts:
    with counter.parts.store.unit_of_work() as uow:
        office = uow.settings.office()
        uow.photos.put(
            PhotoRow("d" * 64, "x.jpg", PERSON.ssn, "", b"j", counter.clock.now(), "z")
        )
        uow.commit()
    assert office is not None
    return Parts(
        store=counter.parts.store, cards=SimpleNamespace(channel="direct"),  # type: ignore[arg-type]  # no reader is asked
        line=Away(), press=None, printer=None, clock=counter.clock,  # type: ignore[arg-type]  # nothing is printed
        ids=RandomIds(), pack=load_pack("cn-js-taizhou"), office=office,
        receipt_mac=lambda _no: "",
    )  # fmt: skip


def test_where_is_my_card(town: Town) -> None:
    """Pre-accepted offline, applied, made, waiting, collected: as the center tells."""
    code = str(town.office["office_code"])
    town.lab.bring_in(code, (PERSON, ()))
    counter = town.counter()
    sync_once(counter.parts)
    parts = desk(counter)
    person = Applicant(PERSON.name, "A", PERSON.ssn, bank="95580")
    seen = frozenset({"holder_id"})
    command = ApplyNew("form", person, Bearer(papers_checked=True), seen)
    number = apply_new(parts, CLERK, command).case.receipt_no
    work = ApplyWork(parts, lambda: CLERK)
    assert work.where(number)[0].shown == "accepted"
    sync_once(counter.parts)
    assert work.where(number)[0].shown == "applied"
    with counter.parts.store.unit_of_work() as uow:
        known = uow.holders.get(PERSON.ssn)
    assert known is not None
    assert known.application_running

    def told(to: Progress, card_no: str = "") -> str:
        now = town.lab.clock.now()
        town.lab.database.write(
            lambda tx: applications.move(tx, number, to, (card_no, ""), now)
        )
        sync_once(counter.parts)
        return work.where(PERSON.ssn)[0].shown

    assert told(Progress.MAKING) == "making"
    made = replace(card(PERSON, 40), handed_out_on=None)
    town.lab.bring_in(code, (PERSON, (made,)))
    assert told(Progress.AT_OFFICE, made.card_no) == "at_office"
    with counter.parts.store.unit_of_work() as uow:
        here = uow.cards.get(made.card_no)
        assert here is not None
        uow.cards.put(replace(here, handed_out_on=town.lab.clock.now().date()))
        uow.commit()
    assert work.where(PERSON.ssn)[0].shown == "collected"


def test_another_workstation_sees_it_too(town: Town) -> None:
    """The feed tells every window of the office, also one that loads afresh."""
    code = str(town.office["office_code"])
    town.lab.bring_in(code, (PERSON, ()))
    first = town.counter("a")
    sync_once(first.parts)
    person = Applicant(PERSON.name, "A", PERSON.ssn, bank="95580")
    command = ApplyNew(
        "form", person, Bearer(papers_checked=True), frozenset({"holder_id"})
    )
    filed = apply_new(desk(first), CLERK, command)
    sync_once(first.parts)
    second = town.counter("b")
    sync_once(second.parts)
    work = ApplyWork(desk(second), lambda: CLERK)
    row = work.where(filed.case.receipt_no)[0]
    assert (row.shown, row.effect, row.application.case_id) == ("applied", None, None)
    assert [step.state for step in work.way(row.application.number).steps] == [
        "accepted",
        "applied",
    ]


def test_the_center_is_asked_over_the_wire(town: Town) -> None:
    """2.1-2: an application elsewhere is told before a second one is typed."""
    code = str(town.office["office_code"])
    town.lab.bring_in(code, (PERSON, ()))
    first, second = town.counter("a"), town.counter("b")
    sync_once(first.parts)
    client, _ = open_client(second.parts)
    asking = CenterStanding(client)
    assert asking.standing(PERSON.ssn, PERSON.name).progress is None
    person = Applicant(PERSON.name, "A", PERSON.ssn, bank="95580")
    seen = frozenset({"holder_id"})
    command = ApplyNew("form", person, Bearer(papers_checked=True), seen)
    apply_new(desk(first), CLERK, command)
    sync_once(first.parts)
    told = asking.standing(PERSON.ssn, "Somebody Else")
    assert (told.progress, told.name_same) == (Progress.APPLIED, False)
