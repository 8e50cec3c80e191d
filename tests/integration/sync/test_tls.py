"""TLS with the center's own key, pinned by enrolment; real sockets."""

from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.client import CenterClient
from sync.enrol import EnrolOrder, enrol, identity_of
from sync.transport import Transport
from tests.labs.centers import Clock, Keys, Lab, sqlite_lab


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a self-signed certificate for loopback and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=1)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private


@contextmanager
def serving(folder: Path, cert: Path, key: Path) -> Iterator[str]:
    """Run a center over TLS and yield its URL."""
    words = ["--json", "serve", "--port", "0", "--tls-cert", str(cert)]
    address = f"sqlite:///{folder / 'center.db'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "center", *words, "--tls-key", str(key)],
        env={**os.environ, "COUNTER_CENTER_DATABASE": address},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield str(msgspec.json.decode(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A center's database with one office."""
    made = sqlite_lab(tmp_path)
    made.clock.at = datetime.now(UTC)
    yield made
    made.database.close()


def test_enrolment_pins_the_key_and_no_other_server_is_spoken_to(
    lab: Lab, tmp_path: Path
) -> None:
    """The pinned center is served; one with another key gets no byte of a request."""
    good, bad = certificate(tmp_path, "good"), certificate(tmp_path, "bad")
    keys, clock = Keys(), Clock(lab.clock.at)
    code = str(lab.new_office()["code"])
    with serving(tmp_path, *good) as url:
        bound = enrol(EnrolOrder(url, code, "a"), keys, clock)
        who = identity_of(bound.workstation, bound.center_key, keys, bound.tls_pin)
        client = CenterClient(Transport(url, clock, who))
        assert client.changes("", 10).changes == ()
        client.close()
    assert len(bound.tls_pin) == 64
    with serving(tmp_path, *bad) as url:
        client = CenterClient(Transport(url, clock, who))
        with pytest.raises(CenterError) as caught:
            client.changes("", 10)
        client.close()
    assert caught.value.code == CenterCode.TLS


def test_a_pin_told_by_another_way_is_demanded_at_enrolment(
    lab: Lab, tmp_path: Path
) -> None:
    """With a pin of a letter in hand, the first meeting is not believed blindly."""
    cert = certificate(tmp_path, "good")
    code = str(lab.new_office()["code"])
    with serving(tmp_path, *cert) as url:
        order = EnrolOrder(url, code, "a", tls_pin="00" * 32)
        with pytest.raises(CenterError) as caught:
            enrol(order, Keys(), Clock(lab.clock.at))
    assert caught.value.code == CenterCode.TLS
    assert lab.rows("SELECT count(*) FROM workstation") == [(0,)]


def test_a_certificate_without_its_key_is_named(lab: Lab, tmp_path: Path) -> None:
    """The center says what is wrong instead of serving without TLS."""
    cert, _ = certificate(tmp_path, "good")
    _, other = certificate(tmp_path, "bad")
    ran = subprocess.run(
        [sys.executable, "-m", "center", "--json", "serve", "--port", "0",
         "--tls-cert", str(cert), "--tls-key", str(other)],
        env={**os.environ, "COUNTER_CENTER_DATABASE": f"{tmp_path / 'center.db'}"},
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    assert msgspec.json.decode(ran.stdout)["error"]["code"] == "center.tls_files"
