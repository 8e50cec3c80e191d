"""Read the basic data of a card (card.md 7.1) into a :class:`ChipReading`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from card_io.core import checks
from card_io.core.apdu import Channel
from card_io.core.files import EF05, EF06
from card_io.core.model import Item, RecordFile
from card_io.core.profile import generation_of, model_version
from card_io.core.session import CardSession
from card_io.core.values import Value, decode_name, is_empty
from counter_app.domain.chip import ChipReading, Pin
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError, CenterError, CounterError
from counter_app.ports.keys import CardKey, KeyProvider

_UID_TAG, _VERSION_TAG = 0x01, 0x03
_NAME_TAG, _EXTENSION_TAG = 0x09, 0x4E
#: Items no reading shows; empty ones are nobody's concern.
_UNSHOWN = frozenset((0x02, 0x04, _EXTENSION_TAG))
_NO_TERMINAL = "0" * 12
_PERSONAL_EF05 = (0x05, 0x06, 0x07)
_PROVIDER_FAULTS: dict[str, CardWarning] = {
    CardCode.ALGORITHM_UNSUPPORTED: CardWarning.ALGORITHM,
    CardCode.NO_KEY_PROVIDER: CardWarning.UNAUTHENTICATED,
    CardCode.KEYS_FILE: CardWarning.UNAUTHENTICATED,
    CardCode.SAM_ABSENT: CardWarning.KEY_PROVIDER_AWAY,
    CardCode.SAM_REFUSED: CardWarning.UNAUTHENTICATED,
    CardCode.KEY_REFUSED: CardWarning.READ_KEY_REFUSED,
    CardCode.KEY_LOCKED: CardWarning.READ_KEY_REFUSED,
}


@dataclass(slots=True)
class Contents:
    """Raw records of an opened card, and how far the keys got.

    Attributes:
        ef06: None when the card protects it and the key was not held.
        genuine: None when nobody checked.
        fault: what the key provider failed with; a reading goes on without it.
    """

    ef05: dict[int, bytes]
    ef06: dict[int, bytes] | None = None
    genuine: bool | None = None
    fault: CounterError | None = None
    warnings: list[CardWarning] = field(default_factory=list)

    @property
    def card_uid(self) -> str | None:
        """Identification code as 32 hex digits, None when it is not there."""
        raw = self.ef05.get(_UID_TAG)
        return raw.hex().upper() if raw else None

    def blame(self, fault: CardError | CenterError) -> None:
        """Turn a key provider's fault into a warning; raise any other."""
        warning = _PROVIDER_FAULTS.get(fault.code)
        if isinstance(fault, CenterError):
            warning = CardWarning.KEY_PROVIDER_AWAY
        if warning is None:
            raise fault
        self.fault = fault
        self.warnings.append(warning)

    @property
    def blank(self) -> bool:
        """Tell whether the card was never personalised (card.md 14a)."""
        personal = [self.ef05.get(tag, b"") for tag in _PERSONAL_EF05]
        return all(map(is_empty, [*personal, *(self.ef06 or {}).values()]))


def read_basic(
    channel: Channel,
    keys: KeyProvider | None = None,
    stopped: Callable[[], bool] | None = None,
) -> ChipReading:
    """Read EF05, EF06 and the PIN state.

    Without a key provider the reading is marked unauthenticated, and EF06 of a
    3.00 card stays closed; both are warnings. Odd values are null with a warning.

    Raises:
        CardError: no card, no social-security application, no communication.
    """
    session = CardSession(channel, stopped)
    contents = open_card(session, keys)
    pin = session.pin()
    return chip_reading(session, contents, pin)


def open_card(session: CardSession, keys: KeyProvider | None) -> Contents:
    """Select the application, prove the card genuine, read both files.

    EXTERNAL AUTHENTICATE is tried only after INTERNAL AUTHENTICATE agreed: a
    provider with wrong keys would otherwise use up the card's tries.
    """
    contents = open_issuer(session, keys)
    contents.ef06 = _read_holder(session, keys, contents)
    return contents


def open_issuer(session: CardSession, keys: KeyProvider | None) -> Contents:
    """Select the application, read EF05, prove the card genuine; EF06 stays closed."""
    session.select_application()
    if not session.select_file(EF05):
        raise CardError(CardCode.FOREIGN, sw="6A82")
    contents = Contents(session.read_file(EF05) or {})
    version = contents.ef05.get(_VERSION_TAG, b"")[:3]
    text = version.decode("ascii", "replace") if version[:1].isdigit() else None
    session.identify(contents.card_uid, model_version(text))
    _prove(session, keys, contents)
    return contents


def _prove(session: CardSession, keys: KeyProvider | None, contents: Contents) -> None:
    if keys is None or not session.can_authenticate():
        contents.warnings.append(CardWarning.UNAUTHENTICATED)
        return
    try:
        contents.genuine = session.genuine(keys)
    except (CardError, CenterError) as exc:
        contents.blame(exc)
    if contents.genuine is False:
        contents.warnings.append(CardWarning.NOT_GENUINE)


