"""A PIN act whose answer is lost; and no PIN is written down or kept anywhere."""

from __future__ import annotations

import logging

import pytest

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.errors import CardError, CenterError, CounterError
from counter_app.domain.records import Card
from counter_app.domain.secret import Secret
from counter_app.ports.keys import KeyRequest, PinCommandRequest
from counter_app.services.pins import (
    ChangePin,
    ProvePin,
    ResetPin,
    UnblockPin,
)
from tests.integration.services.desk import (
    PASSWORD,
    Bench,
    cases_today,
)
from tests.integration.services.pinning import (
    NEW,
    OLD,
    OTHER,
    Losing,
    boss,
    change,
    lock,
    refused,
    reset,
    rows,
    unblock,
    with_pin,
)


def cut(bench: Bench, card: Card, command: ChangePin | ResetPin | UnblockPin) -> str:
    """Carry an act out whose answer is lost; return the doubt's id."""
    acts = bench.counter.pins
    act = {
        ChangePin: acts.change, ResetPin: acts.reset, UnblockPin: acts.unblock,
    }[type(command)]  # fmt: skip
    with pytest.raises(CardError) as caught:
        act(command)  # type: ignore[operator]
    assert caught.value.outcome_unknown
    doubts = bench.counter.doubts()
    assert [doubt.ssn for doubt in doubts] == [card.ssn]
    return doubts[0].intent_id


@pytest.fixture
def losing(bench: Bench) -> Losing:
    """A card whose answer to the PIN command gets lost."""
    card = bench.live()
    chip = bench.chip(card)
    chip.set_pin(OLD)
    bench.lay(chip)
    return bench, card, chip


def lose(chip: VirtualCard, *, done: bool) -> None:
    """Pull the card at the next PIN command: after it worked, or before."""
    kind = FaultKind.PULLED_AFTER if done else FaultKind.PULLED
    for ins in (0x5E, 0x24):  # CHANGE PIN, PIN CHANGE/UNBLOCK
        chip.arm(Fault(kind, 1, ins))


@pytest.mark.parametrize("done", [True, False])
def test_a_lost_answer_is_settled_by_the_holder(losing: Losing, done: bool) -> None:
    """Never a second VERIFY by itself: the holder types a PIN, once."""
    bench, card, chip = losing
    lose(chip, done=done)
    doubt = cut(bench, card, change(card))
    bench.lay(chip)
    before = chip.image.pin_counter
    assert [d.note for d in bench.counter.recover()] == ["rule.pin_doubt"]
    assert chip.image.pin_counter == before
    assert refused(bench.counter.pins.change, change(card, new=OTHER)) == (
        "rule.doubtful_open"
    )
    prove = bench.counter.pins.prove
    wrong = ProvePin(doubt, Secret(OLD if done else NEW), old=done)
    assert refused(prove, wrong) == "card.pin_wrong"
    right = prove(ProvePin(doubt, Secret(NEW if done else OLD), old=not done))
    assert bench.counter.doubts() == ()
    assert len(cases_today(bench.counter)) == int(done)
    assert (right is not None) is done


@pytest.mark.parametrize("done", [True, False])
def test_a_lost_unblock_is_settled_by_the_state(losing: Losing, done: bool) -> None:
    """Locked before: the empty VERIFY tells whether it happened."""
    bench, card, chip = losing
    lock(chip)
    lose(chip, done=done)
    cut(bench, card, unblock(card))
    bench.lay(chip)
    assert bench.counter.recover() == ()
    assert len(cases_today(bench.counter)) == int(done)


def test_a_reset_ends_an_older_doubt_of_the_same_card(losing: Losing) -> None:
    """A reset sets the PIN whatever the earlier act did."""
    bench, card, chip = losing
    lose(chip, done=True)
    cut(bench, card, change(card))
    chip.disarm()
    bench.lay(chip)
    bench.counter.pins.reset(reset(card, new=OTHER))
    assert bench.counter.doubts() == ()
    assert len(cases_today(bench.counter)) == 1


