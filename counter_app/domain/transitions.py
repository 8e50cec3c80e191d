"""The transition table of the application status (business.md 6.6).

An unknown pair raises: silence is never consent.
"""

from __future__ import annotations

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import AppStatus, Event

_S, _E = AppStatus, Event

TRANSITIONS: dict[tuple[AppStatus, Event], AppStatus] = {
    (_S.DORMANT, _E.ENABLE): _S.NORMAL,
    (_S.DORMANT, _E.LOSS_FORMAL): _S.LOST_FORMAL,
    (_S.DORMANT, _E.CANCEL): _S.CANCELLED,
    (_S.DORMANT, _E.REPLACED): _S.CANCELLED,
    (_S.NORMAL, _E.LOSS_TEMP): _S.LOST_TEMP,
    (_S.NORMAL, _E.LOSS_FORMAL): _S.LOST_FORMAL,
    (_S.NORMAL, _E.LOCK): _S.LOCKED,
    (_S.NORMAL, _E.REPLACED): _S.CANCELLED,
    (_S.NORMAL, _E.CANCEL): _S.CANCELLED,
    (_S.LOCKED, _E.UNLOCK): _S.NORMAL,
    (_S.LOCKED, _E.LOSS_FORMAL): _S.LOST_FORMAL,
    (_S.LOCKED, _E.REPLACED): _S.CANCELLED,
    (_S.LOCKED, _E.CANCEL): _S.CANCELLED,
    (_S.LOST_TEMP, _E.LIFT): _S.NORMAL,
    (_S.LOST_TEMP, _E.LOSS_FORMAL): _S.LOST_FORMAL,
    (_S.LOST_TEMP, _E.REPLACED): _S.CANCELLED,
    (_S.LOST_FORMAL, _E.REPLACED): _S.CANCELLED,
    (_S.LOST_FORMAL, _E.CANCEL): _S.CANCELLED,
}
# A formal loss is lifted to the status before it, and the end of a temporary loss is
# the pack's choice: both need more than the pair, see ``after``.


def after(
    status: AppStatus,
    event: Event,
    *,
    before_loss: AppStatus | None = None,
    temp_end_cancels: bool = False,
) -> AppStatus:
    """Return the status after ``event``.

    Args:
        status: the status now.
        event: what happens.
        before_loss: status before the running formal loss (6.6, line ``2 解挂``).
        temp_end_cancels: the pack's ``temp_loss_end`` is ``cancel`` (R-22).

    Raises:
        RuleError: ``rule.card_cancelled`` on 9, otherwise ``rule.transition``.
    """
    if status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    if (status, event) == (AppStatus.LOST_FORMAL, Event.LIFT):
        return before_loss if before_loss is not None else AppStatus.NORMAL
    if (status, event) == (AppStatus.LOST_TEMP, Event.TEMP_EXPIRED):
        return AppStatus.CANCELLED if temp_end_cancels else AppStatus.NORMAL
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        raise RuleError(
            RuleCode.TRANSITION, status=int(status), event=event.value
        ) from None
