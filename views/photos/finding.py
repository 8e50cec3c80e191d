"""One picture that needs a person: whose it is, which part of it; no Tk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from counter_app.domain.masking import mask_ssn
from counter_app.domain.photos import BY_HAND, Cut, Frame, PhotoFault
from counter_app.ports.photos import Finding
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.photo_deciding import OpenFinding, Take
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Screen
from views.units.acting import Acting, Told

STEP, ZOOM = 0.02, 0.96
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_BESIDE = 2  # competing files that are shown beside the first


def shown_name(file: str) -> str:
    """Return a file's name with the id numbers in it masked."""
    return _NUMBER.sub(lambda found: mask_ssn(found[0]), file)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file with what it would become."""

    finding: Finding
    cut: Cut


class FindingView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def number(self) -> str:
        """Return the number that was typed."""


class FindingPresenter(Acting):
    """Alt+1 ... 9 decides whose it is, arrows move the frame, Alt+X leaves it."""

    screen = Screen.PHOTO
    rail = "photos"
    private = True  # arrows and signs move the frame

    def __init__(self, ctx: Context, following: tuple[int, ...]) -> None:
        super().__init__(ctx)
        self.following = following
        self.at = 0
        self.opened: OpenFinding | None = None
        self.pictures: tuple[Picture, ...] = ()
        self.cut: Cut | None = None
        self.frame: Frame | None = None  # as a person moved it
        self._drawing = False
        self.view: FindingView | None = None

    @property
    def fault_word(self) -> str:
        """What is wrong: the fault it was found with."""
        return self.opened.finding.fault if self.opened else ""

    @property
    def same_person(self) -> bool:
        """Whether several files of one person compete."""
        return self.fault_word == PhotoFault.TWICE

    def shown(self) -> None:
        self._open()

    def turn(self, pages: int) -> None:
        at = self.at + pages
        if not self.busy and 0 <= at < len(self.following):
            self.at = at
            self.fault = self.told = None
            self._open()

    def nudge(self, right: int, down: int) -> None:
        """Move the frame by steps over the picture."""
        frame = self.frame or (self.cut.frame if self.cut else None)
        if frame is not None:
            self._frame(frame.moved(right * STEP, down * STEP))

    def zoom(self, steps: int) -> None:
        """Show less of the picture, larger, or more of it."""
        frame = self.frame or (self.cut.frame if self.cut else None)
        if frame is not None:
            self._frame(frame.zoomed(ZOOM**steps))

    def reset(self) -> None:
        """Go back to what the program proposed."""
        self.frame = None
        self._draw_frame()

    def choose(self, number: int) -> None:
        """Alt+1 ... 9: this person; with several files of one person this file."""
        at = self.opened
        if at is None or self.busy:
            return
        if self.same_person:
            if number <= len(self.pictures):
                chosen = self.pictures[number - 1].finding
                self._take(chosen.finding_id, at.finding.people, None)
        elif number <= len(at.people):
            self._take(at.finding.finding_id, at.people[number - 1].ssn, self.frame)

    def enter(self) -> None:
        if self.view is not None and self.view.number().strip():
            self.commit()

    def commit(self) -> None:
        """Take the picture as it is shown, for the only person or the typed number."""
        at = self.opened
        if at is None or self.busy or self.view is None:
            return
        typed = self.view.number().strip()
        whose = typed or (at.people[0].ssn if len(at.people) == 1 else "")
        frame = self.frame
        if (
            frame is None
            and self.cut is not None
            and PhotoFault(at.finding.fault) not in BY_HAND
        ):
            frame = self.cut.frame  # a person looked at it and takes it as it is
        self._take(at.finding.finding_id, whose, frame)

    def leave(self) -> None:
        """Alt+X: not this picture; a better one is asked for."""
        at = self.opened
        if at is not None and not self.busy:
            key = at.finding.finding_id
            self.act(lambda desk: desk.photos.deciding.leave(key), self._decided)

    # -- inside ------------------------------------------------------------
    def _take(self, finding_id: int, ssn: str, frame: Frame | None) -> None:
        take = Take(finding_id, ssn, frame)
        self.act(lambda desk: desk.photos.deciding.take(take), self._decided)

    def _decided(self, _: object) -> Told | None:
        """Go on with the next one; after the last go back to the list."""
        rest = list(self.following)
        rest.pop(self.at)
        self.following = tuple(rest)
        self.at = min(self.at, max(0, len(rest) - 1))
        self.opened, self.pictures, self.cut, self.frame = None, (), None, None
        if not rest:
            self.ctx.nav.back()
        return Told("photos.told.decided", {"left": len(rest)})

    def _open(self) -> None:
        if not self.following:
            return
        key = self.following[self.at]

        def fetch(desk: Desk) -> tuple[OpenFinding, tuple[Picture, ...]]:
            deciding = desk.photos.deciding
            opened = deciding.open(key)
            some = (opened.finding, *opened.beside[:_BESIDE])
            return opened, tuple(Picture(one, deciding.proof(one)) for one in some)

        def done(found: tuple[OpenFinding, tuple[Picture, ...]]) -> None:
            self.opened, self.pictures = found
            self.cut, self.frame = self.pictures[0].cut, None

        self.read(fetch, done)

    def _frame(self, frame: Frame) -> None:
        self.frame = frame
        self._draw_frame()

    def _draw_frame(self) -> None:
        """Cut again; of many key presses only the last is drawn."""
        at, frame = self.opened, self.frame
        if at is None or self._drawing:
            return
        self._drawing = True

        def done(cut: Cut) -> None:
            self._drawing = False
            if self.opened is at:
                self.cut = cut
                self.draw()
            if self.frame != frame:
                self._draw_frame()

        def failed(fault: Fault) -> None:
            self._drawing = False
            self.failed(fault)

        self.ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.photos.deciding.proof(at.finding, frame),
            done,
            failed,
        )
