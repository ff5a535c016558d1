"""What a hostile partner, or somebody on the line with a partner's name, may try. One test for each."""

from __future__ import annotations

import gzip
import os
import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.parties import (
    AT,
    CONFORMANCE,
    PARIS,
    RABAT,
    edited,
    header,
    party,
    receipt,
    refused,
    send,
    take,
)
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.envelope import PartInfo, messaging, user_unit
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY, MGF1_SHA256, RSA_OAEP, RSA_SHA256, SHA256
from tajawub.exchange.as4.refusal import Code, Refusal

BOMB = b"""<!DOCTYPE b [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;">
<!ENTITY a2 "&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;">]>"""
XXE = b'<!DOCTYPE b SYSTEM "file:///etc/passwd">'
EMPTY_DTD = b"<!DOCTYPE b>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<eb:MessageId>first@", b"<eb:MessageId>first<!-- -->@"),
        (b">urn:tajawub:node:FR<", b">urn:tajawub:node:<!-- -->FR<"),
        (b"<eb:MessageId>first@", b"<eb:MessageId>first<?x?>@"),
        (b"<eb:MessageId>first@", b"<eb:MessageId><![CDATA[first]]>@"),
        (b"<env:Envelope ", XXE + b"<env:Envelope "),
        (b"<env:Envelope ", BOMB + b"<env:Envelope "),
        (b"<env:Envelope ", EMPTY_DTD + b"<env:Envelope "),
        (b'<?xml version="1.0" encoding="UTF-8"?>', b'<?xml version="1.0" encoding="UTF-7"?>'),
        (b'<?xml version="1.0" encoding="UTF-8"?>', b'<?xml-stylesheet href="x"?>'),
    ],
    ids=["comment in MessageId", "comment in PartyId", "PI", "CDATA", "XXE", "bomb", "DTD", "UTF-7", "stylesheet"],
)
def test_markup_that_can_hide_text_is_refused_before_parsing(old: bytes, new: bytes) -> None:
    refusal = refused(edited(send(), old, new))
    assert refusal.code is Code.INVALID_HEADER
    assert "comment" in refusal.reason or "UTF-8" in refusal.reason


def test_an_entity_is_never_resolved() -> None:
    assert refused(edited(send(), b">first@paris.example<", b">&first;<")).code is Code.INVALID_HEADER


def test_utf_16_is_not_read_past_the_scan() -> None:
    built = send()
    envelope = re.search(rb"<\?xml.*</env:Envelope>", built.body, re.DOTALL)
    assert envelope is not None
    other = envelope[0].replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")
    assert refused(edited(built, envelope[0], other)).code is Code.INVALID_HEADER


def forged() -> bytes:
    """An unsigned header that claims another kind, for the wrapping attacks."""
    return messaging(user_unit(replace(header(), action="forged/1")))


def genuine(built: Built) -> bytes:
    found = re.search(rb"<eb:Messaging.*</eb:Messaging>", built.body)
    assert found is not None
    return found[0]


def wrapped(built: Built, how: str) -> Built:
    true, false = genuine(built), forged()
    other = false.replace(b'"_messaging"', b'"_other"')
    security_end = b"</wsse:Security>"
    match how:
        case "before":
            return edited(built, true, false + true)
        case "after":
            return edited(built, true, true + other)
        case "moved into a header of its own":
            return edited(built, true, b"<x:w xmlns:x='urn:x'>" + true + b"</x:w>" + other)
        case "moved into the security header":
            moved = edited(built, true, other)
            return edited(moved, security_end, true + security_end)
        case "moved into the signature":
            moved = edited(built, true, other)
            return edited(moved, b"</ds:Signature>", b"<ds:Object>" + true + b"</ds:Object></ds:Signature>")
        case "moved into the body":
            moved = edited(built, true, other)
            return edited(moved, b"</env:Body>", true + b"</env:Body>")
        case "replaced under the same Id":
            return edited(built, true, false)
        case "replaced under no Id":
            return edited(built, true, false.replace(b' wsu:Id="_messaging"', b""))
        case "second envelope":
            return edited(built, b"</env:Header>", b"</env:Header><env:Header>" + other + b"</env:Header>")
        case _:
            raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        "before",
        "after",
        "moved into a header of its own",
        "moved into the security header",
        "moved into the signature",
        "moved into the body",
        "replaced under the same Id",
        "replaced under no Id",
        "second envelope",
    ],
)
def test_a_signature_wrapping_is_refused(how: str) -> None:
    assert refused(wrapped(send(), how)).code in (
        Code.INVALID_HEADER,
        Code.FAILED_AUTHENTICATION,
        Code.POLICY_NONCOMPLIANCE,
        Code.PACKAGING_NOT_SUPPORTED,
    )