def test_a_supervisor_may_close_a_doubt(losing: Losing) -> None:
    """The card is gone for good: closed without a case, with a note."""
    bench, card, chip = losing
    lose(chip, done=False)
    doubt = cut(bench, card, change(card))
    assert refused(bench.counter.pins.settle, doubt, "卡未再来") == "rule.not_allowed"
    bench.counter.login("boss", PASSWORD)
    bench.counter.pins.settle(doubt, "卡未再来")
    assert bench.counter.doubts() == ()


def test_no_pin_is_written_anywhere(
    losing: Losing, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """No database, journal, log, print or exception text holds a PIN (card.md 10)."""
    bench, card, chip = losing
    caplog.set_level(logging.DEBUG)
    texts = []

    def note(act: object, *arguments: object) -> None:
        try:
            act(*arguments)  # type: ignore[operator]
        except CounterError as exc:
            texts.append(f"{exc!r} {exc.params}")

    pins = bench.counter.pins
    note(pins.change, change(card, old=OTHER))
    note(pins.change, change(card))
    note(pins.reset, reset(card, new=OTHER, approval=boss(password="Wrong-2026x")))
    note(pins.reset, reset(card, new=OTHER))
    lose(chip, done=True)
    note(pins.change, change(card, old=OTHER, new=NEW, submit_key="lost"))
    chip.disarm()
    bench.lay(chip)
    note(bench.counter.recover)
    note(pins.prove, ProvePin(bench.counter.doubts()[0].intent_id, Secret(OLD)))
    note(pins.prove, ProvePin(bench.counter.doubts()[0].intent_id, Secret(NEW)))
    kept = [dump(bench), caplog.text, "".join(capfd.readouterr()), *texts]
    kept += [pdf.decode("latin-1") for _, pdf in bench.printer.papers]
    assert len(kept[0]) > 2000
    for secret in (OLD, NEW, OTHER, PASSWORD, "Wrong-2026x"):
        places = [text.partition(secret) for text in kept if secret in text]
        assert [head[-60:] for head, _, _ in places] == []
        packed = bytes.fromhex(secret).hex() if secret.isdigit() else secret
        assert all(packed not in text for text in kept)


def dump(bench: Bench) -> str:
    """Every table of the office in plain text."""
    names = rows(bench, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    wanted = [str(name[0]) for name in names]
    plain = [n for n in wanted if not n.startswith(("sqlite", "holder_words"))]
    return "\n".join(repr(rows(bench, f'SELECT * FROM "{name}"')) for name in plain)


def test_typed_pins_are_wiped(bench: Bench) -> None:
    """Whatever the act came to, the digits are gone from memory."""
    card = with_pin(bench)
    command = change(card, old=OTHER)
    refused(bench.counter.pins.change, command)
    approval = boss()
    order = reset(card, approval=approval)
    bench.counter.pins.reset(order)
    typed = (command.old, command.new, command.again, order.new, order.again)
    for secret in (*typed, approval.password):
        assert secret is not None
        assert len(secret) == 0


class SilentCenter(SoftwareKeys):
    """A key service that stops answering at the n-th request."""

    name = "center"

    def __init__(self, answers: int) -> None:
        super().__init__()
        self._left = answers

    def cryptogram(self, request: KeyRequest) -> bytes:
        self._count()
        return super().cryptogram(request)

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        self._count()
        return super().pin_command(request, new_pin)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise CenterError("center.timeout")


@pytest.mark.parametrize("answers", range(4))
def test_a_silent_key_service_leaves_the_card_as_it_was(
    losing: Losing, answers: int
) -> None:
    """At whichever request it falls silent: coded, nothing sent, no doubt."""
    bench, card, chip = losing
    bench.cards._keys = SilentCenter(answers)
    # INTERNAL AUTH at the look and at the act, EXTERNAL AUTH, the PIN command
    with pytest.raises(CounterError) as caught:
        bench.counter.pins.reset(reset(card))
    assert caught.value.code == "center.timeout"
    assert bench.counter.doubts() == ()
    assert chip.image.pin.hex() == OLD
    assert cases_today(bench.counter) == ()
