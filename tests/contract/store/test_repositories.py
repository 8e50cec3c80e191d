"""What every store promises about its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Office
from counter_app.domain.states import BlankState, Effect, IntentState, Kind
from counter_app.ports.store import Store
from tests.contract.store import making
from tests.contract.store.making import START


def raises_code(code: StoreCode) -> object:
    return pytest.raises(StoreError, match=f"^{code.value}$")


def test_putting_a_holder_again_replaces_it(store: Store) -> None:
    """The roll keeps one row a person, found under the new name only."""
    with store.unit_of_work() as work:
        work.holders.put_many([making.holder(name="张三")])
        work.holders.put_many([making.holder(name="李四", version=2)])
        assert work.holders.count() == 1
        work.commit()
    with store.queries() as queries:
        assert queries.search("张三", 0).rows == ()
        assert queries.search("zhangsan", 0).rows == ()
        assert [row.name for row in queries.search("李四", 0).rows] == ["李四"]


def test_cards_of_a_holder_come_newest_first(store: Store) -> None:
    """The newest card leads; one without a date of issue comes last."""
    with store.unit_of_work() as work:
        work.holders.put_many([making.holder()])
        dates = {1: date(2020, 1, 1), 2: date(2025, 1, 1), 3: None, 4: date(2025, 1, 1)}
        work.cards.put_many(
            making.card(n, of=0, issue_date=day) for n, day in dates.items()
        )
        numbers = [card.card_no for card in work.cards.of_holder(making.ssn())]
        assert numbers == [making.card_no(n) for n in (4, 2, 1, 3)]
        assert work.cards.by_uid(making.uid(2)) == work.cards.get(making.card_no(2))


def test_card_numbers_are_taken_lowest_first_and_once(store: Store) -> None:
    """A number leaves the allotment once; importing it again does not bring it back."""
    with store.unit_of_work() as work:
        work.allotments.add_numbers([making.card_no(n) for n in (2, 1)])
        assert work.allotments.take_number() == making.card_no(1)
        work.allotments.add_numbers([making.card_no(1)])
        assert work.allotments.left() == (0, 1)
        assert work.allotments.take_number() == making.card_no(2)
        assert work.allotments.take_number() is None
        work.allotments.give_back_number(making.card_no(1))
        assert work.allotments.take_number() == making.card_no(1)
        with raises_code(StoreCode.NO_SUCH_ROW):
            work.allotments.give_back_number(making.card_no(7))


def test_a_known_blank_keeps_its_state(store: Store) -> None:
    """Importing a blank that was used does not put it back into stock."""
    with store.unit_of_work() as work:
        work.allotments.add_blanks([making.blank(1), making.blank(2)])
        work.allotments.set_blank(making.uid(1), BlankState.USED)
        work.allotments.add_blanks([making.blank(1)])
        found = work.allotments.blank(making.uid(1))
        assert found == replace(making.blank(1), state=BlankState.USED)
        assert work.allotments.left() == (1, 0)
        with raises_code(StoreCode.NO_SUCH_ROW):
            work.allotments.set_blank(making.uid(9), BlankState.USED)


def test_agents_are_counted_by_their_id_number(store: Store) -> None:
    """Only hand-overs to agents count for the daily maximum (R-20)."""
    making.with_people(store, 0)
    agent = {"collector_kind": "2", "collector_id": "9999"}
    own = {"collector_kind": "1", "collector_id": "9999"}
    rows = [
        making.case(1, collector=agent),
        making.case(2, collector=agent, business=Kind.INSTANT),
        making.case(3, collector=agent, made_at=START - timedelta(days=1)),
        making.case(4, collector=agent, business=Kind.LOSS_FORMAL),
        making.case(5, collector=own),
    ]
    with store.unit_of_work() as work:
        for row in rows:
            work.cases.add(row)
        assert work.cases.agent_count("9999", START) == 2
        assert work.cases.agent_count("", START) == 0


def test_sequence_has_no_gap(store: Store) -> None:
    """Operations are numbered 1, 2, 3 in one incarnation, rolled-back ones left out."""
    making.with_people(store, 0)
    for n in range(1, 4):
        with store.unit_of_work() as work:
            making.file(work, 10 + n)
        with store.unit_of_work() as work:
            assert making.file(work, n).sequence == n
            work.commit()


def test_a_decision_is_recorded_once(store: Store) -> None:
    """The same outcome again is no change; another one is refused."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1)
        work.operations.decide("op-1", Effect.REFUSED, "rule.card_lost", START)
        work.operations.decide("op-1", Effect.REFUSED, "rule.card_lost", START)
        with raises_code(StoreCode.ALREADY_DECIDED):
            work.operations.decide("op-1", Effect.EFFECTIVE, None, START)
        with raises_code(StoreCode.NO_SUCH_ROW):
            work.operations.decide("op-9", Effect.EFFECTIVE, None, START)
        found = work.operations.get("op-1")
        assert (found.effect, found.refusal, found.decided_at) == (
            Effect.REFUSED, "rule.card_lost", START
        )  # fmt: skip


