"""No shipped query scans the roll (G3): every plan is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from counter_app.domain.review import Review, Way
from counter_app.domain.states import BlankState, Effect, IntentState, Kind
from counter_app.ports.drafts import Draft
from counter_app.ports.entries import AuditEntry, Decision
from counter_app.ports.reviews import Parcel
from db import SqlStore
from db.connect import ConnectionPool
from db.queries.lists import SqlQueries
from db.session import Session
from db.unit_of_work import SqlUnitOfWork
from tests.contract.store import making
from tests.contract.store.making import START
from tests.contract.store.test_repositories import office
from tests.integration.db.apply_uses import use_apply, use_apply_reads
from tests.integration.db.list_uses import use_desk_lists
from tests.integration.db.stock_uses import use_book_reads, use_stock
from tests.integration.db.unit_uses import use_unit_reads, use_units

PAGE = re.compile(r'ORDER BY [\w".]*"?id"? DESC LIMIT \?')
SCAN = re.compile(r"^SCAN (\w+)\b(?! VIRTUAL)")
# Read in the table's own order, page by page, or whole because few rows are there.
WHOLE = {
    "audit", "operator", "tally", "incarnation", "receipt", "sqlite_sequence",
    "stock_move", "blank_box", "unit_job", "draft", "photo", "photo_night",
    "photo_finding", "application", "application_batch", "campaign",
}  # fmt: skip
# These hold what is open only, never the roll.
PARTIAL = {
    "operation_to_send", "operation_refused", "operation_open_refusal",
    "intent_unfinished", "intent_one_open_per_card_uid",
    "intent_one_open_per_card_no", "intent_one_open_per_case_id",
    "card_here", "card_lost", "review_unanswered", "parcel_waiting",
    "photo_to_upload", "photo_to_purge", "photo_finding_open",
}  # fmt: skip


@pytest.fixture
def plans(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> dict:
    """The plan of each statement that runs, by its text."""
    seen: dict[str, list[str]] = {}
    lent, many = ConnectionPool._take, Session.many

    def watched(pool: ConnectionPool) -> Any:
        database = lent(pool)
        run = database.execute_sql

        def note(sql: str, parameters: Any = ()) -> Any:
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)", sql):
                rows = run(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
                seen[sql] = [row[3] for row in rows]
            return run(sql, parameters)

        database.execute_sql = note
        return database

    def watched_plain(session: Session, sql: str, parameters: Any) -> Any:
        return session.database.execute_sql(sql, parameters)

    def watched_many(session: Session, sql: str, rows: Iterable) -> None:
        kept = list(rows)
        if kept:
            plan = session.database.connection().execute(
                f"EXPLAIN QUERY PLAN {sql}", kept[0]
            )
            seen[sql] = [row[3] for row in plan]
        many(session, sql, kept)

    monkeypatch.setattr(Session, "execute", watched_plain)
    monkeypatch.setattr(Session, "many", watched_many)
    monkeypatch.setattr(ConnectionPool, "_take", watched)
    monkeypatch.setattr(
        ConnectionPool, "_give_back", lambda _pool, database: database.close()
    )
    return seen


def use_repositories(work: SqlUnitOfWork) -> None:
    """Call every method of the unit of work at least once."""
    making.people(work, 0, 1)
    work.holders.get(making.ssn())
    work.holders.count()
    work.holders.put_names_off()
    work.holders.catch_up_names(10)
    work.cards.put(making.card(1))
    work.cards.get(making.card_no())
    work.cards.those([making.card_no(), making.card_no(1)])
    work.cards.by_uid(making.uid())
    work.cards.of_holder(making.ssn())
    work.allotments.add_blanks([making.blank(1)])
    work.allotments.add_numbers([making.card_no(7)])
    work.allotments.blank(making.uid(1))
    work.allotments.set_blank(making.uid(1), BlankState.USED)
    work.allotments.take_number()
    work.allotments.give_back_number(making.card_no(7))
    work.allotments.spend_number(making.card_no(7))
    work.allotments.left()
    work.allotments.forget_free_numbers()
    for n in (1, 2):
        making.file(work, n)
    use_cases(work)
    use_office(work)
    use_stock(work)
    use_apply(work)
    use_units(work)


def use_cases(work: SqlUnitOfWork) -> None:
    from counter_app.domain.states import Kind

    making.file(work, 3, kind=Kind.LOSS_TEMP)
    work.cases.get("case-1")
    work.cases.by_submit_key("form-1")
    work.cases.agent_count("9999", START)
    work.operations.get("op-1")
    work.operations.of_case("case-1")
    work.operations.pending_of(making.ssn())
    work.operations.waiting(100)
    work.operations.those(["op-1"])
    two = Decision("op-2", making.ssn(), Effect.EFFECTIVE, None)
    work.operations.decide_pending([two], START)
    work.operations.decide("op-1", Effect.REFUSED, "x", START)
    work.operations.settle("op-1", by="zhou", at=START)
    work.operations.effective("", 100)
    work.operations.last_decided()
    work.operations.reopen(["op-2"])
    work.operations.begin_anew(START, "x")
    work.operations.state()
    work.journal.open(making.intent(1))
    work.journal.step("intent-1", "x")
    work.journal.get("intent-1")
    work.journal.unfinished()
    work.journal.close("intent-1", IntentState.DONE)
    work.receipts.next_number()
    work.receipts.get("R1")
    work.receipts.of_case("case-1")
    frozen = {"effect": Effect.PENDING, "content": "{}", "sha256": "a"}
    work.receipts.freeze(replace(making.receipt(1), **frozen))
    work.receipts.count_copy("R1")
    work.receipts.listing(0, 50)
    work.print_jobs.get("job-1")
    work.print_jobs.listing(0, 50)
    work.print_jobs.waiting(20)
    work.print_jobs.update(making.job(1))


def use_office(work: SqlUnitOfWork) -> None:
    work.audit.append_many([AuditEntry("li", "x")], START)
    work.audit.verify()
    work.audit.head()
    work.audit.rows()
    work.audit.digest_of(1)
    work.audit.incarnation()
    use_sync(work)
    work.pin_records.issued(making.uid(), START)
    work.pin_records.changed(making.uid(), START)
    work.pin_records.get(making.uid())
    work.operators.put(making.operator())
    work.operators.get("li")
    work.operators.all()
    work.settings.put("a", "b")
    work.settings.get("a")
    work.settings.put_office(office())
    work.settings.office()


def use_sync(work: SqlUnitOfWork) -> None:
    """Ask for everything that sync keeps beside the outbox."""
    work.holders.depart(making.ssn(), START)
    work.holders.departed_at(making.ssn())
    work.reviews.get("x")
    work.reviews.put(Review("op-1", Way.ESCALATE, "x", "li", START))
    work.reviews.unanswered(10)
    work.reviews.resends(making.ssn(), Kind.LOSS_TEMP)
    work.parcels.add(Parcel("0" * 64, "x", START))
    work.parcels.waiting(10)
    work.parcels.delivered("0" * 64, START, "x")
    work.photos.upload_again()
    work.drafts.keep(Draft("li", making.ssn(), "loss", "k", {}, START))
    work.drafts.get("li", making.ssn(), "loss")
    work.drafts.of_operator("li")
    work.drafts.purge(START)
    work.drafts.forget("li", making.ssn(), "loss")
    work.drafts.forget_person(making.ssn())


def use_queries(queries: SqlQueries) -> None:
    """Call every list, and search in every way."""
    texts = (
        making.ssn(), "9999", "1234", "13800000000", making.card_no(), "T0", "张",
        "张三", "张 泰州", "光明厂", "zs", "zhangsan", "John Smith",
    )  # fmt: skip
    for text in texts:
        queries.search(text, 0)
        queries.search(text, 3)
    day = (START, START + timedelta(days=1))
    queries.refused(0)
    queries.day_counts(*day)
    queries.stock_counts()
    queries.decided_since(START)
    queries.drafts("", 0)
    queries.drafts("li", 0)
    use_desk_lists(queries)
    use_book_reads(queries)
    use_apply_reads(queries)
    use_unit_reads(queries)


def test_no_shipped_query_scans_the_roll(store: SqlStore, plans: dict) -> None:
    """Holders, cards, cases, operations and receipts are reached by an index only."""
    with store.unit_of_work() as work:
        use_repositories(work)
        work.commit()
    with store.queries() as queries:
        use_queries(queries)
    assert len(plans) > 60
    scans = [
        (sql, step) for sql, steps in plans.items() for step in steps if bad(sql, step)
    ]
    assert scans == []


def bad(sql: str, step: str) -> bool:
    """Tell whether a step of a plan reads a whole table that may be long."""
    found = SCAN.match(step)
    if found is None or found.group(1) == "CONSTANT" or "subquery" in step:
        return False
    alias = found.group(1)
    if step == f"SCAN {alias}" and PAGE.search(sql):  # newest first, a page and no more
        return False
    named = re.search(rf'"?(\w+)"? AS "?{alias}"?\b', sql)
    table = named.group(1) if named else alias
    index = re.search(r"USING (?:COVERING )?INDEX (\w+)", step)
    return table not in WHOLE and (index is None or index.group(1) not in PARTIAL)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM holder",
        "SELECT id FROM holder WHERE name LIKE '张%'",
        "SELECT h.id FROM holder AS h WHERE h.phone = '1'",
        "SELECT * FROM card ORDER BY card_no",
    ],
)
def test_a_scan_would_be_seen(store: SqlStore, plans: dict, sql: str) -> None:
    """Queries that walk through the roll are caught by the same reading."""
    with store.unit_of_work() as work:
        work.session.plain(sql)
    assert any(bad(sql, step) for step in plans[sql])


def test_nothing_of_the_roll_is_sorted(store: SqlStore, plans: dict) -> None:
    """Search answers come in the order of an index, so a page costs a page."""
    making.with_people(store, 0, 1)
    with store.queries() as queries:
        use_queries(queries)
    sorted_ones = [
        sql for sql, steps in plans.items()
        if "LIMIT" in sql and "FROM holder " in sql and "WHERE h.id" not in sql
        and any("TEMP B-TREE" in step for step in steps)
    ]  # fmt: skip
    assert sorted_ones == []


def test_every_public_method_is_watched() -> None:
    """The lists above hold every method there is."""
    import inspect

    source = "".join(
        inspect.getsource(part)
        for part in (
            use_repositories,
            use_cases,
            use_office,
            use_stock,
            use_apply,
            use_units,
            use_sync,
            use_queries,
            making,
        )
    )
    parts = {
        name: type(value)
        for name, value in vars(_unit()).items()
        if not name.startswith("_") and name != "session"
    }
    assert len(parts) >= 11
    missing = [
        f"{part}.{method}"
        for part, kind in parts.items()
        for method in vars(kind)
        if not method.startswith("_")
        and inspect.isfunction(vars(kind)[method])
        and f"{part}.{method}(" not in source
    ]
    assert missing == []


def _unit() -> SqlUnitOfWork:
    return SqlUnitOfWork(None, making.TellingClock(), lambda _: None)
