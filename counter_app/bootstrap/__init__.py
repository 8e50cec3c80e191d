"""The composition root: the only place that names adapters and wires them.

``open_office`` makes a running office for the window and the practice office; the
other functions serve single verbs of the command line. Each is loaded with the module
it lives in when it is first asked for: a verb, and the window before anybody has
logged in, loads what it needs and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counter_app.bootstrap.cards import card_desk, read_card, reading_fields
    from counter_app.bootstrap.data import (
        Made,
        back_up,
        backup_files,
        discard_office,
        make_office,
        open_data,
        renew_recovery_key,
        restore_data,
    )
    from counter_app.bootstrap.doctor import doctor
    from counter_app.bootstrap.forms import LISTS as PAPER_LISTS
    from counter_app.bootstrap.forms import OF_CASE as PAPERS_OF_CASE
    from counter_app.bootstrap.forms import Wanted as WantedPaper
    from counter_app.bootstrap.forms import (
        check_file,
        office_paper,
        paper_names,
        sample_paper,
    )
    from counter_app.bootstrap.keys import key_provider
    from counter_app.bootstrap.line import (
        AnchorCheck,
        LineFacts,
        audit_against_center,
        enrol_workstation,
        export_waiting,
        line_facts,
        sync_once,
        take_parcel,
    )
    from counter_app.bootstrap.machine import (
        clock,
        ids,
        key_store,
        new_password,
        os_user,
    )
    from counter_app.bootstrap.office import OpenOffice, open_office
    from counter_app.bootstrap.papers import (
        check_receipt,
        check_target,
        office_of,
        read_bytes,
        read_text,
        write_file,
    )
    from counter_app.bootstrap.place import (
        Place,
        check_data,
        default_data_dir,
        has_office,
        make_folder,
        no_room,
    )

_HOMES = {
    "cards": ("card_desk", "read_card", "reading_fields"),
    "data": (
        *("Made", "back_up", "backup_files", "discard_office", "make_office"),
        *("open_data", "renew_recovery_key", "restore_data"),
    ),
    "doctor": ("doctor",),
    "forms": ("check_file", "office_paper", "paper_names", "sample_paper"),
    "keys": ("key_provider",),
    "line": (
        *("AnchorCheck", "LineFacts", "audit_against_center", "enrol_workstation"),
        *("export_waiting", "line_facts", "sync_once", "take_parcel"),
    ),
    "machine": ("clock", "ids", "key_store", "new_password", "os_user"),
    "office": ("OpenOffice", "open_office"),
    "papers": (
        *("check_receipt", "check_target", "office_of", "read_bytes", "read_text"),
        "write_file",
    ),
    "place": (
        *("Place", "check_data", "default_data_dir", "has_office", "make_folder"),
        "no_room",
    ),
}
_OTHER_NAMES = {
    "PAPERS_OF_CASE": ("forms", "OF_CASE"),
    "PAPER_LISTS": ("forms", "LISTS"),
    "WantedPaper": ("forms", "Wanted"),
}
_FOUND_IN = _OTHER_NAMES | {
    name: (home, name) for home, names in _HOMES.items() for name in names
}

if not TYPE_CHECKING:  # a checker must see a wrong name

    def __getattr__(name: str) -> Any:
        """Load what is asked for (PEP 562); a module's own name stays the module's."""
        try:
            home, there = _FOUND_IN[name]
        except KeyError:
            raise AttributeError(name) from None
        found = getattr(import_module(f"{__name__}.{home}"), there)
        globals()[name] = found
        return found


__all__ = [
    "PAPERS_OF_CASE",
    "PAPER_LISTS",
    "AnchorCheck",
    "LineFacts",
    "Made",
    "OpenOffice",
    "Place",
    "WantedPaper",
    "audit_against_center",
    "back_up",
    "backup_files",
    "card_desk",
    "check_data",
    "check_file",
    "check_receipt",
    "check_target",
    "clock",
    "default_data_dir",
    "discard_office",
    "doctor",
    "enrol_workstation",
    "export_waiting",
    "has_office",
    "ids",
    "key_provider",
    "key_store",
    "line_facts",
    "make_folder",
    "make_office",
    "new_password",
    "no_room",
    "office_of",
    "office_paper",
    "open_data",
    "open_office",
    "os_user",
    "paper_names",
    "read_bytes",
    "read_card",
    "read_text",
    "reading_fields",
    "renew_recovery_key",
    "restore_data",
    "sample_paper",
    "sync_once",
    "take_parcel",
    "write_file",
]
