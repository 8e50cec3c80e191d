"""The key table; Esc goes back."""

from __future__ import annotations

from views.flow.screens import Presenter, Screen


class HelpPresenter(Presenter):
    """Shows every key and what it does."""

    screen = Screen.HELP
