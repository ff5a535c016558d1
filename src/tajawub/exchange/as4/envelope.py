"""The SOAP 1.2 envelope and the ebMS header: reading at exact positions, and writing.

Every string written here is already in exclusive canonical form, so that the bytes signed are the bytes sent:
attributes stand in the order of their namespace address, elements are never self-closed. Reading refuses
comments, processing instructions, CDATA and document types before the XML parser sees a byte.
Source: OASIS ebMS 3.0 Core, section 5; Canonical XML exclusive 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from tajawub.exchange.as4.profile import Profile
from tajawub.exchange.as4.refusal import Code, Refusal

ENV = "http://www.w3.org/2003/05/soap-envelope"
EB = "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

ID = f"{{{WSU}}}Id"
MESSAGING_ID = "_messaging"
BODY_ID = "_body"
BODY = f'<env:Body xmlns:env="{ENV}" xmlns:wsu="{WSU}" wsu:Id="{BODY_ID}"></env:Body>'.encode()
INITIATOR = EB + "initiator"
RESPONDER = EB + "responder"
UNREGISTERED = "urn:oasis:names:tc:ebcore:partyid-type:unregistered"
GZIP = "application/gzip"

_DECLARATION = re.compile(
    rb"""<\?xml version=["']1\.0["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*\?>""",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"[!#-%'-;=?-~]{1,255}")
_MARKUP = re.compile(rb"<[!?]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Names = frozenset[str]
"""Tags, as `{namespace}name`."""


def tags(namespace: str, *names: str) -> Names:
    return frozenset(f"{{{namespace}}}{name}" for name in names)


_E = f"{{{EB}}}"
_SECURITY = f"{{{WSSE}}}Security"
_MESSAGING = tags(EB, "Messaging")
_HEADER = _MESSAGING | {_SECURITY}
_USER = tags(EB, "MessageInfo", "PartyInfo", "CollaborationInfo")
_USER_ALL = _USER | tags(EB, "MessageProperties", "PayloadInfo")
_INFO = tags(EB, "Timestamp", "MessageId")
_INFO_ALL = _INFO | tags(EB, "RefToMessageId")
_PARTIES = tags(EB, "From", "To")
_PARTY = tags(EB, "PartyId", "Role")
_WORK = tags(EB, "Service", "Action", "ConversationId")
_WORK_ALL = _WORK | tags(EB, "AgreementRef")
_PART_ALL = tags(EB, "Schema", "Schemas", "Description", "PartProperties")
_PROPERTY = _E + "Property"

_IDS = etree.XPath("//@Id | //@wsu:Id | //@xml:id", namespaces={"wsu": WSU}, smart_strings=False)
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    strip_cdata=False,
    remove_blank_text=False,
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The three places of a message that mean something; `security` is None on an unsigned one."""

    security: Element | None
    messaging: Element
    body: Element


@dataclass(frozen=True, slots=True)
class PartInfo:
    """What the header says of one payload part."""

    cid: str
    media_type: str
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class UserMessage:
    """The ebMS header of a user message: written when we send, read when we receive."""

    message_id: str
    at: datetime
    sender: str
    receiver: str
    service: str
    action: str
    conversation: str
    properties: tuple[tuple[str, str], ...]
    parts: tuple[PartInfo, ...]
    reply_to: str = ""


def parse(content: bytes, profile: Profile) -> Envelope:
    """Read an envelope and take hold of its parts by position. Raises Refusal (EBMS:0009)."""
    if len(content) > profile.envelope_size:
        raise Refusal(Code.INVALID_HEADER, f"an envelope holds at most {profile.envelope_size} bytes")
    _refuse_markup(content)
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        raise Refusal(Code.INVALID_HEADER, "the envelope is not well-formed XML") from None
    if root.tag != f"{{{ENV}}}Envelope" or [child.tag for child in root] != [
        f"{{{ENV}}}Header",
        f"{{{ENV}}}Body",
    ]:
        raise Refusal(Code.INVALID_HEADER, "a message is a SOAP 1.2 envelope with one header and one body")
    header, body = root
    found = fields(header, _HEADER, _MESSAGING)
    names = _IDS(root)
    if not isinstance(names, list) or len(names) != len(set(names)):
        raise Refusal(Code.INVALID_HEADER, "two elements bear the same Id")
    return Envelope(found.get(_SECURITY), found[_E + "Messaging"], body)


def fields(element: Element, names: Names, needed: Names = frozenset()) -> dict[str, Element]:
    """Return the children by tag: each at most once, none unknown, all needed ones present."""
    found = {child.tag: child for child in element}
    if len(found) != len(element) or not found.keys() <= names:
        raise Refusal(Code.INVALID_HEADER, "an element is unknown, misplaced or repeated")
    if not needed <= found.keys():
        raise Refusal(Code.INVALID_HEADER, "an element is missing")
    return found


def text(element: Element | None) -> str:
    """Return the text of a leaf; an element with children has none to give."""
    if element is None or len(element):
        raise Refusal(Code.INVALID_HEADER, "an element is missing or holds more than text")
    return (element.text or "").strip()


def identifier(element: Element | None) -> str:
    """Return a MessageId: printable ASCII without blanks or XML delimiters (RFC 2822 msg-id)."""
    value = text(element)
    if not _MESSAGE_ID.fullmatch(value):
        raise Refusal(Code.INVALID_HEADER, "a MessageId is absent or malformed")
    return value


def instant(element: Element | None) -> datetime:
    """Return an eb:Timestamp; UTC where it names no zone (ebMS 5.2.2.1 asks for UTC)."""
    try:
        at = datetime.fromisoformat(text(element))
    except ValueError:
        raise Refusal(Code.INVALID_HEADER, "the eb:Timestamp is malformed") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def attachment(uri: str) -> str:
    """Return the Content-ID a `cid:` address names. Raises Refusal (EBMS:0011) on any other address."""
    if not uri.startswith("cid:"):
        raise Refusal(Code.EXTERNAL_PAYLOAD, "payloads travel inside the message, named by cid:")
    name = uri[4:]
    return unquote(name) if "%" in name else name


def only_child(messaging: Element, name: str) -> Element:
    """Return the one ebMS unit of a header; two units in one message are refused."""
    if len(messaging) != 1 or messaging[0].tag != _E + name:
        raise Refusal(Code.INVALID_HEADER, f"the ebMS header holds exactly one {name}")
    return messaging[0]


def read_info(unit: Element) -> tuple[str, datetime, str]:
    """Return (MessageId, Timestamp, RefToMessageId or nothing) of an eb:MessageInfo."""
    info = fields(unit, _INFO_ALL, _INFO)
    reply_to = info.get(_E + "RefToMessageId")
    return (
        identifier(info[_E + "MessageId"]),
        instant(info[_E + "Timestamp"]),
        "" if reply_to is None else identifier(reply_to),
    )


def read_user(messaging: Element) -> UserMessage:
    """Read the header of a user message. Raises Refusal (EBMS:0009, 0011, 0303)."""
    unit = fields(only_child(messaging, "UserMessage"), _USER_ALL, _USER)
    message_id, at, reply_to = read_info(unit[_E + "MessageInfo"])
    parties = fields(unit[_E + "PartyInfo"], _PARTIES, _PARTIES)
    work = fields(unit[_E + "CollaborationInfo"], _WORK_ALL, _WORK)
    payload = unit.get(_E + "PayloadInfo")
    return UserMessage(
        message_id=message_id,
        at=at,
        sender=_party(parties[_E + "From"]),
        receiver=_party(parties[_E + "To"]),
        service=text(work[_E + "Service"]),
        action=text(work[_E + "Action"]),
        conversation=text(work[_E + "ConversationId"]),
        properties=tuple(_properties(unit.get(_E + "MessageProperties"))),
        parts=() if payload is None else tuple(_part(info) for info in payload),
        reply_to=reply_to,
    )


def _party(element: Element) -> str:
    party = text(fields(element, _PARTY, _PARTY)[_E + "PartyId"])
    if not party:
        raise Refusal(Code.INVALID_HEADER, "a PartyId is empty")
    return party


def _properties(element: Element | None) -> Iterable[tuple[str, str]]:
    for child in () if element is None else element:
        if child.tag != _PROPERTY:
            raise Refusal(Code.INVALID_HEADER, "an element is unknown, misplaced or repeated")
        yield child.get("name", ""), text(child)


def _part(info: Element) -> PartInfo:
    if info.tag != _E + "PartInfo":
        raise Refusal(Code.INVALID_HEADER, "an element is unknown, misplaced or repeated")
    properties = dict(_properties(fields(info, _PART_ALL).get(_E + "PartProperties")))
    compression = properties.get("CompressionType", "")
    if compression not in ("", GZIP):
        raise Refusal(Code.DECOMPRESSION_FAILURE, f"a payload is compressed with {GZIP} or not at all")
    return PartInfo(attachment(info.get("href", "")), properties.get("MimeType", ""), compression == GZIP)


def escaped(value: str) -> str:
    """Return `value` as canonical character data, fit for an element or a double-quoted attribute."""
    if not value.isprintable() and _NOT_XML.search(value):
        raise ValueError("XML 1.0 has no character for some of this text: remove control characters")
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace("\r", "&#xD;")


def attribute(value: str) -> str:
    """Return `value` as a canonical attribute value (Canonical XML 1.0, 2.3: `>` stays)."""
    value = escaped(value).replace("&gt;", ">").replace('"', "&quot;")
    return value.replace("\t", "&#x9;").replace("\n", "&#xA;")


def to_the_millisecond(at: datetime) -> datetime:
    """Cut an instant to what `written` says of it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def written(at: datetime) -> str:
    """Return an instant as ebMS writes it: UTC, milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def messaging(unit: str) -> bytes:
    """Return the canonical eb:Messaging around one unit."""
    # wsu:Id stands before env:mustUnderstand: canonical attributes are ordered by namespace address.
    return (
        f'<eb:Messaging xmlns:eb="{EB}" xmlns:env="{ENV}" xmlns:wsu="{WSU}" wsu:Id="{MESSAGING_ID}"'
        f' env:mustUnderstand="true">{unit}</eb:Messaging>'
    ).encode()


def message_info(message_id: str, at: datetime, reply_to: str) -> str:
    return (
        f"<eb:MessageInfo><eb:Timestamp>{written(at)}</eb:Timestamp>"
        f"<eb:MessageId>{escaped(message_id)}</eb:MessageId>"
        + (f"<eb:RefToMessageId>{escaped(reply_to)}</eb:RefToMessageId>" if reply_to else "")
        + "</eb:MessageInfo>"
    )


def user_unit(message: UserMessage) -> str:
    """Return the canonical eb:UserMessage."""
    return (
        f"<eb:UserMessage>{message_info(message.message_id, message.at, message.reply_to)}"
        f"<eb:PartyInfo>{_party_unit('From', message.sender, INITIATOR)}"
        f"{_party_unit('To', message.receiver, RESPONDER)}</eb:PartyInfo>"
        f"<eb:CollaborationInfo><eb:Service>{escaped(message.service)}</eb:Service>"
        f"<eb:Action>{escaped(message.action)}</eb:Action>"
        f"<eb:ConversationId>{escaped(message.conversation)}</eb:ConversationId></eb:CollaborationInfo>"
        f"{_property_units('MessageProperties', message.properties)}"
        f"<eb:PayloadInfo>{''.join(map(_part_unit, message.parts))}</eb:PayloadInfo></eb:UserMessage>"
    )


def _party_unit(side: str, party: str, role: str) -> str:
    return (
        f'<eb:{side}><eb:PartyId type="{UNREGISTERED}">{escaped(party)}</eb:PartyId>'
        f"<eb:Role>{role}</eb:Role></eb:{side}>"
    )


def _property_units(group: str, properties: tuple[tuple[str, str], ...]) -> str:
    if not properties:
        return ""
    units = (f'<eb:Property name="{attribute(n)}">{escaped(v)}</eb:Property>' for n, v in properties)
    return f"<eb:{group}>{''.join(units)}</eb:{group}>"


def _part_unit(part: PartInfo) -> str:
    named: tuple[tuple[str, str], ...] = (("MimeType", part.media_type),)
    if part.compressed:
        named += (("CompressionType", GZIP),)
    units = _property_units("PartProperties", named)
    return f'<eb:PartInfo href="cid:{attribute(part.cid)}">{units}</eb:PartInfo>'


def envelope(security: bytes, unit: bytes) -> bytes:
    """Return the SOAP envelope around a security header and a canonical eb:Messaging."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="{ENV}"><env:Header>'.encode()
    return b"".join((opening, security, unit, b"</env:Header>", BODY, b"</env:Envelope>"))


def _refuse_markup(content: bytes) -> None:
    """Refuse what could hide or split text before the parser runs.

    A literal `<` begins markup wherever it stands in well-formed UTF-8 XML, so a scan of the bytes is exact.
    """
    declared = _DECLARATION.match(content)
    start = declared.end() if declared else 0
    if not declared and content.startswith(b"<?xml"):
        raise Refusal(Code.INVALID_HEADER, "the envelope is XML 1.0 in UTF-8")
    if _MARKUP.search(content, start):
        raise Refusal(
            Code.INVALID_HEADER,
            "an envelope holds no comment, processing instruction, CDATA section or document type",
        )
