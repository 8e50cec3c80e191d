"""The words of papers: the part of the catalogue that belongs to printing."""

from __future__ import annotations

from datetime import date, datetime

from counter_app.i18n import catalogue

_AREA = "paper."


class Words:
    """Texts of papers in one language."""

    def __init__(self, language: str) -> None:
        self._catalogue = catalogue(language)
        self.language = self._catalogue.language

    def text(self, name: str, /, **params: object) -> str:
        """Return a text of the ``paper`` area with its places filled."""
        return self._catalogue.text(_AREA + name, **params)

    def has(self, name: str) -> bool:
        """Tell whether there is such a text."""
        return self._catalogue.has(_AREA + name)

    def or_self(self, area: str, code: str) -> str:
        """Return the text of a code, or the code where a city adds its own.

        No code at all has the text ``<area>.none``.
        """
        name = f"{area}.{code or 'none'}"
        return self.text(name) if self.has(name) else code

    def error_cause(self, code: str) -> str:
        """Return what an error code means, or the code itself."""
        msgid = f"error.{code}.cause"
        known = self._catalogue.has(msgid)
        return self._catalogue.text(msgid) if known else code

    def day(self, day: date) -> str:
        """Return a date as this language writes it."""
        month, date_ = f"{day.month:02d}", f"{day.day:02d}"
        return self.text("format.day", year=day.year, month=month, day=date_)

    def moment(self, moment: datetime) -> str:
        """Return a local moment, to the minute."""
        return f"{self.day(moment.date())} {moment:%H:%M}"
