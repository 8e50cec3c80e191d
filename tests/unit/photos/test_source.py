"""Folders and archives from strangers: nothing leads out, nothing swells."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from counter_app.domain.errors import CounterError
from counter_app.domain.photos import PhotoFault
from counter_app.photos import Room, source


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_names_that_lead_out_are_not_opened(tmp_path: Path) -> None:
    """Traversal, drives and absolute names are named, never read."""
    names = ("../a.jpg", "/etc/b.jpg", "C:\\c.jpg", "x/../../d.jpg", "e.jpg")
    path = zipped(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    with Room().open(path) as found:
        assert list(found.names) == ["e.jpg"]
        assert set(found.passed_over.values()) == {PhotoFault.BAD_PATH}


def test_a_bomb_is_never_unpacked_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what the archive says nor what it holds is unpacked beyond a photo."""
    monkeypatch.setattr(source, "MOST_FILE_BYTES", 1000)
    path = zipped(tmp_path / "a.zip", {"a.jpg": b"0" * 100_000})
    with Room().open(path) as found:
        assert found.passed_over == {"a.jpg": PhotoFault.TOO_LARGE}
    lying = path.read_bytes().replace(struct.pack("<I", 100_000), struct.pack("<I", 9))
    path.write_bytes(lying)
    with Room().open(path) as found:
        assert isinstance(found.read("a.jpg"), PhotoFault)


def test_locked_files_are_named(tmp_path: Path) -> None:
    """A password inside the archive: the file is left alone."""
    path = zipped(tmp_path / "a.zip", {"a.jpg": b"x"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with Room().open(path) as found:
        assert found.passed_over == {"a.jpg": PhotoFault.ENCRYPTED}


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of endless names is refused."""
    monkeypatch.setattr(source, "MOST_FILES", 3)
    path = zipped(tmp_path / "a.zip", {f"{n}.jpg": b"" for n in range(4)})
    with pytest.raises(CounterError) as caught, Room().open(path):
        pass
    assert caught.value.code == "photos.unreadable"


def test_chinese_names_of_old_packers(tmp_path: Path) -> None:
    """Names in GBK without the UTF-8 mark are read as they were meant."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("AAAA.jpg"), b"x")
    raw = out.getvalue().replace(b"AAAA", "张三".encode("gbk"))
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    with Room().open(path) as found:
        assert list(found.names) == ["张三.jpg"]
        assert found.read("张三.jpg") == b"x"


def test_damage_is_a_fault_of_the_file(tmp_path: Path) -> None:
    """A broken entry is named; the others are read."""
    path = zipped(tmp_path / "a.zip", {"a.jpg": os.urandom(500), "b.jpg": b"good"})
    raw = bytearray(path.read_bytes())
    raw[60:90] = bytes(30)
    path.write_bytes(raw)
    with Room().open(path) as found:
        assert found.read("a.jpg") is PhotoFault.UNREADABLE
        assert found.read("b.jpg") == b"good"


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link out of the folder is named and not read."""
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"x")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jpg").symlink_to(secret)
    (folder / "b.jpg").write_bytes(b"y")
    with Room().open(folder) as found:
        assert list(found.names) == ["b.jpg"]
        assert found.passed_over == {"a.jpg": PhotoFault.BAD_PATH}
