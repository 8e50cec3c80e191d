"""What every store promises about units of work."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store
from tests.contract.store import making


def raises_code(code: StoreCode) -> object:
    return pytest.raises(StoreError, match=f"^{code.value}$")


def test_nothing_is_kept_without_commit(store: Store) -> None:
    """Leaving the block without commit rolls back."""
    with store.unit_of_work() as work:
        making.people(work, 0)
    with store.unit_of_work() as work:
        assert work.holders.get(making.ssn()) is None
        assert work.holders.count() == 0


def test_an_exception_rolls_everything_back(store: Store) -> None:
    """Case, outbox, audit and print job stand or fall together."""
    making.with_people(store, 0)

    def break_off() -> None:
        with store.unit_of_work() as work:
            making.file(work, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with store.unit_of_work() as work:
        assert work.cases.get("case-1") is None
        assert work.operations.get("op-1") is None
        assert work.print_jobs.waiting(9) == ()
        assert making.file(work, 1).sequence == 1  # its number was given back


def test_a_committed_case_is_there_whole(store: Store) -> None:
    """What was committed is read back equal, in every column."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        stored = making.file(work, 1)
        work.commit()
    with store.unit_of_work() as work:
        assert work.holders.get(making.ssn()) == making.holder()
        assert work.cards.get(making.card_no()) == making.card()
        assert work.cases.get("case-1") == making.case(1)
        assert work.operations.get("op-1") == stored
        assert work.receipts.get("R1") == making.receipt(1)
        assert work.print_jobs.waiting(9) == (making.job(1),)


def test_the_unit_takes_nothing_after_commit(store: Store) -> None:
    """A write after commit would stand outside every transaction."""
    with store.unit_of_work() as work:
        work.commit()
        with raises_code(StoreCode.CLOSED):
            work.settings.put("name", "value")
        with raises_code(StoreCode.CLOSED):
            work.commit()


def test_a_closed_store_says_so(store: Store) -> None:
    """Use after close is coded, not a library exception."""
    store.close()
    with raises_code(StoreCode.CLOSED), store.unit_of_work():
        pass


def test_writers_take_turns(store: Store) -> None:
    """Two threads read and then write; no update is lost (BEGIN IMMEDIATE)."""
    rounds, faults = 40, []

    def count_up() -> None:
        try:
            for _ in range(rounds):
                with store.unit_of_work() as work:
                    seen = int(work.settings.get("count") or 0)
                    work.settings.put("count", str(seen + 1))
                    work.commit()
        except StoreError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with store.unit_of_work() as work:
        assert work.settings.get("count") == str(3 * rounds)


def test_readers_never_wait_for_a_writer(store: Store) -> None:
    """A list is read while a unit of work is open, and shows the state before it."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.people(work, 1)
        with store.queries() as queries:
            found = queries.search("欧阳小明", 0)
        assert [row.ssn for row in found.rows] == [making.ssn(0)]


@pytest.mark.parametrize(
    "again",
    [
        making.case(2, submit_key="form-1"),
        making.case(2, receipt_no="R1"),
        making.case(1, submit_key="other", receipt_no="R9"),
    ],
    ids=["same form", "same receipt number", "same case"],
)
def test_a_case_is_made_once(store: Store, again: object) -> None:
    """The same form, receipt number or case id twice is refused (G31)."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1)
        with raises_code(StoreCode.DUPLICATE):
            work.cases.add(again)


def test_forms_without_a_key_do_not_collide(store: Store) -> None:
    """Only a given submit key is unique."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        work.cases.add(making.case(1, submit_key=""))
        work.cases.add(making.case(2, submit_key=""))
        assert work.cases.by_submit_key("") is None


def test_one_blank_is_in_one_open_write_only(store: Store) -> None:
    """A second open write of the same blank or number is refused; later it may be."""
    making.with_people(store, 0)
    from counter_app.domain.states import IntentState

    with store.unit_of_work() as work:
        work.journal.open(making.intent(1))
        for twin in (
            replace(making.intent(2), card_uid=making.uid(1)),
            replace(making.intent(2), card_no=making.card_no(1)),
        ):
            with raises_code(StoreCode.DUPLICATE):
                work.journal.open(twin)
        work.journal.close("intent-1", IntentState.ABANDONED)
        work.journal.open(replace(making.intent(2), card_uid=making.uid(1)))


def test_a_card_needs_its_holder_at_commit(store: Store) -> None:
    """References are checked when the transaction ends; then nothing is kept."""
    with store.unit_of_work() as work:
        work.cards.put(making.card())
        with raises_code(StoreCode.REFERENCE_MISSING):
            work.commit()
    with store.unit_of_work() as work:
        work.cards.put(making.card())
        work.holders.put_many([making.holder()])  # order does not matter
        work.commit()


def test_two_cards_cannot_have_one_chip(store: Store) -> None:
    """A card identification code belongs to one card."""
    with store.unit_of_work() as work:
        making.people(work, 0, 1)
        with raises_code(StoreCode.DUPLICATE):
            work.cards.put(making.card(1, card_uid=making.uid(0)))
