"""F10 and the red state: refused acts of any day, a loss that waits too long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from counter_app.domain.states import Kind
from counter_app.services.results import RefusedRow
from tests.fakes.rows import PAGE_SIZE
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui, labels
from tests.gui.test_window import doubt
from views.palette import Tone
from views.theme import PAINT

LATE = {"zh_CN": "挂失已超过规定时间未上传", "en": "A loss has waited longer than"}
RED = PAINT.inks[Tone.RED].fg


def refusals(gui: Gui, count: int) -> list[RefusedRow]:
    """Return refused acts of earlier days."""
    people = list(gui.desk.people.values())
    kinds = (Kind.LOSS_FORMAL, Kind.REISSUE_LOST, Kind.HAND_OUT)
    codes = ("rule.status_moved", "rule.card_cancelled", "rule.card_number_taken")
    made = datetime.now(UTC) - timedelta(days=3)
    return [
        RefusedRow(
            op_id=f"op{n}",
            receipt_no=f"99990101{made:%Y%m%d}22037F3A{n:06d}K",
            kind=kinds[n % 3],
            ssn=people[n % len(people)].holder.ssn,
            name=people[n % len(people)].holder.name,
            card_no="F00000018",
            clerk="zhang",
            made_at=made,
            decided_at=made,
            code=codes[n % 3],
        )
        for n in range(count)
    ]


def texts(gui: Gui) -> str:
    """Return every text that can be seen."""
    return "\n".join(str(label.cget("text")) for label in labels(gui.window.root))


def test_a_supervisor_settles_a_refusal_by_keys(open_gui: OpenGui) -> None:
    """F10, the second row, what was done, Alt+E; without a note nothing happens."""
    gui = open_gui()
    gui.log_in(2)
    gui.desk.refusals = refusals(gui, 3)
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 3 and s.focus == "refused")
    gui.key("Down", "alt+e")
    assert gui.until(lambda s: bool(s.faults)).faults == ("refusal_note",)
    gui.key("alt+w")
    gui.until(lambda s: s.focus == "refusal_note")
    gui.type("told by telephone")
    gui.key("Return", "alt+e")
    gui.until(lambda s: s.rows == 2 and not s.busy)
    assert gui.desk.settled == {"op1": "told by telephone"}
    assert gui.window.conductor.top.view.refusal_note() == ""


def test_a_clerk_opens_the_refused_person_and_sees_why_not(gui: Gui) -> None:
    """Settling is not offered to a clerk; Enter opens the person."""
    gui.desk.refusals = refusals(gui, 2)
    gui.desk.doubtful = [doubt()]
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 3 and s.focus == "doubts")
    assert "主管" in texts(gui)
    gui.key("alt+e")
    assert gui.until(lambda s: bool(s.error)).error == "rule.not_allowed"
    gui.key("alt+r", "Down", "Return")
    gui.screen_is("case")
    assert gui.window.conductor.visit.ssn == refusals(gui, 2)[1].ssn


def test_refusals_are_turned_by_keys(gui: Gui) -> None:
    """PgDn at the end of what is shown fetches the next page."""
    gui.desk.refusals = refusals(gui, PAGE_SIZE + 2)
    gui.key("F10")
    gui.until(lambda s: s.rows == PAGE_SIZE and s.focus == "refused")
    gui.key(*["Next"] * 12)
    gui.until(lambda s: s.rows == 2)
    gui.key("Prior", "Prior")
    assert gui.until(lambda s: s.rows == PAGE_SIZE).focus == "refused"


@pytest.mark.parametrize("language", sorted(LATE))
@pytest.mark.parametrize("account", [1, 2])
def test_the_page_shows_everything(
    open_gui: OpenGui, language: str, account: int
) -> None:
    """Both lists, the whole reason and the acts fit, for clerk and supervisor."""
    gui = open_gui(language=language, size=(1366, 700))
    gui.log_in(account)
    gui.desk.refusals = refusals(gui, 4)
    gui.desk.doubtful = [doubt()]
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 5)
    gui.check_fit("todo")
    gui.key("alt+e")
    gui.until(lambda s: bool(s.faults or s.error))
    gui.check_fit("todo-fault")


@pytest.mark.parametrize("language", sorted(LATE))
def test_an_overdue_loss_turns_red_and_names_the_hotline(
    open_gui: OpenGui, language: str
) -> None:
    """R-29: status bar and panel say so on every page, until it is sent."""
    gui = open_gui(language=language, size=(1366, 700))
    gui.log_in()
    gui.window.conductor.poll()
    gui.settle()
    assert LATE[language] not in texts(gui)
    gui.desk.online, gui.desk.loss_overdue = False, True
    gui.window.conductor.poll()
    gui.until(lambda s: s.online is False)
    shown = [one for one in labels(gui.window.root) if LATE[language] in one["text"]]
    assert len(shown) == 2
    assert all(gui.desk.pack.hotline in one["text"] for one in shown)
    assert {str(one["foreground"]) for one in shown} == {RED}
    gui.check_fit("overdue")
    gui.desk.online, gui.desk.loss_overdue = True, False
    gui.window.conductor.poll()
    gui.until(lambda s: s.online is True)
    assert LATE[language] not in texts(gui)
