"""Forms that were left and not finished; Esc never loses work."""

from __future__ import annotations

from counter_app.domain.records import Ssn
from views.service.state import FormState, Service


class Drafts:
    """One form per person and service while this operator is logged in."""

    def __init__(self) -> None:
        self._forms: dict[tuple[Ssn, Service], FormState] = {}

    def keep(self, ssn: Ssn, form: FormState) -> None:
        """Remember the form as it stands."""
        self._forms[ssn, form.service] = form

    def get(self, ssn: Ssn, service: Service) -> FormState | None:
        """Return the kept form."""
        return self._forms.get((ssn, service))

    def drop(self, ssn: Ssn, service: Service) -> None:
        """Forget a form that was carried out."""
        self._forms.pop((ssn, service), None)

    def drop_all(self, ssn: Ssn) -> None:
        """Forget every form of this person: an act made them stale."""
        for key in [key for key in self._forms if key[0] == ssn]:
            del self._forms[key]

    def of(self, ssn: Ssn) -> tuple[Service, ...]:
        """Return the services this person has an unfinished form of."""
        return tuple(service for owner, service in self._forms if owner == ssn)

    def count(self) -> int:
        """Return how many forms are kept."""
        return len(self._forms)

    def clear(self) -> None:
        """Forget everything: the operator logged out."""
        self._forms.clear()
