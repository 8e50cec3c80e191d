"""Packs, anchors, escalations, batches, limits and decisions, over both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from center import allotment, packs, settlements, throttle
from center.console import board, issuance, journal, refusals
from center.console.refusals import Choice, Verdict
from center.errors import Denied
from center.offices import new_code
from center.rows import to_ms
from center.throttle import Limit
from counter_app.domain.errors import CenterError
from counter_app.domain.states import AppStatus, Kind
from sync.wire import (
    AnchorReport,
    EnrolRequest,
    Escalation,
    EscalationBatch,
    Missed,
    Standing,
    pack_is_genuine,
)
from sync.wire.settlements import Settlement, SettlementBatch
from sync.wire.sign import SigningKey
from tests.labs.centers import NOON, Lab, card, chip, holder
from tests.labs.centers import number as card_number
from tests.labs.operations import Window, operation


def window(lab: Lab, name: str = "测试网点") -> Window:
    """Return a new workstation of an office."""
    center, office = lab.center(), lab.new_office(name)
    key = SigningKey.generate().public_hex
    bound = center.enrol(EnrolRequest(code=office["code"], public_key=key))
    return Window(center, bound.workstation, office["office_code"])


def pack_text(lab: Lab, version: int, day: str, formal_lift: str) -> str:
    """Return the shipped pack's text with another version, day and rule."""
    one = window(lab)
    text = one.center.pack(one.sender, "").text
    lines = []
    for line in text.splitlines():
        name = line.partition("=")[0].strip()
        changed = {"version": str(version), "valid_from": day,
                   "formal_lift": f'"{formal_lift}"'}  # fmt: skip
        lines.append(f"{name} = {changed[name]}" if name in changed else line)
    return "\n".join(lines) + "\n"


def test_a_published_pack_governs_from_its_day_on(lab: Lab) -> None:
    """The center decides by the pack that counters fetch, from its first day on."""
    one, person = window(lab), holder(1)
    lost = card(person, 1)
    lab.bring_in(one.office, (person, (lost,)))
    shipped = one.center.pack(one.sender, "")
    text = pack_text(lab, shipped.version + 1, "2026-03-10", "never")
    now = to_ms(lab.clock.now())
    lab.database.write(lambda tx: packs.publish(tx, text, now))
    served = one.center.pack(one.sender, shipped.sha256)
    assert (served.version, served.text) == (shipped.version + 1, text)
    assert pack_is_genuine(served, one.center.facts.key.public_hex)
    assert one.center.pack(one.sender, served.sha256).text == ""
    for day, formal_lift in (("2026-03-09", None), ("2026-03-10", "never")):
        at = to_ms(datetime.fromisoformat(f"{day}T04:00:00+00:00"))
        keys = lab.database.read(lambda tx, a=at: packs.packs_of(tx, [one.office], a))
        found = packs.pack_of(keys[one.office])
        assert (found.formal_lift == "never") is (formal_lift == "never")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("version", "version = 1"), "center.pack_version"),
        (("version", "version = 'x'"), "center.pack_faults"),
        (("name", 'name = "nowhere"'), "center.pack"),
    ],
)
def test_a_pack_that_does_not_fit_is_not_published(
    lab: Lab, change: tuple[str, str], code: str
) -> None:
    """Faults, an old version, a pack nobody works by: told, nothing kept."""
    text = pack_text(lab, 99, "2026-03-10", "never")
    bent = [change[1] if line.startswith(change[0] + " ") else line
            for line in text.splitlines()]  # fmt: skip
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: packs.publish(tx, "\n".join(bent), 1))
    assert caught.value.code == code
    assert lab.rows("SELECT count(*) FROM rule_pack") == [(0,)]


def test_an_anchor_is_never_lowered(lab: Lab) -> None:
    """A cut tail or another digest is an alarm; what is kept stays."""
    one = window(lab)

    def tell(rows: int, head: str) -> bool:
        report = AnchorReport(incarnation="i1", rows=rows, head=head * 64)
        fresh = one.center.facts.challenge(one.center.now_ms())
        return one.center.anchor(one.sender, report, fresh).alarm

    assert [tell(5, "a"), tell(5, "a"), tell(9, "b")] == [False] * 3
    assert [tell(8, "c"), tell(9, "c")] == [True, True]
    (kept,) = one.center.anchors(one.sender).anchors
    assert (kept.rows, kept.head) == (9, "b" * 64)
    kinds = lab.rows("SELECT kind FROM alarm")
    assert kinds == [("center.audit_anchor",)]  # once, however often it is told


