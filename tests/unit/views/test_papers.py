"""The print queue and the paper on the screen, without a window."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counter_app.services.results import Paper
from counter_app.services.spool import QueueRow
from printing import samples
from printing.press import ReportlabPress
from tests.fakes.desk import FakeDesk, make_fake_desk
from tests.unit.views.stagehand import BareStage, InlineBackstage
from views.conductor import Conductor
from views.flow.screens import Screen
from views.flow.source import of_receipt
from views.flow.visit import Facts
from views.queue.presenter import QueuePresenter, QueueState
from views.sheet.presenter import START, ZOOMS, SheetPresenter, SheetState

NUMBER = "321200012026112131011A2B000042B"


@dataclass
class QueueFace:
    """A view that only remembers."""

    chosen: int = 0
    state: QueueState = field(default_factory=QueueState)

    def render(self, state: QueueState) -> None:
        self.state = state

    def selected(self) -> QueueRow | None:
        return self.state.rows[self.chosen] if self.state.rows else None


@dataclass
class SheetFace:
    """A view of a screen with 96 dots an inch."""

    state: SheetState = field(default_factory=lambda: SheetState(""))

    def render(self, state: SheetState) -> None:
        self.state = state

    def dots_an_inch(self) -> float:
        return 96.0


@pytest.fixture
def desk() -> FakeDesk:
    """A desk whose papers are real ones."""
    made = make_fake_desk()
    pdf = ReportlabPress().receipt(samples.rare().to_json())
    made.paper = lambda number: Paper(number, pdf, 1, samples.rare().effect)  # type: ignore[method-assign]
    return made


@pytest.fixture
def conductor(desk: FakeDesk) -> Conductor:
    """A clerk is logged in."""
    keys = itertools.count()
    facts = Facts(desk.pack, desk.office, practice=True)
    made = Conductor(
        facts, InlineBackstage(desk), BareStage(), lambda: f"k{next(keys)}"
    )
    made.logged_in(desk.login("zhang", "practice-1"))
    return made


def opened(conductor: Conductor) -> tuple[QueuePresenter, QueueFace]:
    """Open the queue with a face."""
    face = QueueFace()
    conductor.go(Screen.QUEUE)
    page = conductor.top
    assert isinstance(page, QueuePresenter)
    page.view = face
    page.load(0)
    return page, face


def test_a_waiting_paper_is_printed_from_the_queue(
    desk: FakeDesk, conductor: Conductor
) -> None:
    """Enter prints the chosen paper; it is told whether it came out."""
    desk.spool.add(NUMBER, fault="printing.target_away")
    page, face = opened(conductor)
    page.enter()
    assert face.state.rows[0].state == "printed"
    assert face.state.told == "view.queue.printed"
    page.enter()  # what has come out is not printed from here
    assert face.state.told == "view.queue.printed"


def test_a_printer_that_is_away_is_told(desk: FakeDesk, conductor: Conductor) -> None:
    """The paper keeps waiting; nothing is undone."""
    desk.spool.add(NUMBER)
    desk.spool.away = True
    page, face = opened(conductor)
    page.paper()
    assert face.state.told == "view.queue.still_waiting"
    assert face.state.rows[0].state == "waiting"
    page.cancel()
    assert face.state.told == "view.queue.cancelled"
    assert face.state.rows[0].state == "cancelled"


def test_a_paper_that_is_gone_is_a_fault(desk: FakeDesk, conductor: Conductor) -> None:
    """The page shows the code and works on."""
    desk.spool.add(NUMBER)
    page, face = opened(conductor)
    desk.spool.rows.clear()
    page.paper()
    assert page.error_code() == "store.no_such_row"
    assert not page.busy
    assert face.state.fault is not None


def test_the_chosen_receipt_is_shown_on_the_screen(
    desk: FakeDesk, conductor: Conductor
) -> None:
    """Ctrl+O shows it, Esc leads back; an empty list shows nothing."""
    opened(conductor)
    conductor.show_sheet()
    assert conductor.top.screen is Screen.QUEUE
    desk.spool.add(NUMBER)
    opened(conductor)
    conductor.go(Screen.TODAY)
    conductor.back()
    page = conductor.top
    assert isinstance(page, QueuePresenter)
    page.view = QueueFace()
    page.load(0)
    conductor.show_sheet()
    assert isinstance(conductor.top, SheetPresenter)
    assert conductor.top.receipt() == NUMBER
    conductor.back()
    assert conductor.top.screen is Screen.QUEUE


def test_a_paper_is_read_enlarged_printed_and_saved(
    conductor: Conductor, tmp_path: Path
) -> None:
    """Zoom in steps, never beyond the last; the file holds the paper's bytes."""
    page = SheetPresenter(conductor.ctx, of_receipt(NUMBER))
    face = SheetFace()
    page.view = face
    conductor.push(page)
    assert face.state.pages == 1
    small = face.state.image
    page.magnify(+1)
    assert face.state.zoom == START + 1
    assert face.state.image is not None
    assert small is not None
    assert len(face.state.image) > len(small)
    page.magnify(+99)
    assert ZOOMS[face.state.zoom] == max(ZOOMS)
    page.turn(+1)
    assert face.state.page == 0
    page.paper()
    assert face.state.told == "view.sheet.printed"
    page.save(tmp_path / "r.pdf")
    assert (face.state.told, face.state.name) == ("view.sheet.saved", "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    page.save(tmp_path / "none" / "r.pdf")
    assert page.error_code() == "system.file_unwritable"
