"""The sentences in which an opinion gives its reasons."""

from __future__ import annotations

from tajawub.law.opinion import Answer
from tajawub.law.provision import Kind, Status
from tajawub.law.question import Procedure, Purpose
from tajawub.law.terms import Outcome
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Wording

PROCEDURES = {
    Procedure.MUTUAL_ASSISTANCE: Wording("المساعدة القضائية", "l’entraide judiciaire", "mutual assistance"),
    Procedure.PROVISIONAL_ARREST: Wording("التوقيف المؤقت", "l’arrestation provisoire", "provisional arrest"),
    Procedure.EXTRADITION: Wording("تسليم المجرمين", "l’extradition", "extradition"),
    Procedure.PRESERVATION: Wording(
        "الحفظ المستعجل للمعطيات", "la conservation rapide de données", "expedited preservation of data"
    ),
}
PURPOSES = {
    Purpose.PROSECUTION: Wording("متابعة", "poursuites", "prosecution"),
    Purpose.EXECUTION: Wording("تنفيذ عقوبة", "exécution d’une peine", "execution of a sentence"),
}
ANSWERS = {
    Answer.MET: Wording("مستوفى", "remplie", "met"),
    Answer.NOT_MET: Wording("غير مستوفى", "non remplie", "not met"),
    Answer.UNCLEAR: Wording("غير واضح", "incertaine", "unclear"),
}
EVIDENCE = {
    Evidence.READ: Wording("نص مقروء", "texte lu", "text read"),
    Evidence.SUMMARY: Wording("ملخص رسمي", "résumé officiel", "official summary"),
    Evidence.SECONDARY: Wording("مصدر ثانوي", "source secondaire", "secondary source"),
    Evidence.GENERAL: Wording("معلومات عامة", "connaissances générales", "general knowledge"),
}
KINDS = {
    Kind.CONDITION: Wording("شرط", "condition", "condition"),
    Kind.GROUND: Wording("سبب للرفض", "motif de refus", "ground for refusal"),
    Kind.FORBIDDEN_GROUND: Wording("سبب رفض محظور", "motif de refus interdit", "ground that is forbidden"),
    Kind.CONTENT: Wording("محتوى الطلب", "contenu de la demande", "content of the request"),
    Kind.TERM: Wording("أجل", "terme", "term"),
    Kind.GUARD: Wording("إجراء واجب قبل القرار", "préalable à une décision", "before a decision"),
    Kind.USE_LIMIT: Wording("حد للاستعمال", "limite d’usage", "limit on use"),
    Kind.SAFEGUARD: Wording("ضمانة", "garantie", "safeguard"),
    Kind.CHANNEL: Wording("قناة التوجيه", "voie de transmission", "channel"),
}
OUTCOMES = {
    Outcome.RELEASE: Wording("الإفراج", "mise en liberté", "release"),
    Outcome.END_SAFE_CONDUCT: Wording("انتهاء الحصانة", "fin de l’immunité", "end of the safe conduct"),
    Outcome.END_SPECIALITY: Wording("انتهاء قاعدة التخصيص", "fin de la spécialité", "end of speciality"),
    Outcome.STOP: Wording("وقف الإجراء", "arrêt de la mesure", "the measure stops"),
}
YES, NO = Wording("نعم", "oui", "yes"), Wording("لا", "non", "no")

# ---------------------------------------------------------------- findings
ANSWERED = Wording("{fact}: {value}", "{fact} : {value}", "{fact}: {value}")
COUNTED = Wording(
    "{fact} ({unit}): {value}، والحد الأدنى {least}",
    "{fact} : {value} {unit} (au moins {least})",
    "{fact}: {value} {unit} (at least {least})",
)
CONTAINED = Wording("وارد في الطلب", "figure dans la demande", "stands in the request")
MISSING = Wording("غير وارد في الطلب", "ne figure pas dans la demande", "does not stand in the request")
OF_RIGHT = Wording(
    "يسري بقوة النص دون حاجة إلى معطى آخر.",
    "Joue de plein droit, sans autre donnée.",
    "Operates by the text itself, with nothing more to be known.",
)
UNKNOWN = Wording("معطيات غير معروفة: {facts}.", "Donnée inconnue : {facts}.", "Not known: {facts}.")
UNVERIFIED = Wording(
    "غير متحقق منه: يستند إلى مصدر ثانوي؛ على شخص أن يقرأ النص الرسمي ويقرر.",
    "Non vérifié : source secondaire ; une personne lit le texte officiel et tranche.",
    "Unverified: a secondary source; a person reads the official text and decides.",
)
UNREAD = Wording(
    "غير متحقق منه: لم يُقرأ النص؛ على شخص أن يقرأ النص الرسمي ويقرر.",
    "Non vérifié : le texte n’a pas été lu ; une personne lit le texte officiel et tranche.",
    "Unverified: the text has not been read; a person reads the official text and decides.",
)
FORCE_UNKNOWN = Wording(
    "لا يُعلم هل كان النص نافذا في ذلك اليوم: {reason}",
    "On ne sait pas si le texte était en vigueur ce jour-là : {reason}",
    "It is not known whether the text was in force that day: {reason}",
)
GAP_FILLED = Wording(
    "يسري لأن الدولتين لا تطبقان اتفاقية في هذا الموضوع (المادة {article}).",
    "S’applique parce qu’aucun traité sur la matière n’est appliqué entre les deux États (art. {article}).",
    "Applies because no treaty on the matter is applied between the two States (art. {article}).",
)
CHECKLIST = Wording(
    "للاستئناس فقط: تسري الاتفاقية الخاصة بدلا منه ما لم تتفق الدولتان على غير ذلك (المادة {article}).",
    "Aide-mémoire seulement : le traité spécial s’applique à la place, sauf accord des deux États (art. {article}).",
    "Checklist only: the special treaty applies in its stead unless the two States agree otherwise (art. {article}).",
)
NOT_DRAFTED = Wording("لم يُحرر الطلب بعد.", "La demande n’est pas encore rédigée.", "The request is not drafted yet.")
NOT_HELD = Wording(
    "سارية في ذلك اليوم، لكن أحكامها غير مدرجة هنا: على شخص أن يقرأ نصها ويقرر.",
    "Applicable ce jour-là, mais ses dispositions ne sont pas tenues ici : une personne lit le texte et tranche.",
    "Applicable that day, but its provisions are not held here: a person reads the text and decides.",
)
TEXT = Wording("أحكام الاتفاقية", "Dispositions de la convention", "What the convention provides")
TEXT_CURE = Wording(
    "قراءة النص الرسمي وتسجيل الجواب عن كل شرط.",
    "Lire le texte officiel et consigner la réponse à chaque condition.",
    "Read the official text and record the answer to each condition.",
)
IN_FORCE = Wording(
    "نافذة بين الدولتين في ذلك اليوم",
    "En vigueur entre les deux États ce jour-là",
    "In force between the two States on that day",
)
IN_FORCE_CURE = Wording(
    "تأكيد تاريخ الدخول حيز التنفيذ من الجريدة الرسمية.",
    "Confirmer la date d’entrée en vigueur au journal officiel.",
    "Confirm the day of entry into force in the official gazette.",
)

