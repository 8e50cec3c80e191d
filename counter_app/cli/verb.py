"""What a verb is: a name, its arguments and a function from a call to an answer."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from counter_app.cli.arguments import Arguments
from counter_app.config import Config, load_config
from counter_app.i18n import Catalogue


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a verb: its arguments, the data folder and the language.

    Attributes:
        say: prints one line (an object with ``--json``) while the verb still runs.
    """

    args: Namespace
    data: Path
    words: Catalogue
    environment: Mapping[str, str]
    say: Callable[[str], None]

    def config(self) -> Config:
        """Load the configuration of the data folder (``system.config_*``)."""
        return load_config(self.data, self.environment)

    def unlock_file(self) -> Path | None:
        """Return the passphrase file named by the option."""
        named = getattr(self.args, "passphrase_file", None)
        return Path(named) if named else None

    def text(self, msgid: str, **params: object) -> str:
        """Return a text of the command line's catalogue."""
        return self.words.text(msgid, **params)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb found: ``fields`` for ``--json``, ``lines`` for people.

    Attributes:
        ok: False makes exit code 1 although the verb did its work.
        silent: print nothing (the verb has printed its own lines).
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    ok: bool = True
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb; ``name`` may have two words, the first is its group."""

    name: str
    run: Callable[[Call], Answer]
    arguments: Callable[[Arguments], None] = lambda _arguments: None

    @property
    def help_id(self) -> str:
        """Message id of the one-line help."""
        return "cli.verb." + self.name.replace(" ", "_").replace("-", "_")
