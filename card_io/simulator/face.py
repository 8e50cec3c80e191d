"""What a virtual card is made of: its body from the maker, its holder's data."""

from __future__ import annotations

import os
from dataclasses import dataclass

from card_io.core.files import EF05, EF06
from card_io.core.model import RecordFile
from card_io.core.softkeys import PRACTICE_REGION
from card_io.core.writing import plan_records
from counter_app.domain.chip import Personalisation

#: Vendor, COS and maker bytes T1-T7 of an invented card maker.
_MAKER = bytes.fromhex("00814E43238697")
_APPLICATION = "D156000005"
_UNSIGNED = "FFFFFFFF"  # 认证码: its algorithm is not public (card.md 3.1)


@dataclass(frozen=True, slots=True)
class Profile:
    """Kind of card: version of the specification, algorithm, interface.

    ``announced`` is the value of 9F0C/86 in the FCI, None for a silent card.
    """

    name: str
    version: str
    algorithm: str
    announced: int | None
    contactless: bool = False


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("v1-des", "1.00", "DES", None),
        Profile("v2-des", "2.00", "DES", 1),
        Profile("v3-sm4", "3.00", "SM4", 3),
        Profile("v3-sm4-contactless", "3.00", "SM4", 3, contactless=True),
        Profile("blank", "2.00", "DES", 1),
    )
}


@dataclass(frozen=True, slots=True)
class CardBody:
    """Data from the maker; whatever is not given follows from region and serial."""

    region: str = PRACTICE_REGION
    serial: int = 1
    uid: str | None = None
    historical_bytes: bytes | None = None

    @classmethod
    def fresh(cls, region: str = PRACTICE_REGION) -> CardBody:
        """Return a body with a random serial, as a new card from the box."""
        return cls(region, int.from_bytes(os.urandom(4), "big"))

    @classmethod
    def of(cls, region: str, historical_bytes: bytes | None) -> CardBody:
        """Return a body whose serial is that of the historical bytes, or fresh."""
        if historical_bytes is None:
            return cls.fresh(region)
        serial = int.from_bytes(historical_bytes[-4:], "big")
        return cls(region, serial, historical_bytes=historical_bytes)

    @property
    def card_uid(self) -> str:
        """Card identification code (card.md 3.1)."""
        made = f"{self.region}{_APPLICATION}{self.serial:08X}{_UNSIGNED}"
        return (self.uid or made).upper()

    @property
    def historical(self) -> bytes:
        """The 13 historical bytes (card.md 1)."""
        made = _MAKER + bytes.fromhex(f"{self.region[:4]}{self.serial:08X}")
        return self.historical_bytes or made

    @property
    def initialiser(self) -> str:
        """初始化机构编号 (card.md 3.4)."""
        return f"9156000002{self.region}{self.region}01"


@dataclass(frozen=True, slots=True)
class CardFace:
    """A finished card: body, holder's data, category (``3`` adult).

    ``folders`` are the application folders it has, filled with invented data.
    """

    holder: Personalisation
    body: CardBody = CardBody()
    category: str = "3"
    folders: tuple[str, ...] = ("DF01", "DF02", "DF03", "DF04", "DF07")


Records = dict[str, list[tuple[int, bytes]]]


def blank_records(profile: Profile, body: CardBody, category: str = "3") -> Records:
    """Return EF05 and EF06 as the maker delivers them (card.md 14a)."""
    made = {
        "card_uid": body.card_uid,
        "category": category,
        "spec_version": profile.version,
        "initialiser": body.initialiser,
    }
    records: Records = {}
    for file in (EF05, EF06):
        rows = []
        for item in file.items_of(profile.version):
            value = made.get(item.name)
            record = item.blank() if value is None else item.record(value)
            rows.append((record.tag, record.value))
        records[file_name(file)] = rows
    return records


def personal_records(profile: Profile, face: CardFace) -> Records:
    """Return the files of a finished card.

    Raises:
        CardError: the holder's data do not fit, as when writing a real card.
    """
    records = blank_records(profile, face.body, face.category)
    for planned in plan_records(face.holder, profile.version):
        rows = records[file_name(planned.file)]
        at = [tag for tag, _ in rows].index(planned.record.tag)
        rows[at] = (planned.record.tag, planned.record.value)
    return records


def file_name(file: type[RecordFile]) -> str:
    """Return e.g. ``EF05``."""
    return f"{file.fid:04X}"
