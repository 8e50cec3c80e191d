"""Two offices change the same people offline, in any order (goal G12).

    scripts/faults conflicts [--schedules N] [--seed N]

Each schedule: random acts at two offices, delivered in a random interleaving to the
center's rules; then both offices read the feed. A second model of the named rules,
written apart from ``domain.decide``, says what each outcome must be. Afterwards both
replicas must equal the center, every act must be decided once, and every refusal must
carry the code of a rule that ``docs/protocol.md`` names. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from counter_app.domain.decide import decide
from counter_app.domain.decision import Act, CenterView, Outcome
from counter_app.domain.packfile import SHIPPED, load_pack
from counter_app.domain.records import Card, CardNo, Holder, Operation
from counter_app.domain.rulepack import FormalLift, RulePack
from counter_app.domain.settle import merge_card, settle, touched_cards
from counter_app.domain.states import AppStatus, Effect, Event, Kind
from tests.labs.centers import NOON, REGION, card, chip, holder, number

NAMED = frozenset(
    {
        "rule.card_cancelled", "rule.status_moved", "rule.lift_reissued",
        "rule.lift_never", "rule.has_live_card", "rule.already_handed_out",
        "rule.application_runs", "rule.formal_loss_first", "rule.card_lost",
        "rule.not_enabled_temp_loss",
    }
)  # fmt: skip
KINDS = (
    Kind.LOSS_TEMP, Kind.LOSS_FORMAL, Kind.LOSS_LIFT, Kind.REISSUE_LOST,
    Kind.REPLACE, Kind.HAND_OUT, Kind.INSTANT,
)  # fmt: skip
PACKS = tuple(load_pack(name) for name in SHIPPED)
LOST = (AppStatus.LOST_TEMP, AppStatus.LOST_FORMAL)


@dataclass
class Center:
    """The center's rules over rows in memory."""

    holders: dict[str, Holder]
    cards: dict[CardNo, Card]
    pack: RulePack
    events: list[tuple[str, int, Event, str]] = field(default_factory=list)

    def view(self, op: Operation, office: str) -> CenterView:
        """Return what the center knows when it decides."""
        new = CardNo(str(op.detail.get("new_card_no") or op.card_no))
        return CenterView(
            holder=self.holders.get(op.ssn),
            card=self.cards.get(op.card_no),
            cards=tuple(c for c in self.cards.values() if c.ssn == op.ssn),
            new_card=self.cards.get(new) if op.kind not in _ON_A_CARD else None,
            foreign=self.foreign(op, office),
            region=REGION,
        )

    def foreign(self, op: Operation, office: str) -> tuple[Event, ...]:
        """Return later events of the card by others."""
        return tuple(
            event
            for card_no, version, event, by in self.events
            if card_no == op.card_no and version > op.base_version and by != office
        )

    def store(
        self, cards: Sequence[Card], events: Sequence[tuple[CardNo, Event]], by: str
    ) -> None:
        """Keep rows with the next version, and their history."""
        for row in cards:
            known = self.cards.get(row.card_no)
            version = (known.version if known else 0) + 1
            self.cards[row.card_no] = replace(row, version=version)
        for card_no, event in events:
            self.events.append((card_no, self.cards[card_no].version, event, by))


_ON_A_CARD = frozenset(
    {Kind.LOSS_TEMP, Kind.LOSS_FORMAL, Kind.LOSS_LIFT, Kind.HAND_OUT}
)


