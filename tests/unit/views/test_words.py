"""Every text of the window exists in both languages, and none is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from itertools import chain
from pathlib import Path

import polib
import pytest

import views
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.linewords import Headline
from counter_app.domain.packs import load_pack
from counter_app.domain.states import AppStatus, Effect, Event, Kind, Role, StockState
from counter_app.domain.transitions import after
from counter_app.i18n import LANGUAGES
from views.flow.visit import Match
from views.keys import FORM_KEYS, KEYS, TRAY_KEYS
from views.messages import Words
from views.service.state import Service
from views.todo.presenter import WAYS

WORD = re.compile(r"[A-Za-z]{3,}")
HOUSE = Path(views.__file__).parent
#: Families whose members are made from values: prefix -> members.
FAMILIES = {
    "view.status.": [int(s) for s in AppStatus],
    "view.stock.": [int(s) for s in StockState],
    "view.effect.": list(Effect),
    "view.effect_means.": list(Effect),
    "view.kind.": [*Kind, "combined"],
    "view.sentence.": [*Kind, "combined"],
    "view.role.": list(Role),
    "view.match.": list(Match),
    "view.service.": list(Service),
    "view.key.": [key.action for key in (*KEYS, *TRAY_KEYS, *FORM_KEYS)],
    "view.sync.head.": list(Headline),
    "view.todo.way.": WAYS,
    "view.sex.": ["male", "female", "unknown"],
}


def catalogue(language: str) -> dict[str, str]:
    """Return the window's texts of a language."""
    folder = resources.files("counter_app") / "locale" / language
    return {
        entry.msgid: entry.msgstr
        for file in folder.iterdir()
        if file.name.endswith(".po")
        for entry in polib.pofile(file.read_text(encoding="utf-8"))
        if entry.msgid.startswith("view.") or file.name == "views.po"
    }


