"""Who set a deadline, how it stands, and why a person is held, in words. The Arabic awaits a Moroccan lawyer's reading."""

from __future__ import annotations

from tajawub.casework.deadlines import Held, Source
from tajawub.casework.words import Words

SOURCES = {
    Source.LAW: Words("أجل قانوني", "terme légal", "legal term"),
    Source.REASONED: Words("أجل معلل", "délai motivé", "reasoned deadline"),
    Source.POLICY: Words("هدف هذه العقدة", "objectif du nœud", "aim of this node"),
}

HELD = {
    Held.TERM_RUNS: Words(
        "أجل الاعتقال المؤقت جار",
        "le terme de l’arrestation provisoire court",
        "the term of the provisional arrest runs",
    ),
    Held.NO_NUMBER: Words(
        "لا يحدد أي أساس مقروء عددا من الأيام: قانون الدولة المطلوبة هو الذي يحد الاعتقال",
        "aucune base lue ne fixe un nombre de jours : le droit de l’État requis borne la détention",
        "no basis that was read sets a number of days: the requested State’s law limits the custody",
    ),
    Held.REQUEST_EXAMINED: Words(
        "طلب التسليم قيد الدراسة", "la demande d’extradition est examinée", "the request for extradition is examined"
    ),
    Held.SURRENDER_AWAITED: Words(
        "منح التسليم وينتظر تنفيذه",
        "l’extradition est accordée, la remise est attendue",
        "granted, surrender awaited",
    ),
    Held.RELEASE_DUE: Words(
        "لم يعد للاعتقال سند: الإفراج واجب",
        "plus rien ne fonde la détention : la mise en liberté est due",
        "nothing founds the custody any more: release is due",
    ),
}
