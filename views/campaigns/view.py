"""The page of exchange campaigns: filters on top, the list, totals and keys below."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path

from counter_app.ports.campaigns import Order
from views.campaigns.lines import line_of, rule_of
from views.campaigns.presenter import (
    STATES,
    TABS,
    WAITING,
    CampaignsPresenter,
    Row,
    Tab,
    Typed,
)
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    card,
    muted,
    on_click,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import ChoiceField, EntryField
from views.widgets.table import Column, Table


class CampaignsPage(tk.Frame):
    """Alt+1 ... 4 changes the list; Enter opens what is chosen."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: CampaignsPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._presenter = kit, presenter
        presenter.folder = folder
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._tabs = self._make_tabs(ground)
        self._tabs.pack(fill="x", pady=(0, kit.px(6)))
        self._fault = FaultBox(ground, kit)
        self._rules = wrapped(muted(ground, "", "Small"), 900)
        self._rules.pack(fill="x", pady=(0, kit.px(6)))
        self._make_filters(ground)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        self._make_acts(ground)
        self._ground = surface(ground, PAINT.page)
        self._ground.pack(fill="both", expand=True)
        self._tables = {name: self._make_table(name) for name in ("a", "b", "c")}
        presenter.view = self
        self.render()
        self._entries["unit"].focus_here()

    def render(self) -> None:
        """Show the list, its totals and how the last act ended."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(at.fault) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._tabs)
        self._show_tabs()
        self._rules.configure(text=self._rules_words())
        here = self._here()
        for name, table in self._tables.items():
            put(table.frame, shown=name == here, fill="both", expand=True)
        self._tables[here].fill(at.list.rows, self._line)
        self._state.set(at.state)
        self._order.set(at.order.value)
        exchange, making = here == "a", at.tab is Tab.DUE
        for name in ("first", "until"):
            put(self._entries[name], shown=making, side="left", padx=(0, kit.px(16)))
        put(self._state, shown=exchange, side="left", padx=(0, kit.px(16)))
        put(self._make_line, shown=making, side="left")
        self._letters.configure(
            state="normal" if at.tab in WAITING or at.campaign else "disabled"
        )
        place = words.place(at.page, more=at.more)
        self._foot.configure(text=f"{place} · {self._totals()}")

    def typed(self) -> Typed:
        """Return what stands in the fields that are shown."""
        entries = (self._entries[n] for n in ("unit", "first", "until", "name"))
        return Typed(*(e.get() if e.winfo_manager() else "" for e in entries))

    def selected(self) -> Row | None:
        """Return the chosen row."""
        return self._tables[self._here()].selected()

    def in_table(self) -> bool:
        """Tell whether the keyboard is in the list."""
        return self._tables[self._here()].has_focus()

    def alt(self, letter: str) -> None:
        """Alt+J goes to the list, Alt+N the next state, Alt+O the next order."""
        at = self._presenter
        if letter == "j":
            self._tables[self._here()].focus()
        elif letter == "n" and self._here() == "a":
            at.narrow(STATES[(STATES.index(at.state) + 1) % len(STATES)])
        elif letter == "o":
            orders = tuple(Order)
            at.sort(orders[(orders.index(at.order) + 1) % len(orders)])

    # -- parts -------------------------------------------------------------
    def _make_tabs(self, ground: tk.Frame) -> tk.Frame:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        self._tab_labels: dict[Tab, tk.Label] = {}
        for number, tab in enumerate(TABS, 1):
            label = text(
                bar,
                f"{words(f'campaigns.tab.{tab}')} Alt+{number}",
                padx=kit.px(12),
                pady=kit.px(5),
            )
            label.pack(side="left", padx=(0, kit.px(4)))
            on_click(label, lambda n=number: self._presenter.choose(n))  # type: ignore[misc]  # bound now
            self._tab_labels[tab] = label
        return bar

    def _show_tabs(self) -> None:
        for tab, label in self._tab_labels.items():
            chosen = tab is self._presenter.tab
            label.configure(
                font="Strong" if chosen else "Body",
                foreground=PAINT.accent if chosen else PAINT.text,
                background=PAINT.chosen if chosen else PAINT.page,
            )

    def _make_filters(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(ground, kit, 10)
        box.pack(fill="x", pady=(0, kit.px(8)))
        self._entries: dict[str, EntryField] = {}
        first = surface(box, PAINT.card)
        first.pack(fill="x")
        for name, width in (("unit", 26), ("first", 11), ("until", 11)):
            entry = EntryField(
                first,
                kit,
                words(f"campaigns.field.{name}"),
                _nothing,
                name,
                width=width,
            )
            entry.columnconfigure(0, minsize=0)
            entry.pack(side="left", padx=(0, kit.px(16)))
            self._entries[name] = entry
        second = surface(box, PAINT.card)
        second.pack(fill="x", pady=(kit.px(6), 0))
        states = [
            (one, words(f"campaign.state.{one}") if one else words("campaigns.all"))
            for one in STATES
        ]
        self._state = ChoiceField(
            second, kit, words("campaigns.field.state"), states, self._presenter.narrow
        ).named("state")
        orders = [(one.value, words(f"campaigns.order.{one}")) for one in Order]
        self._order = ChoiceField(
            second,
            kit,
            words("campaigns.field.order"),
            orders,
            lambda key: self._presenter.sort(Order(key)),
        ).named("order")
        for one in (self._state, self._order):
            one.columnconfigure(0, minsize=0)
        self._order.pack(side="left", padx=(0, kit.px(16)))
        show = button(second, words("campaigns.show"), lambda: self._presenter.load(0))
        kit.name(show, "show").pack(side="right")

    def _make_acts(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        self._letters = button(bar, words("campaigns.letters"), self._presenter.paper)
        kit.name(self._letters, "letters").pack(side="right")
        self._make_line = surface(bar, PAINT.page)
        entry = EntryField(
            self._make_line, kit, words("campaigns.field.name"), _nothing, "name"
        )
        entry.columnconfigure(0, minsize=0)
        entry.pack(side="left", padx=(0, kit.px(8)))
        self._entries["name"] = entry
        make = button(
            self._make_line,
            words("campaigns.make"),
            self._presenter.commit,
            primary=True,
        )
        kit.name(make, "make").pack(side="left")

    def _make_table(self, name: str) -> Table[Row]:
        words = self._kit.words
        heads = {
            "a": (
                ("name", 110), ("ssn", 150), ("unit", 190), ("card", 90),
                ("end", 90), ("state", 110), ("letters", 60),
            ),
            "b": (("campaign", 220), ("unit", 200), ("span", 190), ("made", 110)),
            "c": (
                ("name", 100), ("ssn", 146), ("unit", 160), ("card", 90),
                ("arrived", 90), ("keep", 90), ("box", 120),
            ),
        }[name]  # fmt: skip
        columns = [
            Column(words(f"campaigns.col.{head}"), width, grows=head == "unit")
            for head, width in heads
        ]
        table: Table[Row] = Table(self._ground, self._kit, columns, f"list-{name}")
        table.on_open(self._presenter.open)
        return table

    def _here(self) -> str:
        """Return which of the tables belongs to what is shown."""
        at = self._presenter
        if at.tab in WAITING:
            return "c"
        return "b" if at.tab is Tab.CAMPAIGNS and at.campaign is None else "a"

    def _line(self, row: Row) -> tuple[Sequence[str], Tone]:
        pack = self._presenter.ctx.visit.facts.pack
        return line_of(self._kit.words, row, pack)

    def _rules_words(self) -> str:
        at = self._presenter
        pack = at.ctx.visit.facts.pack
        rule = rule_of(self._kit.words, pack, waiting=at.tab in WAITING)
        return f"{at.campaign.name} · {rule}" if at.campaign else rule

    def _totals(self) -> str:
        words, at = self._kit.words, self._presenter
        said = [
            f"{words(f'campaign.state.{state}')} {n}"
            for state, n in at.list.counts
            if n and state
        ]
        if at.tab in WAITING:
            said = [words("campaigns.cards", n=sum(n for _, n in at.list.counts))]
        return " · ".join((*said, words("campaigns.keys")))


def _nothing(_text: str) -> None:
    """Nothing follows from a letter."""
