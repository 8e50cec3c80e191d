"""The shipped operator manual: a page for every screen, true to the keys."""

from __future__ import annotations

import re

import pytest

from counter_app.i18n import LANGUAGES
from tests.unit.views.stagehand import Stagehand
from views.flow.screens import Screen
from views.help.manual import manual_page
from views.help.presenter import HelpPresenter
from views.keys import (
    CARD_KEYS,
    FORM_KEYS,
    KEYS,
    MASS_KEYS,
    PAGE_KEYS,
    TRAY_KEYS,
    UNIT_KEYS,
)

#: Keys that pages bind in their views, beside those of the key table.
OF_PAGES = {f"Alt+{n}" for n in range(1, 10)} | {
    "Alt+N", "Alt+U", "Alt+R", "Alt+W", "Alt+E", "Alt+F", "Alt+T", "Alt+B",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", list(Screen))
def test_every_screen_has_its_page(screen: Screen, language: str) -> None:
    """G28-36: F1 finds a page about every screen, offline, in both languages."""
    page = manual_page(screen, language)
    assert page.title
    assert page.lines
    text = " ".join(piece.text for line in page.lines for piece in line.pieces)
    chinese = len(re.findall("[\u4e00-\u9fff]", text)) > 10  # examples are few
    assert chinese == (language == "zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", list(Screen))
def test_a_page_names_keys_that_exist(screen: Screen, language: str) -> None:
    """What stands in bold is a key of the table or of a page."""
    groups = (KEYS, FORM_KEYS, PAGE_KEYS, CARD_KEYS, TRAY_KEYS, UNIT_KEYS, MASS_KEYS)
    known = {key.label for group in groups for key in group} | OF_PAGES
    named = {
        piece.text
        for line in manual_page(screen, language).lines
        for piece in line.pieces
        if piece.key
    }
    assert named <= known


@pytest.mark.parametrize("screen", list(Screen))
def test_both_languages_name_the_same_keys(screen: Screen) -> None:
    """A translation leaves no key out."""
    zh, en = (
        sorted(
            piece.text
            for line in manual_page(screen, language).lines
            for piece in line.pieces
            if piece.key
        )
        for language in LANGUAGES
    )
    assert set(zh) == set(en)


def test_f1_is_about_the_screen_it_was_pressed_on() -> None:
    """From the person's page to its page; again to the keys; another can be read."""
    hand = Stagehand()
    hand.open("王小明")
    hand.lead.go(Screen.HELP)
    page = hand.top
    assert isinstance(page, HelpPresenter)
    assert page.about is Screen.CASE
    hand.lead.go(Screen.HELP)
    assert page.keys
    hand.lead.go(Screen.TODAY)
    hand.lead.go(Screen.HELP)
    again = hand.top
    assert isinstance(again, HelpPresenter)
    assert (again.about, again.keys) == (Screen.TODAY, False)
    again.read(Screen.SEARCH)
    assert again.about is Screen.SEARCH