def test_an_older_file_is_an_alarm_by_itself(lab: Lab) -> None:
    """A new incarnation shorter than an anchor, or one the counter misses: told once.

    A longer one that misses nothing is a moved or restored file without a loss.
    """
    one = window(lab)

    def tell(name: str, rows: int, *missed: tuple[str, int]) -> bool:
        named = tuple(Missed(incarnation=i, rows=r) for i, r in missed)
        report = AnchorReport(incarnation=name, rows=rows, head="a" * 64, missed=named)
        fresh = one.center.facts.challenge(one.center.now_ms())
        return one.center.anchor(one.sender, report, fresh).alarm

    assert [tell("i1", 9), tell("i2", 9), tell("i3", 8), tell("i3", 8)] == [
        False, False, True, False,
    ]  # fmt: skip
    found = "SELECT detail FROM alarm ORDER BY number"
    assert lab.rows(found) == [("i3 i1:9",), ("i3 i2:9",)]
    assert tell("i3", 30, ("i1", 9), ("i2", 8), ("nobody", 1))
    assert tell("i4", 40, ("i1", 9))
    assert lab.rows(found)[2:] == [("i4 i1:9",)]


def test_a_late_anchor_is_no_alarm(lab: Lab) -> None:
    """A report that was under way when a newer one came says nothing of the chain."""
    one = window(lab)
    early = one.center.facts.challenge(one.center.now_ms())
    lab.clock.pass_by(seconds=40)
    fresh = one.center.facts.challenge(one.center.now_ms())
    reports = [
        AnchorReport(incarnation="i1", rows=rows, head=f"{rows:064x}")
        for rows in (12, 9)
    ]
    assert not one.center.anchor(one.sender, reports[0], fresh).alarm
    late = one.center.anchor(one.sender, reports[1], early)
    assert (late.alarm, late.anchors[-1].rows) == (False, 12)
    assert one.center.anchor(one.sender, reports[1], fresh).alarm


def test_an_escalation_is_kept_once_and_answered_once(lab: Lab) -> None:
    """Told again and again it is one row; the reply comes with the next telling."""
    one = window(lab)
    told = Escalation(
        op_id="op-1", incarnation="i1", sequence=1, kind=Kind.LOSS_LIFT, ssn="1",
        card_no="2", receipt_no="R", code="rule.status_moved", note="?", by="王",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    batch = EscalationBatch((told, told))
    for _ in range(2):
        states = one.center.escalate(one.sender, batch).states
        assert [state.standing for state in states] == [Standing.OPEN] * 2
    reply = refusals.Reply(one.workstation, "op-1", "补领", "super", "李")
    lab.database.write(lambda tx: refusals.reply(tx, reply, 5))
    with pytest.raises(CenterError):
        lab.database.write(lambda tx: refusals.reply(tx, reply, 6))
    (state, _) = one.center.escalate(one.sender, batch).states
    assert (state.standing, state.reply, state.by) == (Standing.REPLIED, "补领", "李")


def test_a_loss_is_never_put_off(lab: Lab) -> None:
    """After a refusal the holder's later acts wait, but a loss is applied."""
    one, person = window(lab), holder(1)
    held = card(person, 1)
    lab.bring_in(one.office, (person, (held,)))
    lift = operation(Kind.LOSS_LIFT, replace(held, card_no=card_number(7)), 1)
    again = operation(Kind.HAND_OUT, held, 1)
    words = [
        a.outcome for a in one.send(lift, again, operation(Kind.LOSS_TEMP, held, 1))
    ]
    assert words == ["refused", "later", "applied"]


def conflict(lab: Lab) -> tuple[Window, Window, str]:
    """Return two windows and a lift that yielded to a newer loss."""
    one, other, person = window(lab), window(lab, "乙"), holder(1)
    lost = card(person, 1)
    lab.bring_in(one.office, (person, (lost,)))
    one.send(operation(Kind.LOSS_TEMP, lost, 1))
    one.send(operation(Kind.LOSS_LIFT, lost, 2))
    other.send(operation(Kind.LOSS_TEMP, lost, 3))
    (answer,) = one.send(operation(Kind.LOSS_LIFT, lost, 2, op="late"))
    assert answer.code == "rule.status_moved"
    return one, other, "late"


def test_a_decision_does_the_act_anew_once(lab: Lab) -> None:
    """By the same rules, as the city's own act; the recorded answer stays."""
    one, _other, op_id = conflict(lab)
    verdict = Verdict(op_id, Choice.APPLY, "核实", "super")
    lab.database.write(lambda tx: refusals.decide(tx, verdict, NOON))
    assert lab.rows("SELECT app_status, version FROM card") == [(1, 5)]
    assert lab.rows("SELECT outcome FROM operation WHERE op_id = 'late'") == [
        ("refused",)
    ]
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: refusals.decide(tx, verdict, NOON))
    assert caught.value.code == "center.already_decided"
    assert lab.database.read(journal.first_fault) is None
    page = one.center.changes(one.sender, "", 100)
    assert page.changes[-1].card.app_status is AppStatus.NORMAL


