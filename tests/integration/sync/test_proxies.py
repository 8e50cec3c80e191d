"""What somebody between counter and center answers: never an outcome, never silent."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.states import Effect, Kind
from sync import engine
from tests.integration.sync.conftest import Town
from tests.integration.sync.test_schedules import Loops

SENDS = "/v1/operations"
JSON = {"content-type": "application/json"}
Answer = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Between(httpx.BaseTransport):
    """Answers for the center while ``answer`` is set; the rest goes through."""

    def __init__(self, inner: httpx.BaseTransport, path: str = "") -> None:
        self.inner, self.path = inner, path
        self.answer: httpx.Response | None = None
        self.asked = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.answer
        if answer is None or (self.path and request.url.path != self.path):
            return self.inner.handle_request(request)
        self.asked += 1
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=answer.content
        )


UNSIGNED = {
    "500": httpx.Response(500, html="<html>Internal Server Error</html>"),
    "500 json": httpx.Response(500, json={"code": "center.unexpected"}),
    "502": httpx.Response(502, text="bad gateway"),
    "503": httpx.Response(503, headers={"retry-after": "86400"}),
    "503 json": httpx.Response(503, json={"code": "center.database_away"}),
    "429": httpx.Response(429, headers={"retry-after": "86400"}, html="<html>slow"),
    "429 json": httpx.Response(429, json={"code": "center.too_often"}),
    "413": httpx.Response(413, html="<html>too large"),
    "403 json": httpx.Response(403, json={"code": "center.revoked"}),
    "400 json": httpx.Response(400, json={"code": "center.request_invalid"}),
    "200 text": httpx.Response(200, text="OK"),
    "200 json": httpx.Response(200, json={"outcomes": [], "mark": 0}),
}


@pytest.mark.parametrize("name", UNSIGNED)
def test_a_proxys_answer_is_never_an_outcome(town: Town, name: str) -> None:
    """Each is a fault of the line with a name: nothing refused, nothing set aside.

    However long it lasts and whatever it says of waiting, the acts are there and
    go at once when the proxy has gone.
    """
    counter, between = town.counter(), Between(town.transport)
    loops = Loops(counter, between)
    while loops.turn(loops.down):
        pass
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people[:3]]
    between.answer = UNSIGNED[name]
    codes = set()
    for _ in range(40):
        try:
            loops.up.turn()
        except CenterError as exc:
            codes.add(exc.code)
        loops.now += 1.0
    assert between.asked >= 3
    assert codes
    assert codes <= set(CenterCode)
    assert loops.up.aside() == ()
    assert counter.effects(*acts) == [(Effect.PENDING, None)] * 3
    with counter.parts.store.unit_of_work() as uow:
        assert uow.operations.state().waiting == 3
    between.answer, begun = None, loops.now
    while counter.waiting() and loops.now - begun < 2 * engine.LONGEST_DELAY_S:
        if not loops.turn(loops.up):
            loops.now += 0.5
    loops.close()
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 3
    assert loops.now - begun <= engine.LONGEST_DELAY_S + 0.5  # within G8's five seconds


def test_a_proxy_that_stops_one_way_only_is_seen(town: Town) -> None:
    """Questions pass, acts do not: they are set aside one by one, with the cause."""
    counter, between = town.counter(), Between(town.transport, SENDS)
    loops = Loops(counter, between)
    while loops.turn(loops.down):
        pass
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people[:3]]
    between.answer = UNSIGNED["502"]
    for _ in range(200):
        if not loops.turn(loops.up):
            loops.now += 0.05
    told = {one.receipt_no: one.code for one in loops.up.aside()}
    assert told == {one.receipt_no: CenterCode.SERVER_FAULT for one in acts}
    assert counter.waiting() == 3
    between.answer = None
    for _ in range(400):
        if not counter.waiting():
            break
        if not loops.turn(loops.up):
            loops.now += 1.0
    assert loops.up.aside() == ()
    loops.close()
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 3


@pytest.mark.parametrize("name", ["500", "500 json", "502", "200 text"])
def test_content_is_not_blamed_by_a_stranger(town: Town, name: str) -> None:
    """One act, alone: only after three tries, with questions answered in between."""
    counter, between = town.counter(), Between(town.transport, SENDS)
    loops = Loops(counter, between)
    while loops.turn(loops.down):
        pass
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    between.answer = UNSIGNED[name]
    while between.asked < 2:
        if not loops.turn(loops.up):
            loops.now += 0.1
    assert loops.up.aside() == ()
    while between.asked < 3:
        if not loops.turn(loops.up):
            loops.now += 0.1
    assert len(loops.up.aside()) == 1
    loops.close()


def test_a_signed_fault_is_the_centers_own(town: Town) -> None:
    """The center falls over each batch: set aside with its cause, tried again, done."""
    counter = town.counter()
    loops = Loops(counter, town.transport)
    while loops.turn(loops.down):
        pass
    act = counter.act(Kind.LOSS_TEMP, town.people[0][1])
    database, write = town.lab.database, type(town.lab.database).write

    def broken(*_args: object) -> None:
        raise ValueError("x")

    type(database).write = broken  # type: ignore[method-assign,assignment]  # on purpose
    try:
        with pytest.raises(CenterError) as caught:
            loops.up.turn()
    finally:
        type(database).write = write  # type: ignore[method-assign]
    assert caught.value.code == CenterCode.SERVER_FAULT
    (aside,) = loops.up.aside()
    assert (aside.receipt_no, aside.code) == (act.receipt_no, CenterCode.SERVER_FAULT)
    assert counter.effects(act) == [(Effect.PENDING, None)]
    for _ in range(20):
        loops.now += 0.5
        loops.turn(loops.up)
    loops.close()
    assert counter.effects(act) == [(Effect.EFFECTIVE, None)]
    assert loops.up.aside() == ()
