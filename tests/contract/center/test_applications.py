"""申领 at the center: taken once, followed to the end, told to the office."""

from __future__ import annotations

from typing import Any

import pytest

from center import applications, feed, standing
from counter_app.domain.applications import Progress
from counter_app.domain.errors import CounterError
from counter_app.domain.states import Kind
from sync.wire import ApplicationChange, HolderChange, Word
from sync.wire.standing import StandingQuery
from tests.contract.center.test_ledger import Desk
from tests.labs.centers import Lab, card, holder

NEWCOMER, CHILD, OWNER = holder(5), holder(6), holder(7)


@pytest.fixture
def desk(lab: Lab) -> Desk:
    """An office with people without cards, and one with a card."""
    office = lab.new_office()
    code = str(office["office_code"])
    lab.bring_in(code, (NEWCOMER, ()), (CHILD, ()), (OWNER, (card(OWNER, 7),)))
    return Desk(lab, office)


def application(desk: Desk, who: Any = NEWCOMER, **changes: Any) -> Any:
    told = {"name": who.name, "bank": "95580", "promised_on": "2026-03-20"}
    told |= {"guardian_name": "王父", "guardian_id": "1", "guardian_relation": "1"}
    return desk.act(Kind.APPLY_NEW, who.ssn, f"R-{desk.made}", **(told | changes))


def told(desk: Desk) -> list[Any]:
    page = desk.lab.database.read(lambda tx: feed.page(tx, desk.sender, "e", 0, 1000))
    return list(page.changes)


def test_an_application_runs_and_is_told(desk: Desk) -> None:
    """R-02: it is in the feed, and the person has an application running."""
    act = application(desk)
    assert desk.words(act) == [(Word.APPLIED, None)]
    assert desk.words(act) == [(Word.APPLIED, None)]
    changes = told(desk)
    (mine,) = [c for c in changes if isinstance(c, ApplicationChange)]
    assert (mine.number, mine.state) == (act.card_no, Progress.APPLIED)
    running = {c.holder.ssn: c.holder for c in changes if isinstance(c, HolderChange)}
    assert running[NEWCOMER.ssn].application_running
    assert running[NEWCOMER.ssn].version == 2
    again = application(desk)
    assert desk.words(again) == [(Word.REFUSED, "rule.application_runs")]


def test_two_in_one_batch_are_not_two(desk: Desk) -> None:
    """The second of a batch sees the first."""
    first, second = application(desk), application(desk)
    words = desk.words(first, second)
    assert words == [(Word.APPLIED, None), (Word.REFUSED, "rule.application_runs")]


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        (OWNER, {}, "rule.has_live_card"),
        (NEWCOMER, {"name": "别人"}, "rule.name_mismatch"),
        (NEWCOMER, {"bank": "1"}, "rule.bank_unknown"),
        (holder(99), {}, "rule.no_such_holder"),
    ],
)
def test_what_the_center_refuses(
    desk: Desk, who: Any, changes: dict[str, Any], code: str
) -> None:
    """The center's own look at the rules, whatever a counter believed."""
    assert desk.words(application(desk, who, **changes)) == [(Word.REFUSED, code)]
    assert not [c for c in told(desk) if isinstance(c, ApplicationChange)]


def move(desk: Desk, number: str, to: Progress, card_no: str = "") -> None:
    now = desk.lab.clock.now()
    desk.lab.database.write(
        lambda tx: applications.move(tx, number, to, (card_no, ""), now)
    )


def test_the_making_goes_forward_only(desk: Desk) -> None:
    """制卡进度 never goes back; the card that waits must be this person's."""
    act = application(desk)
    desk.send(act)
    move(desk, act.card_no, Progress.AT_CITY)
    with pytest.raises(CounterError) as back:
        move(desk, act.card_no, Progress.MAKING)
    assert back.value.code == "center.application_step"
    with pytest.raises(CounterError) as other:
        move(desk, act.card_no, Progress.AT_OFFICE, card(OWNER, 7).card_no)
    assert other.value.code == "center.no_such_card"
    desk.lab.bring_in(desk.sender.office_code, (NEWCOMER, (card(NEWCOMER, 8),)))
    move(desk, act.card_no, Progress.AT_OFFICE, card(NEWCOMER, 8).card_no)
    newest = [c for c in told(desk) if isinstance(c, ApplicationChange)]
    assert [c.state for c in newest] == [Progress.AT_OFFICE]
    assert newest[0].card_no == card(NEWCOMER, 8).card_no
    with pytest.raises(CounterError):
        move(desk, act.card_no, Progress.FAILED)


def test_after_a_failure_one_may_apply_again(desk: Desk) -> None:
    """R-02 ends with the application."""
    act = application(desk)
    desk.send(act)
    move(desk, act.card_no, Progress.FAILED)
    again = application(desk)
    assert desk.words(again) == [(Word.APPLIED, None)]


def test_an_unknown_number(desk: Desk) -> None:
    """A number nobody applied under."""
    with pytest.raises(CounterError) as unknown:
        move(desk, "none", Progress.MAKING)
    assert unknown.value.code == "center.no_application"


def asked(desk: Desk, who: Any, name: str = "") -> Any:
    query = StandingQuery(ssn=who.ssn, name=name)
    return desk.lab.database.write(
        lambda tx: standing.look(tx, desk.sender, query, desk.lab.clock.now())
    )


def test_what_stands_in_the_way_is_told_before_typing(desk: Desk) -> None:
    """R-01 to R-03: a card, an application, another name; nothing in full; kept."""
    told = asked(desk, OWNER, "别人")
    assert told.known
    assert told.name_same is False
    assert told.card_tail == card(OWNER, 7).card_no[-4:]
    assert asked(desk, holder(99)).known is False
    assert asked(desk, NEWCOMER).progress is None
    desk.send(application(desk))
    told = asked(desk, NEWCOMER, NEWCOMER.name)
    assert (told.progress, told.name_same) == (Progress.APPLIED, True)
    rows = desk.lab.database.read(
        lambda tx: tx.rows("SELECT act, card_mark FROM key_use ORDER BY number")
    )
    assert [act for act, _ in rows] == ["standing"] * 4
    assert not any(OWNER.ssn in mark for _, mark in rows)


def test_the_whole_way_is_told(desk: Desk) -> None:
    """An office that was offline meanwhile learns every step, not the last only."""
    act = application(desk)
    desk.send(act)
    move(desk, act.card_no, Progress.MAKING)
    move(desk, act.card_no, Progress.AT_CITY)
    (mine,) = [c for c in told(desk) if isinstance(c, ApplicationChange)]
    assert {s.state for s in mine.steps} == {
        Progress.APPLIED, Progress.MAKING, Progress.AT_CITY,
    }  # fmt: skip
