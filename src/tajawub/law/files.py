"""The YAML shape of the law, and everything for which a file is refused.

    instruments/<key>/instrument.yaml   the instrument, its sources, what it serves
    instruments/<key>/<group>.yaml      provisions, a list
    relations/<key>.yaml                what it is between two States, period after period

Amending is adding a dated entry. A file that does not say where a rule was read, how far, and when it was last
checked is refused, with every problem named: nothing of the law is then relied on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from tajawub.law import provision as held
from tajawub.law.provision import Effect, Kind
from tajawub.law.question import FACTS, Content, Fact, Procedure
from tajawub.law.terms import Counting, Event, Length, Outcome, Owed, Quality, Side, Term, Trigger
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Wording

LARGEST = 256 * 1024
"""Bytes of one file: about five times the longest shipped."""

FOLDER = Path(__file__).parent
ARTICLE = re.compile(r"[1-9]\d*(?: bis)?(?:-[1-9]\d*|(?:\(\d+\))?(?:\([a-z]\)){0,2})")
"""`18(15)(a)`, `23 bis`, or two articles whose border was not read: `3-4`."""


class BadLaw(Exception):
    """The files do not make a law that may be relied on. `problems` name file, provision, field and remedy."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Law:
    """Every instrument by its key, and every relation, in the order of their days."""

    instruments: Mapping[str, held.Instrument]
    relations: tuple[held.Relation, ...]

    def relation(self, instrument: str, states: frozenset[str], on: date) -> held.Relation | None:
        """Return what the instrument is between the two States on that day, None where nothing is held."""
        begun = [
            one
            for one in self.relations
            if one.instrument == instrument
            and one.states == states
            and one.earliest <= on
            and (one.until is None or on < one.until)
        ]
        return begun[-1] if begun else None


# ---------------------------------------------------------------- the shape

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Href = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class WordingShape(_Shape):
    ar: Line
    fr: Line
    en: Line

    def made(self) -> Wording:
        return Wording(self.ar, self.fr, self.en)


class SourceShape(_Shape):
    title: Line
    language: Language
    href: Href | Literal[""] = ""

    def made(self) -> held.Source:
        return held.Source(self.title, self.language, self.href)


class PublicationShape(_Shape):
    title: Line
    href: Href | Literal[""] = ""


class _Checked(_Shape):
    """Where it was read, how far, and by whom checked: no entry without them. `checked_by` may be null, but must
    be said."""

    evidence: Evidence
    checked_on: date
    checked_by: Line | None


class InstrumentShape(_Checked):
    key: Key
    title: WordingShape
    kind: held.InstrumentKind
    signed_on: date
    publication: PublicationShape
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    serves: dict[Procedure, str | None]
    sources: dict[Key, SourceShape] = {}
    governs: tuple[Procedure, ...] = ()
    replaced: dict[Procedure, Key] = {}
    amends: Key | None = None


class RelationShape(_Checked):
    status: held.Status
    since: date | None
    since_unknown: WordingShape | None = None
    not_before: date | None = None
    not_after: date | None = None
    until: date | None = None
    article: str | None = None
    article_unread: Line | None = None
    source: SourceShape
    note: WordingShape | None = None

    @model_validator(mode="after")
    def _days(self) -> Self:
        if (self.since is None) == (self.since_unknown is None):
            raise ValueError("since: give the day, or null with since_unknown saying why")
        if self.since is not None and (self.not_before or self.not_after):
            raise ValueError("since: a known day has no not_before or not_after; remove them")
        _one_article(self.article, self.article_unread, self.evidence)
        _ordered(("since", self.since), ("not_before", self.not_before), ("not_after", self.not_after))
        _ordered(("since", self.since or self.not_before), ("until", self.until))
        return self


class RelationsShape(_Shape):
    instrument: Key
    states: Annotated[tuple[State, ...], Field(min_length=2, max_length=2)]
    periods: Annotated[tuple[RelationShape, ...], Field(min_length=1)]


