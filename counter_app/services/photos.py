"""Photos for cards: taken in, looked at, handed on, forgotten (business.md 2.1-3)."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Ssn
from counter_app.domain.states import Role
from counter_app.ports.photos import Finding, Night, PhotoCount, PhotoRow, PhotoSource
from counter_app.ports.store import UnitOfWork
from counter_app.services.approval import Approval, approve
from counter_app.services.listing import EXPORT_PLAIN
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.photo_deciding import Deciding
from counter_app.services.photo_import import PhotoOrder, PhotoRun, PhotosIn
from counter_app.services.results import Session

_PAGE = 50
_MOST_HANDED_ON = 2000


@dataclass(frozen=True, slots=True)
class Running:
    """An import that is under way.

    Attributes:
        left_s: seconds still to go at the speed so far, None before it is known.
    """

    folder: str
    done: int = 0
    total: int = 0
    left_s: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoStand:
    """Everything the page of photos shows besides its list.

    Attributes:
        faults: how many open findings there are of each fault.
        nights: folders that were worked on, the latest first.
    """

    count: PhotoCount
    faults: tuple[tuple[str, int], ...]
    nights: tuple[Night, ...]
    running: Running | None = None


class PhotoDesk(Protocol):
    """Everything done with photos. All calls may raise CounterError."""

    @property
    def deciding(self) -> Deciding:
        """Decisions about single pictures."""

    def try_out(self, order: PhotoOrder) -> PhotosIn:
        """Tell whom the files belong to; nothing is read and nothing is stored."""

    def take_in(self, order: PhotoOrder) -> PhotosIn:
        """Import a folder or ZIP; the same files again change nothing."""

    def stop(self) -> None:
        """Let the import that runs end after the pictures in hand."""

    def running(self) -> Running | None:
        """Return how far the import that runs is; never blocks."""

    def stand(self) -> PhotoStand: ...
    def findings(
        self, page: int = 0, *, fault: str = ""
    ) -> tuple[tuple[Finding, ...], bool]:
        """Return what waits for a decision, and whether there is more."""

    def look_at(self, ssn: Ssn) -> PhotoRow:
        """Return a person's photo; the look-up is audited."""

    def rows(
        self, page: int = 0, *, faulty: bool = False
    ) -> tuple[tuple[PhotoRow, ...], bool]: ...
    def count(self) -> PhotoCount: ...
    def hand_on(self, approval: Approval | None = None) -> tuple[bytes, int]:
        """Pack what was not handed on yet, named by id number; two operators."""

    def purge(self) -> int:
        """Forget photos handed on longer ago than the pack keeps them."""


