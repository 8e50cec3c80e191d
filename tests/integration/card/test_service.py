"""The real PC/SC service goes, comes back, and is shared with others."""

from __future__ import annotations

import signal
import subprocess
import threading

import pytest
from smartcard import scard

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from card_io.worker import PcscDesk
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import CardDesk, WriteStep
from tests.labs.cards import HOLDER, finished
from tests.labs.desks import PcscBench

pytestmark = pytest.mark.pcsc
WAIT = 10.0


def code_of(desk: CardDesk) -> str:
    with pytest.raises(CardError) as caught:
        desk.read()
    return caught.value.code


def wait_until_down(desk: CardDesk) -> None:
    """Wait until the desk has noticed that the service is gone."""
    down = threading.Event()
    desk.watch(lambda state: None if state.service else down.set())
    if desk.state().service:
        assert down.wait(WAIT)


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGKILL])
def test_restart_of_the_service(
    bench: PcscBench, pcsc_lab: PcscLab, sig: signal.Signals
) -> None:
    """After a restart of pcscd the same desk reads again (no program restart)."""
    bench.insert(finished("v2-des"))
    bench.desk.read(wait_s=WAIT)
    for _ in range(3):
        pcsc_lab.stop(sig)
        wait_until_down(bench.desk)
        assert bench.desk.state().fault == CardCode.NO_SERVICE
        assert code_of(bench.desk) == CardCode.NO_SERVICE
        pcsc_lab.start()
        assert bench.desk.read(wait_s=WAIT).name == HOLDER.name


def test_service_that_starts_later(pcsc_lab: PcscLab) -> None:
    """A desk opened before the service finds it when it comes."""
    pcsc_lab.stop()
    desk = PcscDesk(SoftwareKeys())
    try:
        assert code_of(desk) == CardCode.NO_SERVICE
        pcsc_lab.start()
        with pcsc_lab.inserted(finished("v2-des")):
            assert desk.read(wait_s=WAIT).name == HOLDER.name
    finally:
        desk.close()


@pytest.mark.parametrize("at", [1, 6, 9])
@pytest.mark.parametrize("phase", ["start", "done"])
def test_service_killed_during_a_write(
    bench: PcscBench, pcsc_lab: PcscLab, at: int, phase: str
) -> None:
    """A write broken off by the death of pcscd is completed after its restart."""
    card = VirtualCard.blank()
    bench.insert(card)
    bench.desk.read(wait_s=WAIT)

    def kill(step: WriteStep) -> None:
        if (step.number, step.phase) == (at, phase):
            pcsc_lab.stop(signal.SIGKILL)

    with pytest.raises(CardError):
        bench.desk.personalise(card.card_uid, HOLDER, kill)
    pcsc_lab.start()
    assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
    state = bench.desk.compare(card.card_uid, HOLDER)
    assert (state == "untouched") == ((at, phase) == (1, "start"))
    bench.desk.personalise(card.card_uid, HOLDER, lambda _: None)
    assert card.holds(HOLDER)


def test_reader_that_is_not_there(pcsc_lab: PcscLab) -> None:
    """A configured reader that is missing has its own code."""
    desk = PcscDesk(SoftwareKeys(), reader="No Such Reader")
    try:
        assert code_of(desk) == CardCode.NO_READER
    finally:
        desk.close()


def test_reader_by_name(pcsc_lab: PcscLab) -> None:
    """With a reader named, cards in other readers are none of its business."""
    desk = PcscDesk(SoftwareKeys(), reader="Reader 00 01")
    try:
        with pcsc_lab.inserted(finished("v1-des")):
            assert code_of(desk) == CardCode.NO_CARD
            with pcsc_lab.inserted(finished("v2-des"), slot=1):
                assert desk.read(wait_s=WAIT).spec_version == "2.00"
    finally:
        desk.close()


def test_two_cards_at_once(bench: PcscBench, pcsc_lab: PcscLab) -> None:
    """Two cards in two readers are refused until one is taken off."""
    bench.insert(finished("v2-des"))
    bench.desk.read(wait_s=WAIT)
    changed = threading.Event()
    bench.desk.watch(lambda state: changed.set() if state.fault else None)
    with pcsc_lab.inserted(finished("v1-des"), slot=1):
        assert changed.wait(WAIT)
        assert bench.desk.state().fault == CardCode.SEVERAL_CARDS
        assert code_of(bench.desk) == CardCode.SEVERAL_CARDS
    assert bench.desk.read(wait_s=WAIT).spec_version == "2.00"


def test_card_held_by_another_program(bench: PcscBench) -> None:
    """A card that another program holds exclusively has its own code."""
    bench.insert(finished("v2-des"))
    bench.desk.read(wait_s=WAIT)
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _, handle, _ = scard.SCardConnect(
        context,
        bench.desk.state().reader,
        scard.SCARD_SHARE_EXCLUSIVE,
        scard.SCARD_PROTOCOL_T0,
    )
    assert code_of(bench.desk) == CardCode.SHARING
    scard.SCardDisconnect(handle, scard.SCARD_UNPOWER_CARD)
    assert bench.desk.read(wait_s=WAIT).name == HOLDER.name
    scard.SCardReleaseContext(context)


def test_no_handle_is_left_behind(bench: PcscBench) -> None:
    """After many operations another program may still have the card for itself."""
    bench.insert(finished("v2-des"))
    for _ in range(20):
        bench.desk.read(wait_s=WAIT)
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    result, handle, _ = scard.SCardConnect(
        context,
        bench.desk.state().reader,
        scard.SCARD_SHARE_EXCLUSIVE,
        scard.SCARD_PROTOCOL_T0,
    )
    assert result == scard.SCARD_S_SUCCESS
    scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)


def test_replugging(bench: PcscBench) -> None:
    """The desk reads after every one of many insertions."""
    for _ in range(6):
        card = VirtualCard.blank()
        bench.insert(card)
        assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
        bench.remove()


def test_other_programs_see_the_card(bench: PcscBench, pcsc_lab: PcscLab) -> None:
    """A tool that is not ours reads the same answer to reset from the service."""
    card = finished("v2-des")
    bench.insert(card)
    bench.desk.read(wait_s=WAIT)
    environment = {"PATH": "/usr/bin:/bin", "PCSCLITE_CSOCK_NAME": pcsc_lab.socket_path}
    seen = subprocess.run(
        ["opensc-tool", "--atr"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert bytes.fromhex(seen.stdout.strip().replace(":", "")) == card.atr
