"""Small exchanges: audit anchors, rule packs, escalations, other people's parcels."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import httpx
import pytest

from center import carry, packs, roll
from center.rows import to_ms
from counter_app.bootstrap.rules import rules_in_force
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.packs import load_pack
from counter_app.domain.review import Review, Way
from counter_app.domain.states import Effect, Kind
from counter_app.ports.center import ANCHOR_ALARM
from counter_app.ports.store import MUST_PULL, Store
from db import create_store, open_store
from sync import anchoring, parcels
from sync.carry import export_waiting
from sync.line import open_client, sync_once
from sync.packs import ACTIVE, NEXT, stored_pack
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import NOON, Clock

PACK = "cn-js-taizhou"


def events(store: Store, name: str) -> int:
    """Count audit rows of an event."""
    with store.unit_of_work() as uow:
        rows = uow.session.plain(  # type: ignore[attr-defined]  # the real store
            "SELECT count(*) FROM audit WHERE event = ?", (name,)
        )
    return int(rows[0][0])


def contradictions(counter: Counter) -> tuple[anchoring.Contradiction, ...]:
    """Ask the center for its anchors and compare."""
    client, _ = open_client(counter.parts)
    answer = client.anchors()
    client.close()
    with counter.parts.store.unit_of_work() as uow:
        return anchoring.contradictions(uow, answer.anchors)


def test_the_chain_is_anchored_by_each_exchange(town: Town) -> None:
    """The center holds the newest end of the chain, and it fits (G24)."""
    counter = town.counter()
    sync_once(counter.parts)
    first = town.lab.rows("SELECT last_row FROM audit_anchor")
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    sync_once(counter.parts)
    second = town.lab.rows("SELECT last_row FROM audit_anchor")
    assert second[0][0] > first[0][0]
    assert contradictions(counter) == ()


@pytest.mark.parametrize("how", ["cut", "edit", "rollback"])
def test_a_changed_chain_shows_at_the_center(town: Town, how: str) -> None:
    """A cut tail, a rewritten chain and an older file contradict the anchor (G24)."""
    counter = town.counter()
    sync_once(counter.parts)
    store = counter.parts.store
    path = town.folder / "a.db"
    if how == "rollback":
        store.backup(str(town.folder / "old.db"))
    for _, one in town.people[:4]:
        counter.act(Kind.LOSS_TEMP, one)
    sync_once(counter.parts)
    assert contradictions(counter) == ()
    if how == "rollback":
        roll_back(town, counter, path)
    else:
        tamper(store, how)
    found = contradictions(counter)
    assert len(found) == 1
    assert found[0].cut is (how != "edit")
    for _ in range(2):
        sync_once(counter.parts)
    assert events(counter.parts.store, "audit.contradicted") == 1
    assert alarms(town) == 1


def alarms(town: Town) -> int:
    """Count the center's alarms of anchors."""
    rows = town.lab.rows("SELECT kind FROM alarm")
    return rows.count((CenterCode.AUDIT_ANCHOR.value,))


def roll_back(town: Town, counter: Counter, path: Path, old: str = "old.db") -> None:
    """Put an older file in the place of the counter's."""
    counter.parts.store.close()
    shutil.copy(town.folder / old, path)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    store = open_store(path, b"k" * 32, counter.clock)
    town.stack.callback(store.close)
    counter.parts = replace(counter.parts, store=store)


def test_a_restart_is_no_alarm(town: Town) -> None:
    """The same file opened again fits its anchors, whatever was done meanwhile."""
    counter, path = town.counter(), town.folder / "a.db"
    sync_once(counter.parts)
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    counter.parts.store.close()
    store = open_store(path, b"k" * 32, counter.clock)
    town.stack.callback(store.close)
    counter.parts = replace(counter.parts, store=store)
    for _ in range(2):
        sync_once(counter.parts)
    assert alarms(town) == 0
    assert contradictions(counter) == ()


def test_an_older_file_that_worked_on_is_found_before_it_is_anchored(
    town: Town,
) -> None:
    """More rows than the anchor, and yet not that chain: the center hears of it."""
    counter, path = town.counter(), town.folder / "a.db"
    sync_once(counter.parts)
    counter.parts.store.backup(str(town.folder / "old.db"))
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    sync_once(counter.parts)
    roll_back(town, counter, path)
    for n, (_, one) in enumerate(town.people[1:9]):
        counter.act(Kind.LOSS_TEMP, one)
        with counter.parts.store.unit_of_work() as uow:
            uow.audit.append(at=NOON, actor="zhang", event="work", detail=str(n))
            uow.commit()
    with counter.parts.store.unit_of_work() as uow:
        here = uow.audit.rows()
    assert here > town.lab.rows("SELECT max(last_row) FROM audit_anchor")[0][0]
    for _ in range(3):
        sync_once(counter.parts)
    assert alarms(town) == 1
    with counter.parts.store.unit_of_work() as uow:
        assert uow.settings.get(ANCHOR_ALARM)


