"""What a person decides about a picture: whose it is, and which part of it.

The picture itself is never stored here: it is read again from the folder or archive
it came from. A decision is one act with one row of the audit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import normal_ssn
from counter_app.domain.photos import Cut, Frame, PhotoFault, is_whole
from counter_app.domain.records import Ssn
from counter_app.ports.photos import Finding, PhotoRow
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.photo_import import photo_rule
from counter_app.services.results import Session

_SSN_CHARS = 18  # of a citizen's number and of the one given to others


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a picture may belong to.

    Attributes:
        has_photo: a photo of this person is kept already.
    """

    ssn: Ssn
    name: str
    unit: str
    has_photo: bool


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """One finding, whom it may belong to, and files that compete with it.

    Attributes:
        beside: other open files of the same person (``PhotoFault.TWICE``).
    """

    finding: Finding
    people: tuple[Candidate, ...]
    beside: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """Take a picture as somebody's photo.

    Attributes:
        ssn: of a candidate, or as it was typed.
        frame: the part a person chose; None lets the program choose.
    """

    finding_id: int
    ssn: str
    frame: Frame | None = None


class Deciding:
    """Decisions about findings; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts, self._acting = parts, acting

    def open(self, finding_id: int) -> OpenFinding:
        """Return a finding with its candidates.

        Raises:
            RuleError: ``photos.no_finding``.
        """
        self._acting()
        with self._parts.store.reading() as read:
            finding = _found(read, finding_id)
            people = tuple(_candidate(read, Ssn(s)) for s in finding.people.split())
            beside: tuple[Finding, ...] = ()
            if finding.fault == PhotoFault.TWICE:
                beside = tuple(
                    one
                    for one in read.photo_findings.beside(finding)
                    if one.finding_id != finding_id
                )
        return OpenFinding(finding, people, beside)

    def proof(self, finding: Finding, frame: Frame | None = None) -> Cut:
        """Cut for the screen; None proposes a frame."""
        self._acting()
        content = self._read(finding)
        if isinstance(content, PhotoFault):
            return Cut(None, content)
        parts = self._parts
        return parts.photos.cut_by_hand(content, photo_rule(parts), frame)

    def take(self, take: Take) -> PhotoRow:
        """Store the photo and settle the finding; files beside it are left.

        Raises:
            RuleError: ``photos.no_finding``, ``photos.choice``,
                ``photos.not_a_photo``, ``photos.unreadable``.
        """
        session, parts = self._acting(), self._parts
        at = self.open(take.finding_id)
        ssn = self._person(at, take.ssn)
        content = self._read(at.finding)
        if isinstance(content, PhotoFault):
            raise RuleError(PhotoCode.NOT_A_PHOTO, fault=content.value)
        rule = photo_rule(parts)
        if take.frame is None:
            cut = parts.photos.cut(content, rule)
        else:
            cut = parts.photos.cut_by_hand(content, rule, take.frame)
        if cut.jpeg is None or cut.fault is not None:
            fault = cut.fault or PhotoFault.BYTES
            raise RuleError(PhotoCode.NOT_A_PHOTO, fault=fault.value)
        row = PhotoRow(
            digest=sha256(content).hexdigest(),
            source=at.finding.file,
            ssn=ssn,
            fault="",
            jpeg=cut.jpeg,
            made_at=parts.now(),
            clerk=session.login,
        )
        with parts.store.unit_of_work() as uow:
            uow.photos.put(row)
            done = [one.finding_id for one in (at.finding, *at.beside)]
            uow.photo_findings.leave(done, session.login, parts.now())
            how = "frame" if take.frame else at.finding.fault
            self._audit(uow, session, "photo.by_hand", (subject_of(ssn), how))
            uow.commit()
        return row

    def choose(self, path: Path, number: str) -> PhotoRow:
        """Take one file as the photo of whoever is at the window.

        It is judged like a file of an import; a picture with a fault waits among the
        findings, where a person can move the frame.

        Raises:
            RuleError: ``photos.choice``, ``photos.not_a_photo``, ``photos.unreadable``.
        """
        session, parts = self._acting(), self._parts
        ssn, path = Ssn(normal_ssn(number)), path.expanduser().absolute()
        if len(ssn) != _SSN_CHARS or not (ssn.isascii() and ssn.isalnum()):
            raise RuleError(PhotoCode.CHOICE)
        content = parts.photos.fetch(path.parent, path.name)
        if isinstance(content, PhotoFault):
            raise RuleError(PhotoCode.NOT_A_PHOTO, fault=content.value)
        digest = sha256(content).hexdigest()
        with parts.store.reading() as read:
            before = read.photos.by_digest(digest)
        if before is not None and not before.fault:
            if before.ssn != ssn:
                raise RuleError(
                    PhotoCode.NOT_A_PHOTO, fault=PhotoFault.SAME_PICTURE.value
                )
            if before.jpeg is not None:
                return before
        cut = parts.photos.cut(content, photo_rule(parts))
        now, who = parts.now(), session.login
        row = PhotoRow(digest, path.name, ssn, cut.fault or "", cut.jpeg, now, who)
        self._keep(session, path, row)
        return row

    def _keep(self, session: Session, path: Path, row: PhotoRow) -> None:
        """Store a chosen file's photo, or its fault for a person to look at.

        Raises:
            RuleError: ``photos.not_a_photo``.
        """
        folder = str(path.parent)
        with self._parts.store.unit_of_work() as uow:
            uow.photo_findings.settle(folder, [path.name])
            if row.fault:
                finding = Finding(
                    folder, path.name, row.fault, row.made_at, row.ssn, row.digest
                )
                uow.photo_findings.note([finding])
            else:
                uow.photos.put(row)
                what = (subject_of(row.ssn), "file")
                self._audit(uow, session, "photo.by_hand", what)
            uow.commit()
        if row.fault:
            raise RuleError(PhotoCode.NOT_A_PHOTO, fault=row.fault)

    def leave(self, finding_id: int) -> None:
        """Leave a file alone: a better picture is asked for.

        Raises:
            RuleError: ``photos.no_finding``.
        """
        session, parts = self._acting(), self._parts
        with parts.store.unit_of_work() as uow:
            finding = _found(uow, finding_id)
            uow.photo_findings.leave([finding_id], session.login, parts.now())
            self._audit(uow, session, "photo.left", ("", finding.fault))
            uow.commit()

    # -- inside ------------------------------------------------------------
    def _read(self, finding: Finding) -> bytes | PhotoFault:
        """Read the file again, as long as it is the one that was looked at."""
        try:
            content = self._parts.photos.fetch(Path(finding.folder), finding.file)
        except RuleError:  # the stick is gone, or the center named the file
            return PhotoFault.UNREADABLE
        if isinstance(content, PhotoFault) or not finding.digest:
            return content
        same = sha256(content).hexdigest() == finding.digest
        return content if same else PhotoFault.UNREADABLE

    def _person(self, at: OpenFinding, typed: str) -> Ssn:
        ssn = Ssn(normal_ssn(typed))
        if ssn in {one.ssn for one in at.people}:
            return ssn
        with self._parts.store.reading() as read:
            known = read.holders.get(ssn) is not None
        if not known and not is_whole(ssn):
            raise RuleError(PhotoCode.CHOICE)
        return ssn

    def _audit(
        self, uow: UnitOfWork, session: Session, event: str, what: tuple[str, str]
    ) -> None:
        subject, detail = what
        uow.audit.append(
            at=self._parts.now(),
            actor=session.login,
            event=event,
            subject=subject,
            detail=detail,
        )


def _found(uow: Reading, finding_id: int) -> Finding:
    finding = uow.photo_findings.get(finding_id)
    if finding is None or finding.left_at is not None:
        raise RuleError(PhotoCode.NO_FINDING)
    return finding


def _candidate(uow: Reading, ssn: Ssn) -> Candidate:
    holder = uow.holders.get(ssn)
    kept = uow.photos.of_person(ssn) is not None
    if holder is None:
        return Candidate(ssn, "", "", kept)
    return Candidate(ssn, holder.name, holder.unit, kept)
