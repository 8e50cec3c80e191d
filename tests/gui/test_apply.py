"""申领 in a real window by real keys: the form, the check, the list, the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tkinter import filedialog

import pytest
from PIL import Image
from stdnum.iso7064 import mod_11_2

from counter_app.domain.applications import Application, Progress, Step
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus
from counter_app.photos import Room
from counter_app.ports.photos import PhotoRow
from counter_app.ports.standing import AtCenter
from counter_app.services.counter import Counter
from counter_app.services.standing import Block
from tests.gui.real import RealGui
from tests.integration.services.desk import SSN, Bench
from tests.integration.services.test_units import ssn
from tests.labs.xvfb import Xvfb
from tests.unit.photos.test_cutting import on_white, saved, shipped

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ADULT, OTHER = ssn(5), ssn(6)
CHILD = Ssn("99990120220101001" + mod_11_2.calc_check_digit("99990120220101001"))
FOREIGN = "USA199001010012345"


class FakeCenter:
    """A center that knows what a test tells it."""

    def __init__(self) -> None:
        self.people: dict[str, AtCenter] = {}
        self.asked: list[tuple[str, str]] = []

    def standing(self, number: Ssn, name: str) -> AtCenter:
        self.asked.append((number, name))
        return self.people.get(number, AtCenter(True, AT))


def photo() -> bytes:
    """A drawn picture in the size of a card's photo."""
    kept = BytesIO()
    Image.new("RGB", (358, 441), "#c8d4e0").save(kept, "JPEG")
    return kept.getvalue()


@pytest.fixture(scope="module")
def center() -> FakeCenter:
    return FakeCenter()


@pytest.fixture(scope="module")
def gui(
    screen: Xvfb, tmp_path_factory: pytest.TempPathFactory, center: FakeCenter
) -> Iterator[RealGui]:
    """One window for the file, over the real counter; photos are in the store."""
    bench = Bench(tmp_path_factory.mktemp("apply"))
    with bench.store.unit_of_work() as uow:
        for number in (ADULT, OTHER, FOREIGN, SSN):
            digest = sha256(number.encode()).hexdigest()
            uow.photos.put(
                PhotoRow(digest, "x.jpg", Ssn(number), "", photo(), AT, "li")
            )
        uow.commit()
    parts = replace(bench.counter.parts, standing=center, photos=Room())
    bench.counter = Counter(parts)
    made = RealGui(screen, bench)
    made.log_in()
    yield made
    made.close()
    bench.close()


@pytest.fixture
def fresh(gui: RealGui) -> RealGui:
    """The same window, back on its first page, with the line up."""
    gui.bench.line.hold(False)
    gui.window.conductor.poll()
    gui.window.conductor.next_person()
    gui.screen_is("search")
    return gui


def begin(gui: RealGui, number: str) -> None:
    """Open an empty form and type the number."""
    gui.key("ctrl+n")
    gui.screen_is("apply")
    gui.key("alt+n")
    gui.until(lambda s: s.screen == "apply_form" and s.focus == "paper_no")
    gui.type(number)


def form(gui: RealGui) -> object:
    return gui.window.conductor.top.form


def known(gui: RealGui, holds: Callable[[object], bool]) -> None:
    """Wait until the page tells this of the person."""
    page = gui.window.conductor.top
    gui.until(lambda _: page.person.standing is not None and holds(page))


def finish(gui: RealGui) -> str:
    """Check, confirm with one key, return the receipt number."""
    gui.key("alt+c", "Return")
    gui.screen_is("apply_confirm")
    gui.check_fit("confirm")
    gui.key("ctrl+Return")
    gui.screen_is("result")
    return str(gui.state().result["receipt_no"])


def applications(gui: RealGui, number: str) -> list[tuple[object, ...]]:
    sql = f"SELECT number, name, bank, state FROM application WHERE ssn = '{number}'"
    return gui.rows(sql)


