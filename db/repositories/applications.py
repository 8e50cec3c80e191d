"""Applications and campaigns: what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from counter_app.domain.applications import Application
from counter_app.domain.campaigns import Campaign, CampaignPerson
from counter_app.domain.records import Ssn
from db.models import ApplicationTable, CampaignPersonTable, CampaignTable
from db.rows import names, one, values
from db.session import Session, upsert

_PUT = upsert(ApplicationTable, names(Application), "number")
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

    def told(self, application: Application) -> None:
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
