"""What every card desk does, direct or through a real pcscd (ports.cards)."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError
from counter_app.ports.cards import ReaderState, WriteStep
from tests.labs.cards import HOLDER, LONG_NAME, finished
from tests.labs.desks import Bench, MakeBench

WAIT = 10.0
PROFILES = ["v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless"]


def laid(bench: Bench, card: VirtualCard) -> VirtualCard:
    """Lay a card on and wait until the desk can read it."""
    bench.insert(card)
    assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
    return card


def ignore(step: WriteStep) -> None:
    """Journal nothing."""


@pytest.mark.parametrize("profile", PROFILES)
def test_reads_every_profile(bench: Bench, profile: str) -> None:
    """Every kind of card reads whole, with nothing to warn of."""
    holder = replace(HOLDER, name=LONG_NAME if profile != "v1-des" else HOLDER.name)
    bench.insert(finished(profile, holder))
    reading = bench.desk.read(wait_s=WAIT)
    assert (reading.name, reading.ssn) == (holder.name, holder.ssn)
    assert reading.warnings == ()
    assert reading.genuine is True


def test_no_card(bench: Bench) -> None:
    """Without a card the code says so, at once or after the wait."""
    for wait_s in (0.0, 0.05):
        with pytest.raises(CardError) as caught:
            bench.desk.read(wait_s=wait_s)
        assert caught.value.code == CardCode.NO_CARD
    with pytest.raises(CardError) as caught:
        bench.desk.compare("00", HOLDER)
    assert caught.value.code == CardCode.NO_CARD


def test_waits_for_a_card(bench: Bench) -> None:
    """A read that waits ends when the card comes."""
    card = finished("v2-des")
    hand = threading.Timer(0.1, bench.insert, [card])
    hand.start()
    assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
    hand.join()


def test_watchers_see_cards_come_and_go(bench: Bench) -> None:
    """Every change is told once, with a growing serial."""
    seen: list[ReaderState] = []
    changed = threading.Condition()

    def on_change(state: ReaderState) -> None:
        with changed:
            seen.append(state)
            changed.notify_all()

    def wait_for(*, present: bool) -> None:
        with changed:
            assert changed.wait_for(
                lambda: bool(seen) and seen[-1].card_present is present, WAIT
            )

    bench.desk.watch(on_change)
    bench.insert(finished("v2-des"))
    wait_for(present=True)
    assert bench.desk.state().card_present
    assert bench.desk.state().reader
    bench.remove()
    wait_for(present=False)
    serials = [state.serial for state in seen]
    assert serials == sorted(set(serials))
    assert all(state.service and state.fault is None for state in seen)


def test_a_watcher_that_fails_harms_nobody(bench: Bench) -> None:
    """The card thread outlives a watcher's fault."""

    def faulty(state: ReaderState) -> None:
        raise RuntimeError(state.reader)

    bench.desk.watch(faulty)
    card = laid(bench, finished("v2-des"))
    assert bench.desk.read().card_uid == card.card_uid


def test_swapped_cards_are_told_apart(bench: Bench) -> None:
    """Each reading is of the card that lies there now, of whatever kind."""
    for profile in PROFILES * 2:
        card = VirtualCard.blank(profile=profile)
        bench.insert(card)
        reading = bench.desk.read(wait_s=WAIT)
        while reading.card_uid != card.card_uid:  # the old one was still powered
            reading = bench.desk.read(wait_s=WAIT)
        assert reading.atr == card.atr.hex().upper()