def test_the_outbox_tells_the_truth(store: Store) -> None:
    """Waiting, refused and doubtful are counted as they are (G14)."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        assert work.operations.state().oldest_waiting is None
        for n in (1, 2, 3):
            making.file(work, n)
        work.operations.decide("op-1", Effect.REFUSED, "x", START)
        work.journal.open(making.intent(1))
        state = work.operations.state()
        assert (state.waiting, state.refused, state.doubtful) == (2, 1, 1)
        assert state.oldest_waiting == START
        work.operations.settle("op-1", by="zhou", at=START)
        assert work.operations.state().refused == 0
        assert [op.op_id for op in work.operations.pending_of(making.ssn())] == [
            "op-2", "op-3"
        ]  # fmt: skip


def test_only_a_refusal_is_settled_and_once(store: Store) -> None:
    """Settling is a person's word on a refusal; it is not taken back."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1)
        with raises_code(StoreCode.BAD_VALUE):
            work.operations.settle("op-1", by="zhou", at=START)
        work.operations.decide("op-1", Effect.REFUSED, "x", START)
        work.operations.settle("op-1", by="zhou", at=START, note="电话核实")
        with raises_code(StoreCode.APPEND_ONLY):
            work.operations.settle("op-1", by="wu", at=START)


def test_the_journal_shows_what_is_unfinished(store: Store) -> None:
    """Open and doubtful writes are listed, oldest first; ended ones stay ended."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        for n in (1, 2, 3):
            work.journal.open(making.intent(n))
        work.journal.step("intent-1", "EF06/09:start")
        work.journal.close("intent-2", IntentState.DOUBTFUL, "card gone")
        work.journal.close("intent-3", IntentState.DONE)
        unfinished = work.journal.unfinished()
        assert [i.intent_id for i in unfinished] == ["intent-1", "intent-2"]
        assert work.journal.get("intent-1").last_step == "EF06/09:start"
        with raises_code(StoreCode.APPEND_ONLY):
            work.journal.close("intent-3", IntentState.OPEN)
        with raises_code(StoreCode.NO_SUCH_ROW):
            work.journal.step("intent-9", "x")


def test_a_receipt_freezes_once(store: Store) -> None:
    """What was printed stays; only the number of copies grows (G22)."""
    making.with_people(store, 0)
    printed = replace(
        making.receipt(1), effect=Effect.PENDING, content='{"a": 1}',
        printed_at=START, sha256="ab",
    )  # fmt: skip
    with store.unit_of_work() as work:
        making.file(work, 1)
        work.receipts.freeze(printed)
        work.receipts.freeze(printed)
        with raises_code(StoreCode.ALREADY_FROZEN):
            work.receipts.freeze(replace(printed, content="{}", sha256="cd"))
        assert [work.receipts.count_copy("R1") for _ in range(2)] == [1, 2]
        assert work.receipts.of_case("case-1") == replace(printed, copies=2)
        with raises_code(StoreCode.NO_SUCH_ROW):
            work.receipts.count_copy("R9")


def test_receipts_are_listed_by_pages(store: Store) -> None:
    """Newest first; ``more`` tells whether a next page exists."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        for n in range(5):
            making.file(work, n)
        first, last = work.receipts.listing(0, 3), work.receipts.listing(1, 3)
    assert [row.receipt_no for row in first.rows] == ["R4", "R3", "R2"]
    assert (first.more, last.more, len(last.rows)) == (True, False, 2)


