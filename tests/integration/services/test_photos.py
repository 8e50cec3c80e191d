"""Photos: matched, cut, kept encrypted, handed on, purged; nothing twice."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image

from counter_app.domain.errors import CounterError
from counter_app.domain.photos import Cut, PhotoFault, PhotoRule
from counter_app.domain.secret import Secret
from counter_app.domain.states import Role
from counter_app.photos import Room
from counter_app.services.approval import Approval
from counter_app.services.photo_deciding import Take
from counter_app.services.photo_import import (
    AT_ONCE,
    PhotoOrder,
    PhotosIn,
    photo_rule,
)
from counter_app.services.photos import PhotoWork
from counter_app.services.results import Session
from tests.integration.services.desk import CHILD, PASSWORD, SSN, Bench, person
from tests.integration.services.test_units import ssn
from tests.unit.photos.test_cutting import on_white, saved, shipped

BOSS = Session("boss", "周", Role.SUPERVISOR)
CLERK = Session("li", "李", Role.CLERK)


@dataclass
class QuickRoom(Room):
    """Real folders; a cut that only counts."""

    cuts: list[bytes] = field(default_factory=list)

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        self.cuts.append(content)
        if content.startswith(b"bad"):
            return Cut(None, PhotoFault.BLURRED)
        return Cut(b"jpeg " + content, None)


class Work:
    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench, self.folder, self.room = bench, folder / "照片", QuickRoom()
        self.folder.mkdir()
        parts = replace(bench.counter.parts, photos=self.room)
        self.who = BOSS
        self.desk = PhotoWork(parts, lambda: self.who)

    def put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    def events(self) -> list[str]:
        with self.bench.store.unit_of_work() as uow:
            rows = uow.session.plain("SELECT event FROM audit")  # type: ignore[attr-defined]  # the real store
        return [str(row[0]) for row in rows]

    def run(self, **more: object) -> PhotosIn:
        return self.desk.take_in(PhotoOrder(self.folder, **more))  # type: ignore[arg-type]


@pytest.fixture
def work(bench: Bench, tmp_path: Path) -> Work:
    people = [
        person(ssn(1), "王小明", unit="东风机械"),
        person(ssn(2), "王小明", unit="海陵中学"),
    ]
    with bench.store.unit_of_work() as uow:
        boss = uow.operators.get("boss")
        assert boss is not None
        uow.operators.put(replace(boss, login="chen", name="陈"))
        uow.holders.put_many(people)
        uow.commit()
    return Work(bench, tmp_path)


def second(login: str = "chen") -> Approval:
    """A second supervisor's word."""
    return Approval(login, Secret(PASSWORD), "for the card maker")


def faults(done: PhotosIn) -> dict[str, str]:
    return {one.file: one.fault.value for one in done.bad}


def test_files_find_their_people(work: Work) -> None:
    """By number; by name where one has it; by name and unit; the rest is shown."""
    work.put(f"{SSN}.jpg", b"a")
    work.put("王𠮷.jpg", b"b")
    work.put("东风机械/王小明.jpg", b"c")
    work.put("王小明2.png", b"d")
    work.put("没有人.jpg", b"e")
    work.put("说明.txt", b"f")
    done = work.run()
    assert done.taken == 3
    assert faults(done) == {
        "王小明2.png": "ambiguous", "没有人.jpg": "nobody", "说明.txt": "kind",
    }  # fmt: skip
    both = next(one for one in done.bad if one.fault is PhotoFault.AMBIGUOUS)
    assert {one.unit for one in both.candidates} == {"东风机械", "海陵中学"}
    assert work.desk.look_at(ssn(1)).jpeg == b"jpeg c"


def test_a_photo_may_come_before_the_person(work: Work) -> None:
    """Who applies tomorrow is not on the roll yet; a slip of the number is nobody."""
    new = ssn(77)
    slip = new[:-1] + ("0" if new[-1] != "0" else "1")
    work.put(f"{new}.jpg", b"a")
    work.put(f"{slip}.jpg", b"b")
    assert faults(work.run()) == {f"{slip}.jpg": "nobody"}
    assert work.desk.look_at(new).jpeg == b"jpeg a"


def test_a_person_chooses(work: Work) -> None:
    """What is ambiguous is settled by hand, by number."""
    work.put("王小明2.png", b"d")
    work.put(f"{SSN}.jpg", b"a")
    work.put(f"{SSN}-2.jpg", b"b")
    assert set(faults(work.run()).values()) == {"ambiguous", "twice"}
    done = work.run(by_hand={"王小明2.png": ssn(2), f"{SSN}.jpg": SSN})
    assert done.taken == 2
    assert work.desk.look_at(ssn(2)).jpeg == b"jpeg d"
    assert work.desk.look_at(SSN).jpeg == b"jpeg a"


