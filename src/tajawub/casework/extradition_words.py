"""Extradition's tables in words: acts with their article, states with who must act and the duty.

The Arabic awaits a Moroccan lawyer's reading. Articles: un-untoc-2000 art. 16, as summarised with the text at hand on
2026-11-24; the articles of the bilateral convention of 2008 could not be read and are not cited. POLICY marks what no
treaty text read here asks for and this node asks all the same.
"""

from __future__ import annotations

from tajawub.casework.extradition import Custody, State, Stop
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.words import POLICY, ActWords, StateWords, Words

ACTS: dict[Kind, ActWords] = {
    Kind.REQUEST_PROVISIONAL_ARREST: ActWords(
        Words("طلب الاعتقال المؤقت", "Demande d’arrestation provisoire", "Provisional arrest requested"),
        Words("طلب الاعتقال المؤقت", "Demander l’arrestation provisoire", "Request provisional arrest"),
        "16(9)",
    ),
    Kind.SEND_FORMAL_REQUEST: ActWords(
        Words("طلب التسليم الرسمي", "Demande formelle d’extradition", "Formal request sent"),
        Words("توجيه طلب التسليم الرسمي", "Envoyer la demande formelle", "Send the formal request"),
        "16(7)",
    ),
    Kind.SUPPLY_SUPPLEMENT: ActWords(
        Words("الجواب عن المعلومات التكميلية", "Complément fourni", "Supplement supplied"),
        Words("تقديم المعلومات التكميلية", "Fournir le complément", "Supply the supplement"),
        POLICY,
    ),
    Kind.ANSWER_CONSULTATION: ActWords(
        Words("جواب على التشاور", "Réponse à la consultation", "Consultation answered"),
        Words("الجواب على التشاور", "Répondre à la consultation", "Answer the consultation"),
        "16(16)",
    ),
    Kind.REQUEST_PROSECUTION: ActWords(
        Words("طلب المتابعة في الدولة المطلوبة", "Poursuites demandées à l’État requis", "Prosecution requested"),
        Words("طلب المتابعة في الدولة المطلوبة", "Demander les poursuites sur place", "Request prosecution there"),
        "16(10)",
    ),
    Kind.RETURN_PERSON: ActWords(
        Words("إعادة الشخص", "Personne renvoyée", "Person returned"),
        Words("إثبات إعادة الشخص", "Constater le renvoi de la personne", "Report the person’s return"),
        POLICY,
    ),
    Kind.TAKE_OVER: ActWords(
        Words("تسلم الشخص", "Personne prise en charge", "Person taken over"),
        Words("إثبات تسلم الشخص", "Constater la prise en charge", "Report that the person was taken over"),
        POLICY,
    ),
    Kind.CONTEST_IDENTITY: ActWords(
        Words("المنازعة في الهوية", "Identité contestée", "Identity contested"),
        Words("المنازعة في الهوية", "Contester l’identité", "Contest the identity"),
        POLICY,
    ),
    Kind.CONFIRM_IDENTITY: ActWords(
        Words("تأكيد الهوية", "Identité confirmée", "Identity confirmed"),
        Words("تأكيد الهوية", "Confirmer l’identité", "Confirm the identity"),
        POLICY,
    ),
    Kind.REPORT_NOTICE_CANCELLED: ActWords(
        Words("إلغاء النشرة", "Notice annulée", "Notice cancelled"),
        Words("الإشعار بإلغاء النشرة", "Signaler l’annulation de la notice", "Report that the notice was cancelled"),
        POLICY,
    ),
    Kind.MAINTAIN: ActWords(
        Words("الإبقاء بعد إعادة النظر", "Maintien après réexamen", "Maintained after review"),
        Words("الإبقاء بعد إعادة النظر", "Maintenir après réexamen", "Maintain after review"),
        POLICY,
    ),
    Kind.WITHDRAW: ActWords(
        Words("سحب الطلب", "Demande retirée", "Request withdrawn"),
        Words("سحب الطلب", "Retirer la demande", "Withdraw the request"),
        POLICY,
    ),
    Kind.ACKNOWLEDGE: ActWords(
        Words("إشعار بالتوصل", "Accusé de réception", "Acknowledged"),
        Words("الإشعار بالتوصل", "Accuser réception", "Acknowledge receipt"),
        POLICY,
    ),
    Kind.ARREST: ActWords(
        Words("الاعتقال", "Arrestation", "Arrested"),
        Words("إثبات الاعتقال", "Constater l’arrestation", "Report the arrest"),
        "16(9)",
    ),
    Kind.INFORM_PERSON: ActWords(
        Words("إشعار الشخص بحقوقه", "Personne informée de ses droits", "Person informed"),
        Words(
            "إثبات إشعار الشخص بحقوقه",
            "Constater l’information de la personne",
            "Report that the person was informed",
        ),
        "16(13)",
    ),
    Kind.RECORD_CONSENT: ActWords(
        Words("رضا الشخص بتسليمه", "Consentement à la remise", "Consent recorded"),
        Words("تسجيل رضا الشخص", "Recueillir le consentement", "Record the consent"),
        "16(8)",
    ),
    Kind.REPORT_INCOMPLETE_REQUEST: ActWords(
        Words("طلب رسمي ناقص الوثائق", "Demande reçue incomplète", "Formal request found incomplete"),
        Words("بيان الوثائق الناقصة", "Signaler les pièces manquantes", "Say which papers are missing"),
        POLICY,
    ),
    Kind.RECEIVE_FORMAL_REQUEST: ActWords(
        Words("التوصل بالطلب الرسمي تاما", "Demande formelle reçue complète", "Complete formal request received"),
        Words("إثبات التوصل بالطلب تاما", "Constater la réception complète", "Record complete receipt"),
        POLICY,
    ),
    Kind.ASK_SUPPLEMENT: ActWords(
        Words("طلب معلومات تكميلية", "Complément demandé", "Supplement asked for"),
        Words("طلب معلومات تكميلية", "Demander un complément", "Ask for a supplement"),
        POLICY,
    ),
    Kind.REFER_TO_COURT: ActWords(
        Words("الإحالة على المحكمة", "Saisine de la juridiction", "Referred to court"),
        Words("إحالة الملف على المحكمة", "Saisir la juridiction", "Refer to court"),
        "16(7)",
    ),
    Kind.REPORT_COURT_DECISION: ActWords(
        Words("رأي المحكمة أو قرارها", "Avis ou décision de la juridiction", "Court has decided"),
        Words("بيان رأي المحكمة أو قرارها", "Faire connaître l’avis ou la décision", "Report the court’s decision"),
        "16(7)",
    ),
    Kind.REPORT_APPEAL: ActWords(
        Words("الطعن", "Recours formé", "Appeal lodged"),
        Words("الإشعار بالطعن", "Signaler un recours", "Report an appeal"),
        POLICY,
    ),
    Kind.CONSULT: ActWords(
        Words("تشاور قبل الرفض", "Consultation avant refus", "Consultation opened"),
        Words("التشاور قبل الرفض", "Consulter avant de refuser", "Consult before refusing"),
        "16(16)",
    ),
    Kind.GRANT: ActWords(
        Words("قرار التسليم", "Extradition accordée", "Extradition granted"),
        Words("منح التسليم", "Accorder l’extradition", "Grant extradition"),
        "16(1)",
    ),
    Kind.REFUSE: ActWords(
        Words("رفض التسليم", "Extradition refusée", "Extradition refused"),
        Words("رفض التسليم", "Refuser l’extradition", "Refuse extradition"),
        "16(7), (14), (16)",
    ),
    Kind.POSTPONE: ActWords(
        Words("تأجيل التسليم", "Remise ajournée", "Surrender postponed"),
        Words("تأجيل التسليم", "Ajourner la remise", "Postpone the surrender"),
        POLICY,
    ),
    Kind.SCHEDULE_SURRENDER: ActWords(
        Words("تحديد موعد التسليم", "Remise fixée", "Surrender scheduled"),
        Words("تحديد موعد التسليم", "Fixer la remise", "Schedule the surrender"),
        POLICY,
    ),
    Kind.SURRENDER: ActWords(
        Words("تسليم الشخص", "Remise", "Surrendered"),
        Words("إثبات تسليم الشخص", "Constater la remise", "Report the surrender"),
        "16(1)",
    ),
    Kind.SURRENDER_TEMPORARILY: ActWords(
        Words("تسليم مؤقت", "Remise temporaire", "Surrendered temporarily"),
        Words("إثبات التسليم المؤقت", "Constater la remise temporaire", "Report the temporary surrender"),
        "16(11)",
    ),
    Kind.RECORD_RETURN: ActWords(
        Words("رجوع الشخص", "Retour constaté", "Return recorded"),
        Words("إثبات رجوع الشخص", "Constater le retour", "Record the return"),
        POLICY,
    ),
    Kind.RELEASE: ActWords(
        Words("الإفراج", "Mise en liberté", "Released"),
        Words("إثبات الإفراج", "Constater la mise en liberté", "Report the release"),
        POLICY,
    ),
    Kind.REPORT_DEATH: ActWords(
        Words("وفاة الشخص", "Décès", "Death reported"),
        Words("الإشعار بالوفاة", "Signaler le décès", "Report the death"),
        POLICY,
    ),
    Kind.REPORT_COMPETING_REQUEST: ActWords(
        Words("طلب منافس", "Demande concurrente", "Competing request"),
        Words("الإشعار بطلب منافس", "Signaler une demande concurrente", "Report a competing request"),
        POLICY,
    ),
    Kind.REPORT_INTERIM_MEASURES: ActWords(
        Words("تدابير مؤقتة", "Mesures provisoires", "Interim measures"),
        Words("الإشعار بتدابير مؤقتة", "Signaler des mesures provisoires", "Report interim measures"),
        "16(13), (14)",
    ),
    Kind.REPORT_INTERIM_MEASURES_LIFTED: ActWords(
        Words("رفع التدابير المؤقتة", "Mesures provisoires levées", "Interim measures lifted"),
        Words(
            "الإشعار برفع التدابير المؤقتة", "Signaler la levée des mesures", "Report that the measures were lifted"
        ),
        POLICY,
    ),
    Kind.SUBMIT_TO_PROSECUTION: ActWords(
        Words("الإحالة على النيابة العامة الوطنية", "Affaire soumise aux autorités nationales", "Prosecution begun"),
        Words(
            "الإحالة من أجل المتابعة", "Soumettre aux autorités de poursuite", "Submit to the prosecuting authority"
        ),
        "16(10)",
    ),
    Kind.REPORT_OUTCOME: ActWords(
        Words("مآل المتابعة", "Issue des poursuites", "Outcome reported"),
        Words("بيان مآل المتابعة", "Faire connaître l’issue", "Report the outcome"),
        POLICY,
    ),
    Kind.CLOSE: ActWords(
        Words("إغلاق", "Clôture", "Closed"), Words("إغلاق الملف", "Clore le dossier", "Close the dossier"), POLICY
    ),
    Kind.RECTIFY: ActWords(
        Words("استدراك", "Rectification", "Rectification"),
        Words("استدراك خطأ في إجراء سابق", "Rectifier un acte antérieur", "Rectify an earlier act"),
        POLICY,
    ),
}

