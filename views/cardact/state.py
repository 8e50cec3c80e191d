"""The form of an act on a card in hand, as one frozen value; it never holds a PIN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counter_app.domain.states import Collector

#: The one act without a case: the holder proves that the card is theirs.
VERIFY = "pin_verify"


@dataclass(frozen=True, slots=True)
class ActOption:
    """One act on this card, allowed or not (and which rule says so).

    ``act`` is a value of :class:`~counter_app.domain.states.Kind` or :data:`VERIFY`.
    """

    act: str
    allowed: bool
    code: str | None = None
    params: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ActForm:
    """What the clerk entered, and the faults found on Enter (field -> message id).

    ``expiry`` is the typed date of expiry; only the renewal uses it.
    """

    act: str
    submit_key: str
    bearer: Collector = Collector.SELF
    name: str = ""
    id_no: str = ""
    phone: str = ""
    paper: str = "A"
    papers_checked: bool = False
    expiry: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
