"""One invented letter rogatory in Arabic, French and English: nobody and nothing in it exists."""

from __future__ import annotations

from datetime import date

from tajawub.documents.dates import written
from tajawub.documents.letter import (
    Footer,
    Numbered,
    Page,
    Paragraphs,
    Row,
    Section,
    Signature,
    Table,
    Words,
)

ISSUED, WISHED = date(2026, 11, 23), date(2026, 12, 2)


def french(facts: Words | None = None) -> Page:
    return Page(
        lang="fr",
        letterhead=("République française", "Tribunal judiciaire de Paris", "Cabinet du juge d’instruction"),
        title="Commission rogatoire internationale",
        subtitle="urgente, confidentielle, à charge de réciprocité",
        meta=(
            Row("Référence", "FR-2026-0418", is_reference=True),
            Row("Affaire", "C-2026-088"),
            Row("Date", written(ISSUED, "fr")),
            Row("Délai motivé", written(WISHED, "fr"), is_strong=True),
        ),
        addressees=(
            Row("À", "Ministère de la Justice du Royaume du Maroc, Direction des affaires pénales, Rabat"),
            Row("Par", "Ministère de la Justice, Bureau de l’entraide pénale internationale, Paris"),
        ),
        sections=(
            Section(
                "1",
                "Base légale",
                (
                    Table(
                        ("Instrument", "Article", "Objet"),
                        (
                            (
                                "Convention d’entraide judiciaire en matière pénale, Rabat, 18 avril 2008",
                                "1",
                                "entraide la plus large, sans double incrimination",
                            ),
                            ("", "à relever", "audition d’un témoin"),
                            ("", "à relever", "perquisition et saisie"),
                            (
                                "Convention des Nations Unies contre la criminalité transnationale organisée",
                                "18 (7), (17)",
                                "procédures demandées, suivies si le droit requis le permet",
                            ),
                            ("", "18 (19), (20)", "usage limité au but, confidentialité"),
                        ),
                        (13, 6, 21),
                    ),
                ),
            ),
            Section("2", "Faits", (Paragraphs((facts or FACTS_FR,)),)),
            Section(
                "3",
                "Mesures demandées",
                (
                    Numbered(
                        (
                            "perquisitionner l’entrepôt n° 14, zone industrielle, Tanger, et saisir tout support ;",
                            (
                                "extraire les données du téléphone saisi le 11 novembre 2026 (scellé n° 7), avec "
                                "copie certifiée et empreinte numérique ;"
                            ),
                            "entendre Mehdi OUARZGANE, sur les locations de l’entrepôt.",
                        )
                    ),
                ),
            ),
            Section(
                "4",
                "Formalités particulières",
                (
                    Paragraphs(
                        (
                            (
                                "Témoin entendu sous serment, avec interprète assermenté. Si une forme ne peut être "
                                "suivie, prière d’en indiquer les motifs."
                            ),
                        )
                    ),
                ),
            ),
            Section(
                "5",
                "But et urgence",
                (
                    Paragraphs(
                        (
                            (
                                "Les pièces serviront à la seule information judiciaire visée en référence. Retour "
                                "souhaité avant le 2 décembre 2026 : une audience sur la détention se tient le "
                                "9 décembre et les données risquent l’effacement."
                            ),
                        )
                    ),
                ),
            ),
            Section(
                "6",
                "Pièces jointes",
                (
                    Paragraphs(
                        (
                            (
                                "(a) mandat d’arrêt, copie authentifiée ; (b) exposé des faits ; (c) texte des "
                                "dispositions applicables. Les empreintes sont dans le fichier scellé."
                            ),
                        )
                    ),
                ),
            ),
        ),
        closing="Le juge d’instruction soussigné prie l’autorité requise d’agréer l’assurance de sa haute "
        "considération.",
        signatures=(
            Signature("Fait à Paris, le 23 novembre 2026", "Étienne MORVALIER", "juge d’instruction", "signature"),
            Signature("Vu pour transmission", "Claire VAUXMARIN", "autorité centrale", "signature, seconde personne"),
        ),
        stamp="sceau\nde la juridiction",
        footer=Footer(
            "Le code porte l’empreinte de act.json, joint à ce PDF ; toute copie se vérifie sans réseau.",
            "FR-2026-0418",
            "page {page} sur {pages}",
            "Démonstration – personnes, affaires et références inventées.",
        ),
    )


