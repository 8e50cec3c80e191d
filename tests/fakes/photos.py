"""Photos in memory: one finding of each kind, a picture without a face."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PIL import Image, ImageDraw

from counter_app.domain.photos import HEIGHT, WIDTH, Cut, Frame, PhotoFault
from counter_app.domain.records import Ssn
from counter_app.ports.photos import Finding, Night, PhotoCount, PhotoRow
from counter_app.services.approval import Approval
from counter_app.services.photo_deciding import Candidate, OpenFinding, Take
from counter_app.services.photo_import import PhotoOrder, PhotosIn
from counter_app.services.photos import PhotoStand, Running

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
UNIT = "演练省第一演练市造船重工集团有限责任公司总装二车间（北厂区）"
LONG = "阿卜杜热依木·买买提明·阿卜杜克里木"
ONE, TWO = Ssn("999901198002290013"), Ssn("999901196203120021")
FOLDER = "/media/usb/2026年秋季职工照片"
FINDINGS = tuple(
    Finding(FOLDER, file, fault, NOW, people, finding_id=number)
    for number, (file, fault, people) in enumerate(
        (
            ("北厂区/总装二车间/阿卜杜热依木.jpg", "ambiguous", f"{ONE} {TWO}"),
            ("IMG_20261119_142233.jpg", "nobody", ""),
            (f"{ONE}.jpg", "twice", ONE),
            (f"{ONE}-2.jpg", "twice", ONE),
            (f"{TWO}.jpg", "several_faces", TWO),
        ),
        1,
    )
)


def proof(number: int = 0) -> bytes:
    """Return a drawn photo."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90, 70 + number, 268, 300 + number), fill="#e0b090")
    pen.rectangle((40, 330, 318, HEIGHT), fill="#35507a")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


@dataclass
class FakeDeciding:
    """Implements the decisions for the findings above."""

    findings: list[Finding]
    taken: list[Take] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    def open(self, finding_id: int) -> OpenFinding:
        finding = next(o for o in self.findings if o.finding_id == finding_id)
        people = tuple(
            Candidate(Ssn(ssn), LONG if ssn == ONE else "王小明", UNIT, ssn == TWO)
            for ssn in finding.people.split()
        )
        beside = tuple(
            one
            for one in self.findings
            if finding.fault == one.fault == "twice" and one != finding
        )
        return OpenFinding(finding, people, beside)

    def proof(self, finding: Finding, frame: Frame | None = None) -> Cut:
        jpeg = proof(frame.top if frame else 0)
        fault = PhotoFault(finding.fault) if frame is None else None
        return Cut(jpeg, fault, (), frame or Frame(0, 0, WIDTH), jpeg)

    def take(self, take: Take) -> PhotoRow:
        self.taken.append(take)
        self._gone(take.finding_id)
        return PhotoRow("d" * 64, "x.jpg", Ssn(take.ssn), "", b"x", NOW, "zhang")

    def leave(self, finding_id: int) -> None:
        self.left.append(finding_id)
        self._gone(finding_id)

    def _gone(self, finding_id: int) -> None:
        self.findings[:] = [o for o in self.findings if o.finding_id != finding_id]


@dataclass
class FakePhotos:
    """Implements :class:`counter_app.services.photos.PhotoDesk`."""

    open: list[Finding] = field(default_factory=lambda: list(FINDINGS))
    runs: Running | None = None
    orders: list[PhotoOrder] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deciding = FakeDeciding(self.open)

    def try_out(self, order: PhotoOrder) -> PhotosIn:
        self.orders.append(order)
        return PhotosIn(5, 0, 0, (), 5)

    def take_in(self, order: PhotoOrder) -> PhotosIn:
        self.orders.append(order)
        return PhotosIn(5, 5, 0, ())

    def stop(self) -> None:
        self.runs = None

    def running(self) -> Running | None:
        return self.runs

    def stand(self) -> PhotoStand:
        faults = sorted({one.fault for one in self.open})
        counted = tuple((f, sum(o.fault == f for o in self.open)) for f in faults)
        night = Night(FOLDER, 5000, 3120, 3089, 20, NOW, "zhang")
        return PhotoStand(PhotoCount(3089, 5, 1204, 17), counted, (night,), self.runs)

    def findings(
        self, page: int = 0, *, fault: str = ""
    ) -> tuple[tuple[Finding, ...], bool]:
        found = tuple(o for o in self.open if fault in ("", o.fault))
        return (() if page else found), False

    def look_at(self, ssn: Ssn) -> PhotoRow:
        return PhotoRow("d" * 64, "x.jpg", ssn, "", proof(), NOW, "zhang")

    def rows(
        self, page: int = 0, *, faulty: bool = False
    ) -> tuple[tuple[PhotoRow, ...], bool]:
        del page, faulty
        return (), False

    def count(self) -> PhotoCount:
        return self.stand().count

    def hand_on(self, approval: Approval | None = None) -> tuple[bytes, int]:
        if approval is not None:
            approval.password.wipe()
        return b"PK", 1

    def purge(self) -> int:
        return 0
