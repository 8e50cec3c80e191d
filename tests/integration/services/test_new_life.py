"""A store that begins another life while the program runs: numbers stay unique."""

from __future__ import annotations

from counter_app.domain import receipt_no
from counter_app.services.commands import ReportLoss
from tests.integration.services.desk import ME, SSN, Bench, number


def test_receipts_carry_the_life_that_numbers_them(bench: Bench) -> None:
    """The running number begins at 1 again, under letters never used before (G10)."""
    bench.live()
    first = bench.counter.report_loss(ReportLoss("a", SSN, number(1), False, ME))
    with bench.store.unit_of_work() as uow:
        uow.operations.begin_anew(bench.clock.now(), "numbers reused")
        life = uow.audit.incarnation()
        uow.commit()
    second = bench.counter.report_loss(ReportLoss("b", SSN, number(1), True, ME))
    assert first.receipt_no != second.receipt_no
    assert receipt_no.is_valid(second.receipt_no)
    assert life[:4] in second.receipt_no
    assert life[:4] not in first.receipt_no
