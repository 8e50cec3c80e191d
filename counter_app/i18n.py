"""The program's words: gettext catalogues in Chinese (the default) and English.

Services and adapters return codes; windows, papers and the command line turn them
into words here. The ``.po`` files under ``counter_app/locale/<language>`` are read as
they are, all of a language merged into one catalogue, so that a translator's change
needs no compile step and the frozen program carries no second form of a text.
"""

from __future__ import annotations

import ast
import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from string import Formatter

DEFAULT_LANGUAGE = "zh_CN"
LANGUAGES = ("zh_CN", "en")
STRICT_VARIABLE = "COUNTER_STRICT_TEXTS"

_log = logging.getLogger(__name__)


class Catalogue:
    """All texts of one language.

    Attributes:
        language: one of :data:`LANGUAGES`.
        strict: an unknown message id raises instead of standing for itself;
            by default so wherever ``COUNTER_STRICT_TEXTS`` is set (tests do).
    """

    def __init__(
        self, language: str = DEFAULT_LANGUAGE, *, strict: bool | None = None
    ) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self.strict = STRICT_VARIABLE in os.environ if strict is None else strict
        self._texts = _translations(self.language)

    def has(self, msgid: str) -> bool:
        """Tell whether the catalogue holds a text for this id."""
        return self._texts.get(msgid, msgid) != msgid

    def text(self, msgid: str, /, **params: object) -> str:
        """Return the text of ``msgid`` with its ``{name}`` places filled.

        A place without a value stays as it is written: a dialog that explains a
        fault must not fail over its own words.

        Raises:
            KeyError: the id is unknown and the catalogue is strict.
        """
        if not self.has(msgid):
            if self.strict:
                raise KeyError(msgid)
            _log.error("no text for %s in %s", msgid, self.language)
            return msgid
        return self._texts[msgid].format_map(_Places(params))

    def places(self, msgid: str) -> frozenset[str]:
        """Return the names of the ``{name}`` places in a text."""
        parts = Formatter().parse(self._texts.get(msgid, msgid))
        return frozenset(name for _, name, _, _ in parts if name)

    def error_text(self, code: str, params: Mapping[str, object]) -> tuple[str, str]:
        """Return cause and remedy of an error code.

        Raises:
            KeyError: the code has no text and the catalogue is strict.
        """
        shown = {name: self._worded(code, name, params[name]) for name in params}
        cause = self.text(f"error.{code}.cause", **shown)
        return cause, self.text(f"error.{code}.remedy", **shown)

    def _worded(self, code: str, name: str, value: object) -> object:
        """Return the words of a parameter that is itself a code."""
        family = _WORDED.get((code, name))
        msgid = f"{family}.{value}"
        return value if family is None or not self.has(msgid) else self.text(msgid)


#: Parameters of errors that are codes, with the family of their words.
_WORDED = {
    ("rule.weak_pin", "reason"): "card.pin.reason",
    ("rule.transition", "status"): "view.status",
    ("rule.transition", "event"): "rule.event",
    ("units.form", "field"): "units.field",
}


class _Places(dict[str, object]):
    """Values of a text's places; one that is missing is left standing."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> str:
        _log.error("no value for place %s", name)
        return "{" + name + "}"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Return the shared catalogue of a language."""
    return Catalogue(language)


def catalogue_files(language: str) -> Iterator[Traversable]:
    """Yield the ``.po`` files of a language in a fixed order."""
    folder = resources.files("counter_app") / "locale" / language
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".po")]
    yield from sorted(found, key=lambda entry: entry.name)


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for entry in catalogue_files(language):
        for msgid, text in read_po(entry.read_text(encoding="utf-8")).items():
            merged.setdefault(msgid, text)
    return merged


_STRING = r'"(?:[^"\\\n]|\\.)*"'
_STRINGS = rf"({_STRING}(?:\n{_STRING})*)\n"
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_ENTRY = re.compile(rf"^((?:#.*\n)*)msgid {_STRINGS}msgstr {_STRINGS}", re.MULTILINE)


def read_po(source: str) -> dict[str, str]:
    """Return message ids and texts of a catalogue; what is fuzzy or empty is left out.

    Only what our catalogues consist of is read: ids and texts, no plurals and no
    contexts. A general reader takes a quarter of a second for all of them, at every
    start of the program; the tests read them with both.
    """
    found = {}
    for notes, msgid, text in _ENTRY.findall(source + "\n"):
        if not _FUZZY.search(notes) and (said := _joined(text)):
            found[_joined(msgid)] = said
    found.pop("", None)  # the head
    return found


def _joined(strings: str) -> str:
    """Return what lines of quoted strings say together."""
    if "\\" in strings or "\n" in strings:
        return str(ast.literal_eval(f"({strings})"))
    return strings[1:-1]
