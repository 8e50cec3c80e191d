"""The holder's own look: card number and social security number, one word back.

Whoever does not know both learns nothing: an unknown pair, a card of somebody else
and a number that is none get the same answer after the same work. No number is
logged, and tries are counted by address and by number under a keyed digest.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from center import throttle
from center.database import Tx
from center.errors import Denied
from center.throttle import Limit
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.states import AppStatus

BY_ADDRESS = Limit("status-address", most=20, minutes=10)
BY_NUMBER = Limit("status-number", most=6, minutes=10)
_NO_MATCH = "no_match"
_NOBODY = "\0"  # what nobody can type: an unknown card compares as any other
_WORDS = {
    AppStatus.DORMANT: "dormant",
    AppStatus.NORMAL: "normal",
    AppStatus.LOST_FORMAL: "lost_formal",
    AppStatus.LOCKED: "locked",
    AppStatus.LOST_TEMP: "lost_temp",
    AppStatus.CANCELLED: "cancelled",
}
_LONGEST = 32
Typed = Annotated[str, Meta(max_length=_LONGEST)]


class HolderQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a holder types in."""

    card_no: Typed
    ssn: Typed

    def clean(self) -> tuple[str, str]:
        """Return both numbers without blanks, in capitals."""
        card, person = ("".join(text.split()).upper().replace("\0", "")
                        for text in (self.card_no, self.ssn))  # fmt: skip
        return card, person


class HolderStatus(Struct, frozen=True, kw_only=True):
    """The application status in a word, or ``no_match``."""

    status: str


def look_up(
    tx: Tx, secret: bytes, address: str, query: HolderQuery, now_ms: int
) -> HolderStatus | None:
    """Return the status of the holder's own card; None when asked too often."""
    card_no, ssn = query.clean()
    whence = throttle.of_address(address)
    tries = ((BY_ADDRESS, whence), (BY_NUMBER, ssn), (BY_NUMBER, card_no))
    if not throttle.count(tx, secret, tries, now_ms):
        return None
    row = tx.row(
        "SELECT ssn, app_status FROM card WHERE card_no = ?",
        (card_no,),
    )
    known = str(row[0]) if row else _NOBODY
    if not hmac.compare_digest(known.encode(), ssn.encode()):
        return HolderStatus(status=_NO_MATCH)
    return HolderStatus(status=_WORDS[AppStatus(row[1])] if row else _NO_MATCH)


def required(answer: HolderStatus | None) -> HolderStatus:
    """Return the answer.

    Raises:
        Denied: ``center.too_often``.
    """
    if answer is None:
        raise Denied(HTTPStatus.TOO_MANY_REQUESTS, CenterCode.TOO_OFTEN)
    return answer
