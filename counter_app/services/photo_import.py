"""One import of photos: match all names, then cut and store file after file.

It may be stopped at any moment: each file is known by its digest, and what was done is
not done again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from counter_app.domain.identity import check_citizen_number, normal_ssn
from counter_app.domain.photos import Listed, PhotoFault, PhotoRule, match
from counter_app.domain.records import Ssn
from counter_app.ports.photos import PhotoRow, PhotoSource
from counter_app.ports.store import UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.results import Session

AT_ONCE = 25  # files between two commits
_NUMBER = re.compile(r"\d{17}[\dX]")
_WORDS = re.compile(r"[0-9A-Za-z\s_\-.,()（）·+&#/\\]+")


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


@dataclass(frozen=True, slots=True)
class PhotoTrouble:
    """A file that gave no photo.

    Attributes:
        candidates: whom it may belong to, to be shown side by side.
    """

    file: str
    fault: PhotoFault
    candidates: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotosIn:
    """What an import gave; ``left`` files wait for the next run."""

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
    """One import: match all names, then cut and store file after file."""

    def __init__(
        self, parts: Parts, session: Session, order: PhotoOrder, source: PhotoSource
    ) -> None:
        self._parts, self._session = parts, session
        self._order, self._source = order, source
        self._rule = photo_rule(parts)
        self._taken = self._known = 0
        self._bad = [
            PhotoTrouble(name, fault) for name, fault in source.passed_over.items()
        ]

    def whole(self) -> PhotosIn:
        work = self._matched()
        total = len(work)
        done = 0
        for start in range(0, total, AT_ONCE):
            if self._order.stopped():
                break
            some = work[start : start + AT_ONCE]
            self._store([row for row in map(self._one, some) if row is not None])
            done += len(some)
            self._order.told(done, total)
        return PhotosIn(
            total=len(self._source.names) + len(self._source.passed_over),
            taken=self._taken,
            known=self._known,
            bad=tuple(self._bad),
            left=total - done,
        )

    def _matched(self) -> list[tuple[str, Ssn]]:
        """Return the files of exactly one person; the others are for a person."""
        found: dict[Ssn, list[tuple[str, Listed]]] = {}
        with self._parts.store.unit_of_work() as uow:
            for name in self._source.names:
                who = self._who(uow, name)
                if len(who) == 1:
                    found.setdefault(Ssn(who[0].ssn), []).append((name, who[0]))
                else:
                    fault = PhotoFault.AMBIGUOUS if who else PhotoFault.NOBODY
                    self._bad.append(PhotoTrouble(name, fault, who))
        work: list[tuple[str, Ssn]] = []
        for ssn, files in found.items():
            chosen = [name for name, _ in files if name in self._order.by_hand]
            if len(files) == 1 or len(chosen) == 1:
                work.append((chosen[0] if chosen else files[0][0], ssn))
                continue
            self._bad += [
                PhotoTrouble(name, PhotoFault.TWICE, (who,)) for name, who in files
            ]
        return work

    def _who(self, uow: UnitOfWork, name: str) -> tuple[Listed, ...]:
        chosen = self._order.by_hand.get(name)
        number = _NUMBER.search(normal_ssn(chosen or name))
        if number is not None or chosen:
            key = Ssn(number[0] if number else normal_ssn(chosen or ""))
            holder = uow.holders.get(key)
            if holder is None:
                return (Listed(key, "", ""),) if chosen or _is_whole(key) else ()
            return (Listed(holder.ssn, holder.name, holder.unit),)
        stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        words = [word for word in _WORDS.split(stem) if word]
        return match(name, uow.photos.named(words)) if words else ()

    def _one(self, work: tuple[str, Ssn]) -> PhotoRow | None:
        name, ssn = work
        content = self._source.read(name)
        if isinstance(content, PhotoFault):
            self._bad.append(PhotoTrouble(name, content))
            return None
        digest = sha256(content).hexdigest()
        with self._parts.store.unit_of_work() as uow:
            before = uow.photos.by_digest(digest)
        if before is not None and not before.fault:
            if before.ssn == ssn:
                self._known += 1
            else:
                self._bad.append(PhotoTrouble(name, PhotoFault.SAME_PICTURE))
            return None
        if before is not None and not self._order.again:
            self._bad.append(PhotoTrouble(name, PhotoFault(before.fault)))
            return None
        return self._cut(name, ssn, content, digest)

    def _cut(self, name: str, ssn: Ssn, content: bytes, digest: str) -> PhotoRow:
        cut = self._parts.photos.cut(content, self._rule)
        if cut.fault is not None:
            self._bad.append(PhotoTrouble(name, cut.fault))
        else:
            self._taken += 1
        return PhotoRow(
            digest=digest,
            source=name,
            ssn=ssn,
            fault=cut.fault.value if cut.fault else "",
            jpeg=cut.jpeg,
            made_at=self._parts.now(),
            clerk=self._session.login,
        )

    def _store(self, rows: Sequence[PhotoRow]) -> None:
        if not rows:
            return
        with self._parts.store.unit_of_work() as uow:
            for row in rows:
                uow.photos.put(row)
            taken = sum(not row.fault for row in rows)
            detail = f"{taken} {len(rows) - taken}"
            uow.audit.append(
                at=self._parts.now(),
                actor=self._session.login,
                event="photo.import",
                detail=detail,
            )
            uow.commit()


def _is_whole(number: str) -> bool:
    """A number without a slip may belong to somebody who applies tomorrow."""
    checked = check_citizen_number(number)
    return checked.fault is None and "check_digit" not in checked.warnings
