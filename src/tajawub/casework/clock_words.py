"""The milestones of the response clock in words. The Arabic awaits a Moroccan lawyer's reading."""

from __future__ import annotations

from collections.abc import Mapping

from tajawub.casework.clock import Milestone
from tajawub.casework.procedures import EXTRADITION, LETTER_ROGATORY, Procedure
from tajawub.casework.words import Words

_ALIKE = {
    Milestone.DRAFTED: Words("التحرير", "Rédaction", "Drafted"),
    Milestone.APPROVED: Words("الموافقة", "Approbation", "Approved"),
    Milestone.ISSUED: Words("الإصدار", "Émission", "Issued"),
    Milestone.DELIVERED: Words("إشعار الآلة", "Accusé machine", "Signed receipt"),
    Milestone.ACKNOWLEDGED: Words("إشعار بشري", "Accusé humain", "Acknowledged"),
    Milestone.DISPATCHED: Words("الإحالة للتنفيذ", "Envoi pour exécution", "Sent for execution"),
    Milestone.DECIDED: Words("القرار", "Décision", "Decided"),
    Milestone.CLOSED: Words("الإغلاق", "Clôture", "Closed"),
}

MILESTONES: Mapping[str, Mapping[Milestone, Words]] = {
    LETTER_ROGATORY.key: {
        **_ALIKE,
        Milestone.FIRST_ACTION: Words("أول إجراء", "Premier acte", "First action"),
        Milestone.EXECUTED: Words("التنفيذ", "Exécution", "Executed"),
        Milestone.RESULTS_RETURNED: Words("إرجاع النتائج", "Pièces renvoyées", "Results returned"),
    },
    EXTRADITION.key: {
        **_ALIKE,
        Milestone.FIRST_ACTION: Words("التوقيف", "Arrestation", "Arrest"),
        Milestone.EXECUTED: Words("التسليم", "Remise", "Surrender"),
        Milestone.RESULTS_RETURNED: Words("التسلم", "Prise en charge", "Taken over"),
    },
}


def milestone(one: Milestone, of: Procedure) -> Words:
    """Return what a milestone is in that procedure."""
    return MILESTONES[of.key][one]
