"""Every screen of the window, led to without keys, with the longest people.

The geometry test and ``scripts/screens`` walk through them: a page that nobody leads
to here is a page that nobody looks at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from counter_app.domain.states import Kind
from counter_app.services.photos import Running
from counter_app.services.results import Doubt
from tests.fakes.people import Fakes, uid_of
from tests.fakes.photos import FINDINGS
from tests.gui.driver import Gui
from views.flow.screens import Screen
from views.kiosk.presenter import KioskPresenter
from views.kiosk.state import Step
from views.service.state import Service

LONG = "阿卜杜热依木·买买提明·阿卜杜克里木"
UNIT = "演练省第一演练市造船重工集团有限责任公司总装二车间（北厂区）"


def prepare(gui: Gui) -> None:
    """Give the cast long addresses and fill every list."""
    desk = gui.desk
    for ssn, one in desk.people.items():
        holder = replace(one.holder, unit=UNIT)
        desk.people[ssn] = Fakes(holder, one.card)
    gui.cast = dict(desk.people)
    ssn, one = person(gui, LONG)
    desk.doubtful = [
        Doubt(
            intent_id="i1",
            case_id="c1",
            kind=Kind.INSTANT,
            ssn=ssn,
            name=one.holder.name,
            card_uid=uid_of(8001),
            made_at=datetime.now(UTC) - timedelta(hours=3),
            last_step="EF06/09:start",
            note="",
        )
    ]
    desk.spool.add("99990101202611222037F3A000001K", "failed", "printing.target_away")
    desk.spool.add("99990101202611222037F3A000002K")


def person(gui: Gui, name: str) -> tuple[str, Fakes]:
    """Return one of the cast."""
    return next((s, p) for s, p in gui.desk.people.items() if p.holder.name == name)


def enter(gui: Gui, login: str = "wang", password: str = "practice-2") -> None:
    """Log in without keys."""
    gui.window.conductor.login.log_in(login, password)
    gui.until(lambda s: s.screen == "search")


def home(gui: Gui) -> None:
    """Go back to the empty search page."""
    gui.window.conductor.next_person()
    gui.screen_is("search")


def opened(gui: Gui, name: str = LONG) -> None:
    """Open a person."""
    home(gui)
    gui.desk.people.update(gui.cast)  # as they were before any act
    ssn = person(gui, name)[0]
    gui.window.conductor.drafts.drop_all(ssn)
    gui.window.conductor.open_holder(ssn)
    gui.screen_is("case")


def _go(screen: Screen) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        home(gui)
        gui.window.conductor.go(screen)
        gui.screen_is(screen.value)

    return lead


def _search(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.search_for("9999")
    gui.until(lambda s: s.rows > 5 and not s.busy)


def _nothing(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.search_for("没有这个人")
    gui.until(lambda s: s.rows == 0 and not s.busy)


def _form(service: Service, name: str) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        opened(gui, name)
        gui.window.conductor.start_service(service)
        gui.screen_is("form")

    return lead


def _form_faults(gui: Gui) -> None:
    _form(Service.LOSS, "陈一")(gui)
    gui.window.conductor.top.enter()
    gui.settle()


def _confirm(gui: Gui) -> None:
    _form(Service.LOSS, LONG)(gui)
    gui.window.conductor.top.set("papers_checked", True)
    gui.window.conductor.top.enter()
    gui.screen_is("confirm")


def _result(gui: Gui) -> None:
    _confirm(gui)
    gui.window.conductor.top.commit()
    gui.screen_is("result")


def lay_card(gui: Gui) -> None:
    """Lay the longest person's card on the reader."""
    tray = gui.tray
    label = next(c.card_id for c in tray.cards() if c.label.startswith(LONG))
    tray.lay(label)
    gui.until(lambda s: s.card != "none" and not s.busy)


def _pin(gui: Gui) -> None:
    opened(gui)
    lay_card(gui)
    gui.window.keyboard.do("pin")
    gui.screen_is("pin")


def _pin_confirm(gui: Gui) -> None:
    _pin(gui)
    gui.window.conductor.top.enter()
    gui.screen_is("card_confirm")


