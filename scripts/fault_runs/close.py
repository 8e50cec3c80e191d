"""Days with planted discrepancies: each one is found, none is invented (G23).

``scripts/faults close [--days N] [--seed S] [--store N]``. A day is generated whole
and true, then damaged in a number of known ways; the reconciliation must name exactly
these.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from counter_app.domain.closing import (
    CaseFact,
    DayBooks,
    MoveFact,
    ReceiptFact,
    WriteFact,
    reconcile,
)
from counter_app.domain.codes.closing import ClosingCode
from counter_app.domain.states import BlankState, IntentState, Kind, StockState
from counter_app.domain.stock import Account, Item, MoveSum, ledgers
from scripts.fault_runs import close_store

SERIES = "01AAAA"
_KINDS = (
    Kind.HAND_OUT,
    Kind.HAND_OUT,
    Kind.INSTANT,
    Kind.LOSS_TEMP,
    Kind.LOSS_FORMAL,
    Kind.LOSS_LIFT,
    Kind.REISSUE_LOST,
    Kind.REPLACE,
)
_WRITING = (Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE)


@dataclass
class Day:
    """A day in the making, and what must be found in it."""

    rng: random.Random
    cases: list[CaseFact] = field(default_factory=list)
    receipts: list[ReceiptFact] = field(default_factory=list)
    writes: list[WriteFact] = field(default_factory=list)
    moves: list[MoveFact] = field(default_factory=list)
    rows: dict[Account, int] = field(default_factory=dict)
    counted: dict[Account, int] = field(default_factory=dict)
    planted: set[tuple[ClosingCode, str]] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    before: int = 0
    opening: dict[Account, int] = field(default_factory=dict)

    def books(self) -> DayBooks:
        """Return the day as the reconciliation sees it; a damage stays in its place."""
        sums = [MoveSum(m.item, m.before, m.after, "li", 1) for m in self.moves]
        return DayBooks(
            cases=tuple(self.cases),
            receipts=tuple(self.receipts),
            writes=tuple(self.writes),
            moves=tuple(self.moves),
            ledgers=ledgers(self.opening, sums, self.rows),
            last_running=((SERIES, self.before),) if self.before else (),
            counted=tuple(self.counted.items()),
        )


def true_day(rng: random.Random) -> Day:
    """Return a day on which everything fits together."""
    day = Day(rng, before=rng.randrange(0, 900))
    number = day.before
    for at in range(rng.randrange(4, 40)):
        kind = rng.choice(_KINDS)
        number += 1
        _case(day, at, kind, number)
    for extra in range(rng.randrange(0, 3)):  # a blank spoilt at the reader
        uid = f"SPOILT{extra}"
        day.writes.append(WriteFact(f"lost-{extra}", uid, IntentState.SPOILT))
        _move(day, Item.BLANK, uid, BlankState.IN_STOCK, BlankState.SPOILT)
    for extra in range(rng.randrange(0, 5)):  # cards come in from the center
        _move(day, Item.CARD, f"NEW{extra}", None, StockState.IN_CABINET)
    _settle(day)
    return day


def _case(day: Day, at: int, kind: Kind, number: int) -> None:
    case_id, card, no = f"case-{at}", f"C{at:08d}", f"R{number:030d}"
    back = kind is Kind.REPLACE and day.rng.random() < 0.5  # noqa: PLR2004 - a coin
    day.cases.append(CaseFact(case_id, no, kind, card, back))
    day.receipts.append(ReceiptFact(no, case_id, True, SERIES, number))  # noqa: FBT003 - printed
    if kind is Kind.HAND_OUT:
        _move(day, Item.CARD, card, StockState.IN_CABINET, StockState.TO_ENABLE)
    if kind in _WRITING:
        uid = f"BLANK{at:04d}"
        day.writes.append(WriteFact(case_id, uid, IntentState.DONE))
        _move(day, Item.BLANK, uid, BlankState.IN_STOCK, BlankState.USED)
    if back:
        _move(day, Item.CARD, card, StockState.HANDED_OUT, StockState.VOIDED)


def _move(day: Day, item: Item, number: str, before: int | None, after: int) -> None:
    day.moves.append(MoveFact(item, number, before, after))


def _settle(day: Day) -> None:
    """Let the rows and the count be what the book says."""
    day.opening = {account: day.rng.randrange(50, 500) for account in Account}
    sums = [MoveSum(m.item, m.before, m.after, "li", 1) for m in day.moves]
    for ledger in ledgers(day.opening, sums, {}):
        day.rows[ledger.account] = ledger.closing
        day.counted[ledger.account] = ledger.closing


# -- damages: each says exactly what must be found ----------------------------------
def _pick(day: Day, fits: Callable[[CaseFact], bool]) -> CaseFact | None:
    left = [c for c in day.cases if fits(c) and c.case_id not in day.touched]
    if not left:
        return None
    chosen = day.rng.choice(left)
    day.touched.add(chosen.case_id)
    return chosen


def _expect(day: Day, code: ClosingCode, key: str) -> None:
    day.planted.add((code, key))


def lose_receipt(day: Day) -> None:
    """A receipt vanishes: a case without it, and a gap unless it was the last."""
    case = _pick(day, lambda _: True)
    if case is None:
        return
    gone = next(r for r in day.receipts if r.case_id == case.case_id)
    day.receipts.remove(gone)
    _expect(day, ClosingCode.CASE_WITHOUT_RECEIPT, case.receipt_no)
    if any(r.running > gone.running for r in day.receipts):
        _expect(day, ClosingCode.RECEIPT_GAP, f"{SERIES} {gone.running:06d}")


def stray_receipt(day: Day) -> None:
    """A receipt of no case follows the last one."""
    last = max((r.running for r in day.receipts), default=day.before)
    no = f"R{last + 1:030d}"
    day.receipts.append(ReceiptFact(no, "nobody", True, SERIES, last + 1))  # noqa: FBT003 - printed
    _expect(day, ClosingCode.RECEIPT_WITHOUT_CASE, no)
    _gaps(day)


def unprinted(day: Day) -> None:
    """A receipt never came out of the printer."""
    case = _pick(day, lambda _: True)
    if case is None:
        return
    for at, receipt in enumerate(day.receipts):
        if receipt.case_id == case.case_id:
            day.receipts[at] = replace(receipt, printed=False)
            _expect(day, ClosingCode.RECEIPT_UNPRINTED, receipt.receipt_no)


def lose_write(day: Day) -> None:
    """The journal lost a write: a case without one, a blank used without one."""
    case = _pick(day, lambda c: c.business in _WRITING)
    if case is None:
        return
    gone = next(w for w in day.writes if w.case_id == case.case_id)
    day.writes.remove(gone)
    _expect(day, ClosingCode.CASE_WITHOUT_WRITE, case.receipt_no)
    _expect(day, ClosingCode.BLANK_WITHOUT_WRITE, gone.card_uid)


def stray_write(day: Day) -> None:
    """A card was written for no case."""
    uid = f"STRAY{len(day.writes)}"
    day.writes.append(WriteFact(f"none-{uid}", uid, IntentState.DONE))
    _expect(day, ClosingCode.WRITE_WITHOUT_CASE, uid)
    _expect(day, ClosingCode.BLANK_NOT_BOOKED, uid)


def open_write(day: Day) -> None:
    """A write was cut off and nobody settled it."""
    uid = f"OPEN{len(day.writes)}"
    state = day.rng.choice((IntentState.OPEN, IntentState.DOUBTFUL))
    day.writes.append(WriteFact(f"open-{uid}", uid, state))
    _expect(day, ClosingCode.WRITE_OPEN, uid)


def unbooked_blank(day: Day) -> None:
    """A written blank is still in the book, rows and count as the book says."""
    case = _pick(day, lambda c: c.business in _WRITING)
    if case is not None:
        uid = next(w.card_uid for w in day.writes if w.case_id == case.case_id)
        _drop(day, Item.BLANK, uid, Account.BLANKS)
        _expect(day, ClosingCode.BLANK_NOT_BOOKED, uid)


def unbooked_spoilt(day: Day) -> None:
    """A spoilt blank was never booked."""
    uid = f"UNSPOILT{len(day.writes)}"
    day.writes.append(WriteFact(f"sp-{uid}", uid, IntentState.SPOILT))
    _expect(day, ClosingCode.SPOILT_NOT_BOOKED, uid)


def unbooked_card(day: Day) -> None:
    """A card was handed out and stands in the book."""
    case = _pick(day, lambda c: c.business is Kind.HAND_OUT)
    if case is not None:
        _drop(day, Item.CARD, case.card_no, Account.CARDS)
        _expect(day, ClosingCode.CARD_NOT_BOOKED, case.card_no)


def stray_card(day: Day) -> None:
    """A card left the stock without a case."""
    number = f"GONE{len(day.moves)}"
    _move(day, Item.CARD, number, StockState.WAITING, StockState.HANDED_OUT)
    day.rows[Account.CARDS] -= 1
    day.counted[Account.CARDS] -= 1
    _expect(day, ClosingCode.CARD_WITHOUT_CASE, number)


def unbooked_old_card(day: Day) -> None:
    """An old card was taken back and not booked."""
    case = _pick(day, lambda c: c.old_taken_back)
    if case is not None:
        _drop(day, Item.CARD, case.card_no, Account.SCRAP)
        _expect(day, ClosingCode.OLD_CARD_NOT_BOOKED, case.receipt_no)


def rows_differ(day: Day) -> None:
    """Somebody changed a row behind the book."""
    account = day.rng.choice(list(Account))
    if account not in day.touched:
        day.touched.add(account)
        day.rows[account] += day.rng.choice((-2, -1, 1, 2))
        _expect(day, ClosingCode.BOOK, account)


def count_differs(day: Day) -> None:
    """The count finds fewer or more."""
    account = day.rng.choice(list(Account))
    name = f"count {account}"
    if name not in day.touched:
        day.touched.add(name)
        by = day.rng.choice((-3, -1, 1, 3))
        day.counted[account] += by
        code = ClosingCode.COUNT_SHORT if by < 0 else ClosingCode.COUNT_OVER
        _expect(day, code, account)


def _drop(day: Day, item: Item, number: str, account: Account) -> None:
    """Take a move out; rows and count follow the book, so that only this differs."""
    gone = next(m for m in day.moves if (m.item, m.number) == (item, number))
    day.moves.remove(gone)
    step = -1 if account is Account.SCRAP else 1
    day.rows[account] += step
    day.counted[account] += step


def _gaps(day: Day) -> None:
    """A later receipt turns a vanished last one into a gap."""
    have = {r.running for r in day.receipts}
    for missing in set(range(day.before + 1, max(have) + 1)) - have:
        _expect(day, ClosingCode.RECEIPT_GAP, f"{SERIES} {missing:06d}")


DAMAGES = (
    lose_receipt,
    stray_receipt,
    unprinted,
    lose_write,
    stray_write,
    open_write,
    unbooked_blank,
    unbooked_spoilt,
    unbooked_card,
    stray_card,
    unbooked_old_card,
    rows_differ,
    count_differs,
)


def damaged_day(rng: random.Random) -> Day:
    """Return a day with none to six damages of any kinds."""
    day = true_day(rng)
    for _ in range(rng.randrange(0, 7)):
        rng.choice(DAMAGES)(day)
    return day


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was missed and what was invented on one day."""

    planted: int
    missed: frozenset[tuple[ClosingCode, str]]
    invented: frozenset[tuple[ClosingCode, str]]


