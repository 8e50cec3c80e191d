"""Which view shows which presenter: the pages before anybody works here.

All other pages are loaded with :mod:`views.inside` when the first of them is shown.
"""

from __future__ import annotations

import tkinter as tk

from views.flow.screens import Presenter
from views.login.presenter import LoginPresenter, PasswordPresenter
from views.login.view import LoginPage, PasswordPage
from views.surroundings import Surroundings
from views.widgets.base import Kit


def make_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build the view of a presenter; the view registers itself there."""
    match presenter:
        case LoginPresenter():
            return LoginPage(parent, kit, presenter, around.office, around.accounts)
        case PasswordPresenter():
            return PasswordPage(parent, kit, presenter)
    from views.inside import inside_page  # noqa: PLC0415 - the login page goes first

    return inside_page(parent, kit, presenter, around)
