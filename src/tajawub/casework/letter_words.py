"""Every word of the letter that is not the author's own, in Arabic, French and English.

The Arabic awaits a Moroccan lawyer's reading; `{...}` are filled by `letter.py`.
"""

from __future__ import annotations

from tajawub.casework.bodies import Ground, Measure, Outcome, Urgency
from tajawub.casework.words import Words
from tajawub.law import register

STATES = {
    "FR": Words("الجمهورية الفرنسية", "République française", "French Republic"),
    "MA": Words("المملكة المغربية", "Royaume du Maroc", "Kingdom of Morocco"),
}

INSTRUMENTS = {
    one.key: Words(one.title.ar, one.title.fr, one.title.en)
    for one in register.instruments()
    if one.encoded and one.amends is None
}
"""The instruments a request may rest on, by their titles: those whose rules the room `law` holds."""


def instrument(key: str) -> Words:
    """Return an instrument's title; one that this version does not hold goes by its key."""
    return INSTRUMENTS.get(key) or Words(key, key, key)


MEASURES = {
    Measure.STATEMENTS: Words(
        "سماع أشخاص أو أخذ شهادات", "recueil de témoignages ou de dépositions", "evidence or statements from persons"
    ),
    Measure.SERVICE: Words("تبليغ وثائق قضائية", "remise d’actes judiciaires", "service of judicial documents"),
    Measure.SEARCH_SEIZURE_FREEZING: Words(
        "تفتيش وحجز وتجميد", "perquisition, saisie, gel", "search, seizure, freezing"
    ),
    Measure.OBJECTS_AND_SITES: Words(
        "معاينة أشياء وأماكن", "examen d’objets et de lieux", "examination of objects and sites"
    ),
    Measure.INFORMATION_ITEMS_EXPERTISE: Words(
        "معلومات وأدلة وتقارير خبراء",
        "informations, pièces à conviction, expertises",
        "information, evidentiary items, expert evaluations",
    ),
    Measure.RECORDS: Words("وثائق وسجلات", "documents et dossiers", "documents and records"),
    Measure.PROCEEDS: Words(
        "تحديد عائدات الجريمة وتعقبها",
        "identification et localisation de produits du crime",
        "identification or tracing of proceeds",
    ),
    Measure.VOLUNTARY_APPEARANCE: Words("مثول طوعي", "comparution volontaire", "voluntary appearance"),
    Measure.OTHER: Words("مساعدة أخرى", "autre assistance", "other assistance"),
}

# un-untoc-2000 art. 18(3): the letter of the paragraph under which each measure stands.
MEASURE_ARTICLES = dict(zip(Measure, (f"18(3)({letter})" for letter in "abcdefghi"), strict=True))

GROUNDS = {
    Ground.FORM_NONCONFORMITY: Words("الطلب غير مطابق للشكل", "demande non conforme", "request not in conformity"),
    Ground.ESSENTIAL_INTERESTS: Words(
        "مساس بالسيادة أو الأمن أو النظام العام أو مصالح أساسية أخرى",
        "atteinte à la souveraineté, à la sécurité, à l’ordre public ou à d’autres intérêts essentiels",
        "prejudice to sovereignty, security, ordre public or other essential interests",
    ),
    Ground.DOMESTIC_PROHIBITION: Words(
        "إجراء يحظره القانون الداخلي في قضية مماثلة",
        "mesure interdite par le droit interne dans une affaire analogue",
        "action prohibited by domestic law in a similar case",
    ),
    Ground.CONTRARY_TO_LEGAL_SYSTEM: Words(
        "مخالفة النظام القانوني للدولة المطلوبة",
        "contraire au système juridique de l’État requis",
        "contrary to the requested State’s legal system",
    ),
    Ground.DUAL_CRIMINALITY_ABSENT: Words(
        "انتفاء ازدواجية التجريم", "absence de double incrimination", "absence of dual criminality"
    ),
    Ground.PENALTY_BELOW_THRESHOLD: Words(
        "عقوبة دون الحد الأدنى المطلوب", "peine inférieure au seuil requis", "penalty below the threshold required"
    ),
    Ground.POLITICAL_OFFENCE: Words(
        "جريمة سياسية أو مرتبطة بها",
        "infraction politique ou connexe",
        "political offence, or one connected with it",
    ),
    Ground.MILITARY_OFFENCE: Words("جريمة عسكرية محضة", "infraction purement militaire", "purely military offence"),
    Ground.DISCRIMINATION: Words(
        "خشية متابعة أو عقاب على أساس تمييزي",
        "crainte de poursuites ou d’une peine discriminatoires",
        "prosecution or punishment feared on discriminatory grounds",
    ),
    Ground.NATIONALITY: Words(
        "الشخص من مواطني الدولة المطلوبة", "ressortissant de l’État requis", "national of the requested State"
    ),
    Ground.DEATH_PENALTY: Words("عقوبة الإعدام", "peine de mort", "death penalty"),
    Ground.LAPSE_OF_TIME: Words(
        "تقادم الدعوى العمومية أو العقوبة",
        "prescription de l’action publique ou de la peine",
        "prosecution or penalty barred by lapse of time",
    ),
    Ground.NE_BIS_IN_IDEM: Words("سبق البت نهائيا", "chose jugée (ne bis in idem)", "already finally judged"),
    Ground.COMMITTED_IN_REQUESTED_STATE: Words(
        "أفعال ارتكبت في الدولة المطلوبة",
        "faits commis sur le territoire de l’État requis",
        "acts committed in the requested State",
    ),
    Ground.TORTURE_RISK: Words("خطر التعذيب", "risque de torture", "risk of torture"),
    Ground.AGE_OR_HUMANITARIAN: Words(
        "السن أو اعتبارات إنسانية", "âge ou considérations humanitaires", "age or humanitarian grounds"
    ),
    Ground.IMMUNITY_PRIVILEGE: Words("حصانة أو امتياز", "immunité ou privilège", "immunity or privilege"),
}
GROUND_ARTICLES = {
    Ground.FORM_NONCONFORMITY: "18(21)(a)",
    Ground.ESSENTIAL_INTERESTS: "18(21)(b)",
    Ground.DOMESTIC_PROHIBITION: "18(21)(c)",
    Ground.CONTRARY_TO_LEGAL_SYSTEM: "18(21)(d)",
    Ground.DUAL_CRIMINALITY_ABSENT: "18(9)",
    Ground.DISCRIMINATION: "16(14)",
    Ground.NATIONALITY: "16(10)",
}
"""Where un-untoc-2000 names the ground; of the others no text read here says the article."""