class PhotoWork:
    """Implements :class:`PhotoDesk`; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting
        self.deciding = Deciding(parts, acting)
        self._stopping = False  # set by another thread, read between pictures
        self._running: Running | None = None

    def try_out(self, order: PhotoOrder) -> PhotosIn:
        """Tell whom the files belong to (:class:`PhotoDesk`).

        Raises:
            RuleError: ``photos.unreadable``, ``photos.no_pictures``.
        """
        with self._opened(order) as source:
            return PhotoRun(self._parts, self._acting(), order, source).tried()

    def take_in(self, order: PhotoOrder) -> PhotosIn:
        """Import (:class:`PhotoDesk`).

        Raises:
            RuleError: ``photos.unreadable``, ``photos.no_pictures``.
        """
        session = self._acting()
        self._stopping = False
        self._running = Running(order.folder)
        began = time.monotonic()

        def told(done: int, total: int) -> None:
            took = time.monotonic() - began
            left = round(took / done * (total - done)) if done else None
            self._running = Running(order.folder, done, total, left)
            order.told(done, total)

        def stopped() -> bool:
            return self._stopping or order.stopped()

        watched = replace(order, told=told, stopped=stopped)
        try:
            with self._opened(order) as source:
                return PhotoRun(self._parts, session, watched, source).whole()
        finally:
            self._running = None

    @contextmanager
    def _opened(self, order: PhotoOrder) -> Iterator[PhotoSource]:
        with self._parts.photos.open(order.path.expanduser()) as source:
            if not source.names and not source.passed_over:
                raise RuleError(PhotoCode.NO_PICTURES, file=order.path.name)
            yield source

    def stop(self) -> None:
        self._stopping = True

    def running(self) -> Running | None:
        return self._running

    def stand(self) -> PhotoStand:
        self._acting()
        with self._parts.store.queries() as queries:
            return PhotoStand(
                queries.photo_count(),
                tuple(queries.photo_faults()),
                tuple(queries.photo_nights()),
                self._running,
            )

    def findings(
        self, page: int = 0, *, fault: str = ""
    ) -> tuple[tuple[Finding, ...], bool]:
        self._acting()
        with self._parts.store.queries() as queries:
            found = queries.photo_findings(page, _PAGE, fault=fault)
        return tuple(found[:_PAGE]), len(found) > _PAGE

    def look_at(self, ssn: Ssn) -> PhotoRow:
        """Return a photo (:class:`PhotoDesk`).

        Raises:
            RuleError: ``photos.no_photo``.
        """
        session, parts = self._acting(), self._parts
        with parts.store.unit_of_work() as uow:
            row = uow.photos.of_person(ssn)
            if row is None:
                raise RuleError(PhotoCode.NO_PHOTO)
            _audited(uow, parts, session.login, ("photo.look", subject_of(ssn), ""))
            uow.commit()
        return row

    def rows(
        self, page: int = 0, *, faulty: bool = False
    ) -> tuple[tuple[PhotoRow, ...], bool]:
        self._acting()
        with self._parts.store.queries() as queries:
            found = queries.photo_rows(page, _PAGE, faulty=faulty)
        return tuple(found[:_PAGE]), len(found) > _PAGE

    def count(self) -> PhotoCount:
        self._acting()
        with self._parts.store.queries() as queries:
            return queries.photo_count()

    def hand_on(self, approval: Approval | None = None) -> tuple[bytes, int]:
        """Pack photos (:class:`PhotoDesk`).

        Faces and id numbers leave in plain, whatever the city's pack says of it: two
        operators always (R-50).

        Raises:
            RuleError: ``rule.not_allowed``, ``rule.approval_*``, ``photos.no_photo``.
        """
        session, parts = self._acting(), self._parts
        if session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        granted = approve(parts, session, EXPORT_PLAIN, approval, "photos")
        if granted is None:
            raise RuleError(RuleCode.APPROVAL_NEEDED, act=EXPORT_PLAIN)
        with parts.store.unit_of_work() as uow:
            rows = uow.photos.to_upload(_MOST_HANDED_ON)
            if not rows:
                raise RuleError(PhotoCode.NO_PHOTO)
            packed = _packed(rows)
            uow.photos.uploaded([row.digest for row in rows], parts.now())
            detail = f"{len(rows)} {granted.login}"
            _audited(uow, parts, session.login, ("photo.export", "", detail))
            uow.commit()
        return packed, len(rows)

    def purge(self) -> int:
        return purge_photos(self._parts, self._acting().login)


def purge_photos(parts: Parts, actor: str) -> int:
    """Forget photos handed on longer ago than the pack keeps them; count them.

    Names of files may name a person: they go with the picture, and with folders that
    nobody worked on for as long.
    """
    before = parts.now() - timedelta(days=parts.pack.photo_keep_days)
    with parts.store.unit_of_work() as uow:
        gone = uow.photos.purge(before, parts.now())
        named = uow.photos.forget_files(before) + uow.photo_findings.purge(before)
        if gone or named:
            _audited(uow, parts, actor, ("photo.purge", "", f"{gone} {named}"))
            uow.commit()
    return gone


def _packed(rows: Sequence[PhotoRow]) -> bytes:
    out = io.BytesIO()
    newest = {row.ssn: row for row in rows}  # of two photos the newer one
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for ssn, row in sorted(newest.items()):
            archive.writestr(f"{ssn}.jpg", row.jpeg or b"")
    return out.getvalue()


def _audited(
    uow: UnitOfWork, parts: Parts, actor: str, what: tuple[str, str, str]
) -> None:
    event, subject, detail = what
    uow.audit.append(
        at=parts.now(),
        actor=actor,
        event=event,
        subject=subject,
        detail=detail,
    )
