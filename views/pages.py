"""Which view shows which presenter."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from pathlib import Path

from views.about.presenter import AboutPresenter
from views.about.view import AboutPage
from views.cardact.confirm import ActConfirm
from views.cardact.form import ActPresenter
from views.case.presenter import CasePresenter
from views.case.view import CasePage
from views.close.presenter import ClosePresenter
from views.close.view import ClosePage
from views.flow.screens import Presenter
from views.help.presenter import HelpPresenter
from views.help.view import HelpPage
from views.inquiry.presenter import InquiryPresenter
from views.inquiry.view import InquiryPage
from views.kiosk.presenter import KioskPresenter
from views.kiosk.view import KioskPage
from views.lock.presenter import LockPresenter
from views.lock.view import LockPage
from views.login.presenter import LoginPresenter, PasswordPresenter
from views.login.state import PracticeAccount
from views.login.view import LoginPage, PasswordPage
from views.pick.presenter import PickPresenter
from views.pick.view import PickPage
from views.pin.confirm import PinConfirm
from views.pin.confirm_view import PinConfirmPage
from views.pin.presenter import PinPresenter
from views.pin.prove import ProvePresenter
from views.pin.prove_view import ProvePage
from views.pin.view import PinPage
from views.queue.presenter import QueuePresenter
from views.queue.view import QueuePage
from views.reports.presenter import ReportsPresenter
from views.reports.view import ReportsPage
from views.result.presenter import ResultPresenter
from views.result.view import ResultPage
from views.rewrite.presenter import RewriteConfirm, RewritePresenter
from views.rewrite.view import RewriteConfirmPage, RewritePage
from views.search.presenter import SearchPresenter
from views.search.view import SearchPage
from views.service.confirm import ConfirmPresenter
from views.service.confirm_view import ConfirmPage
from views.service.presenter import FormPresenter
from views.service.view import FormPage
from views.settings.presenter import SettingsPresenter
from views.settings.view import SettingsPage
from views.sheet.presenter import SheetPresenter
from views.sheet.view import SheetPage
from views.stock.presenter import StockPresenter
from views.stock.view import StockPage
from views.sync.presenter import SyncPresenter
from views.sync.view import SyncPage
from views.today.presenter import TodayPresenter
from views.today.view import TodayPage
from views.todo.presenter import TodoPresenter
from views.todo.view import TodoPage
from views.units.job import JobPresenter
from views.units.job_view import JobPage
from views.units.jobs import JobsPresenter
from views.units.jobs_view import JobsPage
from views.units.onsite import OnSitePresenter
from views.units.onsite_view import OnSitePage
from views.widgets.base import Kit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pages show besides their state."""

    office: str
    time_zone: str
    accounts: tuple[PracticeAccount, ...]
    practice: bool
    papers_folder: Path


def make_page(  # noqa: C901, PLR0911, PLR0912 - one line per page
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
        case ReportsPresenter():
            folder = around.papers_folder.with_name("reports")
            return ReportsPage(parent, kit, presenter, folder)
        case ClosePresenter():
            return ClosePage(parent, kit, presenter)
        case StockPresenter():
            return StockPage(parent, kit, presenter)
        case TodayPresenter():
            return TodayPage(parent, kit, presenter)
        case TodoPresenter():
            return TodoPage(parent, kit, presenter)
        case InquiryPresenter():
            return InquiryPage(parent, kit, presenter)
        case ProvePresenter():
            return ProvePage(parent, kit, presenter)
        case ActPresenter() | ActConfirm():
            return _act_page(parent, kit, presenter, zone)
        case JobsPresenter():
            return JobsPage(parent, kit, presenter)
        case JobPresenter():
            return JobPage(
                parent, kit, presenter, around.papers_folder.with_name("units")
            )
        case OnSitePresenter():
            return OnSitePage(parent, kit, presenter)
        case PickPresenter():
            return PickPage(parent, kit, presenter)
        case SheetPresenter():
            return SheetPage(parent, kit, presenter)
        case HelpPresenter():
            return HelpPage(parent, kit, presenter, practice=around.practice)
    return _machine_page(parent, kit, presenter, around)


def _machine_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build what belongs to the workstation, not to a case."""
    match presenter:
        case KioskPresenter():
            return KioskPage(parent, kit, presenter, around.office)
        case SettingsPresenter():
            return SettingsPage(parent, kit, presenter)
        case AboutPresenter():
            return AboutPage(parent, kit, presenter)
        case QueuePresenter():
            return QueuePage(parent, kit, presenter)
        case SyncPresenter():
            return SyncPage(parent, kit, presenter)
    raise LookupError(presenter.screen)


def _act_page(parent: tk.Misc, kit: Kit, presenter: Presenter, zone: str) -> tk.Frame:
    match presenter:
        case PinPresenter():
            return PinPage(parent, kit, presenter, zone)
        case PinConfirm():
            return PinConfirmPage(parent, kit, presenter, zone)
        case RewritePresenter():
            return RewritePage(parent, kit, presenter, zone)
        case RewriteConfirm():
            return RewriteConfirmPage(parent, kit, presenter, zone)
    raise LookupError(presenter.screen)
