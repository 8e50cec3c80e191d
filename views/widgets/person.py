"""The open holder in one line: always at the same place of a page."""

from __future__ import annotations

import tkinter as tk
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from counter_app.domain.identity import age_on
from counter_app.domain.masking import mask_address, mask_phone
from counter_app.domain.records import Holder
from counter_app.services.results import HolderFile
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Badge, Kit, card, surface, text

LONG_NAME = 14  # characters that leave room for everything else in the line
STALE_S = 86400  # data older than a day is shown in amber


class PersonBar(tk.Frame):
    """Name, sex, birth, masked number, remarks, and the age of the data.

    ``full`` adds employer and phone in a second line.
    """

    def __init__(
        self, parent: tk.Misc, kit: Kit, time_zone: str, *, full: bool = False
    ) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._zone = ZoneInfo(time_zone)
        box = card(self, kit, 12)
        box.pack(fill="x")
        line = surface(box, PAINT.card)
        line.pack(fill="x")
        self._as_of = Badge(line, kit, "Body")
        self._as_of.pack(side="right")
        self._name = text(line, "", "Name")
        self._name.pack(side="left")
        self._facts = text(line, "", color=PAINT.muted)
        self._facts.pack(side="left", padx=(kit.px(16), 0), anchor="s", pady=(0, 4))
        self._more = text(box, "", color=PAINT.muted) if full else None
        if self._more is not None:
            self._more.pack(fill="x", pady=(kit.px(2), 0))
        self._marks = surface(box, PAINT.card)

    def show(self, file: HolderFile, *, unmasked: bool = False) -> None:
        """Show a holder's file; numbers in full only where that is on record."""
        self.show_holder(file.holder, unmasked=unmasked)
        words = self._kit.words
        as_of = file.data_as_of
        if as_of is None:
            self._as_of.show(Tone.AMBER, words("view.data.unknown"))
        else:
            stale = (datetime.now(UTC) - as_of).total_seconds() > STALE_S
            word = words("view.data.as_of", when=words.moment(as_of))
            self._as_of.show(Tone.AMBER if stale else Tone.MUTED, word)
        self._show_marks(file)

    def show_holder(self, holder: Holder, *, unmasked: bool = False) -> None:
        """Show the person alone."""
        words = self._kit.words
        age = age_on(holder.birth_date, datetime.now(self._zone).date())
        facts = (
            words.named("sex", holder.sex),
            words.day(holder.birth_date),
            words("view.person.age", n=age),
            holder.ssn if unmasked else words.ssn(holder.ssn),
        )
        font = "Head" if len(holder.name) > LONG_NAME else "Name"
        self._name.configure(text=holder.name, font=font)
        self._facts.configure(text="   ".join(fact for fact in facts if fact))
        if self._more is not None:
            phone = holder.phone if unmasked else mask_phone(holder.phone)
            home = holder.address
            more = (
                holder.unit,
                phone,
                home if unmasked or not home else mask_address(home),
            )
            self._more.configure(text="   ".join(part for part in more if part))

    def _show_marks(self, file: HolderFile) -> None:
        for child in self._marks.winfo_children():
            child.destroy()
        words = self._kit.words
        marks = [("view.person.minor", Tone.AMBER)] if file.minor else []
        if not file.holder.alive:
            marks.append(("view.person.dead", Tone.RED))
        if file.holder.application_running:
            marks.append(("view.person.running", Tone.AMBER))
        for msgid, tone in marks:
            Badge(self._marks, self._kit).show(tone, words(msgid)).pack(
                side="left", padx=(0, 8)
            )
        for code in file.warnings:
            cause, _ = words.error(code)
            Badge(self._marks, self._kit, "Body").show(Tone.AMBER, cause).pack(
                side="left", padx=(0, 8)
            )
        if marks or file.warnings:
            self._marks.pack(fill="x", pady=(6, 0))
        else:
            self._marks.pack_forget()


def footer(parent: tk.Misc, kit: Kit) -> tk.Frame:
    """Return the bar at the foot of a page: back on the left, next on the right."""
    bar = surface(parent, parent.cget("background"))
    bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
    return bar
