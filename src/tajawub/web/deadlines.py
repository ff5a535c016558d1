"""Deadlines of a dossier as four facts: counted from, until, what otherwise, under which rule. And who must act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import npgettext, pgettext

from tajawub.casework import reads
from tajawub.casework.bodies import AskSupplement, Issue, Postpone
from tajawub.casework.dossier import Dossier, Told
from tajawub.casework.letter_rogatory import State
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Request
from tajawub.casework.procedures import LETTER_ROGATORY
from tajawub.casework.words import POLICY
from tajawub.web import dates, phrases
from tajawub.web.places import place

OVER = frozenset({State.REFUSED, State.STOPPED, State.CLOSED, State.RESULTS_ACCEPTED, State.CLOSED_BY_REQUESTING,
                  State.CLOSED_BY_REQUESTED, State.RESULTS_TO_CHECK})  # fmt: skip
"""A letter's reasoned deadline has been answered, one way or another."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline; `otherwise` are its author's words. `hurts` where it is ours and near or past."""

    title: str
    remains: str
    counted_from: str
    until: str
    otherwise: str
    article: str
    ball: str
    ball_is_ours: bool
    hurts: bool


def deadlines(dossier: Dossier, requesting: str, requested: str, *, language: str, now: datetime) -> list[Deadline]:
    """Return the deadlines that still run, the nearest first."""
    states = {Side.REQUESTING: requesting, Side.REQUESTED: requested}
    found = [
        (on, _deadline(told, on, title, otherwise, article, states[acting], language, now))
        for told, on, title, otherwise, article, acting in _running(dossier)
    ]
    return [deadline for _, deadline in sorted(found, key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class Due:
    """What a list shows of the deadline that belongs to whose turn it is."""

    title: str
    on: date


def due(row: Request) -> Due | None:
    """Return the nearest deadline of the State whose turn it is; none of a request that is nobody's turn."""
    state = row.state
    if state in (State.SUPPLEMENT_ASKED, State.POSTPONED):
        running = [
            (on, title) for _, on, title, _, _, acting in _running(reads.dossier(row)) if acting.value == row.ball
        ]
        return Due(min(running)[1], min(running)[0]) if running else None
    if row.answer_by is None or state in OVER or row.ball != Side.REQUESTED:
        return None
    return Due(pgettext("deadline", "Answer to the letter"), row.answer_by)


def _running(dossier: Dossier) -> Iterator[tuple[Told, date, str, str, str, Side]]:
    for told in dossier.told:
        match told.body:
            case Issue(answer_by=date() as on) as letter if told.effective and dossier.state not in OVER:
                title = pgettext("deadline", "Answer to the letter")
                yield told, on, title, letter.answer_by_reason or "", "18(24)", Side.REQUESTED
    last = {side: [told for told in dossier.told if told.effective and told.act.side is side] for side in Side}
    if not last[Side.REQUESTED]:
        return
    newest = last[Side.REQUESTED][-1]
    match newest.body:
        case AskSupplement(answer_by=date() as on) as asked if dossier.state is State.SUPPLEMENT_ASKED:
            title = pgettext("deadline", "Answer to the supplement")
            yield newest, on, title, asked.reasons or "", "18(16)", Side.REQUESTING
        case Postpone(review_on=on) as postponed if dossier.state is State.POSTPONED:
            title = pgettext("deadline", "Looked at again")
            yield newest, on, title, postponed.reasons, POLICY, Side.REQUESTED


def _deadline(
    told: Told, on: date, title: str, otherwise: str, article: str, acting: str, language: str, now: datetime
) -> Deadline:
    left = (on - now.astimezone(place(acting).zone).date()).days
    author = told.act.header.author.state
    local = told.act.header.occurred_at.astimezone(place(author).zone)
    act = phrases.act_name(told.act.header.kind, language, LETTER_ROGATORY)
    return Deadline(
        title=title,
        remains=_remains(left),
        counted_from=pgettext("deadline", "%(act)s, %(day)s, %(time)s")
        % {"act": act, "day": dates.day(local.date(), language), "time": dates.clock(local)},
        until=pgettext("deadline", "%(weekday)s, end of the day in %(capital)s")
        % {"weekday": dates.weekday(on, language), "capital": phrases.capital(acting, language)},
        otherwise=otherwise,
        article=article,
        ball=phrases.capital(acting, language),
        ball_is_ours=acting == settings.STATE,
        hurts=left < 0 or (left <= 3 and acting == settings.STATE),
    )


def _remains(left: int) -> str:
    if left < 0:
        return pgettext("deadline", "%(days)s late") % {"days": dates.days(-left)}
    if left == 0:
        return pgettext("deadline", "today")
    return npgettext("deadline", "%(count)d day left", "%(count)d days left", left) % {"count": left}
