"""Volatile state of a powered virtual card, and access to its files."""

from __future__ import annotations

from dataclasses import dataclass, field

from card_io.core.folders import ALL_FILES, FOLDERS, Folder
from card_io.core.model import SSSE, CardFile, Right, TransparentFile
from card_io.core.status import SW
from card_io.simulator.face import PROFILES, Profile
from card_io.simulator.image import CardImage, Leniency

MODEL: dict[str, type[CardFile]] = {file.path(): file for file in ALL_FILES}


class Refusal(Exception):  # noqa: N818 -- a status word, not an error of ours
    """The command ends with this status word."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@dataclass(slots=True)
class Volatile:
    """What power-off and reset forget (card.md 13.3, 13.5)."""

    folder: str | None = None  # None is the MF
    current: str | None = None  # path of the current EF
    pointer: int = 0  # current record, from 1; 0 is none
    rights: set[int] = field(default_factory=set)
    challenge: bytes | None = None
    pin_verified: bool = False
    pending: bytes = b""

    @property
    def in_application(self) -> bool:
        """Tell whether the SSSE or a folder in it is selected."""
        return self.folder is not None


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

    def file(self, path: str) -> type[CardFile]:
        """Return the model of a file; 6A82 for one nobody knows."""
        if path not in MODEL:
            raise Refusal(SW.FILE_NOT_FOUND)
        return MODEL[path]

    def exists(self, path: str) -> bool:
        """Tell whether this card has the file."""
        if path in self.image.records:
            return True
        file = MODEL.get(path)
        if file is None or not issubclass(file, TransparentFile):
            return False
        if file.folder != SSSE:
            return path in self.image.binaries
        return self.profile.version[:3] >= file.since

    def path_of(self, fid: int) -> str:
        """Return the path of a file id in the current folder; 6A82 if none."""
        folder = self.state.folder
        name = f"{fid:04X}"
        path = name if folder == SSSE else f"{folder}/{name}"
        if folder is None or not self.exists(path):
            raise Refusal(SW.FILE_NOT_FOUND)
        return path

    def folder_of(self, fid: int) -> str:
        """Return the application folder of an id; 6A82 when the card lacks it."""
        for folder in FOLDERS:
            if folder.fid == fid and self.has(folder):
                return folder.name
        raise Refusal(SW.FILE_NOT_FOUND)

    def has(self, folder: Folder) -> bool:
        """Tell whether the card has an application folder."""
        return any(self.exists(file.path()) for file in folder.files)

    def enter(self, folder: str | None) -> None:
        """Change the folder: rights opened by keys do not come along (13.3)."""
        state = self.state
        stay = Leniency.RIGHTS_STAY in self.image.leniencies
        if state.folder != folder or not stay:
            state.rights.clear()
        state.folder = folder
        state.current = None
        state.pointer = 0
        state.challenge = None

    def addressed(self, sfi: int) -> str:
        """Return the file a short id, or 0 for the current one, means."""
        if not sfi:
            if self.state.current is None:
                raise Refusal(SW.NO_CURRENT_EF)
            return self.state.current
        path = self.path_of(0xEF00 | sfi)
        self.point(path)
        return path

    def point(self, path: str) -> None:
        """Make a file the current one; its record pointer starts anew."""
        if self.state.current != path:
            self.state.current, self.state.pointer = path, 0

    def rows(self, path: str) -> list[tuple[int, bytes]]:
        """Return the records of a file; 6981 when it is transparent."""
        if issubclass(self.file(path), TransparentFile):
            raise Refusal(SW.WRONG_STRUCTURE)
        return self.image.records[path]

    def need(self, key: int | None) -> None:
        """Refuse with 6982 unless the right of this key is held; None: always."""
        if key is None or int(key) not in self.state.rights:
            raise Refusal(SW.SECURITY)

    def need_write(self, path: str) -> None:
        """Refuse with 6982 unless the file may be written."""
        self.need(self.file(path).write_key)

    def need_read(self, path: str) -> None:
        """Refuse with 6982 unless the file may be read."""
        file = self.file(path)
        key_held = file.read_key in self.state.rights
        pin_held = self.state.pin_verified
        allowed = {
            Right.FREE: True,
            Right.KEY: key_held,
            Right.PIN: pin_held,
            Right.PIN_OR_KEY: pin_held or key_held,
            Right.PIN_AND_KEY: pin_held and key_held,
        }
        if not allowed[file.right(self.profile.version)]:
            raise Refusal(SW.SECURITY)