def _inquiry(gui: Gui) -> None:
    opened(gui)
    gui.window.conductor.go(Screen.INQUIRY)
    gui.screen_is("inquiry")


def _lock(gui: Gui) -> None:
    home(gui)
    gui.window.conductor.lock()
    gui.screen_is("lock")


def _today(gui: Gui) -> None:
    if not gui.desk.cases:
        _result(gui)
    _go(Screen.TODAY)(gui)


def _running(gui: Gui) -> None:
    gui.desk.photos.runs = Running("/media/usb", 3120, 5000, 1260)
    _go(Screen.PHOTOS)(gui)
    gui.until(lambda _: gui.window.conductor.top.running is not None)


def _finding(number: int) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        gui.desk.photos.runs = None
        _go(Screen.PHOTOS)(gui)
        page = gui.window.conductor.top
        gui.until(lambda _: len(page.findings) == len(FINDINGS))
        page.view._table.choose(number)
        page.open()
        gui.until(lambda _: gui.window.conductor.top.opened is not None)

    return lead


def _campaigns(number: int) -> Callable[[Gui], None]:
    def lead(gui: Gui) -> None:
        _go(Screen.CAMPAIGNS)(gui)
        page = gui.window.conductor.top
        page.choose(number)
        gui.until(lambda _: bool(page.list.rows))

    return lead


def _campaign(gui: Gui) -> None:
    _campaigns(2)(gui)
    page = gui.window.conductor.top
    page.open()
    gui.until(lambda _: page.list.campaign is not None)


def _kiosk(act: Callable[[KioskPresenter], None]) -> Callable[[Gui], None]:
    """The kiosk with a card on its reader, after one touch."""

    def lead(gui: Gui) -> None:
        gui.tray.take_off()
        gui.window.keyboard.last_used = time.monotonic()  # nobody touches keys here
        gui.window.conductor._stack = [KioskPresenter(gui.window.conductor.ctx)]
        gui.window.conductor._show()
        gui.until(lambda s: s.card == "none")
        lay_card(gui)
        page = gui.window.conductor.top
        gui.until(lambda _: page.state.step is Step.MENU)
        act(page)
        gui.screen_is("kiosk")

    return lead


#: Name -> what leads there; those that leave the desk stand last.
SCENES: Mapping[str, Callable[[Gui], None]] = {
    "search": _search,
    "search-none": _nothing,
    "case": opened,
    "case-minor": lambda gui: opened(gui, "陈一"),
    "form-loss": _form(Service.LOSS, LONG),
    "form-faults": _form_faults,
    "form-issue": _form(Service.ISSUE, "李静怡"),
    "form-renew": _form(Service.RENEW, "张三丰"),
    "confirm": _confirm,
    "result": _result,
    "today": _today,
    "todo": _go(Screen.SETTLE),
    "help": _go(Screen.HELP),
    "pin": _pin,
    "pin-confirm": _pin_confirm,
    "inquiry": _inquiry,
    "sync": _go(Screen.SYNC),
    "queue": _go(Screen.QUEUE),
    "reports": _go(Screen.REPORTS),
    "close": _go(Screen.CLOSE),
    "stock": _go(Screen.STOCK),
    "photos": _go(Screen.PHOTOS),
    "photos-running": _running,
    "photo-whose": _finding(0),
    "photo-nobody": _finding(1),
    "photo-which": _finding(2),
    "photo-faulty": _finding(4),
    "campaigns-due": _campaigns(1),
    "campaigns-list": _campaigns(2),
    "campaigns-open": _campaign,
    "campaigns-waiting": _campaigns(3),
    "settings": _go(Screen.SETTINGS),
    "about": _go(Screen.ABOUT),
    "lock": _lock,
    "kiosk-menu": _kiosk(lambda _: None),
    "kiosk-facts": _kiosk(lambda page: page.facts()),
    "kiosk-pin": _kiosk(lambda page: page.change_pin()),
    "kiosk-staff": _kiosk(lambda page: page.ask_staff()),
}
