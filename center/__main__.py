"""Entry point of ``counter-center``."""

from __future__ import annotations

import sys

from center.cli import main

if __name__ == "__main__":
    sys.exit(main())
