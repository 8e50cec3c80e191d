"""One import of photos: match all names, then cut and store file after file.

It may be stopped at any moment: each file is known by its digest, and what was done is
not done again. What a person has to look at is stored beside the photos, so that it
is there in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from counter_app.domain.photos import Listed, PhotoFault, PhotoRule
from counter_app.domain.records import Ssn
from counter_app.ports.photos import Finding, Night, PhotoRow, PhotoSource
from counter_app.ports.store import UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.photo_matching import Matching, PhotoTrouble
from counter_app.services.results import Session

AT_ONCE = 25  # files between two commits


@dataclass(frozen=True, slots=True)
class PhotoOrder:
    """What to import.

    Attributes:
        path: folder or ZIP.
        again: look again at files that had a fault before.
        by_hand: file -> social security number, where a person chose.
        told: is told how many files are done, of how many.
        stopped: asked between files; True ends the run, a later one goes on.
    """

    path: Path
    again: bool = False
    by_hand: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[int, int], None] = lambda _done, _total: None
    stopped: Callable[[], bool] = lambda: False

    @property
    def folder(self) -> str:
        """What findings and nights call this folder or archive."""
        return str(self.path.expanduser().absolute())


@dataclass(frozen=True, slots=True)
class PhotosIn:
    """What an import gave, or would give; ``left`` files wait for the next run."""

    total: int
    taken: int
    known: int
    bad: tuple[PhotoTrouble, ...]
    left: int = 0


def photo_rule(parts: Parts) -> PhotoRule:
    """Return what the city asks of a photo file."""
    pack = parts.pack
    return PhotoRule(pack.photo_least_kb * 1024, pack.photo_most_kb * 1024)


class PhotoRun:
    """One import: cut and store the files of exactly one person each."""

    def __init__(
        self, parts: Parts, session: Session, order: PhotoOrder, source: PhotoSource
    ) -> None:
        self._parts, self._session = parts, session
        self._order, self._source = order, source
        self._rule = photo_rule(parts)
        self._taken = self._known = self._noted = 0
        self._begun: datetime = parts.now()
        self._found: list[str] = []  # files that gave a photo since the last commit
        self._bad: list[PhotoTrouble] = []
        self._decided: frozenset[tuple[str, str]] = frozenset()

    def tried(self) -> PhotosIn:
        """Tell what the names give; nothing is read and nothing is stored."""
        work = self._matched()
        return self._told(len(work), 0)

    def whole(self) -> PhotosIn:
        """Do all of it, or as much as there is time for."""
        work = self._matched()
        total = len(work)
        done = 0
        self._store([], (0, total))
        for start in range(0, total, AT_ONCE):
            if self._order.stopped():
                break
            some = work[start : start + AT_ONCE]
            rows = [row for row in map(self._one, some) if row is not None]
            done += len(some)
            self._store(rows, (done, total))
            self._order.told(done, total)
        return self._told(total, done)

    def _told(self, total: int, done: int) -> PhotosIn:
        return PhotosIn(
            total=len(self._source.names) + len(self._source.passed_over),
            taken=self._taken,
            known=self._known,
            bad=tuple(self._bad),
            left=total - done,
        )

    def _matched(self) -> list[tuple[str, Ssn]]:
        with self._parts.store.reading() as read:
            self._decided = read.photo_findings.decided(self._order.folder)
        matching = Matching(self._parts, self._order.by_hand)
        work, bad = matching.of(self._source.names)
        passed_over = self._source.passed_over.items()
        for one in (*(PhotoTrouble(*each) for each in passed_over), *bad):
            self._blame(one)
        return work

    def _blame(self, one: PhotoTrouble) -> None:
        """Name what is wrong, unless a person decided on it already."""
        if (one.file, one.fault.value) not in self._decided:
            self._bad.append(one)

    def _one(self, work: tuple[str, Ssn]) -> PhotoRow | None:
        name, ssn = work
        content = self._source.read(name)
        if isinstance(content, PhotoFault):
            self._blame(PhotoTrouble(name, content))
            return None
        digest = sha256(content).hexdigest()
        with self._parts.store.reading() as read:
            before = read.photos.by_digest(digest)
        if before is not None and not before.fault:
            if before.ssn == ssn:
                self._known += 1
                self._found.append(name)
            else:
                self._blame(PhotoTrouble(name, PhotoFault.SAME_PICTURE))
            return None
        who = (Listed(ssn, "", ""),)
        if before is not None and not self._order.again:
            fault = PhotoFault(before.fault)
            self._blame(PhotoTrouble(name, fault, who, digest))
            return None
        return self._cut((name, digest), ssn, content)

    def _cut(self, file: tuple[str, str], ssn: Ssn, content: bytes) -> PhotoRow:
        name, digest = file
        cut = self._parts.photos.cut(content, self._rule)
        if cut.fault is not None:
            who = (Listed(ssn, "", ""),)
            self._blame(PhotoTrouble(name, cut.fault, who, digest))
        else:
            self._taken += 1
            self._found.append(name)
        return PhotoRow(
            digest=digest,
            source=name,
            ssn=ssn,
            fault=cut.fault.value if cut.fault else "",
            jpeg=cut.jpeg,
            made_at=self._parts.now(),
            clerk=self._session.login,
        )

    def _store(self, rows: Sequence[PhotoRow], step: tuple[int, int]) -> None:
        done, total = step
        with self._parts.store.unit_of_work() as uow:
            for row in rows:
                uow.photos.put(row)
            self._note(uow, done, total)
            if rows:
                taken = sum(not row.fault for row in rows)
                uow.audit.append(
                    at=self._parts.now(),
                    actor=self._session.login,
                    event="photo.import",
                    detail=f"{taken} {len(rows) - taken}",
                )
            uow.commit()

    def _note(self, uow: UnitOfWork, done: int, total: int) -> None:
        """Store what a person has to look at, and how far this folder is."""
        folder, now = self._order.folder, self._parts.now()
        new, self._noted = self._bad[self._noted :], len(self._bad)
        uow.photo_findings.settle(folder, self._found)
        self._found = []
        uow.photo_findings.note(
            [
                Finding(
                    folder, one.file, one.fault.value, now, _people(one), one.digest
                )
                for one in new
            ]
        )
        uow.photo_findings.night(
            Night(
                folder, total, done, self._taken, self._known, self._begun,
                self._session.login, now if done == total else None,
            )
        )  # fmt: skip


def _people(one: PhotoTrouble) -> str:
    return " ".join(person.ssn for person in one.candidates)
