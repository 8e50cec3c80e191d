"""Applications and campaigns: what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from counter_app.domain.applications import Application, Progress, Step
from counter_app.domain.campaigns import Campaign, CampaignPerson
from counter_app.domain.records import Ssn
from counter_app.ports.applications import ApplicationBatch
from db.models import (
    ApplicationBatchTable,
    ApplicationStepTable,
    ApplicationTable,
    CampaignPersonTable,
    CampaignTable,
)
from db.rows import names, one, values
from db.session import Session, upsert

_PUT = upsert(ApplicationTable, names(Application), "number")
_PUT_BATCH = upsert(ApplicationBatchTable, names(ApplicationBatch), "digest")
_STEP = """
    INSERT INTO application_step (number, state, at, note) VALUES (?, ?, ?, ?)
    ON CONFLICT (number, state) DO UPDATE SET at = excluded.at, note = excluded.note
"""
_STEPS = """
    SELECT state, at, note FROM application_step WHERE number = ? ORDER BY at, id
"""
_REMINDED = """
    UPDATE campaign_person SET reminders = reminders + 1, reminded_at = ?
    WHERE campaign_id = ? AND ssn = ?
"""


class SqlApplications:
    """Implements :class:`counter_app.ports.applications.Applications`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, application: Application) -> None:
        self._session.add(ApplicationTable, values(application))

    def told(self, application: Application, steps: Sequence[Step] = ()) -> None:
        number = application.number
        known = one(self._session, ApplicationTable, Application, number=number)
        if known is not None:
            application = replace(
                application,
                name=application.name or known.name,
                promised_on=application.promised_on or known.promised_on,
                case_id=known.case_id,
            )
        fields = values(application)
        stored = [
            getattr(ApplicationTable, name).db_value(fields[name])
            for name in names(Application)
        ]
        self._session.plain(_PUT, stored)
        self._session.many(
            _STEP, [(number, step.state.value, _at(step.at), step.note)
                    for step in steps],
        )  # fmt: skip

    def steps(self, number: str) -> Sequence[Step]:
        rows = self._session.plain(_STEPS, (number,))
        at = ApplicationStepTable.at.python_value
        return tuple(
            Step(Progress(state), at(when), note) for state, when, note in rows
        )

    def put_batch(self, batch: ApplicationBatch) -> None:
        fields = values(batch)
        stored = [
            getattr(ApplicationBatchTable, name).db_value(fields[name])
            for name in names(ApplicationBatch)
        ]
        self._session.plain(_PUT_BATCH, stored)


def _at(when: datetime) -> str:
    return str(ApplicationStepTable.at.db_value(when))


class SqlCampaigns:
    """Implements :class:`counter_app.ports.applications.Campaigns`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, campaign: Campaign, people: Sequence[CampaignPerson]) -> None:
        self._session.add(CampaignTable, values(campaign))
        for person in people:
            self._session.add(CampaignPersonTable, values(person))

    def reminded(self, campaign_id: str, ssns: Sequence[Ssn], at: datetime) -> None:
        moment = CampaignPersonTable.reminded_at.db_value(at)
        self._session.many(_REMINDED, [(moment, campaign_id, ssn) for ssn in ssns])
