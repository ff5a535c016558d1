"""What stands between the tables on the letter rogatory's page, and where one side stands, in words.

The Arabic awaits a Moroccan lawyer's reading.
"""

from __future__ import annotations

from tajawub.casework.letter_rogatory import Stage
from tajawub.casework.letter_rogatory_words import CHECKED_ON
from tajawub.casework.life_cycle import Side
from tajawub.casework.words import POLICY, Words

STAGE_NAMES: dict[Stage, Words] = {
    Stage.NOT_ISSUED: Words("لم تصدر الإنابة", "pas encore émise", "not issued"),
    Stage.ISSUED: Words("أصدرت الإنابة", "émise", "issued"),
    Stage.CONDITIONS_ACCEPTED: Words("قبلت الشروط", "conditions acceptées", "conditions accepted"),
    Stage.RESULTS_ACCEPTED: Words("قبلت النتائج", "résultats acceptés", "results accepted"),
    Stage.WITHDRAWN: Words("سحبت الطلب", "demande retirée", "withdrawn"),
    Stage.CLOSED_BY_REQUESTING: Words("أغلقت ملفها", "a clos", "closed its file"),
    Stage.NOT_ACKNOWLEDGED: Words("لم تشعر بالتوصل", "pas d’accusé de réception", "not acknowledged"),
    Stage.ACKNOWLEDGED: Words("أشعرت بالتوصل", "accusé de réception", "acknowledged"),
    Stage.SUPPLEMENT_ASKED: Words("طلبت تكميلا", "complément demandé", "supplement asked for"),
    Stage.POSTPONED: Words("أجلت", "ajournée", "postponed"),
    Stage.ACCEPTED: Words("قبلت كليا", "acceptée en totalité", "accepted in whole"),
    Stage.ACCEPTED_IN_PART: Words("قبلت جزئيا", "acceptée en partie", "accepted in part"),
    Stage.CONDITIONS_OFFERED: Words("عرضت شروطا", "conditions proposées", "conditions offered"),
    Stage.REFUSED: Words("رفضت", "refusée", "refused"),
    Stage.EXECUTING: Words("تنفذ", "en cours d’exécution", "executing"),
    Stage.RESULTS_RETURNED: Words("أرجعت النتائج", "résultats retournés", "results returned"),
    Stage.STOPPED: Words("أوقفت التنفيذ", "exécution arrêtée", "execution stopped"),
    Stage.CLOSED_BY_REQUESTED: Words("أغلقت ملفها", "a clos", "closed its file"),
}

SIDES = {
    Side.REQUESTING: Words("الدولة الطالبة", "État requérant", "Requesting State"),
    Side.REQUESTED: Words("الدولة المطلوبة", "État requis", "Requested State"),
}

