"""`tajawub officer list | enrol | link | password | email | end`: who may sign in at this node, for an operator."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tajawub.cli.named_node import enter

if TYPE_CHECKING:
    from tajawub.mandates.models import Officer

ROLES = ("drafter", "approver", "executor", "desk", "operator")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("officer", help="who may sign in at the node")
    parser.add_argument("--node", metavar="FOLDER", help="the node's folder (default: TAJAWUB_NODE)")
    parser.set_defaults(run=run)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="officers, their number, authority and roles today")
    enrol = acts.add_parser("enrol", help="enter an officer, or one who has left, and give a mandate")
    enrol.add_argument("username")
    enrol.add_argument("--name", required=True, help="in Latin letters")
    enrol.add_argument("--name-ar", required=True, help="in Arabic letters")
    enrol.add_argument("--function", required=True, nargs=3, metavar=("AR", "FR", "EN"))
    enrol.add_argument("--authority", required=True, help="a key of the directory, as fr-bepi")
    enrol.add_argument("--role", required=True, action="append", choices=ROLES)
    enrol.add_argument("--from", dest="begins_on", type=date.fromisoformat, metavar="DATE", help="default: today")
    end = acts.add_parser("end", help="end the mandate; today or earlier closes the access at once")
    end.add_argument("username")
    end.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="its last day, as 2026-12-31 (default: today)"
    )
    email = acts.add_parser("email", help="set where the officer is paged by mail")
    email.add_argument("username")
    email.add_argument("address", help="empty takes it away")
    for name, explained in (
        ("link", "print a link that signs the officer in once, within half an hour"),
        ("password", "set a password, typed twice"),
    ):
        acts.add_parser(name, help=explained).add_argument("username")


def run(args: argparse.Namespace) -> int:
    if not enter(args):
        return 2
    from tajawub.mandates.models import Officer

    at = datetime.now(UTC)
    if args.act == "list":
        return _list()
    if args.act == "enrol":
        return _enrol(args, at)
    officer = Officer.objects.filter(username=args.username).first()
    if officer is None:
        print(f"{args.username} is no officer of this node: `tajawub officer list` names them.", file=sys.stderr)
        return 1
    if args.act == "end":
        return _end(officer, args.on, at)
    if args.act == "email":
        return _email(officer, args.address, at)
    return _link(officer, at) if args.act == "link" else _password(officer, at)


def _list() -> int:
    from tajawub.mandates import reads
    from tajawub.mandates.models import Officer

    for officer in Officer.objects.order_by("username"):
        mandate = reads.mandate_of(officer)
        held = f"{mandate.authority}: {', '.join(sorted(mandate.roles))}" if mandate else "no mandate today"
        if not officer.is_active:
            held = "access closed"
        print(f"{officer.pk:>5} {officer.username:<24} {officer.name:<28} {held}")
    return 0


def _enrol(args: argparse.Namespace, at: datetime) -> int:
    from django.db import transaction

    from tajawub.mandates import acts, reads

    try:
        reads.authority(args.authority)
        with transaction.atomic():
            print(_entered(args, at))
    except (reads.UnknownAuthority, acts.HoldsMandate, Differs) as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    return 0


class Differs(Exception):
    """The user name belongs to an officer with another name or function: nothing was changed."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer
        super().__init__(
            f"{officer.username} is {officer.name}, {officer.function_en}, already: give these words again,"
            " or choose another user name"
        )


def _entered(args: argparse.Namespace, at: datetime) -> str:
    """Enter the officer and the mandate; return what was done, in a sentence. Raises Differs, HoldsMandate."""
    from tajawub.mandates import acts, reads
    from tajawub.mandates.permissions import Role
    from tajawub.mandates.values import Wording

    names, functions = Wording(args.name_ar, args.name, args.name), Wording(*args.function)
    officer = acts.enrol(args.username, names=names, functions=functions)
    known = (officer.name_ar, officer.name, officer.function_ar, officer.function_fr, officer.function_en)
    if known != (names.ar, names.fr, functions.ar, functions.fr, functions.en):
        raise Differs(officer)
    roles, begins_on = frozenset(Role(role) for role in args.role), args.begins_on or reads.today()
    held = reads.mandate_of(officer, begins_on)
    if held and (held.authority, held.roles) == (args.authority, roles):
        return f"{args.username} is entered already with this mandate: nothing was changed."
    acts.appoint(officer, authority=args.authority, roles=roles, begins_on=begins_on, at=at)
    acts.open_access(officer, at=at)
    return f"{args.username} is entered: `tajawub officer link {args.username}` lets them sign in."


def _end(officer: Officer, on: date | None, at: datetime) -> int:
    from tajawub.mandates import acts, reads

    today = reads.today()
    last = on or today
    row = reads.row_in_force(officer, last)
    if row is None and last > today:
        print(f"{officer.username} has no mandate on {last}: nothing was changed.", file=sys.stderr)
        return 1
    if row is not None:
        acts.end_mandate(row, ends_on=last, at=at)
        print(f"The mandate of {officer.username} for {row.authority_id} ends on {last}.")
    if last <= today:
        acts.close_access(officer, at=at)
        print(f"{officer.username} can no longer sign in; open sessions are over.")
    return 0


def _link(officer: Officer, at: datetime) -> int:
    from django.conf import settings

    from tajawub.mandates import acts

    if not officer.is_active:
        print(f"The access of {officer.username} is closed: a link would open nothing.", file=sys.stderr)
        return 1
    print(f"{settings.NODE.address}/sign-in/link/{acts.make_link(officer, at=at)}/")
    return 0


def _email(officer: Officer, address: str, at: datetime) -> int:
    from django.core.exceptions import ValidationError

    from tajawub.mandates import acts

    try:
        acts.set_email(officer, address, at=at)
    except ValidationError:
        print("That is no mail address: nothing was changed.", file=sys.stderr)
        return 1
    print(f"{officer.username} is paged there." if address else f"{officer.username} has no mail address any more.")
    return 0


def _password(officer: Officer, at: datetime) -> int:
    from django.core.exceptions import ValidationError

    from tajawub.mandates import acts

    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        print("The two differ: nothing was changed.", file=sys.stderr)
        return 1
    try:
        acts.set_password(officer, first, at=at)
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
        return 1
    print(f"{officer.username} signs in with it from now on.")
    return 0
