"""Whose photo is it: by number, by name, by name and unit (business.md 7.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counter_app.domain.identity import normal_ssn
from counter_app.domain.photos import Listed, PhotoFault, is_whole, match
from counter_app.domain.records import Ssn
from counter_app.ports.store import Reading
from counter_app.services.parts import Parts

_NUMBER = re.compile(r"\d{17}[\dX]")
_WORDS = re.compile(r"[0-9A-Za-z\s_\-.,()（）·+&#/\\]+")
_TOGETHER = 200  # files between two transactions: nobody waits long for the store


@dataclass(frozen=True, slots=True)
class PhotoTrouble:
    """A file that gave no photo.

    Attributes:
        candidates: whom it may belong to, to be shown side by side.
        digest: of its content, where it was read.
    """

    file: str
    fault: PhotoFault
    candidates: tuple[Listed, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Finds the person of each file.

    Attributes:
        by_hand: file -> social security number, where a person chose.
    """

    parts: Parts
    by_hand: Mapping[str, str]

    def of(
        self, names: Sequence[str]
    ) -> tuple[list[tuple[str, Ssn]], list[PhotoTrouble]]:
        """Return the files of exactly one person, and those for a person to see."""
        found: dict[Ssn, list[tuple[str, Listed]]] = {}
        bad: list[PhotoTrouble] = []
        for start in range(0, len(names), _TOGETHER):
            with self.parts.store.reading() as read:
                for name in names[start : start + _TOGETHER]:
                    who = self._who(read, name)
                    if len(who) == 1:
                        found.setdefault(Ssn(who[0].ssn), []).append((name, who[0]))
                    else:
                        fault = PhotoFault.AMBIGUOUS if who else PhotoFault.NOBODY
                        bad.append(PhotoTrouble(name, fault, who))
        return self._single(found, bad), bad

    def _single(
        self,
        found: Mapping[Ssn, Sequence[tuple[str, Listed]]],
        bad: list[PhotoTrouble],
    ) -> list[tuple[str, Ssn]]:
        work: list[tuple[str, Ssn]] = []
        for ssn, files in found.items():
            chosen = [name for name, _ in files if name in self.by_hand]
            if len(files) == 1 or len(chosen) == 1:
                work.append((chosen[0] if chosen else files[0][0], ssn))
                continue
            bad += [PhotoTrouble(name, PhotoFault.TWICE, (who,)) for name, who in files]
        return work

    def _who(self, uow: Reading, name: str) -> tuple[Listed, ...]:
        chosen = self.by_hand.get(name)
        number = _NUMBER.search(normal_ssn(chosen or name))
        if number is not None or chosen:
            key = Ssn(number[0] if number else normal_ssn(chosen or ""))
            holder = uow.holders.get(key)
            if holder is None:
                return (Listed(key, "", ""),) if chosen or is_whole(key) else ()
            return (Listed(holder.ssn, holder.name, holder.unit),)
        stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        words = [word for word in _WORDS.split(stem) if word]
        return match(name, uow.photos.named(words)) if words else ()
