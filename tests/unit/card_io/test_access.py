"""Who may read and write which file, on a card with keys of its own (card.md 2.5).

The table is typed from the specification once more, apart from the file model, so
that a slip in one of the two shows.
"""

from __future__ import annotations

import pytest

from card_io.core import crypto
from card_io.core.folders import ALL_FILES, FOLDERS
from card_io.core.model import SSSE, CardFile, CyclicFile, TransparentFile
from card_io.core.softkeys import PRACTICE_KEYS, folder_root
from card_io.simulator.card import VirtualCard
from card_io.simulator.contents import fill_folders
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.image import dump, parse
from tests.labs.cards import HOLDER, CardChannel

PIN = "258036"
#: folder: file -> reading, key id of reading, key id of writing. ``|`` or, ``&`` and.
TABLE = """
DF01 EF05 PIN|88 83   DF01 EF06 PIN|88 86   DF01 EF07 PIN|88 84   DF01 EF08 PIN|88 85
DF01 EF09 PIN|88 84   DF01 EF0A PIN|88 87   DF01 EF15 PIN|88 89
DF01 EF16 free 8A     DF01 EF17 free 8B     DF01 EF18 free 8C     DF01 EF19 free 8D
DF01 EF1A free 8E
DF02 EF05 PIN|88 83   DF02 EF06 PIN|88 84   DF02 EF07 PIN|88 85   DF02 EF09 PIN|88 86
DF02 EF15 PIN|88 87   DF02 EF16 PIN|88 89
DF03 EF05 PIN|85 86   DF03 EF06 PIN|84 87   DF03 EF07 PIN|84 88   DF03 EF15 PIN|84 89
DF03 EF16 PIN|84 8A   DF03 EF17 PIN|84 8B   DF03 EF18 PIN|84 8C   DF03 EF19 PIN|84 8D
DF04 EF05 PIN|84 85   DF04 EF06 PIN&84 86   DF04 EF08 PIN  --     DF04 EF15 PIN|84 86
DF05 EF05 free 83     DF06 EF05 83-- 85     DF06 EF06 83-- 86
DF07 EF05 83-- 86     DF07 EF06 84-- 87     DF07 EF07 85-- 88
"""
WORDS = TABLE.split()
ROWS = [tuple(WORDS[at : at + 4]) for at in range(0, len(WORDS), 4)]
FILES = {file.path(): file for file in ALL_FILES if file.folder != SSSE}
PROFILES = ["v2-des", "v3-sm4"]


def card_with_folders(profile: str = "v2-des") -> VirtualCard:
    names = tuple(folder.name for folder in FOLDERS)
    face = CardFace(HOLDER, CardBody(), folders=names)
    card = VirtualCard.personalised(profile, face)
    card.set_pin(PIN)
    return card


class Hand:
    """Sends commands the way a terminal would, and keeps the last status."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self.channel = CardChannel(card)
        self.send("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")

    def send(self, apdu: str) -> str:
        answer = self.channel.exchange(bytes.fromhex(apdu))
        return answer[-2:].hex().upper()

    def enter(self, folder: str) -> None:
        assert self.send(f"00A4000002{folder}") == "9000"

    def challenge(self) -> bytes:
        return self.channel.exchange(bytes.fromhex("0084000008"))[:8]

    def proof(self, folder: str, key: int) -> bytes:
        """Compute the authentication data as a SAM with the folder's key would."""
        card, algorithm = self.card, "DES"
        if card.image.profile == "v3-sm4":
            algorithm = "SM4"
        root = folder_root(PRACTICE_KEYS, folder, key)
        factor = card.image.historical[-8:]
        own = crypto.card_key(algorithm, root, card.card_uid[:6], factor)
        session = crypto.session_key(algorithm, own, self.challenge())
        return crypto.authentication_data(algorithm, session, bytes(8))

    def authenticate(self, folder: str, key: int) -> str:
        proof = self.proof(folder, key).hex()
        return self.send(f"008200{key:02X}10{proof}{bytes(8).hex()}")

    def verify(self) -> None:
        assert self.send(f"0020000003{PIN}") == "9000"

    def may_read(self, file: type[CardFile]) -> bool:
        assert self.send(f"00A4020002{file.fid:04X}") == "9000"
        if issubclass(file, TransparentFile):
            return self.send("00B0000001") == "9000"
        sw = self.send("00B2010400")
        assert sw == "6982" or sw.startswith("6C")
        return sw != "6982"

    def may_write(self, file: type[CardFile]) -> bool:
        assert self.send(f"00A4020002{file.fid:04X}") == "9000"
        if issubclass(file, TransparentFile):
            return self.send("00D600000100") == "9000"
        if issubclass(file, CyclicFile):
            data = bytes(file.length()).hex()
            return self.send(f"00DC0003{file.length():02X}{data}") == "9000"
        tag, value = self.card.image.records[file.path()][0]
        body = f"{tag:02X}{len(value):02X}{value.hex()}"
        return self.send(f"00DC0104{len(value) + 2:02X}{body}") == "9000"


