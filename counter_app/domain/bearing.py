"""Who may stand at the window for which business, and with which papers (3.2).

The default matrix is business.md 3.2; a city's pack replaces any row by
``[act_papers.<kind>]`` (a role that is not named there may not do it). A code of a
paper has its words under ``view.paper.<code>``.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Collector, Kind

Row = Mapping[str, tuple[str, ...]]
#: Originals somebody can be asked for.
PAPERS = frozenset(
    {"holder_id", "guardian_id", "relation", "agent_id", "mandate", "receipt",
     "authorisation", "list"}
)  # fmt: skip
#: Who acts, as packs name it.
ROLES: Mapping[Collector, str] = {
    Collector.SELF: "self",
    Collector.GUARDIAN: "guardian",
    Collector.AGENT: "agent",
    Collector.UNIT: "unit",
    Collector.UNIT_AGENT: "unit",
}
UNIT_KINDS = frozenset(who for who, role in ROLES.items() if role == "unit")
AGENT_KINDS = UNIT_KINDS | {Collector.AGENT}

_SELF = ("holder_id",)
_GUARDIAN = ("guardian_id", "holder_id", "relation")
_BOTH = ("holder_id", "agent_id")
_PERSONS: Row = {"self": _SELF, "guardian": _GUARDIAN, "agent": _BOTH}
_PIN: Row = {
    "self": _SELF,
    "guardian": _GUARDIAN,
    "agent": (*_BOTH, "mandate"),
}
MATRIX: Mapping[Kind, Row] = {
    Kind.HAND_OUT: {
        **_PERSONS,
        "agent": (*_BOTH, "receipt"),
        "unit": ("authorisation", "agent_id", "list"),
    },
    Kind.INSTANT: _PERSONS,
    Kind.APPLY_NEW: {**_PERSONS, "unit": ("authorisation", "agent_id", "list")},
    Kind.LOSS_TEMP: _PERSONS,
    Kind.LOSS_FORMAL: _PERSONS,
    Kind.LOSS_LIFT: _PERSONS,
    Kind.REISSUE_LOST: _PERSONS,
    Kind.REPLACE: _PERSONS,
    Kind.PIN_RESET: _PIN,
    Kind.PIN_UNLOCK: _PIN,
    Kind.PIN_CHANGE: {"self": _SELF, "guardian": _GUARDIAN},
    Kind.INFO_CHANGE: _PERSONS,
    Kind.EXPIRY: _PERSONS,
}


def needed(
    pack: RulePack, kind: Kind, who: Collector, *, minor: bool
) -> tuple[str, ...] | None:
    """Return the originals to be shown; None where this person may not do it.

    Args:
        pack: the city's rules.
        kind: the business.
        who: who stands at the window.
        minor: whether the holder is younger than the pack's ``minor_age`` (R-04).
    """
    if minor and who is not Collector.GUARDIAN:
        return None
    if who is Collector.AGENT and not _agent_may(pack, kind):
        return None
    row = pack.act_papers.get(kind) or MATRIX.get(kind, _PERSONS)
    return row.get(ROLES[who])


def may_stand(pack: RulePack, kind: Kind, *, minor: bool) -> tuple[Collector, ...]:
    """Return who may do this business, in the order the form shows them."""
    shown = (
        Collector.SELF,
        Collector.GUARDIAN,
        Collector.AGENT,
        Collector.UNIT_AGENT,
    )
    return tuple(
        who for who in shown if needed(pack, kind, who, minor=minor) is not None
    )


def _agent_may(pack: RulePack, kind: Kind) -> bool:
    """R-20 forbids collecting agents, 3.2 agents at the PIN, as the city says."""
    if kind is Kind.HAND_OUT:
        return pack.collect_agent
    if kind in (Kind.PIN_RESET, Kind.PIN_UNLOCK):
        return pack.pin_agent
    return kind is not Kind.PIN_CHANGE
