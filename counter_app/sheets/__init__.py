"""Lists that units and centers send: workbooks and separated text."""

from counter_app.sheets.reading import read_sheet
from counter_app.sheets.writing import error_book

__all__ = ["error_book", "read_sheet"]
