"""Reach the loopback of a process in another network namespace (Linux only).

A socket keeps the namespace it was made in. As root a short-lived thread goes
over, makes the socket and ends. Without root the way leads through the user
namespace, which only a process with a single thread may enter: a small child does
it and hands the socket back.
"""

from __future__ import annotations

import ctypes
import os
import socket
import threading
import warnings

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_DIAL_SECONDS = 5.0


def dial(port: int, pid: int | None = None) -> socket.socket:
    """Connect to 127.0.0.1:port, in the network namespace of ``pid`` if given.

    Raises:
        OSError: nobody listens there, or the namespace is closed to us.
    """
    if pid is None:
        return _connect(port)
    if os.geteuid() == 0:
        return _dial_in_thread(port, pid)
    return _dial_in_child(port, pid)


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=_DIAL_SECONDS)


def _enter(pid: int, kind: str, flag: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
    try:
        if libc.setns(descriptor, flag):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(descriptor)


def _dial_in_thread(port: int, pid: int) -> socket.socket:
    made: list[socket.socket] = []
    failed: list[OSError] = []

    def go() -> None:
        try:
            _enter(pid, "net", _CLONE_NEWNET)
            made.append(_connect(port))
        except OSError as exc:
            failed.append(exc)

    # setns moves one thread only, and this one ends right after.
    thread = threading.Thread(target=go, name="card-dial", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return made[0]


def _dial_in_child(port: int, pid: int) -> socket.socket:
    ours, theirs = socket.socketpair()
    with warnings.catch_warnings():
        # The child makes system calls only, so other threads' locks cannot matter.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _child(port, pid, theirs)
    theirs.close()
    with ours:
        _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    os.waitpid(child, 0)
    if not descriptors:
        raise ConnectionRefusedError
    return socket.socket(fileno=descriptors[0])


def _child(port: int, pid: int, back: socket.socket) -> None:
    """Enter both namespaces, connect, hand the socket back, end; never returns."""
    try:
        _enter(pid, "user", _CLONE_NEWUSER)
        _enter(pid, "net", _CLONE_NEWNET)
        made = _connect(port)
        made.settimeout(None)
        socket.send_fds(back, [b"s"], [made.fileno()])
    except OSError:
        os._exit(1)
    os._exit(0)
