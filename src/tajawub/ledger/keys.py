"""Reading a node's Ed25519 keys from its key folder."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

LOG = "ledger.key"
WITNESS = "witness.key"


class NoKey(Exception):
    """The file holds no Ed25519 key that can be read."""


def load(file: Path) -> Ed25519PrivateKey:
    """Read an unencrypted PKCS#8 key. Raises NoKey."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(f"{file.name} cannot be read ({error}): restore it or make the node's keys.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"{file.name} is not an Ed25519 key: the ledger signs with nothing else yet.")
    return key
