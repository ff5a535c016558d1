from __future__ import annotations

import re
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from exchange.parties import AT, PARIS, RABAT, header, party, receipt, send, take
from tajawub.exchange.as4 import envelope, message, signals
from tajawub.exchange.as4.envelope import EB, PartInfo, UserMessage
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40
).map(str.strip)
NAMES = st.from_regex(r"[a-z0-9.-]{1,30}@[a-z0-9.-]{1,30}", fullmatch=True)
MESSAGES = st.builds(
    UserMessage,
    message_id=NAMES,
    at=st.integers(0, 10**13).map(lambda milliseconds: AT + timedelta(milliseconds=milliseconds)),
    sender=WORDS.filter(bool),
    receiver=WORDS.filter(bool),
    service=WORDS,
    action=WORDS,
    conversation=WORDS,
    properties=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
    parts=st.lists(st.builds(PartInfo, NAMES, WORDS, st.booleans()), max_size=3).map(tuple),
    reply_to=st.one_of(st.just(""), NAMES),
)


@given(MESSAGES)
def test_a_header_is_read_as_written_and_written_canonically(sent: UserMessage) -> None:
    written = envelope.messaging(envelope.user_unit(sent))
    element = etree.fromstring(written)
    assert envelope.read_user(element) == sent
    assert etree.tostring(element, method="c14n", exclusive=True, with_comments=False) == written


@pytest.mark.parametrize("value", ["\0", "a\x08", "\ufffe", "\ud800"])
def test_text_without_an_xml_form_is_not_written(value: str) -> None:
    with pytest.raises(ValueError, match="remove control characters"):
        envelope.escaped(value)


def signed_parts(body: bytes) -> list[bytes]:
    """Cut from the bytes sent what is digested or signed, as it stands there."""
    names = (rb"eb:Messaging", rb"env:Body", rb"ds:SignedInfo")
    found = [re.search(rb"<%b[ >].*</%b>" % (name, name), body, re.DOTALL) for name in names]
    return [part[0] for part in found if part is not None]


def test_everything_signed_is_sent_in_canonical_form() -> None:
    message_sent = send()
    fault = signals.fault(
        Refusal(Code.OTHER, 'a "quoted" <reason> & more'), "x@y", message_id="e@y", key=party(RABAT).key, at=AT
    )
    for built in (message_sent, receipt(take(message_sent)), fault):
        start, end = built.body.index(b"<env:Envelope"), built.body.index(b"</env:Envelope>")
        root = etree.fromstring(built.body[start : end + len(b"</env:Envelope>")])
        parts = signed_parts(built.body)
        assert len(parts) == 3
        tags = [f"{{{EB}}}Messaging", f"{{{envelope.ENV}}}Body", "{http://www.w3.org/2000/09/xmldsig#}SignedInfo"]
        canonical = [
            etree.tostring(next(root.iter(tag)), method="c14n", exclusive=True, with_comments=False) for tag in tags
        ]
        assert parts == canonical


def test_a_message_arrives_whole() -> None:
    opened = take(send(b"\0\xff\r\n--" * 1000))
    assert opened.contents == (b"\0\xff\r\n--" * 1000,)
    assert opened.message == header()
    assert opened.signer is party(PARIS).key.pinned


def test_several_payloads_arrive_in_the_order_of_the_header() -> None:
    parts = tuple(PartInfo(f"{name}@x", "text/plain") for name in ("c", "a", "b"))
    built = message.build(header(*parts), [b"one", b"", b"three"], key=party(PARIS).key, to=party(RABAT).key.pinned)
    assert take(built).contents == (b"one", b"", b"three")


def test_the_same_message_is_never_encrypted_alike_twice() -> None:
    assert send().body != send().body


def test_a_recipient_without_key_identifier_is_named_by_issuer_and_serial() -> None:
    plain = party("urn:tajawub:node:plain", key_id=False)
    built = message.build(header(), [b"x"], key=party(PARIS).key, to=plain.key.pinned)
    assert b"X509IssuerSerial" in built.body
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    opened = message.receive(
        packed,
        message.header(packed),
        own=(party(RABAT).key, plain.key),
        peers={PARIS: (party(PARIS).key.pinned,)},
        profile=EDELIVERY,
        at=AT,
    )
    assert opened.contents == (b"x",)


def test_the_parts_digest_follows_content_and_not_encryption() -> None:
    assert take(send(b"a")).parts_digest == take(send(b"a")).parts_digest
    assert take(send(b"a")).parts_digest != take(send(b"b")).parts_digest


def test_a_receipt_proves_what_was_sent() -> None:
    built = send()
    answer = receipt(take(built))
    packed = message.unpack(answer.content_type, answer.body, EDELIVERY)
    taken = signals.read(packed, (party(RABAT).key.pinned,), EDELIVERY, at=AT)
    assert isinstance(taken, signals.Receipt)
    sent = message.sent_references(built.content_type, built.body, EDELIVERY)
    signals.prove(taken, sent, "first@paris.example")
    with pytest.raises(Refusal, match="digests that were sent"):
        signals.prove(taken, sent[:2], "first@paris.example")
    with pytest.raises(Refusal, match="for another message"):
        signals.prove(taken, sent, "second@paris.example")


def test_an_error_says_what_it_is_about() -> None:
    built = signals.fault(
        Refusal(Code.FAILED_DECRYPTION, "no <b>"), "x@y", message_id="e@y", key=party(RABAT).key, at=AT
    )
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    fault = signals.read(packed, (party(RABAT).key.pinned,), EDELIVERY, at=AT)
    assert fault == signals.Fault("e@y", AT, "x@y", Code.FAILED_DECRYPTION, "FailedDecryption: no <b>")


def test_timestamps_are_written_in_utc() -> None:
    rabat = AT.astimezone(timezone(timedelta(hours=1)))
    assert envelope.written(rabat) == "2026-11-23T12:00:00.000Z"


BUILT = send(b"evidence " * 20)
GENUINE = take(BUILT)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(BUILT.body) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing_that_is_accepted(at: int, mask: int) -> None:
    body = bytearray(BUILT.body)
    body[at] ^= mask
    try:
        opened = take(Built(BUILT.content_type, bytes(body)))
    except Refusal:
        return
    assert opened == GENUINE


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["application/soap+xml", BUILT.content_type, ""]))
def test_noise_is_refused_and_never_raises_anything_else(body: bytes, content_type: str) -> None:
    with pytest.raises(Refusal):
        take(Built(content_type, body))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 6000), st.integers(1, 400), st.binary(max_size=60))
def test_a_cut_or_overwritten_stretch_is_refused_or_changes_nothing(at: int, size: int, new: bytes) -> None:
    body = BUILT.body[:at] + new + BUILT.body[at + size :]
    try:
        opened = take(Built(BUILT.content_type, body))
    except Refusal:
        return
    assert opened == GENUINE
