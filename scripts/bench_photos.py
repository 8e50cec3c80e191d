"""Measure an import of photos (business.md 7.1: 5,000 overnight).

    scripts/bench photos [--count N]

A free portrait, shifted a little for each person so that no two files are equal, is
cut, packed and stored; the same folder again is only recognised. The last line is JSON.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops

from counter_app.domain.records import Holder, Ssn
from counter_app.domain.states import Role
from counter_app.photos import Room
from counter_app.practice.people import citizen_number
from counter_app.services.photo_import import PhotoOrder
from counter_app.services.photos import PhotoWork
from counter_app.services.results import Session
from tests.integration.services.desk import Bench
from tests.unit.photos.test_cutting import on_white, shipped

BOSS = Session("boss", "周", Role.SUPERVISOR)
NIGHT = 5000


def _people(bench: Bench, count: int) -> list[Ssn]:
    born = date(1980, 1, 1)
    numbers = [Ssn(citizen_number("999901", born, n)) for n in range(count)]
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many(
            Holder(ssn, f"照片{n}", "male", "01", born, "999901")
            for n, ssn in enumerate(numbers)
        )
        uow.commit()
    return numbers


def _pictures(folder: Path, people: list[Ssn]) -> None:
    portrait = on_white(Image.open(shipped()).convert("RGB"))
    for n, ssn in enumerate(people):
        out = io.BytesIO()
        ImageChops.offset(portrait, n % 9, n // 9 % 9).save(out, "JPEG", quality=92)
        content = out.getvalue() + n.to_bytes(4, "big")
        (folder / f"{ssn}.jpg").write_bytes(content)


def main() -> int:
    """Run and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "photos"
        folder.mkdir()
        bench = Bench(Path(name))
        work = PhotoWork(replace(bench.counter.parts, photos=Room()), lambda: BOSS)
        _pictures(folder, _people(bench, count))
        began = time.perf_counter()
        done = work.take_in(PhotoOrder(folder))
        cut_s = time.perf_counter() - began
        began = time.perf_counter()
        again = work.take_in(PhotoOrder(folder))
        known_s = time.perf_counter() - began
        bench.close()
    rate = count / cut_s
    told = {
        "photos": count,
        "taken": done.taken,
        "photos_per_second": round(rate, 1),
        "minutes_for_5000": round(NIGHT / rate / 60, 1),
        "known_again": again.known,
        "known_per_second": round(count / known_s, 1),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if done.taken == again.known == count else 1


if __name__ == "__main__":
    raise SystemExit(main())
