"""The page of lists, one scene for each list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from counter_app.domain.states import AppStatus
from counter_app.ports.desklists import ListName
from counter_app.services.keeping import KeptForm
from tests.fakes.people import Fakes
from tests.gui.driver import Gui
from tests.gui.scenes import LONG, home, person
from views.flow.screens import Screen
from views.lists.presenter import NAMES, ListsPresenter

Scenes = Mapping[str, Callable[[Gui], None]]


def fill(gui: Gui) -> None:
    """Put the person with the longest name on every list."""
    ssn, one = person(gui, LONG)
    assert one.card is not None
    lost = replace(one.card, app_status=AppStatus.LOST_TEMP)
    gui.desk.people[ssn] = Fakes(one.holder, lost)
    login = gui.desk.session().login
    gui.desk.drafts.kept[login, ssn, "loss"] = KeptForm(ssn, "loss", "key", {})
    gui.desk.books.left = (gui.desk.books.today() - timedelta(days=1),)


def show(gui: Gui, name: ListName) -> ListsPresenter:
    """Go to a list and wait for its rows."""
    home(gui)
    gui.window.conductor.go(Screen.LISTS)
    page = gui.window.conductor.top
    assert isinstance(page, ListsPresenter)
    page.choose(NAMES.index(name) + 1)
    gui.until(lambda s: page.model.loaded and bool(page.counts) and not s.busy)
    return page


def scenes(prepare: Callable[[Gui], None]) -> Scenes:
    """Return a scene for each list; ``prepare`` puts refusals there."""

    def lead(name: ListName) -> Callable[[Gui], None]:
        def run(gui: Gui) -> None:
            prepare(gui)
            fill(gui)
            show(gui, name)

        return run

    def nothing(gui: Gui) -> None:
        page = show(gui, ListName.UNCOLLECTED)
        page.model.want("no such text", ())
        gui.until(lambda s: s.rows == 0 and not s.busy)

    found = {f"lists-{name}": lead(name) for name in NAMES[1:]}
    return found | {"lists-none": nothing}
