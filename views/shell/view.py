"""The frame around every page: title, rail, panel, tray, status bar."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from views.conductor import Conductor
from views.flow.fault import Fault
from views.flow.screens import Screen
from views.service.offer import first_allowed, options
from views.service.state import Service
from views.shell.panel import SidePanel
from views.shell.rail import Rail
from views.shell.status import StatusBar
from views.shell.title import TitleBar
from views.theme import PAINT
from views.tray.presenter import TrayPresenter
from views.tray.view import TrayBox
from views.widgets.base import FaultBox, Kit, put, surface

ALERT_MS = 15_000


@dataclass(frozen=True, slots=True)
class ShellDuties:
    """What the frame asks for."""

    search: Callable[[str], None]
    do: Callable[[str], None]
    leave_tray: Callable[[], None]


class Shell(tk.Frame):
    """Everything that stays while pages change."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        conductor: Conductor,
        office: str,
        duties: ShellDuties,
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._conductor = conductor
        self.title = TitleBar(self, kit, office, duties.search)
        self.title.leads_to(duties.do)
        self.title.pack(fill="x")
        self._status = StatusBar(self, kit, duties.do)
        self._status.pack(side="bottom", fill="x")
        self._rail = Rail(self, kit, duties.do, self._explain)
        self._rail.pack(side="left", fill="y")
        surface(self, PAINT.line, width=1).pack(side="left", fill="y")
        self.panel = SidePanel(self, kit, lambda: duties.do("todo"))
        self.panel.pack(side="right", fill="y")
        self._alert = FaultBox(self, kit)
        self.center = surface(self, PAINT.page)
        self.center.pack(side="left", fill="both", expand=True)
        self.tray: TrayBox | None = None
        self._leave_tray = duties.leave_tray

    def add_tray(self, presenter: TrayPresenter) -> None:
        """Hang the practice office's card tray under the side panel."""
        kit = self._kit
        self.tray = TrayBox(self.panel, kit, presenter, self._leave_tray)
        self.tray.configure(highlightthickness=1, highlightbackground=PAINT.line)
        self.tray.pack(fill="both", expand=True, padx=(0, kit.px(12)), pady=kit.px(12))

    def show(self) -> None:
        """Redraw what surrounds the page."""
        conductor = self._conductor
        visit = conductor.visit
        self.title.operator(self._operator())
        self._rail.show(self._here(), self._enabled())
        unsaved = conductor.drafts.fault is not None
        self.panel.show(visit, conductor.drafts_left, unsaved=unsaved)
        self._status.show(visit)

    def alert(self, fault: Fault) -> None:
        """Show a fault that belongs to no page, for a while."""
        self._alert.show(fault)
        put(self._alert, shown=True, side="top", fill="x", before=self.center)
        self.after(ALERT_MS, lambda: put(self._alert, shown=False))

    # -- words -------------------------------------------------------------
    def _operator(self) -> str:
        session = self._conductor.visit.session
        if session is None:
            return ""
        return f"{session.name}  {self._kit.words(f'view.role.{session.role}')}"

    def _here(self) -> str:
        page = self._conductor.top
        if page.screen in (Screen.FORM, Screen.CONFIRM):
            service = getattr(getattr(page, "state", None), "service", None)
            return str(service or "")
        return page.rail or page.screen.value

    def _enabled(self) -> dict[str, bool]:
        file = self._conductor.visit.file
        if file is None:
            return {"pin": False} | {service.value: False for service in Service}
        chosen = self._conductor.visit.chosen
        return {"pin": bool(file.cards)} | {
            service.value: first_allowed(options(file, service, chosen)) is not None
            for service in Service
        }

    def _explain(self, action: str) -> str:
        """Return the tooltip of a rail button: what it does, or why it cannot."""
        words = self._kit.words
        what = words(f"view.key.{action}")
        if action not in {service.value for service in Service}:
            return what
        file = self._conductor.visit.file
        if file is None:
            return f"{what}\n{words('view.rail.no_person')}"
        offered = options(file, Service(action), self._conductor.visit.chosen)
        lines = [
            words("view.rail.not_now", cause=words.error(o.code, o.params)[0])
            for o in offered
            if not o.allowed and o.code
        ]
        return "\n".join([what, *lines])
