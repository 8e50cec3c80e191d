"""The window: shows pages in their frame, drains the queue, keeps the time."""

from __future__ import annotations

import signal
import tkinter as tk
import uuid
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from counter_app.runtime import Runtime, log_crash
from views import entryfix, geometry, preview, theme, tkb
from views.conductor import Conductor
from views.dresser import Dresser
from views.flow.backstage import Backstage
from views.flow.fault import UNEXPECTED, Fault
from views.flow.screens import ACTS_ON_CARD, Presenter, Screen
from views.flow.visit import Facts
from views.garbage import Garbage
from views.keyboard import Act, Keyboard
from views.kiosk.presenter import KioskPresenter
from views.messages import Words
from views.options import WindowOptions
from views.pages import make_page
from views.picture import picture
from views.preferences import Liking, Preferences
from views.pump import Pump
from views.statefile import StateFile
from views.surroundings import Surroundings
from views.theme import PAINT
from views.tray.presenter import TrayPresenter
from views.widgets.base import Kit, surface

if TYPE_CHECKING:
    from views.shell.view import Shell

BEAT_MS = 1000
SETTLED_MS = 30  # the first page is painted by then, and a key was looked for
DRAFT_BEAT_MS = 200  # unsaved forms are looked at this often (G34)
POLL_BEATS = 2  # the status line is asked for every second beat


