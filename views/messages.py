"""Codes and values become words here, in the language of the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from counter_app.domain.masking import mask_card, mask_ssn
from counter_app.domain.states import AppStatus, Effect
from counter_app.i18n import Catalogue, catalogue
from views.flow.fault import Fault
from views.palette import Tone

_MINUTE, _HOUR, _DAY = 60, 3600, 86400

EFFECT_TONES: Mapping[Effect, Tone] = {
    Effect.PENDING: Tone.AMBER,
    Effect.EFFECTIVE: Tone.GREEN,
    Effect.REFUSED: Tone.RED,
    Effect.REVERSED: Tone.MUTED,
}
STATUS_TONES: Mapping[AppStatus, Tone] = {
    AppStatus.DORMANT: Tone.MUTED,
    AppStatus.NORMAL: Tone.GREEN,
    AppStatus.LOST_FORMAL: Tone.RED,
    AppStatus.LOCKED: Tone.AMBER,
    AppStatus.LOST_TEMP: Tone.RED,
    AppStatus.CANCELLED: Tone.MUTED,
}


class Words:
    """All texts of the window; the language can be switched while it is open."""

    def __init__(self, language: str, time_zone: str) -> None:
        self._zone = ZoneInfo(time_zone)
        self._texts: Catalogue = catalogue(language)

    @property
    def language(self) -> str:
        """The language in use."""
        return self._texts.language

    def use(self, language: str) -> None:
        """Change to another language."""
        self._texts = catalogue(language)

    def __call__(self, msgid: str, **params: object) -> str:
        """Return a text of the window."""
        return self._texts.text(msgid, **params)

    def has(self, msgid: str) -> bool:
        """Tell whether there is a text for this id."""
        return self._texts.has(msgid)

    def fault(self, fault: Fault) -> tuple[str, str]:
        """Return cause and remedy; an unknown code gets the general words."""
        return self.error(fault.code, fault.params)

    def place(self, page: int, *, more: bool) -> str:
        """Return where in a list one is: the page, and whether another follows."""
        turn = self("view.list.more" if more else "view.list.end")
        return f"{self('view.list.page', page=page + 1)} · {turn}"

    def error(
        self, code: str, params: Mapping[str, object] | None = None
    ) -> tuple[str, str]:
        """Return cause and remedy of a code."""
        shown = self._params(params or {})
        if not self._texts.has(f"error.{code}.cause"):
            return self("view.error.unknown"), self("view.error.unknown_remedy")
        return self._texts.error_text(code, shown)

    def refusal(self, code: str | None) -> tuple[str, str]:
        """Return cause and remedy of a center's refusal.

        Only the code is kept: an ellipsis stands for what it was about.
        """
        if not code:
            return self("view.none"), ""
        msgids = (f"error.{code}.{part}" for part in ("cause", "remedy"))
        places = frozenset[str]().union(*map(self._texts.places, msgids))
        return self.error(code, dict.fromkeys(places, "…"))

    def named(self, family: str, value: object) -> str:
        """Return ``view.<family>.<value>``, or the value when there is no word."""
        msgid = f"view.{family}.{value}"
        return self(msgid) if self.has(msgid) else str(value)

    # -- values ------------------------------------------------------------
    def moment(self, when: datetime | None) -> str:
        """Return an office-local time: today's as HH:MM, others with the day."""
        if when is None:
            return self("view.unknown")
        local = when.astimezone(self._zone)
        if local.date() == datetime.now(self._zone).date():
            return local.strftime("%H:%M")
        return local.strftime("%Y-%m-%d %H:%M")

    def clock(self, when: datetime) -> str:
        """Return hours and minutes at the office."""
        return when.astimezone(self._zone).strftime("%H:%M")

    def day(self, when: date | None) -> str:
        """Return an ISO date."""
        return when.isoformat() if when else self("view.none")

    def age(self, seconds: int) -> str:
        """Return a length of time in the largest fitting unit."""
        if seconds < _MINUTE:
            return self("view.age.now")
        for unit, size in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
            if seconds >= size:
                return self(f"view.age.{unit}", n=seconds // size)
        return self("view.age.now")

    def card_no(self, number: str | None) -> str:
        """Return a masked card number."""
        return mask_card(number) if number else self("view.none")

    def ssn(self, number: str | None) -> str:
        """Return a masked social security number."""
        return mask_ssn(number) if number else self("view.none")

    def _params(self, params: Mapping[str, object]) -> dict[str, object]:
        shown: dict[str, object] = {}
        for name, value in params.items():
            if isinstance(value, AppStatus):
                shown[name] = self.named("status", int(value))
            elif isinstance(value, datetime):
                shown[name] = self.moment(value)
            else:
                shown[name] = value
        return shown
