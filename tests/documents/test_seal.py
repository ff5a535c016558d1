"""Making a sealed file: what is accepted, what is refused, and what others read in it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.reader import PdfFileReader

from tajawub.documents import container
from tajawub.documents.annex import Annex
from tajawub.documents.problems import Code
from tajawub.documents.seal import KeyUnusable, SealKey, Unsealable, load_key, seal
from tajawub.documents.verify import verify

from .sealed import ANNEXES, AT, Party, act_json, authority_key, letter, sealed_file


def unpacked(sealed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(sealed)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_container_opens_with_any_zip_tool(sealed: bytes) -> None:
    assert list(unpacked(sealed)) == [
        "mimetype",
        "act.json",
        "letter.pdf",
        "annexes/أمر بإلقاء القبض.pdf",
        "annexes/exposé des faits.txt",
        "annexes/empty.bin",
        "META-INF/ASiCManifest001.xml",
        "META-INF/signature001.p7s",
    ]
    # A reader that only looks at the first bytes finds the type at offset 38 (EN 319 162-1 clause A.1).
    assert sealed[30:38] == b"mimetype"
    assert sealed[38:69] == b"application/vnd.etsi.asic-e+zip"


def test_the_seal_begins_on_a_line_of_its_own_as_pdf_a_demands(sealed: bytes) -> None:
    # ISO 19005-3, 6.1.9
    pdf = unpacked(sealed)["letter.pdf"]
    assert pdf.count(b"%%EOF") == 2
    assert pdf.partition(b"%%EOF")[2][:1] == b"\n"


def test_unzip_and_openssl_accept_it(tmp_path: Path, party: Party, sealed: bytes) -> None:
    if shutil.which("unzip") is None or shutil.which("openssl") is None:
        pytest.skip("unzip or openssl is not installed")
    (tmp_path / "act.asice").write_bytes(sealed)
    (tmp_path / "ca.crt").write_bytes(party.ca.public_bytes(Encoding.PEM))
    subprocess.run(
        ["unzip", "-q", "act.asice"], cwd=tmp_path, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    command = "openssl cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s -CAfile ca.crt -out out"
    listed = tmp_path / "META-INF" / "ASiCManifest001.xml"
    subprocess.run([*command.split(), "-content", str(listed)], cwd=tmp_path, check=True, capture_output=True)
    listed.write_bytes(listed.read_bytes().replace(b"act.json", b"act.jsom"))
    changed = subprocess.run(
        [*command.split(), "-content", str(listed)], cwd=tmp_path, check=False, capture_output=True
    )
    assert changed.returncode != 0


def test_poppler_finds_the_letters_seal_valid_and_total(tmp_path: Path, sealed: bytes) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not installed")
    (tmp_path / "letter.pdf").write_bytes(unpacked(sealed)["letter.pdf"])
    said = subprocess.run(
        ["pdfsig", "-nocert", "letter.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    for sentence in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached"):
        assert sentence in said


def test_the_seal_leaves_the_typeset_letter_as_it_was(sealed: bytes) -> None:
    written = letter(act_json())
    sealed_letter = unpacked(sealed)["letter.pdf"]
    assert sealed_letter.startswith(written)
    root = PdfFileReader(BytesIO(sealed_letter)).root
    assert root["/Metadata"].data == PdfFileReader(BytesIO(written)).root["/Metadata"].data
    # ISO 19005-3 6.1.12: a DocMDP reference in PDF/A carries no digest of its own.
    assert {"/DigestMethod", "/DigestValue", "/DigestLocation"}.isdisjoint(root["/Perms"]["/DocMDP"]["/Reference"][0])


def test_many_annexes_are_sealed(party: Party) -> None:
    most = container.ENTRIES - 5
    annexes = [Annex(f"pièce {n}.txt", "text/plain", b"%d" % n) for n in range(most)]
    report = verify(sealed_file(annexes), anchors=[party.ca])
    assert (report.problems, len(report.annexes)) == ((), most)
    with pytest.raises(Unsealable, match="larger than allowed: 252 annexes"):
        seal(b"", b"", [*annexes, ANNEXES[0]], key=party.key, at=AT)


def test_no_annex_is_a_sealed_file_too(party: Party) -> None:
    assert verify(sealed_file([]), anchors=[party.ca]).problems == ()


@pytest.mark.parametrize(
    ("name", "media_type", "code"),
    [
        ("../../etc/passwd", "text/plain", Code.ANNEX_NAME_UNSAFE),
        ("META-INF/x", "text/plain", Code.ANNEX_NAME_UNSAFE),
        ("x" * 121, "text/plain", Code.ANNEX_NAME_UNSAFE),
        ("EXPOSÉ DES FAITS.TXT", "text/plain", Code.ANNEX_NAME_UNSAFE),
        ("a.txt", 'text/plain"/><x', Code.ANNEX_TYPE_WRONG),
    ],
)
def test_an_unsafe_annex_is_refused(party: Party, name: str, media_type: str, code: Code) -> None:
    annexes = [*ANNEXES, Annex(name, media_type, b"x")]
    with pytest.raises(Unsealable) as refused:
        seal(act_json(annexes), b"", annexes, key=party.key, at=AT)
    assert refused.value.problem.code is code


def test_what_does_not_agree_is_refused(party: Party) -> None:
    other = authority_key(party.ca, party.ca_key, authority="fr-tj-paris")
    abroad = authority_key(party.ca, party.ca_key, state="MA")
    fake = [replace(ANNEXES[0], content=b"another"), *ANNEXES[1:]]
    cases = [
        (act_json(), ANNEXES[:2], party.key, AT, Code.ENTRY_MISSING),
        (act_json(), fake, party.key, AT, Code.ANNEX_DIFFERS),
        (act_json(), [*ANNEXES, Annex("x", "a/b", b"")], party.key, AT, Code.ENTRY_UNEXPECTED),
        (act_json(), ANNEXES, other, AT, Code.AUTHOR_IS_NOT_SEALER),
        (act_json(), ANNEXES, abroad, AT, Code.AUTHOR_IS_NOT_SEALER),
        (act_json(), ANNEXES, party.key, AT + timedelta(days=800), Code.CERTIFICATE_OUT_OF_TIME),
        (b" " + act_json(), ANNEXES, party.key, AT, Code.ACT_NOT_CANONICAL),
        (b"{}", [], party.key, AT, Code.ACT_UNREADABLE),
        (b"", [], party.key, AT, Code.ACT_UNREADABLE),
    ]
    for act, annexes, key, at, code in cases:
        with pytest.raises(Unsealable) as refused:
            seal(act, b"", annexes, key=key, at=at)
        assert refused.value.problem.code is code


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"not a pdf" * 1000])
def test_a_letter_that_is_no_pdf_is_refused(party: Party, pdf: bytes) -> None:
    with pytest.raises(Unsealable) as refused:
        seal(act_json([]), pdf, [], key=party.key, at=AT)
    assert refused.value.problem.code is Code.LETTER_UNREADABLE


def test_oversized_content_is_refused(party: Party) -> None:
    half = Annex("a.bin", "application/octet-stream", bytes(container.CONTAINER_BYTES // 2 + 1))
    with pytest.raises(Unsealable) as refused:
        seal(b"", b"", [half, half], key=party.key, at=AT)
    assert refused.value.problem.code is Code.TOO_LARGE


def written_key(folder: Path, key: SealKey, private: ec.EllipticCurvePrivateKey | None = None) -> None:
    (folder / "seals").mkdir(parents=True)
    (folder / "seals" / "fr-bepi.crt").write_bytes(key.certificate.public_bytes(Encoding.PEM))
    der = (private or key.private_key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "seals" / "fr-bepi.key").write_bytes(der)


def test_a_key_is_loaded_once_from_its_folder(tmp_path: Path, party: Party) -> None:
    written_key(tmp_path, party.key)
    loaded = load_key(tmp_path, "fr-bepi")
    assert (loaded.certificate, loaded.state, loaded.authority, loaded.name) == (
        party.key.certificate,
        "FR",
        "fr-bepi",
        "Bureau de l'entraide pénale internationale",
    )
    assert load_key(tmp_path, "fr-bepi") is loaded
    assert verify(sealed_file(key=loaded), anchors=[party.ca]).problems == ()


def test_an_unusable_key_says_why(tmp_path: Path, party: Party) -> None:
    with pytest.raises(KeyUnusable, match="is missing"):
        load_key(tmp_path, "fr-bepi")
    with pytest.raises(KeyUnusable, match="its name is a path"):
        load_key(tmp_path, "../fr-bepi")
    written_key(tmp_path / "mixed", party.key, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(KeyUnusable, match="do not belong together"):
        load_key(tmp_path / "mixed", "fr-bepi")
    written_key(tmp_path / "curve", party.key, ec.generate_private_key(ec.SECP384R1()))
    with pytest.raises(KeyUnusable, match="not on P-256"):
        load_key(tmp_path / "curve", "fr-bepi")
    written_key(tmp_path / "other", authority_key(party.ca, party.ca_key, authority="fr-tj-paris"))
    with pytest.raises(KeyUnusable, match="names another authority"):
        load_key(tmp_path / "other", "fr-bepi")
    written_key(tmp_path / "broken", party.key)
    (tmp_path / "broken" / "seals" / "fr-bepi.key").write_bytes(b"no key")
    with pytest.raises(KeyUnusable, match="cannot be read"):
        load_key(tmp_path / "broken", "fr-bepi")
