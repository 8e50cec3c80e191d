"""Several key providers asked in a configured order: SAM, center, none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import (
    KeyProvider,
    KeyRequest,
    PinCommandRequest,
    PinKeyProvider,
)

T = TypeVar("T")

#: The provider has nothing to answer with; another one may have.
NEXT_PLEASE = frozenset(
    (
        CardCode.NO_KEY_PROVIDER,
        CardCode.ALGORITHM_UNSUPPORTED,
        CardCode.PROVIDER_CANNOT,
        CardCode.SAM_ABSENT,
        CardCode.SAM_REFUSED,
    )
)


class ProviderChain:
    """:class:`~counter_app.ports.keys.PinKeyProvider` made of several.

    The next one is asked where the first has no keys, does not know the algorithm or
    cannot be reached; a refusal by a provider that has the key is final. Of several
    faults the last is told, for it names the provider the office counts on.
    """

    def __init__(self, providers: Sequence[KeyProvider]) -> None:
        self._providers = tuple(providers)
        self.name = "+".join(provider.name for provider in self._providers) or "none"

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Return the first provider's answer; see the port."""
        return self._first(lambda provider: provider.cryptogram(request))

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Return the answer of the first provider that secures PIN commands."""

        def ask(provider: KeyProvider) -> bytes:
            if isinstance(provider, PinKeyProvider):
                return provider.pin_command(request, new_pin)
            raise CardError(CardCode.PROVIDER_CANNOT, provider=provider.name)

        return self._first(ask)

    def _first(self, ask: Callable[[KeyProvider], T]) -> T:
        fault: CardError | CenterError = CardError(CardCode.NO_KEY_PROVIDER)
        for provider in self._providers:
            try:
                return ask(provider)
            except CenterError as exc:
                fault = exc
            except CardError as exc:
                if exc.code not in NEXT_PLEASE:
                    raise
                fault = exc
        raise fault