def arabic(facts: Words | None = None) -> Page:
    return Page(
        lang="ar",
        letterhead=("الجمهورية الفرنسية", "المحكمة القضائية بباريس", "مكتب قاضي التحقيق"),
        title="إنابة قضائية دولية",
        subtitle="مستعجلة، سرية، مع الالتزام بالمعاملة بالمثل",
        meta=(
            Row("المرجع", "FR-2026-0418", is_reference=True),
            Row("القضية", "C-2026-088"),
            Row("التاريخ", written(ISSUED, "ar")),
            Row("أجل معلل", written(WISHED, "ar"), is_strong=True),
        ),
        addressees=(
            Row("إلى", "وزارة العدل بالمملكة المغربية، مديرية الشؤون الجنائية والعفو، الرباط"),
            Row(
                "بواسطة",
                "وزارة العدل، مكتب التعاون القضائي الدولي في المادة الجنائية، باريس (بين السلطتين المركزيتين)",
            ),
        ),
        sections=(
            Section(
                "1",
                "السند القانوني",
                (
                    Table(
                        ("الاتفاقية", "المادة", "الموضوع"),
                        (
                            (
                                "اتفاقية التعاون القضائي في الميدان الجنائي، الرباط، 18 أبريل 2008",
                                "المادة 1",
                                "أوسع تعاون، دون اشتراط ازدواجية التجريم",
                            ),
                            ("", "تراجع", "الاستماع إلى شاهد"),
                            ("", "تراجع", "التفتيش والحجز"),
                            (
                                "اتفاقية الأمم المتحدة لمكافحة الجريمة المنظمة عبر الوطنية",
                                "المادة 18، الفقرتان 7 و17",
                                "اتباع الإجراءات المطلوبة ما أجازها القانون",
                            ),
                            ("", "المادة 18، الفقرتان 19 و20", "حصر الاستعمال في الغرض، والسرية"),
                        ),
                        (13, 11, 15),
                    ),
                ),
            ),
            Section("2", "الوقائع", (Paragraphs((facts or FACTS_AR,)),)),
            Section(
                "3",
                "الإجراءات المطلوبة",
                (
                    Numbered(
                        (
                            "تفتيش المستودع رقم 14 بالمنطقة الصناعية بطنجة، وحجز كل حامل مفيد؛",
                            (
                                "استخراج معطيات الهاتف المحجوز في 11 نونبر 2026 (المختوم رقم 7)، مع نسخة مشهود "
                                "بمطابقتها وبصمتها الرقمية؛"
                            ),
                            "الاستماع إلى مهدي الورزكاني (Mehdi OUARZGANE) بشأن كراء المستودع.",
                        )
                    ),
                ),
            ),
            Section(
                "4",
                "الشكليات الخاصة",
                (
                    Paragraphs(
                        (
                            (
                                "يستمع إلى الشاهد بعد أداء اليمين القانونية وبحضور ترجمان محلف. وإن تعذر اتباع شكلية "
                                "ما، يرجى بيان الأسباب."
                            ),
                        )
                    ),
                ),
            ),
            Section(
                "5",
                "الغرض والاستعجال",
                (
                    Paragraphs(
                        (
                            (
                                "لا تستعمل الوثائق إلا في التحقيق القضائي المشار إلى مرجعه. ويرجى إرجاعها قبل "
                                "2 دجنبر 2026، لانعقاد جلسة بشأن الاعتقال في 9 دجنبر ولأن المعطيات مهددة بالمحو."
                            ),
                        )
                    ),
                ),
            ),
            Section(
                "6",
                "الوثائق المرفقة",
                (
                    Paragraphs(
                        (
                            (
                                "(أ) الأمر بإلقاء القبض، نسخة مصادق عليها؛ (ب) عرض الوقائع؛ (ج) نص المقتضيات "
                                "المطبقة. وبصمات الوثائق مدرجة في الملف المختوم. ترجمة عربية لترجمان محلف."
                            ),
                        )
                    ),
                ),
            ),
        ),
        closing="وتفضلوا بقبول أسمى عبارات التقدير والاحترام.",
        signatures=(
            Signature("حرر بباريس في 23 نونبر 2026", "إتيان مورفالييه", "قاضي التحقيق", "التوقيع"),
            Signature("اطلع عليه وأحيل", "كلير فومارين", "السلطة المركزية", "توقيع الشخص الثاني"),
        ),
        stamp="خاتم\nالمحكمة",
        footer=Footer(
            "يحمل الرمز بصمة act.json المرفق بهذا الملف؛ ويمكن التحقق من كل نسخة دون شبكة.",
            "FR-2026-0418",
            "الصفحة {page} من {pages}",
            "عرض توضيحي – الأشخاص والقضايا والمراجع من نسج الخيال.",
        ),
    )


