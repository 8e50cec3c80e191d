"""The ledger: applied once, whatever comes, over both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from center import ledger
from center.entries import read_entries
from center.world import Sender
from counter_app.domain.records import CardNo, Holder, Operation, Ssn
from counter_app.domain.states import AppStatus, Kind
from sync.wire import (
    BatchAnswer,
    OperationName,
    StatusQuery,
    WireOperation,
    Word,
    content_digest,
    encode,
    wire_operation,
)
from tests.labs.centers import NOON, REGION, Lab, card, chip, holder, number

PERSON, OTHER = holder(1), holder(3)
HERS, HIS = card(PERSON, 1), card(OTHER, 2)


class Desk:
    """A workstation that talks to the ledger directly."""

    def __init__(self, lab: Lab, office: dict[str, Any], name: str = "ws-1") -> None:
        self.lab, self.name, self.made = lab, name, 0
        code = str(office["office_code"])
        self.sender = Sender(name, code, REGION, "cn-js-taizhou")
        lab.database.write(
            lambda tx: tx.run(
                "INSERT INTO workstation (workstation, office_code, terminal, "
                "public_key, name, enrolled_at) VALUES (?, ?, ?, '', '', 0)",
                (name, code, name[-2:]),
            )
        )

    def act(self, kind: Kind, ssn: str, card_no: str, **changes: Any) -> WireOperation:
        """Make the next operation."""
        self.made += 1
        operation = Operation(
            op_id=f"{self.name}-{self.made}",
            case_id="case",
            kind=kind,
            ssn=Ssn(ssn),
            card_no=CardNo(card_no),
            base_version=changes.pop("base", 1),
            detail=changes,
            hlc=f"{self.made:013d}-0000-{self.name}",
            made_at=NOON,
            clerk="张敏",
            receipt_no=f"R{self.made}",
            incarnation="INC",
            sequence=self.made,
        )
        return wire_operation(operation, self.name)

    def send(self, *operations: Any) -> BatchAnswer:
        """Hand in a batch as it comes over the wire."""
        parts = [msgspec.Raw(encode(op)) for op in operations]
        entries = read_entries(parts, self.name)
        now = self.lab.clock.now()
        return self.lab.database.write(
            lambda tx: ledger.apply_batch(tx, self.sender, entries, now)
        )

    def words(self, *operations: Any) -> list[tuple[Word, str | None]]:
        """Send and return outcome and code of each."""
        return [(o.outcome, o.code) for o in self.send(*operations).outcomes]


@pytest.fixture
def desk(lab: Lab) -> Desk:
    """A workstation of an office with two holders and an allotment."""
    office = lab.new_office()
    code = str(office["office_code"])
    lab.bring_in(code, (PERSON, (HERS,)), (OTHER, (HIS,)))
    lab.allot(code, [chip(50), chip(51)], [number(900), number(901)])
    return Desk(lab, office)


def status_of(lab: Lab, card_no: str) -> int:
    """Return the application status the center keeps."""
    rows = lab.rows("SELECT app_status FROM card WHERE card_no = ?", card_no)
    return int(rows[0][0])


def test_loss_is_applied_with_the_card_as_it_is_now(desk: Desk, lab: Lab) -> None:
    """An applied act answers with the full new row, one version later."""
    answer = desk.send(desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no))
    row = answer.outcomes[0].cards[0]
    assert answer.outcomes[0].outcome is Word.APPLIED
    assert (row.app_status, row.version) == (AppStatus.LOST_TEMP, 2)
    assert answer.mark == 1


def test_the_same_operation_counts_once(desk: Desk, lab: Lab) -> None:
    """However often a number comes, it has one effect and one answer."""
    loss = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    first = desk.words(loss)
    again = desk.words(loss, loss)
    assert [first[0], first[0]] == again
    assert lab.rows("SELECT count(*) FROM card_event")[0][0] == 1
    assert lab.rows("SELECT count(*) FROM operation")[0][0] == 1


def test_another_content_under_a_known_number_is_an_alarm(desk: Desk, lab: Lab) -> None:
    """The same number with another digest has no effect and is put on record."""
    desk.send(desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no))
    desk.made = 0
    forged = desk.act(Kind.LOSS_FORMAL, PERSON.ssn, HERS.card_no)
    assert desk.words(forged) == [(Word.REFUSED, "center.sequence_reused")]
    assert status_of(lab, HERS.card_no) == AppStatus.LOST_TEMP
    assert lab.rows("SELECT kind FROM alarm") == [("center.sequence_reused",)]


def test_order_of_arrival_does_not_matter(desk: Desk) -> None:
    """Numbers may come in any order; the mark tells up to where none is missing."""
    one = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    two = desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no)
    three = desk.act(Kind.LOSS_FORMAL, OTHER.ssn, HIS.card_no)
    assert desk.send(two).mark == 0
    assert desk.send(three).mark == 0
    assert desk.send(one).mark == 3


def test_a_refusal_holds_back_later_acts_of_the_same_holder_only(desk: Desk) -> None:
    """After a refusal the holder's next act waits, a loss never; others go on."""
    lift = desk.act(Kind.LOSS_LIFT, PERSON.ssn, number(77))
    next_one = desk.act(Kind.LOSS_LIFT, PERSON.ssn, HERS.card_no)
    loss = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    other = desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no)
    words = desk.words(lift, next_one, loss, other)
    expected = [Word.REFUSED, Word.LATER, Word.APPLIED, Word.APPLIED]
    assert [word for word, _ in words] == expected
    assert desk.words(loss) == [(Word.APPLIED, None)]