def judge(day: Day) -> Verdict:
    """Reconcile a day and compare with what was planted."""
    found = {(one.code, one.key) for one in reconcile(day.books())}
    return Verdict(
        len(day.planted),
        frozenset(day.planted - found),
        frozenset(found - day.planted),
    )


def run(days: int, seed: int) -> tuple[int, list[tuple[int, Verdict]], set[str]]:
    """Return how many were planted, the days that failed, and the codes seen."""
    planted, failed, seen = 0, [], set[str]()
    for number in range(days):
        day = damaged_day(random.Random(seed * 1_000_003 + number))
        verdict = judge(day)
        planted += verdict.planted
        seen |= {str(code) for code, _ in day.planted}
        if verdict.missed or verdict.invented:
            failed.append((number, verdict))
    return planted, failed, seen


def main() -> int:
    """Run and tell; exit code 1 at a day that is not told exactly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--store", type=int, default=0, metavar="N", help="N days in a real store"
    )
    args = parser.parse_args()
    if args.store:
        return close_store.tell(args.store, args.seed)
    planted, failed, seen = run(args.days, args.seed)
    for number, verdict in failed[:20]:
        print(f"day {number}: missed {sorted(verdict.missed)}")
        print(f"day {number}: invented {sorted(verdict.invented)}")
    unseen = {str(code) for code in ClosingCode} - seen
    print(
        f"{args.days} days, {planted} planted, {len(failed)} days not told exactly,"
        f" {len(unseen)} kinds never planted"
    )
    return 1 if failed or unseen else 0


if __name__ == "__main__":
    sys.exit(main())
