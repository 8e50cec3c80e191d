"""Write a card (card.md 7.3, 7.8, 14a): plan, write what differs, read back.

Three jobs share one way: put a holder on a blank card, rewrite a holder's data after
a change, and move the date of expiry. Each resumes by being called again: records
that hold the planned value are left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from card_io.core.apdu import Channel
from card_io.core.files import EF05, EF06
from card_io.core.model import RecordFile
from card_io.core.reading import Contents, chip_reading, open_card
from card_io.core.session import CardSession
from card_io.core.tlv import Record
from card_io.core.values import Value, encode_name, is_empty
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import CardKey, KeyProvider

#: Items that tell whose card it is; another value there is never overwritten.
_IDENTITY = frozenset((0x07, 0x08))
_CARD_NO_TAG, _EXPIRY_TAG = 0x07, 0x06
_EXTENSION_TAG = 0x4E
#: The card number goes last: a card that has one is complete.
_EF05_PLAN = (0x05, 0x06, 0x07)

Journal = Callable[[WriteStep], None]


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One record to write, with its file."""

    file: type[RecordFile]
    record: Record

    @property
    def label(self) -> str:
        """Return the name for the journal, e.g. ``EF06/09``."""
        return f"{self.file.fid:04X}/{self.record.tag:02X}"


@dataclass(frozen=True, slots=True)
class WriteJob:
    """A holder's data for one certain card.

    ``rewrite`` is for a card that is this holder's already: its card number must be
    the planned one, everything else may change (a corrected number of the person
    included).
    """

    expected_uid: str
    data: Personalisation
    rewrite: bool = False

    def plan(self, version: str) -> tuple[PlannedRecord, ...]:
        """Return the records to write on a card of this version."""
        return plan_records(self.data, version)

    def check(self, contents: Contents) -> None:
        """Refuse a card that is not in the state the job is for."""
        if self.rewrite:
            _need_number(contents, self.data.card_no)

    def guards(self, tag: int) -> bool:
        """Tell whether another value under this tag stops the job."""
        return tag in _IDENTITY and not self.rewrite


@dataclass(frozen=True, slots=True)
class ExpiryJob:
    """A new date of expiry for one certain card and card number."""

    expected_uid: str
    card_no: str
    expiry: date

    def plan(self, version: str) -> tuple[PlannedRecord, ...]:  # noqa: ARG002 -- alike in all versions
        """Return the one record to write."""
        record = EF05.item(_EXPIRY_TAG).record(self.expiry)
        return (PlannedRecord(EF05, record),)

    def check(self, contents: Contents) -> None:
        """Refuse a blank card and one with another number."""
        _need_number(contents, self.card_no)

    def guards(self, tag: int) -> bool:  # noqa: ARG002 -- the date is no identity
        """Tell that no present value stops the job."""
        return False


Job = WriteJob | ExpiryJob


def _need_number(contents: Contents, card_no: str) -> None:
    stored = contents.ef05.get(_CARD_NO_TAG, b"")
    if is_empty(stored):
        raise CardError(CardCode.NOT_PERSONALISED)
    if stored != EF05.item(_CARD_NO_TAG).record(card_no).value:
        raise CardError(CardCode.ANOTHER_CARD)


def plan_records(data: Personalisation, version: str) -> tuple[PlannedRecord, ...]:
    """Return the records a card of this version gets, in writing order.

    Raises:
        CardError: ``card.name_too_long``, ``card.name_unencodable``,
            ``card.bad_value`` with the item's name.
    """
    has_extension = any(i.tag == _EXTENSION_TAG for i in EF06.items_of(version))
    first, extension = encode_name(data.name, extension=has_extension)
    parts: dict[str, Value] = {"name": first, "name_extension": extension}
    planned = []
    for file, tags in (
        (EF06, tuple(item.tag for item in EF06.items_of(version))),
        (EF05, _EF05_PLAN),
    ):
        for tag in tags:
            item = file.item(tag)
            value = parts.get(item.name) if item.name in parts else None
            value = getattr(data, item.name) if value is None else value
            try:
                record = item.record(value)
            except ValueError as exc:
                raise CardError(CardCode.BAD_VALUE, item=item.name) from exc
            planned.append(PlannedRecord(file, record))
    return tuple(planned)


