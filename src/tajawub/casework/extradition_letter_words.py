"""The words of extradition's papers: what is chosen from a list, and the headings of its letters and sheets.

The Arabic awaits a Moroccan lawyer's reading; `{...}` are filled by `extradition_letter.py`.
"""

from __future__ import annotations

from tajawub.casework.body import TranslationKind
from tajawub.casework.extradition_bodies import (
    Channel,
    Consul,
    CourtOutcome,
    DocumentType,
    Purpose,
    ReleaseCause,
    WarrantType,
)
from tajawub.casework.identification import Family, Identifier, Strength
from tajawub.casework.words import Words

IDENTIFIERS = {
    Identifier.FINGERPRINTS: Words("بصمات الأصابع", "empreintes digitales", "fingerprints"),
    Identifier.DNA: Words("البصمة الوراثية", "empreinte génétique", "DNA profile"),
    Identifier.PHOTOGRAPH: Words("صورة شخصية", "photographie", "photograph"),
    Identifier.PASSPORT: Words("جواز سفر", "passeport", "passport"),
    Identifier.IDENTITY_CARD: Words("بطاقة التعريف الوطنية", "carte d’identité", "identity card"),
    Identifier.OTHER_DOCUMENT: Words("وثيقة هوية أخرى", "autre document d’identité", "other identity document"),
    Identifier.BIRTH_DATE: Words("تاريخ الازدياد", "date de naissance", "date of birth"),
    Identifier.BIRTH_PLACE: Words("مكان الازدياد", "lieu de naissance", "place of birth"),
    Identifier.PARENTS: Words("اسما الأبوين", "noms des parents", "names of the parents"),
    Identifier.DISTINGUISHING_MARKS: Words("علامات مميزة", "signes particuliers", "distinguishing marks"),
}

FAMILIES = {
    Family.FINGERPRINTS: Words("بصمات الأصابع", "empreintes digitales", "fingerprints"),
    Family.DNA: Words("البصمة الوراثية", "empreinte génétique", "DNA"),
    Family.FACE: Words("الوجه", "visage", "face"),
    Family.PAPERS: Words("وثائق الهوية", "documents d’identité", "identity papers"),
    Family.CIVIL_STATUS: Words("الحالة المدنية", "état civil", "civil status"),
    Family.MARKS: Words("علامات الجسد", "marques du corps", "marks on the body"),
}

STRENGTHS = {
    Strength.NAME_ONLY: Words("الاسم وحده", "nom seul", "name only"),
    Strength.ONE_IDENTIFIER: Words(
        "معرف مستقل واحد إلى جانب الاسم",
        "un identifiant indépendant outre le nom",
        "one independent identifier beside the name",
    ),
    Strength.TWO_IDENTIFIERS: Words(
        "معرفان مستقلان أو أكثر إلى جانب الاسم",
        "deux identifiants indépendants ou plus outre le nom",
        "two or more independent identifiers beside the name",
    ),
}

WARRANTS = {
    WarrantType.ARREST_WARRANT: Words("أمر بإلقاء القبض", "mandat d’arrêt", "arrest warrant"),
    WarrantType.JUDGMENT: Words("حكم", "jugement", "judgment"),
}

PURPOSES = {
    Purpose.PROSECUTION: Words("من أجل المتابعة", "aux fins de poursuites", "for prosecution"),
    Purpose.EXECUTION: Words("من أجل تنفيذ عقوبة", "aux fins d’exécution d’une peine", "for execution of a sentence"),
}