def test_a_stopped_night_goes_on(work: Work) -> None:
    """Each file is cut once, however often the run is stopped and started."""
    people = [person(ssn(100 + n), f"人{n}") for n in range(AT_ONCE * 2 + 3)]
    with work.bench.store.unit_of_work() as uow:
        uow.holders.put_many(people)
        uow.commit()
    for one in people:
        work.put(f"{one.ssn}.jpg", one.ssn.encode())
    steps: list[tuple[int, int]] = []
    first = work.run(told=lambda *step: steps.append(step), stopped=lambda: bool(steps))
    assert (first.taken, first.left) == (AT_ONCE, AT_ONCE + 3)
    second = work.run()
    assert (second.taken, second.known, second.left) == (AT_ONCE + 3, AT_ONCE, 0)
    assert len(work.room.cuts) == len(people)


def test_a_fault_is_kept_until_it_is_looked_at_again(work: Work) -> None:
    """A bad picture is named each time, and cut again only when asked."""
    work.put(f"{SSN}.jpg", b"bad picture")
    assert faults(work.run()) == faults(work.run()) == {f"{SSN}.jpg": "blurred"}
    assert len(work.room.cuts) == 1
    work.run(again=True)
    assert len(work.room.cuts) == 2
    assert work.desk.count().faulty == 1


def test_one_picture_is_not_two_people(work: Work) -> None:
    """The same bytes for another person are a mix-up."""
    work.put(f"{SSN}.jpg", b"a")
    work.run()
    work.put(f"{CHILD}.jpg", b"a")
    assert faults(work.run()) == {f"{CHILD}.jpg": "same_picture"}


def test_handed_on_and_purged(work: Work, tmp_path: Path) -> None:
    """Only a supervisor hands on; after the pack's days the picture is gone."""
    work.put(f"{SSN}.jpg", b"a")
    work.run()
    work.who = CLERK
    with pytest.raises(CounterError):
        work.desk.hand_on(second())
    work.who = BOSS
    with pytest.raises(CounterError) as alone:
        work.desk.hand_on()
    assert alone.value.code == "rule.approval_needed"
    with pytest.raises(CounterError) as oneself:
        work.desk.hand_on(second("boss"))
    assert oneself.value.code == "rule.approval_self"
    assert work.desk.count().to_upload == 1
    packed, count = work.desk.hand_on(second())
    assert "photo.export" in work.events()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [f"{SSN}.jpg"]
    assert (count, work.desk.count().to_upload) == (1, 0)
    days = work.bench.pack.photo_keep_days
    work.bench.clock.forward(days=days - 1)
    assert work.desk.purge() == 0
    work.bench.clock.forward(days=1)
    assert work.desk.purge() == 1
    with pytest.raises(CounterError) as gone:
        work.desk.look_at(SSN)
    assert gone.value.code == "photos.no_photo"


def test_look_ups_are_on_record_and_pictures_unreadable_at_rest(work: Work) -> None:
    """The audit names no number; the file on disk shows no picture."""
    marker = b"PLAIN-PICTURE" * 40
    work.put(f"{SSN}.jpg", marker)
    work.run()
    work.desk.look_at(SSN)
    with work.bench.store.unit_of_work() as uow:
        rows = uow.session.plain(  # type: ignore[attr-defined]  # the real store
            "SELECT subject FROM audit WHERE event = 'photo.look'"
        )
    assert len(rows) == 1
    assert SSN not in rows[0][0]
    for file in work.bench.folder.glob("office.db*"):
        assert marker not in file.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(work.bench.folder / "office.db").execute("SELECT * FROM photo")


def test_a_real_portrait(work: Work) -> None:
    """The shipped portrait becomes a photo within the city's window."""
    room = Room()
    desk = PhotoWork(replace(work.bench.counter.parts, photos=room), lambda: BOSS)
    white = on_white(Image.open(shipped()).convert("RGB"))
    work.put(f"{SSN}.png", saved(white))
    assert desk.take_in(PhotoOrder(work.folder)).taken == 1
    jpeg = desk.look_at(SSN).jpeg
    rule = photo_rule(work.bench.counter.parts)
    assert jpeg is not None
    assert rule.least_bytes <= len(jpeg) <= rule.most_bytes


def test_nothing_to_take(work: Work) -> None:
    """An empty folder and a broken archive are told apart."""
    with pytest.raises(CounterError) as empty:
        work.run()
    assert empty.value.code == "photos.no_pictures"
    broken = work.folder.parent / "x.zip"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(CounterError) as bad:
        work.desk.take_in(PhotoOrder(broken))
    assert bad.value.code == "photos.unreadable"
    assert work.desk.rows() == ((), False)


def test_a_dry_run_stores_nothing(work: Work) -> None:
    """Whom files belong to is told; no picture is cut, nothing waits for a decision."""
    work.put(f"{SSN}.jpg", b"a")
    work.put("王小明2.png", b"d")
    tried = work.desk.try_out(PhotoOrder(work.folder))
    assert (tried.total, tried.left, faults(tried)) == (
        2,
        1,
        {"王小明2.png": "ambiguous"},
    )
    assert (work.room.cuts, work.desk.count().kept) == ([], 0)
    assert work.desk.findings() == ((), False)


