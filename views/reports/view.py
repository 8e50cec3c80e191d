"""The reports page: two days, a preview, printer and files; lists and forms."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageTk

from counter_app.services.list_facts import ListKind
from views.approve.presenter import Typed
from views.approve.view import ApprovalBox
from views.flow.screens import Screen
from views.palette import Tone
from views.reports.presenter import ReportsPresenter, ReportsState
from views.reports.tabs import tabs
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    muted,
    page,
    put,
    surface,
    wrapped,
)
from views.widgets.fields import ChoiceField, EntryField

_PERIODS = ("today", "week", "month")
_FILES = {
    "pdf": "file-earmark-pdf",
    "xlsx": "file-earmark-excel",
    "csv": "filetype-csv",
}


class ReportsPage(tk.Frame):
    """Fields above, the first page of the report below."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ReportsPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        presenter.folder = folder
        self._image: ImageTk.PhotoImage | None = None
        self._shown: bytes | None = None
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._tabs = tabs(ground, kit, presenter.ctx.nav, Screen.REPORTS)
        self._tabs.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._days(ground)
        self._acts(ground)
        self._lists(ground)
        self._second = surface(ground, PAINT.page)
        wrapped(muted(self._second, kit.words("books.plain.lead"))).pack(fill="x")
        self._approval = ApprovalBox(self._second, kit)
        self._approval.pack(fill="x", pady=(kit.px(4), kit.px(4)))
        do = button(
            self._second,
            kit.words("books.plain.do"),
            presenter.export_plain,
            primary=True,
        )
        kit.name(do, "do_plain").pack(anchor="w")
        self._buttons.append(do)
        self._note = muted(ground, "")
        self._note.pack(fill="x", pady=(kit.px(4), kit.px(4)))
        self._picture = tk.Label(ground, background=PAINT.page, anchor="n")
        self._picture.pack(fill="both", expand=True)
        self._picture.bind("<Configure>", lambda _: self._draw())
        presenter.view = self
        self.render(presenter.state)
        self._first.focus_here()

    def render(self, state: ReportsState) -> None:
        """Show the days, how the last act ended, and the preview."""
        kit, words = self._kit, self._kit.words
        self._first.set(state.first)
        self._last.set(state.last)
        if state.said is not None:
            said = words(state.said.msgid, **state.said.params)
            self._fault.say(said, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or state.said is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._tabs)
        for act in self._buttons:
            act.configure(state="disabled" if state.busy else "normal")
        hint = "" if self._presenter.supervisor else words("books.supervisor")
        self._note.configure(text=words("books.working") if state.busy else hint)
        before = bool(self._second.winfo_manager())
        put(self._second, shown=state.asking, fill="x", before=self._note)
        self._approval.render(state.faults)
        if state.asking and not before:
            self._approval.focus_field("login")
        if before and not state.asking:
            self._approval.forget_password()
        if state.picture is not self._shown:
            self._shown = state.picture
            self._draw()

    def span(self) -> tuple[str, str]:
        """Return both days as typed."""
        return self._first.get(), self._last.get()

    def approval(self) -> Typed:
        """Return what the second operator typed."""
        return self._approval.typed()

    def list_kind(self) -> ListKind:
        """Return the chosen list."""
        return self._kind

    def alt(self, letter: str) -> None:
        """Alt+letter: periods, files, lists, forms."""
        acts = {
            "t": lambda: self._presenter.period("today"),
            "w": lambda: self._presenter.period("week"),
            "m": lambda: self._presenter.period("month"),
            "p": lambda: self._presenter.save("pdf"),
            "x": lambda: self._presenter.save("xlsx"),
            "c": lambda: self._presenter.save("csv"),
            "e": lambda: self._presenter.export("xlsx"),
            "l": lambda: self._presenter.export("pdf"),
            "f": self._presenter.forms,
            "u": self._presenter.ask_plain,
            "r": self._presenter.export_plain,
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts -------------------------------------------------------------
    def _days(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x", pady=(0, kit.px(6)))
        self._first = EntryField(
            bar, kit, words("books.first"), lambda _: None, "first", width=12
        )
        self._last = EntryField(
            bar, kit, words("books.last"), lambda _: None, "last", width=12
        )
        self._first.pack(side="left")
        self._last.pack(side="left", padx=(kit.px(12), kit.px(12)))
        self._buttons = []
        for name in _PERIODS:
            made = button(bar, words(f"books.{name}"), self._setter(name))
            made.pack(side="left", padx=(0, kit.px(6)))
            self._buttons.append(made)

    def _setter(self, name: str) -> Callable[[], None]:
        return lambda: self._presenter.period(name)

    def _acts(self, ground: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x", pady=(0, kit.px(6)))
        show = button(bar, words("books.show"), presenter.enter, primary=True)
        show.pack(side="left")
        paper = button(bar, words("books.print"), presenter.paper, icon="printer")
        paper.pack(side="left", padx=(kit.px(8), 0))
        whole = button(bar, words("books.whole"), presenter.ctx.nav.show_sheet)
        whole.pack(side="left", padx=(kit.px(8), 0))
        self._buttons += [show, paper, whole]
        for form, icon in _FILES.items():
            made = button(
                bar, words(f"books.save.{form}"), self._saver(form), icon=icon
            )
            made.pack(side="left", padx=(kit.px(8), 0))
            self._buttons.append(made)

    def _saver(self, form: str) -> Callable[[], None]:
        return lambda: self._presenter.save(form)

    def _lists(self, ground: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x")
        self._kind = ListKind.WAITING
        choices = [(str(kind), words(f"books.list.{kind}")) for kind in ListKind]
        field = ChoiceField(bar, kit, words("books.list"), choices, self._chosen)
        field.named("list").set(str(self._kind))
        field.pack(side="left", padx=(0, kit.px(8)))
        for label, act in (
            ("books.export", lambda: presenter.export("xlsx")),
            ("books.list_pdf", lambda: presenter.export("pdf")),
            ("books.plain", presenter.ask_plain),
            ("books.forms", presenter.forms),
        ):
            made = button(bar, words(label), act)
            made.pack(side="left", padx=(0, kit.px(6)))
            self._buttons.append(made)

    def _chosen(self, key: str) -> None:
        self._kind = ListKind(key)

    def _draw(self) -> None:
        """Fit the preview into its place."""
        width, height = self._picture.winfo_width(), self._picture.winfo_height()
        if self._shown is None or height < 50:  # noqa: PLR2004 - not laid out yet
            self._picture.configure(image="")
            self._image = None
            return
        with Image.open(BytesIO(self._shown)) as picture:
            scale = min(width / picture.width, height / picture.height, 1.0)
            size = (int(picture.width * scale), int(picture.height * scale))
            small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        self._image = ImageTk.PhotoImage(small, master=self._picture)
        self._picture.configure(image=str(self._image))
