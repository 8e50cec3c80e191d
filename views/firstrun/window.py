"""The assistant's window: opens on an empty folder, goes when there is an office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from counter_app.runtime import Lane, Runtime
from counter_app.services.firstrun import FirstSteps
from views import entryfix, geometry, theme, tkb
from views.dresser import Dresser
from views.firstrun.presenter import FirstPresenter, Step
from views.firstrun.view import FirstPage
from views.flow.fault import Fault, fault_of
from views.messages import Words
from views.preferences import Preferences
from views.pump import Pump
from views.theme import PAINT
from views.widgets.base import Kit, surface

T = TypeVar("T")
LOOK_MS = 1000
_ZONE = "Asia/Shanghai"


class FirstWindow:
    """One page; Enter goes on, Alt+L changes the language, Ctrl+L the look."""

    def __init__(self, steps: FirstSteps, folder: Path, language: str) -> None:
        self.dresser = Dresser(folder)
        self.root = tkb.App(
            title="",
            theme=theme.declare(PAINT.name),
            size=geometry.DEFAULT_SIZE,
            iconphoto=None,
        )
        self.kit = Kit(Words(language, _ZONE), self.dresser.first_look(self.root))
        entryfix.install(self.root)
        self.runtime = Runtime()
        self._steps = steps
        self.presenter = FirstPresenter(
            self._work, steps.rules, asks_passphrase=steps.asks_passphrase
        )
        self.presenter.view = self
        geometry.restore(self.root, folder, None, self.kit.look.scale)
        self._build()
        self._bind()
        self.pump = Pump(self.root, self.runtime, lambda _: None)
        self.pump.start()
        self.root.after(LOOK_MS, self._tick)

    def run(self) -> None:
        """Show the assistant until it is done or closed."""
        self.root.protocol("WM_DELETE_WINDOW", self.finished)
        self.root.after_idle(self.take_focus)
        self.root.mainloop()

    def take_focus(self) -> None:
        """Take the keyboard, and put it where the page wants it."""
        self.root.focus_force()
        self.page.focus_here()

    def render(self, state: object) -> None:
        """Hand the state to the page."""
        self.page.render(self.presenter.state)
        del state

    def finished(self) -> None:
        """Take the window down; a step that runs is waited for."""
        self.pump.stop()
        for job in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", job)
        self.root.destroy()
        self.runtime.close()

    # -- inside ------------------------------------------------------------
    def _build(self) -> None:
        self.root.title(self.kit.words("view.app.title"))
        icon = self.kit.look.icon("credit-card-2-front-fill", PAINT.accent, 64)
        self.root.iconphoto(True, icon)  # noqa: FBT003 - Tk's own form
        self._ground = surface(self.root, PAINT.page)
        self._ground.pack(fill="both", expand=True)
        self.page = FirstPage(self._ground, self.kit, self.presenter)
        self.page.pack(fill="both", expand=True)
        self.page.render(self.presenter.state)

    def _bind(self) -> None:
        dresser = self.dresser
        changes: dict[str, Callable[[], Preferences]] = {
            "<Alt-l>": lambda: dresser.next_language(self.kit.words.language),
            "<Control-l>": dresser.next_look,
            "<Alt-plus>": lambda: dresser.sized(+1),
            "<Alt-equal>": lambda: dresser.sized(+1),
            "<Alt-minus>": lambda: dresser.sized(-1),
        }
        for sequence, change in changes.items():
            self.root.bind(sequence, self._dress(change))
        for sequence, act in (
            ("<Alt-r>", self.presenter.try_reader),
            ("<Alt-p>", self.presenter.try_printer),
        ):
            self.root.bind(sequence, self._at_devices(act))
        for sequence in ("<Return>", "<KP_Enter>"):
            self.root.bind(sequence, self._entered)
        self.root.bind("<Escape>", lambda _: self.presenter.back())

    def _entered(self, event: Any) -> None:
        """Go on, unless the key pressed a button: that may be gone by now."""
        widget = event.widget
        if not isinstance(widget, str) and widget.winfo_class() != "TButton":
            self.presenter.go()

    def _at_devices(self, act: Callable[[], None]) -> Callable[[object], None]:
        def run(_: object) -> None:
            if self.presenter.state.step is Step.DEVICES:
                act()

        return run

    def _dress(self, change: Callable[[], Preferences]) -> Callable[[object], str]:
        def run(_: object) -> str:
            self._ground.destroy()
            self.dresser.wear(self.root, self.kit, change())
            geometry.make_room(self.root, self.kit.look.scale)
            self._build()
            return "break"

        return run

    def _tick(self) -> None:
        self.root.after(LOOK_MS, self._tick)
        self.presenter.look_at_load()

    def _work(
        self,
        job: Callable[[FirstSteps], T],
        done: Callable[[T], None],
        failed: Callable[[Fault], None],
    ) -> None:
        self.runtime.submit(
            Lane.WORK,
            lambda: job(self._steps),
            done,
            lambda exc: failed(fault_of(exc)),
        )


def run_first_window(steps: FirstSteps, folder: Path, language: str) -> None:
    """Show the assistant; must be called on the main thread."""
    FirstWindow(steps, folder, language).run()
