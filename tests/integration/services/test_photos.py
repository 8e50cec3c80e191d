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
from counter_app.domain.states import Role
from counter_app.photos import Room
from counter_app.services.photo_import import (
    AT_ONCE,
    PhotoOrder,
    PhotosIn,
    photo_rule,
)
from counter_app.services.photos import PhotoWork
from counter_app.services.results import Session
from tests.integration.services.desk import CHILD, SSN, Bench, person
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

    def run(self, **more: object) -> PhotosIn:
        return self.desk.take_in(PhotoOrder(self.folder, **more))  # type: ignore[arg-type]


@pytest.fixture
def work(bench: Bench, tmp_path: Path) -> Work:
    people = [
        person(ssn(1), "王小明", unit="东风机械"),
        person(ssn(2), "王小明", unit="海陵中学"),
    ]
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many(people)
        uow.commit()
    return Work(bench, tmp_path)


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
        work.desk.hand_on()
    work.who = BOSS
    packed, count = work.desk.hand_on()
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
