"""The rule pack (规则包): a city's rules as checked, versioned data.

Rules are local (management measures, art. 16): days, agents, lifts and the fate of
old cards differ between cities. A pack is a TOML file; ``RulePack`` is what the rest
of the program sees. Faults are collected and raised once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from counter_app.domain.states import Kind


class OfflineRule(StrEnum):
    """What may be done without the network (architecture, Consistency)."""

    FULL = "full"
    QUEUE = "queue"
    ACCEPT_ONLY = "accept_only"
    REFUSE = "refuse"


class TempLossUnit(StrEnum):
    """Unit of ``temp_loss_days`` (R-21)."""

    CALENDAR = "calendar"
    WORKING = "working"
    HOURS = "hours"


class TempLossEnd(StrEnum):
    """What the end of a temporary loss does (R-22)."""

    LIFT = "lift"
    CANCEL = "cancel"


class FormalLift(StrEnum):
    """Whether a formal loss may be lifted (R-24)."""

    NEVER = "never"
    UNTIL_REISSUE = "until_reissue"


class InitialPinPolicy(StrEnum):
    """What an initial PIN that was never changed is good for (R-15)."""

    ALLOW = "allow"
    NOT_ENABLED = "not_enabled"  # treated as no PIN until it is changed


class OldCardPolicy(StrEnum):
    """When the old card loses its social function (R-31)."""

    ON_FIRST_USE = "on_first_use"
    ON_ENABLE = "on_enable"
    ON_APPLY = "on_apply"


@dataclass(frozen=True, slots=True)
class Bank:
    """A service bank of the city (R-06)."""

    code: str
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaperType:
    """An accepted identity paper (business.md 3.1)."""

    code: str
    name: str
    citizen_number: bool  # the 18-place citizen rule applies
    number: str = ""  # what its number looks like: a pattern for the whole


@dataclass(frozen=True, slots=True)
class RulePack:
    """All parameters of one city (business.md 5, 15)."""

    name: str
    version: int
    valid_from: date
    region: str
    city: str
    minor_age: int
    card_valid_years: int
    renew_before_days: int
    uncollected_days: int
    uncollected_warn_days: int
    temp_loss_days: int
    temp_loss_unit: TempLossUnit
    temp_loss_end: TempLossEnd
    formal_lift: FormalLift
    lift_needs_card: frozenset[str]  # of {"temp", "formal"}
    reissue_needs_formal_loss: bool
    combine_loss_and_reissue: bool
    old_card_policy: OldCardPolicy
    take_back_old: bool
    collect_agent: bool
    agent_daily_max: int
    loss_upload_max_min: int
    make_days_instant: int
    make_days_ordinary: int
    hotline: str
    photo_age: int  # from this age a photo is needed
    photo_least_kb: int  # window of the photo file (2.1-3)
    photo_most_kb: int
    photo_keep_days: int  # after it was handed on
    unit_agents: int  # how many people sign for a unit (7.1)
    unit_office: int  # how many of the office close a box (7.2)
    pin_agent: bool  # an agent may have a PIN reset or unlocked (3.2)
    initial_pins: tuple[str, ...]  # PINs new cards come with (R-15, card.md 10)
    initial_pin_policy: InitialPinPolicy
    dual_control: frozenset[str]  # acts a second operator approves
    offline: Mapping[Kind, OfflineRule]
    replace_reasons: tuple[str, ...]
    banks: tuple[Bank, ...]
    papers: tuple[PaperType, ...]
    titles: Mapping[str, str]  # document -> title; clauses as ``clause_*``
    status_map: Mapping[str, Mapping[str, int]]
    #: rows of the matrix of papers that the city replaces (domain.bearing, 3.2)
    act_papers: Mapping[Kind, Mapping[str, tuple[str, ...]]] = field(
        default_factory=dict
    )

    def bank_name(self, code: str) -> str:
        """Return the bank's name, or the code itself when the city has no such bank."""
        return next((bank.name for bank in self.banks if bank.code == code), code)
