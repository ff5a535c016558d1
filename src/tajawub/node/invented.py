"""The case that the rehearsal and the demonstration play. Persons, places and references are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

_TODAY = date.today()  # noqa: DTZ011  # the days below are counted from it
ANSWER_BY, SUPPLEMENT_BY = ((_TODAY + timedelta(days=days)).isoformat() for days in (8, 3))

FACTS: dict[str, Any] = {
    "max_penalty_requesting_months": 360,
    "max_penalty_requested_months": 240,
    "dual_criminality": True,
    "political_offence": False,
    "military_offence": False,
    "fiscal_only": False,
    "group_persons": 4,
    "transnational": True,
    "national_of_requested_state": False,
    "executes_arrest_or_sentence": False,
}
"""What the invented case's author knows for the law's question."""

REASON = "Vérifié au dossier par l’auteur de l’acte ; rien ne s’y oppose (cas inventé pour la démonstration)."
SET_ASIDE = "Examiné par un second agent : l’obstacle est écarté pour ce cas inventé."

LETTER: dict[str, Any] = {
    "language": "fr",
    "addressee": "ma-dapg",
    "through": "fr-bepi",
    "case_reference": "C-2026-088",
    "bases": [
        {"instrument": "fr-ma-mla-2008", "articles": "1"},
        {"instrument": "un-untoc-2000", "articles": "18 (17), (19), (20)"},
    ],
    "offence": "Importation de stupéfiants en bande organisée et association de malfaiteurs "
    "(code pénal, art. 222-36 et 450-1).",
    "facts": "Entre mars et octobre 2026, un groupe d’au moins quatre personnes aurait importé de la cocaïne "
    "dissimulée dans des conteneurs débarqués au Havre. Nadir ZALTOUNI est mis en examen de ces chefs. "
    "Il est présumé innocent.",
    "persons": [
        {
            "name": "Nadir ZALTOUNI",
            "name_other_script": "نادر الزلتوني",
            "born_on": "1988-05-03",
            "location": "Lyon",
            "role": "mis en examen",
        },
        {"name": "Mehdi OUARZGANE", "name_other_script": "مهدي الورزكاني", "location": "Tanger", "role": "témoin"},
    ],
    "measures": [
        {
            "type": "search_seizure_freezing",
            "description": "Perquisitionner l’entrepôt n° 14, zone industrielle, Tanger, et saisir tout support.",
        },
        {
            "type": "statements",
            "description": "Entendre Mehdi OUARZGANE (مهدي الورزكاني) sur les locations de l’entrepôt.",
        },
    ],
    "formalities": "Témoin entendu sous serment, avec interprète assermenté.",
    "purpose": "Les pièces serviront à la seule information judiciaire visée en référence.",
    "confidential": True,
    "urgency": "urgent",
    "answer_by": ANSWER_BY,
    "answer_by_reason": "Une audience sur la détention se tient le 9 décembre et les données risquent l’effacement.",
}

ACKNOWLEDGE: dict[str, Any] = {"file_reference": "ش ج 2026/4417", "remarks": "أحيل الملف على النيابة العامة المختصة."}
ASK_SUPPLEMENT: dict[str, Any] = {
    "questions": ["المرجو تحديد عنوان المستودع رقم 14 بدقة، واسم المالك المقيد بالسجل التجاري."],
    "reasons": "توجد بالمنطقة الصناعية ثلاثة مستودعات تحمل الرقم نفسه.",
    "answer_by": SUPPLEMENT_BY,
}
SUPPLY_SUPPLEMENT: dict[str, Any] = {
    "answers": ["Entrepôt n° 14, rue 7, lot C, exploité par la société fictive ATLAS FRET DÉMO ; plan ci-joint."]
}
ACCEPT: dict[str, Any] = {"remarks": "يقبل الطلب كليا."}
EXECUTED: dict[str, Any] = {
    "measure": 1,
    "outcome": "executed",
    "account": "جرى التفتيش بحضور ممثل النيابة العامة، وحجز هاتفان وحاسوب (المختومات 1 إلى 3).",
}
IMPOSSIBLE: dict[str, Any] = {
    "measure": 2,
    "outcome": "impossible",
    "account": "تعذر الاستماع إلى الشاهد، إذ غادر عنوانه المعروف دون ترك عنوان جديد.",
    "formalities_not_followed": "لم تؤد اليمين لغياب الشاهد.",
}
RETURN_RESULTS: dict[str, Any] = {
    "contents": "محضر التفتيش والحجز، وجرد المختومات وبصماتها الرقمية.",
    "complete": True,
}
ACCEPT_RESULTS: dict[str, Any] = {"remarks": "Les pièces sont complètes pour ce qui a pu être exécuté."}
CLOSE: dict[str, Any] = {}

PLAN_TEXT = "Plan de l’entrepôt n° 14 – document inventé pour la démonstration.\n"
MINUTES_TEXT = "محضر تفتيش وحجز – وثيقة من نسج الخيال لأغراض العرض التوضيحي.\n"


def letter(answer_by: date | None = None) -> dict[str, Any]:
    """Return the letter's fields, answered by another day where one is given."""
    return LETTER if answer_by is None else {**LETTER, "answer_by": answer_by.isoformat()}
