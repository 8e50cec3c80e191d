"""The look: a palette on ttkbootstrap's themes, 13 px body, 8 px grid.

A word and an icon always stand beside a colour (``views.palette`` says what it means).
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping
from tkinter import font as tkfont
from typing import Any

from views import marks, tkb
from views.palette import PALETTES, Ink, LookName, Tone

FAMILY = "Noto Sans CJK SC"
#: Families tried in order; the first one present is used (Windows has no Noto).
FAMILIES = (FAMILY, "Noto Sans SC", "Microsoft YaHei UI", "PingFang SC")


class Paint:
    """The palette on the screen: one program, one window, one palette.

    Pages read their colours here when they are built, so a new palette shows as soon
    as the window builds them anew.
    """

    def __init__(self) -> None:
        self.name = LookName.LIGHT

    def use(self, name: LookName) -> None:
        """Take another palette for everything that is built from now on."""
        self.name = name

    @property
    def inks(self) -> Mapping[Tone, Ink]:
        """Return foreground, ground and icon of every tone."""
        return PALETTES[self.name].inks

    def __getattr__(self, name: str) -> str:
        """Return a colour of the palette by its name there."""
        return str(getattr(PALETTES[self.name], name))


PAINT = Paint()

#: Name -> (pixels at 100 %, weight).
FONTS: dict[str, tuple[int, str]] = {
    "Body": (13, "normal"),
    "Strong": (13, "bold"),
    "Small": (11, "normal"),
    "Head": (15, "bold"),
    "Name": (22, "bold"),
    "Sentence": (18, "normal"),
    "Receipt": (20, "bold"),
    "Banner": (13, "bold"),
    "Figure": (44, "bold"),
}


def declare(name: LookName, percent: int = 100) -> str:
    """Make a theme for a palette at a scale known; return what the toolkit calls it.

    The toolkit draws its images once for a theme: another scale is another theme.
    """
    palette = PALETTES[name]
    mode = "dark" if name is LookName.DARK else "light"
    made = f"counter-{name}-{percent}"
    tkb.Theme(
        name=made,
        primary=palette.accent,
        success=palette.green[0],
        info=palette.accent,
        warning=palette.amber[0],
        danger=palette.red[0],
        neutral=palette.muted,
        **{mode: {"background": palette.card, "foreground": palette.text}},
    ).register()
    return f"{made}-{mode}"


class Look:
    """Fonts, icons and sizes of one live window."""

    def __init__(self, root: tk.Tk, percent: int = 100) -> None:
        self.scale = percent / 100
        root.tk.call("tk", "scaling", 96 / 72 * self.scale)
        self._icons: dict[tuple[str, int, str], Any] = {}
        present = set(tkfont.families(root))
        self.family = next((f for f in FAMILIES if f in present), "TkDefaultFont")
        self._make_fonts(root)
        self._make_styles(root, percent)

    def px(self, size: int) -> int:
        """Scale a size in pixels at 100 %."""
        return round(size * self.scale)

    def icon(self, name: str, color: str, size: int = 16) -> Any:
        """Return a cached icon image."""
        key = (name, size, color)
        if key not in self._icons:
            self._icons[key] = tkb.Icon(name, size, color)
        return self._icons[key]

    def _make_fonts(self, root: tk.Tk) -> None:
        for name, (size, weight) in FONTS.items():
            made = tkfont.Font(
                root=root,
                name=name,
                exists=name in tkfont.names(root),
                family=self.family,
                size=-self.px(size),
                weight="bold" if weight == "bold" else "normal",
            )
            made.delete_font = False  # lives as long as the window
        for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkTooltipFont"):
            tkfont.nametofont(name, root).configure(
                family=self.family, size=-self.px(13)
            )
        tkfont.nametofont("TkHeadingFont", root).configure(
            family=self.family, size=-self.px(13), weight="bold"
        )

    def _make_styles(self, root: tk.Tk, percent: int) -> None:
        style = tkb.Style()
        theme = declare(PAINT.name, percent)
        if style.theme_use() != theme:
            style.theme_use(theme)
        self._build_now(root)
        self._buttons_and_tables(style)
        self._marks(root, style, theme)
        for name in ("TEntry", "TCombobox"):
            style.configure(name, padding=(self.px(8), self.px(5)))
            style.configure(name, foreground=PAINT.text, fieldbackground=PAINT.field)
            style.configure(name, insertcolor=PAINT.text, bordercolor=PAINT.edge)
            style.map(
                name,
                foreground=[("disabled", PAINT.faint), ("", PAINT.text)],
                selectbackground=[("", PAINT.accent)],
                selectforeground=[("", PAINT.on_accent)],
            )
        self._plain_widgets(root)

    @staticmethod
    def _build_now(root: tk.Tk) -> None:
        """Let the toolkit make its styles first: made later, they undo ours."""
        makers = (tkb.Radiobutton, tkb.Checkbutton, tkb.Entry, tkb.Combobox)
        made = [make(root) for make in (*makers, tkb.Treeview)]
        made += [tkb.Button(root, bootstyle=name) for name in ("default", "primary")]
        for one in made:
            one.destroy()

    def _marks(self, root: tk.Tk, style: Any, theme: str) -> None:
        shades = marks.Shades(
            accent=PAINT.accent,
            on_accent=PAINT.on_accent,
            edge=PAINT.edge,
            faint=PAINT.faint,
            field=PAINT.field,
        )
        marks.install(root, style, theme, self.px(marks.SIZE), shades)
        for name in ("TRadiobutton", "TCheckbutton"):
            style.configure(name, focuscolor=PAINT.text, focusthickness=self.px(1))
            style.map(
                name,
                foreground=[("disabled", PAINT.faint), ("", PAINT.text)],
                focuscolor=[("!focus", PAINT.card)],
            )

    def _buttons_and_tables(self, style: Any) -> None:
        pad = (self.px(12), self.px(6))
        for name in ("TButton", "primary.TButton", "danger.TButton"):
            style.configure(name, padding=pad, font="Body")
        style.configure("TButton", bordercolor=PAINT.edge)
        style.map("TButton", bordercolor=[("disabled", PAINT.line)])
        for name in ("TButton", "primary.TButton"):
            style.map(name, foreground=[("disabled", PAINT.faint)])
        style.configure("Treeview", rowheight=self.px(30), font="Body", borderwidth=0)
        style.configure(
            "Treeview",
            background=PAINT.card,
            fieldbackground=PAINT.card,
            foreground=PAINT.text,
            bordercolor=PAINT.card,
            lightcolor=PAINT.card,
            darkcolor=PAINT.card,
        )
        flat = [("focus", PAINT.card), ("!focus", PAINT.card)]
        style.map("Treeview", background=[("selected", PAINT.chosen)], bordercolor=flat)
        style.map("Treeview", foreground=[("selected", PAINT.text)], lightcolor=flat)
        style.configure("Treeview.Heading", font="Strong", padding=self.px(6))
        style.configure(
            "Treeview.Heading", background=PAINT.muted_soft, foreground=PAINT.text
        )

    @staticmethod
    def _plain_widgets(root: tk.Tk) -> None:
        """Give what the toolkit makes itself (drop-downs, dialogs) our colours."""
        colours = {
            "*TCombobox*Listbox.background": PAINT.field,
            "*TCombobox*Listbox.foreground": PAINT.text,
            "*TCombobox*Listbox.selectBackground": PAINT.accent,
            "*TCombobox*Listbox.selectForeground": PAINT.on_accent,
            "*TCombobox*Listbox.font": "Body",
            "*Text.background": PAINT.field,
            "*Text.foreground": PAINT.text,
            "*Text.insertBackground": PAINT.text,
            "*Text.selectBackground": PAINT.accent,
            "*Text.selectForeground": PAINT.on_accent,
        }
        for pattern, colour in colours.items():
            root.option_add(pattern, colour)
        root.configure(background=PAINT.page)
