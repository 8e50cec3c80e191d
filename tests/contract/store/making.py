"""Makes rows for tests of the store: invented people of region 9999xx only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stdnum.iso7064 import mod_11_2

from counter_app.domain.records import (
    BlankCard,
    Card,
    CardNo,
    CardUid,
    Case,
    Holder,
    Intent,
    Operation,
    Operator,
    PrintJob,
    Receipt,
    Ssn,
)
from counter_app.domain.states import AppStatus, Kind, Role, StockState
from counter_app.ports.store import Store, UnitOfWork

KEY = bytes(range(32))
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class TellingClock:
    """A clock that each look moves by one second."""

    at: datetime = START

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def ssn(n: int = 0) -> Ssn:
    body = f"99990119800101{n:03d}"
    return Ssn(body + mod_11_2.calc_check_digit(body))


def holder(n: int = 0, name: str = "欧阳小明", **more: object) -> Holder:
    values: dict[str, object] = {
        "ssn": ssn(n), "name": name, "sex": "male", "ethnicity": "01",
        "birth_date": date(1980, 1, 1), "birth_place": "999901",
    }  # fmt: skip
    return Holder(**(values | more))


def card_no(n: int = 0) -> CardNo:
    return CardNo(f"T{n:08d}")


def uid(n: int = 0) -> CardUid:
    return CardUid(f"999901{n:026X}")


def card(n: int = 0, of: int | None = None, **more: object) -> Card:
    values: dict[str, object] = {
        "card_no": card_no(n), "region": "999901", "card_uid": uid(n),
        "ssn": ssn(n if of is None else of), "app_status": AppStatus.DORMANT,
        "stock_state": StockState.WAITING, "issue_date": date(2026, 1, 1),
    }  # fmt: skip
    return Card(**(values | more))


def case(n: int = 0, of: int = 0, **more: object) -> Case:
    values: dict[str, object] = {
        "case_id": f"case-{n}", "business": Kind.HAND_OUT, "ssn": ssn(of),
        "card_no": card_no(of), "clerk": "li", "made_at": START,
        "receipt_no": f"R{n}", "offline": False, "channel": "pcsc",
        "submit_key": f"form-{n}",
    }  # fmt: skip
    return Case(**(values | more))


def operation(n: int = 0, of: int = 0, **more: object) -> Operation:
    values: dict[str, object] = {
        "op_id": f"op-{n}", "case_id": f"case-{n}", "kind": Kind.HAND_OUT,
        "ssn": ssn(of), "card_no": card_no(of), "base_version": 1,
        "detail": {"reason": "损坏", "n": n}, "hlc": f"{n:08d}", "made_at": START,
        "clerk": "li", "receipt_no": f"R{n}",
    }  # fmt: skip
    return Operation(**(values | more))


def intent(n: int = 0, **more: object) -> Intent:
    values: dict[str, object] = {
        "intent_id": f"intent-{n}", "case_id": f"case-{n}", "kind": Kind.INSTANT,
        "ssn": ssn(), "card_uid": uid(n), "card_no": card_no(n), "command": "{}",
        "made_at": START, "clerk": "li",
    }  # fmt: skip
    return Intent(**(values | more))


def receipt(n: int = 0) -> Receipt:
    return Receipt(f"R{n}", f"case-{n}", Kind.HAND_OUT, START)


def job(n: int = 0) -> PrintJob:
    return PrintJob(f"job-{n}", f"R{n}", "waiting", made_at=START)


def operator(login: str = "li") -> Operator:
    return Operator(login, "李经办", Role.CLERK, "$argon2id$...")


def blank(n: int = 0) -> BlankCard:
    return BlankCard(uid(n))


def people(work: UnitOfWork, *numbers: int) -> None:
    """Store persons with a card each."""
    work.holders.put_many(holder(n) for n in numbers)
    work.cards.put_many(card(n) for n in numbers)


def file(
    work: UnitOfWork, n: int, of: int = 0, kind: Kind = Kind.HAND_OUT
) -> Operation:
    """Store a whole case of one operation."""
    work.cases.add(case(n, of, business=kind))
    work.receipts.add(receipt(n))
    work.print_jobs.add(job(n))
    work.audit.append(at=START, actor="li", event=f"case.{kind}", subject=f"R{n}")
    return work.operations.add(operation(n, of, kind=kind))


def with_people(store: Store, *numbers: int) -> None:
    """Store persons with a card each, committed."""
    with store.unit_of_work() as work:
        people(work, *numbers)
        work.commit()