class TestShape(_Shape):
    """A tiny expression: one fact compared, one content found, or a list of such."""

    fact: Fact | None = None
    is_: bool | str | None = Field(default=None, alias="is")
    at_least: Annotated[int, Field(ge=0, strict=True)] | None = None
    contains: Content | None = None
    all: Annotated[tuple[TestShape, ...], Field(min_length=1)] | None = None
    any: Annotated[tuple[TestShape, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = frozenset(self.model_fields_set)
        if given not in FORMS:
            raise ValueError("write {fact, is}, {fact, at_least}, {contains}, {all: […]} or {any: […]}")
        if self.fact is not None:
            form = FACTS[self.fact]
            if (self.at_least is None) == (form.unit is not None):
                raise ValueError(f"{self.fact} takes {'at_least' if form.unit else 'is'}")
            if self.is_ is not None and not form.takes(self.is_):
                raise ValueError(f"{self.fact} is never {self.is_!r}; see FACTS")
        return self

    def made(self) -> held.Test:
        if self.fact is not None and self.at_least is not None:
            return held.AtLeast(self.fact, self.at_least)
        if self.fact is not None and self.is_ is not None:
            return held.Is(self.fact, self.is_)
        if self.contains is not None:
            return held.Contains(self.contains)
        if self.all is not None:
            return held.All(tuple(part.made() for part in self.all))
        return held.AnyOf(tuple(part.made() for part in self.any or ()))


FORMS = tuple(frozenset(form) for form in (("fact", "is_"), ("fact", "at_least"), ("contains",), ("all",), ("any",)))


class TriggerShape(_Shape):
    event: Event
    side: Side
    requires: Quality | None = None

    def made(self) -> Trigger:
        return Trigger(self.event, self.side, self.requires)


class ExpiryShape(_Shape):
    must: Outcome | None = None
    may: Outcome | None = None
    rearrest_possible: bool | None = None


class TermShape(_Shape):
    starts_on: TriggerShape
    duration: str | None
    said: WordingShape | None = None
    satisfied_by: tuple[TriggerShape, ...] = ()
    ends_by: TriggerShape | None = None
    on_expiry: ExpiryShape = ExpiryShape()
    protects: Literal["detainee"] | None = None
    owed: Owed = Owed.LIMIT
    counting: Counting = Counting.DAY_EXCLUDED
    restarts: bool = False

    @model_validator(mode="after")
    def _number_or_words(self) -> Self:
        if (self.duration is None) == (self.said is None):
            raise ValueError("duration: give a number such as P40D, or null with the words in `said`")
        if self.duration is not None:
            Length.read(self.duration)
        return self

    def made(self, identity: str, evidence: Evidence) -> Term:
        return Term(
            id=identity,
            evidence=evidence,
            starts_on=self.starts_on.made(),
            length=None if self.duration is None else Length.read(self.duration),
            said=None if self.said is None else self.said.made(),
            satisfied_by=tuple(trigger.made() for trigger in self.satisfied_by),
            ends_by=None if self.ends_by is None else self.ends_by.made(),
            must=self.on_expiry.must,
            may=self.on_expiry.may,
            rearrest_possible=self.on_expiry.rearrest_possible,
            protects_detainee=self.protects == "detainee",
            owed=self.owed,
            counting=self.counting,
            restarts=self.restarts,
        )


class GuardShape(_Shape):
    blocks: Annotated[tuple[held.Decision, ...], Field(min_length=1)]
    unless: held.Duty


class ProvisionShape(_Checked):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
    kind: Kind
    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1)]
    title: WordingShape
    cure: WordingShape
    effect: Effect
    source: Key
    article: str | None = None
    article_unread: Line | None = None
    test: TestShape | None = None
    ground: held.Ground | None = None
    guard: GuardShape | None = None
    term: TermShape | None = None
    gap_filler: str | None = None
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _one_article(self.article, self.article_unread, self.evidence)
        _ordered(("since", self.since), ("until", self.until))
        for field, kinds in PARTS.items():
            if getattr(self, field) is not None and self.kind not in kinds:
                raise ValueError(f"{field}: a {self.kind} has none; remove it")
            if getattr(self, field) is None and self.kind in kinds and field not in ("test", "ground"):
                raise ValueError(f"{field}: a {self.kind} must have one")
        if self.kind in (Kind.GROUND, Kind.FORBIDDEN_GROUND) and self.ground is None:
            raise ValueError(f"ground: a {self.kind} names which one")
        if self.kind in (Kind.CONDITION, Kind.CONTENT) and self.test is None:
            raise ValueError(f"test: a {self.kind} must have one")
        if self.effect not in EFFECTS[self.kind]:
            raise ValueError(f"effect: a {self.kind} is never {self.effect}; it is {' or '.join(EFFECTS[self.kind])}")
        return self

    def made(self, instrument: str, sources: Mapping[str, SourceShape]) -> held.Provision:
        return held.Provision(
            id=self.id,
            instrument=instrument,
            kind=self.kind,
            procedures=self.procedures,
            title=self.title.made(),
            cure=self.cure.made(),
            effect=self.effect,
            evidence=self.evidence,
            source=sources[self.source].made(),
            checked_on=self.checked_on,
            checked_by=self.checked_by,
            article=self.article,
            article_unread=self.article_unread,
            test=None if self.test is None else self.test.made(),
            ground=self.ground,
            guard=None if self.guard is None else held.Guard(self.guard.blocks, self.guard.unless),
            term=None if self.term is None else self.term.made(self.id, self.evidence),
            gap_filler=self.gap_filler,
            since=self.since,
            until=self.until,
        )