def tamper(store: Store, how: str) -> None:
    """Change the chain as somebody with the key could: without leaving a seam."""
    from db.audit import link_digest

    with store.unit_of_work() as uow:
        session = uow.session  # type: ignore[attr-defined]  # the real store
        for name in ("audit_frozen", "audit_kept"):
            session.plain(f"DROP TRIGGER {name}")
        rows = session.plain(
            "SELECT row_id, at, actor, event, subject, detail FROM audit"
            " ORDER BY row_id"
        )
        session.plain("DELETE FROM audit WHERE row_id > 1")
        previous = session.plain("SELECT digest FROM audit")[0][0]
        for row in rows[1:-2] if how == "cut" else rows[1:]:
            columns = (*row[:5], "changed", previous)
            if how == "cut":
                columns = (*row, previous)
            digest = link_digest(columns)
            marks = ", ".join("?" * 8)
            session.plain(f"INSERT INTO audit VALUES ({marks})", (*columns, digest))
            previous = digest
        assert uow.audit.rows() == (len(rows) - 2 if how == "cut" else len(rows))
        uow.commit()


def published(town: Town, version: int, day: date) -> str:
    """Publish a changed pack at the center; return its text."""
    folder = resources.files("counter_app.domain.packs")
    text = (folder / f"{PACK}.toml").read_text("utf-8")
    text = text.replace("version = 1\n", f"version = {version}\n")
    text = text.replace("valid_from = 2026-01-01", f"valid_from = {day.isoformat()}")
    text = text.replace("temp_loss_days = ", "temp_loss_days = 1")
    now = to_ms(town.lab.clock.now())
    town.lab.database.write(lambda tx: packs.publish(tx, text, now))
    return text


def test_a_pack_of_the_center_is_in_force_from_its_day(town: Town) -> None:
    """Downloaded, checked, kept; activated on its day; both audited."""
    counter = town.counter()
    published(town, 2, date(2026, 3, 5))
    sync_once(counter.parts)
    store = counter.parts.store
    with store.unit_of_work() as uow:
        office = uow.settings.office()
        waiting = stored_pack(uow, NEXT)
    assert office is not None
    assert waiting is not None
    assert rules_in_force(store, office, date(2026, 3, 4)) == load_pack(PACK)
    pack = rules_in_force(store, office, date(2026, 3, 5))
    assert (pack.version, pack.name) == (2, PACK)
    assert pack.temp_loss_days > load_pack(PACK).temp_loss_days
    assert events(store, "pack.received") == 1
    assert events(store, "pack.activated") == 1
    sync_once(counter.parts)
    assert events(store, "pack.received") == 1


def test_a_changed_pack_is_not_used(town: Town) -> None:
    """Whoever edits the stored pack gets the shipped rules, not their own."""
    counter = town.counter()
    published(town, 2, date(2026, 3, 1))
    sync_once(counter.parts)
    store = counter.parts.store
    with store.unit_of_work() as uow:
        office = uow.settings.office()
    assert office is not None
    assert rules_in_force(store, office, date(2026, 3, 2)).version == 2
    with store.unit_of_work() as uow:
        text = uow.settings.get(ACTIVE) or ""
        uow.settings.put(ACTIVE, text.replace("temp_loss_days", "temp_lost_days"))
        uow.commit()
    assert rules_in_force(store, office, date(2026, 3, 2)).version == 1


def test_an_escalation_reaches_the_center_and_its_reply_comes_home(town: Town) -> None:
    """Told once, listed there, answered there, shown here; the refusal stays open."""
    counter = town.counter()
    sync_once(counter.parts)
    again = counter.act(Kind.HAND_OUT, town.people[0][1], handed_out_on="2026-03-02")
    sync_once(counter.parts)
    assert counter.effects(again)[0][0] is Effect.REFUSED
    store = counter.parts.store
    with store.unit_of_work() as uow:
        uow.reviews.put(Review(again.op_id, Way.ESCALATE, "请裁定", "li", NOON))
        uow.commit()
    for _ in range(2):
        sync_once(counter.parts)
    assert town.lab.rows("SELECT op_id, note FROM escalation") == [
        (again.op_id, "请裁定")
    ]
    town.lab.database.write(
        lambda tx: tx.run(
            "UPDATE escalation SET reply = ?, replied_by = ?, replied_at = ?",
            ("以先领为准", "wang", to_ms(NOON)),
        )
    )
    sync_once(counter.parts)
    with store.unit_of_work() as uow:
        review = uow.reviews.get(again.op_id)
        assert uow.operations.state().refused == 1
        assert not uow.reviews.unanswered(10)
    assert review is not None
    assert (review.reply, review.reply_by) == ("以先领为准", "wang")
    assert review.told_at is not None


