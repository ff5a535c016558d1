"""The one place where a permission is decided: Cedar policies over a mandate and a resource. Pure.

Refused by default; what Cedar cannot answer (an unknown kind of act, a resource that does not fit the
permission) is refused too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import cedarpy

from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import BadPolicy, Decision, Mandate, Resource


@dataclass(frozen=True, slots=True)
class Policies:
    """Policy text and schema, parsed and found to fit."""

    text: cedarpy.PolicySet
    schema: cedarpy.Schema


def parse(text: str, schema: str) -> Policies:
    """Parse and validate. Raises BadPolicy: bad syntax, a name the schema lacks, a policy without @id."""
    try:
        policies, known = cedarpy.PolicySet.from_str(text), cedarpy.Schema.from_str(schema)
    except ValueError as error:
        raise BadPolicy((str(error),)) from None
    found = cedarpy.validate_policies(text, known)
    problems = tuple(str(error) for error in found.errors) + tuple(
        f"{name} has no @id" for name, policy in _written(text).items() if "id" not in policy.get("annotations", {})
    )
    if problems or not found.validation_passed:
        raise BadPolicy(problems)
    return Policies(policies, known)


@cache
def policies() -> Policies:
    """Return the node's own policies, read once per process. Raises BadPolicy."""
    folder = files("tajawub.mandates") / "policies"
    return parse(
        (folder / "tajawub.cedar").read_text(encoding="utf-8"),
        (folder / "tajawub.cedarschema").read_text(encoding="utf-8"),
    )


def decide(mandate: Mandate | None, permission: Permission, resource: Resource) -> Decision:
    """Say whether the mandate permits it, and by which policies. No mandate or no role, no permission."""
    if mandate is None or not mandate.roles:
        return Decision(allowed=False)
    known = policies()
    principal, target = _uid("Officer", str(mandate.officer)), _target(permission, resource)
    entities = [_officer(mandate), _described(target, resource)]
    answer = cedarpy.is_authorized(
        {"principal": principal, "action": _uid("Action", permission.value), "resource": target},
        known.text,
        json.dumps(entities),
        known.schema,
    )
    found = answer.diagnostics
    # A policy that fails to evaluate is skipped by Cedar; a skipped `forbid` must not open a door.
    return Decision(
        allowed=answer.allowed and not found.errors,
        reasons=tuple(found.id_annotations_by_reason[reason] for reason in found.reasons),
    )


def _written(text: str) -> dict[str, dict[str, dict[str, str]]]:
    written: dict[str, dict[str, dict[str, dict[str, str]]]] = json.loads(cedarpy.policies_to_json_str(text))
    return written.get("staticPolicies", {})


def _uid(kind: str, key: str) -> dict[str, str]:
    return {"type": kind, "id": key}


def _reference(kind: str, key: str) -> dict[str, dict[str, str]]:
    return {"__entity": _uid(kind, key)}


def _officer(mandate: Mandate) -> dict[str, object]:
    return {
        "uid": _uid("Officer", str(mandate.officer)),
        "attrs": {
            "authority": _reference("Authority", mandate.authority),
            "state": _reference("State", mandate.state),
        },
        "parents": [_uid("Role", role.value) for role in sorted(mandate.roles)],
    }


def _target(permission: Permission, resource: Resource) -> dict[str, str]:
    kind = "Request" if permission.room == "casework" else "Holding"
    return _uid(kind, f"{resource.kind} {resource.reference}")


def _described(target: dict[str, str], resource: Resource) -> dict[str, object]:
    attributes: dict[str, object] = {}
    if target["type"] == "Request":
        attributes = {
            "requesting": _reference("Authority", resource.requesting_authority),
            "requesting_side": _side(resource.requesting_authority, resource.requesting_through),
            "requesting_state": _reference("State", resource.requesting_state),
            "requested_side": _side(resource.requested_authority, resource.requested_through),
            "requested_state": _reference("State", resource.requested_state),
        }
        if resource.author is not None:
            attributes["author"] = _reference("Officer", str(resource.author))
        if resource.act:
            attributes["act"] = _reference("Kind", resource.act)
    elif resource.authority:
        attributes = {"authority": _reference("Authority", resource.authority)}
    return {"uid": target, "attrs": attributes, "parents": []}


def _side(authority: str, through: tuple[str, ...]) -> list[dict[str, dict[str, str]]]:
    return [_reference("Authority", key) for key in (authority, *through) if key]
