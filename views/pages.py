"""Which view shows which presenter."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from pathlib import Path

from views.case.presenter import CasePresenter
from views.case.view import CasePage
from views.flow.screens import Presenter
from views.help.presenter import HelpPresenter
from views.help.view import HelpPage
from views.lock.presenter import LockPresenter
from views.lock.view import LockPage
from views.login.presenter import LoginPresenter, PasswordPresenter
from views.login.state import PracticeAccount
from views.login.view import LoginPage, PasswordPage
from views.result.presenter import ResultPresenter
from views.result.view import ResultPage
from views.search.presenter import SearchPresenter
from views.search.view import SearchPage
from views.service.confirm import ConfirmPresenter
from views.service.confirm_view import ConfirmPage
from views.service.presenter import FormPresenter
from views.service.view import FormPage
from views.today.presenter import TodayPresenter
from views.today.view import TodayPage
from views.todo.presenter import TodoPresenter
from views.todo.view import TodoPage
from views.widgets.base import Kit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pages show besides their state."""

    office: str
    time_zone: str
    accounts: tuple[PracticeAccount, ...]
    practice: bool
    papers_folder: Path


def make_page(  # noqa: C901, PLR0911 - one line per page
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build the view of a presenter; the view registers itself there."""
    zone = around.time_zone
    match presenter:
        case LoginPresenter():
            return LoginPage(parent, kit, presenter, around.office, around.accounts)
        case PasswordPresenter():
            return PasswordPage(parent, kit, presenter)
        case LockPresenter():
            return LockPage(parent, kit, presenter)
        case SearchPresenter():
            return SearchPage(parent, kit, presenter)
        case CasePresenter():
            return CasePage(parent, kit, presenter, zone)
        case FormPresenter():
            return FormPage(parent, kit, presenter, zone)
        case ConfirmPresenter():
            return ConfirmPage(parent, kit, presenter, zone)
        case ResultPresenter():
            return ResultPage(parent, kit, presenter, around.papers_folder)
        case TodayPresenter():
            return TodayPage(parent, kit, presenter)
        case TodoPresenter():
            return TodoPage(parent, kit, presenter)
        case HelpPresenter():
            return HelpPage(parent, kit, presenter, practice=around.practice)
    raise LookupError(presenter.screen)
