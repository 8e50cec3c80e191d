"""The counter; its version stands in ``pyproject.toml`` as well (a test compares)."""

__version__ = "0.1.0"
