"""Settings are changed in place: comments stay, nothing false is stored."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.bootstrap.configfile import change_config, edited
from counter_app.config import FILE_NAME, load_config
from counter_app.domain.errors import SystemFaultError

TEXT = """# ours
language = "en"  # of papers

[printer]
target = "folder"
# where they go
folder = "prints"

[sync]
upload_s = 5
"""


def test_comments_and_other_lines_stay() -> None:
    """Only the line of the setting changes; a new section goes to the end."""
    after = edited(
        TEXT, {"language": "zh_CN", "printer.name": "HP", "reader.name": "ACS"}
    )
    assert '# ours\nlanguage = "zh_CN"  # of papers\n' in after
    assert '# where they go\nfolder = "prints"\nname = "HP"\n' in after
    assert after.endswith('[sync]\nupload_s = 5\n\n[reader]\nname = "ACS"\n')


def test_what_cannot_be_read_again_is_not_stored(tmp_path: Path) -> None:
    """A printer that needs a name and has none leaves the file as it was."""
    (tmp_path / FILE_NAME).write_text(TEXT, encoding="utf-8")
    for values in (
        {"printer.target": "cups"},
        {"idle_lock_min": "soon"},
        {"no.such": "key"},
    ):
        with pytest.raises(SystemFaultError):
            change_config(tmp_path, values)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == TEXT


def test_a_folder_without_settings_gets_them(tmp_path: Path) -> None:
    """The first setting makes the file."""
    change_config(tmp_path / "new", {"idle_lock_min": "5", "printer.receipt": "80mm"})
    config = load_config(tmp_path / "new", {})
    assert (config.idle_lock_min, config.printer.receipt) == (5, "80mm")


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(names, names)
def test_any_name_comes_back(reader: str, printer: str) -> None:
    """Quotes, brackets, equal signs and Chinese survive the way through the file."""
    once = edited(TEXT, {"reader.name": reader, "printer.name": printer})
    twice = edited(once, {"reader.name": printer, "printer.name": reader})
    said = tomllib.loads(twice)
    assert said["reader"]["name"] == printer
    assert said["printer"] == {"target": "folder", "folder": "prints", "name": reader}
