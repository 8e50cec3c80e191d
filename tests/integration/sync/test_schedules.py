"""Generated schedules: bad networks, poison, two windows on the same people."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Card, Operation
from counter_app.domain.states import Effect, Kind
from counter_app.ports.center import Aside
from sync.downlink import Downlink
from sync.engine import Ask, Idle, Pull, Send
from sync.line import open_station, sync_once
from sync.uplink import Uplink
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import Weather, in_process, sqlite_lab
from tests.labs.examples import tried

KINDS = (Kind.LOSS_TEMP, Kind.LOSS_FORMAL, Kind.LOSS_LIFT)
ACTS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(KINDS), st.integers(0, 2)),
    min_size=1,
    max_size=14,
)


@contextmanager
def a_town(people: int) -> Iterator[Town]:
    """Make a town for one example."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lab = sqlite_lab(Path(folder))
        stack.callback(lab.database.close)
        transport = stack.enter_context(in_process(lab.center()))
        town = Town(lab, transport, Path(folder), stack)
        town.settle(people)
        yield town


class Loops:
    """Both loops of a counter, driven by hand: no thread, no real waiting."""

    def __init__(self, counter: Counter, transport: httpx.BaseTransport) -> None:
        parts = counter.over(transport)
        self.now = 0.0
        self.station = open_station(parts)
        self.station.monotonic = lambda: self.now
        self.station.chance = lambda: 1.0
        self.up = Uplink(self.station, parts.store)
        self.down = Downlink(self.station, parts.store, every_s=10.0)
        self.turns = 0

    def turn(self, loop: Uplink | Downlink) -> bool:
        """Take one turn; tell whether it did anything."""
        self.turns += 1
        try:
            return isinstance(loop.turn(), Send | Ask | Pull)
        except CenterError:
            return True

    def until_empty(self, counter: Counter, limit: int = 600) -> int:
        """Take turns until nothing waits; return how many it took."""
        start = self.turns
        while counter.waiting() and self.turns - start < limit:
            self.turn(self.down)
            if not self.turn(self.up):
                self.now += 1.0
        return self.turns - start

    def close(self) -> None:
        """Close the connections."""
        self.station.client.close()


