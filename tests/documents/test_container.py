"""The container as a ZIP that anybody opens and nobody can pad."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.documents import container
from tajawub.documents.container import ENTRIES, Entry, NotAContainer, Reference, manifest, pack, unpack

ENTRY = st.builds(
    Entry,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40),
    st.binary(max_size=200),
)


@given(st.lists(ENTRY, min_size=1, max_size=8))
def test_what_is_packed_is_unpacked(entries: list[Entry]) -> None:
    assert list(unpack(pack(entries))) == entries


@given(st.lists(ENTRY, min_size=1, max_size=5, unique_by=lambda each: each.name))
def test_another_reader_finds_the_same_files(entries: list[Entry]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(entries))) as opened:
        assert opened.testzip() is None
        assert [info.compress_type for info in opened.infolist()] == [zipfile.ZIP_STORED] * len(entries)
        assert [opened.read(info) for info in opened.infolist()] == [each.content for each in entries]


def test_unzip_keeps_arabic_names(tmp_path: Path) -> None:
    if shutil.which("unzip") is None:
        pytest.skip("unzip is not installed")
    (tmp_path / "a.zip").write_bytes(pack([Entry("mimetype", b"x"), Entry("annexes/أمر é.pdf", b"%PDF")]))
    subprocess.run(
        ["unzip", "-q", "a.zip"], cwd=tmp_path, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )
    assert (tmp_path / "annexes" / "أمر é.pdf").read_bytes() == b"%PDF"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for begun in (data, b"PK\x03\x04" + data):
        try:
            assert unpack(begun)
        except NotAContainer:
            continue


def test_a_compressed_entry_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("mimetype", b"\0" * 10_000_000)
    with pytest.raises(NotAContainer, match="not a plainly stored file"):
        unpack(bomb.getvalue())


def test_more_entries_than_allowed_are_refused() -> None:
    assert len(unpack(pack([Entry(str(n), b"") for n in range(ENTRIES)]))) == ENTRIES
    with pytest.raises(NotAContainer, match="more than 256 entries"):
        unpack(pack([Entry(str(n), b"") for n in range(ENTRIES + 1)]))


def test_the_manifest_names_files_as_uris_with_their_digests() -> None:
    written = manifest([Reference('annexes/é "<&>.pdf', "application/pdf", b"")]).decode()
    assert 'URI="annexes/%C3%A9%20%22%3C%26%3E.pdf" MimeType="application/pdf"' in written
    assert "<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>" in written
    assert f'<asic:SigReference URI="{container.SIGNATURE}"' in written
