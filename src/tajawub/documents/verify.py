"""Check a sealed file with nothing but its bytes: no database, no network, no clock.

Every byte is accounted for: the container, the manifest and both signatures are rebuilt from what they say and
compared. Not checked: revocation, and that the sealing time is true (baseline B asserts it; the ledger bounds
it). The letter is read only when a true seal vouches for its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from tajawub.documents import cms, container, contents, header, pdf
from tajawub.documents.annex import Annex
from tajawub.documents.container import Entry
from tajawub.documents.problems import ABOUT_TRUST, Code, Problem


@dataclass(frozen=True, slots=True)
class Sealer:
    """Who the certificate in the seal names: established only when the report says trusted."""

    state: str
    authority: str
    name: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `trusted` is None when no anchor was given; contents are None or empty when not found.

    intact: the bytes are exactly those the named certificate sealed, and agree among themselves.
    """

    intact: bool
    trusted: bool | None
    problems: tuple[Problem, ...]
    act_json: bytes | None = None
    letter: bytes | None = None
    annexes: tuple[Annex, ...] = ()
    sealed_by: Sealer | None = None
    sealed_at: datetime | None = None


def verify(data: bytes, *, anchors: Sequence[x509.Certificate] = ()) -> Report:
    """Report on a sealed file, whatever the bytes are; nothing is raised for what they hold."""
    trusted = False if anchors else None
    if len(data) > container.CONTAINER_BYTES:
        return Report(False, trusted, (Problem(Code.TOO_LARGE, f"{len(data)} > {container.CONTAINER_BYTES}"),))
    try:
        entries = container.unpack(data)
    except container.NotAContainer as error:
        return Report(False, trusted, (Problem(Code.NOT_A_CONTAINER, str(error)),))
    return _report(data, entries, anchors)


def _report(data: bytes, entries: Sequence[Entry], anchors: Sequence[x509.Certificate]) -> Report:
    files = {each.name: each.content for each in reversed(entries)}
    act_json, letter = files.get(container.ACT), files.get(container.LETTER)
    act, problems = _act(act_json)
    annexes = _annexes(act, files)
    signed, seal_problems = _signed(files)
    problems += _places(data, entries, act)
    problems += [] if act is None else [*contents.named_once(act.annexes), *contents.as_listed(act, annexes)]
    problems += [*_listed(files, annexes), *seal_problems]
    if signed is not None and signed.at is not None:
        problems += _certificate(signed, signed.at, act, anchors)
        if not problems or all(each.code in ABOUT_TRUST for each in problems):
            problems += _letter(letter or b"", act_json or b"", signed)
    codes = {each.code for each in problems}
    return Report(
        intact=codes <= ABOUT_TRUST,
        trusted=not problems if anchors else None,
        problems=tuple(problems),
        act_json=act_json,
        letter=letter,
        annexes=tuple(annexes),
        sealed_by=None if signed is None else _sealer(signed.certificate),
        sealed_at=None if signed is None else signed.at,
    )


def _act(act_json: bytes | None) -> tuple[header.Header | None, list[Problem]]:
    if act_json is None:
        return None, []
    try:
        return header.read(act_json), []
    except header.NotAnAct as error:
        return None, [Problem(Code.ACT_UNREADABLE, str(error))]
    except header.NotCanonical:
        return None, [Problem(Code.ACT_NOT_CANONICAL, container.ACT)]


def _annexes(act: header.Header | None, files: dict[str, bytes]) -> list[Annex]:
    """Return the annexes the act lists and the container holds, in the act's order."""
    listed = () if act is None else act.annexes
    return [
        Annex(each.name, each.media_type, files[container.ANNEXES + each.name])
        for each in listed
        if container.ANNEXES + each.name in files
    ]


def _places(data: bytes, entries: Sequence[Entry], act: header.Header | None) -> Iterator[Problem]:
    """Yield what is missing, too many, out of its place, or not an entry at all."""
    names = [each.name for each in entries]
    listed = () if act is None else act.annexes
    expected = [
        *contents.FIXED,
        *(container.ANNEXES + each.name for each in listed),
        container.MANIFEST,
        container.SIGNATURE,
    ]
    yield from (Problem(Code.ENTRY_MISSING, name) for name in expected if name not in names)
    unexpected = [name for name in names if name not in expected]
    yield from (Problem(Code.ENTRY_UNEXPECTED, name) for name in unexpected)
    if set(names) == set(expected) and names != expected:
        first = next(name for name, due in zip_longest(names, expected) if name != due)
        yield Problem(Code.ENTRY_UNEXPECTED, first or "")
    if entries[0] != Entry(container.MIMETYPE, container.MEDIA_TYPE):
        yield Problem(Code.MIMETYPE_WRONG, container.MIMETYPE)
    if container.pack(entries) != data:
        yield Problem(Code.CONTAINER_ALTERED, "ZIP")