def test_running_numbers_go_on(store: Store) -> None:
    """The running number starts at 1 and never restarts in one incarnation."""
    numbers = []
    for _ in range(3):
        with store.unit_of_work() as work:
            numbers.append(work.receipts.next_number())
            work.commit()
    assert numbers == [1, 2, 3]


def test_print_jobs_wait_until_printed(store: Store) -> None:
    """A printed or failed paper waits no more."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1)
        making.file(work, 2)
        work.print_jobs.update(replace(making.job(1), state="printed", tries=1))
        assert [job.job_id for job in work.print_jobs.waiting(9)] == ["job-2"]
        with raises_code(StoreCode.BAD_VALUE):
            work.print_jobs.update(replace(making.job(2), state="lost"))


def test_operators_are_replaced_whole(store: Store) -> None:
    """One account a login."""
    with store.unit_of_work() as work:
        work.operators.put(making.operator())
        locked = replace(making.operator(), failed=5, locked_until=START)
        work.operators.put(locked)
        work.operators.put(making.operator("an"))
        assert work.operators.get("li") == locked
        assert [one.login for one in work.operators.all()] == ["an", "li"]


def office(**more: object) -> Office:
    values: dict[str, object] = {
        "office_code": "99990101", "office_name": "海陵网点", "workstation": "w1",
        "terminal": "A1", "incarnation": "AAAABBBBCCCCDDDD", "region": "999901",
        "rule_pack": "cn-js-taizhou",
    }  # fmt: skip
    return Office(**(values | more))


def test_the_office_names_the_incarnation(store: Store) -> None:
    """A new incarnation numbers from 1 again; an earlier one never comes back."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        assert work.settings.office() is None
        work.settings.put_office(office())
        assert work.settings.office() == office()
        assert making.file(work, 1).incarnation == office().incarnation
        work.settings.put_office(office(incarnation="", workstation="w2"))
        assert work.settings.office() == office(workstation="w2")
        work.settings.put_office(office(incarnation="EEEE"))
        second = making.file(work, 2)
        assert (second.incarnation, second.sequence) == ("EEEE", 1)
        assert work.receipts.next_number() == 1
        with raises_code(StoreCode.INCARNATION_RETIRED):
            work.settings.put_office(office())


@pytest.mark.parametrize(
    "wrong",
    [
        {"made_at": datetime(2026, 11, 20)},  # noqa: DTZ001 - naive on purpose
        {"made_at": "2026-11-20T00:00:00Z"},
        {"business": "hand_out"},
        {"business": "sold"},
        {"offline": 1},
        {"channel": "magic"},
        {"collector": {"name": object()}},
        {"clerk": None},
        {"clerk": "\ud842"},  # half a character, as a broken entry field returns it
        {"collector": {"name": "\ud842"}},
    ],
)
def test_wrong_values_are_refused(store: Store, wrong: dict[str, object]) -> None:
    """Nothing is stored that would not come back the same."""
    making.with_people(store, 0)
    with store.unit_of_work() as work, raises_code(StoreCode.BAD_VALUE):
        work.cases.add(making.case(1, **wrong))


def test_rare_characters_survive(store: Store) -> None:
    """Names beyond the BMP are stored and found (GB 18030-2022)."""
    with store.unit_of_work() as work:
        work.holders.put_many([making.holder(name="𠮷田𰻝")])
        work.commit()
    with store.queries() as queries:
        for part in ("𠮷", "𰻝", "田𰻝", "𠮷田𰻝"):
            assert [row.name for row in queries.search(part, 0).rows] == ["𠮷田𰻝"]
