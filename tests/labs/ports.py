"""Free ports on loopback, for servers that must come back on the same one.

A server that starts once binds port 0 itself and is asked for its port.
"""

from __future__ import annotations

import random
import socket

# Below what the kernel gives to connections going out: one of those could take the
# port meanwhile, and a client that tries a closed port again and again could even be
# connected to itself.
_FIRST, _BEHIND = 12_000, 32_000
_chance = random.SystemRandom()  # processes must not draw the same ones


def free_port() -> int:
    """Return a port nobody uses at this moment, and nobody is given by chance."""
    while True:
        port = _chance.randrange(_FIRST, _BEHIND)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
