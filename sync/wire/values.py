"""The way between wire structs and domain records, and the canonical bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC
from operator import attrgetter
from typing import TypeVar

import msgspec

from counter_app.domain.records import Card, Holder, Operation
from sync.wire.feed import CardRow, HolderRow
from sync.wire.messages import WireOperation

WIRE_VERSION = 1
_OUTSIDE_DIGEST = {"workstation", "incarnation", "sequence", "digest"}
_SAID = tuple(sorted({*WireOperation.__struct_fields__} - _OUTSIDE_DIGEST))
_CONTENT = attrgetter(*_SAID)
_Said = msgspec.defstruct("Said", _SAID, gc=False)  # a third of a dict's time
_SORTED = msgspec.json.Encoder(order="deterministic")  # structs as declared: sorted
_ENCODER = msgspec.json.Encoder()

Message = TypeVar("Message")


def encode(message: object) -> bytes:
    """Return the message as JSON bytes."""
    return _ENCODER.encode(message)


def decode(data: bytes | msgspec.Raw, kind: type[Message]) -> Message:
    """Read one message strictly.

    Raises:
        msgspec.DecodeError: not JSON, not of this kind, or nested without end.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except RecursionError as exc:
        raise msgspec.DecodeError("nested too deep") from exc
    except UnicodeDecodeError as exc:
        raise msgspec.DecodeError("not UTF-8") from exc


def content_digest(operation: WireOperation) -> str:
    """Return SHA-256 over the sorted JSON of what the act says (hex)."""
    said = _Said(*_CONTENT(operation))
    return hashlib.sha256(_SORTED.encode(said)).hexdigest()


def wire_operation(operation: Operation, workstation: str) -> WireOperation:
    """Return the operation as it travels, digest included.

    Raises:
        msgspec.ValidationError: a field the wire would refuse.
    """
    fields = {
        "workstation": workstation,
        "incarnation": operation.incarnation,
        "sequence": operation.sequence,
        "op_id": operation.op_id,
        "kind": operation.kind,
        "ssn": operation.ssn,
        "card_no": operation.card_no,
        "base_version": operation.base_version,
        "detail": dict(operation.detail),
        "hlc": operation.hlc,
        "made_at": operation.made_at.astimezone(UTC),
        "receipt_no": operation.receipt_no,
        "clerk": operation.clerk,
    }
    made = msgspec.convert(fields, WireOperation)
    return msgspec.structs.replace(made, digest=content_digest(made))


def card_row(card: Card) -> CardRow:
    """Return a card as it travels."""
    return msgspec.convert(card, CardRow, from_attributes=True)


def card_from(row: CardRow) -> Card:
    """Return the card a row stands for."""
    return msgspec.convert(row, Card, from_attributes=True)


def holder_row(holder: Holder) -> HolderRow:
    """Return a holder as it travels."""
    return msgspec.convert(holder, HolderRow, from_attributes=True)


def holder_from(row: HolderRow) -> Holder:
    """Return the holder a row stands for."""
    return msgspec.convert(row, Holder, from_attributes=True)
