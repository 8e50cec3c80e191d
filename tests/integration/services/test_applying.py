"""申领: one person at the window, a unit's list, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import Workbook

from counter_app.domain.applications import Applicant, promised_day
from counter_app.domain.errors import CounterError, StoreError
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus, Collector, Effect, Kind
from counter_app.ports.applications import Find
from counter_app.ports.photos import PhotoRow
from counter_app.services.applications import ApplyWork
from counter_app.services.apply_lists import UnitApplications
from counter_app.services.applying import ApplyNew
from counter_app.services.commands import Bearer
from counter_app.services.results import Session
from counter_app.services.standing import Block
from counter_app.sheets import read_sheet
from tests.integration.services.desk import CHILD, SSN, Bench, cases_today
from tests.integration.services.test_units import ssn

CLERK = Session("li", "李", "clerk")  # type: ignore[arg-type]
NEW = ssn(5)  # nobody knows this person here
ME = Bearer(papers_checked=True)
AGENT = Bearer(Collector.UNIT, "周经办", "999901197001010018", "13900000000",
               papers_checked=True)  # fmt: skip


def give_photo(bench: Bench, *people: str) -> None:
    with bench.store.unit_of_work() as uow:
        for number in people:
            digest = sha256(number.encode()).hexdigest()
            uow.photos.put(
                PhotoRow(digest, f"{number}.jpg", Ssn(number), "", b"jpeg",
                         bench.clock.now(), "li")
            )  # fmt: skip
        uow.commit()


def form(**more: object) -> ApplyNew:
    values: dict[str, object] = {
        "name": "欧阳小明", "id_type": "A", "paper_no": SSN, "bank": "95580",
        "phone": "13800000000",
    }  # fmt: skip
    person = Applicant(**(values | more))  # type: ignore[arg-type]
    return ApplyNew("form-1", person, ME, frozenset({"holder_id"}))


@pytest.fixture
def work(bench: Bench) -> ApplyWork:
    give_photo(bench, SSN, NEW)
    parts = replace(bench.counter.parts, read_sheet=read_sheet)
    return ApplyWork(parts, lambda: CLERK)


def refused(work: ApplyWork, command: ApplyNew) -> str:
    with pytest.raises(CounterError) as caught:
        work.apply(command)
    return caught.value.code


def test_an_application_is_filed_decided_and_printed(
    work: ApplyWork, bench: Bench
) -> None:
    """2.1: case, receipt with the promised date, the center's word, the place."""
    done = work.apply(form())
    assert (done.business, done.effect) == (Kind.APPLY_NEW, Effect.EFFECTIVE)
    assert bench.printer.papers[0][0] == done.receipt_no
    row = work.where(done.receipt_no)[0]
    assert row.shown == "applied"
    today = bench.counter.parts.today()
    assert row.application.promised_on == promised_day(today, bench.pack)
    assert done.operations[0].card_no == done.receipt_no
    assert done.operations[0].detail["bank"] == "95580"
    assert cases_today(bench.counter)[0].card_no == ""


def test_the_same_form_is_one_case(work: ApplyWork) -> None:
    """G31: a double submit changes nothing; another person's key is refused."""
    first = work.apply(form())
    again = work.apply(form())
    assert again.repeated
    assert again.receipt_no == first.receipt_no
    with pytest.raises(StoreError):
        work.apply(form(paper_no=NEW, name="王小明"))


def test_offline_it_waits_for_the_center(work: ApplyWork, bench: Bench) -> None:
    """Offline it is a pre-acceptance; the center decides when the line is back."""
    bench.line.hold(True)
    done = work.apply(form())
    assert done.effect is Effect.PENDING
    assert work.where(done.receipt_no)[0].shown == "accepted"
    second = replace(form(), submit_key="form-2")
    assert refused(work, second) == "rule.application_runs"
    bench.line.hold(False)
    assert work.where(SSN)[0].shown == "applied"


def test_one_person_one_card(work: ApplyWork, bench: Bench) -> None:
    """R-01: a living card stands in the way, a cancelled one does not."""
    card = bench.live(1)
    assert refused(work, form()) == "rule.has_live_card"
    gone = replace(card, app_status=AppStatus.CANCELLED, version=3)
    with bench.store.unit_of_work() as uow:
        uow.cards.put(gone)
        uow.commit()
    bench.line.know(gone)
    assert work.apply(form()).effect is Effect.EFFECTIVE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "张三"}, "rule.name_mismatch"),
        ({"bank": "00000"}, "rule.bank_unknown"),
        ({"bank": ""}, "rule.bank_unknown"),
        ({"id_type": "Z"}, "apply.paper_unknown"),  # 3.1
        ({"paper_no": "999901198002290014"}, "apply.number"),  # nobody knows it
        ({"paper_no": "99990119800229001"}, "apply.number"),
        ({"birth_date": date(1980, 3, 1)}, "apply.birth_date"),
        ({"paper_until": date(2026, 1, 1)}, "apply.paper_expired"),
        ({"id_type": "J", "paper_no": "X1"}, "apply.paper_number"),
    ],
)
def test_what_is_refused(
    work: ApplyWork, changes: dict[str, object], code: str
) -> None:
    """Each rule says its own no, and nothing is filed."""
    assert refused(work, form(**changes)) == code
    assert work.listing().rows == ()


