"""Column types that refuse what they cannot keep exactly.

peewee's own ``DateTimeField`` stores garbage strings and mixed offsets; these raise
``store.bad_value`` instead. All of them map to ``TEXT`` or ``INTEGER``, the column
types of STRICT tables.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import Enum, IntEnum, StrEnum
from typing import Any

from peewee import SQL, Field

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError


def check(condition: str) -> Any:
    """Return a CHECK constraint of one column."""
    return SQL(f"CHECK ({condition})")


class StrictField(Field):
    """Base: subclasses say what they take; everything else is refused."""

    field_type = "TEXT"

    def refuse(self) -> StoreError:
        """Return the error for a value of another type; the value stays out of it."""
        return StoreError(StoreCode.BAD_VALUE, what=self.name)

    def db_value(self, value: Any) -> Any:
        return None if value is None else self.pack(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else self.unpack(value)

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        """Return what ``db_value`` comes to for values of exactly this type.

        None: they are stored as they are.
        """
        return None if kind is type(None) else self.db_value

    def unpacking(self) -> Callable[[Any], Any] | None:
        """Return what ``python_value`` comes to; None: the stored value itself."""
        plain = type(self).unpack is StrictField.unpack
        own = type(self).python_value is not StrictField.python_value
        return self.python_value if own or not plain else None

    @abstractmethod
    def pack(self, value: Any) -> Any:
        """Return what is stored.

        Raises:
            StoreError: ``store.bad_value`` for a value of another type.
        """

    def unpack(self, value: Any) -> Any:
        """Return the value of the domain."""
        return value


class _Known(dict[Any, Any]):
    """The members of an enumeration by what is stored of them."""

    def __init__(self, members: Iterable[Enum], other: Callable[[Any], Any]) -> None:
        super().__init__({member.value: member for member in members})
        self._other = other

    def __missing__(self, value: Any) -> Any:
        return self._other(value)


class PlainText(StrictField):
    """Text; nothing is turned into text silently."""

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        return None if kind is str else super().packing(kind)

    def pack(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.refuse()
        return str(value)


class TextOrNothing(PlainText):
    """Text where "" means nothing: stored as NULL, so that no reference is sought."""

    def packing(self, kind: type) -> Callable[[Any], Any] | None:  # noqa: ARG002
        return self.db_value

    def db_value(self, value: Any) -> Any:
        return self.pack(value) or None

    def python_value(self, value: Any) -> Any:
        return value or ""


class WholeNumber(StrictField):
    """An integer; truth values are not numbers here."""

    field_type = "INTEGER"

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        return None if kind is int else super().packing(kind)

    def pack(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse()
        return int(value)


class Flag(StrictField):
    """True or false as 1 or 0."""

    field_type = "INTEGER"

    def __init__(self, column: str, **options: Any) -> None:
        super().__init__(constraints=[check(f"{column} IN (0, 1)")], **options)

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        return int if kind is bool else super().packing(kind)

    def pack(self, value: Any) -> int:
        if not isinstance(value, bool):
            raise self.refuse()
        return int(value)

    def unpack(self, value: Any) -> bool:
        return bool(value)


class UtcField(StrictField):
    """An aware instant, stored as UTC text of fixed width that sorts by time."""

    def pack(self, value: Any) -> str:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.refuse()
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def unpack(self, value: Any) -> datetime:
        return datetime.fromisoformat(value)


class DayField(StrictField):
    """A calendar day, ``YYYY-MM-DD``; an instant is refused."""

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        return date.isoformat if kind is date else super().packing(kind)

    def pack(self, value: Any) -> str:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse()
        return value.isoformat()

    def unpack(self, value: Any) -> date:
        return date.fromisoformat(value)


class WordField(StrictField):
    """A member of a ``StrEnum``; the column carries a CHECK of its values."""

    def __init__(self, column: str, words: type[StrEnum], **options: Any) -> None:
        listed = ", ".join(f"'{word.value}'" for word in words)
        super().__init__(constraints=[check(f"{column} IN ({listed})")], **options)
        self.words = words

    def pack(self, value: Any) -> str:
        if not isinstance(value, self.words):
            raise self.refuse()
        return value.value

    def unpack(self, value: Any) -> StrEnum:
        return self.words(value)

    def unpacking(self) -> Callable[[Any], Any] | None:
        return _Known(self.words, self.python_value).__getitem__


class KindField(WordField):
    """A kind of business; new kinds need no new table.

    The column's CHECK asks for a word, the program for a member of the enumeration.
    """

    def __init__(self, column: str, words: type[StrEnum], **options: Any) -> None:
        StrictField.__init__(
            self, constraints=[check(f"length({column}) > 0")], **options
        )
        self.words = words


class CodeField(StrictField):
    """A member of an ``IntEnum``; the column carries a CHECK of its values."""

    field_type = "INTEGER"

    def __init__(self, column: str, codes: type[IntEnum], **options: Any) -> None:
        listed = ", ".join(str(code.value) for code in codes)
        super().__init__(constraints=[check(f"{column} IN ({listed})")], **options)
        self.codes = codes

    def packing(self, kind: type) -> Callable[[Any], Any] | None:
        return int if kind is self.codes else super().packing(kind)

    def pack(self, value: Any) -> int:
        if not isinstance(value, self.codes):
            raise self.refuse()
        return value.value

    def unpack(self, value: Any) -> IntEnum:
        return self.codes(value)

    def unpacking(self) -> Callable[[Any], Any] | None:
        return _Known(self.codes, self.python_value).__getitem__


class JsonField(StrictField):
    """A flat dictionary as JSON text with sorted keys."""

    def __init__(self, column: str, **options: Any) -> None:
        super().__init__(constraints=[check(f"json_valid({column})")], **options)

    def pack(self, value: Any) -> str:
        if not isinstance(value, dict):
            raise self.refuse()
        try:
            return json.dumps(
                value, ensure_ascii=False, sort_keys=True, allow_nan=False
            )
        except (TypeError, ValueError):
            raise self.refuse() from None  # the exception may quote the value

    def unpack(self, value: Any) -> dict[str, Any]:
        unpacked: dict[str, Any] = json.loads(value)
        return unpacked