PARTS = {
    "test": frozenset({Kind.CONDITION, Kind.GROUND, Kind.CONTENT, Kind.SAFEGUARD}),
    "ground": frozenset({Kind.GROUND, Kind.FORBIDDEN_GROUND}),
    "guard": frozenset({Kind.GUARD}),
    "term": frozenset({Kind.TERM}),
}
_ASKED = frozenset({Effect.BARS, Effect.WARNS, Effect.INFORMS})
EFFECTS = {
    Kind.CONDITION: _ASKED | {Effect.EXCLUDES},
    Kind.CONTENT: _ASKED,
    Kind.GROUND: held.GROUND_EFFECTS,
    Kind.FORBIDDEN_GROUND: frozenset({Effect.FORBIDDEN}),
    Kind.TERM: frozenset({Effect.INFORMS}),
    Kind.GUARD: frozenset({Effect.BARS}),
    Kind.USE_LIMIT: _ASKED,
    Kind.SAFEGUARD: _ASKED,
    Kind.CHANNEL: _ASKED,
}


class ProvisionsShape(_Shape):
    provisions: Annotated[tuple[ProvisionShape, ...], Field(min_length=1)]


def _one_article(article: str | None, unread: str | None, evidence: Evidence) -> None:
    if (article is None) == (unread is None):
        raise ValueError("article: give it, or article_unread saying why it is not known")
    if article is not None and ARTICLE.fullmatch(article) is None:
        raise ValueError(f"article: {article!r} is not written like 18(15)(a)")
    if unread is not None and evidence is Evidence.READ:
        raise ValueError(
            "evidence: R means the text was read, so the article is known; give it or lower the evidence"
        )


def _ordered(*days: tuple[str, date | None]) -> None:
    known = [(name, day) for name, day in days if day is not None]
    for (before, earlier), (after, later) in pairwise(known):
        if later < earlier:
            raise ValueError(f"{after}: {later} lies before {before} {earlier}; put the days in order")


# ---------------------------------------------------------------- reading


