"""Whoever only looks waits for no writer."""

from __future__ import annotations

from pathlib import Path

from counter_app.services import unit_day, unit_import
from counter_app.services.stock import balances
from tests.integration.services.desk import PASSWORD, Bench
from tests.integration.services.test_units import Unit


def test_lists_status_and_figures_are_read_while_somebody_writes(bench: Bench) -> None:
    """A search, the status line, lists and the day's figures need no write lock."""
    bench.stock(1)
    desk = bench.counter
    desk.login("boss", PASSWORD)  # the day's figures are the supervisor's
    with bench.store.unit_of_work() as writer:
        writer.settings.put("held", "yes")
        assert desk.search("欧阳小明").rows
        assert desk.status().holders == 2
        assert desk.doubts() == ()
        assert desk.refused().rows == ()
        assert desk.books.days_left_open() is not None
        assert desk.books.look(desk.books.today()).differences is not None
        assert balances(bench.parts(bench.office)).accounts
        assert desk.spool.queue(0).rows == ()


def test_a_unit_day_is_looked_at_while_somebody_writes(
    bench: Bench, tmp_path: Path
) -> None:
    """The counter on the wall, the agents and a trial of the list wait for nobody."""
    unit = Unit(bench, tmp_path, 6)
    job = unit.make().job
    assert job is not None
    with bench.store.unit_of_work() as writer:
        writer.settings.put("held", "yes")
        assert unit_day.progress(unit.parts, job.job_id).job.job_id == job.job_id
        assert unit_day.agents(unit.parts, job.job_id)
        assert unit_import.look_through(unit.parts, unit.order()).bad is not None
