"""The file for support tells figures and settings, and nobody's data (G27)."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import closing
from pathlib import Path

from counter_app import bootstrap
from counter_app.logs import LOG_NAME
from tests.integration.services.desk import SSN, person
from tests.labs.cli import CommandLine

NAME, PHONE, PIN = "欧阳小明", "13900001234", "847261"
PLANTED = (SSN, NAME, PHONE, f"pin={PIN}", "key: 00112233445566778899AABBCCDDEEFF")


def test_nothing_personal_is_in_the_file(office: CommandLine, tmp_path: Path) -> None:
    """Numbers, names, PINs and keys planted in data and log do not come out."""
    place = bootstrap.Place(office.data, bootstrap_config(office), {}, office.unlock)
    with closing(bootstrap.open_data(place)) as store, store.unit_of_work() as uow:
        uow.holders.put_many([person(SSN, NAME, phone=PHONE)])
        uow.commit()
    log = office.data / "logs" / LOG_NAME
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write("\n".join(f"planted {text}" for text in PLANTED) + "\n")
    target = tmp_path / "support.zip"
    said = office.json("diagnostics", "--out", str(target)).json
    assert said["bytes"] == target.stat().st_size
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as archive:
        names = archive.namelist()
        everything = b"\n".join(archive.read(name) for name in names)
        figures = json.loads(archive.read("figures.json"))
        log_text = archive.read("log.txt").decode()
    assert figures["holders"] == 1
    assert "planted" in log_text
    for secret in (SSN, NAME, PHONE, PIN, "00112233445566778899AABBCCDDEEFF"):
        assert secret.encode() not in everything
    again = office.json("diagnostics", "--out", str(target))
    assert (again.code, again.fault) == (1, "system.file_exists")


def bootstrap_config(office: CommandLine) -> object:
    from counter_app.config import load_config

    return load_config(office.data, {})
