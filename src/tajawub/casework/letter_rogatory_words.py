"""The letter rogatory's tables in words: acts with their article, states with who must act and the duty.

The Arabic awaits a Moroccan lawyer's reading. Articles: un-untoc-2000 art. 18, read on 2026-11-23;
POLICY marks what no treaty text read here asks for and this node asks all the same.
"""

from __future__ import annotations

from tajawub.casework.letter_rogatory import State
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.words import POLICY, ActWords, StateWords, Words

CHECKED_ON = "2026-11-23"


ACTS: dict[Kind, ActWords] = {
    Kind.ISSUE: ActWords(
        Words("إصدار الإنابة", "Émission de la commission rogatoire", "Letter rogatory issued"),
        Words("إصدار الإنابة", "Émettre la commission rogatoire", "Issue the letter rogatory"),
        "18(13)-(15)",
    ),
    Kind.SUPPLY_SUPPLEMENT: ActWords(
        Words("الجواب عن المعلومات التكميلية", "Complément fourni", "Supplement supplied"),
        Words("تقديم المعلومات التكميلية", "Fournir le complément", "Supply the supplement"),
        "18(16)",
    ),
    Kind.ACCEPT_CONDITIONS: ActWords(
        Words("قبول الشروط", "Conditions acceptées", "Conditions accepted"),
        Words("قبول الشروط", "Accepter les conditions", "Accept the conditions"),
        "18(26)",
    ),
    Kind.ACCEPT_RESULTS: ActWords(
        Words("النتائج تامة", "Résultats jugés complets", "Results accepted as complete"),
        Words("اعتبار النتائج تامة", "Accepter les résultats comme complets", "Accept the results as complete"),
        POLICY,
    ),
    Kind.WITHDRAW: ActWords(
        Words("سحب الطلب", "Demande retirée", "Request withdrawn"),
        Words("سحب الطلب", "Retirer la demande", "Withdraw the request"),
        "18(24)",
    ),
    Kind.ACKNOWLEDGE: ActWords(
        Words("إشعار بالتوصل", "Accusé de réception", "Acknowledged"),
        Words("الإشعار بالتوصل", "Accuser réception", "Acknowledge receipt"),
        "18(13)",
    ),
    Kind.ASK_SUPPLEMENT: ActWords(
        Words("طلب معلومات تكميلية", "Complément demandé", "Supplement asked for"),
        Words("طلب معلومات تكميلية", "Demander un complément", "Ask for a supplement"),
        "18(16)",
    ),
    Kind.ACCEPT: ActWords(
        Words("قبول كلي", "Acceptée en totalité", "Accepted in whole"),
        Words("قبول الطلب كليا", "Accepter en totalité", "Accept in whole"),
        "18(17)",
    ),
    Kind.ACCEPT_IN_PART: ActWords(
        Words("قبول جزئي", "Acceptée en partie", "Accepted in part"),
        Words("قبول الطلب جزئيا", "Accepter en partie", "Accept in part"),
        "18(17), (21), (23)",
    ),
    Kind.OFFER_CONDITIONS: ActWords(
        Words("قبول مقيد بشروط", "Acceptée sous conditions", "Accepted with conditions"),
        Words("قبول الطلب بشروط", "Accepter sous conditions", "Accept with conditions"),
        "18(26)",
    ),
    Kind.CONSULT: ActWords(
        Words("تشاور قبل الرفض", "Consultation avant refus", "Consultation opened"),
        Words("التشاور قبل الرفض أو التأجيل", "Consulter avant de refuser ou d’ajourner", "Consult before refusing"),
        "18(26)",
    ),
    Kind.ANSWER_CONSULTATION: ActWords(
        Words("جواب على التشاور", "Réponse à la consultation", "Consultation answered"),
        Words("الجواب على التشاور", "Répondre à la consultation", "Answer the consultation"),
        "18(26)",
    ),
    Kind.REFUSE: ActWords(
        Words("رفض", "Refusée", "Refused"),
        Words("رفض الطلب", "Refuser", "Refuse"),
        "18(21), (23)",
    ),
    Kind.POSTPONE: ActWords(
        Words("تأجيل", "Ajournée", "Postponed"),
        Words("تأجيل التنفيذ", "Ajourner", "Postpone"),
        "18(25)",
    ),
    Kind.REPORT_EXECUTION: ActWords(
        Words("بيان تنفيذ إجراء", "Compte rendu d’exécution", "Execution reported"),
        Words("بيان تنفيذ إجراء", "Rendre compte d’une mesure", "Report a measure"),
        "18(17), (24)",
    ),
    Kind.RETURN_RESULTS: ActWords(
        Words("إرجاع النتائج", "Résultats retournés", "Results returned"),
        Words("إرجاع النتائج", "Retourner les résultats", "Return the results"),
        "18(3), (24)",
    ),
    Kind.STOP: ActWords(
        Words("وقف التنفيذ", "Exécution arrêtée", "Execution stopped"),
        Words("وقف التنفيذ وبيان ما أنجز", "Arrêter et dire ce qui a été fait", "Stop, and say what was done"),
        POLICY,
    ),
    Kind.CLOSE: ActWords(
        Words("إغلاق", "Clôture", "Closed"),
        Words("إغلاق الملف", "Clore le dossier", "Close the dossier"),
        POLICY,
    ),
    Kind.RECTIFY: ActWords(
        Words("استدراك", "Rectification", "Rectification"),
        Words("استدراك خطأ في إجراء سابق", "Rectifier un acte antérieur", "Rectify an earlier act"),
        POLICY,
    ),
}

