"""One run of the command line: parse, do, answer, leave with a code."""

from __future__ import annotations

import errno
import gc
import logging
import os
import secrets
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from counter_app.bootstrap.place import (
    check_data,
    default_data_dir,
    has_office,
    no_room,
)
from counter_app.cli import window
from counter_app.cli.parser import (
    LANGUAGES,
    UsageError,
    build_parser,
    names_verb,
    option_ahead,
)
from counter_app.cli.render import as_json, as_text, failure
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.config import Config, load_config
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CounterError, StoreError, SystemFaultError
from counter_app.i18n import Catalogue
from counter_app.logs import close_logs, set_up_logs

DONE, NOT_HELD, WRONG_USE = 0, 1, 2
_NO_ROOM = frozenset({StoreCode.DISK_FAULT, StoreCode.UNREACHABLE, StoreCode.FAULT})
_DEEPEST = 20  # causes behind causes
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known before anything is parsed."""

    data: Path
    words: Catalogue
    json: bool
    out: TextIO

    def say(self, answer: Answer) -> None:
        if answer.silent:
            return
        if self.json:
            _line(self.out, as_json(answer.fields))
            return
        text = "\n".join(answer.lines) or as_text(answer.fields, self.words)
        _line(self.out, text or self.words.text("cli.done"))

    def say_line(self, line: str) -> None:
        """Print what a verb tells while it still runs."""
        text = as_json({"ok": True, "said": line}) if self.json else line
        _line(self.out, text)

    def complain(self, exc: CounterError) -> None:
        """Tell a failure; where not even that can be written there is no more to do."""
        with suppress(OSError):
            self._complain(exc)

    def _complain(self, exc: CounterError) -> None:
        said = failure(exc, self.words)
        if self.json:
            _line(self.out, as_json(said))
            return
        cause, remedy = self.words.error_text(exc.code, exc.params)
        if isinstance(exc, UsageError):
            _line(sys.stderr, exc.usage.rstrip())
        _line(sys.stderr, f"{cause}\n{remedy}\n[{exc.code}]")


def main(argv: Sequence[str]) -> int:
    """Run one verb and return the exit code (0 done, 1 did not hold, 2 wrong use)."""
    environment = os.environ
    words = Catalogue(_language(argv, environment))
    wants_json = "--json" in argv
    with _output(alone=wants_json) as out:
        run = _Run(_data(argv, environment), words, wants_json, out)
        try:
            return _run(run, argv, environment)
        except UsageError as exc:
            run.complain(exc)
            return WRONG_USE
        except CounterError as exc:
            _log.info("refused with %s", exc.code)
            run.complain(_full_disk(exc, run.data) or exc)
        except KeyboardInterrupt:
            run.complain(SystemFaultError(SystemCode.INTERRUPTED))
        except Exception as exc:  # noqa: BLE001 - the last net, it logs
            run.complain(_full_disk(exc, run.data) or _unexpected(exc))
        finally:
            close_logs()
    return NOT_HELD


def _line(stream: TextIO, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


def _full_disk(exc: BaseException | None, data: Path) -> StoreError | None:
    """Return the coded failure where no room on the disk is behind all this.

    SQLite tells a plain disk fault where its shared memory finds no room.
    """
    full = StoreError(StoreCode.DISK_FULL)
    for _ in range(_DEEPEST):
        if exc is None:
            break
        if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
            return full
        if isinstance(exc, StoreError) and exc.code in _NO_ROOM and no_room(data):
            return full
        exc = exc.__cause__ or exc.__context__
    return None


def _unexpected(exc: Exception) -> SystemFaultError:
    support = secrets.token_hex(4).upper()
    _report(exc, support)
    return SystemFaultError(SystemCode.UNEXPECTED, support=support)


def _report(exc: Exception, support: str) -> None:
    """Log where it happened and of what kind it was; its text may hold data."""
    where = "".join(traceback.format_tb(exc.__traceback__))
    _log.error("support code %s: %s\n%s", support, type(exc).__name__, where)


def _run(run: _Run, argv: Sequence[str], environment: Mapping[str, str]) -> int:
    verbs = _verbs(argv)
    parser = build_parser(verbs, run.words)
    try:
        args = parser.parse_args(list(argv))
    except SystemExit as exc:  # --help has printed its text
        return int(exc.code or 0)
    verb = args.verb or verbs[0]
    check_data(run.data)
    _logs(run.data, environment, verbose=getattr(args, "verbose", False))
    gc.enable()  # it rested while modules were loaded (see __main__)
    call = Call(args, run.data, run.words, environment, run.say_line)
    answer = verb.run(call)
    run.say(answer)
    return DONE if answer.ok else NOT_HELD


def _verbs(argv: Sequence[str]) -> tuple[Verb, ...]:
    """Return the window's verb alone where no other can be meant: it starts sooner."""
    if not names_verb(argv):
        return window.VERBS
    from counter_app.cli.verbs import VERBS  # noqa: PLC0415 - it loads every verb

    return VERBS


def _data(argv: Sequence[str], environment: Mapping[str, str]) -> Path:
    named = option_ahead(argv, "--data") or environment.get("COUNTER_DATA")
    if not named:
        return default_data_dir()
    path = Path(named)
    with suppress(RuntimeError):  # the home of nobody: a folder of that name
        path = path.expanduser()
    return path.absolute()


def _config(data: Path, environment: Mapping[str, str]) -> Config:
    try:
        return load_config(data, environment)
    except CounterError:  # the verb reports it, in the language found so far
        return Config()


def _language(argv: Sequence[str], environment: Mapping[str, str]) -> str:
    """Choose by ``--lang``, then environment, then the data folder, then Chinese."""
    wanted = (
        option_ahead(argv, "--lang"),
        environment.get("COUNTER_LANG"),
        environment.get("COUNTER_LANGUAGE"),
        _config(_data(argv, environment), environment).language,
    )
    return next(language for language in (*wanted, "zh_CN") if language in LANGUAGES)


def _logs(data: Path, environment: Mapping[str, str], *, verbose: bool) -> None:
    folder = data / "logs" if has_office(data) else None
    level = "debug" if verbose else _config(data, environment).log_level
    set_up_logs(folder, level, echo=verbose or folder is None)


@contextmanager
def _output(*, alone: bool) -> Iterator[TextIO]:
    """Yield stdout in UTF-8; with ``alone`` whatever else prints goes to stderr."""
    out = sys.stdout
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    if alone:
        with redirect_stdout(sys.stderr):
            yield out
    else:
        yield out
