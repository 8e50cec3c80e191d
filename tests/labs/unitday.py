"""A whole unit day: list, boxes, papers, four offline laptops, mistakes, the center.

Everything is the product's own: encrypted stores, sealed files, the real press and a
real center on SQLite in this process. What must come out is counted beside it, by the
hand of whoever plays the day.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import xlsxwriter

from card_io.core.softkeys import SoftwareKeys
from card_io.worker import DirectDesk
from counter_app.bootstrap.line import NullLine
from counter_app.domain.errors import CounterError
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Holder, Office
from counter_app.domain.secret import Secret
from counter_app.domain.states import AppStatus, Effect, Role
from counter_app.domain.units import Mark, UnitAgent, UnitPerson
from counter_app.services import (
    unit_boxing,
    unit_closing,
    unit_day,
    unit_import,
    unit_laptops,
    unit_merging,
    unit_papers,
)
from counter_app.services.approval import Approval
from counter_app.services.commands import Bearer, FaceChecks
from counter_app.services.operators import add_operator
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_closing import BoxCount
from counter_app.services.unit_day import HandOver
from counter_app.services.unit_import import Imported, UnitOrder
from counter_app.services.unit_papers import UnitPaper
from counter_app.sheets import read_sheet
from counter_app.system import RandomIds
from db import create_store
from printing.press import ReportlabPress
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, remember_center, sync_once
from sync.unitfile import SealedUnitFiles
from tests.labs.centers import REGION, Clock, Keys, Lab, card, holder, in_process
from tests.labs.centers import sqlite_lab as center_on_sqlite

URL = "http://center"
PASSWORD = "Practice-2026"
CLERK = Session("li", "李", Role.CLERK)
BOSS = Session("boss", "周", Role.SUPERVISOR)
AGENT = UnitAgent("周经办", "999901197001010018", "13900000000")
SELF = Bearer(papers_checked=True)
FACE = FaceChecks(name_same=True, number_same=True, photo_is_holder=True)
_SHARES = {
    "handed": 84, "agent": 4, "absent": 6, "wrong_card": 3, "refused": 2, "undone": 1,
}  # fmt: skip
FATES = tuple(fate for fate, share in _SHARES.items() for _ in range(share))
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


@dataclass
class Station:
    """One workstation: its parts for the services, its line to the center."""

    parts: Parts
    line: LineParts
    name: str
    keys: int = 0

    def sync(self) -> None:
        """Send what waits and take what is new."""
        sync_once(self.line)

    def key(self) -> str:
        """Return a submit key of its own."""
        self.keys += 1
        return f"{self.name}-{self.keys}"

    def effects(self) -> Counter[Effect]:
        """Return the effects of all hand-outs filed here."""
        with self.parts.store.unit_of_work() as uow:
            rows = uow.session.plain(  # type: ignore[attr-defined]  # the real one
                "SELECT effect, count(*) FROM operation GROUP BY effect"
            )
        return Counter({Effect(effect): int(count) for effect, count in rows})


@dataclass
class Day:
    """The office, its laptops, and the tally of whoever plays.

    Attributes:
        fates: what became of each running number, as the players know it.
        doubles: people whom a second laptop served as well.
        refusals: codes of everything that was refused on site.
    """

    lab: Lab
    office: Station
    laptops: list[Station]
    people: list[Holder]
    stack: ExitStack
    fates: dict[int, str] = field(default_factory=dict)
    doubles: set[int] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)
    job_id: str = ""
    papers: dict[str, int] = field(default_factory=dict)

    def close(self) -> None:
        """Stop everything."""
        self.stack.close()
        self.lab.database.close()


def open_day(folder: Path, count: int, laptops: int = 4, seed: int = 1) -> Day:
    """Build center, people, office and laptops; nobody has a job yet."""
    dice = random.Random(seed)
    lab = center_on_sqlite(folder)
    stack = ExitStack()
    transport = stack.enter_context(in_process(lab.center()))
    code = str(lab.new_office()["office_code"])
    people = [
        holder(n + 1, name=dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2)))
        for n in range(count)
    ]
    dormant = AppStatus.DORMANT
    rows = [
        (person, (card(person, n + 1, dormant, arrived_on=date(2026, 2, 1)),))
        for n, person in enumerate(people)
    ]
    lab.bring_in(code, *rows)
    names = ["office", *(f"laptop{n + 1}" for n in range(laptops))]
    made = [_station(lab, stack, transport, folder, name) for name in names]
    made[0].sync()
    return Day(lab, made[0], made[1:], people, stack)


def _station(
    lab: Lab, stack: ExitStack, transport: object, folder: Path, name: str
) -> Station:
    clock, keys = Clock(), Keys()
    store = create_store(folder / f"{name}.db", b"k" * 32, clock)
    stack.callback(store.close)
    order = EnrolOrder(URL, str(lab.new_office()["code"]), name)
    enrolled = enrol(order, keys, clock, transport=transport)  # type: ignore[arg-type]
    incarnation = f"INC{name.upper()}"
    blank = Office("00000000", "测试", "", "00", incarnation, REGION, "")
    office = enrolled.office(blank)
    with store.unit_of_work() as uow:
        uow.settings.put_office(office)
        if name == "office":
            for login, role in (("boss", Role.SUPERVISOR), ("li", Role.CLERK)):
                add_operator(uow, login, login, role, PASSWORD)
                made = uow.operators.get(login)
                assert made is not None
                uow.operators.put(replace(made, must_change=False))
        uow.commit()
    remember_center(store, enrolled)
    cards = DirectDesk(SoftwareKeys())
    stack.callback(cards.close)
    parts = Parts(
        store=store, cards=cards, line=NullLine("center.unreachable"),
        press=PRESS, printer=None, clock=clock, ids=RandomIds(),  # type: ignore[arg-type]  # nothing is sent to a printer
        pack=load_pack("cn-js-taizhou"), office=office,
        receipt_mac=lambda _no: "ABCD2345", read_sheet=read_sheet,
        unit_files=SealedUnitFiles(),
    )  # fmt: skip
    line = LineParts(store, keys, clock, transport=transport)  # type: ignore[arg-type]
    return Station(parts, line, name)


PRESS = ReportlabPress()


# -- the day, step by step -----------------------------------------------------------
def bring_list(day: Day, file: Path, dice: random.Random, box_size: int) -> Imported:
    """Write the unit's list with its mistakes, and make the job."""
    rows = [
        (one.name, one.ssn, f"{n % 5 + 1} 车间", f"{n % 3 + 1} 班")
        for n, one in enumerate(day.people)
    ]
    dice.shuffle(rows)
    twice = dice.sample(rows, max(2, len(rows) // 100))
    name, ssn, shop, team = rows[0]
    wrong = ssn[:-1] + ("1" if ssn[-1] == "0" else "0")
    stranger = holder(900_001).ssn
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["职工姓名", "身份证号码", "车间", "班组"])
        extra = [*twice, (name, wrong, shop, team), ("无此人", stranger, shop, team)]
        for at, row in enumerate([*rows, *extra], start=1):
            sheet.write_row(at, 0, row)
    order = UnitOrder(
        file, "海陵机械厂", date(2026, 3, 2), "食堂", box_size=box_size, agents=(AGENT,)
    )
    made = unit_import.make_job(day.office.parts, BOSS, order)
    assert made.job is not None
    assert len(made.packed) == len(day.people)
    assert len(made.bad) == len(twice) + 2
    day.job_id = made.job.job_id
    return made


def pack_and_print(day: Day) -> int:
    """Print every paper and close every box with two persons; return the boxes."""
    parts, job_id = day.office.parts, day.job_id
    for what in UnitPaper:
        day.papers[what.value] = len(unit_papers.make(parts, BOSS, job_id, what))
    found = unit_day.progress(parts, job_id)
    for box in found.laid:
        second = Approval("li", Secret(PASSWORD), "")
        count = found.boxes[box.box].total
        unit_boxing.pack_box(parts, BOSS, PackBox(job_id, box.box, count, second))
    return len(found.laid)


def hand_round(day: Day) -> None:
    """Give boxes to the laptops in turn; laptop 2 gets a box of laptop 1 as well."""
    parts, job_id = day.office.parts, day.job_id
    laid = [box.box for box in unit_day.progress(parts, job_id).laid]
    files = []
    for at, laptop in enumerate(day.laptops):
        mine = laid[at :: len(day.laptops)]
        files.append(unit_laptops.give_boxes(parts, BOSS, job_id, mine, laptop.name))
        made = files[-1]
        unit_laptops.take_boxes(laptop.parts, CLERK, made.data, made.code)
        again = unit_laptops.take_boxes(laptop.parts, CLERK, made.data, made.code)
        assert not again.boxes
    swapped = files[0]
    unit_laptops.take_boxes(day.laptops[1].parts, CLERK, swapped.data, swapped.code)


def serve(day: Day, dice: random.Random) -> None:
    """Serve everybody at the laptop that has the box, with what goes wrong on site."""
    for at, laptop in enumerate(day.laptops):
        mine = _people(laptop, day.job_id, at, len(day.laptops))
        for person in mine:
            day.fates[person.running] = _fate(day, laptop, person, dice.choice(FATES))
        _refused(day, lambda here=laptop: unit_day.find(
            here.parts, day.job_id, holder(900_002).ssn))  # fmt: skip
    first, second = day.laptops[:2]
    for person in _people(first, day.job_id, 0, len(day.laptops))[:3]:
        if day.fates[person.running] in ("handed", "agent"):
            _give(second, person, SELF)  # the swapped box: served a second time
            day.doubles.add(person.running)
    away = unit_day.find(day.office.parts, day.job_id, "1")
    _refused(day, lambda: _give(day.office, away, SELF))


def _people(laptop: Station, job_id: str, at: int, every: int) -> list[UnitPerson]:
    laid = unit_day.progress(laptop.parts, job_id).laid
    mine = [box.box for box in laid if (box.box - 1) % every == at]
    with laptop.parts.store.unit_of_work() as uow:
        return [person for box in mine for person in uow.units.of_box(job_id, box)]


def _fate(day: Day, laptop: Station, person: UnitPerson, fate: str) -> str:
    parts = laptop.parts
    if fate in ("handed", "agent"):
        bearer = (
            SELF if fate == "handed" else unit_day.unit_bearer(parts, person.job_id)
        )
        command = _give(laptop, person, bearer)
        assert unit_day.hand_over(parts, CLERK, command).repeated  # the key twice
        again = replace(command, submit_key=laptop.key())
        _refused(day, lambda: unit_day.hand_over(parts, CLERK, again))
        return fate
    what = Mark.ABSENT if fate == "undone" else Mark(fate)
    now = unit_day.mark(parts, CLERK, person, what, "照片不是本人")
    if fate == "undone":  # comes later after all
        unit_day.mark(parts, CLERK, now, Mark.UNDONE)
        _give(laptop, person, SELF)
        return "handed"
    return fate


def _give(laptop: Station, person: UnitPerson, bearer: Bearer) -> HandOver:
    key = laptop.key()
    command = HandOver(person.job_id, person.running, key, bearer, FACE)
    unit_day.hand_over(laptop.parts, CLERK, command)
    return command


def _refused(day: Day, act: object) -> None:
    try:
        act()  # type: ignore[operator]
    except CounterError as exc:
        day.refusals[exc.code] += 1
    else:
        raise AssertionError("was not refused")


def close_laptops(day: Day) -> None:
    """Count and close at each laptop; carry the results home, one of them twice."""
    for at, laptop in enumerate(day.laptops):
        parts = laptop.parts
        interim = unit_laptops.results(parts, CLERK, day.job_id, laptop.name)
        if not at:
            unit_merging.merge(day.office.parts, BOSS, interim.data, interim.code)
        _close(laptop, day.job_id)
        final = unit_laptops.results(parts, CLERK, day.job_id, laptop.name)
        made = unit_merging.merge(day.office.parts, BOSS, final.data, final.code)
        assert tuple(person.running for person in made.twice) == made.doubles
        again = unit_merging.merge(day.office.parts, BOSS, final.data, final.code)
        assert again.new == 0
    _close(day.office, day.job_id)


def _close(station: Station, job_id: str) -> None:
    boxes = unit_day.progress(station.parts, job_id).boxes
    counts = tuple(BoxCount(box, c.in_box) for box, c in boxes.items() if box)
    unit_closing.close_job(station.parts, BOSS, job_id, counts)


def report(day: Day) -> dict[str, object]:
    """Send everything to the center and return the three totals side by side."""
    for station in (*day.laptops, day.office):
        station.sync()
    for station in (*day.laptops, day.office):
        station.sync()
    played = Counter("handed" if f == "agent" else f for f in day.fates.values())
    state = unit_day.progress(day.office.parts, day.job_id)
    job = state.boxes[0]
    effects = sum((s.effects() for s in day.laptops), Counter[Effect]())
    at_center = day.lab.rows(
        "SELECT count(*) FROM card WHERE handed_out_on IS NOT NULL AND app_status = 1"
    )[0][0]
    return {
        "people": len(day.people),
        "played": dict(sorted(played.items())),
        "job": {
            "handed": job.handed, "absent": job.absent,
            "wrong_card": job.wrong_card, "refused": job.refused,
        },
        "returned": job.returned,
        "doubles": state.doubles,
        "expected_doubles": len(day.doubles),
        "center_handed": int(at_center),
        "effective": effects[Effect.EFFECTIVE],
        "refused_by_center": effects[Effect.REFUSED],
        "pending": effects[Effect.PENDING],
        "refusals": dict(sorted(day.refusals.items())),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """How large the day is."""

    people: int
    laptops: int = 4
    box_size: int = 40
    seed: int = 1


def play(folder: Path, wishes: Wishes) -> Day:
    """Play the whole day; ``report`` tells how it ended."""
    dice = random.Random(wishes.seed)
    day = open_day(folder, wishes.people, laptops=wishes.laptops, seed=wishes.seed)
    bring_list(day, folder / "名单.xlsx", dice, wishes.box_size)
    pack_and_print(day)
    hand_round(day)
    serve(day, dice)
    close_laptops(day)
    return day


def wrong_totals(found: dict[str, object]) -> list[str]:
    """Return every total that does not agree to the person."""
    played, job = found["played"], found["job"]
    assert isinstance(played, dict)
    assert isinstance(job, dict)
    wrong = [
        f"{name}: {played.get(name, 0)} played, {count} in the job"
        for name, count in job.items()
        if played.get(name, 0) != count
    ]
    for name, expected in (
        ("center_handed", job["handed"]), ("effective", job["handed"]),
        ("refused_by_center", found["expected_doubles"]), ("pending", 0),
        ("doubles", found["expected_doubles"]), ("returned", 0),
    ):  # fmt: skip
        if found[name] != expected:
            wrong.append(f"{name}: {found[name]} instead of {expected}")
    return wrong
