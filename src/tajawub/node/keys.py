"""The keys of a node's folder: the State's own authority (demo only), AS4, TLS, ledger, witness and seals.

In production the State's own public-key infrastructure issues these files; their names and kinds stay the same.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tajawub.node.config import LOCAL, write_private

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
Issuing = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

VALID_FOR = timedelta(days=3 * 365)
LONGEST_NAME = 64
"""X.520 upper bound of commonName and organizationName."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """A State's certification authority."""

    state: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make(folder: Path, *, state: str, party: str, seals: Mapping[str, str], at: datetime, host: str = LOCAL) -> None:
    """Fill `folder` with every key of one node. `seals` maps an authority's key to its Latin name.

    `host` is the name or address by which partners reach the node.
    """
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    issuer = _issuer(state, at)
    write_key(folder / "ca.key", issuer.key)
    write_certificate(folder / "ca.crt", issuer.certificate)
    _make_as4(folder, issuer, party, at)
    _make_tls(folder, issuer, host, at)
    for name in ("ledger", "witness"):
        write_key(folder / f"{name}.key", ed25519.Ed25519PrivateKey.generate())
    for authority, name in seals.items():
        _make_seal(folder / "seals", issuer, authority, name, at)
    write_private(folder / "session.key", secrets.token_urlsafe(48).encode())


def _issuer(state: str, at: datetime) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(state, common=f"Tajawub demonstration authority {state}")
    certificate = (
        _builder(subject, subject, key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Issuer(state, key, certificate)


def _make_as4(folder: Path, issuer: Issuer, party: str, at: datetime) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = _name(issuer.state, common=party)
    # The eDelivery profile signs and decrypts with one RSA pair here, hence both usages.
    certificate = _issue(issuer, subject, key, _usage(sign=True, encipher=True), at)
    write_key(folder / "as4.key", key)
    write_certificate(folder / "as4.crt", certificate)


def _make_tls(folder: Path, issuer: Issuer, host: str, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName(
        [_reached(name) for name in ((LOCAL, "localhost") if host == LOCAL else (host,))]
    )
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    subject = _name(issuer.state, common=f"Tajawub {issuer.state}")
    certificate = _issue(issuer, subject, key, _usage(sign=True), at, names, purposes)
    write_key(folder / "tls.key", key)
    write_certificate(folder / "tls.crt", certificate)


def _reached(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make_seal(folder: Path, issuer: Issuer, authority: str, name: str, at: datetime) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(issuer.state, organisation=name, serial=authority, common=name)
    certificate = _issue(issuer, subject, key, _usage(sign=True, commit=True), at)
    write_key(folder / f"{authority}.key", key)
    write_certificate(folder / f"{authority}.crt", certificate)


def _issue(
    issuer: Issuer,
    subject: x509.Name,
    key: Issuing,
    usage: x509.KeyUsage,
    at: datetime,
    *more: x509.ExtensionType,
) -> x509.Certificate:
    builder = (
        _builder(issuer.certificate.subject, subject, key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(usage, critical=True)
    )
    for extension in more:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _builder(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(state: str, *, common: str, organisation: str = "", serial: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, state)]
    if organisation:
        parts.append((NameOID.ORGANIZATION_NAME, _cut(organisation)))
    if serial:
        parts.append((NameOID.SERIAL_NUMBER, serial))
    parts.append((NameOID.COMMON_NAME, _cut(common)))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _cut(name: str) -> str:
    # `cryptography` counts the bytes of UTF-8, X.520 characters: the stricter count fits both.
    if len(name.encode()) <= LONGEST_NAME:
        return name
    cut = name.encode()[:LONGEST_NAME].decode(errors="ignore")
    return (cut.rpartition(",")[0] or cut.rpartition(" ")[0] or cut).rstrip()


def _usage(
    *, sign: bool = False, commit: bool = False, encipher: bool = False, sign_certificates: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=commit,
        key_encipherment=encipher,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def write_key(file: Path, key: PrivateKey) -> None:
    """Write a private key as PKCS#8, readable by its owner alone."""
    write_private(
        file,
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def write_certificate(file: Path, certificate: x509.Certificate) -> None:
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
