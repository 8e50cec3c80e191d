"""What a clerk must know of line, clock and file, each with its code.

Nothing here stops lawful work: the rules that do so say it themselves. The texts tell
what happened and what to do now (cause and remedy of the code).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.system import SystemCode
from counter_app.ports.center import ANCHOR_ALARM, ANCHOR_ALARM_AT, Aside, LineState
from counter_app.ports.store import MUST_PULL, Reading

_TOLD_FOR = timedelta(days=7)  # how long a contradicted audit trail is shown
_NAMED = 3  # receipts named in a sentence
#: They have a sentence of their own above the figures.
_SAID_ELSEWHERE = frozenset({CenterCode.NOT_ENROLLED, CenterCode.LINE_HELD})
#: A person must act before the line can work again.
GRAVE = frozenset(
    {
        CenterCode.REVOKED,
        CenterCode.SIGNATURE,
        CenterCode.KEY_MISSING,
        CenterCode.ANSWER_UNSIGNED,
        CenterCode.TLS,
        SystemCode.AUDIT_CONTRADICTED,
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know.

    Attributes:
        reason: another code that says why, where there is one.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""

    @property
    def grave(self) -> bool:
        """Tell whether a person must act."""
        return self.code in GRAVE


@dataclass(frozen=True, slots=True)
class Standing:
    """What the notices are made of, read at one moment.

    Attributes:
        restored: the file began anew and has not read everything yet.
        contradicted: row of the audit trail that the center knows otherwise.
        rows: rows of the audit trail here.
    """

    line: LineState
    clock_wrong: bool = False
    restored: bool = False
    contradicted: str = ""
    rows: int = 0


def standing(
    read: Reading, line: LineState, now: datetime, *, clock_wrong: bool
) -> Standing:
    """Read what the notices are made of."""
    told, at = read.settings.get(ANCHOR_ALARM), read.settings.get(ANCHOR_ALARM_AT)
    fresh = bool(at) and now - datetime.fromisoformat(at or "") < _TOLD_FOR
    row = (told or "").rpartition(":")[2] if fresh else ""
    return Standing(
        line=line,
        clock_wrong=clock_wrong,
        restored=bool(read.settings.get(MUST_PULL)),
        contradicted=row,
        rows=read.audit.rows() if row else 0,
    )


def notices_of(at: Standing) -> tuple[Notice, ...]:
    """Return what there is to know, the gravest first."""
    line, found = at.line, list[Notice]()
    if line.fault and line.fault not in _SAID_ELSEWHERE:
        found.append(Notice(line.fault))
    if at.contradicted:
        params = {"anchor": at.contradicted, "here": at.rows}
        found.append(Notice(SystemCode.AUDIT_CONTRADICTED, params))
    if at.restored:
        found.append(Notice(RuleCode.MUST_PULL))
    if at.clock_wrong:
        skew = {"skew_s": f"{line.skew_s or 0.0:+.0f}"}
        found.append(Notice(SystemCode.CLOCK_SKEW, skew))
    if line.aside:
        found.append(_aside(line.aside))
    return tuple(sorted(found, key=lambda one: not one.grave))


def _aside(acts: tuple[Aside, ...]) -> Notice:
    named = ", ".join(one.receipt_no for one in acts[:_NAMED])
    more = " …" if len(acts) > _NAMED else ""
    params = {"n": len(acts), "receipts": named + more}
    return Notice(CenterCode.SET_ASIDE, params, acts[0].code)
