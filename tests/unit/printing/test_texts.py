"""The catalogues: both languages say the same things, and every code has words."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections import Counter
from enum import StrEnum

import polib
import pytest

from counter_app.domain import codes
from counter_app.domain.rulepack import FormalLift, OldCardPolicy, TempLossEnd
from counter_app.domain.states import Collector, Effect, Kind, StockState
from counter_app.i18n import LANGUAGES, Catalogue, catalogue, catalogue_files
from printing.fields import FIELDS


def texts(language: str) -> dict[str, str]:
    """Return every text of a language by its id."""
    return {
        entry.msgid: entry.msgstr
        for file in catalogue_files(language)
        for entry in polib.pofile(file.read_text(encoding="utf-8"))
    }


def places(text: str) -> set[str]:
    """Return the names of a text's places."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def all_codes() -> list[str]:
    """Return every code of every area."""
    found: list[str] = []
    for module in pkgutil.iter_modules(codes.__path__):
        area = importlib.import_module(f"{codes.__name__}.{module.name}")
        for value in vars(area).values():
            if isinstance(value, type) and issubclass(value, StrEnum):
                found += [str(code) for code in value]
    return sorted(set(found))


def test_both_languages_have_the_same_texts() -> None:
    """A text that exists in one language exists in the other."""
    chinese, english = texts("zh_CN"), texts("en")
    assert sorted(set(chinese) ^ set(english)) == []
    assert len(chinese) > 100


def test_both_languages_have_the_same_places() -> None:
    """A translation fills exactly the places of the original."""
    chinese, english = texts("zh_CN"), texts("en")
    differ = [
        msgid
        for msgid in chinese.keys() & english.keys()
        if places(chinese[msgid]) != places(english[msgid])
    ]
    assert sorted(differ) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_said_twice(language: str) -> None:
    """Every id has one text, in one file, and it is not empty or fuzzy."""
    entries = [
        entry
        for file in catalogue_files(language)
        for entry in polib.pofile(file.read_text(encoding="utf-8"))
    ]
    twice = [m for m, n in Counter(e.msgid for e in entries).items() if n > 1]
    assert twice == []
    assert [e.msgid for e in entries if not e.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_cause_and_remedy(language: str) -> None:
    """G35: what happened and what to do now, for every code of every area."""
    words = Catalogue(language)
    missing = [
        f"{code}.{part}"
        for code in all_codes()
        for part in ("cause", "remedy")
        if not words.has(f"error.{code}.{part}")
    ]
    assert missing == []
    assert len(all_codes()) > 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_have_words_for_every_value(language: str) -> None:
    """Whatever a frozen fact may be, the paper has a word for it."""
    words = Catalogue(language)
    wanted = [f"field.{name}" for name in FIELDS]
    wanted += [f"kind.{kind.value}" for kind in Kind]
    wanted += [f"effect.{effect.value}" for effect in Effect]
    wanted += [f"collector.{kind.value}" for kind in Collector]
    wanted += [f"note.old.{policy.value}" for policy in OldCardPolicy]
    wanted += [f"note.lift.{rule.value}" for rule in FormalLift]
    wanted += [f"note.loss_temp.{end.value}" for end in TempLossEnd]
    wanted += [f"stock_state.{state.value}" for state in StockState]
    acts = [*Kind, "combined", "accepted"]
    standing = (Effect.EFFECTIVE, Effect.PENDING)
    wanted += [f"say.{effect.value}.{act}" for effect in standing for act in acts]
    assert [name for name in wanted if not words.has(f"paper.{name}")] == []


def test_an_unknown_id_is_noticed() -> None:
    """Strict: an error. At the counter: the id itself, and a line in the log."""
    with pytest.raises(KeyError):
        Catalogue("en", strict=True).text("no.such.id")
    assert Catalogue("en", strict=False).text("no.such.id") == "no.such.id"


def test_strictness_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where COUNTER_STRICT_TEXTS is set, a missing text is an error."""
    monkeypatch.setenv("COUNTER_STRICT_TEXTS", "1")
    assert Catalogue("en").strict
    monkeypatch.delenv("COUNTER_STRICT_TEXTS")
    assert not Catalogue("en").strict


def test_places_are_filled_and_missing_values_left_standing() -> None:
    """A dialog that explains a fault does not fail over its own words."""
    words = Catalogue("en", strict=True)
    cause, remedy = words.error_text("printing.target_away", {"name": "Q1"})
    assert "Q1" in cause
    assert remedy
    assert "{name}" in words.error_text("printing.target_away", {})[0]
    # A value is text, never a pattern of its own.
    assert "{x}" in words.error_text("printing.target_away", {"name": "{x}"})[0]


def test_an_unknown_language_is_chinese() -> None:
    """Chinese is the default wherever a language is not ours."""
    assert catalogue("fr_FR").language == "zh_CN"
