"""A refused act and the lawful ways out of it, each audited in its transaction."""

from __future__ import annotations

import pytest

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.review import Way
from counter_app.domain.states import AppStatus, Effect, Kind, StockState
from counter_app.ports.store import MUST_PULL
from counter_app.services.commands import IssueInstant, ReportLoss
from counter_app.services.results import RefusedRow
from tests.integration.services.desk import ME, PASSWORD, SSN, Bench, number
from tests.integration.services.test_faults import refused_hand_out


def the_row(bench: Bench) -> RefusedRow:
    """Return the only refusal."""
    (row,) = bench.counter.refused().rows
    return row


def trail(bench: Bench) -> list[str]:
    """Return the audit's events about refusals."""
    with bench.store.unit_of_work() as uow:
        rows = uow.session.plain(  # type: ignore[attr-defined]  # the real store
            "SELECT event FROM audit WHERE event LIKE 'refusal.%' ORDER BY row_id"
        )
    return [str(row[0]) for row in rows]


def loss(key: str, *, formal: bool = True) -> ReportLoss:
    """Report the card of the test person lost."""
    return ReportLoss(key, SSN, number(1), formal, ME)


def refused_loss(bench: Bench) -> None:
    """A loss the center refuses: the card was cancelled there meanwhile."""
    from dataclasses import replace

    card = bench.live()
    bench.line.know(replace(card, app_status=AppStatus.CANCELLED, version=3))
    bench.line.hold(True)
    bench.counter.report_loss(loss("first"))
    bench.line.hold(False)


def test_only_lawful_ways_are_offered_and_taken(bench: Bench) -> None:
    """What can never be right again is not offered as a new act."""
    refused_loss(bench)
    row = the_row(bench)
    assert (row.code, row.owner) == ("rule.card_cancelled", "li")
    assert row.ways == (Way.ESCALATE, Way.WITHDRAW)
    for way in (Way.RESEND, Way.RECALL):
        bench.counter.login("boss", PASSWORD)
        with pytest.raises(RuleError) as caught:
            bench.counter.settle_refusal(row.op_id, "x", way)
        assert caught.value.code == RuleCode.NOT_LAWFUL
    assert trail(bench) == []


def test_an_escalated_refusal_stays_listed(bench: Bench) -> None:
    """A clerk may hand it up; it stays open, with its owner and question."""
    refused_loss(bench)
    bench.counter.settle_refusal(the_row(bench).op_id, "请裁定", Way.ESCALATE)
    row = the_row(bench)
    assert row.review is not None
    assert (row.review.way, row.review.note, row.owner) == (
        Way.ESCALATE, "请裁定", "li",
    )  # fmt: skip
    assert trail(bench) == ["refusal.escalate"]
    with bench.store.unit_of_work() as uow:
        assert [one.op_id for one in uow.reviews.unanswered(5)] == [row.op_id]
    bench.counter.login("boss", PASSWORD)
    bench.counter.settle_refusal(row.op_id, "按答复撤回", Way.WITHDRAW)
    assert bench.counter.refused().rows == ()
    assert trail(bench)[1:] == ["refusal.withdraw", "refusal.settled"]


def test_a_corrected_act_closes_the_refusal_when_it_is_filed(bench: Bench) -> None:
    """Resend: open until a new act of this kind is filed; another kind does not do."""
    refused_hand_out(bench)
    row = the_row(bench)
    assert Way.RESEND in row.ways
    bench.counter.settle_refusal(row.op_id, "挂错卡", Way.RESEND)
    assert the_row(bench).review is not None
    with bench.store.unit_of_work() as uow:
        (review,) = uow.reviews.resends(SSN, row.kind)
        assert uow.reviews.resends(SSN, Kind.REPLACE) == ()
    assert review.note == "挂错卡"
    done = bench.counter.report_loss(loss("other"))  # another kind closes nothing
    assert done.effect is not Effect.REFUSED
    assert bench.counter.refused().rows != ()


def test_a_resent_loss_closes_its_refusal(bench: Bench) -> None:
    """New act, new receipt, old refusal closed: one transaction."""
    bench.live()
    bench.line.hold(True)
    first = bench.counter.report_loss(loss("first"))
    with bench.store.unit_of_work() as uow:
        at = bench.clock.now()
        op_id = first.operations[0].op_id
        uow.operations.decide(op_id, Effect.REFUSED, "center.operation_fault", at)
        uow.commit()
    bench.counter.settle_refusal(op_id, "再报", Way.RESEND)
    again = bench.counter.report_loss(loss("second"))
    assert again.receipt_no != first.receipt_no
    assert bench.counter.refused().rows == ()
    with bench.store.unit_of_work() as uow:
        note = uow.session.value(  # type: ignore[attr-defined]  # the real store
            "SELECT settled_note FROM operation WHERE op_id = ?", (op_id,)
        )
    assert note == f"再报 → {again.receipt_no}"
    assert trail(bench) == ["refusal.resend", "refusal.settled"]


def test_a_card_written_in_vain_is_called_back(bench: Bench) -> None:
    """Recall: the supervisor has the card again; it is void for good."""
    bench.lay(bench.blank())
    bench.line.hold(True)
    made = bench.counter.issue_instant(IssueInstant("i", SSN, "95580", ME))
    bench.line.know(bench.stock(7))  # meanwhile another window made one
    bench.line.hold(False)
    row = the_row(bench)
    assert row.ways[0] is Way.RECALL
    bench.counter.login("boss", PASSWORD)
    bench.counter.settle_refusal(row.op_id, "卡已收回剪角", Way.RECALL)
    assert bench.counter.refused().rows == ()
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(number(100))
    assert card is not None
    assert card.card_no == made.operations[0].card_no
    assert card.stock_state is StockState.VOIDED
    assert trail(bench) == ["refusal.recall", "refusal.settled"]


def test_a_restored_office_writes_no_card_until_it_has_pulled(bench: Bench) -> None:
    """Which numbers were used since the backup is unknown; other business goes on."""
    bench.lay(bench.blank())
    wish = IssueInstant("i", SSN, "95580", ME)
    for reason in ("restored", ""):
        with bench.store.unit_of_work() as uow:
            uow.settings.put(MUST_PULL, reason)
            uow.commit()
        if not reason:
            assert bench.counter.issue_instant(wish).effect is Effect.EFFECTIVE
            continue
        with pytest.raises(RuleError) as caught:
            bench.counter.issue_instant(wish)
        assert caught.value.code == RuleCode.MUST_PULL


def test_the_report_of_the_line_tells_what_waits(bench: Bench) -> None:
    """The sync page's figures are of one moment and count what the store holds."""
    bench.live()
    bench.line.hold(True)
    bench.counter.report_loss(loss("first"))
    report = bench.counter.syncing.report()
    assert (report.outbox.waiting, report.sent_today) == (1, 0)
    assert report.headline == "waiting_offline"
    bench.line.hold(False)
    report = bench.counter.syncing.report()
    assert (report.outbox.waiting, report.sent_today) == (0, 1)
    assert report.headline == "all_sent"