OUTCOMES = {
    Outcome.EXECUTED: Words("نفذ", "exécutée", "executed"),
    Outcome.EXECUTED_IN_PART: Words("نفذ جزئيا", "exécutée en partie", "executed in part"),
    Outcome.IMPOSSIBLE: Words("تعذر تنفيذه", "impossible à exécuter", "impossible to execute"),
}

URGENCIES = {
    Urgency.URGENT: Words("مستعجلة", "urgente", "urgent"),
    Urgency.ROUTINE: Words("عادية", "ordinaire", "routine"),
}

# Said on the pages in the other two languages: nobody may take the letter for a translation.
WRITTEN_IN = {
    "ar": Words(
        "النص الحر بالعربية",
        "texte libre en arabe, sans traduction jointe",
        "free text in Arabic, no translation attached",
    ),
    "fr": Words(
        "النص الحر بالفرنسية، دون ترجمة مرفقة",
        "texte libre en français",
        "free text in French, no translation attached",
    ),
    "en": Words(
        "النص الحر بالإنجليزية، دون ترجمة مرفقة",
        "texte libre en anglais, sans traduction jointe",
        "free text in English",
    ),
}

# Said instead where a page holds translations of record: each stands under its own mark.
TRANSLATED_FROM = {
    "ar": Words(
        "النص الحر بالعربية",
        "traductions versées, signalées à leur place ; le reste en arabe",
        "translations of record where marked; the rest in Arabic",
    ),
    "fr": Words(
        "ترجمات معتمدة مشار إليها في موضعها، والباقي بالفرنسية",
        "traductions versées, signalées à leur place",
        "translations of record where marked; the rest in French",
    ),
    "en": Words(
        "ترجمات معتمدة مشار إليها في موضعها، والباقي بالإنجليزية",
        "traductions versées, signalées à leur place ; le reste en anglais",
        "translations of record where marked",
    ),
}

