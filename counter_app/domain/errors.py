"""Coded errors of the whole program.

::

    CounterError            code, params; never a sentence
    ├── RuleError           a rule of the city or the law says no (``codes.rule``)
    ├── CardError           reader, card, key (``codes.card``)
    ├── StoreError          database, disk, key store (``codes.store``)
    ├── PrintError          paper, printer, fonts (``codes.printing``)
    ├── CenterError         network and center (``codes.center``)
    └── SystemFaultError    set-up, configuration, command line (``codes.system``)

Every code has a Chinese and an English text in ``counter_app/locale``: message id
``error.<code>.cause`` says what happened, ``error.<code>.remedy`` what to do now.
"""

from __future__ import annotations


class CounterError(Exception):
    """A fault with a code and parameters; words are made at the edge.

    Attributes:
        code: dotted lower-case code, e.g. ``card.removed``.
        params: values for the text; never a PIN or a key.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(str(code))
        self.code = str(code)
        self.params = params


class RuleError(CounterError):
    """A rule refuses the act; nothing was changed."""


class CardError(CounterError):
    """The reader, the card or a key failed.

    ``outcome_unknown`` is true when a write may or may not have happened:
    the card must be read again before anything is concluded.
    """

    def __init__(
        self, code: str, *, outcome_unknown: bool = False, **params: object
    ) -> None:
        super().__init__(code, **params)
        self.outcome_unknown = outcome_unknown


class StoreError(CounterError):
    """The local database, its key or the disk failed."""


class PrintError(CounterError):
    """A document could not be made or printed; no case is undone by it."""


class CenterError(CounterError):
    """The center could not be reached, or its answer was not understood."""


class SystemFaultError(CounterError):
    """Set-up, configuration or command line is at fault."""
