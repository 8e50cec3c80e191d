"""Settings for every test, also in the programs a test starts."""

import os

# A text that is missing in a catalogue is a fault, not a log line.
os.environ.setdefault("COUNTER_STRICT_TEXTS", "1")
