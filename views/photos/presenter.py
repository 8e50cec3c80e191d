"""The page of photos: bring in, watch, stop, list what needs a person; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.photos import PhotoFault
from counter_app.domain.secret import Secret
from counter_app.ports.photos import Finding
from counter_app.runtime import Lane
from counter_app.services.approval import Approval
from counter_app.services.desk import Desk
from counter_app.services.photo_import import PhotoOrder, PhotosIn
from counter_app.services.photos import PhotoStand, Running
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Screen
from views.photos.finding import FindingPresenter
from views.units.acting import Acting, Told, save


class Do(StrEnum):
    """Acts of the form."""

    IMPORT = "import"
    AGAIN = "again"
    EXPORT = "export"


#: Fields of the form by act.
FIELDS = {
    Do.IMPORT: ("path",),
    Do.AGAIN: ("path",),
    Do.EXPORT: ("second", "password", "reason"),
}
ENTRIES = ("path", "second", "password", "reason")
#: What the list can be narrowed to; "" is all.
FILTERS = ("", *(fault.value for fault in PhotoFault))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; the password is wiped by whoever checks it."""

    do: Do = Do.IMPORT
    path: str = ""
    second: str = ""
    password: str = field(default="", repr=False)
    reason: str = ""


class PhotosView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def typed(self) -> Typed: ...
    def selected(self) -> Finding | None: ...
    def in_table(self) -> bool: ...
    def forget(self) -> None:
        """Empty what must not stay: the password."""


class PhotosPresenter(Acting):
    """Ctrl+Enter does, Alt+T tries, Alt+S stops, Enter opens the chosen finding."""

    screen = Screen.PHOTOS
    rail = "photos"
    leavable = True  # an import goes on while the next person is served
    private = True  # a second person's password is typed here

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.stand: PhotoStand | None = None
        self.running: Running | None = None
        self.findings: tuple[Finding, ...] = ()
        self.page, self.more = 0, False
        self.fault_shown = ""  # of ``FILTERS``
        self.folder: Path | None = None  # for exports, given by the view
        self.view: PhotosView | None = None

    def shown(self) -> None:
        self._load(self.page)

    def turn(self, pages: int) -> None:
        page = turned(self, pages)
        if page is not None:
            self._load(page)

    def narrow(self, fault: str) -> None:
        """List only one kind of finding; "" lists all."""
        self.fault_shown = fault
        self._load(0)

    def tick(self) -> None:
        """Ask how far the import is; the list is renewed when it ends."""

        def done(found: Running | None) -> None:
            ended = self.running is not None and found is None
            changed = found != self.running
            self.running = found
            if ended:
                self.shown()
            if changed:
                self.draw()

        self.ctx.backstage.run(
            Lane.READ, lambda desk: desk.photos.running(), done, lambda _: None
        )

    def enter(self) -> None:
        if self.view is not None and self.view.in_table():
            self.open()

    def open(self) -> None:
        """Open the chosen finding; those below it on this page follow."""
        chosen = self.view.selected() if self.view else None
        if chosen is None:
            return
        ids = [one.finding_id for one in self.findings]
        following = tuple(ids[ids.index(chosen.finding_id) :])
        self.ctx.nav.push(FindingPresenter(self.ctx, following))

    def commit(self) -> None:
        if self.view is None or self.busy or self.running is not None:
            return
        typed = self.view.typed()
        if typed.do is Do.EXPORT:
            self._export(typed)
            return
        order = self._order(typed)
        if order is not None:
            self.running = Running(order.folder)
            self._night(order)

    def try_out(self) -> None:
        """Tell whom the files belong to; nothing is stored."""
        if self.view is None or self.busy or self.running is not None:
            return
        order = self._order(self.view.typed())
        if order is not None:
            self.act(lambda desk: desk.photos.try_out(order), _tried)

    def stop(self) -> None:
        """Let the import end after the pictures in hand."""
        self.ctx.backstage.run(
            Lane.READ, lambda desk: desk.photos.stop(), lambda _: None, self.failed
        )

    # -- inside ------------------------------------------------------------
    def _order(self, typed: Typed) -> PhotoOrder | None:
        path = typed.path.strip()
        if typed.do is Do.EXPORT or not path:
            self.failed(Fault(PhotoCode.NO_PATH))
            return None
        return PhotoOrder(Path(path), again=typed.do is Do.AGAIN)

    def _night(self, order: PhotoOrder) -> None:
        """Run on a lane of its own: a unit's list is not kept waiting for hours."""
        self.fault, self.told = None, None
        self.draw()

        def ended(found: PhotosIn) -> None:
            self.running, self.told = None, _imported(found)
            self.shown()

        def failed(fault: Fault) -> None:
            self.running = None
            self.failed(fault)

        self.ctx.backstage.run(
            Lane.NIGHT, lambda desk: desk.photos.take_in(order), ended, failed
        )

    def _export(self, typed: Typed) -> None:
        folder = self.folder
        approval = None
        if typed.second.strip():
            approval = Approval(
                typed.second.strip(), Secret(typed.password), typed.reason
            )
        if self.view:
            self.view.forget()

        def run(desk: Desk) -> tuple[Path, int]:
            packed, count = desk.photos.hand_on(approval)
            return save(str((folder or Path()) / f"photos-{count}.zip"), packed), count

        def done(made: tuple[Path, int]) -> Told:
            file, count = made
            return Told("photos.told.exported", {"n": count, "file": str(file)})

        self.act(run, done)

    def _load(self, page: int) -> None:
        fault = self.fault_shown

        def fetch(desk: Desk) -> tuple[PhotoStand, tuple[tuple[Finding, ...], bool]]:
            return desk.photos.stand(), desk.photos.findings(page, fault=fault)

        def done(
            found: tuple[PhotoStand, tuple[tuple[Finding, ...], bool]],
        ) -> None:
            self.stand, (self.findings, self.more) = found
            self.running = self.stand.running
            self.page = page

        self.read(fetch, done)


def _tried(made: PhotosIn) -> Told:
    return Told(
        "photos.told.tried", {"total": made.total, "one": made.left} | _bad(made)
    )


def _imported(made: PhotosIn) -> Told:
    params = {"taken": made.taken, "known": made.known, "left": made.left}
    name = "stopped" if made.left else "imported"
    return Told(f"photos.told.{name}", params | _bad(made))


def _bad(made: PhotosIn) -> dict[str, int]:
    return {"bad": len(made.bad)}