def test_one_broken_operation_stops_no_other(desk: Desk, lab: Lab) -> None:
    """An operation that cannot be read is refused; its neighbours are applied (G9)."""
    good = desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no)
    bad = msgspec.to_builtins(desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no))
    bad["kind"] = "melt_down"
    nul = msgspec.structs.replace(
        desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no), clerk="a\0b"
    )
    nul = msgspec.structs.replace(nul, digest=content_digest(nul))
    words = desk.words(bad, nul, good)
    assert words == [
        (Word.REFUSED, "center.operation_invalid"),
        (Word.REFUSED, "center.operation_invalid"),
        (Word.APPLIED, None),
    ]
    assert desk.words(bad) == [(Word.REFUSED, "center.operation_invalid")]
    assert status_of(lab, HERS.card_no) == AppStatus.NORMAL


def test_an_act_that_breaks_the_rules_code_is_refused_alone(
    desk: Desk, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault inside one decision becomes a refusal with a code (G9)."""
    good = desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no)
    odd = desk.act(Kind.HAND_OUT, PERSON.ssn, HERS.card_no, handed_out_on="no day")
    lab.database.write(
        lambda tx: tx.run("UPDATE card SET handed_out_on = NULL, app_status = 0")
    )
    lab.database.write(
        lambda tx: tx.run(
            "UPDATE card SET app_status = 1 WHERE card_no = ?", (HIS.card_no,)
        )
    )
    words = desk.words(odd, good)
    assert words[0] == (Word.REFUSED, "center.operation_fault")
    assert words[1] == (Word.APPLIED, None)


def test_an_altered_operation_is_refused(desk: Desk) -> None:
    """The digest must fit the content, the name must be the sender's."""
    loss = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    altered = msgspec.structs.replace(loss, clerk="someone else")
    assert desk.words(altered) == [(Word.REFUSED, "center.operation_invalid")]
    foreign = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    foreign = msgspec.structs.replace(foreign, workstation="ws-9")
    assert desk.words(foreign) == [(Word.REFUSED, "center.operation_invalid")]


def test_instant_card_stands_on_the_offices_allotment(desk: Desk, lab: Lab) -> None:
    """A new card needs a number and a blank of this office, each used once."""
    newcomer = holder(5)
    lab.bring_in(desk.sender.office_code, (newcomer, ()))
    detail = {"issue_date": "2026-03-02", "expiry_date": "2036-03-02", "base": 0}
    foreign = desk.act(
        Kind.INSTANT, newcomer.ssn, number(555), card_uid=chip(50), **detail
    )
    assert desk.words(foreign) == [(Word.REFUSED, "rule.no_allotment")]
    unknown = desk.act(
        Kind.INSTANT, newcomer.ssn, number(900), card_uid=chip(99), **detail
    )
    assert desk.words(unknown) == [(Word.REFUSED, "rule.blank_not_allotted")]
    good = desk.act(
        Kind.INSTANT, newcomer.ssn, number(900), card_uid=chip(50), **detail
    )
    assert desk.words(good) == [(Word.APPLIED, None)]
    assert lab.rows("SELECT used FROM blank WHERE card_uid = ?", chip(50)) == [(1,)]
    assert lab.rows("SELECT card_no FROM card_number WHERE used = 1") == [
        (number(900),)
    ]


def test_two_first_cards_for_one_person_the_first_stands(desk: Desk, lab: Lab) -> None:
    """Two offices write a card for one holder offline: first applied stands (G12)."""
    newcomer = holder(7)
    lab.bring_in(desk.sender.office_code, (newcomer, ()))
    other = Desk(lab, {"office_code": desk.sender.office_code}, "ws-2")
    first = desk.act(Kind.INSTANT, newcomer.ssn, number(900), card_uid=chip(50))
    second = other.act(Kind.INSTANT, newcomer.ssn, number(901), card_uid=chip(51))
    assert desk.words(first) == [(Word.APPLIED, None)]
    assert other.words(second) == [(Word.REFUSED, "rule.has_live_card")]


def test_lift_yields_to_a_newer_loss_of_another_window(desk: Desk, lab: Lab) -> None:
    """A lift of what the clerk saw does not open a card lost again since (G12)."""
    other = Desk(lab, {"office_code": desk.sender.office_code}, "ws-2")
    desk.send(desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no))
    lift = desk.act(Kind.LOSS_LIFT, PERSON.ssn, HERS.card_no, base=2)
    other.send(other.act(Kind.LOSS_FORMAL, PERSON.ssn, HERS.card_no, base=2))
    assert desk.words(lift) == [(Word.REFUSED, "rule.status_moved")]
    assert status_of(lab, HERS.card_no) == AppStatus.LOST_FORMAL


