"""The configuration: defaults, file, environment, and all faults at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.config import CHECKS, Config, KeySource, PrinterTarget, load_config
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from tests.labs.raising import check_only


def write(folder: Path, text: str) -> Path:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return folder


def test_missing_folder_means_defaults(tmp_path: Path) -> None:
    """A data folder may be missing: everything has a default."""
    assert load_config(tmp_path / "none", {}) == Config()


def test_file_sets_every_kind_of_value(tmp_path: Path) -> None:
    """Sections of the file reach the frozen configuration, with their types."""
    config = load_config(
        write(
            tmp_path,
            'language = "en"\nidle_lock_min = 3\n'
            '[printer]\ntarget = "cups"\nname = "rcpt"\n'
            '[keys]\norder = ["center", "practice"]\n'
            '[sync]\nupload_s = 1\n[practice]\ncenter_url = "http://127.0.0.1:8/"\n',
        ),
        {},
    )
    assert config.language == "en"
    assert config.idle_lock_min == 3
    assert config.printer.target is PrinterTarget.CUPS
    assert config.keys.order == (KeySource.CENTER, KeySource.PRACTICE)
    assert config.sync.upload_s == 1.0
    assert config.practice.center_url == "http://127.0.0.1:8"


def test_environment_speaks_louder_than_the_file(tmp_path: Path) -> None:
    """``COUNTER_SECTION_KEY`` wins over the file; numbers are read from text."""
    write(tmp_path, 'language = "zh_CN"\n[sync]\nupload_s = 9\n')
    config = load_config(
        tmp_path,
        {
            "COUNTER_LANGUAGE": "en",
            "COUNTER_SYNC_UPLOAD_S": "2.5",
            "COUNTER_KEYS_ORDER": "practice,center",
            "COUNTER_PASSPHRASE_FILE": "no configuration",
            "HOME": "/",
        },
    )
    assert config.language == "en"
    assert config.sync.upload_s == 2.5
    assert config.keys.order == (KeySource.PRACTICE, KeySource.CENTER)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """One start tells every fault, unknown keys by their name (style 8)."""
    write(
        tmp_path,
        'langage = "en"\nidle_lock_min = 0\nlog_level = 3\n'
        '[printer]\ntarget = "cups"\n[keys]\norder = ["hsm"]\n[nosuch]\nx = 1\n',
    )
    with pytest.raises(SystemFaultError) as caught:
        load_config(tmp_path, {"COUNTER_SYNC_TIMEOUT_S": "nan", "COUNTER_TYPO": "1"})
    assert caught.value.code == SystemCode.CONFIG_INVALID
    faults = caught.value.params["faults"]
    assert isinstance(faults, tuple)
    told = {fault.partition(":")[0] for fault in faults}
    assert told == {
        "langage",
        "idle_lock_min",
        "log_level",
        "printer.name",
        "keys.order",
        "nosuch.x",
        "sync.timeout_s",
        "COUNTER_TYPO",
    }


@pytest.mark.parametrize("content", [b"language =", b"\xff\xfe\x00", b"a=1\na=2\n"])
def test_unreadable_file_is_coded(tmp_path: Path, content: bytes) -> None:
    """A file that is no TOML is one coded fault, not a traceback."""
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(SystemFaultError) as caught:
        load_config(tmp_path, {})
    assert caught.value.code == SystemCode.CONFIG_UNREADABLE


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=8), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(key=st.sampled_from(sorted(CHECKS)), value=_VALUES)
def test_a_check_takes_a_value_or_says_what_it_wants(key: str, value: object) -> None:
    """No value of any type makes a check fail with another fault than its own."""
    check_only(ValueError, partial(CHECKS[key], value))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[keys]\norder = ["sam", "center"]\n', "keys.sam_reader"),
        (
            '[reader]\nrole = "direct"\n[keys]\norder = ["sam"]\nsam_reader = "01"\n',
            "keys.order",
        ),
        ('[keys]\nsam_algorithms = ["RSA"]\n', "keys.sam_algorithms"),
    ],
)
def test_a_sam_needs_its_reader(tmp_path: Path, text: str, fault: str) -> None:
    """Provider order is configuration: a SAM without a reader is no source."""
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemFaultError) as caught:
        load_config(tmp_path, {})
    listing = str(caught.value.params["listing"])
    assert listing.startswith(fault)
