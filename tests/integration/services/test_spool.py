"""The print queue and the forms on the real store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError, StoreError
from counter_app.domain.masking import mask_card
from counter_app.domain.states import Role
from counter_app.services import listing
from counter_app.services.commands import ReportLoss
from counter_app.services.forms import Forms
from counter_app.services.list_facts import Facts, ListKind, ListReader
from counter_app.services.listing import Export
from counter_app.services.results import Session
from printing.forms.content import FormContent
from printing.press import ReportlabPress
from tests.integration.services.desk import ME, SSN, Bench, number


def lose(bench: Bench) -> str:
    """Report a loss and return its receipt number."""
    bench.live()
    loss = ReportLoss("k", SSN, number(1), True, ME)
    return bench.counter.report_loss(loss).receipt_no


def forms(bench: Bench) -> Forms:
    """Return what fills papers from the bench's store."""
    rules = (bench.pack, bench.office)
    return Forms(bench.store, rules, bench.clock, lambda _no: "KZ5TQW2M", "li")


def test_a_printer_away_leaves_the_case_and_a_waiting_paper(bench: Bench) -> None:
    """The case stands; the queue says why the paper did not come out."""
    bench.printer.away = True
    receipt_no = lose(bench)
    (row,) = bench.counter.spool.queue().rows
    assert (row.receipt_no, row.state) == (receipt_no, "waiting")
    assert row.fault == "printing.target_away"
    assert not bench.counter.spool.retry(row.job_id)
    bench.printer.away = False
    assert bench.counter.spool.retry(row.job_id)
    (row,) = bench.counter.spool.queue().rows
    assert (row.state, row.fault) == ("printed", None)
    assert [name for name, _pdf in bench.printer.papers] == [receipt_no]


def test_a_cancelled_paper_is_not_printed_by_itself(bench: Bench) -> None:
    """Taken off: it waits no more, its receipt can still be printed (audited)."""
    bench.printer.away = True
    receipt_no = lose(bench)
    (row,) = bench.counter.spool.queue().rows
    bench.counter.spool.cancel(row.job_id)
    bench.printer.away = False
    assert bench.counter.print_waiting() == 0
    (row,) = bench.counter.spool.queue().rows
    assert (row.state, row.fault) == ("cancelled", None)
    assert bench.counter.reprint(receipt_no).copies == 1
    with bench.store.unit_of_work() as uow:
        assert uow.audit.verify()[1] is None


def test_a_printed_paper_is_not_taken_back(bench: Bench) -> None:
    """What has come out has come out."""
    lose(bench)
    (row,) = bench.counter.spool.queue().rows
    bench.counter.spool.cancel(row.job_id)
    assert bench.counter.spool.queue().rows[0].state == "printed"
    with pytest.raises(StoreError):
        bench.counter.spool.cancel("no such job")


def test_a_receipt_is_frozen_for_its_sheet(bench: Bench) -> None:
    """The roll's strip stays a strip when it is printed again on another day (G22)."""
    bench.counter.parts.receipt_form = "80mm"
    receipt_no = lose(bench)
    bench.counter.parts.receipt_form = "a5"
    again = bench.counter.reprint(receipt_no).pdf
    assert again == bench.printer.papers[0][1] == bench.printer.papers[1][1]
    assert b"/MediaBox [ 0 0 204" in again


def test_the_title_is_the_citys_for_this_business(bench: Bench) -> None:
    """Titles come from the rule pack, one for each kind of receipt."""
    receipt_no = lose(bench)
    with bench.store.unit_of_work() as uow:
        receipt = uow.receipts.get(receipt_no)
    assert receipt is not None
    assert bench.pack.titles["receipt_loss_formal"] in receipt.content


def rows_of(bench: Bench, kind: ListKind, *, plain: bool = False) -> list[Facts]:
    """Return the rows of a list."""
    with bench.store.queries() as queries:
        return list(ListReader(bench.counter.parts, queries, plain=plain).rows(kind))