def test_questions_are_answered_without_an_effect(desk: Desk, lab: Lab) -> None:
    """Asked, the center tells the recorded outcome, or that it knows nothing."""
    loss = desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no)
    other = desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no)
    desk.send(loss)
    names = tuple(
        OperationName(
            incarnation=op.incarnation,
            sequence=op.sequence,
            op_id=op.op_id,
            digest=op.digest,
        )
        for op in (loss, other, msgspec.structs.replace(loss, digest="guess"))
    )
    answer = lab.database.read(
        lambda tx: ledger.look(tx, desk.sender, StatusQuery(names))
    )
    assert [o.outcome for o in answer.outcomes] == [
        Word.APPLIED,
        Word.UNKNOWN,
        Word.REFUSED,
    ]
    assert answer.outcomes[0].cards[0].app_status is AppStatus.LOST_TEMP
    assert answer.outcomes[2].cards == ()


def test_racing_copies_of_one_batch_count_once(desk: Desk, lab: Lab) -> None:
    """The same batch from many threads at once has one effect."""
    batch = [
        desk.act(Kind.LOSS_TEMP, PERSON.ssn, HERS.card_no),
        desk.act(Kind.LOSS_TEMP, OTHER.ssn, HIS.card_no),
    ]
    found: list[list[tuple[Word, str | None]]] = []
    threads = [
        threading.Thread(target=lambda: found.append(desk.words(*batch)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(Word.APPLIED, None)] * 2] * 6
    assert lab.rows("SELECT count(*) FROM card_event")[0][0] == 2


def test_racing_windows_of_one_holder_leave_one_history(desk: Desk, lab: Lab) -> None:
    """Two workstations, one holder, at once: versions and events stay in step."""
    people: list[Holder] = [holder(100 + n) for n in range(12)]
    cards = [card(person, 100 + n) for n, person in enumerate(people)]
    lab.bring_in(
        desk.sender.office_code,
        *((p, (c,)) for p, c in zip(people, cards, strict=True)),
    )
    other = Desk(lab, {"office_code": desk.sender.office_code}, "ws-2")

    def work(who: Desk, kind: Kind, order: int) -> None:
        acts = [who.act(kind, c.ssn, c.card_no) for c in cards[::order]]
        for at in range(0, len(acts), 4):
            who.send(*acts[at : at + 4])

    threads = [
        threading.Thread(target=work, args=(desk, Kind.LOSS_TEMP, 1)),
        threading.Thread(target=work, args=(other, Kind.LOSS_FORMAL, -1)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in cards:
        events = lab.rows(
            "SELECT version FROM card_event WHERE card_no = ? ORDER BY version",
            one.card_no,
        )
        version = lab.rows("SELECT version FROM card WHERE card_no = ?", one.card_no)
        assert status_of(lab, one.card_no) == AppStatus.LOST_FORMAL
        assert [row[0] for row in events] == list(range(2, version[0][0] + 1))
    seqs = lab.rows("SELECT feed_seq FROM card UNION SELECT feed_seq FROM holder")
    total = lab.rows(
        "SELECT (SELECT count(*) FROM card) + (SELECT count(*) FROM holder)"
    )
    assert len(seqs) == total[0][0]


@pytest.mark.parametrize(
    ("pack", "status"), [("cn-jl", 9), ("cn-js-taizhou", 1)], ids=["enable", "use"]
)
def test_a_replacement_handed_out_ends_the_cards_before(
    lab: Lab, pack: str, status: int
) -> None:
    """The center ends the whole line where the rule pack says so at once (R-31)."""
    office = lab.new_office(pack=pack)
    first = card(PERSON, 1)
    second = replace(card(PERSON, 2), previous_card_no=first.card_no)
    follows = {"previous_card_no": second.card_no}
    third = card(PERSON, 3, AppStatus.DORMANT, **follows)
    lab.bring_in(str(office["office_code"]), (PERSON, (first, second, third)))
    desk = Desk(lab, office)
    desk.sender = replace(desk.sender, pack=pack)
    given = desk.act(Kind.HAND_OUT, PERSON.ssn, third.card_no)
    assert desk.words(given) == [(Word.APPLIED, None)]
    numbers = (first.card_no, second.card_no, third.card_no)
    told = dict(lab.rows("SELECT card_no, app_status FROM card"))
    assert [told[number] for number in numbers] == [status, status, 1]