def english(facts: Words | None = None) -> Page:
    return Page(
        lang="en",
        letterhead=("French Republic", "Judicial Court of Paris", "Office of the investigating judge"),
        title="International letter rogatory",
        subtitle="urgent, confidential, on terms of reciprocity",
        meta=(
            Row("Reference", "FR-2026-0418", is_reference=True),
            Row("Case", "C-2026-088"),
            Row("Date", written(ISSUED, "en")),
            Row("Wished by", written(WISHED, "en"), is_strong=True),
        ),
        addressees=(
            Row("To", "Ministry of Justice of the Kingdom of Morocco, Directorate of Criminal Affairs, Rabat"),
            Row("Through", "Ministry of Justice, Office for International Criminal Assistance, Paris"),
        ),
        sections=(
            Section(
                "1",
                "Legal basis",
                (
                    Table(
                        ("Instrument", "Article", "Subject"),
                        (
                            (
                                "Convention on judicial assistance in criminal matters, Rabat, 18 April 2008",
                                "1",
                                "widest assistance, no dual criminality",
                            ),
                            ("", "to be read", "hearing of a witness"),
                        ),
                        (13, 6, 21),
                    ),
                ),
            ),
            Section("2", "Facts", (Paragraphs((facts or FACTS_EN,)),)),
            Section(
                "3",
                "Measures asked",
                (
                    Numbered(
                        (
                            "search warehouse no. 14, industrial zone, Tangier, and seize any useful medium;",
                            "hear Mehdi OUARZGANE on the leases of the warehouse.",
                        )
                    ),
                ),
            ),
        ),
        closing="Please accept the assurance of my highest consideration.",
        signatures=(
            Signature("Done at Paris, 23 November 2026", "Étienne MORVALIER", "investigating judge", "signature"),
        ),
        stamp="seal\nof the court",
        footer=Footer(
            "The code carries the digest of act.json, attached to this PDF; any copy verifies offline.",
            "FR-2026-0418",
            "page {page} of {pages}",
            "Demonstration – persons, cases and references are invented.",
        ),
    )


def acknowledgement() -> Page:
    return Page(
        lang="ar",
        letterhead=("المملكة المغربية", "وزارة العدل", "مديرية الشؤون الجنائية والعفو"),
        title="إشعار بالتوصل",
        meta=(Row("المرجع", "FR-2026-0418", is_reference=True), Row("التاريخ", written(ISSUED, "ar"))),
        addressees=(Row("إلى", "وزارة العدل، مكتب التعاون القضائي الدولي، باريس"),),
        sections=(
            Section(
                "1",
                "الإجراء",
                (
                    Table(
                        ("البيان", "القيمة"),
                        (("الرقم", "1"), ("التاريخ", "23 نونبر 2026، 10:42"), ("السلطة", "ma-dacg")),
                        (1, 2),
                    ),
                ),
            ),
        ),
        footer=Footer("يحمل الرمز بصمة act.json المرفق بهذا الملف.", "FR-2026-0418", "الصفحة {page} من {pages}"),
    )


FACTS_FR = (
    "Entre mars et octobre 2026, un groupe d’au moins quatre personnes aurait importé de la cocaïne dissimulée "
    "dans des conteneurs débarqués au Havre. Nadir ZALTOUNI, né le 3 mai 1988 à Lyon (نادر الزلتوني), est mis en "
    "examen des chefs d’importation de stupéfiants en bande organisée et d’association de malfaiteurs (code "
    "pénal, art. 222-36 et 450-1). Il est présumé innocent."
)
FACTS_AR = (
    "بين شهري مارس وأكتوبر 2026، يشتبه في أن جماعة من أربعة أشخاص على الأقل استوردت مادة الكوكايين مخبأة في حاويات "
    "أنزلت بميناء لوهافر. ونادر الزلتوني (Nadir ZALTOUNI)، المزداد في 3 ماي 1988 بليون، متهم باستيراد المخدرات في "
    "إطار عصابة منظمة وبتكوين عصابة إجرامية (المادتان 222-36 و450-1 من القانون الجنائي الفرنسي). والأصل فيه البراءة."
)
FACTS_EN = (
    "Between March and October 2026 a group of at least four persons is said to have imported cocaine hidden in "
    "containers landed at Le Havre. Nadir ZALTOUNI, born on 3 May 1988 in Lyon (نادر الزلتوني), is charged with "
    "importing narcotics (Criminal Code, art. 222-36 and 450-1). He is presumed innocent."
)
