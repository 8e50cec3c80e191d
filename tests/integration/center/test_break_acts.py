"""Acts that no honest counter makes stop neither a page, nor a list, nor a feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from center import desk, throttle
from center.errors import Denied
from center.status_page import HolderQuery
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.states import Kind
from sync.wire import Escalation, EscalationBatch, RawBatch, encode
from tests.integration.center.conftest import City
from tests.integration.center.test_console_guards import visitor
from tests.labs.centers import card, holder
from tests.labs.operations import operation

TIMES = (
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
)


@pytest.mark.parametrize("which", [0, 1])
def test_a_time_no_calendar_holds_stops_nobody(city: City, which: int) -> None:
    """One workstation's clock never hides the others' questions, lists and rows."""
    window, person = city.windows[0], holder(60 + which)
    one = card(person, 61 + which)
    applicant = holder(90 + which)
    city.lab.bring_in(window.office, (person, (one,)), (applicant, ()))
    made_at = TIMES[which]
    act = operation(Kind.HAND_OUT, one, 1)
    wish = operation(Kind.APPLY_NEW, card(applicant, 91 + which), 0,
                     name=applicant.name, bank="95580", source="01")  # fmt: skip
    number = f"99990101202603020101{which}"
    told = window.send(
        msgspec.structs.replace(act, made_at=made_at),
        msgspec.structs.replace(wish, made_at=made_at, card_no=number),
    )
    assert [one.outcome.value for one in told] == ["refused", "applied"]
    question = Escalation(
        op_id=act.op_id, incarnation="i1", sequence=9, kind=act.kind, ssn=one.ssn,
        card_no=one.card_no, receipt_no="R", code="x", note="n", by="b", at=made_at,
    )  # fmt: skip
    city.center.escalate(window.sender, EscalationBatch((question,)))
    assert encode(city.center.changes(window.sender, "", 5000))
    assert list(desk.operations(city.lab.database))
    with visitor(city, "admin") as who:
        for path in ("refused", f"refused/{act.op_id}", "escalated"):
            assert who.get(f"/console/{path}").status_code == 200, path


@pytest.mark.parametrize("text", [b"\xff", b"\xed\xa0\x80", b"\\ud800"])
def test_what_is_no_text_is_refused_and_no_fault(city: City, text: bytes) -> None:
    """Bytes that are no UTF-8, and half a surrogate, are the sender's fault alone."""
    window = city.windows[0]
    raw = encode(window.numbered(operation(Kind.LOSS_TEMP, card(holder(1), 2), 1)))
    bad = RawBatch((msgspec.Raw(raw.replace(b"clerk1", text)),))
    try:
        code = city.center.apply(window.sender, bad).outcomes[0].code
    except Denied as denied:
        code = denied.code
    assert code in {CenterCode.OPERATION_INVALID, CenterCode.REQUEST_INVALID}


def test_one_visitors_many_addresses_count_as_one(city: City) -> None:
    """Whoever has a /64 of IPv6 addresses gets no further than with one of them."""
    assert throttle.of_address("::ffff:192.0.2.7") == "192.0.2.7"
    assert throttle.of_address("fe80::1%eth0") == throttle.of_address("fe80::2")
    assert throttle.of_address("2001:db8::1") != throttle.of_address("2001:db8:1::1")
    assert throttle.of_address("unix") == "unix"
    for n in range(20):
        query = HolderQuery(card_no=f"P{n:08d}", ssn=holder(n).ssn)
        city.center.holder_status(query, f"2001:db8::{n:x}")
    with pytest.raises(Denied) as caught:
        city.center.holder_status(query, "2001:db8::ffff:1")
    assert caught.value.code == CenterCode.TOO_OFTEN