def test_lists_are_filled_from_the_store(bench: Bench) -> None:
    """Cards that wait too long (R-34), masked; each list is drawn without a fault."""
    card = bench.stock()
    assert rows_of(bench, ListKind.UNCOLLECTED) == []
    bench.clock.at += timedelta(days=bench.pack.uncollected_warn_days + 1)
    (row,) = rows_of(bench, ListKind.UNCOLLECTED)
    assert (row["card_no"], row["person"]) == (mask_card(card.card_no), "欧阳**")
    (row,) = rows_of(bench, ListKind.UNCOLLECTED, plain=True)
    assert (row["card_no"], row["person_ssn"]) == (card.card_no, SSN)
    session = Session("wang", "wang", Role.SUPERVISOR)
    for kind in ListKind:
        for form in ("pdf", "xlsx", "csv"):
            assert listing.export(bench.counter.parts, session, Export(kind, form))


def test_the_loss_register_tells_what_the_center_knows(bench: Bench) -> None:
    """A loss not yet uploaded is marked; afterwards it has the center's word."""
    bench.live()
    bench.line.hold(True)
    bench.counter.report_loss(ReportLoss("k", SSN, number(1), True, ME))
    (row,) = rows_of(bench, ListKind.LOSS_REGISTER)
    assert (row["upload"], row["app_status"]) == ("pending", "2")
    reported = row["reported_at"]
    assert reported
    bench.line.hold(False)
    bench.line.wake()
    (row,) = rows_of(bench, ListKind.LOSS_REGISTER)
    assert (row["upload"], row["app_status"]) == ("effective", "2")
    assert row["reported_at"] == reported


class Killed(BaseException):
    """The process ends while the printer has the paper."""


def test_a_paper_in_the_printers_hand_never_comes_out_twice(bench: Bench) -> None:
    """Killed at any moment of printing: the clerk decides, nothing prints by itself."""
    bench.printer.away = True
    receipt_no = lose(bench)
    bench.printer.away = False
    send = bench.printer.send

    def killed(name: str, pdf: bytes) -> None:
        send(name, pdf)
        raise Killed

    bench.printer.send = killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        bench.counter.print_waiting()
    bench.printer.send = send  # type: ignore[method-assign]
    assert bench.counter.print_waiting() == 0
    assert [name for name, _ in bench.printer.papers] == [receipt_no]
    (row,) = bench.counter.spool.queue().rows
    assert (row.state, row.fault) == ("failed", "printing.uncertain")


def test_two_rounds_at_once_print_a_paper_once(bench: Bench) -> None:
    """Window and command line share the queue: what one has taken the other leaves."""
    bench.printer.away = True
    lose(bench)
    bench.printer.away = False
    ready = bench.printer.ready
    inner: list[int] = []

    def meanwhile() -> tuple[bool, str]:
        if not inner:
            inner.append(0)
            inner[0] = bench.counter.print_waiting()
        return ready()

    bench.printer.ready = meanwhile  # type: ignore[method-assign]
    assert bench.counter.print_waiting() == 0
    assert inner == [1]
    assert len(bench.printer.papers) == 1


def test_a_paper_that_cannot_be_drawn_holds_up_nobody(bench: Bench) -> None:
    """One bad document fails with its code; those behind it come out."""
    bench.printer.away = True
    lose(bench)
    bench.printer.away = False
    with bench.store.unit_of_work() as uow:
        (job,) = uow.print_jobs.waiting(9)
        uow.print_jobs.add(replace(job, job_id="second"))
        uow.commit()
    draw, faults = (
        bench.counter.parts.press,
        [PrintError(PrintCode.CONTENT, listing="x")],
    )

    class Press(type(draw)):  # type: ignore[misc]  # the bench's own press
        def receipt(self, content: Mapping[str, object]) -> bytes:
            if faults:
                raise faults.pop()
            return draw.receipt(content)

    bench.counter.parts.press = Press()
    assert bench.counter.print_waiting() == 1
    states = {row.state for row in bench.counter.spool.queue().rows}
    assert states == {"failed", "printed"}


@pytest.mark.parametrize("name", ["application", "collection_slip", "pin_reset_slip"])
def test_a_form_of_a_case_says_what_the_case_says(bench: Bench, name: str) -> None:
    """Number, person and services come from the stored case."""
    receipt_no = lose(bench)
    facts = forms(bench).of_case(name, receipt_no)
    content = FormContent.from_json(facts)
    assert content.number == receipt_no
    assert content.values["full_ssn"] == SSN
    assert content.values["services"] == ["loss_formal"]
    assert ReportlabPress().form(name, facts).startswith(b"%PDF")
    with pytest.raises(StoreError):
        forms(bench).of_case(name, "no such receipt")