@pytest.mark.parametrize("stick_first", [True, False])
def test_another_workstation_passes_a_carry_file_on(
    town: Town, stick_first: bool
) -> None:
    """Stick to a neighbour, then network, or the other way: nothing twice (G15)."""
    far, near = town.counter("far"), town.counter("near")
    for counter in (far, near):
        sync_once(counter.parts)
    acts = [far.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    file = town.folder / "stick.carry"
    assert export_waiting(far.parts, file) == 12
    assert parcels.take(near.parts, file)
    assert not parcels.take(near.parts, file)
    order = (near, far) if stick_first else (far, near)
    for counter in (*order, *order):
        sync_once(counter.parts)
    assert town.lab.rows("SELECT count(*) FROM operation") == [(12,)]
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]
    assert far.effects(*acts) == [(Effect.EFFECTIVE, None)] * 12
    with near.parts.store.unit_of_work() as uow:
        assert uow.parcels.waiting(10) == ()
    assert events(near.parts.store, "carry.passed_on") == 1
    center = town.lab.center()
    carry.take_in(center.database, center.facts, file.read_bytes(), NOON)
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]


def test_a_file_for_another_center_is_not_taken(town: Town, tmp_path: Path) -> None:
    """What the center could not open is refused at once, with its code."""
    counter = town.counter()
    sync_once(counter.parts)
    junk = tmp_path / "junk.carry"
    junk.write_text("{}")
    with pytest.raises(CenterError) as caught:
        parcels.take(counter.parts, junk)
    assert caught.value.code == CenterCode.CARRY_FILE
    with pytest.raises(CenterError) as caught:
        parcels.take(counter.parts, tmp_path / "none.carry")
    assert caught.value.code == CenterCode.FILE_UNREADABLE


class OldCenter(httpx.BaseTransport):
    """A center of an earlier version: it knows none of the errands."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path in ("/v1/anchors", "/v1/packs", "/v1/escalations"):
            self.asked.append(request.url.path)
            return httpx.Response(404, json={"code": "center.not_found"})
        return self.inner.handle_request(request)


def test_an_older_center_stops_nothing(town: Town) -> None:
    """Errands that are not served are put off; acts and the feed go on."""
    counter = town.counter()
    counter.parts = counter.over(OldCenter(town.transport))
    sync_once(counter.parts)
    act = counter.act(Kind.LOSS_TEMP, town.people[0][1])
    sync_once(counter.parts)
    assert counter.effects(act) == [(Effect.EFFECTIVE, None)]


def test_a_restored_file_writes_no_card_before_it_has_pulled(town: Town) -> None:
    """What was used since the backup is known only after a pull."""
    counter = town.counter()
    sync_once(counter.parts)
    copy = town.folder / "restored.db"
    counter.parts.store.backup(str(copy))
    restored = open_store(copy, b"k" * 32, Clock())
    town.stack.callback(restored.close)
    with restored.unit_of_work() as uow:
        assert uow.settings.get(MUST_PULL)
    sync_once(replace(counter.parts, store=restored))
    with restored.unit_of_work() as uow:
        assert not uow.settings.get(MUST_PULL)


def test_a_new_file_need_not_pull(tmp_path: Path) -> None:
    """Only a file that may lack something must pull first."""
    store = create_store(tmp_path / "x.db", b"k" * 32, Clock())
    with store.unit_of_work() as uow:
        assert not uow.settings.get(MUST_PULL)
    store.close()


def test_who_left_the_slice_is_marked_and_comes_back(town: Town) -> None:
    """A deletion of a person marks them departed; their return takes the mark away."""
    counter = town.counter()
    sync_once(counter.parts)
    person = town.people[0][0]
    office = str(town.office["office_code"])
    gone = roll.Line(delete=roll.Gone("holder", person.ssn))
    roll.import_rows(town.lab.database, office, [gone])
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.holders.get(person.ssn) is not None
        left = uow.holders.departed_at(person.ssn)
    town.lab.bring_in(office, (person, (town.people[0][1],)))
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        back = uow.holders.departed_at(person.ssn)
    assert left is not None
    assert back is None
