"""The arrest and extradition that the rehearsal and the demonstration play. Persons and references are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

BASES = [{"instrument": "fr-ma-extr-2008"}, {"instrument": "un-untoc-2000", "articles": "16 (9), (16)"}]
PERSON: dict[str, Any] = {
    "name": "Nadir ZALTOUNI",
    "name_other_script": "نادر الزلتوني",
    "born_on": "1988-05-03",
    "nationality": "française",
    "location": "Casablanca",
    "role": "mis en examen",
    "description": "Homme, 1 m 78, cicatrice au sourcil gauche.",
    "identifiers": [
        {"type": "fingerprints", "value": "fiche décadactylaire inventée n° 0001", "issued_by": "FR"},
        {"type": "passport", "value": "00XX00000", "issued_by": "FR"},
    ],
}


def _said(today: date) -> dict[str, Any]:
    return {
        "language": "fr",
        "addressee": "ma-dapg",
        "through": "fr-bepi",
        "case_reference": "C-2026-088",
        "bases": BASES,
        "offence": "Importation de stupéfiants en bande organisée (code pénal, art. 222-36).",
        "facts": "Nadir ZALTOUNI aurait organisé, entre mars et octobre 2026, l’importation de cocaïne par le port "
        "du Havre avec au moins trois complices. Il est présumé innocent.",
        "person": PERSON,
        "warrant": {
            "type": "arrest_warrant",
            "authority": "Tribunal judiciaire de Paris (juge d’instruction)",
            "issued_on": (today - timedelta(days=4)).isoformat(),
            "reference": "MA-2026-088",
        },
        "purpose": "prosecution",
        "max_penalty_months": 360,
        "committed_at": "entre mars et octobre 2026",
        "committed_where": "Le Havre, Paris",
    }


def arrest_request(today: date) -> dict[str, Any]:
    """Return the request for provisional arrest, as written that day."""
    notice = {"reference": "A-0000/11-2026", "checked_on": today.isoformat()}
    return {**_said(today), "intends_formal_request": True, "notice": notice}


def formal_request(today: date) -> dict[str, Any]:
    """Return the formal request that follows the request of that day; the texts of law lack."""
    documents = [
        {"type": "warrant_or_judgment", "title": "Mandat d’arrêt, copie authentifiée"},
        {"type": "statement_of_facts", "title": "Exposé des faits", "annex": "demande-formelle.txt"},
        {"type": "description", "title": "Signalement et empreintes"},
        {"type": "translations", "title": "Traductions en arabe"},
    ]
    return {**_said(today), "documents": documents}


ARREST: dict[str, Any] = {
    "place": "الدار البيضاء",
    "matched": ["fingerprints", "passport"],
    "authority": "النيابة العامة لدى محكمة الاستئناف",
    "account": "أوقف المعني بالأمر دون حادث.",
}
INFORMED: dict[str, Any] = {
    "reasons_told": True,
    "counsel": "محام معين في إطار المساعدة القضائية",
    "interpreter": "ترجمان محلف (العربية والفرنسية)",
    "consul": "notified",
    "consent_explained": True,
}


def incomplete(answer_by: str) -> dict[str, Any]:
    return {
        "channel": "central_authorities",
        "missing": ["texts_of_law"],
        "reasons": "لم ترفق نصوص القانون المطبقة.",
        "answer_by": answer_by,
    }


SUPPLEMENT: dict[str, Any] = {"answers": ["Textes applicables : articles 222-36 et 450-1 du code pénal, ci-joints."]}
COMPLETE: dict[str, Any] = {
    "channel": "central_authorities",
    "documents": ["warrant_or_judgment", "statement_of_facts", "texts_of_law", "description", "translations"],
}


def court(hearing_on: str) -> dict[str, Any]:
    return {"court": "محكمة النقض، الغرفة الجنائية", "hearing_on": hearing_on}


COURT_DECISION: dict[str, Any] = {
    "court": "محكمة النقض، الغرفة الجنائية",
    "outcome": "favourable",
    "reference": "قرار من نسج الخيال رقم 1",
    "reasons": "الشروط متوفرة والأفعال معاقب عليها في القانونين.",
}
GRANT: dict[str, Any] = {
    "authority": "رئاسة الحكومة",
    "reference": "مرسوم من نسج الخيال رقم 1",
    "offences": ["استيراد المخدرات في إطار عصابة منظمة"],
}


def surrender_on(day: str) -> dict[str, Any]:
    return {"on": day, "place": "مطار محمد الخامس، الدار البيضاء"}


SURRENDER: dict[str, Any] = {
    "place": "مطار محمد الخامس، الدار البيضاء",
    "matched": ["fingerprints", "passport"],
    "to": "Escorte française",
    "days_detained": 88,
}
TAKEN_OVER: dict[str, Any] = {"place": "Aéroport Paris-Charles-de-Gaulle"}
RELEASED: dict[str, Any] = {"cause": "term_ran_out", "ordered_by": "النيابة العامة لدى محكمة الاستئناف"}
WITHDRAWN = "La demande formelle n’a pu être réunie dans le délai ; elle pourra être présentée plus tard."

FORMAL_TEXT = "Exposé des faits – document inventé pour la démonstration.\n"
LAW_TEXT = "Articles 222-36 et 450-1 du code pénal – extrait inventé pour la démonstration.\n"
