"""Card inquiry: every readable record with its name, its value and its bytes.

Nothing is guessed: a file that is not there is absent, one that asks for a right is
marked with that right, bytes that do not decode stay bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from card_io.core.apdu import Channel
from card_io.core.browsing import (
    ProtectedError,
    read_binary,
    read_cyclic,
    read_records,
    select_folder,
)
from card_io.core.files import EF05, EF06, SSSE_EXTRAS
from card_io.core.folders import FOLDERS, Folder
from card_io.core.model import (
    CHANGED_SINCE_1,
    SSSE,
    CardFile,
    CyclicFile,
    Item,
    Nested,
    RecordFile,
    Right,
    TransparentFile,
)
from card_io.core.pins import PinEntry, expect_card, verify
from card_io.core.reading import Contents, chip_reading, open_card
from card_io.core.session import CardSession
from card_io.core.tables import REGION, meaning, region_name
from card_io.core.tlv import Record, parse_records
from card_io.core.values import CN, DATE, RAW, Value, decode_name, is_empty
from counter_app.domain.card_files import (
    CardFileContent,
    CardFolder,
    CardInquiry,
    CardItem,
    FileAccess,
)
from counter_app.domain.errors import CardError
from counter_app.ports.cards import Progress
from counter_app.ports.keys import KeyProvider

_FIRST_VERSION = "1.0"
_NAME_TAG, _EXTENSION_TAG = 0x09, 0x4E
#: Ends a value of version 2.0 in a slot of a 1.0 card (card.md 2.5).
_NEW_MEANING = 0xEE


_ALL_FILES = 2 + len(SSSE_EXTRAS) + sum(len(folder.files) for folder in FOLDERS)


@dataclass(slots=True)
class _Look:
    """What the inquiry knows while it walks the files."""

    session: CardSession
    pin_verified: bool
    progress: Progress | None = None
    done: int = 0

    def looked_at(self, files: int) -> None:
        """Tell that files were looked at, or are not there."""
        self.done += files
        if self.progress is not None:
            self.progress(self.done, _ALL_FILES)

    @property
    def version(self) -> str:
        return self.session.version


def inquire(
    channel: Channel,
    keys: KeyProvider | None = None,
    pin: PinEntry | None = None,
    stopped: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> CardInquiry:
    """Read everything the card and the rights at hand allow.

    Args:
        channel: the open card.
        keys: opens EF06-EF08 of cards that protect them; None for nobody.
        pin: the holder's PIN, verified once on the expected card; None for none.
        stopped: tells that the caller has given up.
        progress: told the files looked at and all there are.

    Raises:
        CardError: no card, no social-security application, a wrong PIN ...
    """
    session = CardSession(channel, stopped)
    contents = open_card(session, keys)
    basic = chip_reading(session, contents, session.pin())
    if pin is not None:
        expect_card(contents.card_uid, pin.expected_uid)
        verify(session, pin)
    look = _Look(session, pin is not None, progress)
    look.looked_at(2)  # EF05 and EF06
    folders = [_application(look, contents)]
    folders.extend(_folder(look, folder) for folder in FOLDERS)
    return CardInquiry(
        reading=basic,
        folders=tuple(folders),
        region_name=region_name(basic.region or ""),
        pin_verified=look.pin_verified,
    )


def _application(look: _Look, contents: Contents) -> CardFolder:
    """Take what was read already, and look at the further files of the SSSE."""
    files = [_known(EF05, contents.ef05, look.version)]
    if contents.ef06 is None:
        files.append(_file(EF06, FileAccess.NEEDS_KEY))
    else:
        files.append(_known(EF06, contents.ef06, look.version))
    for extra in SSSE_EXTRAS:
        look.looked_at(1)
        if extra.since <= look.version[:3]:
            found = _look_at(look, extra)
            if not (extra.local and found.access is FileAccess.ABSENT):
                files.append(found)
    return CardFolder(SSSE, _name_of_folder(SSSE), present=True, files=tuple(files))


def _folder(look: _Look, folder: Folder) -> CardFolder:
    name_id = _name_of_folder(folder.name)
    if not select_folder(look.session, folder):
        look.looked_at(len(folder.files))
        return CardFolder(folder.name, name_id, present=False)
    files = []
    for file in folder.files:
        files.append(_look_at(look, file))
        look.looked_at(1)
    return CardFolder(folder.name, name_id, present=True, files=tuple(files))


def _name_of_folder(name: str) -> str:
    return f"card.folder.{name}"


def _file(
    file: type[CardFile], access: FileAccess, items: tuple[CardItem, ...] = ()
) -> CardFileContent:
    return CardFileContent(
        name=f"{file.fid:04X}",
        name_id=f"card.file.{file.folder}.{file.fid:04X}",
        structure=str(file.structure),
        access=access,
        items=items,
    )


def _known(
    file: type[RecordFile], found: dict[int, bytes], version: str
) -> CardFileContent:
    records = tuple(Record(tag, value) for tag, value in found.items())
    access = FileAccess.READ if records else FileAccess.ABSENT
    return _file(file, access, _items(file, records, version))


def _look_at(look: _Look, file: type[CardFile]) -> CardFileContent:
    if not look.session.select_file(file):
        return _file(file, FileAccess.ABSENT)
    try:
        return _file(file, FileAccess.READ, _content(look, file))
    except ProtectedError:
        return _file(file, _missing_right(file, look))
    except CardError as exc:
        if exc.params.get("sw") is None and exc.code != "card.bad_data":
            raise  # the reader or the card is gone, not this one file
        return _file(file, FileAccess.UNREADABLE)


def _missing_right(file: type[CardFile], look: _Look) -> FileAccess:
    if file.read is Right.PIN_AND_KEY:
        return FileAccess.NEEDS_PIN_AND_KEY
    if file.read in (Right.PIN, Right.PIN_OR_KEY) and not look.pin_verified:
        return FileAccess.NEEDS_PIN
    return FileAccess.NEEDS_KEY


def _content(look: _Look, file: type[CardFile]) -> tuple[CardItem, ...]:
    if issubclass(file, CyclicFile):
        rows = read_cyclic(look.session, file)
        return tuple(
            _item(item, raw, number)
            for number, row in enumerate(rows, start=1)
            if not is_empty(row)
            for item, raw in file.split(row)
        )
    if issubclass(file, TransparentFile):
        raw = read_binary(look.session, file)
        kept = raw.rstrip(b"\x00\xff")
        return (_item(file.items[0], kept, 1),) if kept else ()
    if issubclass(file, RecordFile):
        records = read_records(look.session, file, look.version)
        return _items(file, records, look.version)
    return ()


def _items(
    file: type[RecordFile], records: tuple[Record, ...], version: str
) -> tuple[CardItem, ...]:
    seen: dict[int, int] = {}
    made: list[CardItem] = []
    for record in records:
        number = seen[record.tag] = seen.get(record.tag, 0) + 1
        item, raw = file.item_or_bytes(record), record.value
        if version[:3] == _FIRST_VERSION and file.folder != SSSE:
            item, raw = _by_first_version(item, raw)
        made.append(_item(item, raw, number))
    if file is EF06:
        return _with_whole_name(tuple(made))
    return tuple(made)


def _by_first_version(item: Item, raw: bytes) -> tuple[Item, bytes]:
    """Leave tags whose meaning changed as bytes, unless the filler says 2.0."""
    if item.tag not in CHANGED_SINCE_1:
        return item, raw
    if raw[-1:] == bytes((_NEW_MEANING,)):
        kept = raw.rstrip(bytes((_NEW_MEANING,)))
        if item.codec in (CN, DATE):  # an odd count of digits ends in half a byte
            kept = bytes.fromhex(
                raw.hex().upper().rstrip("E").ljust(2 * len(kept), "F")
            )
        return item, kept.ljust(len(raw), b"\xff")
    return Item(item.tag, "", item.length, RAW), raw


def _item(item: Item, raw: bytes, number: int) -> CardItem:
    """Decode one item with the items inside it."""
    parts: tuple[CardItem, ...] = ()
    value: Value = None
    unreadable = False
    try:
        value = None if is_empty(raw) else item.codec.decode(raw)
        if isinstance(item.codec, Nested) and value is not None:
            parts = _parts(item.codec, raw)
    except (ValueError, CardError):
        unreadable = True
    text = _shown(value)
    return CardItem(
        tag=item.tag,
        number=number,
        name_id=f"card.item.{item.name or 'unnamed'}",
        raw=raw.hex().upper(),
        value=text,
        meaning_id=meaning(item.table, text) if text else None,
        meaning=region_name(text) if text and item.table == REGION else None,
        unreadable=unreadable,
        parts=parts,
    )


def _parts(codec: Nested, raw: bytes) -> tuple[CardItem, ...]:
    found = {record.tag: record.value for record in parse_records(raw)}
    return tuple(
        _item(part, found[part.tag], 1) for part in codec.parts if part.tag in found
    )


def _shown(value: Value) -> str | None:
    """Return a value as text; bytes and nested values show by ``raw``, ``parts``."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else None


def _with_whole_name(items: tuple[CardItem, ...]) -> tuple[CardItem, ...]:
    """Decode tags 09 and 4E together: a character may straddle them (2.4)."""
    raw = {item.tag: bytes.fromhex(item.raw) for item in items}
    try:
        name = decode_name(raw.get(_NAME_TAG, b""), raw.get(_EXTENSION_TAG, b""))
        unreadable = False
    except ValueError:
        name, unreadable = None, True
    return tuple(
        replace(item, value=name, unreadable=unreadable)
        if item.tag == _NAME_TAG
        else item
        for item in items
    )
