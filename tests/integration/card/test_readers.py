"""Readers that change their name, are shared, or wait for a far-away key service."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from smartcard import scard

from card_io import worker
from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import READER, PcscLab
from card_io.worker import PcscDesk
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.ports.keys import KeyRequest
from tests.labs.cards import HOLDER, finished
from tests.labs.desks import PcscBench

pytestmark = pytest.mark.pcsc
WAIT = 10.0
FIRST = f"{READER} 00 00"


@contextmanager
def renamed(lab: PcscLab, name: str) -> Iterator[None]:
    """Unplug the readers and plug others in; the first ones come back at the end."""
    lab.reader_name = name
    lab.stop()
    lab.start()
    try:
        yield
    finally:
        lab.reader_name = READER
        lab.stop()
        lab.start()


def test_another_reader_is_plugged_in(bench: PcscBench, pcsc_lab: PcscLab) -> None:
    """Without a configured name the desk takes whatever reader there is."""
    card = finished("v2-des")
    bench.insert(card)
    assert FIRST in str(bench.desk.read(wait_s=WAIT) and bench.desk.state().reader)
    with renamed(pcsc_lab, "Other Brand"):
        assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
        assert str(bench.desk.state().reader).startswith("Other Brand")
    assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid


def test_configured_reader_goes_and_comes_back(pcsc_lab: PcscLab) -> None:
    """A reader named by a part of its name is missed, and found again, by itself."""
    desk = PcscDesk(SoftwareKeys(), reader="Virtual Counter")
    with closing(desk), pcsc_lab.inserted(finished("v2-des")):
        assert desk.read(wait_s=WAIT).name == HOLDER.name
        with renamed(pcsc_lab, "Other Brand"):
            gone = threading.Event()
            desk.watch(lambda state: gone.set() if not state.reader else None)
            assert gone.wait(WAIT) or not desk.state().reader
            with pytest.raises(CardError) as caught:
                desk.read()
            assert caught.value.code in (CardCode.NO_READER, CardCode.NO_SERVICE)
        assert desk.read(wait_s=WAIT).name == HOLDER.name


class Program:
    """Another program that uses the same readers."""

    def __init__(self) -> None:
        _, self.context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)

    def connect(self, mode: int) -> tuple[int, int]:
        result, handle, _ = scard.SCardConnect(
            self.context, FIRST, mode, scard.SCARD_PROTOCOL_T0
        )
        return int(result), int(handle)

    def close(self) -> None:
        scard.SCardReleaseContext(self.context)


class SlowKeys(SoftwareKeys):
    """A key service that is far away; ``during`` runs while the desk waits for it."""

    def __init__(self, during: Callable[[], None]) -> None:
        super().__init__()
        self._during = during

    def cryptogram(self, request: KeyRequest) -> bytes:
        self._during()
        return super().cryptogram(request)


class CountedCard(VirtualCard):
    """Counts how often it is powered up."""

    ups = 0

    def power_on(self) -> None:
        self.ups += 1
        super().power_on()


def counted(card: VirtualCard) -> CountedCard:
    return CountedCard(card.image)


def test_card_stays_powered_while_the_key_service_thinks(pcsc_lab: PcscLab) -> None:
    """One power-up, one transaction: the challenge survives seconds of waiting (7.7).

    Another program that wants the card meanwhile waits until the act is over.
    """
    order: list[str] = []
    pause, armed = threading.Event(), threading.Event()
    card = counted(VirtualCard.blank())

    def intrude() -> None:
        with closing(Program()) as other:
            result, handle = other.connect(scard.SCARD_SHARE_EXCLUSIVE)
            order.append("other program")
            if result == scard.SCARD_S_SUCCESS:
                scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)

    intruder = threading.Thread(target=intrude)

    def think() -> None:
        if not armed.is_set():
            return
        if not order:
            intruder.start()
        order.append("key service")
        pause.wait(1.0)

    desk = PcscDesk(SlowKeys(think))
    with closing(desk), pcsc_lab.inserted(card):
        desk.read(wait_s=WAIT)
        armed.set()
        ups = card.ups
        desk.personalise(card.card_uid, HOLDER, lambda _: order.append("step"))
        done = len(order)
        # vpcd powers up and resets at a connect; within the act there is no more.
        assert card.ups - ups <= 2
        intruder.join(WAIT)
    assert card.holds(HOLDER)
    assert order.count("key service") == 2
    assert "other program" not in order[: done - 1]
    assert "other program" in order


def test_key_service_that_never_answers(pcsc_lab: PcscLab) -> None:
    """Its own time limit ends the act cleanly; the card is untouched and usable."""
    pause = threading.Event()

    def time_out() -> None:
        pause.wait(0.5)
        raise CenterError("center.unreachable")

    card = VirtualCard.blank()
    desk = PcscDesk(SlowKeys(time_out))
    with closing(desk), pcsc_lab.inserted(card):
        assert desk.read(wait_s=WAIT).blank
        steps: list[object] = []
        with pytest.raises(CenterError):
            desk.personalise(card.card_uid, HOLDER, steps.append)
        assert steps == []
        assert desk.read(wait_s=WAIT).blank
    assert not card.holds(HOLDER)


def test_a_transaction_of_another_program_is_waited_for(bench: PcscBench) -> None:
    """A short one costs time only; nothing of ours gets into it."""
    bench.insert(finished("v2-des"))
    bench.desk.read(wait_s=WAIT)
    with closing(Program()) as other:
        _, handle = other.connect(scard.SCARD_SHARE_SHARED)
        scard.SCardBeginTransaction(handle)
        ended = threading.Event()
        done: list[bool] = []

        def read() -> None:
            bench.desk.read(wait_s=WAIT)
            done.append(ended.is_set())

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(0.7)
        assert reader.is_alive()
        ended.set()
        scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        reader.join(WAIT)
    assert done == [True]


def test_a_transaction_that_never_ends(
    bench: PcscBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who keeps the card for too long is told of as such; afterwards all is well."""
    bench.insert(finished("v2-des"))
    bench.desk.read(wait_s=WAIT)
    with closing(Program()) as other:
        _, handle = other.connect(scard.SCARD_SHARE_SHARED)
        scard.SCardBeginTransaction(handle)
        monkeypatch.setattr(worker, "READ_SECONDS", 0.5)
        with pytest.raises(CardError) as caught:
            bench.desk.read()
        assert caught.value.code == CardCode.SHARING
        scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    monkeypatch.setattr(worker, "READ_SECONDS", WAIT)
    assert bench.desk.read(wait_s=WAIT).name == HOLDER.name
