"""Photos in a real window: a folder by keyboard, decisions by one key each."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from counter_app.domain.photos import Cut, PhotoFault, PhotoRule
from counter_app.photos import Room
from counter_app.services.counter import Counter
from tests.gui.real import RealGui
from tests.integration.services.desk import CHILD, PASSWORD, SSN, Bench, person
from tests.integration.services.test_units import ssn
from tests.labs.xvfb import Xvfb


class GatedRoom(Room):
    """Real files and frames; a file called ``good`` is a photo as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        self.gate.wait(20)
        if content.startswith(b"good"):
            return Cut(b"jpeg " + content, None)
        return super().cut(content, rule)


def noise(seed: int) -> bytes:
    """Return a picture without a face."""
    out = io.BytesIO()
    Image.effect_noise((400 + seed, 500), 50).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def gui(screen: Xvfb, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealGui]:
    """A supervisor at a window over the real counter; photos on the stick."""
    folder = tmp_path_factory.mktemp("photos")
    bench = Bench(folder)
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many(
            [
                person(ssn(1), "王小明", unit="东风机械"),
                person(ssn(2), "王小明", unit="海陵中学"),
                person(ssn(3), "陈光远", unit="海陵中学"),
            ]
        )
        boss = uow.operators.get("boss")
        assert boss is not None
        uow.operators.put(replace(boss, login="chen", name="陈"))
        uow.commit()
    stick = folder / "stick"
    stick.mkdir()
    for name, content in {
        f"{SSN}.jpg": b"good a",
        "王小明.jpg": b"good b",
        "IMG_0001.jpg": b"good c",
        f"{CHILD}.jpg": b"good d",
        f"{CHILD}-2.jpg": b"good e",
        f"{ssn(3)}.png": noise(3),
    }.items():
        (stick / name).write_bytes(content)
    bench.counter = Counter(replace(bench.counter.parts, photos=GatedRoom()))
    made = RealGui(screen, bench)
    made.key("Tab") if made.state().focus != "login" else None
    made.type("boss")
    made.key("Tab")
    made.type(PASSWORD)
    made.key("Return")
    made.until(lambda s: s.screen == "search")
    yield made
    made.close()
    bench.close()


def page(gui: RealGui):
    return gui.window.conductor.top


def test_a_folder_by_keyboard(gui: RealGui) -> None:
    """Try, import while the next person is served, findings listed by their kind."""
    gui.key("ctrl+g")
    gui.screen_is("photos")
    gui.until(lambda s: s.focus == "act")
    gui.key("Tab")
    gui.type(str(gui.bench.folder / "stick"))
    gui.key("alt+t")
    gui.until(lambda _: page(gui).told is not None)
    assert page(gui).told.params == {"total": 6, "one": 2, "bad": 4}
    assert gui.rows("SELECT count(*) FROM photo_finding") == [(0,)]
    gate = gui.bench.counter.parts.photos.gate
    gate.clear()
    gui.key("ctrl+Return")
    gui.until(lambda _: page(gui).running is not None)
    gui.check_fit("running")
    gui.key("F2")
    gui.type("王小明")
    gui.until(lambda s: s.screen == "search" and s.rows == 2)
    gate.set()
    gui.key("ctrl+g")
    gui.screen_is("photos")
    gui.until(lambda _: page(gui).running is None and len(page(gui).findings) == 5)
    faults = [one.fault for one in page(gui).findings]
    assert faults == ["ambiguous", "no_face", "nobody", "twice", "twice"]
    assert gui.rows("SELECT count(*) FROM photo WHERE fault = ''") == [(1,)]
    gui.check_fit("findings")


def test_each_finding_by_one_key(gui: RealGui) -> None:
    """Whose, which part, nobody, which file: the database has each decision."""
    if page(gui).screen != "photos":
        gui.key("ctrl+g")
    gui.until(lambda _: len(getattr(page(gui), "findings", ())) == 5)
    gui.key("alt+j", "Return")
    gui.screen_is("photo")
    gui.until(lambda _: page(gui).opened is not None)
    gui.check_fit("whose")
    gui.key("alt+2")
    gui.until(lambda _: page(gui).fault_word == PhotoFault.NO_FACE)
    gui.until(lambda s: s.focus == "photo" and page(gui).cut is not None)
    before = page(gui).cut.frame
    gui.key("Right", "Right", "Down", "plus")
    gui.until(lambda _: page(gui).cut.frame == page(gui).frame)
    moved = page(gui).frame
    assert moved.width < before.width
    gui.check_fit("frame")
    gui.key("ctrl+Return")
    gui.until(lambda _: page(gui).fault_word == PhotoFault.NOBODY)
    gui.key("alt+n")
    gui.type("999901199001011234")
    gui.key("Return")
    gui.until(lambda s: s.error == "photos.choice")
    gui.check_fit("choice")
    gui.key("alt+x")
    gui.until(lambda _: page(gui).same_person)
    assert len(page(gui).pictures) == 2
    gui.check_fit("which")
    gui.key("alt+1")
    gui.until(lambda s: s.screen == "photos" or page(gui).fault is not None)
    rows = gui.rows("SELECT ssn FROM photo WHERE fault = '' ORDER BY ssn")
    assert {row[0] for row in rows} == {SSN, CHILD, ssn(3), page_two()}
    assert gui.rows("SELECT count(*) FROM photo_finding WHERE left_at IS NULL") == [
        (0,)
    ]


def page_two() -> str:
    """The second of the namesakes, as the list has them."""
    return str(sorted((ssn(1), ssn(2)))[1])


def test_an_export_needs_a_second_person(gui: RealGui) -> None:
    """R-50: alone it is refused, with a second supervisor's password it is written."""
    gui.key("ctrl+g")
    gui.screen_is("photos")
    page(gui).view._form.choose("export")
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "rule.approval_needed")
    page(gui).view._form._entries["second"].focus_here()
    gui.type("chen")
    gui.key("Tab")
    gui.type(PASSWORD)
    gui.key("Tab")
    gui.type("card maker")
    gui.key("ctrl+Return")
    gui.until(lambda _: page(gui).told is not None)
    made = list(Path(gui.folder / "photos").glob("*.zip"))
    assert len(made) == 1
    assert gui.rows("SELECT count(*) FROM audit WHERE event = 'photo.export'") == [(1,)]
    assert page(gui).view.typed().password == ""
    gui.check_fit("exported")
