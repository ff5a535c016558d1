"""The proof that a listener hangs up on a client without a certificate; made each time a node starts."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

REQUEST = b"GET / HTTP/1.0\r\n\r\n"
PATIENCE = 5.0
"""Seconds for the connection and for the answer, each."""


class HandshakeAccepted(Exception):
    """The listener talks to a client without a certificate: it must not run."""


def prove_refused(host: str, port: int, ca: Path) -> None:
    """Come in without a certificate, as a stranger would, and be refused.

    `ca` issued the listener's own certificate, whatever name that carries. In TLS 1.3 the client's part of the
    handshake succeeds first; the refusal shows when it reads. Raises HandshakeAccepted; OSError where nobody
    listens, nothing is answered in time, or the certificate is another authority's.
    """
    context = ssl.create_default_context(cafile=ca)
    # We call our own door by its address; partners check the name.
    context.check_hostname = False
    with socket.create_connection((host, port), timeout=PATIENCE) as line:
        try:
            with context.wrap_socket(line) as secured:
                secured.sendall(REQUEST)
                heard = secured.recv(1)
        except ssl.SSLCertVerificationError:
            raise
        except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
            return
    if heard:
        raise HandshakeAccepted(f"{host}:{port} answers a client without a certificate: do not run it, report this.")