def _listed(files: dict[str, bytes], annexes: Sequence[Annex]) -> Iterator[Problem]:
    """Yield where the manifest is not the one that follows from the files: first by file, else as a whole."""
    given = files.get(container.MANIFEST)
    if given is None:
        return
    references = {container.ACT, container.LETTER, *(container.ANNEXES + each.name for each in annexes)}
    altered = [
        name
        for name in sorted(references & files.keys())
        if container.digest_value(files[name]).encode("ascii") not in given
    ]
    yield from (Problem(Code.CONTENT_ALTERED, name) for name in altered)
    act_json, letter = files.get(container.ACT, b""), files.get(container.LETTER, b"")
    if not altered and contents.manifest_of(act_json, letter, annexes) != given:
        yield Problem(Code.MANIFEST_ALTERED, container.MANIFEST)


def _signed(files: dict[str, bytes]) -> tuple[cms.Signed | None, list[Problem]]:
    """Return the seal over the manifest as far as it can be read."""
    if container.SIGNATURE not in files or container.MANIFEST not in files:
        return None, []
    try:
        signed = cms.read(files[container.SIGNATURE])
    except cms.Unreadable as error:
        return None, [Problem(Code.SIGNATURE_UNREADABLE, str(error))]
    if signed.at is None:
        return None, [Problem(Code.SIGNATURE_UNREADABLE, "it names no signing time")]
    digest = hashlib.sha256(files[container.MANIFEST]).digest()
    if signed.digest != digest or not cms.holds(signed):
        return signed, [Problem(Code.SIGNATURE_FALSE, container.SIGNATURE)]
    return signed, []


def _letter(letter: bytes, act_json: bytes, signed: cms.Signed) -> Iterator[Problem]:
    try:
        sealed = pdf.read(letter)
    except pdf.Unreadable as error:
        yield Problem(Code.LETTER_UNREADABLE, str(error))
        return
    if sealed.act_json != act_json:
        yield Problem(Code.LETTER_ACT_DIFFERS, container.LETTER)
    if sealed.seal.digest != sealed.digest or sealed.seal.at is not None or not cms.holds(sealed.seal):
        yield Problem(Code.LETTER_SEAL_FALSE, container.LETTER)
    if sealed.seal.certificate != signed.certificate:
        yield Problem(Code.LETTER_SEALED_BY_ANOTHER, container.LETTER)


def _certificate(
    signed: cms.Signed, at: datetime, act: header.Header | None, anchors: Sequence[x509.Certificate]
) -> Iterator[Problem]:
    certificate = signed.certificate
    try:
        if act is not None:
            yield from contents.sealed_by_author(act, certificate)
        if not _may_seal(certificate):
            yield Problem(Code.CERTIFICATE_UNFIT, certificate.subject.rfc4514_string())
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            yield Problem(Code.CERTIFICATE_OUT_OF_TIME, certificate.subject.rfc4514_string())
        if anchors and not any(_vouches(anchor, certificate, at) for anchor in anchors):
            yield Problem(Code.ISSUER_NOT_TRUSTED, certificate.issuer.rfc4514_string())
    except cms.MALFORMED as error:
        yield Problem(Code.SIGNATURE_UNREADABLE, str(error)[:200])


def _may_seal(certificate: x509.Certificate) -> bool:
    """Say whether key usage and basic constraints, where present, allow an end entity's seal (RFC 5280 4.2.1)."""
    for extension in certificate.extensions:
        match extension.value:
            case x509.KeyUsage(digital_signature=signature, content_commitment=commitment):
                if not signature and not commitment:
                    return False
            case x509.BasicConstraints(ca=True):
                return False
    return True


def _vouches(anchor: x509.Certificate, certificate: x509.Certificate, at: datetime) -> bool:
    """Say whether the anchor, valid at sealing time, is the certificate itself or the CA that issued it."""
    if not anchor.not_valid_before_utc <= at <= anchor.not_valid_after_utc:
        return False
    if anchor == certificate:
        return True
    try:
        constraints = anchor.extensions.get_extension_for_class(x509.BasicConstraints)
        certificate.verify_directly_issued_by(anchor)
    except (x509.ExtensionNotFound, InvalidSignature, *cms.MALFORMED):
        return False
    return constraints.value.ca


def _sealer(certificate: x509.Certificate) -> Sealer | None:
    try:
        return Sealer(
            state=contents.subject(certificate, NameOID.COUNTRY_NAME),
            authority=contents.subject(certificate, NameOID.SERIAL_NUMBER),
            name=contents.subject(certificate, NameOID.ORGANIZATION_NAME),
            certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        )
    except cms.MALFORMED:
        return None
