"""Real printing: a private cupsd, raw queues, printers on loopback sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from counter_app.domain.errors import PrintError
from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.cups import CupsPrinter, Patience
from printing.press import ReportlabPress
from tests.labs.cups import PrivateCups, SocketPrinter, wait_for

pytestmark = pytest.mark.cups


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    """Run one print service for all tests here."""
    service = PrivateCups().start()
    yield service
    service.close()


@pytest.fixture
def device() -> Iterator[SocketPrinter]:
    """A network printer that is switched on."""
    printer = SocketPrinter()
    printer.switch_on()
    yield printer
    printer.switch_off()


_made = iter(f"q{number}" for number in range(100))


@pytest.fixture
def queue(cups: PrivateCups, device: SocketPrinter) -> str:
    """A queue of its own for each test."""
    name = next(_made)
    cups.add_queue(name, f"socket://127.0.0.1:{device.port}")
    return name


def target(cups: PrivateCups, queue: str) -> CupsPrinter:
    """Return the queue as the program sees it."""
    return CupsPrinter(queue, environment=cups.environment)


def jobs(cups: PrivateCups, queue: str) -> str:
    """Return what waits in a queue."""
    return cups.tool("lpstat", "-W", "not-completed", "-o", queue)


def test_the_paper_arrives_byte_for_byte(
    cups: PrivateCups, device: SocketPrinter, queue: str
) -> None:
    """What the press made is what the printer gets."""
    content = samples.receipt(Kind.HAND_OUT, Effect.EFFECTIVE).to_json()
    pdf = ReportlabPress().receipt(content)
    printer = target(cups, queue)
    assert printer.ready() == (True, "")
    printer.send("R1", pdf)
    wait_for(lambda: device.papers == [pdf])
    wait_for(lambda: jobs(cups, queue) == "")


def test_a_printer_without_power_keeps_nothing(
    cups: PrivateCups, device: SocketPrinter, queue: str
) -> None:
    """Away: the job is taken back, so that no second copy comes out later."""
    device.switch_off()
    printer = target(cups, queue)
    with pytest.raises(PrintError) as caught:
        printer.send("R1", b"%PDF-1 first")
    assert caught.value.code == "printing.target_away"
    assert jobs(cups, queue) == ""
    device.switch_on()
    printer.send("R1", b"%PDF-1 again")
    wait_for(lambda: device.papers != [])
    assert device.papers == [b"%PDF-1 again"]


def test_away_is_told_while_another_job_waits(
    cups: PrivateCups, device: SocketPrinter, queue: str
) -> None:
    """The state of the line shows it, and nothing more is queued behind it."""
    device.switch_off()
    queued = f"lp -d {queue} -t other /etc/hostname"
    cups.tool(*queued.split())
    printer = target(cups, queue)
    wait_for(lambda: printer.ready() == (False, "printing.target_away"))
    with pytest.raises(PrintError):
        printer.send("R1", b"%PDF-1")
    assert len(jobs(cups, queue).splitlines()) == 1
    device.switch_on()
    wait_for(lambda: printer.ready() == (True, ""))


def test_a_stopped_queue_is_told(cups: PrivateCups, queue: str) -> None:
    """Paused, as after a jam: ready again once it is resumed."""
    printer = target(cups, queue)
    cups.tool("cupsdisable", queue)
    assert printer.ready() == (False, "printing.stopped")
    cups.tool("cupsenable", queue)
    assert printer.ready() == (True, "")


def test_a_queue_that_takes_no_jobs_is_told(cups: PrivateCups, queue: str) -> None:
    """Rejecting is not the same as away."""
    cups.tool("cupsreject", queue)
    printer = target(cups, queue)
    assert printer.ready() == (False, "printing.refused")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", b"%PDF-1")
    assert caught.value.code == "printing.refused"


def test_an_unknown_queue_is_told(cups: PrivateCups) -> None:
    """A name that is not there is a matter for the settings."""
    assert target(cups, "nowhere").ready() == (False, "printing.queue_unknown")
    with pytest.raises(PrintError) as caught:
        target(cups, "nowhere").send("R1", b"%PDF-1")
    assert caught.value.code == "printing.queue_unknown"


def test_a_print_service_that_is_down_is_away() -> None:
    """No cupsd at all: away, and back as soon as it runs."""
    service = PrivateCups().start()
    device = SocketPrinter()
    try:
        service.add_queue("q", f"socket://127.0.0.1:{device.port}")
        printer = target(service, "q")
        service.stop()
        assert printer.ready() == (False, "printing.target_away")
        with pytest.raises(PrintError) as caught:
            printer.send("R1", b"%PDF-1")
        assert caught.value.code == "printing.target_away"
        service.start()
        assert printer.ready() == (True, "")
    finally:
        service.close()


def test_a_printer_that_stalls_is_left_to_the_service(
    cups: PrivateCups, device: SocketPrinter, queue: str
) -> None:
    """A slow printer is no fault: the job is under way and comes out once."""
    device.printing.clear()
    patience = Patience(settle=1.5)
    printer = CupsPrinter(queue, patience=patience, environment=cups.environment)
    printer.send("R1", b"%PDF-1 slow")
    assert len(jobs(cups, queue).splitlines()) == 1
    device.printing.set()
    wait_for(lambda: device.papers == [b"%PDF-1 slow"])
    wait_for(lambda: jobs(cups, queue) == "")
