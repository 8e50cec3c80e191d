"""What the daily issuance report says: the day's figures as the store counts them.

The service passes flat counts; the sums by business, clerk and bank are made here,
so that every table of the paper adds up to the same day (business.md 9.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from counter_app.domain.states import Effect, Kind
from printing import reading
from printing.reading import Read, read_all

Day = date  # the fields of that name hide the type


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCount:
    """Cases that share business, channel, clerk, bank and effect."""

    business: Kind
    effect: Effect
    count: int
    channel: str = ""  # "pcsc" | "direct" | "" where no card was touched
    clerk: str = ""
    clerk_name: str = ""
    bank: str = ""  # the bank's name

    @classmethod
    def read(cls, value: object) -> CaseCount:
        """Read one row of ``counts``."""
        texts = dict.fromkeys(("channel", "clerk", "clerk_name", "bank"), reading.text)
        how: dict[str, Read] = {
            "business": reading.one_of(Kind),
            "effect": reading.one_of(Effect),
            **texts,
        }
        how["count"] = reading.whole
        required = frozenset({"business", "effect", "count"})
        return cls(**read_all(reading.mapping(value), how, required))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of the stock account; None where the office does not know."""

    kind: str  # "finished" | "blanks"
    opening: int | None = None
    received: int | None = None
    issued: int | None = None
    returned: int | None = None
    voided: int | None = None
    closing: int | None = None

    @classmethod
    def read(cls, value: object) -> Movement:
        """Read one row of ``movements``."""
        how: dict[str, Read] = {item.name: reading.whole for item in fields(cls)}
        how["kind"] = reading.text
        return cls(**read_all(reading.mapping(value), how, frozenset({"kind"})))  # type: ignore[arg-type]  # each was read by its type

    @property
    def difference(self) -> int | None:
        """Closing less what the book expects (business.md 8); None when unknown."""
        parts = (self.received, self.issued, self.returned, self.voided)
        if self.opening is None or self.closing is None or None in parts:
            return None
        received, *gone = (part or 0 for part in parts)
        return self.closing - (self.opening + received - sum(gone))


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """How many cards stand in one stock state (business.md 6.5)."""

    state: int
    count: int

    @classmethod
    def read(cls, value: object) -> StockCount:
        """Read one row of ``stock``."""
        how: dict[str, Read] = {"state": reading.whole, "count": reading.whole}
        return cls(**read_all(reading.mapping(value), how, frozenset(how)))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionCount:
    """How often one refusal or fault happened; ``code`` of any area."""

    code: str
    count: int

    @classmethod
    def read(cls, value: object) -> ExceptionCount:
        """Read one row of ``exceptions``."""
        how: dict[str, Read] = {"code": reading.text, "count": reading.whole}
        return cls(**read_all(reading.mapping(value), how, frozenset(how)))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCount:
    """Cases of one unit's people, and the cards among them."""

    unit: str
    cases: int
    cards: int

    @classmethod
    def read(cls, value: object) -> UnitCount:
        """Read one row of ``units``."""
        how: dict[str, Read] = {"unit": reading.text}
        how |= {"cases": reading.whole, "cards": reading.whole}
        return cls(**read_all(reading.mapping(value), how, frozenset(how)))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCount:
    """What one person moved, and the blanks in this person's hand.

    ``opening_hand + drawn - good - spoilt - given_back = closing_hand``.
    """

    person: str
    person_name: str = ""
    cards_out: int = 0
    blanks_good: int = 0
    blanks_spoilt: int = 0
    old_back: int = 0
    opening_hand: int = 0
    drawn: int = 0
    good: int = 0
    spoilt: int = 0
    given_back: int = 0
    closing_hand: int = 0

    @classmethod
    def read(cls, value: object) -> PersonCount:
        """Read one row of ``persons``."""
        how: dict[str, Read] = {item.name: reading.whole for item in fields(cls)}
        how |= {"person": reading.text, "person_name": reading.text}
        required = frozenset({"person"})
        return cls(**read_all(reading.mapping(value), how, required))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveCount:
    """How often a second operator approved an act (R-50)."""

    act: str
    checker: str
    count: int

    @classmethod
    def read(cls, value: object) -> SensitiveCount:
        """Read one row of ``sensitive``."""
        how: dict[str, Read] = {"act": reading.text, "checker": reading.text}
        how["count"] = reading.whole
        return cls(**read_all(reading.mapping(value), how, frozenset(how)))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDifference:
    """A difference of the close and what the supervisor said to it."""

    code: str
    key: str = ""
    expected: int = 0
    found: int = 0
    note: str = ""

    @classmethod
    def read(cls, value: object) -> ExplainedDifference:
        """Read one row of ``differences``."""
        how: dict[str, Read] = dict.fromkeys(("code", "key", "note"), reading.text)
        how |= {"expected": reading.whole, "found": reading.whole}
        required = frozenset({"code"})
        return cls(**read_all(reading.mapping(value), how, required))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """One day of a period."""

    day: date
    cases: int
    cards: int

    @classmethod
    def read(cls, value: object) -> DayCount:
        """Read one row of ``days``."""
        how: dict[str, Read] = {"day": reading.day}
        how |= {"cases": reading.whole, "cards": reading.whole}
        return cls(**read_all(reading.mapping(value), how, frozenset(how)))  # type: ignore[arg-type]  # each was read by its type


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyContent:
    """Every fact of a daily report; JSON keys are the attribute names.

    Attributes:
        stock: the cards at the office now, by state.
        movements: the day's stock account, where the office keeps one.
        uploaded: operations the center has decided; None when not counted.
        last: the last day of a period; None for one day.
        closed_sha256: digest of a closed day; "" while the day is open.
        waiting: operations without an outcome, with ``oldest_waiting_s`` their age.
    """

    office_name: str
    date: date
    printed_at: datetime
    title: str = ""
    time_zone: str = "Asia/Shanghai"
    maker: str = ""
    terminal: str = ""
    counts: tuple[CaseCount, ...] = ()
    stock: tuple[StockCount, ...] = ()
    blanks_left: int | None = None
    numbers_left: int | None = None
    movements: tuple[Movement, ...] = ()
    exceptions: tuple[ExceptionCount, ...] = ()
    uploaded: int | None = None
    waiting: int = 0
    refused: int = 0
    doubtful: int = 0
    oldest_waiting_s: int | None = None
    practice: bool = False
    language: str = "zh_CN"
    last: Day | None = None
    units: tuple[UnitCount, ...] = ()
    persons: tuple[PersonCount, ...] = ()
    sensitive: tuple[SensitiveCount, ...] = ()
    differences: tuple[ExplainedDifference, ...] = ()
    days: tuple[DayCount, ...] = ()
    closed_sha256: str = ""

    @property
    def period(self) -> bool:
        """Whether it tells of more than one day."""
        return self.last is not None and self.last != self.date

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> DailyContent:
        """Check the figures and return them typed; unknown keys are left aside.

        Raises:
            PrintError: ``printing.content`` with ``listing``.
        """
        required = frozenset({"office_name", "date", "printed_at"})
        return cls(**read_all(content, _READ, required))  # type: ignore[arg-type]  # each was read by its type

    def made_here(self) -> datetime:
        """Return when the report was made, in the office's time."""
        return self.printed_at.astimezone(ZoneInfo(self.time_zone))


_WHOLE = ("blanks_left", "numbers_left", "uploaded", "waiting", "refused", "doubtful")
_READ: dict[str, Read] = {
    **{item.name: reading.text for item in fields(DailyContent)},
    **dict.fromkeys((*_WHOLE, "oldest_waiting_s"), reading.whole),
    "date": reading.day,
    "last": reading.day,
    "units": reading.each(UnitCount.read),
    "persons": reading.each(PersonCount.read),
    "sensitive": reading.each(SensitiveCount.read),
    "differences": reading.each(ExplainedDifference.read),
    "days": reading.each(DayCount.read),
    "printed_at": reading.moment,
    "time_zone": reading.zone,
    "counts": reading.each(CaseCount.read),
    "stock": reading.each(StockCount.read),
    "movements": reading.each(Movement.read),
    "exceptions": reading.each(ExceptionCount.read),
    "practice": reading.flag,
}