@pytest.mark.parametrize("attribute", [b'Id="_messaging"', b'wsu:Id="_messaging"', b'xml:id="_messaging"'])
def test_a_duplicate_id_is_refused(attribute: bytes) -> None:
    built = edited(send(), b"<ds:SignatureValue>", b"<ds:SignatureValue " + attribute + b">")
    assert "same Id" in refused(built).reason


def without(built: Built, pattern: bytes) -> Built:
    body, count = re.subn(pattern, b"", built.body, count=1, flags=re.DOTALL)
    assert count == 1
    return Built(built.content_type, body)


@pytest.mark.parametrize("pattern", [rb"<ds:Signature .*</ds:Signature>", rb"<wsse:Security.*</wsse:Security>"])
def test_a_stripped_signature_is_refused(pattern: bytes) -> None:
    assert refused(without(send(), pattern)).code is Code.POLICY_NONCOMPLIANCE


def test_a_second_signature_is_refused() -> None:
    built = send()
    (signature,) = re.findall(rb"<ds:Signature .*</ds:Signature>", built.body)
    assert refused(edited(built, signature, signature + signature)).code is Code.POLICY_NONCOMPLIANCE


def test_a_stripped_encryption_is_refused() -> None:
    built = without(send(), rb"<xenc:EncryptedKey.*?</xenc:EncryptedKey>")
    assert refused(built).code is Code.POLICY_NONCOMPLIANCE


def test_a_payload_left_unencrypted_is_refused() -> None:
    built = without(send(), rb"<xenc:EncryptedData.*?</xenc:EncryptedData>")
    assert refused(built).code is Code.POLICY_NONCOMPLIANCE


def closing(built: Built) -> bytes:
    return built.body[built.body.rindex(b"\r\n--") :]


def test_an_extra_attachment_is_refused() -> None:
    built = send()
    end = closing(built)
    boundary = end[2:-4]
    extra = b"\r\n" + boundary + b"\r\nContent-Type: text/plain\r\nContent-ID: <extra@x>\r\n\r\nhello"
    assert refused(edited(built, end, extra + end)).code is Code.MIME_INCONSISTENCY


def test_a_removed_attachment_is_refused() -> None:
    built = send()
    start = built.body.index(b"\r\n--", built.body.index(b"</env:Envelope>"))
    cut = Built(built.content_type, built.body[:start] + closing(built))
    assert refused(cut).code is Code.MIME_INCONSISTENCY


def test_a_header_that_names_a_payload_not_signed_is_refused() -> None:
    two = header(PartInfo("one@x", "text/plain"), PartInfo("two@x", "text/plain"))
    built = message.build(two, [b"1", b"2"], key=party(PARIS).key, to=party(RABAT).key.pinned)
    assert refused(edited(built, b'<eb:PartInfo href="cid:two@x">', b'<eb:PartInfo href="cid:six@x">')).code in (
        Code.FAILED_AUTHENTICATION,
        Code.MIME_INCONSISTENCY,
    )


def test_a_gzip_bomb_stops_early() -> None:
    bomb = gzip.compress(bytes(300 * 1024 * 1024), compresslevel=9)
    assert len(bomb) < 320_000
    info = PartInfo("part@paris.example", "application/octet-stream", compressed=True)
    built = send(bomb, sent=header(info))
    start = time.process_time()
    refusal = refused(built)
    assert refusal.code is Code.DECOMPRESSION_FAILURE
    assert time.process_time() - start < 2


