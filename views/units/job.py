"""One unit's job: its boxes, papers, laptops and the count of the evening; no Tk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.secret import Secret
from counter_app.domain.units import UnitBox
from counter_app.services.approval import Approval
from counter_app.services.desk import Desk
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_closing import BoxCount
from counter_app.services.unit_day import Progress
from counter_app.services.unit_merging import Settled
from counter_app.services.unit_papers import UnitPaper
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Screen
from views.units.acting import Acting, Told, save
from views.units.onsite import OnSitePresenter

_COUNT = re.compile(r"(\d{1,6})\s*=\s*(\d{1,6})(?:\s*[:：]\s*(.+))?")
_BOXES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


class Do(StrEnum):
    """Acts of the form."""

    PACK = "pack"
    PRINT = "print"
    GIVE = "give"
    RESULTS = "results"
    BACK = "back"
    SETTLE = "settle"
    CLOSE = "close"


#: Fields of the form by act; ``paper`` is a choice.
FIELDS = {
    Do.PACK: ("boxes", "counted", "second", "password"),
    Do.PRINT: ("paper", "boxes"),
    Do.GIVE: ("boxes", "laptop"),
    Do.RESULTS: ("laptop",),
    Do.BACK: ("boxes",),
    Do.SETTLE: (),
    Do.CLOSE: ("counts",),
}
ENTRIES = ("boxes", "counted", "second", "password", "laptop", "counts")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; the password is wiped by whoever checks it."""

    do: Do = Do.PACK
    paper: UnitPaper = UnitPaper.LABELS
    boxes: str = ""
    counted: str = ""
    second: str = ""
    password: str = field(default="", repr=False)
    laptop: str = ""
    counts: str = ""


class JobView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def typed(self) -> Typed: ...
    def forget(self) -> None:
        """Empty what must not stay: the password."""


class JobPresenter(Acting):
    """Enter goes on site, Ctrl+Enter carries out the act, Ctrl+P makes a paper."""

    screen = Screen.UNIT_JOB
    private = True  # a second person's password is typed here

    def __init__(self, ctx: Context, job_id: str) -> None:
        super().__init__(ctx)
        self.job_id = job_id
        self.progress: Progress | None = None
        self.folder: Path | None = None  # given by the view
        self.view: JobView | None = None

    def shown(self) -> None:
        def done(found: Progress) -> None:
            self.progress = found

        self.read(lambda desk: desk.units.progress(self.job_id), done)

    def news(self) -> None:
        self.shown()

    def enter(self) -> None:
        if not self.busy:
            self.ctx.nav.push(OnSitePresenter(self.ctx, self.job_id))

    def paper(self) -> None:
        if self.view is not None:
            self._print(self.view.typed())

    def commit(self) -> None:
        if self.view is None or self.busy:
            return
        typed = self.view.typed()
        acts = {
            Do.PACK: self._pack,
            Do.PRINT: self._print,
            Do.GIVE: self._give,
            Do.RESULTS: self._results,
            Do.BACK: self._back,
            Do.SETTLE: self._settle,
            Do.CLOSE: self._close,
        }
        acts[typed.do](typed)

    # -- inside ------------------------------------------------------------
    def _pack(self, typed: Typed) -> None:
        boxes = self._boxes(typed.boxes)
        counted = typed.counted.strip()
        if len(boxes) != 1 or not counted.isdigit():
            self._bad("boxes" if len(boxes) != 1 else "counted")
            return
        second = None
        if typed.second.strip():
            second = Approval(typed.second.strip(), Secret(typed.password), "")
        command = PackBox(self.job_id, boxes[0], int(counted), second)
        if self.view:
            self.view.forget()

        def done(box: UnitBox) -> Told:
            return Told("units.told.packed", {"label": box.label})

        self.act(lambda desk: desk.units.pack(command), done)

    def _print(self, typed: Typed) -> None:
        boxes, folder = self._boxes(typed.boxes), self.folder
        if folder is None or (typed.boxes.strip() and not boxes):
            self._bad("boxes")
            return
        path = folder / f"{typed.paper.value}-{self.job_id[-6:]}.pdf"

        def run(desk: Desk) -> Path:
            return save(str(path), desk.units.paper(self.job_id, typed.paper, boxes))

        self.act(run, _saved)

    def _give(self, typed: Typed) -> None:
        boxes, folder = self._boxes(typed.boxes), self.folder
        if folder is None or not boxes:
            self._bad("boxes")
            return

        def run(desk: Desk) -> tuple[Path, str, int]:
            made = desk.units.give(self.job_id, boxes, typed.laptop)
            name = f"{_plain(typed.laptop)}-{self.job_id[-6:]}.boxes"
            return save(str(folder / name), made.data), made.code, made.people

        self.act(run, _sealed)

    def _results(self, typed: Typed) -> None:
        folder = self.folder
        if folder is None:
            return

        def run(desk: Desk) -> tuple[Path, str, int]:
            made = desk.units.results(self.job_id, typed.laptop)
            name = f"{_plain(typed.laptop)}-{self.job_id[-6:]}.results"
            return save(str(folder / name), made.data), made.code, made.people

        self.act(run, _sealed)

    def _back(self, typed: Typed) -> None:
        boxes = self._boxes(typed.boxes)
        if len(boxes) != 1:
            self._bad("boxes")
            return
        self.act(
            lambda desk: desk.units.take_back(self.job_id, boxes[0]),
            lambda box: Told("units.told.back", {"label": box.label}),
        )

    def _settle(self, _typed: Typed) -> None:
        def done(made: Settled) -> Told:
            params = {"given": len(made.given), "recalled": len(made.recalled)}
            return Told("units.told.settled", params)

        self.act(lambda desk: desk.units.settle(self.job_id), done)

    def _close(self, typed: Typed) -> None:
        counts = []
        for part in typed.counts.replace("；", ";").replace("，", ",").split(";"):
            for one in part.split(","):
                found = _COUNT.fullmatch(one.strip())
                if found is None:
                    self._bad("counts")
                    return
                box, counted, reason = found.groups()
                counts.append(BoxCount(int(box), int(counted), reason or ""))
        self.act(
            lambda desk: desk.units.close(self.job_id, tuple(counts)),
            lambda back: Told("units.told.closed", {"back": back}),
        )

    def _bad(self, name: str) -> None:
        self.failed(Fault(UnitCode.FORM, {"field": name}))

    @staticmethod
    def _boxes(text: str) -> tuple[int, ...]:
        """Read ``1,3,5-8``; nothing where it cannot be read."""
        found: list[int] = []
        for part in text.replace("，", ",").split(","):
            span = _BOXES.fullmatch(part.strip())
            if span is None:
                return ()
            first, last = span.groups()
            found += range(int(first), int(last or first) + 1)
        return tuple(found)


def _saved(path: Path) -> Told:
    return Told("books.saved", {"file": str(path)})


def _sealed(made: tuple[Path, str, int]) -> Told:
    path, code, people = made
    params = {"file": str(path), "code": code, "people": people}
    return Told("units.told.sealed", params)


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isalnum() or c in "-_")[:40] or "laptop"
