"""Why a refusal or a postponement waits for a consultation: by which article, or as practice of this node."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import pgettext

from tajawub.casework import reads
from tajawub.casework.letter_words import instrument
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Request
from tajawub.law.provision import Decision

_DECIDES = {Kind.CONSULT: Decision.REFUSE, Kind.REFUSE: Decision.REFUSE, Kind.POSTPONE: Decision.POSTPONE}


def asked_first(request: Request | None, kind: Kind, language: str, now: datetime) -> str:
    """Return the sentence for the page of such an act; empty for any other."""
    decision = _DECIDES.get(kind)
    if decision is None or request is None:
        return ""
    rule = reads.consultation_rule(request, decision, now)
    if rule is None:
        return pgettext(
            "consultation",
            "The other State is consulted first. No basis this request relies on was read to require it: "
            "it is practice of this node.",
        )
    return pgettext("consultation", "The other State is consulted first: %(instrument)s, art. %(article)s.") % {
        "instrument": instrument(rule.instrument).said(language),
        "article": rule.article or "–",
    }
