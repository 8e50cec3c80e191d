"""Readiness from memory: a print service that hangs holds nobody up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from printing.watched import Watch, WatchedPrinter

PATIENCE_S = 20.0
READY = (True, "")
AWAY = (False, str(PrintCode.TARGET_AWAY))
UNKNOWN = (False, PrintCode.NO_ANSWER)
SELDOM = Watch(every=3600, stale=3600, leave=PATIENCE_S)


class SlowPrinter:
    """Answers only when it is let; tells how often it was asked."""

    def __init__(self) -> None:
        self.answer: tuple[bool, str] | Exception = READY
        self.let = threading.Semaphore(0)
        self.looks = 0
        self.asked = threading.Condition()
        self.sent: list[str] = []
        self.fail: PrintError | None = None

    def ready(self) -> tuple[bool, str]:
        with self.asked:
            self.looks += 1
            self.asked.notify_all()
        self.let.acquire()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def send(self, name: str, pdf: bytes) -> None:
        self.sent.append(name)
        if self.fail is not None:
            raise self.fail

    def wait_for_look(self, number: int) -> None:
        with self.asked:
            assert self.asked.wait_for(lambda: self.looks >= number, PATIENCE_S)


@pytest.fixture
def slow() -> Iterator[SlowPrinter]:
    """Return a printer; no thread of the test may be left."""
    before = set(threading.enumerate())
    yield SlowPrinter()
    assert set(threading.enumerate()) <= before


@pytest.fixture
def watch(slow: SlowPrinter) -> Iterator[Callable[[Watch], WatchedPrinter]]:
    """Return what starts a watch that is ended after the test."""
    made: list[WatchedPrinter] = []

    def start(limits: Watch) -> WatchedPrinter:
        made.append(WatchedPrinter(slow, limits))
        return made[-1]

    yield start
    slow.let.release(1000)
    for watched in made:
        watched.close()


Start = Callable[[Watch], WatchedPrinter]


def check_ready_is(watched: WatchedPrinter, wanted: tuple[bool, str]) -> None:
    """Wait for the answer to arrive in the memory."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / 0.005)):
        if watched.ready() == wanted:
            return
        pause.wait(0.005)
    assert watched.ready() == wanted


def test_asking_never_waits(slow: SlowPrinter, watch: Start) -> None:
    """While the service hangs the answer is "no answer"; then what it said."""
    watched = watch(SELDOM)
    slow.wait_for_look(1)
    assert watched.ready() == UNKNOWN
    slow.let.release()
    check_ready_is(watched, READY)
    assert slow.looks == 1


def test_it_looks_again_by_itself(slow: SlowPrinter, watch: Start) -> None:
    """A printer that goes away and comes back is noticed without being used."""
    watched = watch(Watch(every=0.001, stale=3600, leave=PATIENCE_S))
    for answer in (READY, AWAY, READY):
        slow.wait_for_look(slow.looks)
        slow.answer = answer
        slow.let.release(2)
        check_ready_is(watched, answer)


@pytest.mark.parametrize("fail", [None, PrintError(PrintCode.TARGET_AWAY, name="q")])
def test_it_looks_at_once_after_a_paper(
    slow: SlowPrinter, watch: Start, fail: PrintError | None
) -> None:
    """Printed or not, the readiness is renewed; a fault reaches the caller."""
    watched = watch(SELDOM)
    slow.let.release()
    check_ready_is(watched, READY)
    slow.answer, slow.fail = AWAY, fail
    if fail is None:
        watched.send("R1", b"%PDF")
    else:
        with pytest.raises(PrintError):
            watched.send("R1", b"%PDF")
    slow.let.release()
    check_ready_is(watched, AWAY)
    assert (slow.sent, slow.looks) == (["R1"], 2)


def test_printing_does_not_wait_for_a_look(slow: SlowPrinter, watch: Start) -> None:
    """A paper goes out while the service still owes an answer."""
    watched = watch(SELDOM)
    slow.wait_for_look(1)
    watched.send("R1", b"%PDF")
    assert slow.sent == ["R1"]
    assert watched.ready() == UNKNOWN


def test_an_old_answer_is_no_answer(slow: SlowPrinter) -> None:
    """When the service stops answering, "ready" is not claimed for ever."""
    seconds = [0.0]
    limits = Watch(every=0.001, stale=30, leave=PATIENCE_S)
    with closing(WatchedPrinter(slow, limits, lambda: seconds[0])) as watched:
        slow.let.release()
        check_ready_is(watched, READY)
        slow.wait_for_look(2)
        seconds[0] = 30.0
        assert watched.ready() == READY
        seconds[0] = 30.1
        assert watched.ready() == UNKNOWN
        slow.let.release(2)


def test_a_drivers_fault_does_not_end_the_watch(
    slow: SlowPrinter, watch: Start
) -> None:
    """An unforeseen error counts as no answer, and the next look is made."""
    watched = watch(Watch(every=0.001, stale=3600, leave=PATIENCE_S))
    slow.answer = OSError("driver")
    slow.let.release()
    slow.wait_for_look(2)
    assert watched.ready() == UNKNOWN
    slow.answer = READY
    slow.let.release()
    check_ready_is(watched, READY)


def test_closing_does_not_wait_for_a_service_that_hangs(slow: SlowPrinter) -> None:
    """The program ends although a look is still out; the look ends by itself."""
    watched = WatchedPrinter(slow, Watch(leave=0))
    slow.wait_for_look(1)
    watched.close()
    watched.close()
    slow.let.release()
    watched._thread.join(PATIENCE_S)
    assert not watched._thread.is_alive()
    assert slow.looks == 1
