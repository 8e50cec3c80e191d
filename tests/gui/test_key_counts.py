"""The eight commonest transactions by keyboard alone; their keys never rise (G32).

Counted from the person's page to the next person, typed words and cards laid down
not included. The sequences are those of ``docs/keys.md``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counter_app.domain.states import Kind
from tests.gui.driver import Gui

#: Row of docs/keys.md, business, person, keys of the form, cards, keys at most.
ROWS = (
    ("Hand out a card from stock", Kind.HAND_OUT, "李静怡", "F4 s s s s R", 8),
    ("Instant card", Kind.INSTANT, "赵无卡", "F4 s R", 5),
    ("Formal loss", Kind.LOSS_FORMAL, "王小明", "F5 s R", 5),
    ("Temporary loss", Kind.LOSS_TEMP, "王小明", "F5 alt+2 s R", 6),
    ("Lift a temporary loss", Kind.LOSS_LIFT, "欧阳娜", "F6 s R", 5),
    ("Replace a lost card", Kind.REISSUE_LOST, "张三丰", "F7 alt+1 s R", 6),
    ("Exchange a card in hand", Kind.REPLACE, "王小明", "F7 alt+2 s R", 6),
    ("Change a PIN", Kind.PIN_CHANGE, "王小明", "F8 alt+1 R", 7),
)
HELD = {Kind.HAND_OUT, Kind.REPLACE, Kind.PIN_CHANGE}  # begin with the card in hand
BLANK = {Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE}
NAMES = {"s": "space", "R": "Return"}
KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


class Count:
    """Presses keys and counts them."""

    def __init__(self, gui: Gui) -> None:
        self.gui = gui
        self.keys = 0

    def press(self, *names: str) -> None:
        """Press and count."""
        self.keys += len(names)
        self.gui.key(*names)


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_keys_never_rise(gui: Gui, row: tuple[str, Kind, str, str, int]) -> None:
    """Each is done by real keys, with no more of them than were ever needed."""
    _, kind, name, form, most = row
    count = Count(gui)
    if kind in HELD:
        gui.lay(name)
        gui.screen_is("case")
    else:
        gui.open(name)
    first, *others = [NAMES.get(key, key) for key in form.split()]
    count.press(first)
    gui.until(lambda s: s.screen in {"form", "pin"} and not s.busy)
    count.press(*others)
    gui.until(lambda s: s.screen in {"confirm", "card_confirm"})
    if kind in BLANK:
        if gui.state().card != "none":
            gui.key("ctrl+k")
            gui.until(lambda s: s.card == "none")
        gui.lay("blank-1")
    if kind is Kind.PIN_CHANGE:
        for digits in ("246813", "135792", "135792"):
            gui.type(digits)
            if gui.state().focus != "pin_again":
                count.press("Tab")
    else:
        gui.until(lambda s: s.ready)
    count.press("ctrl+Return")
    assert gui.screen_is("result").kind == kind
    count.press("Return")
    gui.until(lambda s: s.screen == "search")
    assert count.keys <= most


@pytest.mark.parametrize(("row", "most"), [(row[0], row[-1]) for row in ROWS])
def test_the_page_of_keys_tells_the_same(row: str, most: int) -> None:
    """What ``docs/keys.md`` teaches is what is counted here."""
    lines = KEYS_PAGE.read_text(encoding="utf-8").splitlines()
    line = next(one for one in lines if one.startswith(f"| {row}"))
    quoted = " ".join(re.findall(r"`([^`]+)`", line.split("|")[2]))
    keys = [key for key in quoted.split() if not key.startswith("⟨")]
    assert len(keys) == most, keys
