"""`act.json`: one canonical form, read back to the same value, everything else refused as Malformed."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework import act
from tajawub.casework.act import Header, Malformed, instant
from tajawub.casework.life_cycle import Kind, Side

from .parties import REQUEST, Party, pair, play

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    # From 2**53 on, RFC 8785 writes a whole float as an integer that JSON numbers cannot carry.
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aZé‮ض\n", max_size=3), inner, max_size=3),
    max_leaves=8,
)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
names = st.text(st.sampled_from(string.ascii_letters + " '’éسلمىçß李\u200d"), min_size=1, max_size=20)
instants = st.builds(
    datetime.fromtimestamp,
    st.floats(0, 7_000_000_000),
    st.sampled_from([UTC, timezone(timedelta(hours=1))]),
)
annexes = st.builds(
    act.AnnexHeader,
    name=names,
    media_type=st.just("application/pdf"),
    size=st.integers(0, 2**40),
    sha256=digests,
)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    side = draw(st.sampled_from(Side))
    number = draw(st.integers(1, 50))
    return Header(
        v=1,
        request=REQUEST,
        side=side,
        number=number,
        author=act.Author(state=REQUEST.state_of(side), authority="fr-bepi", officer=draw(names)),
        kind=draw(st.sampled_from([*Kind, "transfer_proceedings"])),
        previous=draw(digests) if number > 1 else None,
        seen=draw(digests),
        occurred_at=draw(instants),
        authored_at=draw(instants),
        nonce=draw(digests),
        body=draw(st.dictionaries(st.text(max_size=5, alphabet="abcé"), json_values, max_size=4)),
        annexes=tuple(draw(st.lists(annexes, max_size=2))),
    )


@settings(max_examples=60)
@given(headers())
def test_an_act_is_read_back_as_it_was_written(header: Header) -> None:
    content = act.write(header)
    assert act.read(content) == header
    assert act.write(act.read(content)) == content
    assert rfc8785.dumps(json.loads(content)) == content


def written(**fields: Any) -> bytes:
    """The first act of Paris with some fields replaced, canonical but not checked."""
    return rfc8785.dumps(json.loads(json.dumps(Party(Side.REQUESTING).next_header(Kind.ISSUE) | fields)))


FIRST = written()


def test_the_bytes_of_a_first_act() -> None:
    content = written(body={"facts": "é ض"}, nonce="0" * 64)
    assert content.decode() == (
        '{"annexes":[],"author":{"authority":"fr-bepi","function":null,"officer":"Hélène Vasseur",'
        '"officer_ar":null,"state":"FR"},'
        '"authored_at":"2026-11-23T08:00:00.000Z","body":{"facts":"é ض"},"kind":"issue","nonce":"'
        + "0"
        * 64
        + '","number":1,"occurred_at":"2026-11-23T08:00:00.000Z","previous":null,'
        '"request":{"id":"019ab0c4-7d00-7000-8000-000000000001","kind":"letter-rogatory",'
        '"label":"FR-2026-0001","requested":"MA","requesting":"FR","version":1},'
        '"seen":null,"side":"requesting","v":1}'
    )
    assert act.write(act.read(content)) == content


@given(instants)
def test_an_instant_is_utc_to_the_millisecond_and_not_later(at: datetime) -> None:
    cut = instant(at)
    assert cut.utcoffset() == timedelta(0)
    assert cut.microsecond % 1000 == 0
    assert timedelta(0) <= at - cut < timedelta(milliseconds=1)
    assert instant(cut) == cut


def test_instants_are_written_to_the_millisecond_in_utc() -> None:
    at = datetime(2026, 11, 23, 9, 0, 1, 234_567, tzinfo=timezone(timedelta(hours=1)))
    header = Header.model_validate(Party(Side.REQUESTING).next_header(Kind.ISSUE) | {"occurred_at": at})
    assert header.occurred_at == datetime(2026, 11, 23, 8, 0, 1, 234_000, tzinfo=UTC)
    assert b'"occurred_at":"2026-11-23T08:00:01.234Z"' in act.write(header)


# ---------------------------------------------------------------- what is refused


def replaced(old: str, new: str) -> bytes:
    changed = FIRST.replace(old.encode(), new.encode())
    assert changed != FIRST
    return changed


NOT_CANONICAL = {
    "space": FIRST + b" ",
    "newline": FIRST + b"\n",
    "indented": json.dumps(json.loads(FIRST), indent=1).encode(),
    "keys in another order": json.dumps(dict(reversed(json.loads(FIRST).items()))).encode(),
    "escaped letter": replaced("Hélène", "H\\u00e9l\\u00e8ne"),
    "key twice": replaced('"v":1', '"v":1,"v":1'),
    "key twice, two values": replaced('"number":1', '"number":2,"number":1'),
    "number as a fraction": replaced('"version":1', '"version":1.0'),
    "number for true": replaced('"v":1', '"v":true'),
    "instant without milliseconds": replaced("08:00:00.000Z", "08:00:00Z"),
    "instant with microseconds": replaced("08:00:00.000Z", "08:00:00.000000Z"),
    "instant in another zone": replaced("08:00:00.000Z", "09:00:00.000+01:00"),
    "instant as a number": replaced('"2026-11-23T08:00:00.000Z"', "1795420800"),
    "identity in capitals": replaced("019ab0c4", "019AB0C4"),
}


@pytest.mark.parametrize("case", NOT_CANONICAL)
def test_another_form_of_the_same_act_is_refused(case: str) -> None:
    with pytest.raises(Malformed):
        act.read(NOT_CANONICAL[case])


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "-Infinity", "1e999", "-0", "9007199254740993", "9" * 5000, '"\\ud800"', '{"\\udc00":1}'],
    ids=lambda value: value[:12],
)
def test_a_value_json_cannot_carry_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        act.read(replaced('"language":"fr"', f'"language":{value}'))


def test_a_size_json_cannot_carry_is_refused() -> None:
    annex = {"media_type": "a/b", "name": "a", "sha256": "0" * 64, "size": 1}
    content = written(annexes=[annex])
    assert act.read(content).annexes[0].size == 1
    with pytest.raises(Malformed, match="safe integer"):
        act.read(content.replace(b'"size":1', b'"size":' + b"9" * 20))


@settings(max_examples=60)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | json_values.map(rfc8785.dumps))
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        act.read(content)


@settings(max_examples=80)
@given(st.integers(0, len(FIRST) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_is_another_act_written_canonically(at: int, change: int) -> None:
    content = bytearray(FIRST)
    content[at] ^= change
    try:
        header = act.read(bytes(content))
    except Malformed:
        return
    assert act.write(header) == bytes(content)
    assert header != act.read(FIRST)


def test_an_oversized_act_is_refused_unread() -> None:
    content = written(body={"facts": "x" * act.MAX_BYTES})
    with pytest.raises(Malformed, match=f"act.json has {len(content)} bytes: at most 1048576 are read"):
        act.read(content)


def test_the_largest_act_is_read() -> None:
    room = act.MAX_BYTES - len(written(body={"facts": ""}))
    content = written(body={"facts": "x" * room})
    assert len(content) == act.MAX_BYTES
    assert act.read(content).body["facts"] == "x" * room


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(Malformed, match="recursion limit"):
        act.read(replaced('"language":"fr"', '"language":' + "[" * 5_000 + "]" * 5_000))


def changed_request(**fields: Any) -> dict[str, Any]:
    return {"request": REQUEST.model_dump(mode="json") | fields}


def author(**fields: Any) -> dict[str, Any]:
    return {"author": {"state": "FR", "authority": "fr-bepi", "officer": "H. Vasseur"} | fields}


def annex(**fields: Any) -> dict[str, Any]:
    known = {"name": "a", "media_type": "text/plain", "size": 1, "sha256": "0" * 64}
    return {"annexes": [known | fields]}


REFUSED: dict[str, dict[str, Any]] = {
    "version of the form": {"v": 2},
    "no version": {"v": None},
    "unknown side": {"side": "both"},
    "number zero": {"number": 0},
    "number too large": {"number": 100_001, "previous": "0" * 64},
    "first act with a previous one": {"previous": "0" * 64},
    "second act without a previous one": {"number": 2},
    "requested State answers nothing": {"side": "requested", **author(state="MA")},
    "author of another State": author(state="ES"),
    "author of the other side": author(state="MA"),
    "authority key": author(authority="FR BEPI"),
    "officer without a name": author(officer=""),
    "officer over two lines": author(officer="H.\nVasseur"),
    "officer reordered": author(officer="H.\u202e Vasseur"),
    "officer of 201 letters": author(officer="x" * 201),
    "kind in capitals": {"kind": "Issue"},
    "digest in capitals": {"number": 2, "previous": "A" * 64},
    "digest too short": {"seen": "ab"},
    "no nonce": {"nonce": None},
    "time without a zone": {"occurred_at": "2026-11-23T08:00:00.000"},
    "body is a list": {"body": []},
    "one party": changed_request(requested="FR"),
    "label of another State": changed_request(label="MA-2026-0001"),
    "label in Arabic digits": changed_request(label="FR-٢٠٢٦-٠٠٠١"),
    "label and a line": changed_request(label="FR-2026-0001\n"),
    "State in small letters": changed_request(requesting="fr"),
    "no identity": changed_request(id="FR-2026-0001"),
    "version zero": changed_request(version=0),
    "annexe name reordered": annex(name="a\u202efdp.exe"),
    "annexe of negative size": annex(size=-1),
    "annexe media type": annex(media_type="pdf"),
    "51 annexes": {"annexes": annex()["annexes"] * 51},
    "unknown field": {"priority": 1},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_header_that_does_not_hang_together_is_refused(case: str) -> None:
    with pytest.raises(Malformed, match=r"^act\.json: "):
        act.read(written(**REFUSED[case]))


@pytest.mark.parametrize("field", json.loads(FIRST))
def test_no_field_may_be_missing(field: str) -> None:
    header = json.loads(FIRST)
    del header[field]
    with pytest.raises(Malformed):
        act.read(rfc8785.dumps(header))


def test_the_sentence_of_a_refusal_stays_short_and_readable_whatever_the_peer_wrote() -> None:
    with pytest.raises(Malformed) as refused:
        act.read(written(**{"\u202e" + "k" * 50_000: 1}))
    assert len(str(refused.value)) < 300
    assert "\u202e" not in str(refused.value)


def test_a_stored_act_names_its_neighbours_by_their_bytes() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ACCEPT)
    issue, acknowledge, accept = rabat.stored
    assert (issue.previous, issue.seen) == (None, None)
    assert (accept.previous, accept.seen) == (acknowledge.digest, issue.digest)
    assert (accept.side, accept.number) == (Side.REQUESTED, 2)
