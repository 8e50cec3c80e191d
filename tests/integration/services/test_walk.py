"""Random days at the counter: whatever is possible is done, and the books agree."""

import random
from pathlib import Path

import pytest

from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card, Ssn
from counter_app.domain.states import Effect, Kind
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.results import CaseResult, HolderFile, Possible
from tests.integration.services.desk import FACE, ME, Bench, number, person

PEOPLE = [Ssn(f"999901199001{n:02d}001X") for n in range(1, 7)]
STEPS = 40


class Walker:
    """Does one random possible act after the other."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self.bench, self.dice = bench, random.Random(seed)
        self.keys = iter(range(10_000))
        self.results: list[CaseResult] = []
        for n, ssn in enumerate(PEOPLE, 1):
            holder = person(ssn, "欧阳小明")
            if n % 2:
                bench.stock(n, holder)
            else:
                with bench.store.unit_of_work() as uow:
                    uow.holders.put_many([holder])
                    uow.commit()
        bench.blank(999)  # never laid on the reader: the allotment is never empty
        with bench.store.unit_of_work() as uow:
            uow.allotments.add_numbers([number(n) for n in range(200, 240)])
            uow.commit()

    def step(self) -> None:
        if self.dice.random() < 0.2:
            self.bench.line.hold(not self.bench.line.held)
        file = self.bench.counter.open_holder(self.dice.choice(PEOPLE))
        choices: list[tuple[Possible, Card | None]] = [
            (possible, None) for possible in file.possible
        ]
        for entry in file.cards:
            choices += [(possible, entry.card) for possible in entry.possible]
        possible, card = self.dice.choice(choices)
        if possible.allowed:
            self.results.append(self.act(file, possible, card))
        else:
            with pytest.raises(RuleError) as refused:
                self.act(file, possible, card)
            assert refused.value.code == possible.code

    def act(
        self, file: HolderFile, possible: Possible, card: Card | None
    ) -> CaseResult:
        key, ssn, counter = f"k{next(self.keys)}", file.holder.ssn, self.bench.counter
        if possible.kind is Kind.REPLACE and card is not None and card.card_uid:
            self._lay_chip(card)
            counter.read_card()
        writes = possible.kind in (Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE)
        if writes:
            serial = 1000 + next(self.keys)
            self.bench.lay(self.bench.blank(serial))
        elif card is not None and card.issue_date is not None and card.card_uid:
            self._lay_chip(card)
        if card is None:
            return counter.issue_instant(IssueInstant(key, ssn, "95580", ME))
        no = card.card_no
        if possible.kind is Kind.HAND_OUT:
            return counter.hand_out(HandOut(key, ssn, no, ME, FACE))
        if possible.kind in (Kind.LOSS_TEMP, Kind.LOSS_FORMAL):
            formal = possible.kind is Kind.LOSS_FORMAL
            return counter.report_loss(ReportLoss(key, ssn, no, formal, ME))
        if possible.kind is Kind.LOSS_LIFT:
            return counter.lift_loss(LiftLoss(key, ssn, no, ME))
        if possible.kind is Kind.REISSUE_LOST:
            command = ReissueLost(key, ssn, no, "95580", ME, possible.combined)
            return counter.reissue_lost(command)
        command2 = Replace(key, ssn, no, card.card_uid, False, "data", "95580", ME)
        return counter.replace(command2)

    def _lay_chip(self, card: Card) -> None:
        self.bench.lay(self.bench.chip(card))


@pytest.mark.parametrize("seed", range(4))
def test_random_days_balance(tmp_path: Path, seed: int) -> None:
    """What the screen allows succeeds, the rest is refused by the rule it named.

    At the end counter and center agree and nothing waits, was lost or doubled.
    """
    bench = Bench(tmp_path)
    try:
        walker = Walker(bench, seed)
        for _ in range(STEPS):
            walker.step()
        bench.line.hold(False)
        with bench.store.unit_of_work() as uow:
            assert uow.operations.state().waiting == 0
            made = [
                operation
                for result in walker.results
                for operation in uow.operations.of_case(result.case_id)
            ]
            assert uow.audit.verify()[1] is None
            for card in bench.line.cards.values():
                mine = uow.cards.get(card.card_no)
                assert mine is not None
                assert mine.app_status is card.app_status
        assert len(walker.results) > 10
        assert sorted(o.sequence for o in made) == list(range(1, len(made) + 1))
        assert sorted(bench.line.applied) == sorted(o.op_id for o in made)
        assert {o.effect for o in made} == {Effect.EFFECTIVE}
        assert len({r.receipt_no for r in walker.results}) == len(walker.results)
    finally:
        bench.close()
