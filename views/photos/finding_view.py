"""One picture that needs a person: the photo as it would be, and whose it may be."""

from __future__ import annotations

import io
import tkinter as tk
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageTk

from counter_app.domain.masking import mask_ssn
from counter_app.domain.photos import HEIGHT, WIDTH
from counter_app.services.photo_deciding import Candidate
from views.flow.fault import Fault
from views.palette import Tone
from views.photos.finding import FindingPresenter, Picture, shown_name
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import EntryField

_LARGE, _SMALL = 0.78, 0.42
_MOVES = {
    "<Left>": (-1, 0), "<Right>": (1, 0), "<Up>": (0, -1), "<Down>": (0, 1),
    "<Shift-Left>": (-5, 0), "<Shift-Right>": (5, 0),
    "<Shift-Up>": (0, -5), "<Shift-Down>": (0, 5),
}  # fmt: skip
_ZOOMS = {
    "<plus>": 1, "<equal>": 1, "<KP_Add>": 1, "<minus>": -1, "<KP_Subtract>": -1,
}  # fmt: skip


class FindingPage(tk.Frame):
    """The picture at the left, people or competing files side by side at the right."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: FindingPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._presenter = kit, presenter
        self._images: list[Any] = []  # Tk does not keep them
        self._drawn: tuple[object, ...] = ()
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._title = text(ground, "", "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._make_picture(middle)
        self._make_side(middle)
        presenter.view = self
        self.render()
        self._photo.focus_set()

    def render(self) -> None:
        """Show the picture, its fault, and whose it may be."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(self._worded(at.fault)) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._title)
        left = words("photos.open", n=len(at.following))
        self._foot.configure(text=f"{left} · {words('photos.finding.keys')}")
        if at.opened is None:
            return
        self._title.configure(text=shown_name(at.opened.finding.file))
        self._badge.show(Tone.AMBER, words(f"photo.fault.{at.fault_word}"))
        self._show_photo()
        typing = at.fault_word == "nobody" or not at.opened.people
        gap = {"fill": "x", "pady": (kit.px(8), 0)}
        put(self._number, shown=typing, after=self._choices, **gap)
        drawn = (at.opened, at.pictures)
        if drawn != self._drawn:
            self._drawn = drawn
            self._number.set("")
            self._show_choices()
            (self._number.focus_here if typing else self._photo.focus_set)()

    def _worded(self, fault: Fault | None) -> Fault | None:
        """Say what is wrong with a picture in words."""
        known = str((fault.params or {}).get("fault", "")) if fault else ""
        if fault is None or not known:
            return fault
        return Fault(fault.code, {"fault": self._kit.words(f"photo.fault.{known}")})

    def number(self) -> str:
        """Return the number that was typed."""
        return self._number.get() if self._number.winfo_manager() else ""

    def alt(self, letter: str) -> None:
        """Alt+X leaves the picture alone; Alt+N goes to the number, Alt+P back."""
        if letter == "x":
            self._presenter.leave()
        elif letter == "n" and self._number.winfo_manager():
            self._number.focus_here()
        elif letter == "p":
            self._photo.focus_set()

    # -- parts -------------------------------------------------------------
    def _make_picture(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        self._badge = Badge(box, kit)
        self._badge.pack(fill="x", pady=(0, kit.px(8)))
        self._photo = tk.Label(
            box,
            background=PAINT.desk,
            takefocus=True,
            highlightthickness=2,
            highlightbackground=PAINT.line,
            highlightcolor=PAINT.accent,
        )
        kit.name(self._photo, "photo").pack()
        self._proof = wrapped(muted(box, "", "Small"), 280)
        self._proof.pack(fill="x", pady=(kit.px(6), 0))
        wrapped(muted(box, words("photos.frame.keys"), "Small"), 280).pack(fill="x")
        for sequence, move in _MOVES.items():
            self._photo.bind(sequence, self._mover(*move))
        for sequence, steps in _ZOOMS.items():
            self._photo.bind(sequence, self._zoomer(steps))
        self._photo.bind("0", self._reset)
        self._photo.bind("<Button-1>", lambda _: self._photo.focus_set())

    def _make_side(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        side = card(middle, kit, 12)
        side.pack(side="left", fill="both", expand=True)
        self._ask = wrapped(text(side, "", "Strong"), 420)
        self._ask.pack(fill="x", pady=(0, kit.px(8)))
        self._choices = surface(side, PAINT.card)
        self._choices.pack(fill="x")
        self._number = EntryField(
            side, kit, words("photos.number"), lambda _: None, "number"
        )
        bar = surface(side, PAINT.card)
        bar.pack(side="bottom", fill="x")
        acts = (
            ("take", self._presenter.commit, True),
            ("leave", self._presenter.leave, False),
            ("next", lambda: self._presenter.turn(+1), False),
        )
        for name, command, primary in acts:
            one = button(bar, words(f"photos.act.{name}"), command, primary=primary)
            kit.name(one, name).pack(side="left", padx=(0, kit.px(8)))

    def _show_photo(self) -> None:
        at, words = self._presenter, self._kit.words
        image = self._image(at.cut.proof if at.cut else None, _LARGE)
        self._photo.configure(image=image)
        self._large = image
        said = ""
        if at.cut is not None and at.cut.jpeg is not None:
            said = words("photos.proof", kb=round(len(at.cut.jpeg) / 1024, 1))
        if at.cut is not None and at.cut.fault is not None:
            fault = words(f"photo.fault.{at.cut.fault}")
            said = f"{fault} · {said}" if said else fault
        self._proof.configure(text=said)

    def _show_choices(self) -> None:
        at, words = self._presenter, self._kit.words
        for child in self._choices.winfo_children():
            child.destroy()
        self._choices.configure(height=1)  # an empty grid keeps its old height
        self._images = []
        if at.opened is None:
            return
        names = {"ambiguous": "whose", "nobody": "nobody", "twice": "which"}
        ask = names.get(at.fault_word, "quality")
        self._ask.configure(text=words(f"photos.ask.{ask}"))
        if at.same_person:
            for number, one in enumerate(at.pictures, 1):
                self._file(number, one)
            return
        for number, who in enumerate(at.opened.people[:9], 1):
            self._person(number, who)

    def _cell(self, number: int, chosen: Callable[[], None]) -> tk.Frame:
        kit = self._kit
        cell = surface(
            self._choices,
            PAINT.card,
            highlightthickness=1,
            highlightbackground=PAINT.line,
            padx=kit.px(10),
            pady=kit.px(6),
        )
        across = 3
        row, column = divmod(number - 1, across)
        cell.grid(row=row, column=column, sticky="nsew", padx=(0, kit.px(8)), pady=2)
        self._choices.columnconfigure(column, weight=1, uniform="choice")
        key = text(cell, f"Alt+{number}", "Strong", PAINT.accent)
        key.pack(fill="x")
        key.bind("<Button-1>", lambda _: chosen())
        return cell

    def _person(self, number: int, who: Candidate) -> None:
        words = self._kit.words
        cell = self._cell(number, lambda: self._presenter.choose(number))
        name = who.name or words("photos.not_listed")
        wrapped(text(cell, name, "Strong"), 150).pack(fill="x")
        text(cell, mask_ssn(who.ssn)).pack(fill="x")
        wrapped(muted(cell, who.unit or words("view.none")), 150).pack(fill="x")
        kept = words("photos.kept" if who.has_photo else "photos.none_yet")
        wrapped(muted(cell, kept, "Small"), 150).pack(fill="x")

    def _file(self, number: int, one: Picture) -> None:
        words = self._kit.words
        cell = self._cell(number, lambda: self._presenter.choose(number))
        image = self._image(one.cut.proof, _SMALL)
        self._images.append(image)
        tk.Label(cell, image=image, background=PAINT.desk).pack(anchor="w")
        wrapped(text(cell, shown_name(one.finding.file)), 150).pack(fill="x")
        if one.cut.fault is not None:
            word = words(f"photo.fault.{one.cut.fault}")
            wrapped(muted(cell, word, "Small"), 150).pack(fill="x")

    def _image(self, content: bytes | None, scale: float) -> Any:
        size = (self._kit.px(round(WIDTH * scale)), self._kit.px(round(HEIGHT * scale)))
        if content is None:
            picture = Image.new("RGB", size, PAINT.desk)
        else:
            picture = Image.open(io.BytesIO(content)).resize(size)
        return ImageTk.PhotoImage(picture, master=self)

    def _mover(self, right: int, down: int) -> Callable[[Any], str]:
        def move(_: Any) -> str:
            self._presenter.nudge(right, down)
            return "break"

        return move

    def _zoomer(self, steps: int) -> Callable[[Any], str]:
        def zoom(_: Any) -> str:
            self._presenter.zoom(steps)
            return "break"

        return zoom

    def _reset(self, _: Any) -> str:
        self._presenter.reset()
        return "break"
