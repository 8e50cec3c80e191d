"""What a form or list says: the facts on its head, and its rows; JSON outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from printing import reading
from printing.reading import Read, read_all

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """Facts of one form or list.

    Attributes:
        title: the city's own title from the rule pack; "" takes the catalogue's.
        made_at: aware; printed in ``time_zone``, the office's.
        number, mac: of a numbered paper, printed as text, bars and QR code.
        terms: the city's sentences for this paper, from the rule pack.
        values: facts on the head, by the name of their field.
        rows: facts of each line of a list, by the name of their field.
        plain: numbers of persons and cards in full; a second operator agreed (R-50).
    """

    office_name: str
    made_at: datetime
    title: str = ""
    terminal: str = ""
    maker: str = ""
    time_zone: str = "Asia/Shanghai"
    number: str = ""
    mac: str = ""
    practice: bool = False
    language: str = "zh_CN"
    terms: tuple[str, ...] = ()
    values: Values = field(default_factory=dict)
    rows: tuple[Values, ...] = ()
    plain: bool = False

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> FormContent:
        """Check facts and return them typed; unknown keys are left aside.

        Raises:
            PrintError: ``printing.content`` with ``listing``.
        """
        required = frozenset({"office_name", "made_at"})
        return cls(**read_all(content, _READ, required))  # type: ignore[arg-type]  # each was read by its type

    def made_here(self) -> datetime:
        """Return when the paper was made, in the office's time."""
        return self.made_at.astimezone(ZoneInfo(self.time_zone))

    def place(self) -> str:
        """Return office and terminal in one line."""
        return " · ".join(part for part in (self.office_name, self.terminal) if part)


_TEXTS = ("office_name", "title", "terminal", "maker", "number", "mac", "language")
_READ: dict[str, Read] = {
    **dict.fromkeys(_TEXTS, reading.text),
    "made_at": reading.moment,
    "time_zone": reading.zone,
    "practice": reading.flag,
    "plain": reading.flag,
    "terms": reading.each(reading.text),
    "values": reading.mapping,
    "rows": reading.each(reading.mapping),
}