# ---------------------------------------------------------------- ranks
SPECIAL = Wording(
    "نص خاص يربط الدولتين.", "Texte spécial liant les deux États.", "Special text binding the two States."
)
GENERAL = Wording(
    "اتفاقية عامة في الموضوع.", "Convention générale sur la matière.", "General convention on the matter."
)
CARRIES = Wording(
    "تصلح بذاتها أساسا (المادة {article}): لا تُطبق بين الدولتين اتفاقية خاصة بهذا الموضوع.",
    "Peut elle-même servir de base (art. {article}) : aucun traité sur la matière n’est appliqué entre les deux "
    "États.",
    "Can carry the request itself (art. {article}): no treaty on the matter is applied between the two States.",
)
COMPLETES = Wording(
    "تكمل الاتفاقية الخاصة بهذا الموضوع (المادة {article}).",
    "Complète le traité sur la matière (art. {article}).",
    "Completes the treaty on the matter (art. {article}).",
)
TO_CONFIRM = Wording("للتأكيد: {reason}", "À confirmer : {reason}", "To be confirmed: {reason}")
OF_ANOTHER = Wording("{title}: {reason}", "{title} : {reason}", "{title}: {reason}")
RELATION_UNVERIFIED = Wording(
    "سريانها بين الدولتين معروف من مصدر ثانوي فقط.",
    "sa vigueur entre les deux États n’est connue que de source secondaire.",
    "its being in force between the two States is known from a secondary source only.",
)

# ---------------------------------------------------------------- exclusions
NOT_YET = Wording(
    "لم تكن قد أُبرمت في ذلك اليوم.", "N’existait pas encore ce jour-là.", "Did not exist yet on that day."
)
NOT_MADE_FOR = Wording("لا تنظم {procedure}.", "Ne régit pas {procedure}.", "Does not deal with {procedure}.")
NOT_NEEDED = Wording(
    "لا تنطبق على هذه الحالة: {title}.", "Ne joue pas ici : {title}.", "Does not reach this case: {title}."
)
REPLACED = Wording(
    "حلت محلها في هذا الموضوع: {title}.",
    "Remplacée en cette matière par : {title}.",
    "Replaced in this matter by: {title}.",
)
MAYBE_REPLACED = Wording(
    "لا يُعلم هل حلت محلها في ذلك اليوم: {title}؛ على شخص أن يتأكد.",
    "On ne sait pas si elle était déjà remplacée ce jour-là par : {title} ; à vérifier par une personne.",
    "It is not known whether it was already replaced that day by: {title}; a person must check.",
)
NO_BOND = Wording(
    "لا يُعرف هنا رابط بين الدولتين بموجبها.",
    "Aucun lien connu ici entre les deux États à ce titre.",
    "No bond between the two States under it is known here.",
)
STATUSES = {
    Status.NOT_PARTY: Wording(
        "إحدى الدولتين على الأقل ليست طرفا فيها.",
        "L’un des deux États au moins n’y est pas partie.",
        "One of the two States at least is not a party.",
    ),
    Status.SIGNED: Wording("موقعة وغير نافذة.", "Signée, pas en vigueur.", "Signed, not in force."),
    Status.SUSPENDED: Wording("معلقة في ذلك اليوم.", "Suspendue ce jour-là.", "Suspended on that day."),
    Status.DENOUNCED: Wording("أُنهيت بالانسحاب.", "Dénoncée.", "Denounced."),
    Status.TERMINATED: Wording("انتهت.", "A pris fin.", "Terminated."),
}
