"""Checking a sealed file: any changed byte is found, and no bytes break the check."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tajawub.documents import cms, container, pdf
from tajawub.documents.annex import Annex
from tajawub.documents.container import Entry, pack, unpack
from tajawub.documents.contents import manifest_of
from tajawub.documents.letter import typeset
from tajawub.documents.problems import Code, Problem, sentence
from tajawub.documents.seal import SealKey
from tajawub.documents.verify import Sealer, verify

from .invented_letter import french
from .sealed import ANNEXES, AT, PARTY, Party, act, act_json, authority_key, letter, sealed_file, state_ca

SEALED = sealed_file()
FLIPS = 1000


def forged(
    *,
    act: bytes | None = None,
    letter_of: bytes | None = None,
    annexes: tuple[Annex, ...] = ANNEXES,
    key: SealKey = PARTY.key,
    letter_key: SealKey | None = None,
    raw_letter: bytes | None = None,
) -> bytes:
    """Return a file whose seal is true but whose contents need not agree: what a hostile authority could send."""
    written = act_json(annexes) if act is None else act
    by = letter_key or key
    typeset_letter = letter(written if letter_of is None else letter_of)
    sealed_letter = raw_letter or pdf.seal(
        typeset_letter, certificate=by.certificate, key=by.private_key, name=by.name, at=AT
    )
    listed = manifest_of(written, sealed_letter, annexes)
    seal = cms.sign(hashlib.sha256(listed).digest(), certificate=key.certificate, key=key.private_key, at=AT)
    return pack(
        [
            Entry(container.MIMETYPE, container.MEDIA_TYPE),
            Entry(container.ACT, written),
            Entry(container.LETTER, sealed_letter),
            *(Entry(container.ANNEXES + each.name, each.content) for each in annexes),
            Entry(container.MANIFEST, listed),
            Entry(container.SIGNATURE, seal),
        ]
    )


def codes(data: bytes, party: Party = PARTY) -> list[Code]:
    return [each.code for each in verify(data, anchors=[party.ca]).problems]


def test_an_untouched_file_is_intact_and_trusted(party: Party) -> None:
    report = verify(SEALED, anchors=[party.ca])
    fingerprint = hashlib.sha256(cms.read(unpack(SEALED)[-1].content).certificate.public_bytes(cms.Encoding.DER))
    assert (report.intact, report.trusted, report.problems) == (True, True, ())
    assert report.act_json == act_json()
    assert report.annexes == ANNEXES
    assert report.sealed_at == AT
    assert report.sealed_by == Sealer(
        "FR", "fr-bepi", "Bureau de l'entraide pénale internationale", fingerprint.hexdigest()
    )


def test_without_anchors_nothing_is_said_about_trust() -> None:
    report = verify(SEALED)
    assert (report.intact, report.trusted, report.problems) == (True, None, ())


def test_every_one_of_a_thousand_flipped_bits_is_found(party: Party) -> None:
    seed = int(os.environ.get("TAJAWUB_SEED", "20261123"))
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    for _ in range(FLIPS):
        bit = chance.randrange(len(SEALED) * 8)
        flipped = bytearray(SEALED)
        flipped[bit // 8] ^= 1 << (bit % 8)
        report = verify(bytes(flipped), anchors=[party.ca])
        assert not report.intact, f"seed {seed}, bit {bit}"
        assert not report.trusted


def test_changed_bytes_outside_the_letter_are_found(party: Party) -> None:
    start = SEALED.index(b"%PDF")
    end = start + len(unpack(SEALED)[2].content)
    for at in [*range(0, start, 3), *range(end, len(SEALED), 3)]:
        changed = bytearray(SEALED)
        changed[at] ^= 1 << (at % 8)
        assert not verify(bytes(changed), anchors=[party.ca]).intact, at


@pytest.mark.parametrize("change", [lambda data: data + b"\0", lambda data: b"\0" + data, lambda data: data[:-1]])
def test_added_or_missing_ends_are_found(change: Callable[[bytes], bytes]) -> None:
    assert not verify(change(SEALED)).intact


def test_every_truncation_is_survived_and_found() -> None:
    for size in range(0, len(SEALED), 997):
        assert not verify(SEALED[:size]).intact


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_check(data: bytes) -> None:
    assert not verify(data, anchors=[PARTY.ca]).intact


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(SEALED) - 1), st.binary(max_size=12)), min_size=1, max_size=6))
def test_no_splice_breaks_the_check(splices: list[tuple[int, bytes]]) -> None:
    data = bytearray(SEALED)
    for at, content in splices:
        data[at : at + len(content)] = content
    assert verify(bytes(data)).intact is (bytes(data) == SEALED)


def test_a_hostile_letter_under_a_true_seal_does_not_break_the_check() -> None:
    sealed_letter = unpack(SEALED)[2].content
    chance = random.Random(7)
    for _ in range(150):
        changed = bytearray(sealed_letter)
        for _ in range(chance.randrange(1, 30)):
            at = chance.randrange(len(changed) - 9000 if chance.random() < 0.3 else 0, len(changed))
            changed[at : at + chance.randrange(8)] = chance.randbytes(chance.randrange(8))
        assert not verify(forged(raw_letter=bytes(changed))).intact
    for raw in (b"%PDF-1.7", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"%PDF-1.7\n" + b"[" * 100_000, b"<<" * 50_000):
        assert codes(forged(raw_letter=raw)) == [Code.LETTER_UNREADABLE]


@given(st.binary(max_size=3000))
@settings(max_examples=50)
def test_no_bytes_as_act_break_the_check(content: bytes) -> None:
    assert not verify(forged(act=content, letter_of=act_json(), annexes=())).intact


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'"\\ud800"',
        b"\xff",
        b"null",
        b'{"a":1,"a":1}',
        rfc8785.dumps(act([], author={"state": "FR"})),
        rfc8785.dumps(act([]) | {"annexes": [1]}),
        rfc8785.dumps(act([]) | {"annexes": {"name": "x"}}),
        rfc8785.dumps(act([], number=True)),
        b'"' + b"x" * 1_100_000 + b'"',
    ],
)
def test_what_is_no_act_is_unreadable(content: bytes) -> None:
    found = codes(forged(act=content, letter_of=act_json(), annexes=()))
    assert found in ([Code.ACT_UNREADABLE], [Code.ACT_NOT_CANONICAL])


def test_a_true_seal_over_contents_that_disagree_is_not_enough(party: Party) -> None:
    other = authority_key(party.ca, party.ca_key, authority="fr-tj-paris")
    abroad = authority_key(party.ca, party.ca_key, state="MA")
    spaced = act_json().replace(b'"v":1', b'"v": 1')
    renamed: Any = act()
    renamed["annexes"][0]["sha256"] = "0" * 64
    assert codes(forged(key=other)) == [Code.AUTHOR_IS_NOT_SEALER]
    assert codes(forged(key=abroad)) == [Code.AUTHOR_IS_NOT_SEALER]
    assert codes(forged(letter_key=other)) == [Code.LETTER_SEALED_BY_ANOTHER]
    assert codes(forged(letter_of=act_json(number=2))) == [Code.LETTER_ACT_DIFFERS]
    assert Code.ACT_NOT_CANONICAL in codes(forged(act=spaced, letter_of=act_json()))
    assert codes(forged(act=rfc8785.dumps(renamed))) == [Code.ANNEX_DIFFERS]


def test_a_letter_with_a_second_revision_is_not_accepted() -> None:
    """An incremental update after the seal changes what is seen; its signature no longer covers the file."""
    sealed_letter = unpack(SEALED)[2].content
    updated = IncrementalPdfFileWriter(BytesIO(sealed_letter))
    updated.root["/Lang"] = generic.pdf_string("xx")
    updated.update_root()
    out = BytesIO()
    updated.write(out)
    assert codes(forged(raw_letter=out.getvalue())) == [Code.LETTER_UNREADABLE]
    assert codes(forged(raw_letter=sealed_letter + b"\n%%EOF\n")) == [Code.LETTER_UNREADABLE]


def test_an_unsealed_letter_is_not_accepted() -> None:
    bare = typeset([french()], act_json=act_json(), at=AT)
    assert codes(forged(raw_letter=bare)) == [Code.LETTER_UNREADABLE]


def test_a_letter_whose_inner_seal_is_false_is_found() -> None:
    changed = unpack(SEALED)[2].content.replace(b"/Title", b"/Titel", 1)
    assert codes(forged(raw_letter=changed)) == [Code.LETTER_SEAL_FALSE]


def entries_with(change: Callable[[list[Entry]], list[Entry]]) -> list[Code]:
    return codes(pack(change(list(unpack(SEALED)))))


def test_entries_added_lost_moved_or_doubled_are_found() -> None:
    extra = Entry("annexes/extra.txt", b"x")
    assert entries_with(lambda e: [*e, extra]) == [Code.ENTRY_UNEXPECTED]
    assert entries_with(lambda e: [*e, Entry("META-INF/signature002.p7s", b"")]) == [Code.ENTRY_UNEXPECTED]
    assert entries_with(lambda e: [*e, e[1]]) == [Code.ENTRY_UNEXPECTED]
    assert entries_with(lambda e: [*e[:1], e[2], e[1], *e[3:]]) == [Code.ENTRY_UNEXPECTED]
    assert entries_with(lambda e: [e[1], e[0], *e[2:]]) == [Code.ENTRY_UNEXPECTED, Code.MIMETYPE_WRONG]
    for lost in range(8):
        assert Code.ENTRY_MISSING in entries_with(lambda e, lost=lost: [*e[:lost], *e[lost + 1 :]])


def test_every_changed_file_is_named(party: Party) -> None:
    entries = list(unpack(SEALED))
    for at in range(1, 6):
        changed = [*entries]
        changed[at] = replace(entries[at], content=entries[at].content + b" ")
        found = verify(pack(changed), anchors=[party.ca]).problems
        assert Problem(Code.CONTENT_ALTERED, entries[at].name) in found


def test_trust_needs_an_anchor_that_issued_the_certificate(party: Party) -> None:
    stranger, _ = state_ca()
    report = verify(SEALED, anchors=[stranger])
    assert (report.intact, report.trusted) == (True, False)
    assert [each.code for each in report.problems] == [Code.ISSUER_NOT_TRUSTED]
    assert verify(SEALED, anchors=[stranger, party.ca]).trusted
    assert verify(SEALED, anchors=[party.key.certificate]).trusted
    other = authority_key(party.ca, party.ca_key)
    assert not verify(SEALED, anchors=[other.certificate]).trusted


def test_an_authority_cannot_issue_authorities(party: Party) -> None:
    child = authority_key(party.key.certificate, party.key.private_key)
    assert codes(forged(key=child)) == [Code.ISSUER_NOT_TRUSTED]
    assert [each.code for each in verify(forged(key=child), anchors=[party.key.certificate]).problems] == [
        Code.ISSUER_NOT_TRUSTED
    ]


def test_a_certificate_expired_or_not_for_sealing_is_named(party: Party) -> None:
    expired = authority_key(party.ca, party.ca_key, until=AT - timedelta(seconds=1))
    unfit = authority_key(party.ca, party.ca_key, usage=False)
    assert codes(forged(key=expired)) == [Code.CERTIFICATE_OUT_OF_TIME]
    assert codes(forged(key=unfit)) == [Code.CERTIFICATE_UNFIT]
    assert verify(forged(key=expired)).intact


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    assert codes(bytes(container.CONTAINER_BYTES + 1)) == [Code.TOO_LARGE]


def test_every_problem_has_its_sentence_in_three_languages() -> None:
    for code in Code:
        said = {lang: sentence(Problem(code, "{where}"), lang) for lang in ("ar", "fr", "en")}
        assert len(set(said.values())) == 3
        assert all("{where}" in each for each in said.values())