class _OneMeaning(yaml.SafeLoader):
    """Plain YAML: no aliases, which hide what a lawyer reads and can grow without bound, no key twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias (*): write the entry out", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        twice = [key for key, times in Counter(key.value for key, _ in node.value).items() if times > 1]
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"the key {twice[0]} stands twice: keep one", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


@lru_cache(maxsize=1)
def law() -> Law:
    """Return the law shipped with this version, read once. Raises BadLaw."""
    return read(FOLDER)


def read(folder: Path) -> Law:
    """Read `instruments/` and `relations/` of a folder. Raises BadLaw with every problem found."""
    problems: list[str] = []
    instruments: dict[str, held.Instrument] = {}
    for place in sorted(path for path in (folder / "instruments").iterdir() if path.is_dir()):
        found = _instrument(place, folder, problems)
        if found is not None:
            instruments[found.key] = found
    relations = tuple(_relations(folder, instruments, problems))
    problems += _across(instruments)
    if problems:
        raise BadLaw(tuple(problems))
    return Law(instruments, relations)


def _instrument(place: Path, folder: Path, problems: list[str]) -> held.Instrument | None:
    head = _file(place / "instrument.yaml", folder, InstrumentShape, problems)
    if head is None:
        return None
    name = (place / "instrument.yaml").relative_to(folder)
    if head.key != place.name:
        problems.append(f"{name}: key: {head.key} stands in the folder {place.name}; give both one name")
    provisions: list[held.Provision] = []
    for file in sorted(place.glob("*.yaml")):
        if file.name == "instrument.yaml":
            continue
        group = _file(file, folder, ProvisionsShape, problems)
        for one in group.provisions if group else ():
            where = f"{file.relative_to(folder)}: {one.id}"
            if one.id.partition("/")[0] != head.key:
                problems.append(f"{where}: id: begin it with the instrument, {head.key}/…")
            if one.source not in head.sources:
                problems.append(f"{where}: source: {one.source} is not among the sources of instrument.yaml; add it")
                continue
            provisions.append(one.made(head.key, head.sources))
    return held.Instrument(
        key=head.key,
        kind=head.kind,
        title=head.title.made(),
        signed_on=head.signed_on,
        publication=held.Publication(head.publication.title, head.publication.href),
        languages=head.languages,
        evidence=head.evidence,
        checked_on=head.checked_on,
        checked_by=head.checked_by,
        serves=head.serves,
        governs=head.governs,
        replaced=head.replaced,
        amends=head.amends,
        provisions=tuple(provisions),
    )


def _relations(
    folder: Path, instruments: Mapping[str, held.Instrument], problems: list[str]
) -> Iterator[held.Relation]:
    seen: set[tuple[str, frozenset[str]]] = set()
    for file in sorted((folder / "relations").glob("*.yaml")):
        name = file.relative_to(folder)
        bond = _file(file, folder, RelationsShape, problems)
        if bond is None:
            continue
        states = frozenset(bond.states)
        if bond.instrument not in instruments:
            problems.append(f"{name}: instrument: {bond.instrument} is not held; add its folder or correct the key")
        if len(states) != 2:
            problems.append(f"{name}: states: name two different States")
        if (bond.instrument, states) in seen:
            problems.append(f"{name}: states: this pair has another file for {bond.instrument}; keep one")
        seen.add((bond.instrument, states))
        for earlier, later in pairwise(bond.periods):
            begins = later.since or later.not_before or date.min
            # An open period may be followed only by one whose first day is unknown: it ends with that day.
            ends = earlier.until or (begins if later.since is None else date.max)
            if begins < ends or begins < (earlier.since or earlier.not_before or date.min):
                problems.append(
                    f"{name}: since: the period from {begins} overlaps the one before; end that one first"
                )
        for period in bond.periods:
            yield held.Relation(
                instrument=bond.instrument,
                states=states,
                status=period.status,
                evidence=period.evidence,
                source=period.source.made(),
                checked_on=period.checked_on,
                checked_by=period.checked_by,
                since=period.since,
                since_unknown=None if period.since_unknown is None else period.since_unknown.made(),
                not_before=period.not_before,
                not_after=period.not_after,
                until=period.until,
                article=period.article,
                article_unread=period.article_unread,
                note=None if period.note is None else period.note.made(),
            )


def _across(instruments: Mapping[str, held.Instrument]) -> Iterator[str]:
    """Yield what is wrong between files."""
    ids = Counter(rule.id for one in instruments.values() for rule in one.provisions)
    for identity, times in ids.items():
        if times > 1:
            yield f"instruments/{identity.partition('/')[0]}: {identity}: id: it stands {times} times; rename one"
    for one in instruments.values():
        for key in (*(one.replaced or {}).values(), *([one.amends] if one.amends else [])):
            if key not in instruments:
                yield f"instruments/{one.key}/instrument.yaml: {key} is not held; add its folder or correct the key"


Read = TypeVar("Read", bound=BaseModel)


def _file(file: Path, folder: Path, shape: type[Read], problems: list[str]) -> Read | None:
    name = file.relative_to(folder)
    try:
        text = file.read_bytes()
        if len(text) > LARGEST:
            problems.append(f"{name}: larger than {LARGEST} bytes; split it into groups")
            return None
        return shape.model_validate(yaml.load(text, Loader=_OneMeaning))  # noqa: S506  # a SafeLoader, narrowed
    except FileNotFoundError:
        problems.append(f"{name}: missing; write it")
    except yaml.YAMLError as error:
        problems.append(f"{name}: not YAML we read: {' '.join(str(error).split())}")
    except ValidationError as error:
        document = yaml.load(file.read_bytes(), Loader=_OneMeaning)  # noqa: S506
        problems += [_sentence(str(name), document, one) for one in error.errors()]
    return None


def _sentence(name: str, document: Any, error: Any) -> str:
    """Say file, provision, field, and what to do."""
    location = error["loc"]
    identity = ""
    if len(location) > 1 and location[0] in ("provisions", "periods"):
        entry = document[location[0]][location[1]]
        identity = f" {entry.get('id', f'entry {location[1] + 1}')}:" if isinstance(entry, dict) else ""
        location = location[2:]
    field = ".".join(str(part) for part in location)
    match error["type"]:
        case "missing":
            remedy = "missing; say it"
        case "extra_forbidden":
            remedy = "not a field of this shape; remove it or correct its name"
        case "value_error":
            remedy = str(error["ctx"]["error"])
        case _:
            remedy = f"{error['msg']}; correct it"
    return f"{name}:{identity} {field}: {remedy}" if field else f"{name}:{identity} {remedy}"
