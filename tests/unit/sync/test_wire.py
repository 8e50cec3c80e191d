"""The wire: strict, stable, signed."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.records import Card, CardNo, Holder, Operation, Ssn
from counter_app.domain.states import AppStatus, Kind, StockState
from sync.wire import (
    CardRow,
    HolderRow,
    OperationBatch,
    WireOperation,
    card_from,
    card_row,
    content_digest,
    decode,
    encode,
    holder_from,
    holder_row,
    wire_operation,
)
from sync.wire.sign import RequestText, SigningKey, answer_bytes, verify
from tests.labs.centers import NOON, card, holder

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
DETAIL = st.dictionaries(
    TEXT, st.one_of(TEXT, st.integers(-(2**60), 2**60), st.booleans(), st.none())
)


def operation(**changes: object) -> Operation:
    """Return an operation as the outbox keeps it."""
    base: dict[str, object] = {
        "op_id": "op-1",
        "case_id": "case-1",
        "kind": Kind.LOSS_TEMP,
        "ssn": Ssn("999901199001011234"),
        "card_no": CardNo("P00000011"),
        "base_version": 3,
        "detail": {},
        "hlc": "1700000000000-0000-INC",
        "made_at": NOON,
        "clerk": "张敏",
        "receipt_no": "R1",
        "incarnation": "INC",
        "sequence": 7,
    }
    return Operation(**(base | changes))  # type: ignore[arg-type]


@given(DETAIL, TEXT, st.datetimes(timezones=st.just(UTC)))
def test_an_operation_survives_the_wire(
    detail: dict[str, str | int | bool | None], clerk: str, at: datetime
) -> None:
    """Encoded and decoded it is the same, and so is its digest."""
    made = wire_operation(operation(detail=detail, clerk=clerk, made_at=at), "ws")
    again = decode(encode(OperationBatch((made,))), OperationBatch).operations[0]
    assert again == made
    assert content_digest(again) == made.digest


@pytest.mark.parametrize("name", WireOperation.__struct_fields__)
def test_the_digest_covers_the_content_and_nothing_else(name: str) -> None:
    """Every field of the act is covered; the number it travels under is not."""
    made = wire_operation(operation(), "ws")
    other = {"kind": Kind.LOSS_FORMAL, "detail": {"a": 1}, "base_version": 9,
             "sequence": 9, "made_at": datetime(2020, 1, 1, tzinfo=UTC)}  # fmt: skip
    changed = msgspec.structs.replace(made, **{name: other.get(name, "other")})
    same = name in {"workstation", "incarnation", "sequence", "digest"}
    assert (content_digest(changed) == made.digest) is same


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 0},
        {"kind": "melt"},
        {"made_at": "2026-03-02T04:00:00"},
        {"op_id": ""},
        {"op_id": "x" * 81},
        {"detail": {"a": [1]}},
        {"surplus": 1},
        {"base_version": "3"},
        {"ssn": None},
    ],
)
def test_a_wrong_operation_is_not_decoded(change: dict[str, object]) -> None:
    """Wrong types, surplus fields and naive times are refused."""
    plain = msgspec.to_builtins(wire_operation(operation(), "ws")) | change
    with pytest.raises(msgspec.ValidationError):
        decode(encode(plain), WireOperation)


def test_answers_of_a_newer_center_are_understood() -> None:
    """A field this program does not know is passed over in answers."""
    row = msgspec.to_builtins(card_row(card(holder(1), 1))) | {"colour": "blue"}
    assert decode(encode(row), CardRow).card_no == card(holder(1), 1).card_no


def test_rows_carry_every_field_of_the_records() -> None:
    """A field added to a record is not forgotten on the wire."""
    assert {f.name for f in fields(Card)} == set(CardRow.__struct_fields__)
    assert {f.name for f in fields(Holder)} == set(HolderRow.__struct_fields__)


def test_rows_survive_the_wire() -> None:
    """Cards and holders come back as they were."""
    person = holder(2, name="𠮷田", alive=False)
    one = card(person, 2, AppStatus.LOST_TEMP, loss_expires_at=NOON,
               status_before_loss=AppStatus.NORMAL,
               stock_state=StockState.TO_ENABLE)  # fmt: skip
    assert card_from(decode(encode(card_row(one)), CardRow)) == one
    assert holder_from(decode(encode(holder_row(person)), HolderRow)) == person


def request_text(**changes: object) -> RequestText:
    """Return the text of a request."""
    base = {
        "method": "POST",
        "target": "/v1/operations",
        "body": b"{}",
        "workstation": "ws",
        "challenge": "1.a",
        "nonce": "0" * 32,
        "timestamp": "1",
    }
    return RequestText(**(base | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "GET"},
        {"target": "/v1/other"},
        {"body": b"{ }"},
        {"workstation": "ws2"},
        {"challenge": "2.a"},
        {"nonce": "1" * 32},
        {"timestamp": "2"},
    ],
)
def test_a_signature_covers_the_whole_request(change: dict[str, object]) -> None:
    """Whatever is altered on the way breaks the signature."""
    key = SigningKey.generate()
    signature = key.sign(request_text().to_bytes())
    assert verify(key.public_hex, request_text().to_bytes(), signature)
    altered = request_text(**change).to_bytes()
    assert not verify(key.public_hex, altered, signature)


@pytest.mark.parametrize(("public", "signature"), [("zz", "00"), ("", ""), ("00", "x")])
def test_nonsense_is_no_signature(public: str, signature: str) -> None:
    """Malformed keys and signatures are just not valid."""
    assert not verify(public, b"text", signature)


def test_an_answer_belongs_to_its_request() -> None:
    """An answer signed for another nonce or status is not accepted."""
    texts = {
        answer_bytes(status, nonce, body)
        for status in (200, 401)
        for nonce in ("a", "b")
        for body in (b"", b"{}")
    }
    assert len(texts) == 8


def test_a_key_survives_the_key_store() -> None:
    """PEM out, PEM in: the same key; another text is refused."""
    key = SigningKey.generate()
    assert SigningKey.from_pem(key.to_pem()).public_hex == key.public_hex
    with pytest.raises(ValueError):
        SigningKey.from_pem("no key")
    assert "PRIVATE" not in repr(key)