def test_papers_must_have_been_seen(work: ApplyWork) -> None:
    """3.2: the check list is the rule pack's, by who acts."""
    assert refused(work, replace(form(), seen=frozenset())) == "apply.papers_missing"
    assert work.papers(Collector.GUARDIAN, minor=True) == (
        "guardian_id", "holder_id", "relation",
    )  # fmt: skip


def test_from_an_age_a_photo_is_needed(bench: Bench) -> None:
    """R-05: without a photo no application, below the age there may be none."""
    work = ApplyWork(bench.counter.parts, lambda: CLERK)
    assert refused(work, form()) == "apply.photo_missing"


def test_a_child_comes_with_a_guardian(work: ApplyWork, bench: Bench) -> None:
    """R-04: guardian fields and the guardian in person."""
    give_photo(bench, CHILD)
    seen = frozenset({"guardian_id", "holder_id", "relation"})
    alone = replace(form(paper_no=CHILD, name="王𠮷"), seen=seen)
    assert refused(work, alone) == "rule.guardian_missing"
    told = form(
        paper_no=CHILD, name="王𠮷", guardian_name="王父", guardian_id=SSN,
        guardian_relation="1",
    )  # fmt: skip
    assert refused(work, replace(told, seen=seen)) == "rule.guardian_missing"
    guardian = Bearer(Collector.GUARDIAN, "王父", SSN, "138", papers_checked=True)
    whole = replace(told, seen=seen, bearer=guardian)
    assert work.apply(whole).effect is Effect.EFFECTIVE


def test_a_foreigner_is_not_a_citizen(work: ApplyWork, bench: Bench) -> None:
    """3.1: another paper, another number; the citizen rule is not asked."""
    number = "USA199001010012345"[:18]
    give_photo(bench, number)
    passport = form(
        id_type="C", paper_no="E12345678", ssn=number, name="SMITH JOHN",
        sex="male", birth_date=date(1990, 1, 1), nationality="USA",
    )  # fmt: skip
    done = work.apply(passport)
    assert done.operations[0].ssn == number
    nameless = replace(passport, person=replace(passport.person, birth_date=None))
    code = refused(work, replace(nameless, submit_key="form-3"))
    assert code == "apply.field_missing"


def unit_list(folder: Path) -> Path:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["姓名", "身份证号码", "服务银行", "手机"])
    sheet.append(["欧阳小明", SSN, "95580", "13800000000"])
    sheet.append(["王小明", NEW, "95533", "13800000001"])
    sheet.append(["无银行", ssn(7), "", ""])
    sheet.append(["错号", "123", "95580", ""])
    sheet.append(["王小明", NEW, "95533", ""])
    path = folder / "申领.xlsx"
    book.save(path)
    return path


def test_a_unit_applies_once(work: ApplyWork, bench: Bench, tmp_path: Path) -> None:
    """Dry run, run, and the same list again: nobody twice, every bad row named."""
    order = UnitApplications(unit_list(tmp_path), "东风机械", AGENT)
    tried = work.apply_list(order, dry_run=True)
    assert (tried.taken, len(tried.bad)) == (2, 3)
    assert work.listing().rows == ()
    done = work.apply_list(order)
    assert (done.taken, done.repeated) == (2, 0)
    assert [(b.line, b.error.code) for b in done.bad] == [
        (4, "rule.bank_unknown"), (5, "apply.number"), (6, "apply.number"),
    ]  # fmt: skip
    again = work.apply_list(order)
    assert (again.taken, again.repeated) == (2, 2)
    rows = work.listing().rows
    assert {row.application.unit for row in rows} == {"东风机械"}
    assert len(rows) == 2
    assert bench.printer.papers == []  # the unit's people sign their list


def test_before_typing_office_and_center_are_asked(
    work: ApplyWork, bench: Bench
) -> None:
    """2.1-2: what is known here, and why the center was not asked; it is audited."""
    assert work.check(Ssn(NEW)).block is Block.NONE
    assert work.ask(Ssn(NEW)).fault == "center.not_enrolled"  # nobody to ask
    bench.live(1)
    known = work.check(SSN)
    assert (known.block, known.card_status) == (Block.CARD, AppStatus.NORMAL)
    assert work.photo(SSN) == b"jpeg"
    bench.line.hold(True)
    work.apply(form(paper_no=NEW, name="王小明"))
    assert work.check(Ssn(NEW)).block is Block.RUNNING


def test_a_way_begins_here_and_a_list_can_be_filtered(work: ApplyWork) -> None:
    """The acceptance is the first step; the store does the filtering."""
    number = work.apply(form()).receipt_no
    assert [step.state for step in work.way(number).steps] == ["accepted"]
    for find in (Find(text="欧阳"), Find(text=SSN[:10]), Find(state="accepted")):
        assert len(work.listing(find).rows) == 1
    for find in (Find(text="王"), Find(unit="厂"), Find(late_on=date(2026, 11, 20))):
        assert work.listing(find).rows == ()
    assert len(work.listing(Find(late_on=date(2027, 11, 20))).rows) == 1
