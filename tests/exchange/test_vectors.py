"""Messages made by other people's software: AS4.NET, Holodeck B2B, phase4. None of it is in this repository."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from exchange.parties import CONFORMANCE, VECTORS
from tajawub.exchange.as4 import encryption, message, signals, signature
from tajawub.exchange.as4.certificates import Identity, Pinned, identity, pin, tokens
from tajawub.exchange.as4.message import Packed
from tajawub.exchange.as4.profile import EDELIVERY, Profile
from tajawub.exchange.as4.refusal import Code, Refusal

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"no third-party vectors in {VECTORS}")

ACCESS_POINT_A = ("AccessPointA.pfx", b"Pz4cZK4SULUwmraZa")
ACCESS_POINT_B = ("AccessPointB.pfx", b"Pz4cZK4SULUwmraZb")
PARTY_C = ("partyC.p12", b"ExampleC")
SIGNED_AND_ENCRYPTED = ["as4-encrypted-signed-issuerserial.as4", "as4-encrypted-signed-keyidentifier.as4"]


def key_of(name: str, password: bytes) -> Identity:
    key, certificate, _ = pkcs12.load_key_and_certificates((VECTORS / "eessi-as4.net" / name).read_bytes(), password)
    return identity(key, certificate)  # type: ignore[arg-type]


def raw(path: str) -> tuple[str, bytes]:
    """Return (Content-Type, body) of a file: HTTP headers cut, licence comment cut, bare LF made CRLF."""
    content = (VECTORS / path).read_bytes().removeprefix(b"\xef\xbb\xbf")
    start = re.search(rb"(?m)^(--[^>]|<\?xml|<[A-Za-z0-9]+:Envelope)", content)
    assert start is not None
    content = re.sub(rb"<!--.*?-->\s*", b"", content[start.start() :], count=1, flags=re.DOTALL)
    if content.startswith(b"<"):
        return "application/soap+xml", content.strip()
    first = content.split(b"\n", 1)[0]
    if not first.endswith(b"\r"):
        content = content.replace(b"\n", b"\r\n")
    boundary = first.strip()[2:].decode()
    return f'multipart/related; boundary="{boundary}"; type="application/soap+xml"', content


def unpacked(path: str, profile: Profile = CONFORMANCE) -> Packed:
    return message.unpack(*raw(path), profile)


def carried(packed: Packed) -> list[Pinned]:
    """Pin whatever certificates a message carries: for vectors whose signer's certificate is nowhere else."""
    assert packed.envelope.security is not None
    return [pin(x509.load_der_x509_certificate(der)) for der in tokens(packed.envelope.security).values()]


def opened(path: str, signer: Identity, own: Identity, profile: Profile = CONFORMANCE) -> message.Opened:
    packed = unpacked(path, profile)
    head = message.header(packed)
    return message.receive(
        packed, head, own=(own,), peers={head.sender: (signer.pinned,)}, profile=profile, at=head.at
    )


def refusal(path: str, signer: Identity, own: Identity, profile: Profile = CONFORMANCE) -> Refusal:
    with pytest.raises(Refusal) as caught:
        opened(path, signer, own, profile)
    return caught.value


@pytest.mark.parametrize("name", SIGNED_AND_ENCRYPTED)
def test_a_message_of_holodeck_verifies_decrypts_and_inflates(name: str) -> None:
    taken = opened(f"eessi-as4.net/{name}", key_of(*ACCESS_POINT_A), key_of(*ACCESS_POINT_B))
    picture = next(c for c in taken.contents if c.startswith(b"\xff\xd8\xff"))
    document = next(c for c in taken.contents if c.startswith(b"<?xml"))
    assert (len(picture), len(document)) == (296454, 206)
    assert len(taken.references) == 4


@pytest.mark.parametrize("name", SIGNED_AND_ENCRYPTED)
def test_the_policy_of_a_partner_refuses_its_old_algorithms(name: str) -> None:
    # The messages are of 2018: only age and wrapping differ from the policy, and the wrapping must be refused too.
    policy = replace(EDELIVERY, age=timedelta(days=36500))
    refused = refusal(f"eessi-as4.net/{name}", key_of(*ACCESS_POINT_A), key_of(*ACCESS_POINT_B), policy)
    assert refused.code is Code.POLICY_NONCOMPLIANCE
    assert "wraps" in refused.reason


def test_a_signer_other_than_agreed_is_refused() -> None:
    signer = key_of(*ACCESS_POINT_B)
    assert refusal(f"eessi-as4.net/{SIGNED_AND_ENCRYPTED[1]}", signer, signer).code is Code.FAILED_AUTHENTICATION


def test_an_encrypted_and_compressed_message_of_as4_net_is_readable() -> None:
    packed = unpacked("eessi-as4.net/as4-encrypted-compressed-message.as4")
    assert packed.envelope.security is not None
    encrypted = encryption.read(packed.envelope.security, [key_of(*PARTY_C)], CONFORMANCE)
    plain = encryption.decrypt(encrypted, packed.attachments)
    sizes = {cid: len(message.inflate(content, CONFORMANCE, room=2**20)) for cid, content in plain.items()}
    assert sizes == {"flower": 290403, "xmldoc": 63}


def test_the_same_message_unsigned_is_refused_whole() -> None:
    own = key_of(*PARTY_C)
    refused = refusal("eessi-as4.net/as4-encrypted-compressed-message.as4", own, own)
    assert refused.code is Code.POLICY_NONCOMPLIANCE


def test_a_message_of_phase4_verifies() -> None:
    packed = unpacked("phase4/dump-raw.as4out")
    pinned = carried(packed)
    signed = signature.verify(packed.envelope, pinned, EDELIVERY, at=datetime(2026, 1, 29, tzinfo=UTC))
    assert [ref.uri.split(":")[0] for ref in signed.references][2] == "cid"
    assert message.header(packed).parts[0].compressed


