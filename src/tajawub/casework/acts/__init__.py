"""The room's only writer and its door: what officers do on a request, and what arrives from the other State."""

from tajawub.casework.acts.accounts import ACCOUNT_PARCEL, post_account, send_account, take_account
from tajawub.casework.acts.arrivals import Taken, receive, refuse
from tajawub.casework.acts.authoring import ACT_PARCEL, Moved, NeedsApproval, TooLarge, author, dispatch, note, read
from tajawub.casework.acts.drafts import (
    WrongStep,
    approve,
    attach,
    begin,
    detach,
    discard,
    issue,
    save,
    send_back,
    submit,
    take_back,
)

__all__ = [
    "ACCOUNT_PARCEL",
    "ACT_PARCEL",
    "Moved",
    "NeedsApproval",
    "Taken",
    "TooLarge",
    "WrongStep",
    "approve",
    "attach",
    "author",
    "begin",
    "detach",
    "discard",
    "dispatch",
    "issue",
    "note",
    "post_account",
    "read",
    "receive",
    "refuse",
    "save",
    "send_account",
    "send_back",
    "submit",
    "take_account",
    "take_back",
]
