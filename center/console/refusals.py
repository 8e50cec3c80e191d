"""Refused acts and escalated reviews: what a supervisor sees and decides.

A refusal stays what it is. A decision either lets it stand, or does the act anew as
the city's own, through the same domain rules and against the cards as they are now;
the offices learn of it through the feed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from center import judge, packs
from center.console import journal
from center.database import Row, Tx
from center.rows import CARD_COLUMNS, card_of, from_ms, to_ms
from center.settlements import decision_lock
from center.world import Sender, Wanted, load, store
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Card
from counter_app.domain.states import Kind
from sync.wire import WireOperation, Word

PAGE = 50
CITY = "city"  # who did what a supervisor decided
_OPEN_TO_A_PERSON = frozenset(
    {RuleCode.STATUS_MOVED.value, CenterCode.OPERATION_FAULT.value}
)
_COLUMNS = (
    "o.op_id, o.workstation, o.incarnation, o.sequence, o.office_code, f.name, "
    "o.kind, o.ssn, o.card_no, o.base_version, o.detail, o.hlc, o.made_at, "
    "o.receipt_no, o.clerk, o.code, o.applied_at, d.choice, d.note, d.login, d.at, "
    "s.way, s.settled_by, s.at"
)
_FROM = (
    f"SELECT {_COLUMNS} FROM operation o "  # noqa: S608 - our own names
    "JOIN office f ON f.office_code = o.office_code "
    "LEFT JOIN decision d ON d.op_id = o.op_id "
    "LEFT JOIN settlement s ON s.op_id = o.op_id WHERE o.outcome = 'refused'"
)


class Choice(StrEnum):
    """What a supervisor may say."""

    UPHOLD = "uphold"  # the refusal stands
    APPLY = "apply"  # do it anew, against the cards as they are now


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused act, and the decision on it."""

    op_id: str
    workstation: str
    incarnation: str
    sequence: int
    office_code: str
    office: str
    kind: str
    ssn: str
    card_no: str
    base_version: int
    detail: str
    hlc: str
    made_at: int
    receipt_no: str
    clerk: str
    code: str
    applied_at: int
    choice: str | None
    note: str | None
    decided_by: str | None
    decided_at: int | None
    closed_way: str | None  # how a person closed it at the counter
    closed_by: str | None
    closed_at: int | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be decided: most refusals can only be let stand."""
        if self.choice is not None:
            return ()
        known = self.kind in set(Kind) and self.closed_way is None
        if known and self.code in _OPEN_TO_A_PERSON:
            return (Choice.APPLY, Choice.UPHOLD)
        return (Choice.UPHOLD,)


def listed(tx: Tx, *, decided: bool, page: int) -> list[Refusal]:
    """Return refused acts, newest first; one more than a page when there is more.

    One that was closed at its counter waits for no decision.
    """
    which = "IS NOT NULL" if decided else "IS NULL"
    order = "ORDER BY o.applied_at DESC, o.op_id LIMIT ? OFFSET ?"
    sql = f"{_FROM} AND coalesce(d.op_id, s.op_id) {which} {order}"
    return [Refusal(*row) for row in tx.rows(sql, (PAGE + 1, page * PAGE))]


def find(tx: Tx, op_id: str) -> Refusal:
    """Return one refused act.

    Raises:
        CenterError: ``center.no_such_operation``.
    """
    row = tx.row(f"{_FROM} AND o.op_id = ?", (op_id,))
    if row is None:
        raise CenterError(CenterCode.NO_SUCH_OPERATION)
    return Refusal(*row)


def cards_of(tx: Tx, ssn: str) -> list[Card]:
    """Return the cards of the person an act is about, newest first."""
    sql = f"SELECT {CARD_COLUMNS} FROM card WHERE ssn = ? ORDER BY issue_date DESC"  # noqa: S608 - our own names
    return [card_of(row) for row in tx.rows(sql, (ssn,))]


def history(tx: Tx, card_no: str) -> list[Row]:
    """Return the card's events, newest first."""
    return tx.rows(
        "SELECT e.at, e.event, e.version, o.name, e.workstation FROM card_event e "
        "LEFT JOIN workstation w ON w.workstation = e.workstation "
        "LEFT JOIN office o ON o.office_code = w.office_code "
        "WHERE e.card_no = ? ORDER BY e.number DESC LIMIT 50",
        (card_no,),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a supervisor says on a refusal."""

    op_id: str
    choice: Choice
    note: str
    login: str


def decide(tx: Tx, verdict: Verdict, now: datetime) -> None:
    """Carry out a verdict, with its record and its audit entry.

    Raises:
        CenterError: ``center.no_such_operation``, ``center.already_decided``,
            ``center.not_decidable`` with the rule that forbids it.
    """
    tx.exclusive(decision_lock(verdict.op_id))
    refusal = find(tx, verdict.op_id)
    undone = refusal.closed_way is not None and verdict.choice is Choice.APPLY
    if refusal.choice is not None or undone:
        raise CenterError(CenterCode.ALREADY_DECIDED)
    if verdict.choice not in refusal.choices:
        raise CenterError(CenterCode.NOT_DECIDABLE, reason=refusal.code)
    if verdict.choice is Choice.APPLY:
        _apply(tx, refusal, now)
    tx.run(
        "INSERT INTO decision (op_id, choice, note, login, at) VALUES (?, ?, ?, ?, ?)",
        (verdict.op_id, verdict.choice.value, verdict.note, verdict.login, to_ms(now)),
    )
    _answer_question(tx, refusal, verdict, to_ms(now))
    entry = journal.Entry(
        verdict.login, f"decide.{verdict.choice.value}", verdict.op_id, refusal.code
    )
    journal.write(tx, entry, to_ms(now))


def _answer_question(tx: Tx, refusal: Refusal, verdict: Verdict, now_ms: int) -> None:
    """A decision answers the counter that asked; nobody need reply once more.

    The counter learns what was decided by ``/v1/decisions``.
    """
    tx.run(
        "UPDATE escalation SET reply = ?, replied_by = coalesce((SELECT name FROM "
        "console_account WHERE login = ?), ?), replied_at = ? "
        "WHERE workstation = ? AND op_id = ? AND replied_at IS NULL",
        (verdict.note, verdict.login, verdict.login, now_ms, refusal.workstation,
         refusal.op_id),
    )  # fmt: skip


def _apply(tx: Tx, refusal: Refusal, now: datetime) -> None:
    """Decide the act anew: based on the version of now, as the city's own."""
    operation = _operation(refusal)
    world = load(tx, _wanted(operation))
    card = world.cards.get(operation.card_no)
    base = card.version if card else 0
    region = _region(tx, refusal.office_code)
    office, at = refusal.office_code, to_ms(now)
    sender = Sender(CITY, office, region, packs.packs_of(tx, [office], at)[office])
    word, code = judge.judge(_based_on(operation, base), world, sender, now)
    if word is Word.REFUSED:
        raise CenterError(CenterCode.NOT_DECIDABLE, reason=code)
    store(tx, world, at)


def _wanted(operation: WireOperation) -> Wanted:
    people, cards = {operation.ssn}, judge.named_cards(operation)
    chips = judge.named_chips(operation)
    return Wanted(frozenset(people), frozenset(cards), frozenset(chips))


def _region(tx: Tx, office_code: str) -> str:
    sql = "SELECT region FROM office WHERE office_code = ?"
    row = tx.row(sql, (office_code,))
    return str(row[0]) if row else ""


def _based_on(operation: WireOperation, version: int) -> WireOperation:
    return msgspec.structs.replace(operation, base_version=version)


def _operation(refusal: Refusal) -> WireOperation:
    return WireOperation(
        workstation=refusal.workstation,
        incarnation=refusal.incarnation,
        sequence=refusal.sequence,
        op_id=refusal.op_id,
        kind=Kind(refusal.kind),
        ssn=refusal.ssn,
        card_no=refusal.card_no,
        base_version=refusal.base_version,
        detail=json.loads(refusal.detail),
        hlc=refusal.hlc,
        made_at=from_ms(refusal.made_at),
        receipt_no=refusal.receipt_no,
        clerk=refusal.clerk,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A review that a counter escalated."""

    workstation: str
    op_id: str
    office_code: str
    office: str
    kind: str
    card_no: str
    receipt_no: str
    code: str
    note: str
    raised_by: str
    raised_at: int
    told_at: int
    reply: str | None
    replied_by: str | None
    replied_at: int | None


_QUESTIONS = (
    "SELECT e.workstation, e.op_id, e.office_code, f.name, e.kind, e.card_no, "
    "e.receipt_no, e.code, e.note, e.raised_by, e.raised_at, e.told_at, e.reply, "
    "e.replied_by, e.replied_at FROM escalation e "
    "JOIN office f ON f.office_code = e.office_code WHERE e.replied_at "
)


def questions(tx: Tx, *, replied: bool, page: int) -> list[Question]:
    """Return escalated reviews, the oldest open one first."""
    newest, oldest = "NOT NULL ORDER BY e.replied_at DESC", "NULL ORDER BY e.told_at"
    order = newest if replied else oldest
    sql = f"{_QUESTIONS}IS {order}, e.op_id LIMIT ? OFFSET ?"
    return [Question(*row) for row in tx.rows(sql, (PAGE + 1, page * PAGE))]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a supervisor answers a counter."""

    workstation: str
    op_id: str
    text: str
    login: str
    name: str


def reply(tx: Tx, given: Reply, now_ms: int) -> None:
    """Answer a counter; once.

    Raises:
        CenterError: ``center.already_decided`` (or there is no such question).
    """
    touched = tx.run(
        "UPDATE escalation SET reply = ?, replied_by = ?, replied_at = ? "
        "WHERE workstation = ? AND op_id = ? AND replied_at IS NULL",
        (given.text, given.name, now_ms, given.workstation, given.op_id),
    )
    if not touched:
        raise CenterError(CenterCode.ALREADY_DECIDED)
    entry = journal.Entry(given.login, "reply", given.op_id, given.workstation)
    journal.write(tx, entry, now_ms)
