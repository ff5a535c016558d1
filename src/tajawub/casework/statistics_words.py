"""What is counted of requests, in words. The Arabic awaits a Moroccan lawyer's reading."""

from __future__ import annotations

from enum import StrEnum

from tajawub.casework.words import Words


class Way(StrEnum):
    RECEIVED = "received"
    SENT = "sent"


class Ended(StrEnum):
    """How a request ended; one that could be executed in no part is not one that was refused."""

    EXECUTED = "executed"
    IN_PART = "in_part"
    IMPOSSIBLE = "impossible"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Interval(StrEnum):
    """A step of the response clock, timed from the delivery to the requested State."""

    ACKNOWLEDGED = "acknowledged"
    FIRST_ACTION = "first_action"
    RESULTS = "results"


WAYS = {
    Way.RECEIVED: Words("الطلبات الواردة", "Demandes reçues", "Requests received"),
    Way.SENT: Words("الطلبات الصادرة", "Demandes envoyées", "Requests sent"),
}

ENDED = {
    Ended.EXECUTED: Words("منفذة", "Exécutées", "Executed"),
    Ended.IN_PART: Words("منفذة جزئيا", "Exécutées en partie", "Executed in part"),
    Ended.IMPOSSIBLE: Words("تعذر تنفيذها", "Inexécutables", "Could not be executed"),
    Ended.REFUSED: Words("مرفوضة", "Refusées", "Refused"),
    Ended.WITHDRAWN: Words("مسحوبة", "Retirées", "Withdrawn"),
}

INTERVALS = {
    Interval.ACKNOWLEDGED: Words(
        "من الوصول إلى الإشعار بالتوصل", "De la remise à l’accusé de réception", "From delivery to acknowledgement"
    ),
    Interval.FIRST_ACTION: Words(
        "من الوصول إلى أول إجراء تنفيذي", "De la remise au premier acte d’exécution", "From delivery to first action"
    ),
    Interval.RESULTS: Words(
        "من الوصول إلى إرجاع النتائج", "De la remise au retour des résultats", "From delivery to results"
    ),
}

KEYS = {
    "year": Words("السنة", "Année", "Year"),
    "way_code": Words("رمز الاتجاه", "Code du sens", "Way code"),
    "way": Words("الاتجاه", "Sens", "Way"),
    "state_code": Words("رمز الدولة", "Code de l’État", "State code"),
    "state": Words("الدولة", "État", "State"),
    "kind_code": Words("رمز نوع الطلب", "Code du type", "Kind code"),
    "kind": Words("نوع الطلب", "Type de demande", "Kind of request"),
}

COUNTS = {
    "carried_over": Words("مرحّلة من السنة السابقة", "Reportées", "Carried over"),
    "new": Words("جديدة", "Nouvelles", "New"),
    "urgent": Words("منها المستعجلة", "Dont urgentes", "Of which urgent"),
    "total": Words("المجموع", "Total", "Total"),
    "pending": Words("قيد الإنجاز", "En cours", "Pending"),
    "rate": Words("نسبة التنفيذ (%)", "Taux d’exécution (%)", "Executed (%)"),
}

FIGURES = {
    "values": Words("عدد الحالات", "Nombre de cas", "Cases"),
    "gross_median_minutes": Words("الوسيط الإجمالي (دقائق)", "Médiane brute (minutes)", "Gross median (minutes)"),
    "gross_p90_minutes": Words(
        "المئين التسعون الإجمالي (دقائق)", "90e centile brut (minutes)", "Gross 90th percentile (minutes)"
    ),
    "net_median_minutes": Words("الوسيط الصافي (دقائق)", "Médiane nette (minutes)", "Net median (minutes)"),
    "net_p90_minutes": Words(
        "المئين التسعون الصافي (دقائق)", "90e centile net (minutes)", "Net 90th percentile (minutes)"
    ),
}
