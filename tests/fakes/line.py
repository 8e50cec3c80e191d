"""A line to a center in memory that decides by the real rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.domain.decide import decide
from counter_app.domain.decision import Act, CenterView
from counter_app.domain.records import Card, CardNo, Operation
from counter_app.domain.rulepack import RulePack
from counter_app.domain.settle import settle, touched_cards
from counter_app.domain.states import StockState
from counter_app.ports.center import LineState
from counter_app.ports.clock import Clock
from counter_app.ports.store import Store, UnitOfWork


class FakeLine:
    """Decides everything that waits, at once, while it is not held."""

    def __init__(self, store: Store, pack: RulePack, clock: Clock) -> None:
        self.store, self.pack, self.clock = store, pack, clock
        self.cards: dict[CardNo, Card] = {}
        self.applied: list[str] = []
        self.held = False

    def know(self, *cards: Card) -> None:
        """Put cards into the center."""
        self.cards |= {card.card_no: card for card in cards}

    def state(self) -> LineState:
        return LineState(enrolled=True, online=not self.held,
                         last_contact=self.clock.now(), skew_s=0.0,
                         data_as_of=self.clock.now())  # fmt: skip

    def wake(self) -> None:
        while not self.held:
            with self.store.unit_of_work() as uow:
                waiting = uow.operations.waiting(1)
                if not waiting:
                    return
                self._decide(uow, waiting[0])
                uow.commit()

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:
        return not self.held

    def watch(self, on_change: Callable[[LineState], None]) -> None:
        on_change(self.state())

    def hold(self, held: bool) -> None:
        self.held = held
        self.wake()

    def close(self) -> None:
        self.held = True

    def _decide(self, uow: UnitOfWork, op: Operation) -> None:
        holder = uow.holders.get(op.ssn)
        own = tuple(card for card in self.cards.values() if card.ssn == op.ssn)
        new_no = op.detail.get("new_card_no") or op.card_no
        office = uow.settings.office()
        assert office is not None
        view = CenterView(
            holder, self.cards.get(op.card_no), own,
            self.cards.get(CardNo(str(new_no))), (), office.region,
        )  # fmt: skip
        act = Act(op.kind, op.ssn, op.card_no, op.base_version, op.detail)
        decision = decide(act, view, self.pack, self.clock.now())
        rows = tuple(
            replace(card, version=card.version + 1, stock_state=StockState.HANDED_OUT)
            for card in decision.cards
        )
        self.know(*rows)
        self.applied.append(op.op_id)
        numbers = {card.card_no for card in rows} | touched_cards(op)
        local = {no: c for no in numbers if (c := uow.cards.get(no)) is not None}
        done = settle(op, decision.outcome, decision.code, rows, local)
        uow.operations.decide(op.op_id, done.effect, done.refusal, self.clock.now())
        uow.cards.put_many(done.cards)