DOCUMENTS = {
    DocumentType.WARRANT_OR_JUDGMENT: Words(
        "أمر إلقاء القبض أو الحكم، أصلا أو نسخة مصادقا عليها",
        "mandat ou jugement, en original ou expédition authentique",
        "warrant or judgment, original or authenticated copy",
    ),
    DocumentType.STATEMENT_OF_FACTS: Words("عرض الوقائع", "exposé des faits", "statement of facts"),
    DocumentType.TEXTS_OF_LAW: Words(
        "النصوص القانونية المطبقة", "textes de loi applicables", "texts of the law that applies"
    ),
    DocumentType.DESCRIPTION: Words("أوصاف الشخص", "signalement de la personne", "description of the person"),
    DocumentType.LAPSE_OF_TIME: Words("بيانات عن التقادم", "renseignements sur la prescription", "lapse of time"),
    DocumentType.SENTENCE_LEFT: Words("المدة الباقية من العقوبة", "reliquat de peine", "sentence left to serve"),
    DocumentType.TRIAL_IN_ABSENCE: Words(
        "بيانات عن المحاكمة الغيابية", "renseignements sur le jugement par défaut", "trial in absence"
    ),
    DocumentType.TRANSLATIONS: Words("الترجمات", "traductions", "translations"),
}

CHANNELS = {
    Channel.CENTRAL_AUTHORITIES: Words(
        "بين السلطتين المركزيتين", "d’autorité centrale à autorité centrale", "between central authorities"
    ),
    Channel.DIPLOMATIC: Words("بالطريق الدبلوماسي", "par la voie diplomatique", "through the diplomatic channel"),
    Channel.INTERPOL: Words("عن طريق الأنتربول", "par Interpol", "through Interpol"),
}

CONSULS = {
    Consul.NOTIFIED: Words("أشعر القنصل", "consul averti", "consul notified"),
    Consul.DECLINED_BY_PERSON: Words(
        "رفض الشخص إشعار القنصل", "la personne a refusé que le consul soit averti", "the person declined it"
    ),
    Consul.NO_FOREIGN_NATIONAL: Words("ليس أجنبيا", "la personne n’est pas étrangère", "not a foreign national"),
}

COURT_OUTCOMES = {
    CourtOutcome.FAVOURABLE: Words("بالموافقة", "favorable", "favourable"),
    CourtOutcome.FAVOURABLE_IN_PART: Words("بالموافقة الجزئية", "favorable en partie", "favourable in part"),
    CourtOutcome.UNFAVOURABLE: Words("بالرفض", "défavorable", "unfavourable"),
}

RELEASE_CAUSES = {
    ReleaseCause.TERM_RAN_OUT: Words("انقضاء أجل الطلب الرسمي", "terme de la demande échu", "term ran out"),
    ReleaseCause.COURT: Words("بقرار قضائي", "décision de justice", "by order of a court"),
    ReleaseCause.WITHDRAWN: Words("سحب الطلب", "demande retirée", "request withdrawn"),
    ReleaseCause.WRONG_PERSON: Words(
        "ليس هو الشخص المطلوب", "ce n’est pas la personne recherchée", "not the person sought"
    ),
    ReleaseCause.REFUSED: Words("رفض التسليم", "extradition refusée", "extradition refused"),
    ReleaseCause.SURRENDER_TERM_RAN_OUT: Words(
        "انقضاء أجل التسلم", "terme de la remise échu", "surrender term ran out"
    ),
    ReleaseCause.INTERIM_MEASURES: Words("تدابير مؤقتة", "mesures provisoires", "interim measures"),
    ReleaseCause.OTHER: Words("سبب آخر", "autre cause", "another cause"),
}

TRANSLATION_KINDS = {
    TranslationKind.SWORN: Words("ترجمة محلفة", "traduction assermentée", "sworn translation"),
    TranslationKind.OFFICIAL: Words("ترجمة رسمية", "traduction officielle", "official translation"),
    TranslationKind.MACHINE_DRAFT: Words("مسودة ترجمة آلية", "brouillon de traduction automatique", "machine draft"),
}

TONGUES = {
    "ar": Words("العربية", "arabe", "Arabic"),
    "fr": Words("الفرنسية", "français", "French"),
    "en": Words("الإنجليزية", "anglais", "English"),
}

YES_NO = {True: Words("نعم", "oui", "yes"), False: Words("لا", "non", "no")}

