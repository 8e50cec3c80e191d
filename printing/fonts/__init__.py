"""Fonts that ship with the program and are embedded in every paper (ADR 0004)."""
