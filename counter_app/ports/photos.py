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
from counter_app.domain.photos import Cut, Frame, Listed, PhotoFault, PhotoRule
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

    def fetch(self, path: Path, name: str) -> bytes | PhotoFault:
        """Read one file of a folder or ZIP.

        Raises:
            RuleError: ``photos.unreadable``.
        """

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        """Cut a card's photo out of a picture; never raises for a bad picture."""

    def cut_by_hand(self, content: bytes, rule: PhotoRule, frame: Frame | None) -> Cut:
        """Cut what a person chose; None proposes a frame, with the fault there is."""


class NoPhotoRoom:
    """Stands where no photos are taken."""

    def open(self, path: Path) -> AbstractContextManager[PhotoSource]:
        raise RuleError(PhotoCode.UNREADABLE, file=path.name)

    def fetch(self, path: Path, name: str) -> bytes | PhotoFault:
        del path, name
        return PhotoFault.UNREADABLE

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        del content, rule
        return Cut(None, PhotoFault.UNREADABLE)

    def cut_by_hand(self, content: bytes, rule: PhotoRule, frame: Frame | None) -> Cut:
        del frame
        return self.cut(content, rule)


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


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that gave no photo and waits for a person.

    Attributes:
        finding_id: 0 before it is stored.
        folder: the folder or archive as it was named.
        digest: SHA-256 of the file, "" where it was not read.
        people: numbers of those it may belong to, apart by spaces.
        left_at: when a person decided: it was taken by hand, or left alone.
    """

    folder: str
    file: str
    fault: str
    seen_at: datetime
    people: str = ""
    digest: str = ""
    left_at: datetime | None = None
    left_by: str = ""
    finding_id: int = 0


@dataclass(frozen=True, slots=True)
class Night:
    """How far the work on one folder or archive is.

    Attributes:
        total: files of exactly one person.
        done: of these, looked at; equal to ``total`` at the end.
        ended_at: None while it runs, and after it was stopped or broken off.
    """

    folder: str
    total: int
    done: int
    taken: int
    known: int
    begun_at: datetime
    clerk: str
    ended_at: datetime | None = None


class Findings(Protocol):
    """What a person has to decide, and how far each folder is."""

    def note(self, found: Sequence[Finding]) -> None:
        """Insert or renew; what was decided stays so while its fault is the same."""

    def settle(self, folder: str, files: Sequence[str]) -> None:
        """Forget findings of files that gave a photo now."""

    def get(self, finding_id: int) -> Finding | None: ...
    def beside(self, finding: Finding) -> Sequence[Finding]:
        """Return the open findings of the same folder, fault and people."""

    def leave(self, finding_ids: Sequence[int], by: str, at: datetime) -> None:
        """Note that a person decided on these files."""

    def decided(self, folder: str) -> frozenset[tuple[str, str]]:
        """Return files with the faults that a person decided on."""

    def night(self, row: Night) -> None:
        """Store how far a folder is."""

    def purge(self, before: datetime) -> int:
        """Delete what nobody touched since: names of files may name a person.

        Findings of a folder stay as long as its latest night is younger.
        """


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
    def upload_again(self) -> None:
        """Hand on once more what is still here: the center may have lost it."""

    def refused(self, digest: str) -> None:
        """Forget a picture the center does not take; the row names the fault."""

    def purge(self, before: datetime, at: datetime) -> int:
        """Forget the pictures handed on before; the rows stay as a record."""

    def forget_files(self, before: datetime) -> int:
        """Blank the names of files looked at before whose picture is not kept."""


class PhotoReads(Protocol):
    """Lists of photos; paged, without the pictures."""

    def photo_rows(
        self, page: int, size: int = 50, *, faulty: bool = False
    ) -> Sequence[PhotoRow]:
        """Return rows, the newest first, one more than asked if there are more."""

    def photo_count(self) -> PhotoCount: ...
    def photo_findings(
        self, page: int, size: int = 50, *, fault: str = ""
    ) -> Sequence[Finding]:
        """Return open findings in the order they were found, one more than asked."""

    def photo_faults(self) -> Sequence[tuple[str, int]]:
        """Return how many open findings there are of each fault."""

    def photo_nights(self, limit: int = 5) -> Sequence[Night]:
        """Return the folders that were worked on, the latest first."""
