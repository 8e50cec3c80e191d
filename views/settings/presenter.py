"""Look of the window at once; settings of the office by a supervisor; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from counter_app.ports.cards import ReaderState
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.site import Site
from views.flow.fault import Fault
from views.flow.navigator import Context, Stage
from views.flow.screens import Presenter, Screen
from views.palette import LookName
from views.preferences import Liking


@dataclass(frozen=True, slots=True)
class SettingsState:
    """One picture of the page.

    Attributes:
        values: the office's settings as they stand in the fields.
        told: message id of how the last act ended, with ``about`` in its place.
    """

    site: Site | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False
    fault: Fault | None = None
    told: str = ""
    about: str = ""


class SettingsView(Protocol):
    """The page's face."""

    def render(self, state: SettingsState) -> None: ...


class SettingsPresenter(Presenter):
    """Ctrl+Enter keeps what was changed of the office's settings."""

    screen = Screen.SETTINGS

    def __init__(self, ctx: Context, stage: Stage) -> None:
        self._ctx = ctx
        self._stage = stage
        self.state = SettingsState()
        self.view: SettingsView | None = None

    @property
    def liking(self) -> Liking:
        """How the window looks now."""
        return self._stage.liking()

    @property
    def may_change(self) -> bool:
        """Whether this operator may change what holds for the office."""
        return self._ctx.visit.supervisor

    def shown(self) -> None:
        if self.state.site is None:
            self._ctx.backstage.run(
                Lane.READ, lambda desk: desk.site.look(), self._looked, self._failed
            )

    # -- this window -------------------------------------------------------
    def look(self, name: str) -> None:
        """Take another palette."""
        self._stage.prefer(replace(self.liking.chosen, look=LookName(name)))

    def scale(self, percent: int) -> None:
        """Take another size."""
        self._stage.prefer(replace(self.liking.chosen, scale=percent))

    def language(self, name: str) -> None:
        """Take another language."""
        self._stage.prefer(replace(self.liking.chosen, language=name))

    # -- this office -------------------------------------------------------
    def edit(self, key: str, value: str) -> None:
        """Take what is in a field."""
        if self.state.values.get(key) != value:
            self.state = replace(
                self.state, values={**self.state.values, key: value.strip()}, told=""
            )
            self._show()

    @property
    def changed(self) -> bool:
        """Whether something would be kept."""
        site = self.state.site
        return site is not None and dict(site.values) != dict(self.state.values)

    def commit(self) -> None:
        values = dict(self.state.values)
        if self.changed:
            self._act(lambda desk: desk.site.change(values), self._kept)

    def try_reader(self) -> None:
        """Look at the reader that stands in the field."""
        name = self.state.values.get("reader.name", "")
        self._act(lambda desk: desk.site.try_reader(name), self._reader_seen)

    def try_printer(self) -> None:
        """Print a sample on the printer that stands in the fields."""
        values = {k: v for k, v in self.state.values.items() if k.startswith("printer")}
        self._act(lambda desk: desk.site.try_printer(values), self._printed)

    def about(self) -> None:
        """Show what the program is made of."""
        self._ctx.nav.go(Screen.ABOUT)

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- inside ------------------------------------------------------------
    def _act(
        self, job: Callable[[Desk], object], done: Callable[[object], None]
    ) -> None:
        if self.busy:
            return
        self.busy = True
        self._set(busy=True, fault=None, told="")
        self._ctx.backstage.run(Lane.WORK, job, done, self._failed)

    def _looked(self, site: Site) -> None:
        self.state = replace(self.state, site=site, values=dict(site.values))
        self._show()

    def _kept(self, _: object) -> None:
        site = self.state.site
        if site is not None:
            values = {**site.values, **self.state.values}
            self.state = replace(self.state, site=replace(site, values=values))
        self._ended("view.settings.kept", "")

    def _reader_seen(self, found: object) -> None:
        if not isinstance(found, ReaderState):
            return
        if not found.service or found.reader is None:
            self._failed(Fault(found.fault or "card.no_reader"))
            return
        told = "reader_card" if found.card_present else "reader_empty"
        self._ended(f"view.settings.{told}", found.reader)

    def _printed(self, name: object) -> None:
        self._ended("view.settings.printed", str(name))

    def _ended(self, told: str, about: str) -> None:
        self.busy = False
        self._set(busy=False, told=told, about=about)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._set(busy=False, fault=fault)

    def _set(
        self,
        *,
        busy: bool,
        fault: Fault | None = None,
        told: str = "",
        about: str = "",
    ) -> None:
        self.state = replace(self.state, busy=busy, fault=fault, told=told, about=about)
        self._show()

    def _show(self) -> None:
        if self.view:
            self.view.render(self.state)
        self._ctx.nav.changed()
