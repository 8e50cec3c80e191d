"""Measure the daily report and the daily close of a day with many cases (G23).

``scripts/bench close [--cases N]``: a real encrypted store is filled, then the report
is made in each format, the day is reconciled and closed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from counter_app.bootstrap.books import NoCards, NoLine
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
from counter_app.services.books import Books
from counter_app.services.closing import CloseDay
from counter_app.services.commands import SetUp
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.setup import set_up
from counter_app.system import RandomIds
from db import create_store
from printing.press import ReportlabPress

DAY = date(2026, 11, 20)
OPENS = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_KINDS = (Kind.HAND_OUT, Kind.HAND_OUT, Kind.LOSS_TEMP, Kind.LOSS_LIFT)


class Clock:
    """Stands at the end of the day."""

    def now(self) -> datetime:
        return OPENS + timedelta(hours=9)


class NoPaper:
    """A printer that takes everything."""

    def ready(self) -> tuple[bool, str]:
        return True, ""

    def send(self, name: str, pdf: bytes) -> None:
        del name, pdf


def fill(store: Store, office: Office, cases: int) -> None:
    """Put a day of cases into the store, cards handed out of the cabinet."""
    rng = random.Random(1)
    with store.unit_of_work() as uow:
        for number in range(cases):
            _person(uow, number)
        uow.commit()
    for start in range(0, cases, 100):
        with store.unit_of_work() as uow:
            for number in range(start, min(start + 100, cases)):
                _case(uow, office, number, rng)
            uow.commit()


def _person(uow: UnitOfWork, number: int) -> None:
    ssn = Ssn(f"999901{19800000 + number:08d}{number % 10000:04d}")
    uow.holders.put_many(
        [
            Holder(
                ssn, "王小明", "male", "01", date(1980, 1, 1), "999901",
                unit=f"第{number % 25}工厂",
            )
        ]
    )  # fmt: skip
    uow.cards.put(
        Card(
            CardNo(f"B{number:08d}"), "999901", None, ssn, AppStatus.DORMANT,
            StockState.IN_CABINET, bank=("95580", "95533", "95599")[number % 3],
            box_position=f"26-1-{number // 50}-{number % 50}",
        )
    )  # fmt: skip


def _case(uow: UnitOfWork, office: Office, number: int, rng: random.Random) -> None:
    kind, at = rng.choice(_KINDS), OPENS + timedelta(seconds=20 * number)
    card = uow.cards.get(CardNo(f"B{number:08d}"))
    if card is None:
        raise LookupError(number)
    series = Series(office.office_code, office.terminal, office.incarnation)
    no = receipt_no(series, DAY, kind, uow.receipts.next_number())
    case = Case(
        f"case-{number}", kind, card.ssn, card.card_no, f"clerk{number % 6}", at, no,
        offline=False, channel="pcsc",
    )  # fmt: skip
    uow.cases.add(case)
    uow.receipts.add(
        Receipt(no, case.case_id, kind, at, Effect.PENDING, "{}", at, 1, "0" * 64)
    )
    uow.operations.add(
        Operation(
            f"op-{number}", case.case_id, kind, card.ssn, card.card_no, 0, {},
            f"{number:020d}", at, case.clerk, no,
        )
    )  # fmt: skip
    if rng.random() < 0.9:  # noqa: PLR2004 - most are decided
        refused = rng.random() < 0.02  # noqa: PLR2004 - a few are refused
        effect = Effect.REFUSED if refused else Effect.EFFECTIVE
        code = "rule.card_lost" if refused else None
        uow.operations.decide(f"op-{number}", effect, code, at)
    uow.audit.append(at=at, actor=case.clerk, event=f"case.{kind}", detail=no)
    if kind is Kind.HAND_OUT:
        given = replace(card, stock_state=StockState.HANDED_OUT, handed_out_on=DAY)
        uow.cards.put(given)


def measured(act: Callable[[], object]) -> float:
    """Return seconds of one call."""
    start = time.perf_counter()
    act()
    return round(time.perf_counter() - start, 3)


def run(cases: int, folder: Path) -> dict[str, float]:
    """Fill a store and measure; the first PDF also loads the fonts."""
    clock = Clock()
    store = create_store(folder / "bench.db", os.urandom(32), clock)
    command = SetUp("基准网点", "boss", "主管", "Bench-2026-x")
    office = set_up(store, clock, RandomIds(), command, practice=True)
    fill(store, office, cases)
    parts = Parts(
        store=store,
        cards=NoCards(),
        line=NoLine(),
        press=ReportlabPress(),
        printer=NoPaper(),
        clock=clock,
        ids=RandomIds(),
        pack=load_pack(office.rule_pack),
        office=office,
        receipt_mac=lambda _: "",
    )
    books = Books(parts, lambda: Session("boss", "主管", Role.SUPERVISOR))
    found = {"fonts_and_pdf": measured(lambda: books.report(DAY, DAY, "pdf"))}
    for form in ("pdf", "xlsx", "csv"):
        found[form] = measured(lambda form=form: books.report(DAY, DAY, form))  # type: ignore[misc]  # bound now
    found["reconcile"] = measured(lambda: books.look(DAY))
    accounts = books.balances().accounts
    counted = {account: accounts[account.value] for account in Account}
    found["differences"] = len(books.look(DAY, counted).differences)
    found["close"] = measured(lambda: books.close_day(CloseDay(DAY, counted)))
    store.close()
    return found


def main() -> int:
    """Measure and print one JSON object; exit code 1 above the limit of G23."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--limit", type=float, default=1.5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(args.cases, Path(folder))
    print(json.dumps({"cases": args.cases, **found}))
    slow = max(found[name] for name in ("pdf", "xlsx", "csv", "reconcile", "close"))
    return int(slow > args.limit or found["differences"] > 0)


if __name__ == "__main__":
    sys.exit(main())
