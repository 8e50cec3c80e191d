"""No number that names a person stands in full on any page, unless on record."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gui.driver import Gui
from tests.gui.real import RealGui
from tests.integration.services.desk import SSN, Bench
from tests.labs.xvfb import Xvfb
from views.units.job import JobPresenter
from views.units.onsite import OnSitePresenter

CLERK_PAGES = ("F10", "F9", "ctrl+s", "ctrl+q", "ctrl+r", "F1", "F2")


def texts(root: tk.Misc) -> Iterator[str]:
    """Yield every text that can be seen: labels, fields, rows of tables."""
    for child in root.winfo_children():
        if not child.winfo_viewable():
            continue
        kind = child.winfo_class()
        if kind in ("TEntry", "Entry"):
            yield child.get()  # type: ignore[attr-defined]  # an entry
        elif kind == "Treeview":
            for row in child.get_children():  # type: ignore[attr-defined]  # a table
                yield from map(str, child.item(row)["values"])  # type: ignore[attr-defined]
        elif "text" in child.keys():  # noqa: SIM118 - a widget, no mapping
            yield str(child.cget("text"))
        yield from texts(child)


def seen(gui: Gui) -> str:
    """Return all texts; the practice tray names its invented cards in full."""
    gui.settle()
    tray = gui.window.shell.tray
    assert tray is not None
    in_tray = set(texts(tray))
    return "\n".join(t for t in texts(gui.window.root) if t not in in_tray)


def secrets(gui: Gui) -> set[str]:
    """Return the numbers of everybody, as they would stand in full."""
    found = set()
    for one in gui.desk.people.values():
        found |= {one.holder.ssn, one.holder.phone, one.holder.guardian_id}
        found |= {one.card.card_no} if one.card else set()
    return {number for number in found if number}


def shown_in_full(gui: Gui) -> set[str]:
    everything = seen(gui)
    return {number for number in secrets(gui) if number in everything}


def test_pages_are_masked(gui: Gui) -> None:
    """Person, form of a minor, confirm, result and every list show masks only."""
    gui.open("王小明")
    assert "1981" in seen(gui)
    assert shown_in_full(gui) == set()
    gui.key("F5", "alt+2", "space", "Return")
    gui.screen_is("confirm")
    assert shown_in_full(gui) == set()
    gui.key("ctrl+Return")
    gui.screen_is("result")
    assert shown_in_full(gui) == set()
    gui.desk.refuse_waiting("rule.has_live_card")
    for key in CLERK_PAGES:
        gui.key(key)
        assert shown_in_full(gui) == set(), key
    gui.open("陈一")
    gui.key("F5")
    gui.screen_is("form")
    assert shown_in_full(gui) == set()  # the guardian's number is filled in, masked
    gui.key("alt+t", "Tab", "Tab")
    gui.until(lambda s: s.focus == "id_no")
    assert shown_in_full(gui)  # whoever types in the field sees it


def test_card_and_list_pages_are_masked(gui: Gui) -> None:
    """PIN, card data and its three sides, stock, close and unit pages show masks."""
    gui.desk.units.person = replace(
        gui.desk.units.person, ssn=next(iter(gui.desk.people))
    )
    gui.open("王小明")
    gui.lay("王小明")
    gui.key("F8")
    gui.until(lambda s: s.screen == "pin" and not s.busy)
    assert shown_in_full(gui) == set()
    gui.key("Return")
    gui.screen_is("card_confirm")
    assert shown_in_full(gui) == set()
    gui.key("F11")
    for key in ("alt+1", "alt+d", "alt+2"):
        gui.key(key)
        gui.until(lambda s: s.screen == "inquiry" and not s.busy)
        assert shown_in_full(gui) == set(), key
    for keys in (("ctrl+r",), ("alt+2",), ("alt+3",), ("ctrl+u",), ("ctrl+i",)):
        gui.key(*keys)
        gui.until(lambda s: not s.busy)
        assert shown_in_full(gui) == set(), keys
    _unit_pages(gui)


def _unit_pages(gui: Gui) -> None:
    """The unit's agent and the person on site: no number in full either."""
    person = gui.desk.units.person
    agents = {one.id_no for one in gui.desk.units.agents("job-1")}
    agents |= {one.phone for one in gui.desk.units.agents("job-1")}
    secrets_here = {person.ssn, person.card_no, *agents}
    ctx = gui.window.conductor.ctx
    gui.window.conductor.push(JobPresenter(ctx, person.job_id))
    gui.screen_is("unit_job")
    assert not [one for one in secrets_here if one in seen(gui)]
    page = OnSitePresenter(ctx, person.job_id)
    gui.window.conductor.push(page)
    gui.screen_is("on_site")
    page.find("1")
    gui.until(lambda _: page.state.person is not None and not page.busy)
    assert person.name in seen(gui)
    assert not [one for one in secrets_here if one in seen(gui)]


def test_a_typed_number_is_masked_in_the_answer(gui: Gui) -> None:
    """The heading repeats what was searched for, but not in full."""
    number = next(iter(gui.desk.people))
    gui.type(number)
    gui.until(lambda s: s.rows == 1)
    shown = [text for text in seen(gui).splitlines() if number in text]
    assert shown == [number]  # the search box itself, where it was typed


@pytest.fixture
def real(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    bench = Bench(tmp_path)
    bench.live()
    gui = RealGui(screen, bench)
    gui.log_in()
    yield gui
    gui.close()
    bench.close()


def test_unmasking_is_on_record_and_ends_with_the_person(real: RealGui) -> None:
    """Alt+M asks nothing, writes an audit row, and is over when the person is left."""
    real.open(SSN)
    assert SSN not in seen(real)
    real.key("alt+m")
    real.until(lambda _: SSN in seen(real))
    rows = real.rows("SELECT actor, detail FROM audit WHERE event = 'holder.reveal'")
    assert rows == [("li", "compare_papers")]
    real.key("F5")
    real.screen_is("form")
    assert SSN not in seen(real)
    real.key("Escape")
    real.screen_is("case")
    assert SSN not in seen(real)
    real.key("alt+m")
    real.until(lambda _: SSN in seen(real))
    real.key("alt+m")
    assert SSN not in seen(real)
