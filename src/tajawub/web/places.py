"""The States this node can name on a page: names, capitals and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tajawub.casework.words import Words
from tajawub.casework.zones import zone_of


@dataclass(frozen=True, slots=True)
class Place:
    """One State as the pages call it; `capital` stands for its authorities in a sentence."""

    state: str
    name: Words
    node: Words
    capital: Words
    clock: Words
    zone: ZoneInfo


PLACES = {
    "FR": Place(
        "FR",
        Words("فرنسا", "France", "France"),
        Words("عقدة الجمهورية الفرنسية", "Nœud de la République française", "Node of the French Republic"),
        Words("باريس", "Paris", "Paris"),
        Words("بتوقيت باريس", "heure de Paris", "Paris time"),
        zone_of("FR"),
    ),
    "MA": Place(
        "MA",
        Words("المغرب", "Maroc", "Morocco"),
        Words("عقدة المملكة المغربية", "Nœud du Royaume du Maroc", "Node of the Kingdom of Morocco"),
        Words("الرباط", "Rabat", "Rabat"),
        Words("بتوقيت الدار البيضاء", "heure de Casablanca", "Casablanca time"),
        zone_of("MA"),
    ),
}


def place(state: str) -> Place:
    """Return the State as a page calls it; one that is not in the table goes by its code, in UTC."""
    code = Words(state, state, state)
    utc = Words("بالتوقيت العالمي", "temps universel", "UTC")
    return PLACES.get(state) or Place(state, code, code, code, utc, zone_of(state))
