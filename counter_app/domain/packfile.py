"""Read a rule pack from TOML text; all faults are collected and raised once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.rulepack import (
    Bank,
    FormalLift,
    InitialPinPolicy,
    OfflineRule,
    OldCardPolicy,
    PaperType,
    RulePack,
    TempLossEnd,
    TempLossUnit,
)
from counter_app.domain.states import AppStatus, Kind

DUAL_CONTROL = frozenset(
    {"pin_reset", "pin_unlock", "cancel", "reverse", "status_repair", "export_plain",
     "bulk_close"}
)  # fmt: skip
SHIPPED = ("cn-js-taizhou", "cn-jl", "cn-gd-sg")
APPLIES = frozenset({"self", "guardian", "agent", "unit"})
LIFT_KINDS = frozenset({"temp", "formal"})
_REGION_DIGITS = 6

_PLAIN: dict[str, type] = {
    "name": str, "version": int, "valid_from": date, "region": str, "city": str,
    "minor_age": int, "card_valid_years": int, "renew_before_days": int,
    "uncollected_days": int, "uncollected_warn_days": int, "temp_loss_days": int,
    "reissue_needs_formal_loss": bool, "combine_loss_and_reissue": bool,
    "take_back_old": bool, "collect_agent": bool, "agent_daily_max": int,
    "loss_upload_max_min": int, "make_days_instant": int, "make_days_ordinary": int,
    "hotline": str, "pin_agent": bool, "unit_agents": int,
    "unit_office": int,
    "photo_age": int, "photo_least_kb": int, "photo_most_kb": int,
    "photo_keep_days": int,
}  # fmt: skip
_CHOICES: dict[str, type[StrEnum]] = {
    "temp_loss_unit": TempLossUnit,
    "temp_loss_end": TempLossEnd,
    "formal_lift": FormalLift,
    "old_card_policy": OldCardPolicy,
    "initial_pin_policy": InitialPinPolicy,
}
_TABLES = frozenset(
    {"lift_needs_card", "replace_reasons", "initial_pins", "dual_control", "offline",
     "banks", "papers", "titles",
     "status_map", "act_papers"}
)  # fmt: skip


def load_pack(name: str) -> RulePack:
    """Return a shipped pack by name.

    Raises:
        RuleError: ``rule.pack_invalid`` for an unknown name or a bad file.
    """
    if name not in SHIPPED:
        raise RuleError(RuleCode.PACK_INVALID, faults=f"name: {name}")
    folder = resources.files("counter_app.domain.packs")
    return read_pack((folder / f"{name}.toml").read_text("utf-8"))


def read_pack(text: str) -> RulePack:
    """Return the pack written in ``text``.

    Raises:
        RuleError: ``rule.pack_invalid`` with every fault in ``faults``.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise RuleError(RuleCode.PACK_INVALID, faults=str(exc)) from exc
    reader = _Reader(data)
    values = reader.values()
    if reader.faults:
        raise RuleError(RuleCode.PACK_INVALID, faults="; ".join(sorted(reader.faults)))
    return RulePack(**values)