def test_many_small_bombs_are_bounded_together() -> None:
    profile = replace(EDELIVERY, inflated_size=3_000_000)
    contents = [gzip.compress(os.urandom(7_000) + bytes(992_999)) for _ in range(4)]
    assert all(len(content) * EDELIVERY.inflated_ratio > 1_000_000 for content in contents)
    parts = tuple(PartInfo(f"{n}@paris.example", "text/plain", compressed=True) for n in range(len(contents)))

    def built(count: int) -> Built:
        sent = header(*parts[:count])
        return message.build(sent, contents[:count], key=party(PARIS).key, to=party(RABAT).key.pinned)

    assert sum(map(len, take(built(3), profile=profile).contents)) == 2_999_997
    assert refused(built(4), profile=profile).code is Code.DECOMPRESSION_FAILURE


@pytest.mark.parametrize(
    "content",
    [b"", b"plain", gzip.compress(b"x")[:-1], gzip.compress(b"x") + b"tail", gzip.compress(b"x") * 2],
    ids=["empty", "not gzip", "truncated", "tail", "two members"],
)
def test_a_malformed_gzip_is_refused(content: bytes) -> None:
    info = PartInfo("part@paris.example", "application/octet-stream", compressed=True)
    assert refused(send(content, sent=header(info))).code is Code.DECOMPRESSION_FAILURE


def test_a_true_gzip_is_inflated() -> None:
    info = PartInfo("part@paris.example", "text/plain", compressed=True)
    assert take(send(gzip.compress(b"letter " * 1000), sent=header(info))).contents == (b"letter " * 1000,)


def flipped(built: Built, at: int) -> Built:
    body = bytearray(built.body)
    body[at] ^= 1
    return Built(built.content_type, bytes(body))


@pytest.mark.parametrize("place", [-80, -70])
def test_flipped_ciphertext_and_tag_are_refused_in_one_sentence(place: int) -> None:
    built = send(b"x" * 1000)
    refusal = refused(flipped(built, len(built.body) + place))
    assert (refusal.code, refusal.reason) == (Code.FAILED_DECRYPTION, "a payload cannot be decrypted")


def test_another_wrapped_key_is_refused_in_the_same_sentence() -> None:
    one, two = send(), send()
    key = re.compile(rb"<xenc:CipherValue>(.*?)</xenc:CipherValue>")
    mine, theirs = key.search(one.body), key.search(two.body)
    assert mine is not None
    assert theirs is not None
    garbage = b"A" * (len(mine[1]) - 2) + b"=="
    for value in (theirs[1], garbage, b"AAAA"):
        refusal = refused(edited(one, mine[1], value))
        assert (refusal.code, refusal.reason) == (Code.FAILED_DECRYPTION, "a payload cannot be decrypted")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<eb:Action>act/1<", b"<eb:Action>act/2<"),
        (b"<eb:MessageId>first@", b"<eb:MessageId>other@"),
        (b'"urgency">urgent<', b'"urgency">routine<'),
        (b"<eb:Timestamp>2026-11-23T12", b"<eb:Timestamp>2026-11-23T11"),
        (b'env:mustUnderstand="true">', b'env:mustUnderstand="1">'),
    ],
)
def test_an_edited_header_is_refused(old: bytes, new: bytes) -> None:
    built = send()
    start = built.body.index(b"<eb:Messaging")
    body = built.body[:start] + built.body[start:].replace(old, new, 1)
    assert body != built.body
    assert refused(Built(built.content_type, body)).code is Code.FAILED_AUTHENTICATION


