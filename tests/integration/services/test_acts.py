"""The four services of the window on real parts, online and offline."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from card_io.simulator.card import VirtualCard
from counter_app.domain.errors import CounterError, RuleError
from counter_app.domain.records import Card
from counter_app.domain.states import (
    AppStatus,
    BlankState,
    Collector,
    Effect,
    Kind,
    StockState,
)
from counter_app.services.commands import (
    Bearer,
    FaceChecks,
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.results import CaseResult
from tests.integration.services import desk as lab
from tests.integration.services.desk import CHILD, FACE, ME, SSN, Bench, number, person


def refused(act: Callable[[], object]) -> str:
    """Return the code an act was refused with."""
    with pytest.raises(CounterError) as fault:
        act()
    return fault.value.code


def card_in(bench: Bench, card_no: str) -> Card:
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(number(0).__class__(card_no))
    assert card is not None
    return card


def hand_out(bench: Bench, key: str = "k1", **more: object) -> CaseResult:
    values: dict[str, object] = {
        "submit_key": key, "ssn": SSN, "card_no": number(1), "bearer": ME, "face": FACE,
    }  # fmt: skip
    return bench.counter.hand_out(HandOut(**(values | more)))


def lose(bench: Bench, key: str = "k2", *, formal: bool = True) -> CaseResult:
    return bench.counter.report_loss(ReportLoss(key, SSN, number(1), formal, ME))


def test_hand_out_online(bench: Bench) -> None:
    """Issue (a): record, chip and face compared, given, enabled, receipt effective."""
    bench.lay(bench.chip(bench.stock()))
    result = hand_out(bench)
    assert (result.effect, result.printed) == (Effect.EFFECTIVE, True)
    card = card_in(bench, number(1))
    assert card.app_status is AppStatus.NORMAL
    assert card.stock_state is StockState.HANDED_OUT
    assert [name for name, _pdf in bench.printer.papers] == [result.receipt_no]
    assert bench.counter.paper(result.receipt_no).effect is Effect.EFFECTIVE


def test_hand_out_offline_is_pending_until_the_line_is_back(bench: Bench) -> None:
    """R-13: printed as pending, enabled by itself later; the paper keeps its word."""
    bench.lay(bench.chip(bench.stock()))
    bench.line.hold(True)
    result = hand_out(bench)
    assert result.effect is Effect.PENDING
    assert card_in(bench, number(1)).stock_state is StockState.TO_ENABLE
    assert bench.counter.status().outbox.waiting == 1
    bench.line.hold(False)
    assert card_in(bench, number(1)).stock_state is StockState.HANDED_OUT
    assert bench.counter.status().outbox.waiting == 0
    assert bench.counter.paper(result.receipt_no).effect is Effect.PENDING
    assert lab.cases_today(bench.counter)[0].effect is Effect.EFFECTIVE


@pytest.mark.parametrize(
    ("bearer", "face", "code"),
    [
        (Bearer(), FACE, "rule.papers_incomplete"),
        (ME, FaceChecks(name_same=True), "rule.checks_incomplete"),
        (Bearer(Collector.AGENT, "王五", papers_checked=True), FACE,
         "rule.agent_incomplete"),
    ],
)  # fmt: skip
def test_hand_out_asks_for_papers_and_face(
    bench: Bench, bearer: Bearer, face: FaceChecks, code: str
) -> None:
    """6.7-11, 2.2: nothing is recorded when a check is missing."""
    bench.lay(bench.chip(bench.stock()))
    assert refused(lambda: hand_out(bench, bearer=bearer, face=face)) == code
    assert lab.cases_today(bench.counter) == ()
    assert card_in(bench, number(1)).stock_state is StockState.IN_CABINET


def test_agent_collects_three_cards_a_day(bench: Bench) -> None:
    """R-20: the fourth one is refused, the next day it goes."""
    agent = Bearer(Collector.AGENT, "王五", "99990119900307005X", "13900000000",
                   papers_checked=True)  # fmt: skip
    for n in range(1, 5):
        ssn = SSN[:14] + f"{n:03d}X"
        card = bench.stock(n, person(type(SSN)(ssn)))
        bench.lay(bench.chip(card))
        give = lambda n=n, ssn=ssn: hand_out(  # noqa: E731
            bench, f"a{n}", ssn=ssn, card_no=number(n), bearer=agent
        )
        if n < 4:
            give()
    assert refused(give) == "rule.agent_daily_max"
    bench.clock.forward(days=1)
    assert give().effect is Effect.EFFECTIVE


def test_minor_needs_a_guardian(bench: Bench) -> None:
    """6.7-19."""
    card = bench.stock(1, person(CHILD, "王𠮷"))
    bench.lay(bench.chip(card, "王𠮷"))
    assert refused(lambda: hand_out(bench, ssn=CHILD)) == "rule.guardian_missing"
    guardian = Bearer(Collector.GUARDIAN, "王一", "99990119900307005X",
                      papers_checked=True)  # fmt: skip
    assert hand_out(bench, ssn=CHILD, bearer=guardian).effect is Effect.EFFECTIVE


def test_wrong_card_on_the_reader_stops_the_hand_out(bench: Bench) -> None:
    """card.md 7.8, 6.7-18: another card, or another name on the chip."""
    card = bench.stock()
    other = bench.stock(2, person(type(SSN)("99990119900307005X"), "李四"))
    bench.lay(bench.chip(other, "李四"))
    assert refused(lambda: hand_out(bench)) == "rule.wrong_card"
    bench.lay(bench.chip(card, "欧阳小月"))
    assert refused(lambda: hand_out(bench)) == "rule.name_mismatch"
    bench.cards.remove()
    assert refused(lambda: hand_out(bench)) == "card.no_card"


def test_same_form_twice_is_one_case(bench: Bench) -> None:
    """G31: the second submit answers with the first case and prints nothing."""
    bench.lay(bench.chip(bench.stock()))
    first, second = hand_out(bench), hand_out(bench)
    assert second.repeated
    assert second.receipt_no == first.receipt_no
    assert len(lab.cases_today(bench.counter)) == 1
    assert len(bench.printer.papers) == 1


@pytest.mark.parametrize(
    ("formal", "status"), [(False, AppStatus.LOST_TEMP), (True, AppStatus.LOST_FORMAL)]
)
def test_loss_and_lift_online(bench: Bench, *, formal: bool, status: AppStatus) -> None:
    """Loss and unloss of both kinds; the formal one asks for the card (R-26)."""
    card = bench.live()
    lost = lose(bench, formal=formal)
    assert (lost.card_before, lost.card_after) == (AppStatus.NORMAL, status)
    lift = LiftLoss("k3", SSN, number(1), ME)
    if formal:
        assert refused(lambda: bench.counter.lift_loss(lift)) == "rule.lift_needs_card"
        bench.lay(bench.chip(card))
    lifted = bench.counter.lift_loss(lift)
    assert lifted.card_after is AppStatus.NORMAL


def test_pending_loss_blocks_here_and_pending_lift_changes_nothing(
    bench: Bench,
) -> None:
    """R-29 and the offline table of the architecture."""
    bench.live()
    bench.line.hold(True)
    lost = lose(bench, formal=False)
    assert (lost.effect, lost.card_after) == (Effect.PENDING, AppStatus.LOST_TEMP)
    assert "notice.loss_pending_hotline" in lost.notices
    lifted = bench.counter.lift_loss(LiftLoss("k3", SSN, number(1), ME))
    assert lifted.card_after is AppStatus.LOST_TEMP
    bench.line.hold(False)
    assert card_in(bench, number(1)).app_status is AppStatus.NORMAL


def test_loss_twice_is_already_so(bench: Bench) -> None:
    """R-28."""
    bench.live()
    lose(bench)
    assert refused(lambda: lose(bench, "again")) == "rule.already_so"


def test_instant_issue(bench: Bench) -> None:
    """Issue (b): blank written and read back, number and blank leave the allotment."""
    chip = bench.lay(bench.blank())
    result = bench.counter.issue_instant(IssueInstant("k", SSN, "95580", ME))
    assert result.effect is Effect.EFFECTIVE
    reading = bench.counter.read_card()
    assert reading.reading.ssn == SSN
    assert reading.holder is not None
    assert all(difference.same for difference in reading.differences)
    card = card_in(bench, reading.reading.card_no or "")
    assert (card.card_uid, card.app_status) == (chip.card_uid, AppStatus.NORMAL)
    with bench.store.unit_of_work() as uow:
        blank = uow.allotments.blank(card.card_uid)  # type: ignore[arg-type]
        assert blank is not None
        assert blank.state is BlankState.USED
        assert uow.allotments.left() == (0, 9)


def test_instant_needs_a_blank_of_this_office(bench: Bench) -> None:
    """A foreign blank, a written card, a card of the same box twice."""
    command = IssueInstant("k", SSN, "95580", ME)
    bench.blank(901)
    bench.lay(bench.blank(900, allotted=False))
    code = refused(lambda: bench.counter.issue_instant(command))
    assert code == "rule.blank_not_allotted"
    other = bench.stock(2, person(type(SSN)("99990119900307005X"), "李四"))
    bench.lay(bench.chip(other, "李四"))
    assert (
        refused(lambda: bench.counter.issue_instant(command)) == "rule.card_not_blank"
    )
    unknown = replace(command, bank="00000")
    bench.lay(bench.blank(902))
    assert refused(lambda: bench.counter.issue_instant(unknown)) == "rule.bank_unknown"
    assert bench.counter.doubts() == ()
    with bench.store.unit_of_work() as uow:
        assert uow.allotments.left() == (2, 10)


@pytest.mark.parametrize(
    ("pack", "old_status"),
    [("cn-js-taizhou", AppStatus.LOST_FORMAL), ("cn-jl", AppStatus.CANCELLED)],
)
def test_loss_and_replacement_in_one_act(
    tmp_path: object, pack: str, old_status: AppStatus
) -> None:
    """R-30, R-31: one case, one receipt, two operations, old card by the pack."""
    bench = Bench(tmp_path, pack)  # type: ignore[arg-type]
    try:
        bench.live()
        bench.lay(bench.blank())
        bank = bench.pack.banks[0].code
        command = ReissueLost("k", SSN, number(1), bank, ME, with_loss=True)
        result = bench.counter.reissue_lost(command)
        kinds = [operation.kind for operation in result.operations]
        assert kinds == [Kind.LOSS_FORMAL, Kind.REISSUE_LOST]
        assert len({operation.receipt_no for operation in result.operations}) == 1
        assert result.effect is Effect.EFFECTIVE
        assert card_in(bench, number(1)).app_status is old_status
        assert card_in(bench, result.new_card_no or "").app_status is AppStatus.NORMAL
    finally:
        bench.close()


def test_reissue_needs_the_formal_loss_and_happens_once(bench: Bench) -> None:
    """6.7-3, 6.7-4, 6.7-5."""
    card = bench.live()
    bench.lay(bench.blank())
    command = ReissueLost("k", SSN, number(1), "95580", ME)
    code = refused(lambda: bench.counter.reissue_lost(command))
    assert code == "rule.formal_loss_first"
    lose(bench)
    bench.counter.reissue_lost(command)
    bench.lay(bench.blank(901))
    again = replace(command, submit_key="k9")
    assert refused(lambda: bench.counter.reissue_lost(again)) == "rule.application_runs"
    bench.lay(bench.chip(card))
    lift = LiftLoss("k8", SSN, number(1), ME)
    assert refused(lambda: bench.counter.lift_loss(lift)) == "rule.lift_reissued"


def test_exchange_of_a_card_in_hand(bench: Bench) -> None:
    """R-32, 6.7-22: the old card is read, then the blank is written."""
    card = bench.live()
    bench.lay(bench.chip(card))
    old = bench.counter.read_card().reading.card_uid
    bench.lay(bench.blank())
    command = Replace("k", SSN, number(1), None, False, "damage", "95580", ME)
    assert refused(lambda: bench.counter.replace(command)) == "rule.old_card_needed"
    never = replace(command, old_uid="0" * 32)
    assert refused(lambda: bench.counter.replace(never)) == "rule.old_card_needed"
    other = bench.stock(2, person(type(SSN)("99990119900307005X"), "李四"))
    bench.lay(bench.chip(other, "李四"))
    wrong = replace(command, old_uid=bench.counter.read_card().reading.card_uid)
    bench.lay(bench.blank())
    assert refused(lambda: bench.counter.replace(wrong)) == "rule.wrong_card"
    odd = replace(command, old_uid=old, reason="whim")
    assert refused(lambda: bench.counter.replace(odd)) == "rule.reason_unknown"
    result = bench.counter.replace(replace(command, old_uid=old))
    assert result.effect is Effect.EFFECTIVE
    assert card_in(bench, number(1)).app_status is AppStatus.NORMAL


def test_offline_office_with_an_allotment_writes_cards(bench: Bench) -> None:
    """Architecture: full while blanks and numbers last, then a coded refusal."""
    bench.line.hold(True)
    bench.lay(bench.blank())
    result = bench.counter.issue_instant(IssueInstant("k", SSN, "95580", ME))
    assert result.effect is Effect.PENDING
    bench.lay(bench.chip(card_in(bench, result.operations[0].card_no)))
    other = person(type(SSN)("99990119900307005X"), "李四")
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([other])
        uow.commit()
    command = IssueInstant("k2", other.ssn, "95580", ME)
    assert refused(lambda: bench.counter.issue_instant(command)) == "rule.no_allotment"


def test_center_refuses_and_the_clerk_sees_why(bench: Bench) -> None:
    """6.7-23: the card moved at the center after it was seen here."""
    card = bench.stock()
    bench.line.know(replace(card, app_status=AppStatus.LOST_FORMAL, version=9))
    bench.lay(bench.chip(card))
    result = hand_out(bench)
    assert (result.effect, result.refusal) == (Effect.REFUSED, "rule.card_lost")
    assert "notice.refused_by_center" in result.notices
    assert bench.counter.status().outbox.refused == 1


def test_printer_away_never_undoes_a_case(bench: Bench) -> None:
    """The paper waits and comes out later, with the effect it was frozen with."""
    bench.live()
    bench.printer.away = True
    result = lose(bench)
    assert (result.effect, result.printed) == (Effect.EFFECTIVE, False)
    bench.printer.away = False
    assert bench.counter.print_waiting() == 1
    assert bench.printer.papers[0][0] == result.receipt_no


def test_reprint_is_byte_identical_and_counted(bench: Bench) -> None:
    """G22."""
    bench.live()
    result = lose(bench)
    copy = bench.counter.reprint(result.receipt_no)
    assert copy.copies == 2
    assert bench.printer.papers[0] == bench.printer.papers[1]


def test_every_act_is_audited_and_numbered(bench: Bench) -> None:
    """Audit and outbox stand in the transaction of the effect."""
    card = bench.live()
    lose(bench, formal=False)
    bench.lay(bench.chip(card))
    bench.counter.lift_loss(LiftLoss("k3", SSN, number(1), ME))
    with bench.store.unit_of_work() as uow:
        rows, bad = uow.audit.verify()
        numbers = [
            operation.sequence
            for row in lab.cases_today(bench.counter)
            for operation in uow.operations.of_case(row.case_id)
        ]
    assert bad is None
    assert rows >= 4
    assert sorted(numbers) == [1, 2]


def test_strangers_cannot_act(bench: Bench) -> None:
    """Nobody logged in, or a password that must be changed first."""
    bench.live()
    bench.counter.logout()
    assert refused(lambda: lose(bench)) == "rule.not_logged_in"


def test_reader_shows_chip_beside_record(bench: Bench) -> None:
    """S1, S6: differences are marked, a foreign card has no record."""
    card = bench.live()
    bench.lay(bench.chip(card, "欧阳小月"))
    seen = bench.counter.read_card()
    assert [d.field for d in seen.differences if not d.same] == ["name"]
    stranger: VirtualCard = bench.lay(bench.blank(950))
    assert stranger is not None
    assert bench.counter.read_card().card is None


def test_what_is_possible_is_told_with_its_rule(bench: Bench) -> None:
    """Desk: allowed acts, and the rule that refuses the others."""
    bench.live()
    file = bench.counter.open_holder(SSN)
    possible = {p.kind: p for p in file.cards[0].possible}
    assert possible[Kind.LOSS_FORMAL].allowed
    assert possible[Kind.LOSS_LIFT].code == "rule.not_lost"
    assert possible[Kind.REISSUE_LOST].code == "rule.no_allotment"
    bench.blank()
    again = {p.kind: p for p in bench.counter.open_holder(SSN).cards[0].possible}
    assert again[Kind.REISSUE_LOST].combined
    assert file.possible[0].code == "rule.has_live_card"


def test_unknown_holder(bench: Bench) -> None:
    """A number that is not on the roll has its own code."""
    with pytest.raises(RuleError) as fault:
        bench.counter.open_holder(type(SSN)("999901199912310022"))
    assert fault.value.code == "rule.no_such_holder"
