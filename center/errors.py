"""Signals inside the center; the outside sees coded ``CenterError`` only."""

from __future__ import annotations

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_PLACE = " - at `"


class LostRace(Exception):  # noqa: N818 - a signal to run again, no fault
    """Another transaction won; run the work again."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class DatabaseAway(CenterError):  # noqa: N818 - named as the code
    """The database does not answer; the request may come again later."""

    def __init__(self) -> None:
        super().__init__(CenterCode.DATABASE_AWAY)


class Denied(CenterError):  # noqa: N818 - named as the act
    """A request that is refused with an HTTP status.

    Attributes:
        status: HTTP status of the answer.
    """

    def __init__(self, status: int, code: CenterCode, detail: str = "") -> None:
        super().__init__(code, detail=detail)
        self.status = status
        self.detail = detail


def place_of(exc: Exception) -> str:
    """Name the field a decoder complains of; its text may hold a value."""
    _, mark, place = str(exc).partition(_PLACE)
    return place.rstrip("`")[:120] if mark else "body"