SHA1 = b"http://www.w3.org/2000/09/xmldsig#"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (RSA_SHA256.encode(), SHA1 + b"rsa-sha1"),
        (RSA_SHA256.encode(), SHA1 + b"hmac-sha1"),
        (RSA_SHA256.encode(), b"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
        (RSA_SHA256.encode(), b"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        (b'Method Algorithm="' + SHA256.encode(), b'Method Algorithm="' + SHA1 + b"sha1"),
        (b"xml-exc-c14n#", b"xml-exc-c14n#WithComments"),
        (b"xml-exc-c14n#", b"xslt"),
        (RSA_OAEP.encode(), b"http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
        (MGF1_SHA256.encode(), b"http://www.w3.org/2009/xmlenc11#mgf1sha1"),
        (b"xmlenc11#aes128-gcm", b"xmlenc#aes128-cbc"),
    ],
)
def test_an_algorithm_off_the_list_is_refused(old: bytes, new: bytes) -> None:
    assert refused(edited(send(), old, new)).code is Code.POLICY_NONCOMPLIANCE


def test_another_algorithm_of_the_list_does_not_verify() -> None:
    other = RSA_SHA256.replace("256", "512").encode()
    assert refused(edited(send(), RSA_SHA256.encode(), other)).code is Code.FAILED_AUTHENTICATION


def test_a_replay_after_the_window_is_refused() -> None:
    late = AT + EDELIVERY.age + timedelta(seconds=1)
    assert refused(send(), at=late).code is Code.POLICY_NONCOMPLIANCE
    assert take(send(), at=AT + EDELIVERY.age).contents == (b"sealed file",)


def test_a_message_from_the_future_is_refused() -> None:
    assert refused(send(), at=AT - EDELIVERY.ahead - timedelta(seconds=1)).code is Code.POLICY_NONCOMPLIANCE


def test_a_partner_that_speaks_in_another_s_name_is_refused() -> None:
    stranger = party("urn:tajawub:node:XX")
    built = message.build(header(), [b"x"], key=stranger.key, to=party(RABAT).key.pinned)
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    peers = {PARIS: (party(PARIS).key.pinned,), stranger.name: (stranger.key.pinned,)}
    with pytest.raises(Refusal, match="not one agreed with this party") as caught:
        message.receive(
            packed, message.header(packed), own=(party(RABAT).key,), peers=peers, profile=EDELIVERY, at=AT
        )
    assert caught.value.code is Code.FAILED_AUTHENTICATION


def test_a_party_without_agreement_is_refused() -> None:
    assert refused(send(), peer="urn:tajawub:node:XX").code is Code.PROCESSING_MODE_MISMATCH


def test_an_expired_certificate_is_refused() -> None:
    old = party("urn:tajawub:node:old", days=1)
    built = message.build(replace(header(), sender=old.name), [b"x"], key=old.key, to=party(RABAT).key.pinned)
    refusal = refused(built, peer=PARIS)
    assert refusal.code is Code.PROCESSING_MODE_MISMATCH
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    with pytest.raises(Refusal, match="not one agreed"):
        message.receive(
            packed,
            message.header(packed),
            own=(party(RABAT).key,),
            peers={old.name: (old.key.pinned,)},
            profile=EDELIVERY,
            at=AT + timedelta(days=2),
        )


def test_both_certificates_count_during_a_rotation() -> None:
    new, old = party("urn:tajawub:node:new"), party(PARIS)
    built = send()
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    opened = message.receive(
        packed,
        message.header(packed),
        own=(party(RABAT).key,),
        peers={PARIS: (new.key.pinned, old.key.pinned)},
        profile=EDELIVERY,
        at=AT,
    )
    assert opened.signer is old.key.pinned


def test_a_short_key_is_refused_by_policy_alone() -> None:
    weak = party("urn:tajawub:node:weak", bits=1024)
    sent = replace(header(), sender=weak.name)
    built = message.build(sent, [b"x"], key=weak.key, to=party(RABAT).key.pinned)
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    options = {"own": (party(RABAT).key,), "peers": {weak.name: (weak.key.pinned,)}, "at": AT}
    with pytest.raises(Refusal, match="2048 bits"):
        message.receive(packed, sent, profile=EDELIVERY, **options)  # type: ignore[arg-type]
    assert message.receive(packed, sent, profile=CONFORMANCE, **options).contents == (b"x",)  # type: ignore[arg-type]


def test_an_edited_receipt_is_refused() -> None:
    built = receipt(take(send()))
    pinned = (party(RABAT).key.pinned,)
    for old, new in [(b"first@paris", b"other@paris"), (b"<ds:DigestValue>", b"<ds:DigestValue>AAAA")]:
        start = built.body.index(b"<eb:Messaging")
        body = built.body[:start] + built.body[start:].replace(old, new, 1)
        with pytest.raises(Refusal):
            signals.read(message.unpack(built.content_type, body, EDELIVERY), pinned, EDELIVERY, at=AT)


def test_a_user_message_is_no_receipt_and_a_receipt_no_user_message() -> None:
    built = send()
    with pytest.raises(Refusal):
        signals.read(
            message.unpack(built.content_type, built.body, EDELIVERY),
            (party(PARIS).key.pinned,),
            EDELIVERY,
            at=AT,
        )
    assert refused(receipt(take(built))).code is Code.INVALID_HEADER
