"""What the stock page asks for, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.stock import Account, ActKind
from counter_app.ports.book import BlankBox
from counter_app.services.approval import Approval


@dataclass(frozen=True, slots=True)
class MoveStock:
    """What the stock page asks for.

    Attributes:
        kind: the act.
        numbers: card numbers or, for blanks, identification codes.
        box: a box or the beginning of one (``批次-箱-盒``) instead of numbers.
        place: where the cards go; cards moved together get running slots.
        counted: how many were counted at a reception.
        keeper: the clerk who draws or gives back blanks.
        amount: how many blanks are drawn.
        second: the other person where two sign.
    """

    kind: ActKind
    numbers: tuple[str, ...] = ()
    box: str = ""
    place: str = ""
    counted: int | None = None
    keeper: str = ""
    amount: int = 0
    paper_no: str = ""
    reason: str = ""
    second: Approval | None = None


@dataclass(frozen=True, slots=True)
class CountStock:
    """盘点 of an account, or of one box of it."""

    account: Account
    counted: int
    box: str = ""
    reason: str = ""
    second: Approval | None = None


@dataclass(frozen=True, slots=True)
class ReceiveBlanks:
    """A box of blanks with its serial numbers comes in."""

    box: str
    prefix: str
    first: int
    last: int
    paper_no: str
    second: Approval | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act did."""

    kind: ActKind
    numbers: tuple[str, ...]
    second: str
    act_id: str


@dataclass(frozen=True, slots=True)
class Balances:
    """The stock at this moment."""

    cards: dict[int, int]  # by stock state
    blanks: dict[str, int]  # by keeper; "" is the safe
    boxes: tuple[BlankBox, ...]
    accounts: dict[str, int]
