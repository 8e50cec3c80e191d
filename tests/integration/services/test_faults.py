"""What went wrong stays visible, and never silences or doubles anything."""

from dataclasses import replace

import pytest

from card_io.core.softkeys import SoftwareKeys
from counter_app.domain.errors import CardError, CenterError, PrintError, RuleError
from counter_app.domain.states import AppStatus, Effect, StockState
from counter_app.ports.keys import KeyRequest
from counter_app.services.commands import HandOut, IssueInstant, ReportLoss
from tests.integration.services.desk import (
    FACE,
    ME,
    PASSWORD,
    SSN,
    Bench,
    cases_today,
    number,
)


def refused_hand_out(bench: Bench) -> None:
    """A hand-out the center refuses: the card was lost in the meantime."""
    card = bench.stock()
    bench.line.know(replace(card, app_status=AppStatus.LOST_TEMP, version=9))
    bench.lay(bench.chip(card))
    result = bench.counter.hand_out(HandOut("h", SSN, number(1), ME, FACE))
    assert result.effect is Effect.REFUSED


def test_a_refusal_never_holds_back_a_loss(bench: Bench) -> None:
    """R-29: a loss goes out even while an earlier act of the holder is refused."""
    refused_hand_out(bench)
    lost = bench.counter.report_loss(ReportLoss("l", SSN, number(1), True, ME))
    assert lost.effect is Effect.EFFECTIVE


def test_refusals_stay_listed_until_a_supervisor_settles_them(bench: Bench) -> None:
    """A refused act is on a list with an owner, whatever day it is."""
    refused_hand_out(bench)
    bench.clock.forward(days=3)
    rows = bench.counter.refused().rows
    assert [(row.code, row.name) for row in rows] == [("rule.card_lost", "欧阳小明")]
    with pytest.raises(RuleError) as clerk:
        bench.counter.settle_refusal(rows[0].op_id, "已电话告知")
    assert clerk.value.code == "rule.not_allowed"
    bench.counter.login("boss", PASSWORD)
    with pytest.raises(RuleError) as empty:
        bench.counter.settle_refusal(rows[0].op_id, "  ")
    assert empty.value.code == "rule.note_needed"
    bench.counter.settle_refusal(rows[0].op_id, "已电话告知，卡已收回")
    assert bench.counter.refused().rows == ()
    assert bench.counter.status().outbox.refused == 0


def test_refused_hand_out_can_be_done_again(bench: Bench) -> None:
    """What a refused act did here is taken back: the card is looked for."""
    refused_hand_out(bench)
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(number(1))
    assert card is not None
    assert card.stock_state is StockState.SEARCHED
    assert card.handed_out_on is None


def test_loss_that_waits_too_long_raises_the_alarm(bench: Bench) -> None:
    """R-29: after ``loss_upload_max_min`` minutes, not before."""
    bench.live()
    bench.line.hold(True)
    bench.counter.report_loss(ReportLoss("l", SSN, number(1), True, ME))
    bench.clock.forward(minutes=29)
    assert not bench.counter.status().loss_overdue
    bench.clock.forward(minutes=2)
    assert bench.counter.status().loss_overdue


def test_a_chip_that_failed_its_proof_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INTERNAL AUTH failed: a copy is neither handed out nor accepted as found."""
    bench.lay(bench.chip(bench.stock()))
    real = bench.cards.read()
    copy = replace(real, genuine=False)
    monkeypatch.setattr(bench.cards, "read", lambda **_: copy)
    with pytest.raises(CardError) as fault:
        bench.counter.hand_out(HandOut("h", SSN, number(1), ME, FACE))
    assert fault.value.code == "card.not_genuine"


class FakeKeysAway(SoftwareKeys):
    """A remote key service that cannot be reached."""

    def cryptogram(self, request: KeyRequest) -> bytes:
        raise CenterError("center.unreachable")


def test_key_service_away_leaves_nothing_behind(bench: Bench) -> None:
    """No key, nothing written: blank and number go back, no doubt is left."""
    from card_io.worker import DirectDesk

    bench.cards.close()
    bench.cards = DirectDesk(FakeKeysAway())
    counter = bench.start()
    bench.lay(bench.blank())
    with pytest.raises((CardError, CenterError)):
        counter.issue_instant(IssueInstant("k", SSN, "95580", ME))
    assert counter.doubts() == ()
    with bench.store.unit_of_work() as uow:
        assert uow.allotments.left() == (1, 10)


def test_used_numbers_are_passed_over(bench: Bench) -> None:
    """A restored backup may offer numbers that cards already have."""
    bench.stock(100)
    bench.line.cards.clear()
    other = replace(
        bench.stock(100), app_status=AppStatus.CANCELLED, stock_state=StockState.VOIDED
    )
    with bench.store.unit_of_work() as uow:
        uow.cards.put(other)
        uow.allotments.spend_number(number(101))
        uow.commit()
    bench.lay(bench.blank())
    result = bench.counter.issue_instant(IssueInstant("k", SSN, "95580", ME))
    assert result.operations[0].card_no == number(102)


def test_a_clock_that_is_two_days_slow_changes_no_day(bench: Bench) -> None:
    """G11: once the center told the skew, lists, numbers and papers agree."""
    bench.clock.forward(days=-2)
    line = bench.line
    bench.line.state = lambda: replace(  # type: ignore[method-assign]
        type(line).state(line), skew_s=172_800.0
    )
    bench.live()
    result = bench.counter.report_loss(ReportLoss("l", SSN, number(1), True, ME))
    assert "20261120" in result.receipt_no
    assert len(cases_today(bench.counter)) == 1


def test_an_uncertain_print_is_not_repeated_by_itself(bench: Bench) -> None:
    """Sent, but nobody knows whether it came out: the clerk decides."""
    bench.live()
    sent: list[str] = []

    def uncertain(name: str, pdf: bytes) -> None:
        sent.append(name)
        raise PrintError("printing.uncertain")

    bench.printer.send = uncertain  # type: ignore[method-assign]
    result = bench.counter.report_loss(ReportLoss("l", SSN, number(1), True, ME))
    assert not result.printed
    assert bench.counter.print_waiting() == 0
    assert sent == [result.receipt_no]


def test_paper_that_waits_tells_the_moment_it_comes_out(bench: Bench) -> None:
    """A preview freezes nothing: the late paper says what is true then."""
    bench.live()
    bench.line.hold(True)
    bench.printer.away = True
    result = bench.counter.report_loss(ReportLoss("l", SSN, number(1), True, ME))
    assert bench.counter.paper(result.receipt_no).effect is Effect.PENDING
    bench.line.hold(False)
    bench.printer.away = False
    assert bench.counter.print_waiting() == 1
    assert bench.counter.paper(result.receipt_no).effect is Effect.EFFECTIVE
