"""Photos as the services see them: where they come from, who cuts and keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.errors import RuleError
from counter_app.domain.photos import Cut, Listed, PhotoFault, PhotoRule
from counter_app.domain.records import Ssn


class PhotoSource(Protocol):
    """An open folder or archive.

    Attributes:
        names: paths of pictures inside it.
        passed_over: files that are not looked into, with the reason.
    """

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def passed_over(self) -> Mapping[str, PhotoFault]: ...
    def read(self, name: str) -> bytes | PhotoFault:
        """Return the content of one file, or why there is none; never raises."""


class PhotoRoom(Protocol):
    """Opens folders and archives, and cuts photos."""

    def open(self, path: Path) -> AbstractContextManager[PhotoSource]:
        """Open a folder or a ZIP.

        Raises:
            RuleError: ``photos.unreadable``.
        """

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        """Cut a card's photo out of a picture; never raises for a bad picture."""


class NoPhotoRoom:
    """Stands where no photos are taken."""

    def open(self, path: Path) -> AbstractContextManager[PhotoSource]:
        raise RuleError(PhotoCode.UNREADABLE, file=path.name)

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        del content, rule
        return Cut(None, PhotoFault.UNREADABLE)


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture that was looked at.

    Attributes:
        digest: SHA-256 of the file as it came.
        source: its path inside folder or archive.
        fault: "" for a photo.
        jpeg: the cut photo; None with a fault, and once it was purged.
        uploaded_at: when it was handed on to the center.
    """

    digest: str
    source: str
    ssn: Ssn
    fault: str
    jpeg: bytes | None
    made_at: datetime
    clerk: str
    uploaded_at: datetime | None = None
    purged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoCount:
    """Figures of the photos kept here."""

    kept: int
    faulty: int
    to_upload: int
    purged: int


class Photos(Protocol):
    """Photos inside a unit of work; the database encrypts them at rest."""

    def put(self, row: PhotoRow) -> None:
        """Insert, or replace what the same file gave before."""

    def by_digest(self, digest: str) -> PhotoRow | None: ...
    def of_person(self, ssn: Ssn) -> PhotoRow | None:
        """Return the person's newest photo that is still kept."""

    def named(self, names: Sequence[str]) -> Sequence[Listed]:
        """Return people of the roll with one of these names."""

    def to_upload(self, limit: int) -> Sequence[PhotoRow]: ...
    def uploaded(self, digests: Sequence[str], at: datetime) -> None: ...
    def purge(self, before: datetime, at: datetime) -> int:
        """Forget the pictures handed on before; the rows stay as a record."""


class PhotoReads(Protocol):
    """Lists of photos; paged, without the pictures."""

    def photo_rows(
        self, page: int, size: int = 50, *, faulty: bool = False
    ) -> Sequence[PhotoRow]:
        """Return rows, the newest first, one more than asked if there are more."""

    def photo_count(self) -> PhotoCount: ...
