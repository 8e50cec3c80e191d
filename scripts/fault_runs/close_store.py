"""Days with planted discrepancies in a real encrypted store, closed one by one (G23).

``scripts/faults close --store N``. Each day is worked, damaged in known ways, looked
at, explained and closed; the next day begins with what the close left behind.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from counter_app.bootstrap.books import NoCards, NoLine
from counter_app.domain.codes.closing import ClosingCode
from counter_app.domain.packs import load_pack
from counter_app.domain.receipt_no import Series, receipt_no
from counter_app.domain.records import (
    Card,
    CardNo,
    Case,
    Holder,
    Office,
    Operation,
    Receipt,
    Ssn,
)
from counter_app.domain.states import AppStatus, Effect, Kind, Role, StockState
from counter_app.domain.stock import Account
from counter_app.ports.store import Store, UnitOfWork
from counter_app.services import closing
from counter_app.services.books import Books
from counter_app.services.closing import CloseDay, DayView, key_of
from counter_app.services.commands import SetUp
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.setup import set_up
from counter_app.system import RandomIds
from db import create_store
from printing.press import ReportlabPress
from scripts.bench_close import NoPaper

FIRST = date(2026, 3, 2)
_SSN = Ssn("999901198001010011")
_CASES = range(3, 9)
Found = set[tuple[ClosingCode, str]]


@dataclass
class Clock:
    """Stands where the day has come to; each look is a second later."""

    at: datetime

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Yard:
    """An office with its store, and what was planted today."""

    store: Store
    office: Office
    clock: Clock
    rng: random.Random
    number: int = 0
    planted: Found = field(default_factory=set)

    def case(
        self, uow: UnitOfWork, *, printed: bool = True, booked: bool = True
    ) -> str:
        """Hand out a card that waits here; return its receipt number."""
        card, at = self.card(uow), self.clock.now()
        series = Series(
            self.office.office_code, self.office.terminal, self.office.incarnation
        )
        no = receipt_no(series, at.date(), Kind.HAND_OUT, uow.receipts.next_number())
        case = Case(
            f"case-{self.number}", Kind.HAND_OUT, _SSN, card.card_no, "li", at, no,
            offline=False, channel="pcsc",
        )  # fmt: skip
        uow.cases.add(case)
        receipt = Receipt(no, case.case_id, Kind.HAND_OUT, at)
        if printed:
            receipt = replace(
                receipt, effect=Effect.PENDING, content="{}", printed_at=at, copies=1,
                sha256="0" * 64,
            )  # fmt: skip
        uow.receipts.add(receipt)
        uow.operations.add(
            Operation(
                f"op-{self.number}", case.case_id, Kind.HAND_OUT, _SSN, card.card_no,
                0, {}, f"{self.number:020d}", at, "li", no,
            )
        )  # fmt: skip
        uow.audit.append(at=at, actor="li", event="case.hand_out", detail=no)
        if booked:
            uow.cards.put(replace(card, stock_state=StockState.HANDED_OUT))
        return no

    def card(self, uow: UnitOfWork) -> Card:
        """Let a card arrive in the cabinet."""
        self.number += 1
        number = CardNo(f"B{self.number:08d}")
        made = Card(
            number, "999901", None, _SSN, AppStatus.DORMANT, StockState.IN_CABINET,
            box_position=f"26-1-{self.number // 50}-{self.number % 50}",
        )  # fmt: skip
        uow.cards.put(made)
        return made


# -- damages --------------------------------------------------------------------
def unprinted(yard: Yard, uow: UnitOfWork) -> None:
    """A receipt never came out."""
    yard.planted.add((ClosingCode.RECEIPT_UNPRINTED, yard.case(uow, printed=False)))


def unbooked(yard: Yard, uow: UnitOfWork) -> None:
    """A card was handed out and still stands in the book."""
    yard.case(uow, booked=False)
    number = f"B{yard.number:08d}"
    yard.planted.add((ClosingCode.CARD_NOT_BOOKED, number))


def stray(yard: Yard, uow: UnitOfWork) -> None:
    """A card left the cabinet without a case."""
    card = yard.card(uow)
    uow.cards.put(replace(card, stock_state=StockState.HANDED_OUT))
    uow.audit.append(at=yard.clock.now(), actor="li", event="card.gone")
    yard.planted.add((ClosingCode.CARD_WITHOUT_CASE, card.card_no))


def gap(yard: Yard, uow: UnitOfWork) -> None:
    """A number was taken and no receipt bears it; one more follows."""
    missing = uow.receipts.next_number()
    series = yard.office.terminal + yard.office.incarnation[:4]
    yard.case(uow)
    yard.planted.add((ClosingCode.RECEIPT_GAP, f"{series} {missing:06d}"))


DAMAGES: tuple[Callable[[Yard, UnitOfWork], None], ...] = (
    unprinted,
    unbooked,
    stray,
    gap,
)


# -- a day ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Verdict:
    """What one day was told."""

    day: date
    planted: int
    missed: Found
    invented: Found


def work(yard: Yard, day: date) -> None:
    """Work a day, with none to four damages."""
    yard.planted = set()
    yard.clock.at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    acts = [yard.rng.choice(DAMAGES) for _ in range(yard.rng.randrange(5))]
    rounds = [None] * yard.rng.choice(_CASES) + acts
    yard.rng.shuffle(rounds)
    for damage in rounds:
        with yard.store.unit_of_work() as uow:
            if damage is None:
                yard.case(uow)
            else:
                damage(yard, uow)
            uow.commit()


def close(yard: Yard, books: Books, day: date) -> Verdict:
    """Count wrongly now and then, look, explain everything, close."""
    counted = dict(books.balances().accounts)
    figures = {account: counted[account.value] for account in Account}
    if yard.rng.random() < 0.5:  # noqa: PLR2004 - a coin
        account = yard.rng.choice(list(Account))
        by = yard.rng.choice((-1, 1)) if figures[account] else 1
        figures[account] += by
        code = ClosingCode.COUNT_SHORT if by < 0 else ClosingCode.COUNT_OVER
        yard.planted.add((code, str(account)))
    view: DayView = books.look(day, figures)
    found = {(one.code, str(one.key)) for one in view.differences}
    notes = {key_of(one): "slip" for one in view.differences}
    books.close_day(CloseDay(day, figures, notes))
    planted = {(code, str(key)) for code, key in yard.planted}
    return Verdict(day, len(planted), planted - found, found - planted)


def run(days: int, seed: int) -> tuple[list[Verdict], int]:
    """Return what each day was told, and how many closed days are still whole."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock(datetime(2026, 3, 1, 1, tzinfo=UTC))
        store = create_store(Path(folder) / "faults.db", os.urandom(32), clock)
        command = SetUp("日结网点", "boss", "主管", "Faults-2026-x")
        office = set_up(store, clock, RandomIds(), command, practice=True)
        yard = Yard(store, office, clock, random.Random(seed))
        with store.unit_of_work() as uow:
            born = date(1980, 1, 1)
            uow.holders.put_many([Holder(_SSN, "王小明", "male", "01", born, "999901")])
            uow.commit()
        books = _books(yard)
        told = []
        for number in range(days):
            day = FIRST + timedelta(days=number)
            work(yard, day)
            told.append(close(yard, books, day))
        with store.unit_of_work() as uow:
            frozen = [uow.days.get(one.day) for one in told]
        store.close()
    return told, sum(one is not None and closing.whole(one) for one in frozen)


def _books(yard: Yard) -> Books:
    parts = Parts(
        store=yard.store,
        cards=NoCards(),
        line=NoLine(),
        press=ReportlabPress(),
        printer=NoPaper(),
        clock=yard.clock,
        ids=RandomIds(),
        pack=load_pack(yard.office.rule_pack),
        office=yard.office,
        receipt_mac=lambda _: "",
    )
    return Books(parts, lambda: Session("boss", "主管", Role.SUPERVISOR))


def tell(days: int, seed: int) -> int:
    """Run and tell; 1 at a day that is not told exactly or not whole afterwards."""
    told, whole = run(days, seed)
    bad = [one for one in told if one.missed or one.invented]
    for one in bad[:20]:
        print(f"{one.day}: missed {sorted(one.missed)}")
        print(f"{one.day}: invented {sorted(one.invented)}")
    planted = sum(one.planted for one in told)
    print(
        f"store: {days} days closed, {planted} planted,"
        f" {len(bad)} days not told exactly, {whole} frozen days whole"
    )
    return int(bool(bad) or whole != days)