@dataclass
class Office:
    """A replica with its outbox."""

    name: str
    cards: dict[CardNo, Card]
    outbox: list[Operation] = field(default_factory=list)
    done: list[Operation] = field(default_factory=list)

    def act(self, kind: Kind, one: Card, running: int) -> None:
        """Record an act on what this office sees."""
        seen = self.cards.get(one.card_no, one)
        detail: dict[str, str | int | bool | None] = {}
        card_no = one.card_no
        if kind is Kind.LOSS_LIFT:
            detail["found_card_uid"] = one.card_uid
        elif kind in (Kind.REISSUE_LOST, Kind.REPLACE):
            detail |= {"new_card_no": number(running), "card_uid": chip(running)}
        elif kind is Kind.INSTANT:
            card_no, detail = number(running), {"card_uid": chip(running)}
        elif kind is Kind.HAND_OUT:
            detail["handed_out_on"] = NOON.date().isoformat()
        self.outbox.append(
            Operation(
                op_id=f"{self.name}{running}", case_id=f"c{running}", kind=kind,
                ssn=one.ssn, card_no=card_no, base_version=seen.version,
                detail=detail, hlc=f"{running:013d}-0000-x", made_at=NOON,
                clerk="zhang", receipt_no=f"R{running}",
            )
        )  # fmt: skip

    def hear(self, op: Operation, outcome: Outcome, code: str | None,
             rows: Sequence[Card]) -> None:  # fmt: skip
        """Take the center's word as ``sync.apply`` does."""
        numbers = touched_cards(op) | {row.card_no for row in rows}
        local = {no: self.cards[no] for no in numbers if no in self.cards}
        made = settle(op, outcome, code, rows, local)
        self.cards |= {row.card_no: row for row in made.cards}
        self.done.append(replace(op, effect=made.effect, refusal=made.refusal))

    def read_feed(self, center: Center) -> None:
        """Take every row of the slice as it is now."""
        for row in center.cards.values():
            self.cards[row.card_no] = merge_card(self.cards.get(row.card_no), row)


def expected(op: Operation, center: Center, office: str) -> set[str]:
    """Say by the named rules alone what may come out (a second model)."""
    one = center.cards.get(op.card_no)
    moved = bool(center.foreign(op, office))
    if op.kind is Kind.INSTANT:
        live = any(
            c.ssn == op.ssn and c.app_status is not AppStatus.CANCELLED
            for c in center.cards.values()
        )
        return {"rule.has_live_card" if live else "applied"}
    assert one is not None
    if one.app_status is AppStatus.CANCELLED:
        return {"rule.card_cancelled"}
    if op.kind in (Kind.LOSS_TEMP, Kind.LOSS_FORMAL):
        return _of_a_loss(op.kind, one)
    if op.kind is Kind.HAND_OUT:
        return _of_a_hand_out(one)
    if op.kind is Kind.LOSS_LIFT:
        return _of_a_lift(op, one, center, office)
    return _of_a_replacement(op.kind, one, center.pack, moved=moved)


def _of_a_loss(kind: Kind, one: Card) -> set[str]:
    if kind is Kind.LOSS_FORMAL:
        formal = one.app_status is AppStatus.LOST_FORMAL
        return {"already" if formal else "applied"}
    if one.app_status is AppStatus.DORMANT:
        return {"rule.not_enabled_temp_loss"}
    return {"already" if one.app_status in LOST else "applied"}


def _of_a_hand_out(one: Card) -> set[str]:
    if one.handed_out_on is not None:
        return {"rule.already_handed_out"}
    return {"rule.card_lost"} if one.app_status in LOST else {"applied"}


def _of_a_lift(op: Operation, one: Card, center: Center, office: str) -> set[str]:
    newer = {Event.LOSS_TEMP, Event.LOSS_FORMAL} & set(center.foreign(op, office))
    if newer:
        return {"rule.status_moved"}
    if one.app_status not in LOST:
        return {"already"}
    if one.replaced_by is not None:
        return {"rule.lift_reissued"}
    formal = one.app_status is AppStatus.LOST_FORMAL
    never = formal and center.pack.formal_lift is FormalLift.NEVER
    return {"rule.lift_never" if never else "applied"}


def _of_a_replacement(
    kind: Kind, one: Card, pack: RulePack, *, moved: bool
) -> set[str]:
    if one.replaced_by is not None:
        return {"rule.application_runs"}
    found = {"rule.status_moved"} if moved else set[str]()
    if kind is Kind.REPLACE:
        bad = {"rule.card_lost"} if one.app_status in LOST else {"applied"}
        return found | bad
    enough = LOST[1:] if pack.reissue_needs_formal_loss else LOST
    good = one.app_status in enough
    return found | ({"applied"} if good else {"rule.formal_loss_first"})


