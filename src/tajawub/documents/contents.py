"""What must agree inside a sealed file, whether it is being made or being checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from cryptography import x509
from cryptography.x509.oid import NameOID

from tajawub.documents import container
from tajawub.documents.annex import Annex, folded, is_media_type, is_safe
from tajawub.documents.header import Header, Listed
from tajawub.documents.problems import Code, Problem

FIXED = (container.MIMETYPE, container.ACT, container.LETTER)


def named_once(listed: Sequence[Listed]) -> Iterator[Problem]:
    """Yield a problem for every annex whose name or type cannot stand in a container."""
    seen: set[str] = set()
    for each in listed:
        if not is_safe(each.name) or folded(each.name) in seen:
            yield Problem(Code.ANNEX_NAME_UNSAFE, each.name)
        if not is_media_type(each.media_type):
            yield Problem(Code.ANNEX_TYPE_WRONG, f"{each.name}: {each.media_type}")
        seen.add(folded(each.name))


def as_listed(header: Header, annexes: Sequence[Annex]) -> Iterator[Problem]:
    """Yield a problem for every annex that is not, in its place, the one the act lists."""
    for listed, annex in zip(header.annexes, annexes, strict=False):
        digest = hashlib.sha256(annex.content).hexdigest()
        if listed != Listed(annex.name, annex.media_type, len(annex.content), digest):
            yield Problem(Code.ANNEX_DIFFERS, annex.name)
    for absent in header.annexes[len(annexes) :]:
        yield Problem(Code.ENTRY_MISSING, container.ANNEXES + absent.name)
    for unlisted in annexes[len(header.annexes) :]:
        yield Problem(Code.ENTRY_UNEXPECTED, container.ANNEXES + unlisted.name)


def sealed_by_author(header: Header, certificate: x509.Certificate) -> Iterator[Problem]:
    state, authority = subject(certificate, NameOID.COUNTRY_NAME), subject(certificate, NameOID.SERIAL_NUMBER)
    if (state, authority) != (header.state, header.authority):
        written = f"{header.state}/{header.authority} ≠ {state}/{authority}"
        yield Problem(Code.AUTHOR_IS_NOT_SEALER, written)


def subject(certificate: x509.Certificate, kind: x509.ObjectIdentifier) -> str:
    """Return the one value of this kind in the subject, "" when there is none or more than one."""
    found = certificate.subject.get_attributes_for_oid(kind)
    return str(found[0].value) if len(found) == 1 else ""


def manifest_of(act_json: bytes, letter: bytes, annexes: Sequence[Annex]) -> bytes:
    """Return the manifest over everything but the mimetype and the signature."""
    return container.manifest(
        [
            container.Reference(container.ACT, "application/json", act_json),
            container.Reference(container.LETTER, "application/pdf", letter),
            *(container.Reference(container.ANNEXES + each.name, each.media_type, each.content) for each in annexes),
        ]
    )