def write_card(
    channel: Channel,
    keys: KeyProvider | None,
    job: Job,
    journal: Journal,
    stopped: Callable[[], bool] | None = None,
) -> ChipReading:
    """Write what is missing, read each record back, and read the whole card.

    Raises:
        CardError: before anything is written: ``card.another_card``,
            ``card.not_blank``, ``card.not_personalised``,
            ``card.no_key_provider``, ``card.not_genuine``, ``card.key_refused`` ...;
            afterwards any code, with
            ``outcome_unknown`` set.
    """
    if keys is None:
        raise CardError(CardCode.NO_KEY_PROVIDER)
    session = CardSession(channel, stopped)
    contents = _open_expected(session, keys, job)
    planned = job.plan(session.version)
    missing = _missing(job, planned, contents)
    if not contents.genuine:
        raise contents.fault or CardError(CardCode.NOT_GENUINE)
    if missing:
        session.authenticate(CardKey.UKSSSE, keys)
        _write_all(session, missing, contents, journal)
    return _final(session, contents)


def compare(
    channel: Channel,
    keys: KeyProvider | None,
    job: Job,
    stopped: Callable[[], bool] | None = None,
) -> str:
    """Tell how far a write got: ``untouched``, ``partial`` or ``complete``.

    A card that was personalised before the job is never ``untouched``: which of its
    records the job would have changed is not known any more.

    Raises:
        CardError: ``card.another_card``; ``card.not_blank`` when another holder's
            data are on it; ``card.no_key_provider`` when EF06 stays closed.
    """
    session = CardSession(channel, stopped)
    contents = _open_expected(session, keys, job)
    planned = job.plan(session.version)
    missing = _missing(job, planned, contents)
    if not missing:
        return "complete"
    return "untouched" if contents.blank else "partial"


def _open_expected(
    session: CardSession, keys: KeyProvider | None, job: Job
) -> Contents:
    contents = open_card(session, keys)
    if contents.card_uid != job.expected_uid.upper():
        raise CardError(CardCode.ANOTHER_CARD)
    job.check(contents)
    return contents


def _missing(
    job: Job, planned: tuple[PlannedRecord, ...], contents: Contents
) -> tuple[PlannedRecord, ...]:
    """Return the planned records the card does not hold yet (resume)."""
    if contents.ef06 is None and any(step.file is EF06 for step in planned):
        closed = CardCode.NO_KEY_PROVIDER
        if contents.genuine is False:
            closed = CardCode.NOT_GENUINE
        raise contents.fault or CardError(closed)
    missing = []
    for step in planned:
        stored = contents.ef05 if step.file is EF05 else contents.ef06
        value = (stored or {}).get(step.record.tag, b"")
        if value == step.record.value:
            continue
        if job.guards(step.record.tag) and not is_empty(value):
            raise CardError(CardCode.NOT_BLANK)
        if is_empty(value) and is_empty(step.record.value):
            continue
        missing.append(step)
    return tuple(missing)


def _write_all(
    session: CardSession,
    missing: tuple[PlannedRecord, ...],
    contents: Contents,
    journal: Journal,
) -> None:
    selected: type[RecordFile] | None = None
    written = False
    for number, step in enumerate(missing, start=1):
        journal(WriteStep(number, step.label, "start"))
        try:
            if step.file is not selected:
                session.select_file(step.file)
                selected = step.file
            written = True
            session.update_record(step.file, step.record)
            _read_back(session, step)
        except CardError as exc:
            exc.outcome_unknown = written
            raise
        stored = contents.ef05 if step.file is EF05 else contents.ef06
        if stored is not None:
            stored[step.record.tag] = step.record.value
        journal(WriteStep(number, step.label, "done"))


def _read_back(session: CardSession, step: PlannedRecord) -> None:
    stored = session.read_record(step.file, step.record.tag)
    if stored != step.record:
        raise CardError(CardCode.READ_BACK, record=step.label)


def _final(session: CardSession, contents: Contents) -> ChipReading:
    """Make the reading from what was read back record by record."""
    try:
        return chip_reading(session, contents, session.pin())
    except CardError as exc:
        exc.outcome_unknown = True
        raise