def one_schedule(seed: int) -> Counter[str]:
    """Play one schedule; return what happened and what was wrong."""
    chance = random.Random(seed)
    people = [holder(n + 1) for n in range(3)]
    cards = [card(people[0], 1, version=1), card(people[1], 2, version=1)]
    waiting = card(people[2], 3, AppStatus.DORMANT, version=1)
    rows = {c.card_no: c for c in (*cards, waiting)}
    center = Center({p.ssn: p for p in people}, dict(rows), chance.choice(PACKS))
    if chance.random() < 0.3:  # noqa: PLR2004 - sometimes a person has no card yet
        center.cards.pop(waiting.card_no)
    offices = [Office(name, dict(center.cards)) for name in ("a", "b")]
    tally: Counter[str] = Counter()
    running = 100
    for _ in range(chance.randrange(2, 12)):
        running += 1
        one = chance.choice((*cards, waiting))
        kind = chance.choice(KINDS)
        if kind is Kind.INSTANT or one.card_no in center.cards:
            chance.choice(offices).act(kind, one, running)
        if chance.random() < 0.25:  # noqa: PLR2004 - now and then one is online
            deliver(chance.choice(offices), center, tally)
            _cancel(center, chance)
    while any(office.outbox for office in offices):
        deliver(chance.choice([o for o in offices if o.outbox]), center, tally)
    for office in offices:
        office.read_feed(center)
    tally["divergent"] += _differences(offices, center)
    tally["undecided"] += sum(op.effect is Effect.PENDING for o in offices
                              for op in o.done)  # fmt: skip
    return tally


def deliver(office: Office, center: Center, tally: Counter[str]) -> None:
    """Send the next act and hear the word."""
    if not office.outbox:
        return
    op = office.outbox.pop(0)
    wanted = expected(op, center, office.name)
    act = Act(op.kind, op.ssn, op.card_no, op.base_version, op.detail)
    made = decide(act, center.view(op, office.name), center.pack, NOON)
    if made.outcome is Outcome.APPLIED:
        center.store(made.cards, made.events, office.name)
    word = made.code or made.outcome.value
    tally["acts"] += 1
    tally[word] += 1
    tally["wrong"] += word not in wanted
    tally["unnamed"] += made.code is not None and made.code not in NAMED
    named = {CardNo(str(op.detail.get("new_card_no") or op.card_no)), op.card_no}
    rows = [center.cards[no] for no in sorted(named) if no in center.cards]
    own = [row for row in rows if row.ssn == op.ssn]
    office.hear(op, made.outcome, made.code, own)


def _cancel(center: Center, chance: random.Random) -> None:
    """The center itself ends a card now and then."""
    live = [c for c in center.cards.values() if c.app_status is not AppStatus.CANCELLED]
    if live and chance.random() < 0.2:  # noqa: PLR2004
        one = chance.choice(live)
        ended = replace(one, app_status=AppStatus.CANCELLED)
        center.store((ended,), ((one.card_no, Event.CANCEL),), "center")


def _differences(offices: Sequence[Office], center: Center) -> int:
    return sum(
        (office.cards[no].app_status, office.cards[no].version)
        != (row.app_status, row.version)
        for office in offices
        for no, row in center.cards.items()
    )


BAD = ("wrong", "unnamed", "divergent", "undecided")


def play(schedules: int, seed: int) -> Counter[str]:
    """Play many schedules."""
    total: Counter[str] = Counter()
    for number_of in range(seed, seed + schedules):
        found = one_schedule(number_of)
        if any(found[name] for name in BAD):
            print(json.dumps({"seed": number_of, **found}))
        total += found
    return total


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    begun = time.perf_counter()
    total = play(args.schedules, args.seed)
    bad = {name: total[name] for name in BAD}
    took = round(time.perf_counter() - begun, 1)
    print(json.dumps({"schedules": args.schedules, "seconds": took, **total, **bad}))
    return int(any(bad.values()))


if __name__ == "__main__":
    raise SystemExit(main())