LABELS = {
    "person": Words("الشخص المطلوب وهويته", "Personne recherchée et identité", "Person sought and identity"),
    "description": Words("الأوصاف", "Signalement", "Description"),
    "identifiers": Words("المعرفات", "Identifiants", "Identifiers"),
    "identifier": Words("المعرف", "Identifiant", "Identifier"),
    "value": Words("البيان", "Valeur", "Reads"),
    "issued_by": Words("الجهة المصدرة", "Délivré par", "Issued by"),
    "strength": Words("قوة التعريف", "Force de l’identification", "Strength of identification"),
    "counted": Words("{strength} ({families})", "{strength} ({families})", "{strength} ({families})"),
    "notice": Words("النشرة", "Notice", "Notice"),
    "notice_checked": Words(
        "{reference}، جرى التحقق منها في {date}؛ ولا تقوم مقام أمر بإلقاء القبض.",
        "{reference}, vérifiée le {date} ; elle ne vaut pas mandat.",
        "{reference}, checked on {date}; it is no warrant.",
    ),
    "warrant": Words("السند والغرض والعقوبة", "Titre, but et peine", "Warrant, purpose and penalty"),
    "warrant_said": Words("{type} رقم {reference}", "{type} no {reference}", "{type} no. {reference}"),
    "warrant_type": Words("السند", "Titre", "Title"),
    "warrant_authority": Words("صادر عن", "Émis par", "Issued by"),
    "warrant_on": Words("بتاريخ", "En date du", "Dated"),
    "purpose": Words("الغرض", "But", "Purpose"),
    "max_penalty_months": Words("أقصى العقوبة (بالشهور)", "Peine encourue (mois)", "Maximum penalty (months)"),
    "sentence_left_months": Words(
        "الباقي من العقوبة (بالشهور)", "Reliquat de peine (mois)", "Sentence left (months)"
    ),
    "committed_at": Words("زمان الأفعال", "Date des faits", "When"),
    "committed_where": Words("مكان الأفعال", "Lieu des faits", "Where"),
    "item": Words("العنصر", "Élément", "Item"),
    "content": Words("المضمون", "Contenu", "Content"),
    "documents": Words("وثائق الطلب", "Pièces de la demande", "Documents of the request"),
    "document": Words("الوثيقة", "Pièce", "Document"),
    "title": Words("العنوان", "Intitulé", "Title"),
    "annex": Words("المرفق", "Annexe", "Annexe"),
    "cites": Words("طلبات ذات صلة", "Demandes liées", "Related requests"),
    "asked": Words("المطلوب", "Ce qui est demandé", "What is asked"),
    "ask_arrest": Words(
        "نلتمس، في حالة الاستعجال، اعتقال الشخص المذكور مؤقتا وإشعارنا بذلك فورا. ولا يعتقل أحد بناء على "
        "الاسم وحده: نرجو التحقق من معرفين مستقلين على الأقل.",
        "Nous demandons, en urgence, l’arrestation provisoire de cette personne et que nous en soyons avisés sans "
        "délai. Nul n’est arrêté sur un nom seul : prière de vérifier au moins deux identifiants indépendants.",
        "We ask, in urgency, for the provisional arrest of this person and to be told of it without delay. Nobody is "
        "arrested on a name alone: please verify at least two independent identifiers.",
    ),
    "intends": Words(
        "ونلتزم بتوجيه طلب التسليم الرسمي داخل الأجل إذا اعتقل الشخص.",
        "En cas d’arrestation, la demande formelle d’extradition sera adressée dans le délai.",
        "Should the person be arrested, the formal request for extradition will be sent within the term.",
    ),
    "ask_extradition": Words(
        "نلتمس تسليم الشخص المذكور عن الأفعال المبينة أعلاه، {purpose}.",
        "Nous demandons l’extradition de cette personne pour les faits exposés ci-dessus, {purpose}.",
        "We ask for the extradition of this person for the acts described above, {purpose}.",
    ),
    "specialty": Words(
        "لا تجوز متابعته عن أفعال أخرى سابقة لتسليمه إلا بموافقة الدولة المطلوبة.",
        "Elle ne sera poursuivie pour aucun autre fait antérieur à la remise sans l’accord de l’État requis.",
        "No other act committed before the surrender will be tried without the requested State’s consent.",
    ),
    "urgent": Words("استعجالي", "urgente", "urgent"),
    "place": Words("المكان", "Lieu", "Place"),
    "authority": Words("السلطة", "Autorité", "Authority"),
    "arrest.authority": Words(
        "السلطة التي نفذت الاعتقال", "Autorité qui a procédé", "Authority that made the arrest"
    ),
    "grant.authority": Words("السلطة صاحبة القرار", "Autorité qui a décidé", "Deciding authority"),
    "account": Words("بيان", "Compte rendu", "Account"),
    "matched": Words("المعرفات المتطابقة", "Identifiants concordants", "Identifiers that matched"),
    "override": Words(
        "سبب المضي دون معرفين مستقلين",
        "Pourquoi passer outre sans deux identifiants indépendants",
        "Why go on without two independent identifiers",
    ),
    "reasons_told": Words("أشعر بأسباب الاعتقال", "Motifs notifiés", "Reasons told"),
    "counsel": Words("المحامي", "Avocat", "Counsel"),
    "interpreter": Words("الترجمان", "Interprète", "Interpreter"),
    "consul": Words("القنصل", "Consul", "Consul"),
    "consent_explained": Words(
        "شرحت له إمكانية الرضا بالتسليم", "Consentement expliqué", "Consent to surrender explained"
    ),
    "before": Words("أمام", "Devant", "Before"),
    "renounces_specialty": Words("التنازل عن قاعدة التخصيص", "Renonce à la spécialité", "Renounces specialty"),
    "revocable_until": Words("الرجوع عن الرضا", "Révocation du consentement", "Until when it may be revoked"),
    "channel": Words("طريق الورود", "Voie de réception", "How it came"),
    "missing": Words("الوثائق الناقصة", "Pièces manquantes", "Papers that lack"),
    "receive_formal_request.documents": Words("الوثائق المتوصل بها", "Pièces reçues", "Papers received"),
    "court": Words("المحكمة", "Juridiction", "Court"),
    "hearing_on": Words("تاريخ الجلسة", "Audience le", "Hearing on"),
    "outcome": Words("المنطوق", "Sens de la décision", "Outcome"),
    "report_outcome.outcome": Words("مآل المتابعة", "Issue des poursuites", "How the prosecution ended"),
    "reference": Words("المرجع", "Référence", "Reference"),
    "lodged_by": Words("صاحب الطعن", "Auteur du recours", "Lodged by"),
    "offences": Words("الأفعال المأذون بالمتابعة عنها", "Infractions accordées", "Offences granted"),
    "assurances": Words("الضمانات", "Assurances", "Assurances"),
    "assurance": Words("النص", "Texte", "Text"),
    "given_by": Words("صادرة عن", "Donnée par", "Given by"),
    "given_on": Words("بتاريخ", "Le", "On"),
    "on": Words("يوم التسليم", "Jour de la remise", "Day of surrender"),
    "arrangements": Words("الترتيبات", "Modalités", "Arrangements"),
    "why_another_day": Words("سبب تغيير الموعد", "Pourquoi une autre date", "Why another day"),
    "to": Words("سلم إلى", "Remise à", "Handed over to"),
    "days_detained": Words("أيام الاعتقال", "Jours de détention", "Days detained"),
    "property_handed_over": Words("الأشياء المسلمة", "Objets remis", "Property handed over"),
    "return_by": Words("يعاد قبل", "Retour au plus tard le", "To be returned by"),
    "surrender_temporarily.conditions": Words("شروط التسليم المؤقت", "Conditions", "Conditions"),
    "cause": Words("السبب", "Cause", "Cause"),
    "ordered_by": Words("الجهة الآمرة", "Ordonné par", "Ordered by"),
    "states": Words("الدول الطالبة الأخرى", "Autres États requérants", "Other requesting States"),
    "how_decided": Words("كيفية البت", "Comment il sera décidé", "How it will be decided"),
    "file": Words("محتوى الملف", "Contenu du dossier", "What the file holds"),
    "contested_by": Words("من ينازع", "Contestée par", "Contested by"),
    "cancelled_on": Words("ألغيت في", "Annulée le", "Cancelled on"),
}