LANGUAGE = Words("العربية", "Français", "English")
SOURCES = Words(
    f"تحيل المواد على اتفاقية الأمم المتحدة لمكافحة الجريمة المنظمة عبر الوطنية (un-untoc-2000)، وقد قرئ نصها في "
    f"{CHECKED_ON}. وبين دولتين تربطهما معاهدة للتعاون القضائي لا تصلح إلا قائمة للمراجعة (المادة 18(7)). "
    "«قاعدة العقدة» ما لا يطلبه أي نص قرئ هنا وتطلبه هذه العقدة مع ذلك.",
    f"Les articles sont ceux de la convention des Nations Unies contre la criminalité transnationale organisée "
    f"(un-untoc-2000), lue dans le texte le {CHECKED_ON}. Entre deux États liés par un traité d’entraide, ils ne "
    "servent que de liste de contrôle (art. 18(7)). « Règle du nœud » : aucun texte lu ici ne l’exige, ce nœud "
    "l’exige pourtant.",
    f"Articles are those of the United Nations Convention against Transnational Organized Crime (un-untoc-2000), "
    f"read in the text on {CHECKED_ON}. Between two States bound by a treaty of mutual assistance they serve as a "
    "checklist only (art. 18(7)). “Node policy” is what no text read here asks for and this node asks all the same.",
)
ACTS = Words("الإجراءات", "Les actes", "The acts")
ACTS_HEAD = Words(
    "الإجراء | من يقوم به | المادة | موظف ثان | لا أثر له إلا إذا كان صاحبه قد رأى الدولة الأخرى في أحد هذه المواضع",
    "Acte | Auteur | Article | Second agent | N’a d’effet que si son auteur a vu l’autre État à l’une de ces étapes",
    "Act | Author | Article | Second officer | Has effect only if its author had seen the other State at one of",
)
FOUR_EYES = Words("نعم", "oui", "yes")
BOTH = Words("كلتاهما", "les deux", "both")
FOLLOWS = Words("ما يلي ماذا:", "Ce qui suit quoi :", "What follows what:")
FOLLOWS_HEAD = Words(
    "موضعها | ما يجوز لها، وإلى أين يفضي",
    "Où il en est | Ce qu’il peut faire, et où cela mène",
    "Where it stands | What it may do, and where that leads",
)
OWN_POSITION = Words(
    "لا ينقل الإجراء إلا موضع صاحبه.",
    "Un acte ne déplace que la position de son auteur.",
    "An act moves its author’s position and no other.",
)
ONE_QUESTION = Words(
    "لا يطرح سؤال جديد قبل رؤية الجواب عن السابق؛ وقبول الشروط لا يلزم إلا بما رئي منها.",
    "Une nouvelle question attend que la réponse à la précédente ait été vue ; accepter des conditions n’engage "
    "que pour celles qui ont été vues.",
    "A further question waits until the answer to the last one has been seen; accepting conditions binds to the set "
    "of conditions seen and to no later one.",
)
STAYS = Words("يبقى الموضع", "y reste", "stays there")
OUT_OF_TURN = Words("في غير أوانه: ينبه", "hors de propos : alerte", "out of turn: alarms")
UNLESS_ACCEPTED = Words(
    "ينبه ما لم تقبل الشروط",
    "alerte tant que les conditions ne sont pas acceptées",
    "alarms until the conditions are accepted",
)
FACTS = Words(
    "التنفيذ وإرجاع النتائج وقائع: أثرها قائم دائما، وإن جاءت في غير أوانها نبهت.",
    "L’exécution et le retour des résultats sont des faits : ils ont toujours effet ; hors de propos, ils alertent.",
    "Execution and the return of results are facts: they always have effect; out of turn, they alarm.",
)
STATES = Words("الحالات", "Les états", "The states")
STATES_HEAD = Words(
    "الحالة | على من الدور | ما يجب | المادة",
    "État du dossier | À qui d’agir | Ce qui est dû | Article",
    "State | Who must act | Duty | Article",
)
NOBODY = Words("لا أحد", "personne", "nobody")
PAIRS = Words("كل زوج من المواضع له اسم", "Chaque couple de positions a un nom", "Every pair has a name")
PAIRS_NOTE = Words(
    "في السطور موضع الدولة المطلوبة، وفي الأعمدة موضع الدولة الطالبة. إذا قدم التكميل المطلوب عاد الطلب إلى الفحص؛ "
    "وإذا عرضت شروط جديدة بعد قبول سابقتها فهي شروط معروضة. الخانة الفارغة: لا يفضي إليها أي تسلسل قانوني.",
    "En lignes la position de l’État requis, en colonnes celle de l’État requérant. Le complément fourni, la demande "
    "revient à l’examen ; de nouvelles conditions, après acceptation des précédentes, sont des conditions proposées. "
    "Case vide : aucune suite régulière n’y mène.",
    "Rows: where the requested State stands; columns: the requesting State. Once the supplement asked for is supplied "
    "the request is back under examination; new conditions offered after earlier ones were accepted are conditions "
    "offered. An empty cell: no lawful sequence leads there.",
)
NODE_POLICY = Words("قاعدة العقدة", "règle du nœud", POLICY)
