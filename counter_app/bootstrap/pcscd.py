"""Which PC/SC service this process talks to."""

from __future__ import annotations

import os

from counter_app.bootstrap.place import Place

PCSC_SOCKET = "PCSCLITE_CSOCK_NAME"


def point_to_pcscd(place: Place) -> None:
    """Name the practice office's own PC/SC service, unless the caller named one.

    The PC/SC library reads the variable once a process, at its first call.
    """
    socket = place.config.practice.pcscd_socket
    if socket and not os.environ.get(PCSC_SOCKET):
        os.environ[PCSC_SOCKET] = str(place.data / socket)
