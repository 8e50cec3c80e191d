"""The rule packs that ship with the program, as data files beside this module."""

from counter_app.domain.packfile import load_pack, read_pack

__all__ = ["load_pack", "read_pack"]