_REQUESTING, _REQUESTED = Side.REQUESTING, Side.REQUESTED
_CLOSE = Words("إغلاق الملف", "Clore le dossier", "Close the dossier")
_RELEASE = Words(
    "الإفراج عن الشخص والإشعار بذلك",
    "Mettre la personne en liberté et le faire savoir",
    "Release the person, and say so",
)
_SCHEDULE = Words("تحديد موعد التسليم", "Fixer la remise", "Schedule the surrender")

STATE_WORDS: dict[State, StateWords] = {
    State.NOT_REQUESTED: StateWords(
        Words("لم يطلب", "Non demandée", "Not requested"),
        _REQUESTING,
        Words("إتمام المسودة والمصادقة عليها", "Compléter et faire approuver", "Complete and have approved"),
        POLICY,
    ),
    State.AWAITING_ACKNOWLEDGEMENT: StateWords(
        Words("في انتظار الإشعار بالتوصل", "En attente d’accusé de réception", "Awaiting acknowledgement"),
        _REQUESTED,
        Words("الإشعار بالتوصل فورا", "Accuser réception sans délai", "Acknowledge at once"),
        POLICY,
        Kind.ACKNOWLEDGE,
    ),
    State.SOUGHT: StateWords(
        Words("الشخص مبحوث عنه", "Personne recherchée", "Person sought"),
        _REQUESTED,
        Words(
            "البحث عن الشخص واعتقاله إن ثبتت هويته بمعرفين",
            "Rechercher ; arrêter si deux identifiants concordent",
            "Search, and arrest if two identifiers match",
        ),
        "16(9)",
        Kind.ARREST,
    ),
    State.FORMAL_REQUEST_DUE: StateWords(
        Words("معتقل: الطلب الرسمي مستحق", "Arrêté : demande formelle due", "Arrested: formal request due"),
        _REQUESTING,
        Words(
            "توجيه الطلب الرسمي تاما قبل انقضاء الأجل",
            "Envoyer la demande formelle complète avant le terme",
            "Send the complete formal request before the term",
        ),
        POLICY,
        Kind.SEND_FORMAL_REQUEST,
    ),
    State.FORMAL_REQUEST_TO_RECEIVE: StateWords(
        Words("طلب رسمي في انتظار إثبات تمامه", "Demande formelle à vérifier", "Formal request to be checked"),
        _REQUESTED,
        Words(
            "إثبات التوصل تاما أو بيان ما ينقص",
            "Constater la réception complète, ou dire ce qui manque",
            "Record complete receipt, or say what lacks",
        ),
        POLICY,
        Kind.RECEIVE_FORMAL_REQUEST,
    ),
    State.SUPPLEMENT_ASKED: StateWords(
        Words("طلب معلومات تكميلية", "Complément demandé", "Supplement asked for"),
        _REQUESTING,
        Words("تقديم المعلومات المطلوبة", "Fournir le complément demandé", "Supply what was asked for"),
        POLICY,
        Kind.SUPPLY_SUPPLEMENT,
    ),
    State.RELEASED: StateWords(
        Words("أفرج عنه", "Remis en liberté", "Released"),
        _REQUESTING,
        Words(
            "توجيه الطلب الرسمي أو سحب الطلب؛ ويجوز اعتقال جديد",
            "Envoyer la demande formelle ou retirer ; nouvelle arrestation possible",
            "Send the formal request or withdraw; a new arrest is possible",
        ),
        POLICY,
        Kind.SEND_FORMAL_REQUEST,
    ),
    State.CONSENTED: StateWords(
        Words("رضا بالتسليم", "Consentement à la remise", "Consented"),
        _REQUESTED,
        Words("البت على وجه السرعة", "Statuer à bref délai", "Decide without delay"),
        "16(8)",
        Kind.GRANT,
    ),
    State.TO_REFER_TO_COURT: StateWords(
        Words("طلب تام: الإحالة مستحقة", "Demande complète : saisine due", "Complete: court to be seised"),
        _REQUESTED,
        Words("إحالة الملف على المحكمة", "Saisir la juridiction", "Refer the file to the court"),
        "16(7)",
        Kind.REFER_TO_COURT,
    ),
    State.BEFORE_COURT: StateWords(
        Words("أمام المحكمة", "Devant la juridiction", "Before the court"),
        _REQUESTED,
        Words("بيان رأي المحكمة أو قرارها", "Faire connaître l’avis ou la décision", "Report the court’s decision"),
        "16(7)",
        Kind.REPORT_COURT_DECISION,
    ),
    State.COURT_DECIDED: StateWords(
        Words("بتت المحكمة", "La juridiction a statué", "Court has decided"),
        _REQUESTED,
        Words(
            "اتخاذ القرار الإداري بالتسليم أو الرفض",
            "Prendre la décision d’extradition ou de refus",
            "Take the executive decision",
        ),
        "16(7)",
        Kind.GRANT,
    ),
    State.APPEALED: StateWords(
        Words("طعن معروض", "Recours pendant", "Appeal pending"),
        _REQUESTED,
        Words("بيان مآل الطعن", "Faire connaître l’issue du recours", "Report how the appeal ended"),
        POLICY,
        Kind.REPORT_COURT_DECISION,
    ),
    State.GRANTED: StateWords(
        Words("تقرر التسليم", "Extradition accordée", "Extradition granted"),
        _REQUESTED,
        _SCHEDULE,
        POLICY,
        Kind.SCHEDULE_SURRENDER,
    ),
    State.SURRENDER_POSTPONED: StateWords(
        Words("تسليم مؤجل", "Remise ajournée", "Surrender postponed"),
        _REQUESTED,
        _SCHEDULE,
        POLICY,
        Kind.SCHEDULE_SURRENDER,
    ),
    State.SURRENDER_SCHEDULED: StateWords(
        Words("حدد موعد التسليم", "Remise fixée", "Surrender scheduled"),
        _REQUESTED,
        Words("تسليم الشخص في الموعد", "Remettre la personne au jour fixé", "Surrender the person on the day"),
        POLICY,
        Kind.SURRENDER,
    ),
    State.SURRENDERED_TEMPORARILY: StateWords(
        Words("تسليم مؤقت: الإعادة مستحقة", "Remise temporaire : retour dû", "Temporarily surrendered: return due"),
        _REQUESTING,
        Words(
            "إعادة الشخص قبل التاريخ المحدد", "Renvoyer la personne au plus tard au jour dit", "Return by the day set"
        ),
        "16(11)",
        Kind.RETURN_PERSON,
    ),
    State.RETURN_TO_RECORD: StateWords(
        Words("أعيد الشخص: الإثبات مستحق", "Retour à constater", "Return to be recorded"),
        _REQUESTED,
        Words("إثبات رجوع الشخص", "Constater le retour", "Record the return"),
        POLICY,
        Kind.RECORD_RETURN,
    ),
    State.SURRENDERED: StateWords(
        Words("سلم الشخص", "Personne remise", "Surrendered"),
        _REQUESTING,
        Words("إثبات تسلم الشخص", "Constater la prise en charge", "Confirm taking over"),
        POLICY,
        Kind.TAKE_OVER,
    ),
    State.SPECIALTY_ACTIVE: StateWords(
        Words("قاعدة التخصيص سارية", "Spécialité en vigueur", "Specialty active"),
        _REQUESTING,
        Words(
            "المحاكمة عن الأفعال المسلم من أجلها وحدها",
            "Ne juger que pour les faits accordés",
            "Try for the offences granted and no others",
        ),
        POLICY,
        Kind.CLOSE,
    ),
    State.CONSULTED: StateWords(
        Words("تشاور قبل الرفض", "Consultation avant refus", "Consultation before refusal"),
        _REQUESTING,
        Words("إبداء الملاحظات", "Présenter ses observations", "Give views"),
        "16(16)",
        Kind.ANSWER_CONSULTATION,
    ),
    State.IDENTITY_CONTESTED: StateWords(
        Words("هوية منازع فيها: كل شيء موقوف", "Identité contestée : tout s’arrête", "Identity contested: all stops"),
        _REQUESTED,
        Words(
            "تأكيد الهوية بمعرفين مستقلين أو الإفراج",
            "Confirmer par deux identifiants indépendants, ou libérer",
            "Confirm by two independent identifiers, or release",
        ),
        POLICY,
        Kind.CONFIRM_IDENTITY,
    ),
    State.IDENTITY_CONTESTED_BY_REQUESTING: StateWords(
        Words(
            "الدولة الطالبة تنازع في الهوية: كل شيء موقوف",
            "Identité contestée par l’État requérant",
            "Identity contested by the requesting State",
        ),
        _REQUESTING,
        Words(
            "تأكيد الهوية بمعرفين مستقلين أو سحب الطلب",
            "Confirmer par deux identifiants indépendants, ou retirer",
            "Confirm by two independent identifiers, or withdraw",
        ),
        POLICY,
        Kind.CONFIRM_IDENTITY,
    ),
    State.SURRENDER_BLOCKED: StateWords(
        Words("تدابير مؤقتة تمنع التسليم", "Mesures provisoires : pas de remise", "Interim measures: no surrender"),
        _REQUESTED,
        Words("انتظار رفع التدابير", "Attendre la levée des mesures", "Wait until the measures are lifted"),
        "16(13), (14)",
        Kind.REPORT_INTERIM_MEASURES_LIFTED,
    ),
    State.NOTICE_CANCELLED: StateWords(
        Words("نشرة ملغاة: إعادة النظر واجبة", "Notice annulée : réexamen dû", "Notice cancelled: review due"),
        _REQUESTED,
        Words(
            "إعادة فحص الأساس دون النشرة، أو الإفراج",
            "Réexaminer le fondement sans la notice, ou libérer",
            "Review the grounds without the notice, or release",
        ),
        POLICY,
        Kind.MAINTAIN,
    ),
    State.NOTICE_CANCELLED_BY_REQUESTING: StateWords(
        Words(
            "ألغت الدولة الطالبة النشرة: التأكيد أو السحب",
            "Notice annulée par l’État requérant",
            "Notice cancelled by the requesting State",
        ),
        _REQUESTING,
        Words(
            "الإبقاء على الطلب لأسباب قائمة بذاتها أو سحبه",
            "Maintenir la demande pour des motifs propres, ou la retirer",
            "Maintain the request for reasons of its own, or withdraw",
        ),
        POLICY,
        Kind.MAINTAIN,
    ),
    State.REFUSED_RELEASE_DUE: StateWords(
        Words("مرفوض: الإفراج واجب", "Refusée : mise en liberté due", "Refused: release due"),
        _REQUESTED,
        _RELEASE,
        POLICY,
        Kind.RELEASE,
    ),
    State.REFUSED: StateWords(
        Words("مرفوض", "Refusée", "Refused"),
        _REQUESTING,
        Words(
            "طلب المتابعة هناك أو إغلاق الملف", "Demander les poursuites, ou clore", "Request prosecution, or close"
        ),
        "16(10)",
        Kind.REQUEST_PROSECUTION,
    ),
    State.PROSECUTION_DUE: StateWords(
        Words("المتابعة مستحقة", "Poursuites dues", "Prosecution due"),
        _REQUESTED,
        Words(
            "إحالة القضية على النيابة العامة دون تأخير لا مبرر له",
            "Soumettre l’affaire sans retard injustifié",
            "Submit the case without undue delay",
        ),
        "16(10)",
        Kind.SUBMIT_TO_PROSECUTION,
    ),
    State.PROSECUTED_AT_HOME: StateWords(
        Words("متابعة في الدولة المطلوبة", "Poursuivi dans l’État requis", "Prosecuted at home"),
        _REQUESTED,
        Words("بيان مآل المتابعة", "Faire connaître l’issue", "Report the outcome"),
        "16(10)",
        Kind.REPORT_OUTCOME,
    ),
    State.OUTCOME_REPORTED: StateWords(
        Words("بلغ المآل", "Issue communiquée", "Outcome reported"), _REQUESTING, _CLOSE, POLICY, Kind.CLOSE
    ),
    State.WITHDRAWN_RELEASE_DUE: StateWords(
        Words(
            "مسحوب والشخص معتقل: الإفراج واجب", "Retirée, personne détenue : liberté due", "Withdrawn: release due"
        ),
        _REQUESTED,
        _RELEASE,
        POLICY,
        Kind.RELEASE,
    ),
    State.WITHDRAWN_AFTER_SURRENDER: StateWords(
        Words("سحب تقاطع مع التسليم", "Retrait croisé avec la remise", "Withdrawal crossed the surrender"),
        _REQUESTING,
        Words(
            "بيان وضع الشخص المسلم: إعادة أو إفراج",
            "Dire le sort de la personne remise : renvoi ou liberté",
            "Say what becomes of the person: return or freedom",
        ),
        POLICY,
        Kind.RETURN_PERSON,
    ),
    State.WITHDRAWN: StateWords(Words("مسحوب", "Retirée", "Withdrawn"), _REQUESTED, _CLOSE, POLICY, Kind.CLOSE),
    State.DIED: StateWords(
        Words("توفي الشخص", "Personne décédée", "Person died"), _REQUESTED, _CLOSE, POLICY, Kind.CLOSE
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
    State.HELD_AFTER_CLOSING: StateWords(
        Words(
            "محتجز بعد الإغلاق: الإفراج واجب", "Détenu après clôture : liberté due", "Held after closing: release due"
        ),
        _REQUESTED,
        _RELEASE,
        POLICY,
        Kind.RELEASE,
    ),
    State.CLOSED: StateWords(
        Words("مغلق", "Close", "Closed"), None, Words("لا شيء مستحق", "Rien n’est dû", "Nothing is due"), POLICY
    ),
    State.OUT_OF_STEP: StateWords(
        Words(
            "وضع لا يفضي إليه أي تسلسل قانوني",
            "Situation qu’aucune suite régulière n’atteint",
            "A situation no lawful sequence reaches",
        ),
        None,
        Words("مقارنة حسابي العقدتين", "Comparer les comptes des deux nœuds", "Compare both nodes’ accounts"),
        POLICY,
    ),
}

CUSTODY: dict[Custody, Words] = {
    Custody.AT_LARGE: Words("غير معتقل", "en liberté", "at large"),
    Custody.IN_CUSTODY: Words("معتقل", "détenu", "in custody"),
    Custody.RELEASED: Words("أفرج عنه", "remis en liberté", "released"),
    Custody.HANDED_OVER: Words("سلم", "remis", "handed over"),
    Custody.DECEASED: Words("متوفى", "décédé", "deceased"),
}
STOPS: dict[Stop, Words] = {
    Stop.IDENTITY_CONTESTED: Words("هوية منازع فيها", "identité contestée", "identity contested"),
    Stop.INTERIM_MEASURES: Words("تدابير مؤقتة", "mesures provisoires", "interim measures"),
    Stop.NOTICE_CANCELLED: Words("نشرة ملغاة", "notice annulée", "notice cancelled"),
}
