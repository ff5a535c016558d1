"""Make the sealed file: the letter sealed as PDF, all of it sealed again as one ASiC-E container."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from tajawub.documents import cms, container, contents, header, pdf
from tajawub.documents.annex import Annex
from tajawub.documents.container import Entry
from tajawub.documents.problems import Code, Problem, sentence


@dataclass(frozen=True, slots=True)
class SealKey:
    """An authority's seal: its certificate and the P-256 key that goes with it."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey
    authority: str
    state: str
    name: str


class KeyUnusable(Exception):
    """The key folder holds no seal for this authority, or one that cannot seal for it."""

    def __init__(self, authority: str, reason: str) -> None:
        super().__init__(f"The seal of {authority} cannot be used: {reason}")
        self.authority = authority
        self.reason = reason


class Unsealable(Exception):
    """What was given does not agree with itself: the file would be refused wherever it is opened."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(sentence(problem, "en"))
        self.problem = problem


@cache
def load_key(folder: Path, authority: str) -> SealKey:
    """Return the seal in `folder`/seals/`authority`.crt and .key, read once per process.

    Raises KeyUnusable.
    """
    path = folder / "seals" / authority
    if path.parent != folder / "seals":
        raise KeyUnusable(authority, "its name is a path")
    try:
        certificate = x509.load_pem_x509_certificate(path.with_name(f"{authority}.crt").read_bytes())
        key = load_pem_private_key(path.with_name(f"{authority}.key").read_bytes(), password=None)
    except FileNotFoundError as error:
        raise KeyUnusable(authority, f"{error.filename} is missing") from None
    except cms.MALFORMED as error:
        raise KeyUnusable(authority, f"its certificate or key cannot be read ({error})") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnusable(authority, "the key is not on P-256")
    if key.public_key() != certificate.public_key():
        raise KeyUnusable(authority, "certificate and key do not belong together")
    if contents.subject(certificate, NameOID.SERIAL_NUMBER) != authority:
        raise KeyUnusable(authority, "its certificate names another authority")
    return SealKey(
        certificate=certificate,
        private_key=key,
        authority=authority,
        state=contents.subject(certificate, NameOID.COUNTRY_NAME),
        name=contents.subject(certificate, NameOID.ORGANIZATION_NAME),
    )


def seal(act_json: bytes, letter: bytes, annexes: Sequence[Annex], *, key: SealKey, at: datetime) -> bytes:
    """Return the sealed file of an act.

    `letter` is the PDF as typeset, with this act.json attached. Raises Unsealable when act, letter, annexes
    and key do not agree, or are larger than a sealed file may be.
    """
    _require_agreement(act_json, annexes, key, at)
    try:
        sealed_letter = pdf.seal(letter, certificate=key.certificate, key=key.private_key, name=key.name, at=at)
    except pdf.Unreadable as error:
        raise Unsealable(Problem(Code.LETTER_UNREADABLE, str(error))) from None
    listed = contents.manifest_of(act_json, sealed_letter, annexes)
    digest = hashlib.sha256(listed).digest()
    packed = container.pack(
        [
            Entry(container.MIMETYPE, container.MEDIA_TYPE),
            Entry(container.ACT, act_json),
            Entry(container.LETTER, sealed_letter),
            *(Entry(container.ANNEXES + each.name, each.content) for each in annexes),
            Entry(container.MANIFEST, listed),
            Entry(container.SIGNATURE, cms.sign(digest, certificate=key.certificate, key=key.private_key, at=at)),
        ]
    )
    _require_size(len(packed))
    return packed


def _require_agreement(act_json: bytes, annexes: Sequence[Annex], key: SealKey, at: datetime) -> None:
    _require_size(sum(len(each.content) for each in annexes))
    if len(annexes) > container.ENTRIES - len(contents.FIXED) - 2:
        raise Unsealable(Problem(Code.TOO_LARGE, f"{len(annexes)} annexes"))
    try:
        act = header.read(act_json)
    except header.NotAnAct as error:
        raise Unsealable(Problem(Code.ACT_UNREADABLE, str(error))) from None
    except header.NotCanonical:
        raise Unsealable(Problem(Code.ACT_NOT_CANONICAL, container.ACT)) from None
    valid = key.certificate.not_valid_before_utc <= at <= key.certificate.not_valid_after_utc
    problems = [
        *contents.named_once(act.annexes),
        *contents.as_listed(act, annexes),
        *contents.sealed_by_author(act, key.certificate),
        *([] if valid else [Problem(Code.CERTIFICATE_OUT_OF_TIME, key.authority)]),
    ]
    if problems:
        raise Unsealable(problems[0])


def _require_size(size: int) -> None:
    if size > container.CONTAINER_BYTES:
        raise Unsealable(Problem(Code.TOO_LARGE, f"{size} > {container.CONTAINER_BYTES} bytes"))
