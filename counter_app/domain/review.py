"""What may lawfully be done with an act the center refused (architecture, outbox).

A refusal is final: the same act never goes again. A person closes it by one of the
ways named here; a card that was written in vain is called back whatever else is done.
"""

from __future__ import annotations

from enum import StrEnum

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.states import Kind


class Way(StrEnum):
    """How a person settles a refusal."""

    WITHDRAW = "withdraw"  # the person does not want it any more, or it is done
    RESEND = "resend"  # correct it and file it as a new act with a new receipt
    ESCALATE = "escalate"  # the city's supervisor decides; the note says whom
    RECALL = "recall"  # call back the card that was written or handed out


_WRITES_A_CARD = frozenset({Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE})
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
    gave_a_card = kind in _WRITES_A_CARD or kind is Kind.HAND_OUT
    return (Way.RECALL, *found) if gave_a_card else tuple(found)
