"""Lists that come from outside and lists that leave: workbooks and separated text."""

from counter_app.sheets.reading import read_sheet
from counter_app.sheets.writing import error_book, list_sheet

__all__ = ["error_book", "list_sheet", "read_sheet"]