@pytest.mark.parametrize("profile", ["blank", "v3-sm4", "v3-sm4-contactless"])
def test_personalises(bench: Bench, profile: str) -> None:
    """A blank card is written, read back and found complete."""
    card = laid(bench, VirtualCard.blank(profile=profile))
    assert bench.desk.compare(card.card_uid, HOLDER) == "untouched"
    steps: list[WriteStep] = []
    reading = bench.desk.personalise(card.card_uid, HOLDER, steps.append)
    assert (reading.name, reading.card_no) == (HOLDER.name, HOLDER.card_no)
    assert bench.desk.compare(card.card_uid, HOLDER) == "complete"
    assert [s.phase for s in steps] == ["start", "done"] * (len(steps) // 2)
    assert card.holds(HOLDER)


def test_journal_runs_in_the_callers_thread(bench: Bench) -> None:
    """The journal may use the caller's database connection."""
    card = laid(bench, VirtualCard.blank())
    threads: set[threading.Thread] = set()
    bench.desk.personalise(
        card.card_uid, HOLDER, lambda _: threads.add(threading.current_thread())
    )
    assert threads == {threading.current_thread()}


def test_journal_that_fails_stops_the_write(bench: Bench) -> None:
    """The journal's own exception reaches the caller; the desk goes on."""
    card = laid(bench, VirtualCard.blank())

    def full(step: WriteStep) -> None:
        if step.number == 3:
            raise OSError(28, step.phase)

    with pytest.raises(OSError, match="start"):
        bench.desk.personalise(card.card_uid, HOLDER, full)
    assert bench.desk.compare(card.card_uid, HOLDER) == "partial"
    bench.desk.personalise(card.card_uid, HOLDER, ignore)
    assert card.holds(HOLDER)


def test_another_card_is_refused(bench: Bench) -> None:
    """Nothing is written on another card than the expected one."""
    card = laid(bench, VirtualCard.blank())
    with pytest.raises(CardError) as caught:
        bench.desk.personalise("9" * 32, HOLDER, ignore)
    assert caught.value.code == CardCode.ANOTHER_CARD
    assert not caught.value.outcome_unknown
    assert bench.desk.compare(card.card_uid, HOLDER) == "untouched"


@pytest.mark.parametrize("kind", [FaultKind.PULLED, FaultKind.PULLED_AFTER])
@pytest.mark.parametrize("at", [1, 5, 9])
def test_pulled_during_a_write(bench: Bench, kind: FaultKind, at: int) -> None:
    """A card pulled at an UPDATE is completed when it comes back."""
    card = laid(bench, VirtualCard.blank())
    card.arm(Fault(kind, at=at, ins=0xDC))
    with pytest.raises(CardError) as caught:
        bench.desk.personalise(card.card_uid, HOLDER, ignore)
    assert caught.value.outcome_unknown
    assert caught.value.code in {CardCode.REMOVED, CardCode.COMM}
    bench.remove()
    laid(bench, card)
    assert bench.desk.compare(card.card_uid, HOLDER) in {
        "untouched",
        "partial",
        "complete",
    }
    bench.desk.personalise(card.card_uid, HOLDER, ignore)
    assert card.holds(HOLDER)


def test_without_keys(make_bench: MakeBench) -> None:
    """Without a provider cards are read, marked, and not written."""
    bench = make_bench(None)
    bench.insert(finished("v3-sm4"))
    reading = bench.desk.read(wait_s=WAIT)
    assert reading.card_no == HOLDER.card_no
    assert set(reading.warnings) == {
        CardWarning.UNAUTHENTICATED,
        CardWarning.PROTECTED,
    }
    with pytest.raises(CardError) as caught:
        bench.desk.personalise(str(reading.card_uid), HOLDER, ignore)
    assert caught.value.code == CardCode.NO_KEY_PROVIDER


def test_rights_do_not_outlive_the_call(make_bench: MakeBench) -> None:
    """After a write with keys the card is powered down: EF06 is closed again."""
    bench = make_bench()
    card = laid(bench, VirtualCard.blank(profile="v3-sm4"))
    bench.desk.personalise(card.card_uid, HOLDER, ignore)
    assert card.powered_rights == frozenset()


def test_calls_from_many_threads_queue(bench: Bench) -> None:
    """Calls from several threads are carried out one after the other."""
    card = laid(bench, finished("v2-des"))
    uids: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: uids.append(bench.desk.read().card_uid))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert uids == [card.card_uid] * 8


def test_closed_desk_says_so(bench: Bench) -> None:
    """After close every call ends with its own code, at once."""
    bench.desk.close()
    with pytest.raises(CardError) as caught:
        bench.desk.read(wait_s=WAIT)
    assert caught.value.code == CardCode.CLOSED
    bench.desk.close()