def test_an_adult_applies_by_keys_alone(fresh: RealGui, center: FakeCenter) -> None:
    """2.1: number, check, name, bank, originals; one case, one slip, no draft."""
    gui = fresh
    begin(gui, ADULT)
    known(gui, lambda page: page.person.center is not None)
    assert center.asked[-1] == (ADULT, "")
    gui.key("Tab")
    gui.type("Wang Xiaoming")
    gui.key("alt+b")
    gui.type("2")
    gui.check_fit("adult")
    gui.until(lambda _: bool(gui.rows("SELECT 1 FROM draft WHERE service = 'apply'")))
    assert center.asked[-1] == (ADULT, "Wang Xiaoming")
    before = len(gui.bench.printer.papers)
    gui.key("alt+c", "Return")
    gui.screen_is("apply_confirm")
    gui.key("ctrl+Return", "ctrl+Return")  # a double submit
    gui.screen_is("result")
    number = str(gui.state().result["receipt_no"])
    gui.check_fit("result")
    bank = gui.bench.pack.banks[1].code
    assert applications(gui, ADULT) == [(number, "Wang Xiaoming", bank, "accepted")]
    assert [name for name, _ in gui.bench.printer.papers[before:]] == [number]
    gui.until(lambda _: not gui.rows("SELECT 1 FROM draft WHERE service = 'apply'"))
    gui.key("Return")
    gui.screen_is("search")


def test_a_child_comes_with_a_guardian(fresh: RealGui) -> None:
    """R-04: the guardian is chosen by the age in the number; under 7 no photo."""
    gui = fresh
    begin(gui, CHILD)
    gui.until(lambda _: form(gui).bearer.value == "5" or form(gui).bearer != "1")
    gui.key("Tab")
    gui.type("Li Xiaobao")
    gui.key("alt+b")
    gui.type("1")
    gui.key("Return")
    gui.until(lambda s: "guardian_name" in s.faults and s.focus == "guardian_name")
    gui.type("Li Fu")
    gui.key("Tab")
    gui.type(SSN)
    gui.key("Tab")
    gui.type("1")
    gui.key("Tab")
    gui.type("13800000000")
    gui.check_fit("guardian")
    finish(gui)
    ((detail,),) = gui.rows(
        f"SELECT detail FROM operation WHERE ssn = '{CHILD}' AND kind = 'apply_new'"
    )
    assert '"guardian_relation": "1"' in detail
    assert '"guardian_name": "Li Fu"' in detail


def test_a_foreigner_by_passport(fresh: RealGui) -> None:
    """3.1: another paper asks number, sex, birth date and nationality."""
    gui = fresh
    gui.key("ctrl+n")
    gui.screen_is("apply")
    gui.key("alt+n")
    gui.until(lambda s: s.focus == "paper_no")
    gui.key("alt+t")
    gui.type("3")  # passport
    gui.key("Tab")
    gui.type("e1")
    gui.key("Tab")
    gui.until(lambda s: "paper_no" in s.faults)
    gui.key("shift+Tab")
    gui.type("e12345678")
    gui.until(lambda s: "paper_no" not in s.faults)
    gui.key("Tab")
    gui.type(FOREIGN)
    gui.key("Tab")
    gui.type("SMITH JOHN")
    gui.key("Tab")
    gui.type("1")
    gui.key("Tab")
    gui.type("19900101")
    gui.key("Tab")
    gui.type("usa")
    gui.key("alt+b")
    gui.type("1")
    gui.check_fit("foreigner")
    number = finish(gui)
    ((known_as, sex, born),) = gui.rows(
        f"SELECT name, sex, birth_date FROM holder WHERE ssn = '{FOREIGN}'"
    )
    assert (known_as, sex, born) == ("SMITH JOHN", "male", "1990-01-01")
    assert applications(gui, FOREIGN)[0][0] == number