_REQUESTING, _REQUESTED = Side.REQUESTING, Side.REQUESTED
_NOTHING = Words("لا شيء مستحق", "Rien n’est dû", "Nothing is due")
_CLOSE = Words("إغلاق الملف", "Clore le dossier", "Close the dossier")

STATE_WORDS: dict[State, StateWords] = {
    State.NOT_ISSUED: StateWords(
        Words("لم تصدر", "Non émise", "Not issued"),
        _REQUESTING,
        Words(
            "إتمام المسودة والمصادقة عليها وإصدارها",
            "Compléter, faire approuver et émettre",
            "Complete, have approved and issue",
        ),
        "18(15)",
    ),
    State.AWAITING_ACKNOWLEDGEMENT: StateWords(
        Words("في انتظار الإشعار بالتوصل", "En attente d’accusé de réception", "Awaiting acknowledgement"),
        _REQUESTED,
        Words(
            "الإشعار بالتوصل وإحالة الطلب",
            "Accuser réception et orienter la demande",
            "Acknowledge and route the request",
        ),
        "18(13)",
        Kind.ACKNOWLEDGE,
    ),
    State.UNDER_EXAMINATION: StateWords(
        Words("فحص القبول", "Examen de recevabilité", "Under examination"),
        _REQUESTED,
        Words(
            "البت في الطلب أو طلب تكميل",
            "Statuer, ou demander un complément",
            "Decide, or ask for a supplement",
        ),
        "18(16), (17)",
        Kind.ACCEPT,
    ),
    State.SUPPLEMENT_ASKED: StateWords(
        Words("طلب معلومات تكميلية", "Complément demandé", "Supplement asked for"),
        _REQUESTING,
        Words("تقديم المعلومات المطلوبة", "Fournir le complément demandé", "Supply what was asked for"),
        "18(16)",
        Kind.SUPPLY_SUPPLEMENT,
    ),
    State.POSTPONED: StateWords(
        Words("مؤجل", "Ajournée", "Postponed"),
        _REQUESTED,
        Words("إعادة النظر في التاريخ المحدد", "Réexaminer à la date indiquée", "Look again on the day given"),
        "18(25)",
        Kind.ACCEPT,
    ),
    State.ACCEPTED: StateWords(
        Words("مقبول كليا", "Acceptée en totalité", "Accepted in whole"),
        _REQUESTED,
        Words("التنفيذ في أقرب وقت", "Exécuter dès que possible", "Execute as soon as possible"),
        "18(24)",
        Kind.REPORT_EXECUTION,
    ),
    State.ACCEPTED_IN_PART: StateWords(
        Words("مقبول جزئيا", "Acceptée en partie", "Accepted in part"),
        _REQUESTED,
        Words(
            "تنفيذ ما قبل في أقرب وقت",
            "Exécuter ce qui est accepté, dès que possible",
            "Execute what was accepted, as soon as possible",
        ),
        "18(24)",
        Kind.REPORT_EXECUTION,
    ),
    State.CONDITIONS_OFFERED: StateWords(
        Words("شروط معروضة", "Conditions proposées", "Conditions offered"),
        _REQUESTING,
        Words(
            "قبول الشروط أو سحب الطلب",
            "Accepter les conditions ou retirer la demande",
            "Accept the conditions or withdraw",
        ),
        "18(26)",
        Kind.ACCEPT_CONDITIONS,
    ),
    State.CONDITIONS_ACCEPTED: StateWords(
        Words("شروط مقبولة", "Conditions acceptées", "Conditions accepted"),
        _REQUESTED,
        Words("التنفيذ وفق الشروط", "Exécuter selon les conditions", "Execute under the conditions"),
        "18(24), (26)",
        Kind.REPORT_EXECUTION,
    ),
    State.CONSULTED: StateWords(
        Words("تشاور قبل الرفض أو التأجيل", "Consultation avant refus ou ajournement", "Consultation before refusal"),
        _REQUESTING,
        Words(
            "إبداء الملاحظات أو اقتراح شروط",
            "Présenter ses observations ou proposer des conditions",
            "Give views, or propose conditions",
        ),
        "18(26)",
        Kind.ANSWER_CONSULTATION,
    ),
    State.REFUSED: StateWords(
        Words("مرفوض", "Refusée", "Refused"),
        _REQUESTING,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.EXECUTING: StateWords(
        Words("قيد التنفيذ", "En cours d’exécution", "Being executed"),
        _REQUESTED,
        Words(
            "إتمام الإجراءات وإرجاع النتائج",
            "Achever les mesures et retourner les résultats",
            "Finish the measures and return the results",
        ),
        "18(24)",
        Kind.RETURN_RESULTS,
    ),
    State.RESULTS_TO_CHECK: StateWords(
        Words("نتائج في انتظار الفحص", "Résultats à vérifier", "Results to check"),
        _REQUESTING,
        Words(
            "فحص النتائج والتصريح بتمامها",
            "Vérifier les résultats et dire s’ils sont complets",
            "Check the results and say whether they are complete",
        ),
        POLICY,
        Kind.ACCEPT_RESULTS,
    ),
    State.RESULTS_ACCEPTED: StateWords(
        Words("نتائج تامة", "Résultats complets", "Results complete"),
        _REQUESTING,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.EXECUTION_CONTINUES: StateWords(
        Words(
            "تنفيذ مستمر بعد قبول النتائج",
            "L’exécution continue après acceptation",
            "Execution goes on after acceptance",
        ),
        _REQUESTED,
        Words("إرجاع النتائج الإضافية", "Retourner les résultats supplémentaires", "Return the further results"),
        "18(24)",
        Kind.RETURN_RESULTS,
    ),
    State.WITHDRAWN_STOP_DUE: StateWords(
        Words("مسحوب: الوقف واجب", "Retirée : arrêt dû", "Withdrawn: stop due"),
        _REQUESTED,
        Words(
            "وقف العمل وبيان ما أنجز",
            "Arrêter et dire ce qui a déjà été fait",
            "Stop, and say what was already done",
        ),
        POLICY,
        Kind.STOP,
    ),
    State.WITHDRAWN_WHILE_EXECUTING: StateWords(
        Words(
            "مسحوب أثناء التنفيذ: الوقف واجب",
            "Retirée en cours d’exécution : arrêt dû",
            "Withdrawn while being executed: stop due",
        ),
        _REQUESTED,
        Words(
            "وقف التنفيذ فورا وبيان ما أنجز",
            "Arrêter l’exécution et dire ce qui a été fait",
            "Stop the execution and say what was done",
        ),
        POLICY,
        Kind.STOP,
    ),
    State.WITHDRAWN_WHILE_RETURNED: StateWords(
        Words(
            "سحب تقاطع مع إرجاع النتائج",
            "Retrait croisé avec les résultats",
            "Withdrawal crossed the results",
        ),
        _REQUESTING,
        Words(
            "عدم استعمال ما وصل إلا بموافقة، ثم الإغلاق",
            "Ne rien utiliser sans accord, puis clore",
            "Use nothing without consent, then close",
        ),
        "18(19)",
        Kind.CLOSE,
    ),
    State.WITHDRAWN_WHILE_REFUSED: StateWords(
        Words("سحب تقاطع مع الرفض", "Retrait croisé avec le refus", "Withdrawal crossed the refusal"),
        _REQUESTING,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.STOPPED: StateWords(
        Words("أوقف التنفيذ", "Exécution arrêtée", "Execution stopped"),
        _REQUESTING,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.CLOSED_BY_REQUESTING: StateWords(
        Words("أغلقته الدولة الطالبة", "Close par l’État requérant", "Closed by the requesting State"),
        _REQUESTED,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.CLOSED_BY_REQUESTED: StateWords(
        Words("أغلقته الدولة المطلوبة", "Close par l’État requis", "Closed by the requested State"),
        _REQUESTING,
        _CLOSE,
        POLICY,
        Kind.CLOSE,
    ),
    State.EXECUTED_AFTER_CLOSING: StateWords(
        Words("تنفيذ بعد الإغلاق", "Exécutée après clôture", "Executed after closing"),
        _REQUESTED,
        Words("بيان ما وقع وسببه", "Dire ce qui s’est passé et pourquoi", "Say what happened and why"),
        POLICY,
    ),
    State.CLOSED: StateWords(Words("مغلق", "Close", "Closed"), None, _NOTHING, POLICY),
    State.OUT_OF_STEP: StateWords(
        Words(
            "وضع لا يفضي إليه أي تسلسل قانوني",
            "Situation qu’aucune suite régulière n’atteint",
            "A situation no lawful sequence reaches",
        ),
        None,
        Words(
            "مقارنة الحسابين بين المشغلين",
            "Comparer les comptes des deux nœuds",
            "Compare both nodes’ accounts",
        ),
        POLICY,
    ),
}
