"""What may lawfully be done with an act the center refused (architecture, outbox).

A refusal is final: the same act never goes again. A person closes it by one of the
ways named here; a card that was written in vain is called back whatever else is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.states import MAKING_KINDS, Kind


class Way(StrEnum):
    """How a person settles a refusal."""

    WITHDRAW = "withdraw"  # the person does not want it any more, or it is done
    RESEND = "resend"  # correct it and file it as a new act with a new receipt
    ESCALATE = "escalate"  # the city's supervisor decides; the note says whom
    RECALL = "recall"  # call back the card that was written or handed out


_NEVER_AGAIN = frozenset(
    {
        RuleCode.HOLDER_DEAD,
        RuleCode.CARD_CANCELLED,
        RuleCode.LIFT_NEVER,
        RuleCode.LIFT_REISSUED,
        RuleCode.ALREADY_HANDED_OUT,
        RuleCode.HAS_LIVE_CARD,
        RuleCode.APPLICATION_RUNS,
        RuleCode.NOT_MINE,  # 6.7-8
    }
)
_FOR_THE_CENTER = frozenset(
    {
        CenterCode.SEQUENCE_REUSED,
        CenterCode.OPERATION_INVALID,
        CenterCode.OPERATION_FAULT,
    }
)


def ways(kind: Kind, refusal: str) -> tuple[Way, ...]:
    """Return the lawful ways, the likeliest first.

    Args:
        kind: what was refused.
        refusal: the center's code.
    """
    found = [Way.ESCALATE, Way.WITHDRAW]
    if refusal not in _NEVER_AGAIN:
        at = 1 if refusal in _FOR_THE_CENTER else 0
        found.insert(at, Way.RESEND)
    gave_a_card = kind in MAKING_KINDS or kind is Kind.HAND_OUT
    return (Way.RECALL, *found) if gave_a_card else tuple(found)


class Ruling(StrEnum):
    """What the city's supervisor decided on a refusal, beside plain words."""

    ANEW = "anew"  # the city did it anew; the cards come by the feed
    STANDS = "stands"  # the refusal stands


def ruled(ruling: Ruling, note: str) -> str:
    """Return a decision as a review's ``reply`` keeps it."""
    return f"[{ruling.value}] {note}"


def read_ruling(reply: str) -> tuple[Ruling | None, str]:
    """Return the decision a reply holds, if any, and the supervisor's words."""
    for ruling in Ruling:
        mark = f"[{ruling.value}] "
        if reply.startswith(mark):
            return ruling, reply.removeprefix(mark)
    return None, reply


@dataclass(frozen=True, slots=True)
class Review:
    """What a person chose to do about a refused act.

    Attributes:
        told_at: when the center first had it (``ESCALATE``).
        reply: the city's supervisor's decision.
    """

    op_id: str
    way: Way
    note: str
    chosen_by: str
    chosen_at: datetime
    told_at: datetime | None = None
    reply: str | None = None
    reply_by: str | None = None
    replied_at: datetime | None = None


def settles(way: Way) -> bool:
    """Tell whether choosing this way closes the refusal at once.

    A resent act closes it when the new act is filed, in the same transaction; an
    escalated one stays open until a person settles it by the reply.
    """
    return way in (Way.WITHDRAW, Way.RECALL)
