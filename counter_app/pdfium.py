"""One lock for PDFium, which is not thread safe: previews, scans and thermal pages."""

from __future__ import annotations

from threading import RLock

DRAWING = RLock()
