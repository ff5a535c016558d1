"""Why a message is refused: the error codes of ebMS 3.0 and AS4, and the one exception of this package.

Sources: OASIS ebMS 3.0 Core, section 6.7; OASIS AS4 1.0, section 3.2 (EBMS:0301 to 0303).
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    VALUE_NOT_RECOGNIZED = "EBMS:0001"
    FEATURE_NOT_SUPPORTED = "EBMS:0002"
    VALUE_INCONSISTENT = "EBMS:0003"
    OTHER = "EBMS:0004"
    CONNECTION_FAILURE = "EBMS:0005"
    EMPTY_CHANNEL = "EBMS:0006"
    MIME_INCONSISTENCY = "EBMS:0007"
    PACKAGING_NOT_SUPPORTED = "EBMS:0008"
    INVALID_HEADER = "EBMS:0009"
    PROCESSING_MODE_MISMATCH = "EBMS:0010"
    EXTERNAL_PAYLOAD = "EBMS:0011"
    FAILED_AUTHENTICATION = "EBMS:0101"
    FAILED_DECRYPTION = "EBMS:0102"
    POLICY_NONCOMPLIANCE = "EBMS:0103"
    DYSFUNCTIONAL_RELIABILITY = "EBMS:0201"
    DELIVERY_FAILURE = "EBMS:0202"
    MISSING_RECEIPT = "EBMS:0301"
    INVALID_RECEIPT = "EBMS:0302"
    DECOMPRESSION_FAILURE = "EBMS:0303"

    @property
    def category(self) -> str:
        return _NAMES[self][0]

    @property
    def short(self) -> str:
        return _NAMES[self][1]

    @property
    def is_permanent(self) -> bool:
        """Whether sending the same bytes again cannot help."""
        return self not in _PASSING


_NAMES = {
    Code.VALUE_NOT_RECOGNIZED: ("Content", "ValueNotRecognized"),
    Code.FEATURE_NOT_SUPPORTED: ("Content", "FeatureNotSupported"),
    Code.VALUE_INCONSISTENT: ("Content", "ValueInconsistent"),
    Code.OTHER: ("Content", "Other"),
    Code.CONNECTION_FAILURE: ("Communication", "ConnectionFailure"),
    Code.EMPTY_CHANNEL: ("Communication", "EmptyMessagePartitionChannel"),
    Code.MIME_INCONSISTENCY: ("Unpackaging", "MimeInconsistency"),
    Code.PACKAGING_NOT_SUPPORTED: ("Unpackaging", "FeatureNotSupported"),
    Code.INVALID_HEADER: ("Unpackaging", "InvalidHeader"),
    Code.PROCESSING_MODE_MISMATCH: ("Processing", "ProcessingModeMismatch"),
    Code.EXTERNAL_PAYLOAD: ("Content", "ExternalPayloadError"),
    Code.FAILED_AUTHENTICATION: ("Processing", "FailedAuthentication"),
    Code.FAILED_DECRYPTION: ("Processing", "FailedDecryption"),
    Code.POLICY_NONCOMPLIANCE: ("Processing", "PolicyNoncompliance"),
    Code.DYSFUNCTIONAL_RELIABILITY: ("Processing", "DysfunctionalReliability"),
    Code.DELIVERY_FAILURE: ("Communication", "DeliveryFailure"),
    Code.MISSING_RECEIPT: ("Communication", "MissingReceipt"),
    Code.INVALID_RECEIPT: ("Communication", "InvalidReceipt"),
    Code.DECOMPRESSION_FAILURE: ("Communication", "DecompressionFailure"),
}

_PASSING = frozenset(
    {
        Code.CONNECTION_FAILURE,
        Code.EMPTY_CHANNEL,
        Code.DYSFUNCTIONAL_RELIABILITY,
        Code.DELIVERY_FAILURE,
        Code.MISSING_RECEIPT,
        Code.INVALID_RECEIPT,
    }
)


class Refusal(Exception):
    """The other side's message breaks a rule; `reason` may be shown to it and never quotes its bytes."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(f"{code} {code.short}: {reason}")
        self.code = code
        self.reason = reason
