"""The command line: one verb for each job of an administrator or a script.

Exit codes: 0 done, 1 did not hold, 2 wrong use. ``--json`` prints one object.
"""

from counter_app.cli.program import main

__all__ = ["main"]
