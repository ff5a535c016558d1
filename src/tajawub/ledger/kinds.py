"""What is recorded, in the grammar of permissions: room:thing:act."""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """The facts that more than one room names. A room may record others; the ledger gives none of them a meaning."""

    PARCEL_SENT = "exchange:parcel:send"
    PARCEL_RECEIVED = "exchange:parcel:accept"
    RECEIPT = "exchange:receipt:take"
    REFUSAL = "exchange:parcel:refuse"
    FORBIDDEN = "mandates:permission:refuse"
    ALARM = "node:alarm:raise"
    REWRITTEN = "ledger:checkpoint:contradict"
    NOT_COSIGNED = "ledger:checkpoint:refuse"