def test_a_production_receipt_verifies() -> None:
    packed = unpacked("phase4/dataport1-mustunderstand.as4in")
    receipt = signals.read(packed, carried(packed), EDELIVERY, at=datetime(2022, 3, 7, tzinfo=UTC))
    assert isinstance(receipt, signals.Receipt)
    assert receipt.reply_to == "669beff6-bf89-4776-9a27-eddece68083d@phase4"
    assert [ref.uri[:10] for ref in receipt.references] == ["#phase4-ms", "#id-4599d6", "cid:phase4"]


def test_the_same_receipt_with_another_must_understand_is_refused() -> None:
    packed = unpacked("phase4/dataport1.as4in")
    with pytest.raises(Refusal, match="the digest of a signed element does not match") as caught:
        signals.read(packed, carried(packed), EDELIVERY, at=datetime(2022, 3, 7, tzinfo=UTC))
    assert caught.value.code is Code.FAILED_AUTHENTICATION


def test_a_tampered_receipt_is_refused() -> None:
    packed = unpacked("eessi-as4.net/receipt_with_invalid_signature.as4")
    pinned = carried(packed) or [key_of(*ACCESS_POINT_A).pinned]
    with pytest.raises(Refusal) as caught:
        signals.read(packed, pinned, CONFORMANCE, at=pinned[0].not_before + timedelta(days=1))
    assert caught.value.code is Code.FAILED_AUTHENTICATION


def test_a_receipt_whose_digests_stand_in_no_namespace_is_refused() -> None:
    packed = unpacked("eessi-as4.net/Receipt_InvalidNRI_Namespace.as4")
    unit = packed.envelope.messaging[0]
    with pytest.raises(Refusal) as caught:
        signals.read_receipt(unit[1], CONFORMANCE)
    assert caught.value.code is Code.INVALID_RECEIPT


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("eessi-as4.net/as4-soap-wrong-signed-message.txt", Code.FAILED_AUTHENTICATION),
        ("eessi-as4.net/as4-soap-untrusted-signed-message.txt", Code.FAILED_AUTHENTICATION),
        ("eessi-as4.net/receiveagent-wrong-encrypted-message.as4", Code.POLICY_NONCOMPLIANCE),
        ("eessi-as4.net/as4message_duplicate_payloads.as4", Code.MIME_INCONSISTENCY),
        ("eessi-as4.net/as4-multihop-usermessage.as4", Code.INVALID_HEADER),
        ("phase4/TwoUserMessages.xml", Code.INVALID_HEADER),
        ("phase4/UserMessageNoPartyID.xml", Code.INVALID_HEADER),
        ("phase4/UserMessage12.xml", Code.INVALID_HEADER),
        ("phase4/WrongSigningAlgorithm.xml", Code.EXTERNAL_PAYLOAD),
        ("phase4/WrongSigningDigestAlgorithm.xml", Code.EXTERNAL_PAYLOAD),
        ("phase4/WrongCompression.mime", Code.PACKAGING_NOT_SUPPORTED),
    ],
)
def test_a_wrong_message_is_refused_with_its_code(path: str, code: Code) -> None:
    assert refusal(path, key_of(*ACCESS_POINT_A), key_of(*ACCESS_POINT_B)).code is code


@pytest.mark.parametrize("name", ["WrongSigningAlgorithm.xml", "WrongSigningDigestAlgorithm.xml"])
def test_an_invented_algorithm_is_refused(name: str) -> None:
    packed = unpacked(f"phase4/{name}")
    with pytest.raises(Refusal, match="algorithm is not allowed") as caught:
        signature.verify(packed.envelope, carried(packed), CONFORMANCE, at=datetime(2016, 9, 21, tzinfo=UTC))
    assert caught.value.code is Code.POLICY_NONCOMPLIANCE


def test_an_invented_compression_is_refused() -> None:
    _, body = raw("phase4/WrongCompression.mime")
    envelope = body[body.index(b"<?xml") : body.index(b"</S12:Envelope>") + 15]
    with pytest.raises(Refusal) as caught:
        message.header(message.unpack("application/soap+xml", envelope, CONFORMANCE))
    assert caught.value.code is Code.DECOMPRESSION_FAILURE


def test_a_body_other_than_the_signed_one_is_refused() -> None:
    packed = unpacked("eessi-as4.net/as4-soap-wrong-signed-message.txt")
    pinned = carried(packed)
    with pytest.raises(Refusal, match="the signature covers") as caught:
        signature.verify(packed.envelope, pinned, CONFORMANCE, at=pinned[0].not_before + timedelta(days=1))
    assert caught.value.code is Code.POLICY_NONCOMPLIANCE


def test_a_payload_altered_under_encryption_is_refused_in_one_sentence() -> None:
    packed = unpacked("eessi-as4.net/receiveagent-wrong-encrypted-message.as4")
    assert packed.envelope.security is not None
    own = key_of(*ACCESS_POINT_B)
    encrypted = encryption.read(packed.envelope.security, [own], CONFORMANCE)
    with pytest.raises(Refusal) as caught:
        encryption.decrypt(encrypted, packed.attachments)
    assert (caught.value.code, caught.value.reason) == (Code.FAILED_DECRYPTION, "a payload cannot be decrypted")


@pytest.mark.parametrize("path", sorted(str(p.relative_to(VECTORS)) for p in VECTORS.glob("*/*.[axmt]*")))
def test_no_vector_escapes_the_refusals(path: str) -> None:
    """Whatever a file holds, it is read or refused: nothing else comes out."""
    with contextlib.suppress(Refusal):
        message.header(message.unpack(*raw(path), EDELIVERY))
