"""Writing to a card in use: the record to the chip, and a new date of expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.errors import CardError, CounterError
from counter_app.domain.records import Card
from counter_app.domain.states import AppStatus, Effect, Kind
from counter_app.services.rewriting import RewriteChip, UpdateExpiry
from tests.integration.services.desk import ME, Bench, cases_today

UPDATE = 0xDC
OLD_NAME = "欧阳晓明"


def laid(bench: Bench, n: int = 1) -> tuple[Card, VirtualCard]:
    """A card in use whose chip has another name than the record."""
    card = bench.live(n)
    return card, bench.lay(bench.chip(card, OLD_NAME))


def order(card: Card, **more: object) -> RewriteChip:
    values: dict[str, object] = {
        "submit_key": "w", "ssn": card.ssn, "card_no": card.card_no,
        "card_uid": card.card_uid, "bearer": ME,
    }  # fmt: skip
    return RewriteChip(**(values | more))


def later(card: Card, day: date) -> UpdateExpiry:
    return UpdateExpiry("e", card.ssn, card.card_no, str(card.card_uid), day, ME)


def code_of(act: object, *arguments: object) -> str:
    with pytest.raises(CounterError) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.code


def test_the_record_goes_onto_the_chip(bench: Bench) -> None:
    """The chip differs: write it, read it back, file the case."""
    card, _ = laid(bench)
    looked = bench.counter.rewriting.look()
    assert looked.allowed
    assert [(d.field, d.chip, d.record) for d in looked.changes] == [
        ("name", OLD_NAME, "欧阳小明")
    ]
    done = bench.counter.rewriting.rewrite(order(card))
    assert done.business is Kind.INFO_CHANGE
    assert done.effect is Effect.EFFECTIVE
    assert done.operations[0].detail["fields"] == "name"
    assert bench.counter.rewriting.rewrite(order(card)).repeated
    looked = bench.counter.rewriting.look()
    assert (looked.changes, looked.allowed) == ((), False)
    assert looked.code == "rule.nothing_to_write"
    again = order(card, submit_key="w2")
    assert code_of(bench.counter.rewriting.rewrite, again) == "rule.nothing_to_write"


def test_expiry_moves_forward_only(bench: Bench) -> None:
    """A later date is written to chip and record; an earlier one is refused."""
    card, _ = laid(bench)
    act = bench.counter.rewriting.update_expiry
    assert code_of(act, later(card, date(2036, 11, 1))) == "rule.expiry_not_later"
    done = act(later(card, date(2037, 1, 1)))
    assert done.business is Kind.EXPIRY
    seen = bench.counter.read_card()
    assert seen.reading.expiry_date == date(2037, 1, 1)
    assert seen.card is not None
    assert seen.card.expiry_date == date(2037, 1, 1)


@pytest.mark.parametrize("kind", [FaultKind.PULLED, FaultKind.PULLED_AFTER])
def test_a_cut_write_goes_on_with_the_same_card_only(
    bench: Bench, kind: FaultKind
) -> None:
    """Card.md 7.3, 7.8: another card is refused, the same one is finished."""
    card, chip = laid(bench)
    chip.arm(Fault(kind, 1, UPDATE))
    with pytest.raises(CardError) as caught:
        bench.counter.rewriting.rewrite(order(card))
    assert caught.value.outcome_unknown
    assert cases_today(bench.counter) == ()
    _, other = laid(bench, 2)
    before = dict(other.image.records["EF06"])
    assert [doubt.note for doubt in bench.counter.recover()] == ["card.another_card"]
    assert dict(other.image.records["EF06"]) == before
    second = order(bench.live(2), submit_key="w2")
    assert code_of(bench.counter.rewriting.rewrite, second) == "rule.doubtful_open"
    chip.disarm()
    bench.lay(chip)
    assert bench.counter.recover() == ()
    assert [row.business for row in cases_today(bench.counter)] == [Kind.INFO_CHANGE]
    assert bench.counter.read_card().reading.name == "欧阳小明"


def test_a_program_that_dies_before_the_write_leaves_nothing(bench: Bench) -> None:
    """An intent without a step is closed; the card is as it was."""
    card, chip = laid(bench)
    bench.cards.remove()
    assert code_of(bench.counter.rewriting.rewrite, order(card)) == "card.no_card"
    bench.lay(chip)
    assert bench.counter.doubts() == ()


def test_lost_cancelled_and_foreign_cards_are_not_written(bench: Bench) -> None:
    """No write to a card that may not be used, nor to another than the record's."""
    card = bench.live(1, AppStatus.LOST_FORMAL)
    bench.lay(bench.chip(card, OLD_NAME))
    assert bench.counter.rewriting.look().code == "rule.card_lost"
    assert code_of(bench.counter.rewriting.rewrite, order(card)) == "rule.card_lost"
    fine = bench.live(2)
    wrong = order(fine, card_uid=card.card_uid)
    assert code_of(bench.counter.rewriting.rewrite, wrong) == "rule.wrong_card"
    bare = order(fine, bearer=replace(ME, papers_checked=False), submit_key="p")
    bench.lay(bench.chip(fine, OLD_NAME))
    assert code_of(bench.counter.rewriting.rewrite, bare) == "rule.papers_incomplete"
