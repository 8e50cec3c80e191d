"""ttkbootstrap's names in one place; its constructors carry no types (2.2)."""

from __future__ import annotations

from typing import Any

import ttkbootstrap as ttk

App: Any = ttk.App
Button: Any = ttk.Button
Checkbutton: Any = ttk.Checkbutton
Combobox: Any = ttk.Combobox
Entry: Any = ttk.Entry
Icon: Any = ttk.Icon
Progressbar: Any = ttk.Progressbar
Radiobutton: Any = ttk.Radiobutton
Scrollbar: Any = ttk.Scrollbar
Style: Any = ttk.Style
Theme: Any = ttk.Theme
Treeview: Any = ttk.Treeview
