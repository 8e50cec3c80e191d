"""The card thread under silence, crowding and shutdown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from card_io import desk as acts
from card_io import worker
from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from card_io.worker import DirectDesk
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import ReaderState
from tests.labs.cards import HOLDER, finished

PATIENCE = 0.2
SILENCE = 1.0


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[DirectDesk]:
    """A desk whose callers give up early."""
    monkeypatch.setattr(worker, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(acts, "STEP_SECONDS", PATIENCE)
    desk = DirectDesk(SoftwareKeys())
    yield desk
    desk.close()


def test_silent_card_is_given_up(desk: DirectDesk) -> None:
    """A card that does not answer is mute; who comes meanwhile hears busy."""
    card = finished("v2-des")
    card.arm(Fault(FaultKind.SLOW, at=3, seconds=SILENCE))
    desk.insert(card)
    with pytest.raises(CardError) as caught:
        desk.read(wait_s=30)
    assert caught.value.code == CardCode.MUTE
    with pytest.raises(CardError) as caught:
        desk.read()
    assert caught.value.code == CardCode.BUSY


def test_desk_recovers_from_silence(
    desk: DirectDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the card answers at last, the desk serves the next caller."""
    card = finished("v2-des")
    card.arm(Fault(FaultKind.SLOW, at=3, seconds=SILENCE))
    desk.insert(card)
    with pytest.raises(CardError):
        desk.read(wait_s=30)
    monkeypatch.setattr(worker, "READ_SECONDS", 30.0)
    assert desk.read().name == HOLDER.name


def test_abandoned_write_stops(
    desk: DirectDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the caller gave up, not one more record is written."""
    card = VirtualCard.blank()
    desk.insert(card)
    desk.read(wait_s=30)
    card.arm(Fault(FaultKind.SLOW, at=3, ins=0xDC, seconds=SILENCE))
    with pytest.raises(CardError) as caught:
        desk.personalise(card.card_uid, HOLDER, lambda _: None)
    assert caught.value.code == CardCode.MUTE
    assert caught.value.outcome_unknown
    monkeypatch.setattr(worker, "READ_SECONDS", 30.0)
    assert desk.compare(card.card_uid, HOLDER) == "partial"
    monkeypatch.setattr(acts, "STEP_SECONDS", 30.0)
    desk.personalise(card.card_uid, HOLDER, lambda _: None)
    assert card.holds(HOLDER)


def test_waiting_callers_hear_of_the_end(desk: DirectDesk) -> None:
    """A caller that waits for a card is released when the desk closes."""
    codes: list[str] = []

    def wait() -> None:
        try:
            desk.read(wait_s=60)
        except CardError as exc:
            codes.append(exc.code)

    caller = threading.Thread(target=wait)
    caller.start()
    desk.close()
    caller.join()
    assert codes == [CardCode.CLOSED]


def test_card_thread_must_not_call_itself(desk: DirectDesk) -> None:
    """A watcher that calls the desk is told so instead of waiting for itself."""
    faults: list[str] = []
    done = threading.Event()

    def wrong(state: ReaderState) -> None:
        try:
            desk.read()
        except RuntimeError as exc:
            faults.append(str(exc))
        done.set()

    desk.watch(wrong)
    desk.insert(finished("v2-des"))
    assert done.wait(60)
    assert faults


def test_threads_end(desk: DirectDesk) -> None:
    """Closing a desk ends its thread."""
    desk.close()
    assert "card" not in {thread.name for thread in threading.enumerate()}
