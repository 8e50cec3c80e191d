"""The columns of each list: what stands in them, in words; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.masking import mask_phone
from counter_app.domain.receipt_no import grouped
from counter_app.domain.states import Effect, Kind, StockState
from counter_app.ports.desklists import ListName, ListRow
from views.messages import EFFECT_TONES, Words
from views.palette import Tone
from views.service.state import Service

_TAIL = 8  # of a chip's identification code
_SIGNS = {
    Effect.EFFECTIVE: "✓",
    Effect.PENDING: "…",
    Effect.REFUSED: "✕",
    Effect.REVERSED: "↩",
}
Cell = Callable[[Words, ListRow], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One column: its name in the list, its width, and what stands in it."""

    name: str
    width: int
    cell: Cell
    grows: bool = False
    sorts: bool = True

    def title(self, words: Words) -> str:
        """Return the heading."""
        return words(f"view.lists.col.{self.name}")


def _plain(name: str) -> Cell:
    return lambda words, row: row.text(name) or words("view.none")


def _moment(name: str) -> Cell:
    def cell(words: Words, row: ListRow) -> str:
        value = row.values.get(name)
        return words.moment(value if isinstance(value, datetime) else None)

    return cell


def _word(name: str, family: str) -> Cell:
    return lambda words, row: words.named(family, row.values.get(name))


def _clock(words: Words, row: ListRow) -> str:
    at = row.values.get("at")
    return words.clock(at) if isinstance(at, datetime) else ""


def _day(words: Words, row: ListRow) -> str:
    day = row.values.get("arrived_on")
    return words.day(day if isinstance(day, date) else None)


def _receipt(_: Words, row: ListRow) -> str:
    return grouped(row.text("receipt_no"))


def _ssn(words: Words, row: ListRow) -> str:
    return words.ssn(row.text("ssn"))


def _card(words: Words, row: ListRow) -> str:
    return words.card_no(row.text("card_no"))


def _phone(words: Words, row: ListRow) -> str:
    return mask_phone(row.text("phone")) if row.text("phone") else words("view.none")


def _effect(words: Words, row: ListRow) -> str:
    effect = Effect(row.text("effect"))
    return f"{_SIGNS[effect]} {words(f'view.effect.{effect}')}"


def _note(words: Words, row: ListRow) -> str:
    if row.text("refusal"):
        return words.refusal(row.text("refusal"))[0]
    if not row.values.get("printed"):
        return words("view.today.unprinted")
    return words("view.result.copies", n=row.values.get("copies"))


def _reason(words: Words, row: ListRow) -> str:
    return words.refusal(row.text("code"))[0]


def _uid(_: Words, row: ListRow) -> str:
    return "…" + row.text("uid")[-_TAIL:]


def _step(words: Words, row: ListRow) -> str:
    """Say how far the write came (``EF06/09:done``, written by the journal)."""
    record, _, phase = row.text("step").partition(":")
    msgid = f"view.todo.step_{phase}"
    if words.has(msgid):
        return words(msgid, record=record)
    return row.text("step") or words("view.none")


_NAME = Shown("name", 110, _plain("name"))
_SSN = Shown("ssn", 164, _ssn)
_CARD = Shown("card_no", 100, _card)
_KIND = Shown("kind", 112, _word("kind", "kind"))
_AT = Shown("at", 130, _moment("at"))
_PHONE = Shown("phone", 112, _phone)
_UNIT = Shown("unit", 140, _plain("unit"), grows=True)
_CLERK = Shown("clerk", 90, _plain("clerk"))
COLUMNS: Mapping[ListName, Sequence[Shown]] = {
    ListName.TODAY: (
        Shown("at", 60, _clock),
        Shown("receipt_no", 272, _receipt),
        _KIND,
        Shown("name", 96, _plain("name")),
        Shown("card_no", 92, _card),
        Shown("clerk", 72, _plain("clerk")),
        Shown("effect", 84, _effect),
        Shown("note", 120, _note, grows=True, sorts=False),
    ),
    ListName.DOUBTFUL: (
        _AT,
        _KIND,
        _NAME,
        _SSN,
        Shown("uid", 120, _uid),
        _CLERK,
        Shown("step", 160, _step, grows=True),
    ),
    ListName.REFUSED: (
        _AT,
        Shown("receipt_no", 262, _receipt),
        _KIND,
        Shown("name", 88, _plain("name")),
        Shown("ssn", 152, _ssn),
        Shown("owner", 72, _plain("owner")),
        Shown("code", 120, _reason, grows=True),
    ),
    ListName.LOSSES: (
        Shown("ends_at", 130, _moment("ends_at")),
        _NAME,
        _SSN,
        _CARD,
        _PHONE,
        _UNIT,
    ),
    ListName.UNCOLLECTED: (
        Shown("arrived_on", 96, _day),
        Shown("box", 96, _plain("box")),
        _NAME,
        _SSN,
        _CARD,
        _PHONE,
        Shown("stock_state", 124, _word("stock_state", "stock")),
        _UNIT,
    ),
    ListName.DRAFTS: (
        _AT,
        Shown("service", 120, _word("service", "service")),
        _NAME,
        _SSN,
        Shown("clerk", 120, _plain("clerk"), grows=True),
    ),
}
_TONES = {
    ListName.DOUBTFUL: Tone.AMBER,
    ListName.REFUSED: Tone.RED,
    ListName.LOSSES: Tone.AMBER,
}


def tone_of(name: ListName, row: ListRow) -> Tone:
    """Return the colour of a row; a word stands beside it always."""
    if name is ListName.TODAY:
        tone = EFFECT_TONES[Effect(row.text("effect"))]
        return Tone.PLAIN if tone is Tone.GREEN else tone
    return _TONES.get(name, Tone.PLAIN)


def codes_of(words: Words, wanted: str) -> tuple[str, ...]:
    """Return the codes whose word has this text in it: the store knows no words."""
    wanted = wanted.strip().casefold()
    if not wanted:
        return ()
    named = {
        **{kind.value: words.named("kind", kind) for kind in Kind},
        **{one.value: words.named("service", one) for one in Service},
        **{str(int(s)): words.named("stock", int(s)) for s in StockState},
        **{code.value: words.refusal(code)[0] for code in RuleCode},
    }
    return tuple(code for code, word in named.items() if wanted in word.casefold())
