"""A window with a form open, for :mod:`scripts.fault_runs.desk` to kill.

Usage: ``python -m scripts.fault_runs.typing_desk FOLDER STATE FORM``; FORM is ``loss``
(an agent's name) or ``apply`` (the name of who applies). The office of FOLDER is real:
encrypted store, services, lanes, pump; nobody closes it properly.
"""

from __future__ import annotations

import sys
from pathlib import Path

from card_io.core.softkeys import SoftwareKeys
from card_io.worker import DirectDesk
from counter_app.domain.packs import load_pack
from counter_app.domain.states import Collector
from counter_app.runtime import Runtime
from counter_app.system import RandomIds
from db import open_store
from tests.fakes.line import FakeLine
from tests.integration.services.desk import SSN, Bench, FakeClock, FakePrinter
from views.apply.presenter import ApplyFormPresenter
from views.flow.backstage import LaneBackstage
from views.flow.visit import Facts
from views.options import WindowOptions
from views.service.presenter import FormPresenter
from views.service.state import Service
from views.window import Window

KEY = b"k" * 32


def reopened(folder: Path) -> Bench:
    """Return the office that lies in a folder, as it was left."""
    bench = Bench.__new__(Bench)
    bench.clock, bench.printer = FakeClock(), FakePrinter()
    bench.folder = folder
    bench.store = open_store(folder / "office.db", KEY, bench.clock)
    bench.ids = RandomIds()
    bench.pack = load_pack("cn-js-taizhou")
    bench.line = FakeLine(bench.store, bench.pack, bench.clock)
    bench.cards = DirectDesk(SoftwareKeys())
    return bench


def serve(folder: Path, state: Path, kind: str) -> None:
    """Open the window, log in, and put the cursor into a name."""
    bench = reopened(folder)
    desk = bench.start()
    runtime = Runtime()
    options = WindowOptions(
        language="zh_CN", data_folder=folder / "window", status_file=state
    )
    options.data_folder.mkdir(exist_ok=True)
    facts = Facts(desk.pack, desk.office, practice=False)
    window = Window(facts, runtime, LaneBackstage(runtime, desk), options)
    lead = window.conductor
    session = desk.session()
    assert session is not None

    def form() -> None:
        lead.start_service(Service.LOSS)
        page = lead.top
        assert isinstance(page, FormPresenter)
        page.set("bearer", Collector.AGENT)
        page.set("name", "")
        assert page.view is not None
        page.view.focus_field("name")

    def apply() -> None:
        page = ApplyFormPresenter(lead.ctx, lead.drafts)
        lead.push(page)
        assert page.view is not None
        page.view.focus_field("name")

    def begin() -> None:
        lead.logged_in(session)
        if kind == "apply":
            apply()
        else:
            lead.open_holder(SSN, form)

    window.root.after(50, begin)
    window.run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
