"""A fault can be copied for support without anybody's data."""

from __future__ import annotations

from tests.gui.driver import Gui
from views.flow.fault import Fault
from views.widgets.base import FaultBox, for_support


def test_code_and_support_number_only(gui: Gui) -> None:
    """What lands on the clipboard names the fault, not the person."""
    fault = Fault("system.unexpected", {"support": "A1B2C3", "name": "王小明"})
    box = FaultBox(gui.window.root, gui.window.kit)
    box.show(fault)
    box.copy()
    copied = gui.window.root.clipboard_get()
    assert copied.startswith("system.unexpected A1B2C3 ")
    assert "王小明" not in for_support(fault)
