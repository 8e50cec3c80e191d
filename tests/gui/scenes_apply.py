"""The screens of applications, with the longest people and everything that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter_app.domain.states import Collector
from tests.fakes.applications import HAS_CARD, LONG, UNIT
from tests.gui.driver import Gui
from tests.gui.scenes import home
from views.flow.screens import Screen

CHILD = "99990120220101001X"
ADULT = "99990119620312002X"


def _list(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.go(Screen.APPLY)
    page = gui.window.conductor.top
    gui.until(lambda _: page.state.loaded)


def _form(gui: Gui, number: str = ADULT, **more: object) -> None:
    _list(gui)
    gui.window.conductor.top.new()
    gui.screen_is("apply_form")
    page = gui.window.conductor.top
    told = {"paper_no": number, "name": LONG, "unit": UNIT, "address": UNIT}
    for name, value in (told | {"bank": "95580"} | more).items():
        page.set(name, value)
    gui.until(lambda _: page.person.here is not None and page.person.center is not None)


def _child(gui: Gui) -> None:
    _form(gui, CHILD, guardian_name=LONG)
    gui.window.conductor.top.enter()
    gui.settle()


def _has_card(gui: Gui) -> None:
    _form(gui, HAS_CARD)
    gui.window.conductor.top.set("bearer", Collector.AGENT)
    gui.window.conductor.top.enter()
    gui.settle()


def _foreigner(gui: Gui) -> None:
    gui.desk.applications.silent = "center.unreachable"
    _form(gui, "E1", id_type="C", ssn="USA199001010012345", born="1990", phone="12")
    gui.window.conductor.top.enter()
    gui.settle()
    gui.desk.applications.silent = None


def _confirm(gui: Gui) -> None:
    _form(gui)
    page = gui.window.conductor.top
    page.set("bearer", Collector.AGENT)
    for name, value in (("name", LONG), ("id", HAS_CARD), ("phone", "13800000000")):
        page.set(f"agent_{name}", value)
    page.tick_all()
    page.enter()
    gui.screen_is("apply_confirm")


def _way(number: int) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        _list(gui)
        page = gui.window.conductor.top
        page.view._table.choose(number)
        page.view.to_table()
        page.enter()
        gui.screen_is("application")
        way = gui.window.conductor.top
        gui.until(lambda _: way.way is not None)

    return lead


def _batch(gui: Gui) -> None:
    _list(gui)
    gui.window.conductor.top.batch()
    gui.screen_is("apply_batch")
    page = gui.window.conductor.batch
    for name, made in page.view._fields.items():
        made.set("" if name == "map" else LONG)
    page.view._saw(True)
    page.try_out()
    gui.until(lambda s: not s.busy and page.told is not None)


#: Name -> what leads there.
APPLY: Mapping[str, Callable[[Gui], None]] = {
    "apply": _list,
    "apply-form": _form,
    "apply-child": _child,
    "apply-has-card": _has_card,
    "apply-foreigner": _foreigner,
    "apply-confirm": _confirm,
    "application": _way(1),
    "application-refused": _way(6),
    "apply-batch": _batch,
}
