"""Requests and answers of the wire, decoded strictly."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from counter_app.domain.states import Kind
from sync.wire.feed import CardRow, Number, Text, UtcTime, Version

MAX_BATCH = 500
HexBytes = Annotated[str, Meta(pattern="^([0-9A-Fa-f]{2})*$", max_length=128)]
Sequence = Annotated[int, Meta(ge=1, le=2**62)]
Identifier = Annotated[
    str, Meta(min_length=1, max_length=80, pattern="^[\\x21-\\x7e]*$")
]


Detail = Annotated[
    dict[
        Annotated[str, Meta(max_length=40)],
        Annotated[str, Meta(max_length=2000)] | int | bool | None,
    ],
    Meta(max_length=60),
]


class Word(StrEnum):
    """The center's word on one operation; ``unknown`` only when asked."""

    APPLIED = "applied"
    ALREADY = "already"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class WireOperation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act of a counter.

    ``digest`` covers every field but the number it travels under (workstation,
    incarnation, sequence) and itself, so that the same act is known by any route.
    """

    workstation: Identifier
    incarnation: Identifier
    sequence: Sequence
    op_id: Identifier
    kind: Kind
    ssn: Number
    card_no: Number
    base_version: Version
    detail: Detail
    hlc: Identifier
    made_at: UtcTime
    receipt_no: Annotated[str, Meta(max_length=40)]
    clerk: Text
    digest: Annotated[str, Meta(max_length=80)] = ""


class OperationName(Struct, frozen=True, kw_only=True):
    """The number an operation travels under; enough to answer for a broken one."""

    incarnation: Identifier
    sequence: Sequence
    op_id: Identifier
    digest: Annotated[str, Meta(max_length=80, pattern="^[\\x21-\\x7e]*$")] = ""


class OperationBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Operations in the order the counter wants them looked at."""

    operations: Annotated[tuple[WireOperation, ...], Meta(max_length=MAX_BATCH)]


class RawBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """The same batch taken apart one by one: a broken one stops no other."""

    operations: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=MAX_BATCH)]


class StatusQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Ask what became of operations whose answer was lost."""

    operations: Annotated[tuple[OperationName, ...], Meta(max_length=MAX_BATCH)]


class OperationAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The center's word on one operation with the cards as they are now."""

    incarnation: str
    sequence: int
    op_id: str
    outcome: Word
    code: str | None = None
    cards: tuple[CardRow, ...] = ()


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """Answers in the order asked; ``mark``: everything up to it is known here."""

    outcomes: tuple[OperationAnswer, ...]
    mark: int = 0


class EnrolRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bind a new workstation: one-time code and the public key made there."""

    code: Annotated[str, Meta(min_length=4, max_length=64)]
    public_key: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    name: Text = ""
    # Key of its receipts' seals, so that the center can prove a paper (9.3).
    seal_key: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""


class Enrolled(Struct, frozen=True, kw_only=True):
    """What the workstation is from now on; ``terminal`` goes into receipt numbers."""

    workstation: str
    terminal: str
    office_code: str
    office_name: str
    region: str
    rule_pack: str
    center_public_key: str
    carry_key: str = ""  # X25519, for carry files
    tls_pin: str = ""  # SHA-256 of the key of the center's certificate


class CryptogramQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One authentication cryptogram is wanted (``ports.keys.KeyRequest``)."""

    key: Annotated[int, Meta(ge=0, le=255)]
    algorithm: Annotated[str, Meta(max_length=8)]
    region: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    card_factor: HexBytes
    challenge: HexBytes
    original: HexBytes


class CryptogramAnswer(Struct, frozen=True):
    """Eight bytes of authentication data in hex."""

    cryptogram: HexBytes


class TimeAnswer(Struct, frozen=True):
    """The center's clock; the challenge to sign comes in the header."""

    now: UtcTime
    wire: int


class Health(Struct, frozen=True, kw_only=True):
    """Whether this instance serves and its database answers."""

    ok: bool
    wire: int
    database: str
    schema: int


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was not served; ``code`` has its text at the counter."""

    code: str
    detail: str = ""