LABELS = {
    "translated_by": Words(
        "[{kind}، أنجزها {translator}؛ الأصل: {source}]",
        "[{kind} par {translator} ; original en {source}]",
        "[{kind} by {translator}; original in {source}]",
    ),
    "reference": Words("المرجع", "Référence", "Reference"),
    "case": Words("القضية", "Affaire", "Case"),
    "date": Words("التاريخ", "Date", "Date"),
    "occurred_on": Words("وقع في", "Accompli le", "Done on"),
    "answer_by": Words("أجل معلل", "Délai motivé", "Reasoned deadline"),
    "act": Words("رقم الإجراء", "Acte no", "Act no."),
    "to": Words("إلى", "À", "To"),
    "through": Words("بواسطة", "Par", "Through"),
    "confidential": Words("سرية", "confidentielle", "confidential"),
    "basis": Words("السند القانوني", "Base légale", "Legal basis"),
    "instrument": Words("الاتفاقية", "Instrument", "Instrument"),
    "articles": Words("المواد", "Articles", "Articles"),
    "article_unread": Words(
        "تراجع في النص الرسمي", "à relever dans le texte officiel", "to be read in the official text"
    ),
    "offence": Words("التكييف القانوني والوقائع", "Qualification et faits", "Offence and facts"),
    "persons": Words("الأشخاص المعنيون", "Personnes concernées", "Persons concerned"),
    "name": Words("الاسم", "Nom", "Name"),
    "born_on": Words("تاريخ الازدياد", "Né(e) le", "Born on"),
    "nationality": Words("الجنسية", "Nationalité", "Nationality"),
    "role": Words("الصفة", "Qualité", "Capacity"),
    "location": Words("المكان", "Lieu", "Location"),
    "measures": Words("الإجراءات المطلوبة", "Mesures demandées", "Measures asked for"),
    "formalities": Words("الشكليات الخاصة", "Formalités particulières", "Particular procedures"),
    "formalities_close": Words(
        "وإن تعذر اتباع شكلية ما، يرجى بيان الأسباب.",
        "Si une forme ne peut être suivie, prière d’en indiquer les motifs.",
        "Where a form cannot be followed, please give the reasons.",
    ),
    "purpose": Words("الغرض والاستعجال", "But et urgence", "Purpose and urgency"),
    "use_limited": Words(
        "لا تستعمل المعلومات والأدلة إلا في الغرض المذكور، ما لم توافق الدولة المطلوبة مسبقا.",
        "Les informations et preuves ne serviront qu’au but indiqué, sauf accord préalable de l’État requis.",
        "Information and evidence serve the stated purpose only, save with the requested State’s prior consent.",
    ),
    "answer_wanted": Words(
        "ترجى الإجابة قبل {date}.", "Réponse souhaitée avant le {date}.", "An answer is asked for by {date}."
    ),
    "annexes": Words("الوثائق المرفقة", "Pièces jointes", "Annexes"),
    "closing": Words(
        "وتفضلوا بقبول أسمى عبارات التقدير والاحترام.",
        "Veuillez agréer l’assurance de ma haute considération.",
        "Please accept the assurance of my highest consideration.",
    ),
    "done_at": Words("حرر في {date}", "Fait le {date}", "Done on {date}"),
    "signature": Words("التوقيع", "signature", "signature"),
    "seal": Words("خاتم السلطة", "sceau de l’autorité", "seal of the authority"),
    "footer": Words(
        "يحمل الرمز بصمة act.json المرفق بهذا الملف؛ ويمكن التحقق من كل نسخة دون شبكة.",
        "Le code porte l’empreinte de act.json, joint à ce PDF ; toute copie se vérifie sans réseau.",
        "The code carries the digest of act.json, attached to this PDF; any copy is verified without a network.",
    ),
    "sheet": Words("الصفحة {page} من {pages}", "page {page} sur {pages}", "page {page} of {pages}"),
    "demo": Words(
        "عرض توضيحي – الأشخاص والقضايا والمراجع من نسج الخيال.",
        "Démonstration – personnes, affaires et références inventées.",
        "Demonstration – persons, cases and references are invented.",
    ),
    "remarks": Words("ملاحظات", "Observations", "Remarks"),
    "file_reference": Words("مرجعنا", "Notre référence", "Our reference"),
    "questions": Words("المعلومات المطلوبة", "Compléments demandés", "Questions"),
    "answers": Words("الأجوبة", "Réponses", "Answers"),
    "views": Words("الملاحظات", "Observations sur la consultation", "Views"),
    "reasons": Words("الأسباب", "Motifs", "Reasons"),
    "ground": Words("سبب الرفض", "Motif de refus", "Ground for refusal"),
    "refused": Words("الإجراءات المرفوضة", "Mesures refusées", "Measures refused"),
    "conditions": Words("الشروط", "Conditions", "Conditions"),
    "review_on": Words("يعاد النظر في", "Réexamen le", "To be looked at again on"),
    "measure": Words("الإجراء", "Mesure", "Measure"),
    "described": Words("المطلوب", "Objet", "What is asked"),
    "outcome": Words("النتيجة", "Issue", "Outcome"),
    "account": Words("بيان التنفيذ", "Compte rendu", "Account"),
    "formalities_not_followed": Words("شكليات لم تتبع", "Formalités non suivies", "Procedures not followed"),
    "contents": Words("محتوى النتائج", "Contenu des résultats", "What is returned"),
    "complete": Words("إرجاع تام", "Retour complet", "Complete return"),
    "incomplete": Words(
        "إرجاع جزئي، والباقي لاحقا", "Retour partiel, la suite à venir", "Partial return, more to follow"
    ),
    "done_so_far": Words("ما أنجز إلى الآن", "Ce qui a été fait", "What was done so far"),
    "rectifies": Words("الإجراء المستدرك", "Acte rectifié", "Act rectified"),
    "correction": Words("التصحيح", "Correction", "Correction"),
}