class _Narrow(httpx.BaseTransport):
    """Loses the answer to the first batch, and every question of more than two acts."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._lost = False
        self.questions: list[int] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        asks = request.url.path.endswith("/operations/status")
        if asks:
            self.questions.append(len(json.loads(request.content)["operations"]))
        sends = request.url.path.endswith("/operations")
        if (sends and not self._lost) or (asks and self.questions[-1] > 2):
            self._lost = True
            raise httpx.ReadError("lost")
        return answer


def test_a_question_too_long_for_the_line_is_asked_in_parts() -> None:
    """What became of doubtful acts is asked at once, or in halves until it passes."""
    with a_town(6) as town:
        counter = town.counter("a")
        sync_once(counter.parts)
        for _person, card in town.people:
            counter.act(Kind.LOSS_TEMP, card)
        line = _Narrow(town.transport)
        loops = Loops(counter, line)
        loops.until_empty(counter)
        loops.close()
        assert counter.waiting() == 0
        assert line.questions[:2] == [6, 3]
        assert line.questions[2] == 1


@given(acts=ACTS, seed=st.integers(0, 2**32), bad=st.sampled_from([0.0, 0.3, 0.6]))
@settings(max_examples=tried(8), suppress_health_check=list(HealthCheck))
def test_two_windows_one_town(
    acts: list[tuple[int, Kind, int]], seed: int, bad: float
) -> None:
    """Whatever breaks, every act is decided once and both windows agree (G7, G12)."""
    with a_town(3) as town:
        counters = (town.counter("a"), town.counter("b"))
        for counter in counters:
            sync_once(counter.parts)
        made: tuple[list[Operation], list[Operation]] = ([], [])
        weathers = [Weather(town.transport, seed + n, bad) for n in (0, 1)]
        loops = [Loops(c, w) for c, w in zip(counters, weathers, strict=True)]
        for who, kind, person in acts:
            made[who].append(counters[who].act(kind, town.people[person][1]))
            loops[who].turn(loops[who].up)
        for counter, loop in zip(counters, loops, strict=True):
            _settle(counter, loop)
        for weather in weathers:
            weather.bad = 0.0
            _deliver_late(weather)
        for counter, loop in zip(counters, loops, strict=True):
            _settle(counter, loop)
            loop.close()
            sync_once(counter.parts)
        check_agreement(town, counters, made)


def _settle(counter: Counter, loop: Loops) -> None:
    """Bring everything to an end; refusals are settled as a person would."""
    for _ in range(30):
        loop.until_empty(counter, limit=300)
        with counter.parts.store.unit_of_work() as uow:
            if not uow.operations.state().refused:
                if not uow.operations.state().waiting:
                    return
                continue
            for op_id in _refused(counter):
                uow.operations.settle(op_id, by="test", at=counter.clock.now())  # type: ignore[attr-defined]
            uow.commit()


def _refused(counter: Counter) -> list[str]:
    with counter.parts.store.queries() as queries:
        return [operation.op_id for operation in queries.refused(0, 500).rows]


def _deliver_late(weather: Weather) -> None:
    for request in weather.late:
        weather.inner.handle_request(request)
    weather.late = []


def check_agreement(
    town: Town,
    counters: tuple[Counter, Counter],
    made: tuple[list[Operation], list[Operation]],
) -> None:
    recorded = {
        row[0]: (row[1], row[2])
        for row in town.lab.rows("SELECT op_id, outcome, code FROM operation")
    }
    wanted = {op.op_id for ops in made for op in ops}
    assert set(recorded) == wanted
    for counter, ops in zip(counters, made, strict=True):
        for operation, (effect, refusal) in zip(
            ops, counter.effects(*ops), strict=True
        ):
            outcome, code = recorded[operation.op_id]
            assert effect is not Effect.PENDING
            assert (effect is Effect.REFUSED) == (outcome == "refused")
            assert refusal == code
    events = town.lab.rows("SELECT op_id FROM card_event")
    assert max(Tally(row[0] for row in events).values(), default=0) <= 1
    assert town.lab.rows("SELECT count(*) FROM alarm") == [(0,)]
    for _, one in town.people:
        center = town.lab.rows(
            "SELECT app_status, version FROM card WHERE card_no = ?", one.card_no
        )[0]
        for counter in counters:
            row = counter.card(one.card_no)
            assert row is not None
            assert (int(row.app_status), row.version) == center


class Poison(httpx.BaseTransport):
    """A center that falls over one operation: 500 whenever it is in a batch."""

    def __init__(self, inner: httpx.BaseTransport, op_id: str) -> None:
        self.inner, self.op_id, self.hits = inner, op_id.encode(), 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sends = request.url.path == "/v1/operations"
        body = request.read()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if sends and self.op_id in body:
            self.hits += 1
            return httpx.Response(500, text="oops")
        return self.inner.handle_request(request)


def test_a_poison_operation_stops_no_other(town: Town) -> None:
    """The others become effective, the poison stays pending, downloads go on (G9)."""
    counter = town.counter()
    sync_once(counter.parts)
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    poison = Poison(town.transport, acts[5].op_id)
    loops = Loops(counter, poison)
    for _ in range(200):
        if counter.waiting() == 1:
            break
        loops.turn(loops.down)
        if not loops.turn(loops.up):
            loops.now += 0.05  # a step longer than a set-aside would try it in vain
    assert loops.up.aside() == (Aside(acts[5].receipt_no, CenterCode.SERVER_FAULT),)
    loops.close()
    effects = counter.effects(*acts)
    assert effects.count((Effect.EFFECTIVE, None)) == 11
    assert effects[5] == (Effect.PENDING, None)
    assert poison.hits <= 10  # halvings to find it, then set-asides that double
    sync_once(counter.parts)
    assert counter.effects(acts[5]) == [(Effect.EFFECTIVE, None)]


def test_an_operation_the_wire_refuses_stops_no_other(town: Town) -> None:
    """What cannot even be encoded is set aside, not sent, and listed as waiting."""
    counter = town.counter()
    sync_once(counter.parts)
    bad = counter.act(Kind.LOSS_TEMP, town.people[0][1], note=["x"])  # type: ignore[arg-type]  # on purpose
    good = counter.act(Kind.LOSS_TEMP, town.people[1][1])
    sync_once(counter.parts)
    assert counter.effects(bad, good) == [
        (Effect.PENDING, None),
        (Effect.EFFECTIVE, None),
    ]


def test_a_row_the_store_refuses_does_not_stop_the_feed(town: Town) -> None:
    """Cards of people unknown here, and rows the store refuses, are passed over."""
    counter = town.counter()
    stray = Card(**{**_fields(town.people[0][1]), "ssn": "999901199912319999",
                    "card_no": "P9999999X", "card_uid": None})  # fmt: skip
    town.lab.bring_in(str(town.office["office_code"]), (town.people[0][0], (stray,)))
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.holders.count() == 12
        assert uow.cards.get(stray.card_no) is None


def _fields(one: Card) -> dict[str, object]:
    return {name: getattr(one, name) for name in Card.__dataclass_fields__}


def test_an_idle_line_asks_nothing(town: Town) -> None:
    """With nothing waiting the upload loop rests until woken."""
    counter = town.counter()
    loops = Loops(counter, town.transport)
    assert loops.up.turn() == Idle()
    loops.close()
