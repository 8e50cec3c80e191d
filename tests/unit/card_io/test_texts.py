"""Every code of the card room has its texts in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from counter_app.domain.codes.card import CardCode, CardWarning

LOCALE = Path(__file__).parents[3] / "counter_app" / "locale"
CODES = [str(code) for code in (*CardCode, *CardWarning)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_code_has_cause_and_remedy(language: str) -> None:
    """No code is without words, and no words are without a code."""
    catalogue = polib.pofile(str(LOCALE / language / "card.po"))
    wanted = {f"error.{c}.{part}" for c in CODES for part in ("cause", "remedy")}
    assert {entry.msgid for entry in catalogue} == wanted
    assert all(entry.msgstr.strip() for entry in catalogue)


def test_both_languages_use_the_same_parameters() -> None:
    """A parameter shown in one language is shown in the other."""
    texts = {
        language: {
            entry.msgid: set(re.findall(r"\{(\w+)\}", entry.msgstr))
            for entry in polib.pofile(str(LOCALE / language / "card.po"))
        }
        for language in ("zh_CN", "en")
    }
    assert texts["zh_CN"] == texts["en"]


def test_codes_are_unique() -> None:
    """An error and a warning never share a code."""
    assert len(CODES) == len(set(CODES))