def test_a_decision_against_a_rule_changes_nothing(lab: Lab) -> None:
    """What a rule forbids a supervisor cannot do either: all is rolled back."""
    _one, _other, op_id = conflict(lab)
    lab.database.write(lambda tx: tx.run("UPDATE card SET app_status = 9"))
    verdict = Verdict(op_id, Choice.APPLY, "核实", "super")
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: refusals.decide(tx, verdict, NOON))
    assert caught.value.params["reason"] == "rule.card_cancelled"
    assert lab.rows("SELECT count(*) FROM decision") == [(0,)]
    upheld = replace(verdict, choice=Choice.UPHOLD)
    lab.database.write(lambda tx: refusals.decide(tx, upheld, NOON))
    assert lab.rows("SELECT choice FROM decision") == [("uphold",)]


def test_a_refusal_that_a_rule_decided_can_only_stand(lab: Lab) -> None:
    """Only what moved, or a fault of the center, is left to a person."""
    one, person = window(lab), holder(1)
    held = card(person, 1)
    lab.bring_in(one.office, (person, (held,)))
    one.send(operation(Kind.HAND_OUT, held, 1, op="twice"))
    found = lab.database.read(lambda tx: refusals.find(tx, "twice"))
    assert (found.code, found.choices) == ("rule.already_handed_out", (Choice.UPHOLD,))


def test_the_board_tells_waiting_missing_age_and_skew(lab: Lab) -> None:
    """What a workstation told, and the numbers that never arrived."""
    one, person = window(lab), holder(1)
    held = card(person, 1)
    lab.bring_in(one.office, (person, (held,)))
    one.center.note_state(one.sender, (4, 9000), read=True)
    one.center.note_state(one.sender, (None, None), read=False)
    one.sent = 3  # three acts that the center has not seen
    one.send(operation(Kind.LOSS_TEMP, held, 1))
    (office,) = lab.database.read(board.offices)
    (station,) = office.stations
    assert (station.waiting, station.oldest_ms, station.missing) == (4, 9000, 3)
    assert station.read_at == to_ms(NOON)
    assert station.contact(to_ms(NOON)) == "never"


def test_the_issuance_of_a_day_is_counted_by_the_citys_calendar(lab: Lab) -> None:
    """By office, bank and hour; a day begins at midnight in China."""
    one = window(lab)
    for number, moment in ((1, "2026-03-01T15:59:59"), (2, "2026-03-01T16:00:00")):
        person = holder(number)
        held = card(person, number, AppStatus.DORMANT, bank="95580")
        lab.bring_in(one.office, (person, (held,)))
        lab.clock.at = datetime.fromisoformat(f"{moment}+00:00")
        one.send(operation(Kind.HAND_OUT, held, 1))
    found = lab.database.read(lambda tx: issuance.of_day(tx, date(2026, 3, 2)))
    assert (found.cards, found.by_bank["95580"], found.by_hour[0]) == (1, 1, 1)


def test_allotments_are_kept_as_batches(lab: Lab) -> None:
    """What was given at one time, and what is left; nothing new makes no batch."""
    one = window(lab)
    blanks = [allotment.BlankLine(chip(n)) for n in (1, 2)]
    numbers = [card_number(5)]
    for _ in range(2):
        lab.database.write(
            lambda tx: allotment.allot(tx, one.office, blanks, numbers, 7)
        )
    lab.database.write(
        lambda tx: tx.run("UPDATE blank SET used = 1 WHERE card_uid = ?", (chip(1),))
    )
    (batch,) = one.center.allotments(one.sender).batches
    assert (batch.blanks, batch.blanks_left) == (2, 1)
    assert (batch.numbers, batch.numbers_left) == (1, 1)


