from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.parties import take
from tajawub.exchange.as4 import mime
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal

TYPE = 'multipart/related; type="application/soap+xml"; boundary="b"'
ROOT = b"--b\r\nContent-Type: application/soap+xml\r\n\r\n<a/>"
END = b"\r\n--b--\r\n"


def part(name: str, content: bytes = b"x", extra: str = "") -> bytes:
    return f"\r\n--b\r\nContent-ID: <{name}>\r\n{extra}\r\n".encode() + content


def refusal(body: bytes, content_type: str = TYPE, **limits: int) -> Refusal:
    with pytest.raises(Refusal) as caught:
        mime.split(content_type, body, replace(EDELIVERY, **limits))  # type: ignore[arg-type]
    return caught.value


def test_what_is_joined_is_split_again() -> None:
    content_type, body = mime.join("b-1", b"<a/>", [("one@x", b"\r\n--b"), ("two@x", b"")])
    parts = mime.split(content_type, body, EDELIVERY)
    assert [(p.content_id, bytes(p.content)) for p in parts] == [
        ("root@b-1", b"<a/>"),
        ("one@x", b"\r\n--b"),
        ("two@x", b""),
    ]


def test_a_bare_envelope_is_one_part() -> None:
    (root,) = mime.split("application/soap+xml; charset=UTF-8", b"<a/>", EDELIVERY)
    assert bytes(root.content) == b"<a/>"


def test_folded_part_headers_are_read() -> None:
    body = ROOT + b"\r\n--b\r\nContent-Type: text/plain;\r\n\tname=x\r\nContent-ID: <n@x>\r\n\r\nx" + END
    assert mime.split(TYPE, body, EDELIVERY)[1].media_type == "text/plain; name=x"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"hello\r\n" + ROOT + END, "begin with its boundary"),
        (ROOT, "closing boundary is absent"),
        (ROOT + END + b"trailing bytes", "closing boundary is malformed"),
        (ROOT + b"\r\n--bb\r\n\r\nx" + END, "closing boundary is malformed"),
        (b"--b--\r\n", "closing boundary is malformed"),
        (ROOT + part("n@x") + part("n@x") + END, "one Content-ID of its own"),
        (ROOT + b"\r\n--b\r\nContent-Type: text/plain\r\n\r\nx" + END, "one Content-ID of its own"),
        (ROOT + part("a b") + END, "Content-ID is malformed"),
        (ROOT + part("n@x", extra="Content-Transfer-Encoding: base64\r\n") + END, "sent in binary"),
        (ROOT + part("n@x", extra="Content-Length: 2\r\n") + END, "the one declared"),
        (ROOT + part("n@x", extra="X: " + "y" * 5000 + "\r\n") + END, "absent or too long"),
        (ROOT + part("n@x", extra="".join(f"X{i}: y\r\n" for i in range(20))) + END, "header of a part is malformed"),
        (ROOT + part("n@x", extra="Content-ID: <m@x>\r\n") + END, "header of a part is malformed"),
        (ROOT + part("n@x", extra="no colon\r\n") + END, "header of a part is malformed"),
        (ROOT + part("n@x", extra="X: é\r\n") + END, "not ASCII"),
        (b"--b\r\nContent-Type: text/xml\r\n\r\n<a/>" + END, "not the SOAP envelope"),
        (b"--b\r\n\r\n<a/>" + END, "not the SOAP envelope"),
        (b"", "begin with its boundary"),
    ],
)
def test_an_ambiguous_package_is_refused(body: bytes, words: str) -> None:
    refused = refusal(body)
    assert refused.code in (Code.MIME_INCONSISTENCY, Code.PACKAGING_NOT_SUPPORTED)
    assert words in refused.reason or "absent or too long" in refused.reason


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/related",
        'multipart/related; boundary=""',
        'multipart/related; boundary="' + "x" * 71 + '"',
        'multipart/related; boundary="b"; boundary="c"',
        'multipart/related; boundary="b',
        'multipart/related; boundary="b"; start="<other@x>"',
        "multipart/related;" + " " * 5000,
        "multipart",
        "",
        "multipart/related; boundary=\u00e9",
    ],
)
def test_a_malformed_content_type_is_refused(content_type: str) -> None:
    assert refusal(ROOT + END, content_type).code is Code.MIME_INCONSISTENCY


def test_other_packaging_is_not_supported() -> None:
    assert refusal(ROOT + END, "text/xml").code is Code.PACKAGING_NOT_SUPPORTED


def test_too_many_parts_are_refused() -> None:
    body = ROOT + b"".join(part(f"n{i}@x") for i in range(3)) + END
    assert len(mime.split(TYPE, body, replace(EDELIVERY, parts=4))) == 4
    assert "at most 3 parts" in refusal(body, parts=3).reason


def test_too_large_a_message_is_refused() -> None:
    assert "at most 10 bytes" in refusal(ROOT + END, message_size=10).reason


def test_too_large_an_envelope_is_refused() -> None:
    body = b"<a>" + b"x" * EDELIVERY.envelope_size + b"</a>"
    with pytest.raises(Refusal, match="an envelope holds at most"):
        take(Built("application/soap+xml", body))
