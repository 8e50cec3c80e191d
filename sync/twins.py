"""A machine set back in time, or a copy of it that works as well.

The marker beside the file goes back with the machine, so that only the center sees it:
a number comes a second time with another content, and is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.records import Operation
from counter_app.ports.entries import Decision
from counter_app.ports.store import MUST_PULL, UnitOfWork

_REASON = "numbers reused"
_log = logging.getLogger(__name__)


def look_for(
    uow: UnitOfWork,
    decisions: Iterable[Decision],
    operations: Mapping[str, Operation],
    at: datetime,
) -> None:
    """Begin another life where numbers of this one are another's at the center.

    Every act would else be refused until its number is past the other's, and receipt
    numbers would come twice. Which cards were written meanwhile is not known here: no
    card is written before the feed was read to its end.
    """
    reused = CenterCode.SEQUENCE_REUSED.value
    lives = {
        operations[one.op_id].incarnation for one in decisions if one.refusal == reused
    }
    if uow.audit.incarnation() not in lives:
        return
    _log.error("numbers of this file came twice: it begins anew")
    uow.operations.begin_anew(at, _REASON)
    uow.settings.put(MUST_PULL, _REASON)
    uow.audit.append(at=at, actor="system", event="store.incarnation", detail=_REASON)
