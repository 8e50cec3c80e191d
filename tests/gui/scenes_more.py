"""The screens that a page of ``scenes`` leads to: acts on a card, lists that are full.

They are led to before the others, because the last ones there leave the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from counter_app.domain.review import Way
from counter_app.domain.states import Kind
from counter_app.ports.center import LoadState
from counter_app.services.results import Doubt, RefusedRow
from tests.fakes.units import JOB
from tests.gui.driver import Gui
from tests.gui.scenes import LONG, SCENES, UNIT, home, lay_card, opened, person
from tests.gui.scenes_apply import APPLY
from tests.gui.scenes_lists import scenes as list_scenes
from views.flow.screens import Screen
from views.kiosk.presenter import KioskPresenter
from views.login.presenter import PasswordPresenter
from views.pin.prove import ProvePresenter
from views.rewrite.presenter import RewritePresenter
from views.service.state import Service
from views.units.job import JobPresenter
from views.units.jobs import Bring
from views.units.onsite import OnSitePresenter

CODES = ("rule.status_moved", "rule.card_cancelled", "rule.card_number_taken")
KINDS = (Kind.LOSS_FORMAL, Kind.REISSUE_LOST, Kind.HAND_OUT)


def refused(gui: Gui, count: int) -> list[RefusedRow]:
    """Return refused acts of an earlier day, with every way that can be offered."""
    people = list(gui.cast.values())
    made = datetime.now(UTC) - timedelta(days=3)
    return [
        RefusedRow(
            op_id=f"op{n}",
            receipt_no=f"99990101{made:%Y%m%d}22037F3A{n:06d}K",
            kind=KINDS[n % 3],
            ssn=people[-1 - n].holder.ssn,
            name=people[-1 - n].holder.name,
            card_no="F00000018",
            clerk="zhang",
            made_at=made,
            decided_at=made,
            code=CODES[n % 3],
            ways=tuple(Way),
        )
        for n in range(count)
    ]


def _password(gui: Gui) -> None:
    home(gui)
    lead = gui.window.conductor
    lead._stack = [PasswordPresenter(lead.ctx)]
    lead._show()
    gui.screen_is("password")
    lead.top.view.render(replace(lead.top.state))


def _agent(gui: Gui) -> None:
    opened(gui)
    gui.window.conductor.start_service(Service.LOSS)
    form = gui.screen_is("form") and gui.window.conductor.top
    form.view.alt("a")
    gui.settle()
    form.enter()
    gui.settle()


def _reviews(gui: Gui) -> None:
    gui.desk.refusals = refused(gui, 3)
    home(gui)
    gui.window.conductor.go(Screen.SETTLE)
    gui.until(lambda s: s.screen == "todo" and not s.busy and s.rows > 3)
    gui.window.conductor.top.settle()
    gui.settle()


def _first_load(gui: Gui) -> None:
    gui.desk.online, gui.desk.loss_overdue = False, True
    gui.desk.syncing.load = LoadState(1_200_000, 240)
    gui.desk.syncing.parcels = 2
    home(gui)
    gui.window.conductor.go(Screen.SYNC)
    gui.screen_is("sync")
    gui.window.conductor.poll()
    gui.settle()
    gui.desk.online, gui.desk.loss_overdue = True, False
    gui.desk.syncing.load, gui.desk.syncing.parcels = None, 0


def _rewrite(gui: Gui) -> None:
    opened(gui)
    lay_card(gui)
    gui.window.conductor.on_card(RewritePresenter)
    gui.screen_is("rewrite")


def _rewrite_confirm(gui: Gui) -> None:
    _rewrite(gui)
    page = gui.window.conductor.top
    page.choose(2)
    page.set("papers_checked", True)
    page.enter()
    gui.screen_is("card_confirm")


def _prove(gui: Gui) -> None:
    opened(gui)
    lay_card(gui)
    ssn, one = person(gui, LONG)
    doubt = Doubt(
        intent_id="i2",
        case_id="c2",
        kind=Kind.PIN_CHANGE,
        ssn=ssn,
        name=one.holder.name,
        card_uid=one.card.card_uid,
        made_at=datetime.now(UTC),
        last_step="pin",
        note="",
    )
    gui.window.conductor.on_card(lambda ctx: ProvePresenter(ctx, doubt))
    gui.screen_is("prove")
    gui.window.conductor.top.commit()
    gui.settle()


def _sheet(gui: Gui) -> None:
    SCENES["result"](gui)
    gui.window.conductor.show_sheet()
    gui.until(lambda s: s.screen == "sheet" and not s.busy)


def _pick(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.pick_character()
    gui.screen_is("pick")


def _keys(gui: Gui) -> None:
    SCENES["help"](gui)
    gui.window.conductor.top.turn_over()
    gui.settle()


def _reverse(gui: Gui) -> None:
    SCENES["today"](gui)
    gui.window.conductor.top.ask_reverse()
    gui.settle()


def _units(bring: Bring) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        gui.desk.units.job = replace(JOB, unit=UNIT)
        home(gui)
        gui.window.conductor.go(Screen.UNITS)
        gui.screen_is("units")
        page = gui.window.conductor.top
        page.view._form.choose(bring.value)
        if bring is Bring.LIST:
            page.try_out()
        gui.until(lambda s: not s.busy)

    return lead


def _job(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.push(JobPresenter(gui.window.conductor.ctx, JOB.job_id))
    gui.screen_is("unit_job")


def _on_site(gui: Gui) -> None:
    home(gui)
    gui.desk.units.person = replace(gui.desk.units.person, name=LONG)
    gui.window.conductor.push(OnSitePresenter(gui.window.conductor.ctx, JOB.job_id))
    gui.screen_is("on_site")


def _on_site_person(gui: Gui) -> None:
    _on_site(gui)
    page = gui.window.conductor.top
    page.find("1")
    gui.until(lambda _: page.state.person is not None and not page.busy)


def _on_site_stranger(gui: Gui) -> None:
    _on_site_person(gui)
    page = gui.window.conductor.top
    page.find("2")
    gui.until(lambda s: s.error == "units.not_on_list")


def _kiosk_idle(gui: Gui) -> None:
    gui.tray.take_off()
    lead = gui.window.conductor
    lead._stack = [KioskPresenter(lead.ctx)]
    lead._show()
    gui.until(lambda s: s.card == "none" and s.screen == "kiosk")


def _kiosk_failed(gui: Gui) -> None:
    gui.desk.pins.tries = 1
    SCENES["kiosk-menu"](gui)
    page = gui.window.conductor.top
    page.change_pin()
    gui.until(lambda s: s.error == "card.last_try")
    gui.desk.pins.tries = 6


#: Name -> what leads there.
MORE: Mapping[str, Callable[[Gui], None]] = {
    "password": _password,
    "form-agent": _agent,
    "todo-reviews": _reviews,
    "today-reverse": _reverse,
    "sync-load": _first_load,
    "rewrite": _rewrite,
    "rewrite-confirm": _rewrite_confirm,
    "prove": _prove,
    "sheet": _sheet,
    "pick": _pick,
    "help-keys": _keys,
    "units": _units(Bring.LIST),
    "units-batch": _units(Bring.BATCH),
    "units-take": _units(Bring.TAKE),
    "unit-job": _job,
    "on-site": _on_site,
    "on-site-person": _on_site_person,
    "on-site-stranger": _on_site_stranger,
    "kiosk-idle": _kiosk_idle,
    "kiosk-failed": _kiosk_failed,
}
#: Every screen, in an order that can be walked.
ALL: Mapping[str, Callable[[Gui], None]] = {
    **APPLY,
    **list_scenes(lambda gui: gui.desk.refusals.extend(refused(gui, 2))),
    **MORE,
    **SCENES,
}