def test_findings_are_there_in_the_morning(work: Work) -> None:
    """One decision each: whose it is, leave it; what is settled is gone for good."""
    work.put("王小明2.png", b"d")
    work.put(f"{SSN}.jpg", b"bad picture")
    work.run()
    stand = work.desk.stand()
    assert stand.faults == (("ambiguous", 1), ("blurred", 1))
    assert stand.nights[0].ended_at is not None
    both, blurred = work.desk.findings()[0]
    opened = work.desk.deciding.open(both.finding_id)
    assert {one.unit for one in opened.people} == {"东风机械", "海陵中学"}
    with pytest.raises(CounterError) as nobody:
        work.desk.deciding.take(Take(both.finding_id, "999901199001011234"))
    assert nobody.value.code == "photos.choice"
    work.desk.deciding.take(Take(both.finding_id, ssn(2)))
    assert work.desk.look_at(ssn(2)).jpeg == b"jpeg d"
    with pytest.raises(CounterError) as bad:
        work.desk.deciding.take(Take(blurred.finding_id, SSN))
    assert bad.value.code == "photos.not_a_photo"
    work.desk.deciding.leave(blurred.finding_id)
    work.run()
    assert work.desk.findings() == ((), False)
    assert {"photo.by_hand", "photo.left"} <= set(work.events())


def test_a_file_chosen_at_the_window(work: Work) -> None:
    """Judged like a file of an import; a bad one waits where a person can cut it."""
    deciding = work.desk.deciding
    work.put("my face.jpg", b"good")
    made = deciding.choose(work.folder / "my face.jpg", SSN.lower())
    assert work.desk.look_at(SSN).jpeg == made.jpeg == b"jpeg good"
    assert deciding.choose(work.folder / "my face.jpg", SSN).made_at == made.made_at
    assert work.room.cuts == [b"good"]
    work.put("dull.jpg", b"bad light")
    work.put("list.txt", b"no picture")
    refused = {
        ("dull.jpg", SSN): PhotoFault.BLURRED,
        ("my face.jpg", ssn(1)): PhotoFault.SAME_PICTURE,
        ("list.txt", SSN): PhotoFault.KIND,
        ("gone.jpg", SSN): PhotoFault.UNREADABLE,
    }
    for (name, number), fault in refused.items():
        with pytest.raises(CounterError) as bad:
            deciding.choose(work.folder / name, number)
        assert bad.value.code == "photos.not_a_photo"
        assert bad.value.params["fault"] == fault
    with pytest.raises(CounterError) as half:
        deciding.choose(work.folder / "my face.jpg", SSN[:-1])
    assert half.value.code == "photos.choice"
    ((waiting,), _more) = work.desk.findings()
    assert (waiting.file, waiting.people) == ("dull.jpg", SSN)
    assert deciding.open(waiting.finding_id).people[0].has_photo
    assert work.events().count("photo.by_hand") == 1


def test_names_of_files_are_forgotten(work: Work) -> None:
    """A file's name may name a person: it goes after the pack's days, open or not."""
    work.put("王小明2.png", b"d")
    work.put(f"{SSN}.jpg", b"bad picture")
    work.run()
    days = work.bench.pack.photo_keep_days
    work.bench.clock.forward(days=days - 1)
    work.run()  # whoever works on the folder keeps its list
    work.bench.clock.forward(days=days - 1)
    work.desk.purge()
    assert len(work.desk.findings()[0]) == len(work.desk.stand().nights) + 1 == 2
    work.bench.clock.forward(days=1)
    work.desk.purge()
    assert (work.desk.findings()[0], work.desk.stand().nights) == ((), ())
    assert [row.source for row in work.desk.rows()[0]] == [""]
    assert "photo.purge" in work.events()


def test_two_files_of_one_person(work: Work) -> None:
    """Choosing one leaves the other; another run does not ask again."""
    work.put(f"{SSN}.jpg", b"a")
    work.put(f"{SSN}-2.jpg", b"b")
    work.run()
    first = work.desk.findings()[0][0]
    opened = work.desk.deciding.open(first.finding_id)
    assert len(opened.beside) == 1
    work.desk.deciding.take(Take(first.finding_id, SSN))
    assert work.desk.findings() == ((), False)


def test_a_frame_chosen_by_hand(work: Work) -> None:
    """Where no face is found, a person's frame is cut; too few pixels are refused."""
    room = Room()
    desk = PhotoWork(replace(work.bench.counter.parts, photos=room), lambda: BOSS)
    plain = Image.effect_noise((900, 1200), 60).convert("RGB")
    work.put(f"{SSN}.png", saved(plain))
    desk.take_in(PhotoOrder(work.folder))
    finding = desk.findings()[0][0]
    assert finding.fault == PhotoFault.NO_FACE
    proof = desk.deciding.proof(finding)
    assert proof.frame is not None
    assert proof.fault is PhotoFault.NO_FACE
    small = replace(proof.frame, width=40)
    with pytest.raises(CounterError):
        desk.deciding.take(Take(finding.finding_id, SSN, small))
    chosen = proof.frame.zoomed(0.6).moved(0.1, -0.05)
    jpeg = desk.deciding.take(Take(finding.finding_id, SSN, chosen)).jpeg
    assert Image.open(io.BytesIO(jpeg or b"")).size == (358, 441)
    assert desk.count().faulty == 0