def used() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the ids that stand in the code, and patterns of those made there."""
    code = "\n".join(p.read_text(encoding="utf-8") for p in HOUSE.rglob("*.py"))
    plain = set(re.findall(r'"(view\.[a-z0-9_.]+)"', code))
    made = re.findall(r'f"(view\.[^"]+)"', code)
    shapes = [re.escape(re.sub(r"\{[^}]+\}", "\0", one)) for one in made]
    return plain, [re.compile(s.replace("\0", "[a-z0-9_.]+")) for s in shapes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(language: str) -> None:
    """Each id in the code, and each member of a family, has a text."""
    texts = catalogue(language)
    plain, _ = used()
    wanted = {name for name in plain if not name.endswith(".")}
    wanted |= set(
        chain.from_iterable(
            (f"{prefix}{member}" for member in members)
            for prefix, members in FAMILIES.items()
        )
    )
    assert len(wanted) > 250
    faults = {"view.writing"}  # a code of an error, with cause and remedy
    assert {name for name in wanted - faults if not texts.get(name)} == set()


def test_no_text_is_left_over() -> None:
    """A text that nothing shows is taken out of the catalogue."""
    plain, shapes = used()
    families = (*FAMILIES, "view.notice.", "error.view.", "view.ethnicity.")
    left = [
        name
        for name in catalogue("en")
        if name
        and name not in plain
        and not name.startswith(families)
        and not any(shape.fullmatch(name) for shape in shapes)
    ]
    named = re.compile(r"view\.(sex|stock|reason|field|pin)\.[a-z0-9_]+")
    assert [name for name in left if not named.fullmatch(name)] == []


def test_both_languages_have_the_same_places() -> None:
    """A text keeps its {places} in translation."""
    chinese, english = catalogue("zh_CN"), catalogue("en")
    assert chinese.keys() == english.keys()
    place = re.compile(r"\{(\w+)\}")
    for name, text in chinese.items():
        assert set(place.findall(text)) == set(place.findall(english[name])), name


def test_every_reason_of_every_pack_has_a_word() -> None:
    """The reasons of an exchange come from the pack; each has a name."""
    for pack in ("cn-js-taizhou", "cn-jl", "cn-gd-sg"):
        for code in load_pack(pack).replace_reasons:
            assert catalogue("zh_CN").get(f"view.reason.{code}"), code


def test_no_word_is_written_into_the_code() -> None:
    """Chinese stands in the catalogues; the practice banner shows both languages."""
    allowed = {"演练  PRACTICE", "Alt+L   中文 / English"}
    for path in HOUSE.rglob("*.py"):
        code = re.sub(
            r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        found = re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', code)
        assert set(found) <= allowed, path


def everything(language: str) -> set[str]:
    """Return the ids of all catalogues of a language."""
    folder = resources.files("counter_app") / "locale" / language
    files = [file for file in folder.iterdir() if file.name.endswith(".po")]
    texts = [polib.pofile(file.read_text(encoding="utf-8")) for file in files]
    return {entry.msgid for one in texts for entry in one if entry.msgstr}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_page_asks_for_has_a_text(language: str) -> None:
    """Of every family and every folder: units, books, lists, and what comes next."""
    known, shapes = everything(language), set()
    for path in HOUSE.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        asked = re.findall(r'\bwords\(\s*"([a-z0-9_]+\.[a-z0-9_.]+)"', code)
        assert {one for one in asked if one not in known} == set(), path
        shapes |= set(re.findall(r'\bwords\(\s*f"([^"]+)"', code))
    assert len(shapes) > 20
    for shape in shapes:
        pattern = re.escape(re.sub(r"\{[^}]+\}", "\0", shape)).replace("\0", ".+")
        assert any(re.fullmatch(pattern, one) for one in known), shape


#: Which argument of a call is read by the clerk; words come from the catalogue.
SAYS = {
    "text": (1,), "muted": (1,), "button": (1,), "section": (2,), "EntryField": (2,),
    "ChoiceField": (2,), "CheckLine": (2,), "Touch": (2,), "say": (0, 1),
    "Column": (0,),
}  # fmt: skip
KEYS_ALONE = re.compile(r"(Alt|Ctrl|Shift|Enter|Esc|Space|Tab|PgUp|PgDn|F\d+)")


def spoken(call: ast.Call) -> Iterator[str]:
    """Yield what a call would show as it stands in the code."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places = SAYS.get(name, ())
    shown = [call.args[at] for at in places if at < len(call.args)]
    made = name in ("Label", "configure", "Button", "Checkbutton", "Radiobutton")
    shown += [k.value for k in call.keywords if k.arg == "text" and made]
    for node in chain.from_iterable(map(ast.walk, shown)):
        if isinstance(node, ast.Call):
            return  # words(...) or another maker of words
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_english_word_is_written_into_the_code() -> None:
    """Labels, buttons, fields and headings: keys and signs alone stand in the code."""
    found = []
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                bare = [KEYS_ALONE.sub("", one) for one in spoken(node)]
                found += [(path.name, one) for one in bare if WORD.search(one)]
    assert found == [("title.py", "演练  PRACTICE")]


def test_lengths_of_time_are_told_in_fitting_units() -> None:
    """12 minutes are minutes, two days are days, and a moment is not zero."""
    words = Words("en", "Asia/Shanghai")
    assert words.age(720) == "12 min"
    assert words.age(2 * 86400) == "2 d"
    assert words.age(7200) == "2 h"
    assert words.age(3) == "under 1 minute"


def test_an_unknown_code_still_gets_words() -> None:
    """A code without a text is told in general words, never as an exception."""
    cause, remedy = Words("zh_CN", "Asia/Shanghai").error("no.such.code")
    assert cause
    assert remedy


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_without_open_places(
    language: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a center's refusal only the code is kept; its text is whole all the same."""
    words = Words(language, "Asia/Shanghai")
    for code in (*RuleCode, *CenterCode):
        told = " ".join(words.refusal(code))
        assert "{" not in told, code
    assert words.refusal(None)[1] == ""
    assert caplog.records == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_names_fields_and_states_in_words(language: str) -> None:
    """The label of a field, the words of a status: no name or number of the code."""
    words = Words(language, "Asia/Shanghai")
    raised = ("unit", "day", "box_size", "agents", "map", "boxes", "counted", "counts")
    for name in raised:
        label = words(f"units.field.{name}")
        assert f"“{label}”" in words.error(UnitCode.FORM, {"field": name})[0]
    with pytest.raises(RuleError) as refused:
        after(AppStatus.DORMANT, Event.LOCK)
    cause, _ = words.error(refused.value.code, refused.value.params)
    assert words("view.status.0") in cause
    assert words("rule.event.lock") in cause
    assert all(words.has(f"rule.event.{event}") for event in Event)