def test_the_table_is_whole() -> None:
    """Every file of DF01-DF07 stands in it once."""
    assert {f"{row[0]}/{row[1]}" for row in ROWS} == set(FILES)
    assert len(ROWS) == len(FILES)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}")
def test_rights_of_a_file(row: tuple[str, str, str, str], profile: str) -> None:
    """PIN, key, both or nothing open reading; only the file's own key writing."""
    folder, name, reading, writing = row
    file = FILES[f"{folder}/{name}"]
    card = card_with_folders(profile)
    rights = reading.replace("--", "").replace("|", " ").replace("&", " ").split()
    keys = [int(right, 16) for right in rights if right not in ("PIN", "free")]

    nobody = Hand(card)
    nobody.enter(folder)
    assert nobody.may_read(file) == (reading == "free")
    assert not nobody.may_write(file)

    holder = Hand(card)
    holder.verify()
    holder.enter(folder)
    assert holder.may_read(file) == (
        reading == "free" or ("PIN" in rights and "&" not in reading)
    )
    for key in keys:
        terminal = Hand(card)
        terminal.enter(folder)
        assert terminal.authenticate(folder, key) == "9000"
        assert terminal.may_read(file) == ("&" not in reading)
        terminal.verify()
        assert terminal.may_read(file)
    if writing == "--":
        return
    writer = Hand(card)
    writer.enter(folder)
    assert writer.authenticate(folder, int(writing, 16)) == "9000"
    assert writer.may_write(file)


def test_another_key_of_the_folder_opens_nothing() -> None:
    """DF03/EF05 asks for RK2, its neighbours for RK1 (card.md 2.5)."""
    hand = Hand(card_with_folders())
    hand.enter("DF03")
    assert hand.authenticate("DF03", 0x84) == "9000"
    assert not hand.may_read(FILES["DF03/EF05"])
    assert hand.may_read(FILES["DF03/EF06"])


def test_rights_stay_in_their_folder() -> None:
    """Key 84 is RK1 in DF03 and RK1 in DF04, yet not the same right (13.3)."""
    hand = Hand(card_with_folders())
    hand.enter("DF03")
    assert hand.authenticate("DF03", 0x84) == "9000"
    hand.enter("DF04")
    assert not hand.may_read(FILES["DF04/EF05"])
    hand.verify()
    hand.enter("DF03")
    assert hand.may_read(FILES["DF03/EF06"]), "the PIN survives another folder"


def test_unknown_keys_and_lock_keys() -> None:
    """6A88 for a key the folder has not; a lock key never locks (13.6)."""
    hand = Hand(card_with_folders())
    hand.enter("DF01")
    assert hand.send(f"0082008A10{bytes(16).hex()}") == "6984", "8A exists: challenge"
    assert hand.send(f"0082008F10{bytes(16).hex()}") == "6A88"
    assert hand.send(f"0082008210{bytes(16).hex()}") == "6A88", "STK opens nothing"
    hand.enter("DF03")
    for _ in range(8):
        hand.challenge()
        assert hand.send(f"0082008310{bytes(16).hex()}") == "63C6"
    for left in (5, 4, 3, 2, 1, 0):
        hand.challenge()
        assert hand.send(f"0082008410{bytes(16).hex()}") == f"63C{left}"
    hand.challenge()
    assert hand.send(f"0082008410{bytes(16).hex()}") == "6983"


def test_new_record_of_a_ring_comes_first() -> None:
    """Appending makes record 1 and drops the oldest (card.md 2.4, 4.1)."""
    card = card_with_folders()
    hand = Hand(card)
    hand.enter("DF02")
    assert hand.authenticate("DF02", 0x85) == "9000"
    before = list(card.image.records["DF02/EF07"])
    fresh = bytes(range(0x55))
    hand.send("00A4020002EF07")
    assert hand.send(f"00DC000355{fresh.hex()}") == "9000"
    assert card.image.records["DF02/EF07"] == [(0, fresh), *before[:-1]]
    assert hand.send(f"00DC000354{fresh[1:].hex()}") == "6700"
    assert hand.send(f"00DC010455{fresh.hex()}") == "6981"


def test_folder_keys_survive_a_state_file() -> None:
    """Keys and counters of folders are part of the card's memory."""
    card = card_with_folders()
    fill_folders(card.image, ("DF01",))
    hand = Hand(card)
    hand.enter("DF01")
    hand.challenge()
    hand.send(f"0082008810{bytes(16).hex()}")
    again = Hand(VirtualCard(parse(dump(card.image))))
    again.enter("DF01")
    assert again.card.image.folder_counters["DF01/88"].left == 5
    assert again.authenticate("DF01", 0x88) == "9000"
