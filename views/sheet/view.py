"""A finished paper on the screen, to be read, enlarged, printed and saved."""

from __future__ import annotations

import io
import tkinter as tk
from pathlib import Path
from tkinter import filedialog
from typing import Any

from PIL import Image, ImageTk

from views import tkb
from views.palette import Tone
from views.sheet.presenter import ZOOMS, SheetPresenter, SheetState
from views.theme import PAINT
from views.widgets.base import FaultBox, Kit, button, muted, page, put, surface, text

_ZOOM_KEYS = {
    "<Control-plus>": +1,
    "<Control-equal>": +1,
    "<Control-KP_Add>": +1,
    "<Control-minus>": -1,
    "<Control-KP_Subtract>": -1,
}


class SheetPage(tk.Frame):
    """The page of the paper in a scrolled ground, its acts above it."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: SheetPresenter) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "sheet")
        self._kit, self._presenter = kit, presenter
        self._picture: Any = None
        self._shown: bytes | None = None
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = surface(ground, PAINT.page)
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        receipt = presenter.receipt() is not None
        title = kit.words("view.result.sheet") if receipt else presenter.state.name_of
        text(self._head, title, "Head").pack(side="left")
        self._acts = self._make_acts()
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        self._canvas = self._make_canvas(ground)
        for sequence, steps in _ZOOM_KEYS.items():
            self.bind(sequence, self._zoomer(steps))
        for key, unit in (("Down", 1), ("Up", -1)):
            self.bind(f"<{key}>", self._scroller(unit))
        presenter.view = self
        self.render(presenter.state)
        self.focus_set()

    def render(self, state: SheetState) -> None:
        """Show one page of the paper and how the last act ended."""
        kit, words = self._kit, self._kit.words
        if state.told:
            told = words(state.told, n=state.copies or 0, name=state.name)
            self._fault.say(told, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or bool(state.told)
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._head)
        for act in self._acts:
            act.configure(state="disabled" if state.busy else "normal")
        place = words("view.sheet.place", page=state.page + 1, pages=state.pages)
        zoom = words("view.sheet.zoom", percent=ZOOMS[state.zoom])
        keys = words("view.sheet.keys")
        self._foot.configure(text=f"{place} · {zoom} · {keys}" if state.pages else "")
        if state.image is not None and state.image is not self._shown:
            self._shown = state.image
            self._place(state.image)

    def dots_an_inch(self) -> float:
        """Return how fine the screen is."""
        return float(self.winfo_fpixels("1i"))

    def alt(self, letter: str) -> None:
        """Alt+F: write the paper into a file."""
        if letter == "f":
            self._save()

    # -- parts -------------------------------------------------------------
    def _make_acts(self) -> list[Any]:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        acts = (
            ("sheet_print", "view.result.again", presenter.paper),
            ("sheet_save", "view.sheet.save", self._save),
            ("sheet_larger", "view.sheet.larger", lambda: presenter.magnify(+1)),
            ("sheet_smaller", "view.sheet.smaller", lambda: presenter.magnify(-1)),
        )
        made = []
        for name, msgid, command in acts:
            one = button(self._head, words(msgid), command)
            kit.name(one, name).pack(side="right", padx=(kit.px(8), 0))
            made.append(one)
        return made

    def _make_canvas(self, ground: tk.Frame) -> tk.Canvas:
        box = surface(ground, PAINT.page)
        box.pack(fill="both", expand=True)
        canvas = tk.Canvas(box, background=PAINT.desk, highlightthickness=0)
        down = tkb.Scrollbar(box, orient="vertical", command=canvas.yview)
        across = tkb.Scrollbar(box, orient="horizontal", command=canvas.xview)
        canvas.configure(yscrollcommand=down.set, xscrollcommand=across.set)
        down.pack(side="right", fill="y")
        across.pack(side="bottom", fill="x")
        canvas.pack(side="left", fill="both", expand=True)
        canvas.bind("<Configure>", lambda _: self._center())
        return canvas

    def _place(self, image: bytes) -> None:
        picture = Image.open(io.BytesIO(image))
        self._picture = ImageTk.PhotoImage(picture, master=self)
        self._canvas.delete("all")
        self._canvas.create_image(0, 0, image=self._picture, anchor="n", tags="page")
        self._center()

    def _center(self) -> None:
        """Put the page into the middle of what is seen."""
        if self._picture is None:
            return
        width = max(self._canvas.winfo_width(), self._picture.width())
        height = self._picture.height() + 2 * self._kit.px(8)
        self._canvas.coords("page", width / 2, self._kit.px(8))
        self._canvas.configure(scrollregion=(0, 0, width, height))

    def _zoomer(self, steps: int) -> Any:
        def zoom(_: Any) -> str:
            self._presenter.magnify(steps)
            return "break"

        return zoom

    def _scroller(self, unit: int) -> Any:
        def scroll(_: Any) -> str:
            self._canvas.yview_scroll(unit, "units")
            return "break"

        return scroll

    def _save(self) -> None:
        name = filedialog.asksaveasfilename(
            parent=self,
            defaultextension=".pdf",
            filetypes=[("PDF", "*.pdf")],
            initialfile=f"{self._presenter.state.name_of}.pdf",
        )
        if name:
            self._presenter.save(Path(name))
