"""Stock book, daily close, reports, lists and reversal on the real store."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from counter_app.domain.codes.closing import (
    CloseFault,
    ClosingCode,
    ReverseFault,
    StockFault,
)
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError, StoreError
from counter_app.domain.secret import Secret
from counter_app.domain.states import Effect, StockState
from counter_app.domain.stock import Account, ActKind
from counter_app.services import closing
from counter_app.services.approval import Approval
from counter_app.services.books import BookDesk
from counter_app.services.closing import CloseDay, key_of
from counter_app.services.commands import HandOut, IssueInstant, ReportLoss
from counter_app.services.list_facts import ListKind
from counter_app.services.listing import Export
from counter_app.services.reversing import ReverseCase
from counter_app.services.stock_commands import CountStock, MoveStock, ReceiveBlanks
from tests.integration.services.desk import (
    FACE,
    ME,
    PASSWORD,
    SSN,
    Bench,
    cases_today,
    number,
    person,
)

DAY = date(2026, 11, 20)
NEXT = date(2026, 11, 21)
TEN = ("999901199001010015", "999901199001010023", "999901199001010031")


def second(login: str = "boss") -> Approval:
    return Approval(login, Secret(PASSWORD), "checked together")


def books(bench: Bench, login: str = "boss") -> BookDesk:
    bench.counter.login(login, PASSWORD)
    return bench.counter.books


def raises_code(code: str) -> Iterator[None]:
    return pytest.raises(RuleError, match=code)


def count_all(desk: BookDesk, **changed: int) -> dict[Account, int]:
    found = desk.balances().accounts | changed
    return {account: found[account.value] for account in Account}


def work_a_day(bench: Bench) -> None:
    """Hand out a card, make one, report a loss."""
    card = bench.stock(1)
    bench.lay(bench.chip(card))
    bench.counter.hand_out(HandOut("h", SSN, card.card_no, ME, FACE))
    other = person(TEN[0], "李四")  # type: ignore[arg-type]
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([other])
        uow.commit()
    bench.lay(bench.blank(900))
    bench.counter.issue_instant(IssueInstant("i", other.ssn, "95580", ME))
    bench.counter.report_loss(ReportLoss("l", SSN, card.card_no, False, ME))


def test_every_act_leaves_its_move_with_its_person_and_case(bench: Bench) -> None:
    """8: what the services do to the stock stands in the book, in their transaction."""
    work_a_day(bench)
    rows = bench.counter.books.moves().rows
    told = {(row.kind, row.actor, bool(row.receipt_no)) for row in rows}
    assert (ActKind.HAND_OUT, "li", True) in told
    assert (ActKind.BLANK_USED, "li", True) in told
    assert {row.kind for row in rows} <= {
        ActKind.FEED,
        ActKind.HAND_OUT,
        ActKind.BLANK_USED,
    }


def test_a_day_that_fits_closes_without_a_word(bench: Bench) -> None:
    """9.2: counted as the book says, no difference; frozen with its digest."""
    work_a_day(bench)
    desk = books(bench)
    view = desk.look(DAY, count_all(desk))
    assert view.differences == ()
    assert view.figures["cases"] == 3
    closed = desk.close_day(CloseDay(DAY, count_all(desk)))
    assert closing.whole(closed)
    with bench.store.unit_of_work() as uow:
        assert uow.audit.verify()[1] is None
    frozen = json.loads(closed.content)
    assert frozen["rows"] == {"finished": 0, "blanks": 0, "scrap": 0}
    with raises_code(CloseFault.DAY_CLOSED):
        desk.close_day(CloseDay(DAY, count_all(desk)))


def test_a_difference_is_named_and_must_be_explained(bench: Bench) -> None:
    """9.2: a short count closes only with its reason, which the report then shows."""
    bench.stock(1)
    work_a_day(bench)
    bench.stock(2)
    desk = books(bench)
    short = count_all(desk, finished=0)
    found = desk.look(DAY, short).differences
    assert [one.code for one in found] == [ClosingCode.COUNT_SHORT]
    with raises_code(CloseFault.NOT_EXPLAINED):
        desk.close_day(CloseDay(DAY, short))
    notes = {key_of(found[0]): "Card 2 lies at the bank counter, slip 17."}
    desk.close_day(CloseDay(DAY, short, notes))
    content = json.loads(desk.report_facts(DAY, DAY).content)
    assert content["differences"][0]["note"] == notes[key_of(found[0])]
    assert content["movements"][0]["closing"] == 0


def test_what_happens_after_the_close_belongs_to_the_next_day(bench: Bench) -> None:
    """9.2: a closed day never changes; later acts are counted tomorrow."""
    work_a_day(bench)
    desk = books(bench)
    desk.close_day(CloseDay(DAY, count_all(desk)))
    before = desk.report(DAY, DAY, "csv").content
    bench.clock.forward(minutes=5)
    bench.counter.report_loss(ReportLoss("late", SSN, number(1), True, ME))
    assert desk.report(DAY, DAY, "csv").content == before
    bench.clock.forward(days=1)
    assert json.loads(desk.report_facts(NEXT, NEXT).content)["total"] == 1


def test_a_day_left_open_is_asked_for_and_closed_first(bench: Bench) -> None:
    """9.2: days are closed in their order; nothing done, nothing to close."""
    work_a_day(bench)
    bench.clock.forward(days=2)
    desk = books(bench)
    assert desk.days_left_open() == (DAY,)
    with raises_code(CloseFault.EARLIER_OPEN):
        desk.close_day(CloseDay(date(2026, 11, 22), count_all(desk)))
    desk.close_day(CloseDay(DAY, count_all(desk)))
    assert desk.days_left_open() == ()


def test_only_a_supervisor_closes_and_only_what_was(bench: Bench) -> None:
    """R-50, 6.7-25: a clerk may not; tomorrow cannot be closed; all is counted."""
    desk = books(bench, "li")
    counted = dict.fromkeys(Account, 0)
    with raises_code(RuleCode.NOT_ALLOWED):
        desk.close_day(CloseDay(DAY, counted))
    desk = books(bench)
    with raises_code(CloseFault.DAY_FUTURE):
        desk.close_day(CloseDay(NEXT, counted))
    with raises_code(CloseFault.NOT_COUNTED):
        desk.close_day(CloseDay(DAY, {Account.CARDS: 1}))


def test_the_book_shows_rows_changed_behind_its_back(
    bench: Bench, tmp_path: Path
) -> None:
    """8: where moves and rows disagree the close says so."""
    bench.stock(1)
    with bench.store.unit_of_work() as uow:
        session = uow.session  # type: ignore[attr-defined]
        session.plain("DROP TRIGGER card_moves")
        session.plain("UPDATE card SET stock_state = 7")
        uow.commit()
    found = books(bench).look(DAY, {}).differences
    assert [(one.code, one.expected, one.found) for one in found] == [
        (ClosingCode.BOOK, 1, 0)
    ]


def test_two_persons_sign_where_the_book_asks_for_it(bench: Bench) -> None:
    """8, 6.7-24: destroying needs a second person, never the same one twice."""
    bench.stock(1)
    desk = books(bench)
    void = MoveStock(
        ActKind.VOID, (number(1),), paper_no="V-1", reason="bent", second=None
    )
    with raises_code(StockFault.SECOND_NEEDED):
        desk.move(void)
    same = MoveStock(
        ActKind.VOID, (number(1),), paper_no="V-1", reason="bent", second=second()
    )
    with raises_code(RuleCode.APPROVAL_SELF):
        desk.move(same)
    done = desk.move(
        MoveStock(
            ActKind.VOID,
            (number(1),),
            paper_no="V-1",
            reason="bent",
            second=second("li"),
        )
    )
    assert (done.second, done.numbers) == ("li", (number(1),))
    assert desk.balances().accounts == {"finished": 0, "blanks": 0, "scrap": 1}
    destroyed = MoveStock(
        ActKind.DESTROY, (number(1),), paper_no="D-1", second=second("li")
    )
    desk.move(destroyed)
    with bench.store.unit_of_work() as uow:
        session = uow.session  # type: ignore[attr-defined]
        with pytest.raises(StoreError):
            session.plain("UPDATE card SET stock_state = 2")


def test_one_slot_holds_one_card(bench: Bench) -> None:
    """6.7-14, 6.7-15: moving and merging never lays two cards into one slot."""
    for n in (1, 2, 3):
        bench.stock(n)
    desk = books(bench)
    desk.move(MoveStock(ActKind.TRANSFER, (number(1),), place="26-1-1-1"))
    with raises_code(StockFault.PLACE_TAKEN):
        desk.move(MoveStock(ActKind.TRANSFER, (number(2),), place="26-1-1-1"))
    both = MoveStock(ActKind.TRANSFER, (number(2), number(3)), place="26-1-1")
    desk.move(both)
    with bench.store.unit_of_work() as uow:
        cards = uow.stock.in_place("26-1-1", StockState)
    assert [card.box_position for card in cards] == [f"26-1-1-{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("act", "after"),
    [
        (ActKind.SEARCH, StockState.SEARCHED),
        (ActKind.RETAIN, StockState.RETAINED),
        (ActKind.PROBLEM, StockState.PROBLEM),
    ],
)
def test_marks_change_the_state_and_need_a_lawful_one(
    bench: Bench, act: ActKind, after: StockState
) -> None:
    """6.7-12: a card that was handed out cannot be marked."""
    bench.stock(1)
    bench.live(2)
    desk = books(bench)
    desk.move(MoveStock(act, (number(1),), reason="seen"))
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(number(1))
    assert card is not None
    assert card.stock_state is after
    with raises_code(StockFault.STATE):
        desk.move(MoveStock(act, (number(2),), reason="seen"))


def test_blanks_are_drawn_used_and_given_back_by_person(bench: Bench) -> None:
    """8: opening + drawn − good − spoilt − given back = closing, for each clerk."""
    blanks = [bench.blank(n) for n in (900, 901, 902)]
    desk = books(bench)
    draw = MoveStock(
        ActKind.BLANK_DRAW, keeper="li", amount=9, second=second("li"), paper_no="L1"
    )
    with raises_code(StockFault.NOT_ENOUGH):
        desk.move(draw)
    desk.move(
        MoveStock(
            ActKind.BLANK_DRAW,
            keeper="li",
            amount=3,
            second=second("li"),
            paper_no="L1",
        )
    )
    assert desk.balances().blanks == {"li": 3}
    bench.counter.login("li", PASSWORD)
    bench.lay(blanks[0])
    bench.counter.issue_instant(IssueInstant("i", SSN, "95580", ME))
    desk = books(bench)
    desk.move(
        MoveStock(ActKind.BLANK_SPOILT, (blanks[1].card_uid,), reason="scratched")
    )
    desk.move(MoveStock(ActKind.BLANK_GIVE_BACK, keeper="li"))
    content = json.loads(desk.report_facts(DAY, DAY).content)
    mine = next(row for row in content["persons"] if row["person"] == "li")
    figures = [mine[k] for k in ("opening_hand", "drawn", "good", "spoilt")]
    assert figures == [0, 3, 1, 1]
    assert (mine["given_back"], mine["closing_hand"]) == (1, 0)
    assert desk.look(DAY, count_all(desk)).differences == ()


def test_serial_numbers_stand_in_one_box(bench: Bench) -> None:
    """6.7-15: ranges of blank boxes never overlap."""
    desk = books(bench)
    box = {"paper_no": "P1", "second": second("li")}
    desk.receive_blanks(ReceiveBlanks("K1", "TZ", 1, 500, **box))  # type: ignore[arg-type]
    with raises_code(StockFault.SERIAL_OVERLAP):
        desk.receive_blanks(
            ReceiveBlanks("K2", "TZ", 500, 600, "P2", second=second("li"))
        )
    assert [one.count for one in desk.balances().boxes] == [500]


def test_a_count_that_differs_needs_a_reason(bench: Bench) -> None:
    """8: 盘点 with book, counted, reason and two signatures."""
    bench.stock(1)
    desk = books(bench)
    with raises_code(StockFault.REASON_NEEDED):
        desk.count(CountStock(Account.CARDS, 2, second=second("li")))
    made = desk.count(CountStock(Account.CARDS, 2, reason="box 7", second=second("li")))
    assert (made.book, made.counted) == (1, 2)


def test_a_loss_entered_in_error_is_taken_back(bench: Bench) -> None:
    """R-51: an opposite record the same day, approved by a second operator."""
    card = bench.live()
    wrong = bench.counter.report_loss(ReportLoss("k", SSN, card.card_no, False, ME))
    desk = bench.counter.books
    with raises_code(RuleCode.APPROVAL_NEEDED):
        desk.reverse(ReverseCase(wrong.case_id, None))
    done = desk.reverse(ReverseCase(wrong.case_id, second()))
    assert done.business.value == "loss_lift"
    with raises_code(ReverseFault.ALREADY):
        desk.reverse(ReverseCase(wrong.case_id, second()))
    rows = {row.case_id: row.effect for row in cases_today(bench.counter)}
    assert rows[wrong.case_id] is Effect.REVERSED


def test_a_given_card_is_never_reversed_nor_a_case_of_yesterday(bench: Bench) -> None:
    """R-51: not after the person left with an enabled card; same day only."""
    work_a_day(bench)
    rows = {row.business.value: row.case_id for row in cases_today(bench.counter)}
    desk = bench.counter.books
    with raises_code(ReverseFault.CARD_GIVEN):
        desk.reverse(ReverseCase(rows["hand_out"], second()))
    bench.clock.forward(days=1)
    with raises_code(ReverseFault.NOT_TODAY):
        desk.reverse(ReverseCase(rows["loss_temp"], second()))


def test_a_paper_number_belongs_to_one_case(bench: Bench) -> None:
    """Fallback: what was written by hand is entered once under its number."""
    work_a_day(bench)
    one, two, *_ = [row.case_id for row in cases_today(bench.counter)]
    bench.counter.books.bind_paper(one, " pa1 0001 ")
    with raises_code(ReverseFault.PAPER_TAKEN):
        bench.counter.books.bind_paper(two, "PA10001")


@pytest.mark.parametrize("last", [DAY, NEXT])
def test_reports_in_three_formats_say_the_same(bench: Bench, last: date) -> None:
    """9.2: PDF, XLSX and CSV (UTF-8 with BOM) of a day and of a period."""
    work_a_day(bench)
    bench.clock.at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    desk = books(bench)
    made = {
        form: desk.report(DAY, last, form).content for form in ("pdf", "xlsx", "csv")
    }
    assert made["pdf"].startswith(b"%PDF-")
    assert made["csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert any(row[:1] == ["发卡"] or "发卡" in "".join(row) for row in rows)
    with ZipFile(io.BytesIO(made["xlsx"])) as book:
        assert any(name.startswith("xl/charts/") for name in book.namelist())
    again = {form: desk.report(DAY, last, form).content for form in ("xlsx", "csv")}
    assert again == {form: made[form] for form in again}


def test_lists_are_masked_and_plain_ones_approved(bench: Bench) -> None:
    """R-50, 11: names leave the program masked unless a second operator agrees."""
    bench.stock(1)
    desk = books(bench)
    shown = desk.listing(ListKind.WAITING)
    assert shown.rows[0]["person"] == "欧阳**"
    masked = desk.export(Export(ListKind.WAITING, "csv")).decode("utf-8-sig")
    assert SSN not in masked
    with raises_code(RuleCode.APPROVAL_NEEDED):
        desk.export(Export(ListKind.WAITING, "csv", plain=True))
    clerk = books(bench, "li")
    with raises_code(RuleCode.NOT_ALLOWED):
        clerk.export(Export(ListKind.UNCOLLECTED, "csv"))
    assert clerk.export(Export(ListKind.LOSS_REGISTER, "pdf")).startswith(b"%PDF")


def test_numbers_of_empty_forms_never_come_again(bench: Bench) -> None:
    """Fallback: two prints of empty forms hold different numbers."""
    desk = bench.counter.books
    assert desk.blank_forms(2).startswith(b"%PDF")
    with bench.store.unit_of_work() as uow:
        assert uow.settings.get("paper.forms") == "2"
    desk.blank_forms(3)
    with bench.store.unit_of_work() as uow:
        assert uow.settings.get("paper.forms") == "5"
