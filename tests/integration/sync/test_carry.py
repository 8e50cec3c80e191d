"""The carry file: any order with the network, each act once (G15)."""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center import carry
from center.offices import revoke
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Operation
from counter_app.domain.states import Effect, Kind
from sync.carry import export_waiting
from sync.line import sync_once
from tests.integration.sync.conftest import Counter, Town
from tests.labs.examples import tried

STEPS = st.lists(
    st.sampled_from(["act", "export", "import oldest", "import newest", "sync"]),
    max_size=14,
)


def take_in(town: Town, data: bytes) -> dict[str, object]:
    """Bring a file to the center."""
    center = town.lab.center()
    return carry.take_in(center.database, center.facts, data, center.clock())


def exported(counter: Counter, file: Path) -> bytes:
    """Export and return the file's bytes."""
    export_waiting(counter.parts, file)
    return file.read_bytes()


@settings(
    max_examples=tried(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_stick_and_network_in_any_order_add_nothing_twice(
    town: Town, steps: list[str]
) -> None:
    """However files and exchanges mix, every act has one effect."""
    name = f"c{len(list(town.folder.iterdir()))}"
    counter = town.counter(name)
    sync_once(counter.parts)
    before = town.lab.rows("SELECT count(*) FROM operation")[0][0]
    files: list[bytes] = []
    acts: list[Operation] = []
    for step in steps:
        if step == "act":
            one = town.people[len(acts) % 12][1]
            lost = len(acts) % 2 == 0
            kind = Kind.LOSS_TEMP if lost else Kind.LOSS_FORMAL
            acts.append(counter.act(kind, one))
        elif step == "export":
            files.append(exported(counter, town.folder / f"{name}.carry"))
        elif step == "sync":
            sync_once(counter.parts)
        elif files:
            take_in(town, files[0 if step == "import oldest" else -1])
    sync_once(counter.parts)
    for data in files:
        take_in(town, data)
    after = town.lab.rows("SELECT count(*) FROM operation")[0][0]
    assert after - before == len(acts)
    assert all(effect is Effect.EFFECTIVE for effect, _ in counter.effects(*acts))
    assert town.lab.rows("SELECT count(*) FROM alarm") == [(0,)]


def test_the_network_learns_what_the_stick_did(town: Town) -> None:
    """The file is applied; the later exchange brings the recorded word."""
    counter = town.counter()
    sync_once(counter.parts)
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    data = exported(counter, town.folder / "x.carry")
    assert take_in(town, data)["applied"] == 12
    assert counter.waiting() == 12
    sync_once(counter.parts)
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 12
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]


@pytest.mark.parametrize(
    "field", ["workstation", "recipient", "ephemeral", "nonce", "content", "signature"]
)
def test_a_changed_file_is_refused_whole(town: Town, field: str) -> None:
    """No byte of it can be changed; nothing is taken in and nothing is readable."""
    counter = town.counter()
    sync_once(counter.parts)
    person, one = town.people[0]
    counter.act(Kind.LOSS_TEMP, one)
    data = exported(counter, town.folder / "x.carry")
    assert person.ssn.encode() not in data
    fields = msgspec.json.decode(data)
    raw = fields[field]
    if field == "content":
        raw = base64.b64encode(base64.b64decode(raw)[::-1]).decode()
    else:
        raw = raw[:-1] + ("0" if raw[-1] != "0" else "1")
    fields[field] = raw
    with pytest.raises(CenterError) as caught:
        take_in(town, msgspec.json.encode(fields))
    assert caught.value.code == CenterCode.CARRY_FILE
    assert town.lab.rows("SELECT count(*) FROM operation") == [(0,)]


def test_a_revoked_workstations_file_is_refused(town: Town) -> None:
    """Whoever was shut out brings nothing in by another door."""
    counter = town.counter()
    sync_once(counter.parts)
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    data = exported(counter, town.folder / "x.carry")
    name = str(town.lab.rows("SELECT workstation FROM workstation")[0][0])
    town.lab.database.write(lambda tx: revoke(tx, name, 1))
    with pytest.raises(CenterError) as caught:
        take_in(town, data)
    assert caught.value.code == CenterCode.REVOKED
