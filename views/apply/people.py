"""Who acts in an application, the originals of this person, and the photo."""

from __future__ import annotations

import io
import tkinter as tk
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageTk

from counter_app.domain.bearing import PAPERS
from counter_app.domain.states import Collector
from views.apply.fields import FieldsBox
from views.apply.presenter import STANDERS, ApplyFormPresenter
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Badge, Kit, muted, put, surface, wrapped
from views.widgets.fields import CheckLine, Choices, section

_KEYS = {Collector.SELF: "S", Collector.GUARDIAN: "G", Collector.AGENT: "A"}
_SHOWN = {
    Collector.GUARDIAN: (
        "guardian_name", "guardian_id", "guardian_relation", "guardian_phone",
    ),
    Collector.AGENT: ("agent_name", "agent_id", "agent_phone"),
}  # fmt: skip
_PAPERS = tuple(sorted(PAPERS))
_PHOTO = (88, 108)
TEXTS = frozenset({"guardian_name", "agent_name"})


class BearerBox(FieldsBox):
    """The choice, and the fields it needs."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ApplyFormPresenter
    ) -> None:
        names = [name for some in _SHOWN.values() for name in some]
        super().__init__(parent, kit, presenter, names)
        block = section(self, kit, kit.words("view.form.bearer"))
        block.pack(fill="x")
        self._choice = Choices(block, kit, "bearer", across=2)
        for who in STANDERS:
            label = f"{kit.words(f'view.bearer.{who.value}')} ({_KEYS[who]})"
            self._choice.add(who.value, label, self._chooser(who))
        self._choice.pack(fill="x", pady=(0, kit.px(6)))

    def render(self) -> None:
        """Show the form's values and faults."""
        super().render()
        self._choice.set(self._presenter.form.bearer.value)
        for who in STANDERS:
            self._choice.enable(who.value, who in self._presenter.standers)

    def needs(self, name: str) -> bool:
        """Tell whether this bearer gives this."""
        return name in _SHOWN.get(self._presenter.form.bearer, ())

    def choose(self, who: Collector) -> None:
        """Take who acts and go to the first field to fill in."""
        if who in self._presenter.standers:
            self._presenter.set("bearer", who)
            first = next(iter(_SHOWN.get(who, ())), "")
            self.focus_field(first)

    def _chooser(self, who: Collector) -> Callable[[], None]:
        return lambda: self.choose(who)


class PapersBox(tk.Frame):
    """One line for every original; the photo beside them."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ApplyFormPresenter
    ) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._presenter = presenter
        self._picture: Any = None
        self._drawn: bytes | None = None
        words = kit.words
        block = section(self, kit, words("apply.papers.title"),
                        words("apply.papers.hint"))  # fmt: skip
        block.pack(fill="x")
        self._papers = {paper: self._paper(block, paper) for paper in _PAPERS}
        self._make_photo()

    def render(self) -> None:
        """Show what was seen, what is missing, and the photo."""
        form, words = self._presenter.form, self._kit.words
        for paper, line in self._papers.items():
            line.set(paper in form.seen)
            fault = form.faults.get(f"paper_{paper}", "")
            line.fault(words(fault) if fault else "")
            put(line, shown=paper in self._presenter.papers, fill="x")
        self._show_photo()

    def focus_field(self, name: str) -> bool:
        """Put the cursor on a check; return whether it is here."""
        paper = self._papers.get(name.removeprefix("paper_"))
        if paper is not None:
            paper.focus_here()
        return paper is not None

    # -- parts -------------------------------------------------------------
    def _paper(self, parent: tk.Misc, paper: str) -> CheckLine:
        words, presenter = self._kit.words, self._presenter

        def told(on: bool) -> None:  # noqa: FBT001 - the state of a check
            presenter.tick(paper, seen=on)

        label = words(f"view.paper.{paper}")
        return CheckLine(parent, self._kit, label, told, f"paper_{paper}")

    def _make_photo(self) -> None:
        kit, words = self._kit, self._kit.words
        block = surface(self, PAINT.card)
        block.pack(fill="x", pady=(kit.px(8), 0))
        self._frame = tk.Label(
            block,
            background=PAINT.page,
            highlightthickness=1,
            highlightbackground=PAINT.line,
        )
        self._no_photo = Badge(block, kit, "Body").wrap(kit.px(380))
        self._of = wrapped(muted(block, words("apply.photo.of")), kit.px(380))

    def _show_photo(self) -> None:
        presenter, kit = self._presenter, self._kit
        self._draw()
        there = presenter.person.photo is not None
        put(self._frame, shown=there, side="left", padx=(0, kit.px(10)))
        told = presenter.choosing.said is not None or presenter.choosing.busy
        silent = there and not told
        put(self._of, shown=silent, side="left", fill="x", expand=True)
        self._no_photo.show(*self._photo_said())
        put(self._no_photo, shown=not silent, side="left")

    def _photo_said(self) -> tuple[Tone, str]:
        """Return what is said of a file in hand, else of the photo that is missing."""
        presenter, words = self._presenter, self._kit.words
        if presenter.choosing.busy:
            return Tone.MUTED, words("apply.photo.looking")
        if presenter.choosing.said is not None:
            msgid, params = presenter.choosing.said
            return Tone.RED, words("apply.photo.not_taken", why=words(msgid, **params))
        if presenter.photo_missing:
            tone = Tone.RED if "photo" in presenter.form.faults else Tone.AMBER
            return tone, words("apply.fault.photo")
        return Tone.MUTED, words("apply.photo.none")

    def _draw(self) -> None:
        photo = self._presenter.person.photo
        if photo is self._drawn:
            return
        self._drawn = photo
        if photo is None:
            return
        try:
            image = Image.open(io.BytesIO(photo))
            image.thumbnail((self._kit.px(_PHOTO[0]), self._kit.px(_PHOTO[1])))
        except OSError:  # damaged on disk: the card's maker would refuse it too
            self._frame.configure(image="", text="?")
            return
        self._picture = ImageTk.PhotoImage(image, master=self)
        self._frame.configure(image=self._picture)
