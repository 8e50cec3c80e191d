"""Lists that units and centers send: workbooks and separated text."""

from counter_app.sheets.reading import Sheet, read_sheet

__all__ = ["Sheet", "read_sheet"]