def test_a_code_with_a_pin_needs_it_and_dies_of_five_wrong_ones(lab: Lab) -> None:
    """The PIN is typed behind the code; wrong ones are counted though refused."""
    center = lab.center()
    office = lab.new_office()["office_code"]
    made = lab.database.write(lambda tx: new_code(tx, office, 1, with_pin=True))
    other = lab.database.write(
        lambda tx: new_code(tx, office, to_ms(NOON), with_pin=True)
    )
    assert str(made["pin"]) not in str(lab.rows("SELECT * FROM enrol_code"))

    def enrol(code: str) -> str:
        key = SigningKey.generate().public_hex
        try:
            return center.enrol(EnrolRequest(code=code, public_key=key)).terminal
        except Denied as denied:
            return denied.code

    assert enrol(f"{other['code']}/{other['pin']}") == "01"
    wrong = [f"{made['code']}/000000x", str(made["code"])] * 3
    assert {enrol(code) for code in wrong} == {"center.enrol_pin"}
    assert enrol(f"{made['code']}/{made['pin']}") == "center.enrol_pin"


def test_a_limit_counts_for_all_instances(lab: Lab) -> None:
    """Tries are counted in the database, by keyed digest, in slots of time."""
    limit, minute = Limit("x", most=3, minutes=1), 60_000

    def allowed(at: int, whose: str = "a") -> bool:
        tries = ((limit, whose),)
        return lab.database.write(lambda tx: throttle.count(tx, b"k", tries, at))

    assert [allowed(n) for n in range(5)] == [True, True, True, False, False]
    assert allowed(5, "b")
    assert allowed(minute)
    assert "'a'" not in str(lab.rows("SELECT bucket FROM throttle"))
    day = 25 * 60 * minute
    assert lab.database.write(lambda tx: throttle.forget(tx, day)) == 3


@pytest.mark.parametrize("second", [Choice.APPLY, Choice.UPHOLD])
def test_two_supervisors_at_the_same_moment_decide_once(
    lab: Lab, second: Choice
) -> None:
    """One word stands; whoever was later is told so, and the act is done once."""
    _one, _other, op_id = conflict(lab)
    before = lab.rows("SELECT count(*) FROM card_event")[0][0]
    ready, told = threading.Barrier(2), list[str]()

    def say(choice: Choice, login: str) -> None:
        verdict = Verdict(op_id, choice, "核实", login)
        ready.wait(30)
        try:
            lab.database.write(lambda tx: refusals.decide(tx, verdict, NOON))
        except CenterError as exc:
            told.append(exc.code)

    both = [
        threading.Thread(target=say, args=(Choice.APPLY, "super")),
        threading.Thread(target=say, args=(second, "other")),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert told == ["center.already_decided"]
    ((choice,),) = lab.rows("SELECT choice FROM decision")
    events = lab.rows("SELECT count(*) FROM card_event")[0][0] - before
    assert events == (1 if choice == "apply" else 0)
    assert lab.rows("SELECT count(*) FROM console_audit") == [(1,)]
    assert lab.database.read(journal.first_fault) is None


def closed(op_id: str, way: str = "withdraw") -> SettlementBatch:
    """Tell of a refusal that a person closed at the counter."""
    at = datetime(2026, 3, 2, 5, tzinfo=UTC)
    return SettlementBatch((Settlement(op_id=op_id, way=way, by="王", at=at),))


def test_what_was_closed_at_the_counter_is_not_done_anew(lab: Lab) -> None:
    """A person withdrew: no supervisor may do the act behind their back."""
    one, other, op_id = conflict(lab)
    before = lab.rows("SELECT app_status, version FROM card")
    tell = lab.database.write
    tell(lambda tx: settlements.keep(tx, other.sender, closed(op_id), 5))
    assert lab.rows("SELECT count(*) FROM settlement") == [(0,)]  # not its own act
    for _ in range(2):
        kept = tell(lambda tx: settlements.keep(tx, one.sender, closed(op_id), 5))
        assert kept.op_ids == (op_id,)
    found = lab.database.read(lambda tx: refusals.find(tx, op_id))
    assert (found.closed_way, found.choices) == ("withdraw", (Choice.UPHOLD,))
    listed = lab.database.read(lambda tx: refusals.listed(tx, decided=False, page=0))
    assert op_id not in [row.op_id for row in listed]
    assert board_to_do(lab)["refused"] == len(listed)
    verdict = Verdict(op_id, Choice.APPLY, "核实", "super")
    with pytest.raises(CenterError) as caught:
        tell(lambda tx: refusals.decide(tx, verdict, NOON))
    assert caught.value.code == "center.already_decided"
    assert lab.rows("SELECT app_status, version FROM card") == before


def board_to_do(lab: Lab) -> dict[str, int]:
    """Return what the overview says waits for a person."""
    return lab.database.read(board.to_do)