def test_a_photo_is_chosen_on_the_form(
    fresh: RealGui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-05: one key and a file; a bad picture is named, a good one is the photo."""
    gui, number = fresh, ssn(11)
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(saved(on_white(Image.open(shipped()).convert("RGB"))))
    bad.write_bytes(saved(Image.new("RGB", (900, 1100), "white")))
    given = iter((str(bad), "", str(good), str(bad)))
    monkeypatch.setattr(filedialog, "askopenfilename", lambda **_: next(given))
    begin(gui, number)
    page = gui.window.conductor.top
    gui.until(lambda _: page.person.photo_known)
    assert page.photo_missing
    gui.key("alt+f")
    gui.until(lambda _: page.choosing.said is not None)
    assert page.choosing.said == ("photo.fault.no_face", {})
    gui.check_fit("bad-photo")
    gui.key("alt+f")  # the dialog is closed without a file
    gui.key("alt+f")
    gui.until(lambda _: page.person.photo is not None)
    assert (page.choosing.said, page.photo_missing) == (None, False)
    gui.check_fit("chosen-photo")
    gui.key("alt+f")  # another bad one changes nothing
    gui.until(lambda _: page.choosing.said is not None)
    gui.check_fit("bad-beside-photo")
    assert page.person.photo is not None
    kept = gui.rows(f"SELECT source FROM photo WHERE ssn = '{number}'")
    assert kept == [("good.png",)]


def test_offline_it_is_a_pre_acceptance(fresh: RealGui, center: FakeCenter) -> None:
    """Nothing blocks the typing; page and case say that the center was not asked."""
    gui = fresh
    gui.bench.line.hold(True)
    gui.window.conductor.poll()
    gui.until(lambda s: s.online is False)
    asked = len(center.asked)
    begin(gui, OTHER)
    known(
        gui,
        lambda page: (
            page.person.center is not None and page.person.center.fault is not None
        ),
    )
    assert len(center.asked) == asked
    gui.key("Tab")
    gui.type("Chen Li")
    gui.key("alt+b")
    gui.type("1")
    gui.check_fit("offline")
    finish(gui)
    assert gui.state().result["effect"] == "pending"
    gui.window.conductor.next_person()
    begin(gui, OTHER)  # the second application meets the first at once
    known(gui, lambda page: page.person.standing.block is Block.RUNNING)
    gui.until(lambda s: "paper_no" in s.faults)
    gui.check_fit("running")


def test_a_card_elsewhere_is_told_before_typing(
    fresh: RealGui, center: FakeCenter
) -> None:
    """R-01: the center's word stands under the number and stops the form."""
    gui = fresh
    number = ssn(8)
    center.people[number] = AtCenter(
        True, AT, card_status=AppStatus.NORMAL, card_tail="018X"
    )
    begin(gui, number)
    known(gui, lambda page: page.person.standing.block is Block.CARD)
    assert gui.state().faults == ("paper_no",)
    gui.check_fit("has-card")
    gui.key("Return")
    gui.until(lambda s: s.screen == "apply_form" and "paper_no" in s.faults)
    assert not applications(gui, number)


def test_a_draft_is_gone_on_with(fresh: RealGui) -> None:
    """G34: Esc keeps the form; F10 and Enter bring it back as it was."""
    gui = fresh
    gui.until(lambda _: not gui.window.conductor.drafts._unsaved)
    gui.bench.clock.forward(minutes=1)  # the latest draft stands first
    begin(gui, "99990119")
    gui.key("Tab")
    gui.type("Half Done")
    key = form(gui).submit_key
    gui.until(lambda _: "Half Done" in str(gui.rows("SELECT content FROM draft")))
    gui.key("Escape", "Escape", "F10")
    gui.until(lambda s: s.screen == "todo" and s.rows > 0 and s.focus == "drafts")
    gui.check_fit("todo")
    gui.key("Return")
    gui.screen_is("apply_form")
    assert (form(gui).submit_key, form(gui).name) == (key, "Half Done")
    assert form(gui).paper_no == "99990119"


def test_rare_characters_and_pastes(fresh: RealGui) -> None:
    """Ctrl+F brings a character into the name; a pasted line end is no name."""
    gui = fresh
    begin(gui, ADULT)
    gui.key("Tab")
    gui.key("ctrl+f")
    gui.screen_is("pick")
    gui.type("U+20BB7")
    gui.key("ctrl+Return")
    gui.screen_is("apply_form")
    gui.until(lambda _: form(gui).name == "\U00020bb7")
    gui.window.conductor.top.set("name", "Wang\r\nLi")
    assert form(gui).name == "Wang  Li"
    gui.window.conductor.top.set("paper_no", "９９9901 1990")
    assert gui.state().screen == "apply_form"


def test_where_is_my_card(fresh: RealGui) -> None:
    """The list is filtered by the store; one application shows its way and age."""
    gui = fresh
    with gui.bench.store.unit_of_work() as uow:
        told = Application("R1", ssn(9), "Zhou Qi", "95580", Progress.MAKING, AT, AT)
        uow.applications.told(
            told, (Step(Progress.APPLIED, AT), Step(Progress.MAKING, AT, "plant 3"))
        )
        uow.commit()
    gui.key("ctrl+n")
    gui.until(lambda s: s.screen == "apply" and s.focus == "wanted")
    gui.type("Zhou")
    gui.key("Return")
    gui.until(lambda s: s.focus == "applications")
    page = gui.window.conductor.top
    assert [r.application.number for r in page.state.found.rows] == ["R1"]
    gui.check_fit("list")
    gui.key("Return")
    gui.screen_is("application")
    way = gui.window.conductor.top
    gui.until(lambda _: way.way is not None)
    assert [s.state for s in way.way.steps] == ["accepted", "applied", "making"]
    gui.check_fit("way")
    gui.key("Escape")
    gui.screen_is("apply")
    page = gui.window.conductor.top
    page.only("late")
    gui.until(lambda _: page.state.loaded and page.state.found.rows == ())
