"""All endpoints as data: the app and the OpenAPI description are made of them."""

from __future__ import annotations

from center import feed, snapshot
from center.allotment import Batches
from center.api.applications import APPLICATION_ENDPOINTS
from center.api.cards import CARD_ENDPOINTS
from center.api.endpoint import Call, Endpoint, Query, checked_by_part
from center.api.photos import PHOTO_ENDPOINTS
from center.api.settlements import SETTLEMENT_ENDPOINTS
from center.service import Center
from center.status_page import HolderQuery, HolderStatus
from sync.wire import (
    AnchorReport,
    Anchors,
    BatchAnswer,
    ChangePage,
    CryptogramAnswer,
    CryptogramQuery,
    Enrolled,
    EnrolRequest,
    EscalationBatch,
    EscalationStates,
    Health,
    OperationBatch,
    Pack,
    ParcelAnswer,
    RawBatch,
    RestPage,
    RollChunk,
    StatusQuery,
    TimeAnswer,
)
from sync.wire.decisions import DecisionQuery, Decisions
from sync.wire.seal import Sealed

_LONGEST_KEY = 32
_LONGEST_CURSOR = 64
_BIGINT = 2**62
_NUMBER = "^[0-9]{1,19}$"
HEALTH = "/v1/health"
READY = "/v1/ready"
checked_by_part(RawBatch)


def _changes(center: Center, call: Call) -> ChangePage:
    limit = max(call.number("limit", feed.PAGE, 5 * feed.PAGE), 1)
    page = center.changes(call.who, call.text("cursor", _LONGEST_CURSOR), limit)
    waiting = call.number("waiting", 0, _BIGINT) if "waiting" in call.query else None
    oldest = call.number("oldest_ms", 0, _BIGINT) if waiting else None
    center.note_state(call.who, (waiting, oldest), read=not page.more)
    return page


def _roll(center: Center, call: Call) -> RollChunk:
    after, since = call.text("after", _LONGEST_KEY), call.text("since", _LONGEST_CURSOR)
    limit = max(call.number("limit", snapshot.CHUNK, snapshot.LARGEST), 1)
    return center.roll_chunk(call.who, after, since, limit)


def _roll_rest(center: Center, call: Call) -> RestPage:
    since = call.text("since", _LONGEST_CURSOR)
    return center.roll_rest(call.who, since, call.number("place", 0, _BIGINT))


_OPEN = (
    Endpoint(
        HEALTH,
        "GET",
        "Whether this instance serves and its database answers",
        Health,
        lambda center, _call: center.health(),
        signed=False,
    ),
    Endpoint(
        READY,
        "GET",
        "Whether this instance may be given requests: the schema fits as well",
        Health,
        lambda center, _call: center.ready(),
        signed=False,
    ),
    Endpoint(
        "/v1/time",
        "GET",
        "The center's clock; the challenge to sign is in the answer's header",
        TimeAnswer,
        lambda center, _call: center.time(),
        signed=False,
    ),
    Endpoint(
        "/v1/enrol",
        "POST",
        "Bind a workstation with a one-time code and its public key",
        Enrolled,
        lambda center, call: center.enrol(call.message(EnrolRequest), call.address),
        signed=False,
        request=EnrolRequest,
        refusals=(403, 409, 429),
    ),
    Endpoint(
        "/v1/holder/status",
        "POST",
        "The application status of a holder's own card, in a word",
        HolderStatus,
        lambda center, call: center.holder_status(
            call.message(HolderQuery), call.address
        ),
        signed=False,
        request=HolderQuery,
        refusals=(429,),
    ),
)
_WORK = (
    Endpoint(
        "/v1/operations",
        "POST",
        "Apply a batch of operations, each once",
        BatchAnswer,
        lambda center, call: center.apply(call.door, call.message(RawBatch)),
        admits=True,
        request=OperationBatch,
    ),
    Endpoint(
        "/v1/operations/status",
        "POST",
        "Ask what became of operations whose answer was lost",
        BatchAnswer,
        lambda center, call: center.status(call.who, call.message(StatusQuery)),
        request=StatusQuery,
    ),
    Endpoint(
        "/v1/changes",
        "GET",
        "Changes of the office's slice after a cursor, oldest first",
        ChangePage,
        _changes,
        query=(
            Query("cursor"),
            Query("limit", _NUMBER),
            Query("waiting", _NUMBER),
            Query("oldest_ms", _NUMBER),
        ),
        refusals=(409,),
    ),
    Endpoint(
        "/v1/roll",
        "GET",
        "First load: the office's holders with their cards, after a holder",
        RollChunk,
        _roll,
        query=(Query("after"), Query("since"), Query("limit", _NUMBER)),
        refusals=(409,),
    ),
    Endpoint(
        "/v1/roll/rest",
        "GET",
        "First load: allotment and deletions up to the place where the load began",
        RestPage,
        _roll_rest,
        query=(Query("since"), Query("place", _NUMBER)),
        refusals=(409,),
    ),
    Endpoint(
        "/v1/allotments",
        "GET",
        "The office's batches of blank cards and card numbers, newest first",
        Batches,
        lambda center, call: center.allotments(call.who),
    ),
    Endpoint(
        "/v1/packs",
        "GET",
        "The rule pack the office works by, signed",
        Pack,
        lambda center, call: center.pack(call.who, call.text("have", 64)),
        query=(Query("have", "^[0-9a-f]{64}$"),),
    ),
    Endpoint(
        "/v1/anchors",
        "GET",
        "The anchors kept of this workstation's audit chain",
        Anchors,
        lambda center, call: center.anchors(call.who),
    ),
    Endpoint(
        "/v1/anchors",
        "POST",
        "Tell the end of the audit chain",
        Anchors,
        lambda center, call: center.anchor(
            call.who, call.message(AnchorReport), call.door.text.challenge
        ),
        request=AnchorReport,
    ),
    Endpoint(
        "/v1/escalations",
        "POST",
        "Hand refused acts to the city's supervisors, and learn their replies",
        EscalationStates,
        lambda center, call: center.escalate(call.who, call.message(EscalationBatch)),
        request=EscalationBatch,
    ),
    Endpoint(
        "/v1/decisions",
        "POST",
        "Ask what the city's supervisors decided on refused acts",
        Decisions,
        lambda center, call: center.decided(call.who, call.message(DecisionQuery)),
        request=DecisionQuery,
    ),
    Endpoint(
        "/v1/carry",
        "POST",
        "Pass on a sealed carry file of any workstation; each act counts once",
        ParcelAnswer,
        lambda center, call: center.carry(call.who, call.body),
        request=Sealed,
        refusals=(422,),
    ),
    Endpoint(
        "/v1/keys/cryptogram",
        "POST",
        "One authentication cryptogram for a card session",
        CryptogramAnswer,
        lambda center, call: center.cryptogram(call.who, call.message(CryptogramQuery)),
        request=CryptogramQuery,
        refusals=(422,),
    ),
)
ENDPOINTS = (
    *_OPEN,
    *_WORK,
    *CARD_ENDPOINTS,
    *APPLICATION_ENDPOINTS,
    *PHOTO_ENDPOINTS,
    *SETTLEMENT_ENDPOINTS,
)
