"""The front door: ``counter-app`` and ``python -m counter_app``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

if __name__ == "__main__":
    gc.disable()  # what modules make stays: there is nothing to find in it

from counter_app import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code (0 done, 1 not, 2 wrong use)."""
    return cli.main(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
