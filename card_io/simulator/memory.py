"""Volatile state of a powered virtual card, and access to its files."""

from __future__ import annotations

from dataclasses import dataclass, field

from card_io.core.files import FILES, RecordFile
from card_io.core.status import SW
from card_io.simulator.face import PROFILES, Profile, file_name
from card_io.simulator.image import CardImage
from counter_app.ports.keys import CardKey

#: Transparent files: size, first version that has them, version that protects.
BINARIES = {0xEF07: (768, "1.0", "2.0"), 0xEF08: (4096, "2.0", "2.0")}


class Refusal(Exception):  # noqa: N818 -- a status word, not an error of ours
    """The command ends with this status word."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@dataclass(slots=True)
class Volatile:
    """What power-off and reset forget (card.md 13.3, 13.5)."""

    in_application: bool = False
    current: int | None = None
    rights: set[int] = field(default_factory=set)
    challenge: bytes | None = None
    pin_verified: bool = False
    pending: bytes = b""


@dataclass(frozen=True, slots=True)
class Request:
    """A command APDU as the card sees it; ``le`` None when there is none."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None
    raw_lc: bool

    @classmethod
    def parse(cls, apdu: bytes) -> Request:
        """Take a short APDU apart; 6700 when its length does not add up."""
        cla, ins, p1, p2 = apdu[:4]
        body = apdu[4:]
        if not body:
            return cls(cla, ins, p1, p2, b"", None, raw_lc=False)
        if len(body) == 1:
            return cls(cla, ins, p1, p2, b"", body[0], raw_lc=False)
        lc, data = body[0], body[1 : 1 + body[0]]
        rest = body[1 + lc :]
        if lc == 0 or len(data) != lc or len(rest) > 1:
            raise Refusal(SW.WRONG_LENGTH)
        le = rest[0] if rest else None
        return cls(cla, ins, p1, p2, data, le, raw_lc=True)


class Memory:
    """Files and rights, over the permanent image."""

    def __init__(self, image: CardImage) -> None:
        self.image = image
        self.state = Volatile()

    @property
    def profile(self) -> Profile:
        """The card's kind."""
        return PROFILES[self.image.profile]

    def record_file(self, fid: int) -> type[RecordFile] | None:
        """Return the model of a record file, None for any other."""
        for file in FILES:
            if file.fid == fid:
                return file
        return None

    def exists(self, fid: int) -> bool:
        """Tell whether the SSSE of this card has the file."""
        if fid in BINARIES:
            return self.profile.version[:3] >= BINARIES[fid][1]
        return self.record_file(fid) is not None

    def addressed(self, sfi: int) -> int:
        """Return the file a short id, or 0 for the current one, means."""
        if not sfi:
            if self.state.current is None:
                raise Refusal(SW.NO_CURRENT_EF)
            return self.state.current
        fid = 0xEF00 | sfi
        if not self.state.in_application or not self.exists(fid):
            raise Refusal(SW.FILE_NOT_FOUND)
        self.state.current = fid
        return fid

    def rows(self, fid: int) -> list[tuple[int, bytes]]:
        """Return the records of a file; 6981 when it is transparent."""
        file = self.record_file(fid)
        if file is None:
            raise Refusal(SW.WRONG_STRUCTURE)
        return self.image.records[file_name(file)]

    def need(self, key: CardKey) -> None:
        """Refuse with 6982 unless the right of this key is held."""
        if int(key) not in self.state.rights:
            raise Refusal(SW.SECURITY)

    def need_read(self, fid: int) -> None:
        """Refuse with 6982 unless the file may be read."""
        file = self.record_file(fid)
        if file is None:
            if self.profile.version[:3] >= BINARIES[fid][2]:
                self.need(CardKey.RKSSSE)
        elif file.protected(self.profile.version) and file.read_key is not None:
            self.need(file.read_key)