class Window:
    """Implements :class:`views.flow.navigator.Stage`."""

    def __init__(
        self,
        facts: Facts,
        runtime: Runtime,
        backstage: Backstage,
        options: WindowOptions,
    ) -> None:
        self.dresser = Dresser(options.data_folder)
        self.root = tkb.App(
            title="",
            theme=theme.declare(PAINT.name),
            size=geometry.DEFAULT_SIZE,
            iconphoto=None,
        )
        self.root.report_callback_exception = self._crashed
        self._runtime = runtime
        self._options = options
        look = self.dresser.first_look(self.root)
        told = options.language_told or not self.dresser.chosen.language
        language = options.language if told else self.dresser.chosen.language
        self.kit = Kit(Words(language, facts.office.time_zone), look)
        icon = self.kit.look.icon("credit-card-2-front-fill", PAINT.accent, 64)
        self.root.iconphoto(True, icon)  # noqa: FBT003 - Tk's own form
        entryfix.install(self.root)
        self._office = options.office_line or facts.office.office_name
        self._around = Surroundings(
            office=self._office,
            time_zone=facts.office.time_zone,
            accounts=options.practice_accounts,
            practice=facts.practice,
            papers_folder=options.data_folder / "preview",
        )
        self._states = StateFile(options.status_file)
        self._full = False
        self._frame_due = False
        self._beats = 0
        self._ending = False
        self._garbage = Garbage()
        self.conductor = Conductor(facts, backstage, self, lambda: uuid.uuid4().hex)
        self.conductor.kiosk = options.kiosk
        self._tray = (
            TrayPresenter(options.tray, backstage, self.frame) if options.tray else None
        )
        self._page: tk.Frame | None = None
        self._shown: Presenter | None = None
        self._make_frames()
        self.keyboard = Keyboard(
            self.root, self.conductor, lambda: self.shell, self._acts()
        )
        self.pump = Pump(self.root, runtime, self.conductor.event)

    # -- life --------------------------------------------------------------
    def run(self) -> int:
        """Show the window until it is closed; return the exit code.

        The system's wish to end (SIGTERM) closes it as a click does, after an act
        that is being carried out.
        """
        before = signal.signal(signal.SIGTERM, self._asked_to_end)
        try:
            self.open()
            self.root.mainloop()
        finally:
            signal.signal(signal.SIGTERM, before)
            preview.forget(self._around.papers_folder)
        return 0

    def open(self) -> None:
        """Show the window and begin to drain the queue."""
        options = self._options
        scale = self.kit.look.scale
        geometry.restore(self.root, options.data_folder, options.size, scale)
        self.root.protocol("WM_DELETE_WINDOW", self._close_asked)
        self.pump.start()
        self.conductor.start()
        if self._tray is not None:
            self._tray.load()
        self.root.bind_all("<FocusIn>", lambda _: self.frame(), add="+")
        self.root.after(BEAT_MS, self._beat)
        self.root.after(DRAFT_BEAT_MS, self._keep_drafts)
        self.root.after_idle(self._take_focus)

    def _close_asked(self) -> None:
        """The window's own button: not for the holders at a kiosk."""
        top = self.conductor.top
        if isinstance(top, KioskPresenter):
            top.ask_staff()
        else:
            self.close()

    def close(self) -> None:
        """Close, unless a card is being written: then say so and stay."""
        if self._acting():
            self.shell.alert(Fault("view.writing"))
            return
        geometry.remember(self.root, self._options.data_folder)
        self.conductor.drafts.flush()
        self.dispose()

    def dispose(self) -> None:
        """Take the window down; nothing that was planned happens any more."""
        self.pump.stop()
        for job in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", job)
        self.root.destroy()
        self._garbage.close()

    def _acting(self) -> bool:
        top = self.conductor.top
        return top.busy and top.screen in ACTS_ON_CARD

    def _asked_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    # -- Stage -------------------------------------------------------------
    def show(self, page: Presenter) -> None:
        self._runtime.check_listener()
        self._take_down()
        self._shown = page
        outside = not self.conductor.inside
        if outside:
            if self._shell is not None:
                self._shell.pack_forget()
            self._outside.pack(fill="both", expand=True)
        else:
            self._outside.pack_forget()
            self.shell.pack(fill="both", expand=True)
        parent = self._outside if outside else self.shell.center
        at_kiosk = page.screen is Screen.KIOSK
        if at_kiosk or self._full:
            self._full = at_kiosk
            self.root.attributes("-fullscreen", at_kiosk)
        self._page = make_page(parent, self.kit, page, self._around)
        self._page.pack(fill="both", expand=True)
        if page.screen is Screen.SEARCH and not self.shell.title.has_focus():
            self.shell.title.focus_search()  # who types there goes on typing
        self.frame()

    def frame(self) -> None:
        self._runtime.check_listener()
        if not self._frame_due:
            self._frame_due = True
            self.root.after_idle(self._draw_frame)

    def clear_search(self, *, keep_typing: bool = False) -> None:
        if not (keep_typing and self.shell.title.typing):
            self.shell.title.clear()

    def liking(self) -> Liking:
        dresser, language = self.dresser, self.kit.words.language
        return Liking(dresser.chosen, dresser.percent, dresser.scales, language)

    # -- parts -------------------------------------------------------------
    def _make_frames(self) -> None:
        words = self.kit.words
        self.root.title(words("view.app.title"))
        self._ground = surface(self.root, PAINT.page)
        self._ground.pack(fill="both", expand=True)
        if self._around.practice:
            from views.shell.title import PracticeBanner  # noqa: PLC0415 - see shell

            PracticeBanner(self._ground, self.kit).pack(fill="x")
        self._outside = surface(self._ground, PAINT.page)
        self._shell: Shell | None = None
        if self._tray is not None:
            _ = self.shell  # the tray in it is worked by others too

    @property
    def shell(self) -> Shell:
        """The frame around the pages inside; made after the login page is painted."""
        if self._shell is None:
            from views.shell.view import Shell, ShellDuties  # noqa: PLC0415

            duties = ShellDuties(
                search=self.conductor.search_for,
                do=self._do,
                leave_tray=self._focus_page,
            )
            self._shell = Shell(
                self._ground, self.kit, self.conductor, self._office, duties
            )
            if self._tray is not None:
                self._shell.add_tray(self._tray)
        return self._shell

    def _acts(self) -> dict[str, Act]:
        dresser, prefer = self.dresser, self.prefer
        acts: dict[str, Act] = {
            "language": lambda: prefer(dresser.next_language(self.kit.words.language)),
            "look": lambda: prefer(dresser.next_look()),
            "larger": lambda: prefer(dresser.sized(+1)),
            "smaller": lambda: prefer(dresser.sized(-1)),
        }
        if self._tray is not None:
            acts["tray"] = self._focus_tray
            acts["take_off"] = self._tray.take_off
        return acts

    def _do(self, action: str) -> None:
        self.keyboard.do(action)

    def _take_down(self) -> None:
        if self._shown is not None:
            self._shown.left()
        if self._page is not None:
            self._page.destroy()
            self._page = None

    def _focus_tray(self) -> None:
        if self.shell.tray is not None:
            self.shell.tray.focus_here()
            self.frame()

    def _focus_page(self) -> None:
        """Give the keyboard back to the page after the tray was used."""
        page = self.conductor.top
        first_field = getattr(getattr(page, "view", None), "focus_field", None)
        if page.screen is Screen.SEARCH:
            self.shell.title.focus_search()
        elif first_field is not None:
            first_field("")
        elif self._page is not None:
            self._page.focus_set()
        self.frame()

    def prefer(self, chosen: Preferences) -> None:
        """Take another look, size or language at once; the page stays."""
        if self.conductor.top.busy:
            return
        self._take_down()
        self._ground.destroy()
        self.dresser.wear(self.root, self.kit, chosen)
        geometry.make_room(self.root, self.kit.look.scale)
        self._make_frames()
        self.show(self.conductor.top)
        self.conductor.top.refresh()

    # -- time --------------------------------------------------------------
    def _beat(self) -> None:
        if self._ending and not self._acting():
            self.close()
            return
        self.root.after(BEAT_MS, self._beat)
        self._garbage.beat(self.keyboard.idle_s())
        top = self.conductor.top
        if isinstance(top, KioskPresenter):
            top.tick(self.keyboard.idle_s())
        if self.conductor.inside:
            if self.keyboard.idle_s() > self._options.idle_lock_s:
                self.conductor.lock()
            self._beats += 1
            if self._beats % POLL_BEATS == 0:
                self.conductor.poll()
        self.frame()

    def _keep_drafts(self) -> None:
        self.root.after(DRAFT_BEAT_MS, self._keep_drafts)
        self.conductor.drafts.tick()

    def _draw_frame(self) -> None:
        self._frame_due = False
        if self.conductor.inside:
            self.shell.show()
        self._states.write(
            picture(
                self.conductor,
                self.kit.focused(self.root),
                self.kit.words.language,
                self._tray.label if self._tray else "",
            )
        )

    def _take_focus(self) -> None:
        self.root.deiconify()
        self.root.lift()
        self.root.focus_force()
        self.show(self.conductor.top)
        self.root.after(SETTLED_MS, self._settled)

    def _settled(self) -> None:
        """The first page stands: make what comes after it, and let the house begin."""
        _ = self.shell
        if self._options.on_open is not None:
            self._options.on_open()

    def _crashed(
        self, _: type[BaseException], exc: BaseException, __: TracebackType | None
    ) -> None:
        """Show that something unforeseen happened; log where, never the text."""
        support = log_crash("window", exc)
        self.shell.alert(Fault(UNEXPECTED, {"support": support}))
