"""The center's endpoints as methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from counter_app.ports.keys import KeyRequest
from sync.transport import Transport
from sync.wire import (
    AnchorReport,
    Anchors,
    BatchAnswer,
    ChangePage,
    CryptogramAnswer,
    CryptogramQuery,
    Enrolled,
    EnrolRequest,
    Escalation,
    EscalationBatch,
    EscalationStates,
    OperationBatch,
    OperationName,
    Pack,
    ParcelAnswer,
    RestPage,
    RollChunk,
    StatusQuery,
    TimeAnswer,
    WireOperation,
    encode,
)
from sync.wire.card_service import (
    CardAnswer,
    CardQuery,
    PinCommandAnswer,
    PinCommandQuery,
)
from sync.wire.decisions import DecisionQuery, Decisions
from sync.wire.photos import PhotoAnswers, PhotoBatch
from sync.wire.settlements import SettlementBatch, SettlementsKept
from sync.wire.standing import StandingAnswer, StandingQuery


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many acts wait here, and the age of the oldest in milliseconds."""

    waiting: int
    oldest_ms: int


class CenterClient:
    """What a counter asks of the center; every method may raise ``CenterError``."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def skew_s(self) -> float | None:
        """Center's clock minus ours at the last answer, seconds."""
        measured = self._transport.measured
        return measured.skew_s if measured else None

    def send(self, operations: Sequence[WireOperation]) -> BatchAnswer:
        """Send operations; the same ones may be sent any number of times."""
        body = encode(OperationBatch(tuple(operations)))
        return self._transport.ask("POST", "/v1/operations", BatchAnswer, body)

    def status(self, operations: Sequence[WireOperation]) -> BatchAnswer:
        """Ask what became of operations."""
        names = tuple(
            OperationName(
                incarnation=op.incarnation,
                sequence=op.sequence,
                op_id=op.op_id,
                digest=op.digest,
            )
            for op in operations
        )
        body = encode(StatusQuery(names))
        return self._transport.ask("POST", "/v1/operations/status", BatchAnswer, body)

    def changes(
        self, cursor: str, limit: int, backlog: Backlog | None = None
    ) -> ChangePage:
        """Return the next page of the feed; the center's console hears what waits."""
        asked: dict[str, str | int] = {"cursor": cursor, "limit": limit}
        if backlog is not None:
            asked |= {"waiting": backlog.waiting, "oldest_ms": backlog.oldest_ms}
        query = urlencode(asked)
        return self._transport.ask("GET", f"/v1/changes?{query}", ChangePage)

    def roll(self, after: str, since: str, limit: int) -> RollChunk:
        """Return the next chunk of the first load."""
        query = urlencode({"after": after, "since": since, "limit": limit})
        return self._transport.ask("GET", f"/v1/roll?{query}", RollChunk)

    def roll_rest(self, since: str, place: int) -> RestPage:
        """Return the next page of what the first load brings beside the roll."""
        query = urlencode({"since": since, "place": place})
        return self._transport.ask("GET", f"/v1/roll/rest?{query}", RestPage)

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Let the center's key service answer a card (``ports.keys``)."""
        query = CryptogramQuery(
            key=int(request.key),
            algorithm=request.algorithm,
            region=request.region,
            card_factor=request.card_factor.hex(),
            challenge=request.challenge.hex(),
            original=request.original.hex(),
        )
        answer = self._transport.ask(
            "POST", "/v1/keys/cryptogram", CryptogramAnswer, encode(query)
        )
        return bytes.fromhex(answer.cryptogram)

    def pin_command(self, query: PinCommandQuery) -> bytes:
        """Let the center's key service secure a PIN command."""
        body = encode(query)
        answer = self._transport.ask("POST", "/v1/keys/pin", PinCommandAnswer, body)
        return bytes.fromhex(answer.data)

    def show_card(self, query: CardQuery) -> CardAnswer:
        """Show a card to the center (S6)."""
        return self._transport.ask("POST", "/v1/cards/shown", CardAnswer, encode(query))

    def standing(self, query: StandingQuery) -> StandingAnswer:
        """Ask what stands in the way of an application (R-01 to R-03)."""
        target, body = "/v1/applications/standing", encode(query)
        return self._transport.ask("POST", target, StandingAnswer, body)

    def anchor(self, report: AnchorReport) -> Anchors:
        """Tell the end of the audit chain; return what the center holds of it."""
        return self._transport.ask("POST", "/v1/anchors", Anchors, encode(report))

    def anchors(self) -> Anchors:
        """Return what the center holds of this workstation's audit chain."""
        return self._transport.ask("GET", "/v1/anchors", Anchors)

    def pack(self, have: str) -> Pack:
        """Return the office's rule pack; without its text where ``have`` is it."""
        query = urlencode({"have": have})
        return self._transport.ask("GET", f"/v1/packs?{query}", Pack)

    def escalate(self, escalations: Sequence[Escalation]) -> EscalationStates:
        """Tell refusals that the city's supervisors shall decide."""
        body = encode(EscalationBatch(tuple(escalations)))
        return self._transport.ask("POST", "/v1/escalations", EscalationStates, body)

    def photos(self, batch: PhotoBatch) -> PhotoAnswers:
        """Send card photos; each has its own answer."""
        return self._transport.ask("POST", "/v1/photos", PhotoAnswers, encode(batch))

    def decisions(self, query: DecisionQuery) -> Decisions:
        """Ask what the city decided on refused acts."""
        return self._transport.ask("POST", "/v1/decisions", Decisions, encode(query))

    def settlements(self, batch: SettlementBatch) -> SettlementsKept:
        """Tell which refused acts were closed here."""
        path = "/v1/settlements"
        return self._transport.ask("POST", path, SettlementsKept, encode(batch))

    def carry(self, sealed: bytes) -> ParcelAnswer:
        """Pass on another workstation's sealed file."""
        return self._transport.ask("POST", "/v1/carry", ParcelAnswer, sealed)

    def time(self) -> TimeAnswer:
        """Ask for the center's clock; works without enrolment."""
        return self._transport.ask("GET", "/v1/time", TimeAnswer, signed=False)

    def enrol(self, wish: EnrolRequest) -> Enrolled:
        """Spend a one-time code."""
        return self._transport.ask(
            "POST", "/v1/enrol", Enrolled, encode(wish), signed=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()
