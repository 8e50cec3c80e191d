"""The sync page by keys and clicks; the ways of a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.review import Way
from counter_app.ports.center import LoadState
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui
from tests.gui.test_settling import refusals, texts

SENT = {"zh_CN": "业务已全部上传并得到答复", "en": "Everything was sent and answered"}


def test_the_page_is_reached_by_key_and_tries_now(gui: Gui) -> None:
    """Ctrl+S opens it, Enter tries now, Esc leaves."""
    gui.key("ctrl+s")
    gui.until(lambda s: s.screen == "sync" and not s.busy)
    gui.key("Return")
    gui.until(lambda s: not s.busy and gui.desk.syncing.sent_now == 1)
    assert SENT["zh_CN"] in texts(gui)
    gui.key("Escape")
    gui.screen_is("search")


def test_a_carry_file_is_written_and_another_taken_in(gui: Gui) -> None:
    """Alt+F, a name, Alt+E; a file taken in twice is told; no name, no file."""
    gui.key("ctrl+s")
    gui.until(lambda s: s.screen == "sync")
    gui.key("alt+f")
    gui.until(lambda s: s.focus == "carry_file")
    gui.key("ctrl+a", "BackSpace", "alt+e")
    assert gui.until(lambda s: bool(s.faults)).faults == ("carry_file",)
    gui.type("/media/stick/a.carry")
    gui.key("alt+e")
    gui.until(
        lambda s: not s.busy and gui.desk.syncing.files == ["/media/stick/a.carry"]
    )
    gui.key("alt+t")
    gui.until(lambda s: not s.busy and len(gui.desk.syncing.files) == 2)
    assert "此前已收下" in texts(gui)
    gui.desk.syncing.fail = CenterError(CenterCode.FILE_UNREADABLE, file="a.carry")
    gui.key("alt+t")
    assert gui.until(lambda s: bool(s.error)).error == "center.file_unreadable"


@pytest.mark.parametrize("language", sorted(SENT))
def test_everything_fits(open_gui: OpenGui, language: str) -> None:
    """Both languages at the smallest size, while the first load runs offline."""
    gui = open_gui(language=language, size=(1366, 700))
    gui.log_in()
    gui.desk.online = False
    gui.desk.syncing.load = LoadState(1_200_000, 240)
    gui.desk.syncing.parcels = 2
    gui.key("ctrl+s")
    gui.until(lambda s: s.screen == "sync" and not s.busy)
    gui.settle()
    assert SENT[language] not in texts(gui)
    gui.check_fit("sync")


def test_a_clerk_hands_a_refusal_up_and_corrects_it(gui: Gui) -> None:
    """Only lawful ways are open; handing up keeps it listed with its owner."""
    rows = refusals(gui, 1)
    ways = (Way.RESEND, Way.ESCALATE, Way.WITHDRAW)
    gui.desk.refusals = [replace(rows[0], ways=ways)]
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("alt+3")
    assert gui.until(lambda s: bool(s.error)).error == "rule.not_allowed"
    gui.key("alt+w")
    gui.type("please decide")
    gui.key("alt+2")
    gui.until(lambda s: not s.busy and gui.desk.settled == {"op0": "please decide"})
    gui.settle()
    assert "尚未收到" in texts(gui)
    gui.key("alt+w")
    gui.type("wrong card")
    gui.key("alt+1")
    gui.screen_is("case")
    assert gui.window.conductor.visit.ssn == rows[0].ssn
