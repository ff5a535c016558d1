"""Every address of the node, taken from its own table, with arguments that name something real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

from tajawub.web.middleware import OPEN

from .world import World

ONLY_POST = frozenset(
    {"set_language", "save", "submit", "approve", "send_back", "take_back", "discard", "issue", "note", "dispatch",
     "begin_act", "exchange_account", "confirm_oral", "put_in_case", "take_out_of_case", "record_diligence",
     "close_case"}
)  # fmt: skip
BOTH = frozenset({"begin", "act", "opinion", "duty", "end_shift", "record_oral", "open_case"})
OF_A_DRAFT = frozenset(
    {
        "draft",
        "save",
        "review",
        "opinion",
        "preview",
        "submit",
        "approve",
        "send_back",
        "take_back",
        "discard",
        "issue",
    }
)
OF_A_CALL = frozenset({"oral", "confirm_oral"})
OF_A_REQUEST = frozenset(
    {"dossier", "note", "dispatch", "begin_act", "act", "letter", "sealed", "proof", "annex", "put_in_case",
     "take_out_of_case", "record_diligence"}
)  # fmt: skip
OF_A_CASE = frozenset({"case", "close_case"})


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    url: str

    @property
    def methods(self) -> tuple[str, ...]:
        if self.name in ONLY_POST:
            return ("post",)
        return ("get", "post") if self.name in BOTH else ("get",)


def names() -> list[str]:
    return [
        pattern.name for pattern in get_resolver().url_patterns[0].url_patterns if isinstance(pattern, URLPattern)
    ]


def closed(world: World) -> Iterator[Address]:
    """Yield every address that asks for a mandate, about things of every kind that exist."""
    request, draft = world.issued(), world.submitted()
    call, shift = world.call(), world.shift("duty")
    case = world.case(request)
    digest = bytes(request.acts.get().digest).hex()
    arguments: dict[str, list[object]] = {
        **{name: [draft.pk] for name in OF_A_DRAFT},
        "dossier": [request.pk],
        "note": [request.pk],
        "dispatch": [request.pk],
        "begin_act": [request.pk, "refuse"],
        "act": [request.pk, "close"],
        "letter": [request.pk, digest],
        "sealed": [request.pk, digest],
        "proof": [request.pk, digest],
        "annex": [request.pk, digest, "0" * 64],
        "exchange_account": ["MA"],
        "statistics_of": [2026],
        "statistics_export": [2026],
        "end_shift": [shift.pk],
        "called": [request.label],
        **{name: [call.pk] for name in OF_A_CALL},
        **{name: [case.pk] for name in OF_A_CASE},
        **{name: [request.pk] for name in ("put_in_case", "take_out_of_case", "record_diligence")},
    }
    for name in names():
        if name not in OPEN:
            yield Address(name, reverse(name, args=arguments.get(name, [])))