class _Reader:
    """Takes values out of the raw table and collects faults."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.faults: list[str] = []

    def values(self) -> dict[str, Any]:
        known = set(_PLAIN) | set(_CHOICES) | _TABLES
        self.faults += [f"{key}: unknown" for key in self.data if key not in known]
        out: dict[str, Any] = {
            key: self._plain(key, kind) for key, kind in _PLAIN.items()
        }
        out |= {key: self._choice(key, kind) for key, kind in _CHOICES.items()}
        out["lift_needs_card"] = frozenset(self._texts("lift_needs_card"))
        out["replace_reasons"] = tuple(self._texts("replace_reasons"))
        out["initial_pins"] = tuple(self._texts("initial_pins"))
        out["dual_control"] = frozenset(self._texts("dual_control"))
        out["offline"] = self._guarded("offline", self._offline)
        out["banks"] = self._guarded("banks", self._banks)
        out["papers"] = self._guarded("papers", self._papers)
        out["act_papers"] = self._guarded("act_papers", self._act_papers)
        out["titles"] = self._guarded("titles", self._titles)
        out["status_map"] = self._guarded("status_map", self._status_map)
        self._sense(out)
        return out

    def _plain(self, key: str, kind: type) -> object:
        value = self.data.get(key)
        if type(value) is not kind:
            self.faults.append(f"{key}: {kind.__name__} expected")
            return kind.today() if kind is date else kind()
        return value

    def _choice(self, key: str, kind: type[StrEnum]) -> object:
        try:
            return kind(str(self.data.get(key)))
        except ValueError:
            self.faults.append(f"{key}: one of {', '.join(kind)} expected")
            return next(iter(kind))

    def _texts(self, key: str) -> list[str]:
        value = self.data.get(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.faults.append(f"{key}: list of texts expected")
            return []
        return value

    def _guarded(self, key: str, make: Callable[[], object]) -> object:
        try:
            return make()
        except (KeyError, TypeError, ValueError, AttributeError, re.error) as exc:
            self.faults.append(f"{key}: {exc!r}")
            return {}

    def _offline(self) -> dict[Kind, OfflineRule]:
        table = self.data["offline"]
        out = {Kind(key): OfflineRule(value) for key, value in table.items()}
        missing = [kind.value for kind in Kind if kind not in out]
        if missing:
            raise ValueError(", ".join(missing))
        return out

    def _banks(self) -> tuple[Bank, ...]:
        return tuple(Bank(**row) for row in self.data["banks"])

    def _papers(self) -> tuple[PaperType, ...]:
        papers = tuple(PaperType(**row) for row in self.data["papers"])
        for paper in papers:
            re.compile(paper.number)
        return papers

    def _act_papers(self) -> dict[Kind, dict[str, tuple[str, ...]]]:
        """Rows of the matrix the city replaces; a role left out may not act."""
        table = {
            Kind(kind): {role: tuple(papers) for role, papers in row.items()}
            for kind, row in self.data.get("act_papers", {}).items()
        }
        for row in table.values():
            if not set(row) <= APPLIES:
                raise ValueError(", ".join(sorted(set(row) - APPLIES)))
        return table

    def _titles(self) -> dict[str, str]:
        return {str(key): str(value) for key, value in self.data["titles"].items()}

    def _status_map(self) -> dict[str, dict[str, int]]:
        return {
            dialect: {str(raw): int(AppStatus(code)) for raw, code in table.items()}
            for dialect, table in self.data["status_map"].items()
        }

    def _sense(self, out: dict[str, Any]) -> None:
        """Check what a type cannot say."""
        positive = ("temp_loss_days", "card_valid_years", "uncollected_days", "version")
        self.faults += [f"{k}: above 0 expected" for k in positive if out[k] <= 0]
        if not 0 < out["photo_least_kb"] < out["photo_most_kb"]:
            self.faults.append("photo_least_kb: above 0 and below photo_most_kb")
        if len(out["region"]) != _REGION_DIGITS or not out["region"].isdigit():
            self.faults.append("region: six digits expected")
        if not out["lift_needs_card"] <= LIFT_KINDS:
            self.faults.append("lift_needs_card: of temp, formal")
        if not out["dual_control"] <= DUAL_CONTROL:
            self.faults.append(f"dual_control: of {', '.join(sorted(DUAL_CONTROL))}")
        if not all(pin.isascii() and pin.isdigit() for pin in out["initial_pins"]):
            self.faults.append("initial_pins: digits expected")
        if (
            out["old_card_policy"] is OldCardPolicy.ON_FIRST_USE
            and out["take_back_old"]
        ):
            self.faults.append("take_back_old: not with on_first_use (R-31)")
        self.faults += [
            f"{key}: empty"
            for key in ("banks", "papers", "replace_reasons")
            if not out[key]
        ]
        if not isinstance(out["titles"], dict) or "receipt" not in out["titles"]:
            self.faults.append("titles: receipt expected")
