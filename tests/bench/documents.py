"""The sealed file: typeset, seal, verify. One letter in Arabic, French and English with three annexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from tajawub.documents.letter import typeset
from tajawub.documents.seal import seal
from tajawub.documents.verify import verify

from .figures import Figure

SECTION = "Documents: one letter in Arabic, French and English, three small annexes"


def measure(*, runs: int, count: int) -> Iterator[Figure]:
    """Measure `count` of each in every run; the fonts and the template are read before."""
    from tests.documents import sealed
    from tests.documents.invented_letter import arabic, english, french

    act, at, key, annexes = sealed.act_json(), sealed.AT, sealed.PARTY.key, sealed.ANNEXES
    pages = [arabic(), french(), english()]
    letter = typeset(pages, act_json=act, at=at)
    packed = seal(act, letter, annexes, key=key, at=at)
    report = verify(packed, anchors=[sealed.PARTY.ca])
    if not (report.intact and report.trusted):
        raise RuntimeError(f"the sealed file of the benchmark does not hold: {report.problems}")
    acts: list[tuple[str, Callable[[], object]]] = [
        ("typeset PDF/A-3", lambda: typeset(pages, act_json=act, at=at)),
        ("seal (PAdES, ASiC-E, CAdES)", lambda: seal(act, letter, annexes, key=key, at=at)),
        ("verify", lambda: verify(packed, anchors=[sealed.PARTY.ca])),
    ]
    spent = {name: list[float]() for name, _ in acts}
    for _ in range(runs):
        for name, act_ in acts:
            spent[name].append(_milliseconds(act_, count))
    note = f"letter {len(letter):,} bytes, sealed file {len(packed):,} bytes".replace(",", " ")
    for name, values in spent.items():
        yield Figure(SECTION, name, "ms", tuple(values), note=note if name == "verify" else "")


def _milliseconds(act: Callable[[], object], count: int) -> float:
    began = perf_counter()
    for _ in range(count):
        act()
    return (perf_counter() - began) / count * 1000
