"""What a fault's words ask for is given where the fault is raised."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from itertools import chain

from counter_app.domain import codes
from counter_app.i18n import LANGUAGES, catalogue
from tests.architecture.tree import PACKAGES, sources

_FAULTS = ("Error", "Fault", "Refusal")  # ends of names of what carries a code


def _codes() -> dict[tuple[str, str], str]:
    """Return every code by the names of its enumeration and its member."""
    found = {}
    for one in pkgutil.iter_modules(codes.__path__):
        module = import_module(f"{codes.__name__}.{one.name}")
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                found |= {(kind.__name__, m.name): str(m) for m in kind}
    return found


def _given(call: ast.Call) -> set[str] | None:
    """Return the names of the params of a fault; None where they come from afar."""
    names = {word.arg for word in call.keywords}
    if None in names:
        return None
    given = {name for name in names if name}
    for one in call.args[1:]:
        if not isinstance(one, ast.Dict):
            return None
        given |= {key.value for key in one.keys if isinstance(key, ast.Constant)}
    return given


def _faults(tree: ast.AST) -> Iterator[tuple[int, tuple[str, str], set[str] | None]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        code = call.args[0]
        if (
            name.endswith(_FAULTS)
            and isinstance(code, ast.Attribute)
            and isinstance(code.value, ast.Name)
        ):
            yield call.lineno, (code.value.id, code.attr), _given(call)


def test_every_fault_brings_what_its_words_ask_for() -> None:
    """No clerk reads "{status}": each place of cause and remedy has a value."""
    known, missing, seen = _codes(), [], 0
    texts = [catalogue(language) for language in LANGUAGES]
    for file in sources(*PACKAGES):
        for line, member, given in _faults(ast.parse(file.read_text("utf-8"))):
            code = known.get(member)
            if code is None or given is None:
                continue
            seen += 1
            msgids = [f"error.{code}.{part}" for part in ("cause", "remedy")]
            wanted = set(
                chain.from_iterable(t.places(m) for t in texts for m in msgids)
            )
            if wanted - given:
                missing.append(f"{file}:{line} {code} {sorted(wanted - given)}")
    assert not missing, "\n".join(missing)
    assert seen > 100
