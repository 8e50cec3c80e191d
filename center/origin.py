"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import Request


def is_loopback(request: Request) -> bool:
    """Tell whether a request came from this machine itself, and was meant for it.

    A proxy on this machine that tells no ``X-Forwarded-For`` seems to be the visitor;
    the name it was asked for gives it away, as it does a foreign name that leads here.
    """
    host = request.client.host if request.client else ""
    return _is_here(host) and _is_here(request.url.hostname or "")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
