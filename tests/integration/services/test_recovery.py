"""A fault anywhere between commit 1 and commit 2 of a card write."""

import pytest

from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.states import BlankState, Effect
from counter_app.services import writing
from counter_app.services.commands import IssueInstant
from tests.integration.services.desk import ME, PASSWORD, SSN, Bench, cases_today

COMMAND = IssueInstant("k", SSN, "95580", ME)


class KilledError(BaseException):
    """Stands for the death of the process: nothing catches it."""


def left(bench: Bench) -> tuple[int, int]:
    with bench.store.unit_of_work() as uow:
        return uow.allotments.left()


def test_killed_before_commit_2_is_finished_at_the_next_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is complete, the case was not filed: recovery files it, once."""
    bench.lay(bench.blank())

    def dies(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "file_written", dies)
        with pytest.raises(KilledError):
            bench.counter.issue_instant(COMMAND)
    counter = bench.start()
    assert cases_today(counter) == ()
    assert len(counter.doubts()) == 1
    assert counter.recover() == ()
    rows = cases_today(counter)
    assert [row.effect for row in rows] == [Effect.EFFECTIVE]
    assert bench.printer.papers[0][0] == rows[0].receipt_no
    assert counter.recover() == ()
    assert len(cases_today(counter)) == 1
    repeated = counter.issue_instant(COMMAND)
    assert repeated.repeated


def test_without_the_card_the_write_is_doubtful(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No card on the reader: the case waits on the doubtful list, and says so."""
    chip = bench.lay(bench.blank())

    def dies(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "file_written", dies)
        with pytest.raises(KilledError):
            bench.counter.issue_instant(COMMAND)
    bench.cards.remove()
    counter = bench.start()
    doubts = counter.recover()
    assert [doubt.note for doubt in doubts] == ["card.no_card"]
    assert counter.status().outbox.doubtful == 1
    bench.lay(bench.blank(901))
    assert [doubt.note for doubt in counter.recover()] == ["card.another_card"]
    bench.lay(chip)
    assert counter.recover() == ()
    assert len(cases_today(counter)) == 1


@pytest.mark.parametrize("at", range(1, 46, 2))
def test_pulled_at_every_command(bench: Bench, at: int) -> None:
    """The card ends untouched or complete; blank and number are never lost."""
    chip = bench.lay(bench.blank())
    chip.arm(Fault(FaultKind.PULLED, at))
    try:
        bench.counter.issue_instant(COMMAND)
    except CardError:
        bench.lay(chip)
        chip.disarm()
        assert bench.counter.recover() == ()
    chip.disarm()
    cases = cases_today(bench.counter)
    if cases:
        assert bench.cards.read().ssn == SSN
        assert left(bench) == (0, 9)
    else:
        assert bench.cards.read().blank
        assert left(bench) == (1, 10)


def test_only_a_supervisor_gives_a_write_up(bench: Bench) -> None:
    """The blank is spoilt and named; no case appears; the person can be served."""
    chip = bench.lay(bench.blank())
    chip.arm(Fault(FaultKind.PULLED, 25))
    with pytest.raises(CardError):
        bench.counter.issue_instant(COMMAND)
    doubt = bench.counter.doubts()[0]
    with pytest.raises(RuleError) as fault:
        bench.counter.give_up_write(doubt.intent_id, "卡片损坏")
    assert fault.value.code == "rule.not_allowed"
    bench.counter.login("boss", PASSWORD)
    bench.counter.give_up_write(doubt.intent_id, "卡片损坏")
    assert bench.counter.doubts() == ()
    with bench.store.unit_of_work() as uow:
        blank = uow.allotments.blank(doubt.card_uid)  # type: ignore[arg-type]
    assert blank is not None
    assert blank.state is BlankState.SPOILT
    assert cases_today(bench.counter) == ()
