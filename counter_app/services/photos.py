"""Photos for cards: taken in, looked at, handed on, forgotten (business.md 2.1-3)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Ssn
from counter_app.domain.states import Role
from counter_app.ports.photos import PhotoCount, PhotoRow
from counter_app.ports.store import UnitOfWork
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.photo_import import PhotoOrder, PhotoRun, PhotosIn
from counter_app.services.results import Session

_MOST_HANDED_ON = 2000


class PhotoDesk(Protocol):
    """Everything done with photos. All calls may raise CounterError."""

    def take_in(self, order: PhotoOrder) -> PhotosIn:
        """Import a folder or ZIP; the same files again change nothing."""

    def look_at(self, ssn: Ssn) -> PhotoRow:
        """Return a person's photo; the look-up is audited."""

    def rows(
        self, page: int = 0, *, faulty: bool = False
    ) -> tuple[tuple[PhotoRow, ...], bool]: ...
    def count(self) -> PhotoCount: ...
    def hand_on(self) -> tuple[bytes, int]:
        """Pack what was not handed on yet, named by id number; supervisor."""

    def purge(self) -> int:
        """Forget photos handed on longer ago than the pack keeps them."""


class PhotoWork:
    """Implements :class:`PhotoDesk`; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def take_in(self, order: PhotoOrder) -> PhotosIn:
        """Import (:class:`PhotoDesk`).

        Raises:
            RuleError: ``photos.unreadable``, ``photos.no_pictures``.
        """
        session = self._acting()
        with self._parts.photos.open(order.path) as source:
            if not source.names and not source.passed_over:
                raise RuleError(PhotoCode.NO_PICTURES, file=order.path.name)
            return PhotoRun(self._parts, session, order, source).whole()

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
            _audited(uow, parts, session, ("photo.look", subject_of(ssn), ""))
            uow.commit()
        return row

    def rows(
        self, page: int = 0, *, faulty: bool = False
    ) -> tuple[tuple[PhotoRow, ...], bool]:
        self._acting()
        size = 50
        with self._parts.store.queries() as queries:
            found = queries.photo_rows(page, size, faulty=faulty)
        return tuple(found[:size]), len(found) > size

    def count(self) -> PhotoCount:
        self._acting()
        with self._parts.store.queries() as queries:
            return queries.photo_count()

    def hand_on(self) -> tuple[bytes, int]:
        """Pack photos (:class:`PhotoDesk`).

        Raises:
            RuleError: ``rule.not_allowed``, ``photos.no_photo``.
        """
        session, parts = self._acting(), self._parts
        if session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        with parts.store.unit_of_work() as uow:
            rows = uow.photos.to_upload(_MOST_HANDED_ON)
            if not rows:
                raise RuleError(PhotoCode.NO_PHOTO)
            packed = _packed(rows)
            uow.photos.uploaded([row.digest for row in rows], parts.now())
            _audited(uow, parts, session, ("photo.export", "", str(len(rows))))
            uow.commit()
        return packed, len(rows)

    def purge(self) -> int:
        session, parts = self._acting(), self._parts
        before = parts.now() - timedelta(days=parts.pack.photo_keep_days)
        with parts.store.unit_of_work() as uow:
            gone = uow.photos.purge(before, parts.now())
            if gone:
                _audited(uow, parts, session, ("photo.purge", "", str(gone)))
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
    uow: UnitOfWork, parts: Parts, session: Session, what: tuple[str, str, str]
) -> None:
    event, subject, detail = what
    uow.audit.append(
        at=parts.now(),
        actor=session.login,
        event=event,
        subject=subject,
        detail=detail,
    )
