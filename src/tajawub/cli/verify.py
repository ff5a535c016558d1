"""`tajawub verify FILE`: check a sealed file with no database, no network and no node."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from cryptography import x509

from tajawub.documents import header
from tajawub.documents.container import CONTAINER_BYTES
from tajawub.documents.problems import sentence
from tajawub.documents.text import clean
from tajawub.documents.verify import Report, verify

LANGUAGES = ("ar", "fr", "en")
CERTIFICATE_SUFFIXES = {".crt", ".cer", ".pem"}
CERTIFICATE_BYTES = 1024 * 1024
"""Largest file of trusted certificates read."""


class Unusable(Exception):
    """A path on the command line cannot be used: exit code 2, unlike a file that is wrong, which is 1."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("verify", help="check a sealed file, offline", description=__doc__)
    command.add_argument("file", type=Path, help="the sealed file (.asice)")
    command.add_argument(
        "--trust",
        type=Path,
        action="append",
        default=[],
        metavar="CERT_OR_FOLDER",
        help="certificate (PEM or DER) of a State's CA, or a folder of them; may be repeated",
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the report")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when the file is intact and, with --trust, its issuer known; 1 when not; 2 when unchecked."""
    try:
        anchors = [each for path in args.trust for each in _certificates(path)]
        data = _bytes(args.file, CONTAINER_BYTES + 1)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    report = verify(data, anchors=anchors)
    digest = None if len(data) > CONTAINER_BYTES else hashlib.sha256(data).hexdigest()
    if args.json:
        print(json.dumps(_record(report, digest, args.lang), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(report, digest, args.lang)))
    return 1 if report.problems else 0


def _certificates(path: Path) -> list[x509.Certificate]:
    files = [path]
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix in CERTIFICATE_SUFFIXES)
    found = [certificate for each in files for certificate in _in_file(each)]
    if not found:
        raise Unusable(f"{path} holds no certificate: give a PEM or DER file, or a folder of .crt files")
    return found


def _in_file(path: Path) -> list[x509.Certificate]:
    data = _bytes(path, CERTIFICATE_BYTES)
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise Unusable(f"{path} is not a certificate: give a PEM or DER file") from None


def _bytes(path: Path, limit: int) -> bytes:
    """Return at most `limit` bytes: a file above its limit is refused by whoever reads the bytes."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None


def _header(report: Report) -> header.Header | None:
    try:
        return header.read(report.act_json or b"")
    except (header.NotAnAct, header.NotCanonical):
        return None


def _lines(report: Report, digest: str | None, lang: str) -> Iterator[str]:
    words = WORDS[lang]
    act, sealer = _header(report), report.sealed_by
    if digest is not None:
        yield f"sha256: {digest}"
    if act is not None:
        yield f"{words['act']}: {_shown(act.reference)} · {_shown(act.kind)} · {_shown(act.side)} {act.number}"
    if sealer is not None:
        yield f"{words['sealer']}: {_shown(sealer.name)} ({_shown(sealer.state)}, {_shown(sealer.authority)})"
    if report.sealed_at is not None:
        yield f"{words['at']}: {report.sealed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    for annex in report.annexes:
        yield f"{words['annex']}: {_shown(annex.name)} ({annex.media_type}, {len(annex.content)} B)"
    yield from (f"✗ {_shown(sentence(each, lang))}" for each in report.problems)
    if report.trusted is None:
        yield words["unchecked"]
    yield words["wrong" if report.problems else "right"]


def _shown(content: str) -> str:
    """Return hostile text fit for a terminal: one line, no control or bidi character."""
    return clean(content).replace("\n", " ")


def _record(report: Report, digest: str | None, lang: str) -> dict[str, object]:
    act, sealer = _header(report), report.sealed_by
    return {
        "sha256": digest,
        "intact": report.intact,
        "trusted": report.trusted,
        "reference": act and act.reference,
        "kind": act and act.kind,
        "side": act and act.side,
        "number": act and act.number,
        "sealed_by": sealer
        and {
            "state": sealer.state,
            "authority": sealer.authority,
            "name": sealer.name,
            "certificate_sha256": sealer.certificate_sha256,
        },
        "sealed_at": report.sealed_at and report.sealed_at.isoformat(),
        "annexes": [
            {"name": each.name, "media_type": each.media_type, "size": len(each.content)} for each in report.annexes
        ],
        "problems": [
            {"code": each.code.value, "where": each.where, "sentence": sentence(each, lang)}
            for each in report.problems
        ],
    }


WORDS = {
    "ar": {
        "act": "الإجراء",
        "sealer": "ختمته",
        "at": "تاريخ الختم (حسب صاحبه)",
        "annex": "مرفق",
        "unchecked": "لم يتحقق من الجهة التي أصدرت شهادة الختم: استعمل --trust مع شهادة سلطة التصديق للدولة.",
        "right": "سليم: لم يتغير أي بايت منذ الختم.",
        "wrong": "غير سليم.",
    },
    "fr": {
        "act": "Acte",
        "sealer": "Scellé par",
        "at": "Scellé le (selon l’auteur)",
        "annex": "Annexe",
        "unchecked": "L’émetteur du certificat du sceau n’a pas été contrôlé : "
        "donnez --trust avec le certificat de l’autorité de l’État.",
        "right": "Intact : aucun octet n’a changé depuis le scellement.",
        "wrong": "Non valable.",
    },
    "en": {
        "act": "Act",
        "sealer": "Sealed by",
        "at": "Sealed at (as its author says)",
        "annex": "Annex",
        "unchecked": "The issuer of the seal's certificate was not checked: "
        "give --trust with the State's CA certificate.",
        "right": "Intact: no byte has changed since it was sealed.",
        "wrong": "Not valid.",
    },
}
