"""Repositories of what the office holds: people, cards and what cards are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import BlankCard, Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import BlankState


class Holders(Protocol):
    """The office's slice of the roll."""

    def get(self, ssn: Ssn) -> Holder | None: ...
    def put_many(self, holders: Iterable[Holder]) -> None:
        """Insert or replace; search keys (pinyin, initials) are made here."""

    def put_names_off(self) -> None:
        """Before a first load: make what searching names needs later.

        Does nothing where somebody is here already. Until ``catch_up_names`` is done,
        searches by name, letters or telephone answer ``store.names_later``; numbers
        are found as ever. Chips are put off too (``Cards.by_uid``).
        """

    def catch_up_names(self, limit: int) -> int:
        """Do the next step of what was put off; return what is left, 0 at the end.

        Args:
            limit: holders of one step.
        """

    def count(self) -> int: ...
    def depart(self, ssn: Ssn, at: datetime) -> None:
        """The person left this office's slice; the row stays for its cases."""

    def departed_at(self, ssn: Ssn) -> datetime | None:
        """Return when the person left; None for one who is here."""


class Cards(Protocol):
    """Cards known to this office."""

    def get(self, card_no: CardNo) -> Card | None: ...
    def those(self, numbers: Iterable[CardNo]) -> dict[CardNo, Card]:
        """Return the cards of these numbers that are here."""

    def by_uid(self, card_uid: CardUid) -> Card | None:
        """Return the card with this chip.

        None as well until ``Holders.catch_up_names`` of a first load has come to the
        chips: then ask for the number that the chip tells.
        """

    def of_holder(self, ssn: Ssn) -> Sequence[Card]:
        """Return all cards of the holder, newest first."""

    def put(self, card: Card) -> None:
        """Insert or replace one card."""

    def put_many(self, cards: Iterable[Card]) -> None: ...


class Allotments(Protocol):
    """Blank cards and card numbers this office may use for instant writing."""

    def add_blanks(self, blanks: Iterable[BlankCard]) -> None:
        """Insert new blanks; a known one is left as it is."""

    def add_numbers(self, numbers: Iterable[CardNo]) -> None: ...
    def blank(self, card_uid: CardUid) -> BlankCard | None: ...
    def set_blank(self, card_uid: CardUid, state: BlankState) -> None: ...
    def take_number(self) -> CardNo | None:
        """Take the lowest free number out of the allotment; None when empty."""

    def give_back_number(self, card_no: CardNo) -> None: ...
    def spend_number(self, card_no: CardNo) -> None:
        """The center says the number is in use; it is never taken again."""

    def forget_free_numbers(self) -> None:
        """Drop the numbers nobody took; the center tells anew which are ours."""

    def left(self) -> tuple[int, int]:
        """Return how many blanks in stock and free numbers remain."""
