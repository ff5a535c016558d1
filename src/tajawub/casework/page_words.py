"""What stands between the tables on the pages of the procedures, and where one side stands, in words.

The Arabic awaits a Moroccan lawyer's reading.
"""

from __future__ import annotations

from tajawub.casework import extradition
from tajawub.casework.letter_rogatory import Stage
from tajawub.casework.letter_rogatory_words import CHECKED_ON
from tajawub.casework.life_cycle import Side
from tajawub.casework.words import POLICY, Words

LETTER_STAGES: dict[Stage, Words] = {
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

EXTRADITION_STAGES: dict[extradition.Stage, Words] = {
    extradition.Stage.NOT_REQUESTED: Words("لم تطلب", "pas encore de demande", "not requested"),
    extradition.Stage.ARREST_REQUESTED: Words("طلبت الاعتقال المؤقت", "arrestation demandée", "arrest requested"),
    extradition.Stage.FORMALLY_REQUESTED: Words(
        "وجهت الطلب الرسمي", "demande formelle envoyée", "formal request sent"
    ),
    extradition.Stage.PROSECUTION_REQUESTED: Words(
        "طلبت المتابعة هناك", "poursuites demandées", "prosecution requested"
    ),
    extradition.Stage.RETURNED: Words("أعادت الشخص", "a renvoyé la personne", "person returned"),
    extradition.Stage.TAKEN_OVER: Words("تسلمت الشخص", "a pris la personne en charge", "person taken over"),
    extradition.Stage.WITHDRAWN: Words("سحبت الطلب", "demande retirée", "withdrawn"),
    extradition.Stage.CLOSED_BY_REQUESTING: Words("أغلقت ملفها", "a clos", "closed its file"),
    extradition.Stage.NOT_ACKNOWLEDGED: Words("لم تشعر بالتوصل", "pas d’accusé de réception", "not acknowledged"),
    extradition.Stage.ACKNOWLEDGED: Words("أشعرت بالتوصل", "accusé de réception", "acknowledged"),
    extradition.Stage.INCOMPLETE: Words("وجدت الطلب ناقصا", "demande reçue incomplète", "found incomplete"),
    extradition.Stage.COMPLETE: Words("توصلت به تاما", "demande reçue complète", "received complete"),
    extradition.Stage.CONSENTED: Words("رضي الشخص بتسليمه", "consentement recueilli", "person consented"),
    extradition.Stage.BEFORE_COURT: Words("أحالت على المحكمة", "juridiction saisie", "before the court"),
    extradition.Stage.COURT_DECIDED: Words("بتت المحكمة", "juridiction ayant statué", "court has decided"),
    extradition.Stage.APPEALED: Words("قدم طعن", "recours formé", "appeal lodged"),
    extradition.Stage.GRANTED: Words("منحت التسليم", "extradition accordée", "granted"),
    extradition.Stage.SURRENDER_POSTPONED: Words("أجلت التسليم", "remise ajournée", "surrender postponed"),
    extradition.Stage.SURRENDER_SCHEDULED: Words("حددت موعد التسليم", "remise fixée", "surrender scheduled"),
    extradition.Stage.SURRENDERED_TEMPORARILY: Words(
        "سلمت الشخص مؤقتا", "remise temporaire", "temporarily surrendered"
    ),
    extradition.Stage.SURRENDERED: Words("سلمت الشخص", "personne remise", "surrendered"),
    extradition.Stage.REFUSED: Words("رفضت", "extradition refusée", "refused"),
    extradition.Stage.PROSECUTING: Words("تتابع الشخص لديها", "poursuites sur place", "prosecuting at home"),
    extradition.Stage.OUTCOME_REPORTED: Words("بينت مآل المتابعة", "issue communiquée", "outcome reported"),
    extradition.Stage.CLOSED_BY_REQUESTED: Words("أغلقت ملفها", "a clos", "closed its file"),
}

SIDES = {
    Side.REQUESTING: Words("الدولة الطالبة", "État requérant", "Requesting State"),
    Side.REQUESTED: Words("الدولة المطلوبة", "État requis", "Requested State"),
}

LANGUAGE = Words("العربية", "Français", "English")
LETTER_SOURCES = Words(
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
EXTRADITION_SOURCES = Words(
    "تحيل المواد على المادة 16 من اتفاقية الأمم المتحدة لمكافحة الجريمة المنظمة عبر الوطنية (un-untoc-2000). أما مواد "
    "اتفاقية تسليم المجرمين الثنائية المبرمة سنة 2008 فلم تتيسر قراءتها ولا يحال على أي منها؛ وهي التي تحكم بين "
    "الدولتين قبل غيرها. «قاعدة العقدة» ما لا يطلبه أي نص قرئ هنا وتطلبه هذه العقدة مع ذلك.",
    "Les articles sont ceux de l’article 16 de la convention des Nations Unies contre la criminalité transnationale "
    "organisée (un-untoc-2000). Les articles de la convention bilatérale d’extradition de 2008 n’ont pas pu être lus : "
    "aucun n’est cité, alors que c’est elle qui régit d’abord les deux États. « Règle du nœud » : aucun texte lu ici "
    "ne l’exige, ce nœud l’exige pourtant.",
    "Articles are those of the United Nations Convention against Transnational Organized Crime, article 16 "
    "(un-untoc-2000). The articles of the bilateral convention on extradition of 2008 could not be read: none is "
    "cited, although it governs the two States first. “Node policy” is what no text read here asks for and this node "
    "asks all the same.",
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
LETTER_QUESTIONS = Words(
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
LETTER_FACTS = Words(
    "التنفيذ وإرجاع النتائج وقائع: أثرها قائم دائما، وإن جاءت في غير أوانها نبهت.",
    "L’exécution et le retour des résultats sont des faits : ils ont toujours effet ; hors de propos, ils alertent.",
    "Execution and the return of results are facts: they always have effect; out of turn, they alarm.",
)
EXTRADITION_QUESTIONS = Words(
    "لا يطرح سؤال جديد قبل رؤية الجواب عن السابق، ولا يفتح تشاور جديد قبل رؤية الجواب على سابقه. لا يغلق ملف والشخص "
    "معتقل، ولا قبل رجوع من سلم مؤقتا.",
    "Une nouvelle question, une nouvelle consultation attendent que la réponse à la précédente ait été vue. Un "
    "dossier n’est pas clos tant que la personne est détenue, ni tant que doit revenir une personne remise "
    "temporairement.",
    "A further question, and a further consultation, wait until the answer to the last one has been seen. No file is "
    "closed while the person is held, nor while a person temporarily surrendered is still to come back.",
)
EXTRADITION_FACTS = Words(
    "الاعتقال والإفراج والتسليم والتسلم والإعادة والرجوع والوفاة وقائع: أثرها قائم دائما حيثما كان الملف، وإن جاءت في "
    "غير أوانها نبهت. وصفة الشخص، معتقلا أو مفرجا عنه، ما تقوله آخر واقعة.",
    "L’arrestation, la mise en liberté, la remise, la prise en charge, le renvoi, le retour et le décès sont des "
    "faits : ils ont toujours effet, où qu’en soit la procédure ; hors de propos, ils alertent. La personne est "
    "détenue ou libre selon le dernier fait.",
    "Arrest, release, surrender, taking over, sending back, return and death are facts: they always have effect, "
    "wherever the procedure stands; out of turn, they alarm. Whether the person is held is what the last fact says.",
)
STOPS = Words("ما يوقف ماذا", "Ce qui arrête quoi", "What stops what")
STOPS_NOTE = Words(
    "يبقى المانع قائما حتى ترفعه الدولة التي أثارته.",
    "Un obstacle dure jusqu’à ce que l’État qui l’a soulevé le lève.",
    "A stop lasts until the State that raised it lifts it.",
)
STOPS_HEAD = Words(
    "الإجراء | ما دام قائما | أثره",
    "Acte | Tant que dure | Effet",
    "Act | While this lasts | Effect",
)
NOT_POSSIBLE = Words("غير ممكن", "impossible", "not possible")
ALARMS = Words("واقعة: لها أثر، وتنبه", "fait : a effet, et alerte", "a fact: has effect, and alarms")
WHERE = Words("{custody}: {state}", "{custody} : {state}", "{custody}: {state}")
STATES = Words("الحالات", "Les états", "The states")
STATES_HEAD = Words(
    "الحالة | على من الدور | ما يجب | المادة",
    "État du dossier | À qui d’agir | Ce qui est dû | Article",
    "State | Who must act | Duty | Article",
)
NOBODY = Words("لا أحد", "personne", "nobody")
PAIRS = Words("كل زوج من المواضع له اسم", "Chaque couple de positions a un nom", "Every pair has a name")
LETTER_PAIRS = Words(
    "في السطور موضع الدولة المطلوبة، وفي الأعمدة موضع الدولة الطالبة. إذا قدم التكميل المطلوب عاد الطلب إلى الفحص؛ "
    "وإذا عرضت شروط جديدة بعد قبول سابقتها فهي شروط معروضة. الخانة الفارغة: لا يفضي إليها أي تسلسل قانوني.",
    "En lignes la position de l’État requis, en colonnes celle de l’État requérant. Le complément fourni, la demande "
    "revient à l’examen ; de nouvelles conditions, après acceptation des précédentes, sont des conditions proposées. "
    "Case vide : aucune suite régulière n’y mène.",
    "Rows: where the requested State stands; columns: the requesting State. Once the supplement asked for is supplied "
    "the request is back under examination; new conditions offered after earlier ones were accepted are conditions "
    "offered. An empty cell: no lawful sequence leads there.",
)
EXTRADITION_PAIRS = Words(
    "في السطور موضع الدولة المطلوبة، وفي الأعمدة موضع الدولة الطالبة، وحيث يختلف الاسم باختلاف وضع الشخص يذكر أولا "
    "الاسم الغالب ثم كل وضع سواه مع اسمه؛ وواجب كل حالة في الجدول السابق. والهوية المنازع فيها، والنشرة الملغاة، والتدابير المؤقتة بعد منح التسليم، "
    "وتشاور أو سؤال لم يجب عنه، تسمي الحالة قبل غيرها ما دام الطلب جاريا. الخانة الفارغة: لا يفضي إليها أي تسلسل "
    "قانوني.",
    "En lignes la position de l’État requis, en colonnes celle de l’État requérant ; où le nom dépend de la situation "
    "de la personne, le plus courant vient d’abord, puis chaque autre situation avec le sien ; ce qui est dû dans chaque état se lit dans le tableau précédent. Tant "
    "que la demande court, une identité contestée, une notice annulée, des mesures provisoires après l’octroi, une "
    "consultation ou une question sans réponse nomment l’état avant tout autre. Case vide : aucune suite régulière "
    "n’y mène.",
    "Rows: where the requested State stands; columns: the requesting State. Where the name depends on where the person "
    "is, the usual one comes first, then each other situation with its own; the duty of each state stands in the table above. While the request is pending, a "
    "contested identity, a cancelled notice, interim measures after the grant, a consultation or a question not yet "
    "answered name the state before anything else. An empty cell: no lawful sequence leads there.",
)
NODE_POLICY = Words("قاعدة العقدة", "règle du nœud", POLICY)
