"""Who stands at the window, and may this person act (business.md 3.2)."""

from __future__ import annotations

from datetime import datetime, time

from counter_app.domain.bearing import AGENT_KINDS, UNIT_KINDS, needed
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.records import Json
from counter_app.domain.states import Collector, Kind
from counter_app.ports.store import UnitOfWork
from counter_app.services.commands import Bearer
from counter_app.services.parts import Parts


def check_bearer(bearer: Bearer, at: Situation, kind: Kind) -> None:
    """Check the person who acts.

    Raises:
        RuleError: guardian, agent or papers are missing or not allowed
            (R-04, R-20, 6.7-11, 6.7-19).
    """
    if at.minor and bearer.kind is not Collector.GUARDIAN:
        raise RuleError(RuleCode.GUARDIAN_MISSING)
    own = bearer.id_no == at.holder.ssn
    if bearer.kind is Collector.GUARDIAN and (
        not (bearer.name and bearer.id_no) or own
    ):
        raise RuleError(RuleCode.GUARDIAN_MISSING)
    if bearer.kind in AGENT_KINDS or (
        bearer.kind is Collector.GUARDIAN and not at.minor
    ):
        if own:
            raise RuleError(RuleCode.AGENT_INCOMPLETE)
        if not (bearer.name and bearer.id_no and bearer.phone):
            raise RuleError(RuleCode.AGENT_INCOMPLETE)
    if bearer.kind in UNIT_KINDS and not _unit_complete(bearer, at):
        raise RuleError(RuleCode.UNIT_INCOMPLETE, count=at.pack.unit_agents)
    if needed(at.pack, kind, bearer.kind, minor=at.minor) is None:
        raise RuleError(RuleCode.AGENT_FORBIDDEN)
    if not bearer.papers_checked:
        raise RuleError(RuleCode.PAPERS_INCOMPLETE)


def _unit_complete(bearer: Bearer, at: Situation) -> bool:
    """A unit has a name, and as many signers as the city asks for (7.1)."""
    if at.pack.unit_agents <= 1:
        return bool(bearer.unit)
    second = bearer.second_name and bearer.second_id
    apart = bearer.second_id not in (bearer.id_no, at.holder.ssn)
    return bool(bearer.unit and second and apart)


def check_agent_day(uow: UnitOfWork, parts: Parts, bearer: Bearer) -> None:
    """Stop an agent who collected the daily maximum already (R-20).

    Raises:
        RuleError: ``rule.agent_daily_max``.
    """
    if bearer.kind is not Collector.AGENT:  # a unit's agent collects for many
        return
    start = datetime.combine(parts.today(), time(), tzinfo=parts.zone)
    taken = uow.cases.agent_count(bearer.id_no, start)
    if taken >= parts.pack.agent_daily_max:
        raise RuleError(RuleCode.AGENT_DAILY_MAX, maximum=parts.pack.agent_daily_max)


def as_json(bearer: Bearer) -> Json:
    """Return the collector fields of cases and operations."""
    told: Json = {
        "collector_kind": bearer.kind.value,
        "collector_name": bearer.name,
        "collector_id": bearer.id_no,
        "collector_phone": bearer.phone,
        "paper_type": bearer.paper_type,
    }
    if bearer.kind in UNIT_KINDS:
        told |= {
            "unit": bearer.unit,
            "second_name": bearer.second_name,
            "second_id": bearer.second_id,
        }
    return told
