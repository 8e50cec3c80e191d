"""The offices' rule packs; read once, they never change while a program runs."""

from __future__ import annotations

from functools import cache

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError, RuleError
from counter_app.domain.packs import load_pack
from counter_app.domain.rulepack import RulePack


@cache
def pack_of(name: str) -> RulePack:
    """Return the pack.

    Raises:
        CenterError: ``center.pack`` when there is no such pack or it is faulty.
    """
    try:
        return load_pack(name)
    except RuleError as exc:
        raise CenterError(CenterCode.PACK, name=name) from exc