def _read_holder(
    session: CardSession, keys: KeyProvider | None, contents: Contents
) -> dict[int, bytes] | None:
    """Read EF06, with RKSSSE where the version or the card (6982) asks for it."""
    tried = EF06.protected(session.version) and _open_reading(session, keys, contents)
    if not session.select_file(EF06):
        contents.warnings.append(CardWarning.RECORD_MISSING)
        return {}
    found = session.read_file(EF06)
    if found is None and not tried and _open_reading(session, keys, contents):
        found = session.read_file(EF06)
    if found is None:
        contents.warnings.append(CardWarning.PROTECTED)
    return found


def _open_reading(
    session: CardSession, keys: KeyProvider | None, contents: Contents
) -> bool:
    if keys is None or not contents.genuine:
        return False
    try:
        session.authenticate(CardKey.RKSSSE, keys)
    except (CardError, CenterError) as exc:
        contents.blame(exc)
    return True


def chip_reading(session: CardSession, contents: Contents, pin: Pin) -> ChipReading:
    """Decode what was read; every null has its warning."""
    values = _Values(contents, session.version)
    uid = contents.card_uid
    if uid is None or not checks.card_uid_ok(uid):
        values.warn(CardWarning.UID_MALFORMED)
    if not session.atr.well_formed:
        values.warn(CardWarning.HISTORICAL_BYTES)
    values.check("ssn", checks.ssn_ok, CardWarning.SSN_CHECK)
    values.check("card_no", checks.card_no_ok, CardWarning.CARD_NO_CHECK)
    version = values.text("spec_version")
    region = uid[:6] if uid and uid[:6].isdigit() else None
    return ChipReading(
        region=region,
        card_uid=uid,
        card_no=values.text("card_no"),
        ssn=values.text("ssn"),
        name=values.name,
        sex=values.text("sex"),
        ethnicity=values.text("ethnicity"),
        birth_place=values.text("birth_place"),
        birth_date=values.day("birth_date"),
        atr=session.atr.raw.hex().upper(),
        historical_bytes=session.atr.historical.hex().upper(),
        spec_version=version,
        algorithm=session.algorithm,
        generation=generation_of(version),
        issue_date=values.day("issue_date"),
        expiry_date=values.day("expiry_date"),
        pin=pin,
        genuine=contents.genuine,
        blank=contents.blank,
        warnings=values.warnings,
        line=_line(values, region, uid, session.atr.historical),
    )


class _Values:
    """Decoded items by name, collecting warnings on the way."""

    def __init__(self, contents: Contents, version: str) -> None:
        self._warnings = list(contents.warnings)
        self._empty = False
        self._values: dict[str, Value] = {}
        self.name: str | None = None
        self._take(EF05, contents.ef05, version)
        if contents.ef06 is not None:
            self._take(EF06, contents.ef06, version)
            self._take_name(contents.ef06)
        if contents.blank:
            self.warn(CardWarning.BLANK)
        elif self._empty:
            self.warn(CardWarning.INCOMPLETE)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return each warning once, in the order of appearance."""
        return tuple(dict.fromkeys(str(warning) for warning in self._warnings))

    def warn(self, warning: CardWarning) -> None:
        """Add a warning."""
        self._warnings.append(warning)

    def text(self, name: str) -> str | None:
        """Return a text item."""
        value = self._values.get(name)
        return value if isinstance(value, str) else None

    def day(self, name: str) -> date | None:
        """Return a date item."""
        value = self._values.get(name)
        return value if isinstance(value, date) else None

    def check(
        self, name: str, holds: Callable[[str], bool], warning: CardWarning
    ) -> None:
        """Warn when an item that is there fails its check."""
        value = self.text(name)
        if value is not None and not holds(value):
            self.warn(warning)

    def _take(
        self, file: type[RecordFile], found: dict[int, bytes], version: str
    ) -> None:
        for item in file.items_of(version):
            raw = found.get(item.tag)
            if raw is None:
                self.warn(CardWarning.RECORD_MISSING)
            else:
                self._decode(item, raw)

    def _decode(self, item: Item, raw: bytes) -> None:
        if item.tag not in _UNSHOWN and is_empty(raw):
            self._empty = True
            return
        try:
            self._values[item.name] = item.codec.decode(raw)
        except ValueError:
            self.warn(CardWarning.VALUE_UNREADABLE)

    def _take_name(self, found: dict[int, bytes]) -> None:
        first, extension = found.get(_NAME_TAG, b""), found.get(_EXTENSION_TAG, b"")
        try:
            self.name = decode_name(first, extension)
        except ValueError:
            self.warn(CardWarning.NAME_UNREADABLE)


def _line(
    values: _Values, region: str | None, uid: str | None, historical: bytes
) -> str:
    """Return the 11-field line of ``iReadCardBas`` (card.md 9.2)."""
    issue, expiry = values.day("issue_date"), values.day("expiry_date")
    fields = (
        region,
        values.text("ssn"),
        values.text("card_no"),
        uid,
        values.name,
        historical.hex().upper(),
        values.text("spec_version"),
        f"{issue:%Y%m%d}" if issue else None,
        f"{expiry:%Y%m%d}" if expiry else None,
        _NO_TERMINAL,
        None,
    )
    return "".join(f"{value or ''}|" for value in fields)
