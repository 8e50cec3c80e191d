"""The front door of the window: :func:`run_window`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from counter_app.runtime import Runtime
from counter_app.services.desk import Desk
from views.flow.backstage import LaneBackstage
from views.flow.visit import Facts
from views.login.state import PracticeAccount
from views.options import WindowOptions
from views.window import Window

STATE_VARIABLE = "COUNTER_SCREEN_STATE"

__all__ = ["PracticeAccount", "WindowOptions", "run_window"]


def run_window(desk: Desk, runtime: Runtime, options: WindowOptions) -> int:
    """Open the window and serve it until it is closed.

    Must be called on the main thread. ``desk`` is used on the runtime's lanes only;
    the caller closes both afterwards. News of reader and line reach the window by
    ``runtime.post(Topic.READER, ReaderState)`` and ``runtime.post(Topic.LINE, ...)``,
    finished operations by ``runtime.post(Topic.OPERATIONS)``; without them the window
    asks for the status line every two seconds.

    Returns:
        The exit code of the program.
    """
    named = os.environ.get(STATE_VARIABLE)
    if options.status_file is None and named:
        options = replace(options, status_file=Path(named))
    facts = Facts(desk.pack, desk.office, options.practice or desk.office.practice)
    window = Window(facts, runtime, LaneBackstage(runtime, desk), options)
    return window.run()
