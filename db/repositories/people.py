"""Operators, and the small facts of this office and workstation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Office, Operator
from counter_app.ports.clock import Clock
from db import incarnations
from db.models import OperatorTable, SettingTable
from db.rows import names, one, records, selected, values
from db.session import Session, upsert

_OFFICE = "store.office"
_GET = "SELECT value FROM setting WHERE name = ?"
_PUT = upsert(SettingTable, ("name", "value"), "name")


class SqlOperators:
    """Local accounts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, login: str) -> Operator | None:
        return one(self._session, OperatorTable, Operator, login=login)

    def put(self, operator: Operator) -> None:
        row = values(operator)
        changes = {name: value for name, value in row.items() if name != "login"}
        self._session.run(
            OperatorTable.insert(**row).on_conflict(
                conflict_target=[OperatorTable.login], update=changes
            )
        )

    def all(self) -> Sequence[Operator]:
        query = selected(OperatorTable, Operator).order_by(OperatorTable.login)
        return records(self._session, Operator, query)


class SqlSettings:
    """Facts by name; the store's own names begin with ``store.``."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def get(self, name: str) -> str | None:
        found = self._session.value(_GET, (name,))
        return None if found is None else str(found)

    def put(self, name: str, value: str) -> None:
        pack = SettingTable.value.db_value
        self._session.plain(_PUT, (pack(name), pack(value)))

    def office(self) -> Office | None:
        """Return the office with the incarnation that gives numbers now."""
        text = self.get(_OFFICE)
        if text is None:
            return None
        known = set(names(Office))
        facts = {k: v for k, v in json.loads(text).items() if k in known}
        return replace(Office(**facts), incarnation=incarnations.current(self._session))

    def put_office(self, office: Office) -> None:
        """Store the office.

        A new name in ``incarnation`` begins that incarnation; an empty one keeps the
        current.

        Raises:
            StoreError: ``store.incarnation_retired`` for an earlier incarnation.
        """
        if not isinstance(office, Office):
            raise StoreError(StoreCode.BAD_VALUE, what="office")
        if office.incarnation not in ("", incarnations.current(self._session)):
            incarnations.begin(
                self._session, office.incarnation, self._clock.now(), "office"
            )
        self.put(_OFFICE, json.dumps(asdict(office), ensure_ascii=False))
