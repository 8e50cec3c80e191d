"""The figures of the daily issuance report."""

from datetime import date

from counter_app.services.commands import ReportLoss
from counter_app.services.reports import daily
from tests.integration.services.desk import ME, SSN, Bench, number


def test_report_counts_what_was_done_that_day(bench: Bench) -> None:
    """9.2: counts by business and result, by clerk and bank, and what still waits."""
    bench.live()
    bench.line.hold(True)
    bench.counter.report_loss(ReportLoss("k", SSN, number(1), True, ME))
    bench.clock.forward(minutes=5)
    content = daily(
        bench.store, bench.pack, bench.office, date(2026, 11, 20), bench.clock
    )
    assert content["business"] == [
        {"kind": "loss_formal", "effect": "pending", "count": 1}
    ]
    assert content["clerks"] == [{"clerk": "li", "clerk_name": "周主管", "count": 1}]
    assert (content["waiting"], content["oldest_waiting_s"]) == (1, 300)
    empty = daily(
        bench.store, bench.pack, bench.office, date(2026, 11, 19), bench.clock
    )
    assert empty["total"] == 0
