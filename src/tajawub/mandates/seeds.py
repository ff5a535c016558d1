"""The institutions of France and Morocco a new node knows, as read on READ_ON.

Only what a text was found for is marked verified; everything else shows as unverified until a person of the
node checks it. No telephone numbers and no addresses: an urgent desk is entered by the node that owns it.
A central authority stands before those it transmits for.
"""

from __future__ import annotations

from datetime import date

from tajawub.mandates.permissions import AuthorityKind as Kind
from tajawub.mandates.permissions import Competence as To
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Authority, Wording

READ_ON = date(2026, 11, 23)
READ_BY = "Tajawub, reading of published sources"

BUDAPEST_DECLARATIONS = "Morocco’s declarations to the Budapest Convention, art. 24, 27, 35 (Luxembourg’s gazette)"
BUDAPEST_DECLARATIONS_URL = "http://data.legilux.public.lu/file/eli-etat-leg-div-2018-06-29-a583-jo-fr-html.html"
PARLIAMENT = "Parliamentary report on judicial cooperation between France and Morocco"
PRESS = "Press and official statistics"
UNREAD = "General knowledge, no text read"

PARIS = Wording("باريس", "Paris", "Paris")
RABAT = Wording("الرباط", "Rabat", "Rabat")


def _read(
    key: str,
    kind: Kind,
    name: Wording,
    city: Wording,
    competences: tuple[To, ...],
    *,
    source: str,
    evidence: Evidence = Evidence.READ,
    url: str = "",
    languages: tuple[str, ...] = (),
    central: str | None = None,
) -> Authority:
    return Authority(
        key=key,
        state=key[:2].upper(),
        kind=kind,
        name=name,
        city=city,
        competences=competences,
        languages=languages,
        central=central,
        evidence=evidence,
        source=source,
        source_url=url,
        verified_on=READ_ON,
        verified_by=READ_BY,
    )


def _unverified(
    key: str,
    kind: Kind,
    name: Wording,
    city: Wording,
    competences: tuple[To, ...],
    *,
    source: str = UNREAD,
    evidence: Evidence = Evidence.GENERAL,
    central: str | None = None,
    valid_from: date | None = None,
) -> Authority:
    return Authority(
        key=key,
        state=key[:2].upper(),
        kind=kind,
        name=name,
        city=city,
        competences=competences,
        central=central,
        evidence=evidence,
        source=source,
        valid_from=valid_from,
    )


FRANCE = (
    _read(
        "fr-bepi",
        Kind.CENTRAL,
        Wording(
            "مكتب المساعدة الجنائية الدولية، وزارة العدل",
            "Bureau de l’entraide pénale internationale, ministère de la Justice",
            "Office for International Mutual Assistance in Criminal Matters, Ministry of Justice",
        ),
        PARIS,
        (To.MUTUAL_ASSISTANCE, To.EXTRADITION, To.TRANSFER_OF_PERSONS),
        source="Ministère de la Justice, page on international mutual assistance in criminal matters",
        url="https://www.justice.gouv.fr/entraide-penale-internationale",
    ),
    _unverified(
        "fr-dedipac",
        Kind.CIVIL_CENTRAL,
        Wording(
            "قسم التعاون القضائي المدني والتجاري، وزارة العدل",
            "Département de l’entraide, du droit international privé et européen, ministère de la Justice",
            "Department for Civil Assistance and Private International Law, Ministry of Justice",
        ),
        PARIS,
        (To.CIVIL,),
    ),
    _unverified(
        "fr-tj-paris",
        Kind.JUDICIAL,
        Wording("المحكمة القضائية بباريس", "Tribunal judiciaire de Paris", "Paris Judicial Court"),
        PARIS,
        (To.INVESTIGATION, To.PROSECUTION),
        central="fr-bepi",
    ),
    _unverified(
        "fr-pnaco",
        Kind.JUDICIAL,
        Wording(
            "النيابة العامة الوطنية لمكافحة الجريمة المنظمة",
            "Parquet national anticriminalité organisée",
            "National Prosecutor’s Office against Organised Crime",
        ),
        PARIS,
        (To.PROSECUTION, To.ORGANISED_CRIME),
        source=PRESS,
        evidence=Evidence.SECONDARY,
        central="fr-bepi",
        valid_from=date(2026, 1, 5),
    ),
    _unverified(
        "fr-pnat",
        Kind.JUDICIAL,
        Wording(
            "النيابة العامة الوطنية لمكافحة الإرهاب",
            "Parquet national antiterroriste",
            "National Counter-Terrorism Prosecutor’s Office",
        ),
        PARIS,
        (To.PROSECUTION, To.TERRORISM),
        central="fr-bepi",
    ),
    _unverified(
        "fr-pnf",
        Kind.JUDICIAL,
        Wording(
            "النيابة العامة الوطنية المالية",
            "Parquet national financier",
            "National Financial Prosecutor’s Office",
        ),
        PARIS,
        (To.PROSECUTION, To.FINANCIAL_CRIME),
        central="fr-bepi",
    ),
    _unverified(
        "fr-dnpj",
        Kind.POLICE,
        Wording(
            "المديرية الوطنية للشرطة القضائية",
            "Direction nationale de la police judiciaire",
            "National Directorate of Judicial Police",
        ),
        PARIS,
        (To.INVESTIGATION,),
    ),
    _unverified(
        "fr-sirasco",
        Kind.POLICE,
        Wording(
            "مصلحة المعلومات والاستخبار والتحليل الاستراتيجي بشأن الجريمة المنظمة",
            "Service d’information, de renseignement et d’analyse stratégique sur la criminalité organisée",
            "Information, Intelligence and Strategic Analysis Service on Organised Crime",
        ),
        PARIS,
        (To.ORGANISED_CRIME,),
    ),
    _unverified(
        "fr-ofast",
        Kind.POLICE,
        Wording("مكتب مكافحة المخدرات", "Office antistupéfiants", "Anti-Narcotics Office"),
        PARIS,
        (To.INVESTIGATION, To.DRUGS),
    ),
    _unverified(
        "fr-sccopol",
        Kind.POLICE,
        Wording(
            "الشعبة المركزية للتعاون العملياتي الشرطي",
            "Section centrale de coopération opérationnelle de police",
            "Central Section for Operational Police Cooperation",
        ),
        PARIS,
        (To.POLICE_CHANNEL,),
    ),
    _read(
        "fr-liaison-rabat",
        Kind.LIAISON,
        Wording(
            "قاضي الاتصال الفرنسي بالرباط",
            "Magistrat de liaison français à Rabat",
            "French liaison magistrate in Rabat",
        ),
        RABAT,
        (To.FACILITATION,),
        source=PARLIAMENT,
        evidence=Evidence.SUMMARY,
    ),
)

MOROCCO = (
    _read(
        "ma-dapg",
        Kind.CENTRAL,
        Wording(
            "مديرية الشؤون الجنائية والعفو، وزارة العدل",
            "Direction des affaires pénales et des grâces, ministère de la Justice",
            "Directorate of Criminal Affairs and Pardons, Ministry of Justice",
        ),
        RABAT,
        (To.MUTUAL_ASSISTANCE, To.EXTRADITION),
        source=BUDAPEST_DECLARATIONS,
        url=BUDAPEST_DECLARATIONS_URL,
        languages=("ar", "fr"),
    ),
    _unverified(
        "ma-dac",
        Kind.CIVIL_CENTRAL,
        Wording(
            "مديرية الشؤون المدنية، وزارة العدل",
            "Direction des affaires civiles, ministère de la Justice",
            "Directorate of Civil Affairs, Ministry of Justice",
        ),
        RABAT,
        (To.CIVIL,),
        source=PRESS,
        evidence=Evidence.SECONDARY,
    ),
    _read(
        "ma-pmp",
        Kind.ROUND_THE_CLOCK,
        Wording("رئاسة النيابة العامة", "Présidence du ministère public", "Presidency of the Public Prosecution"),
        RABAT,
        (To.EXTRADITION, To.PROSECUTION),
        source=BUDAPEST_DECLARATIONS,
        url=BUDAPEST_DECLARATIONS_URL,
        languages=("ar", "fr"),
        central="ma-dapg",
    ),
    _unverified(
        "ma-pg-rabat",
        Kind.JUDICIAL,
        Wording(
            "النيابة العامة لدى محكمة الاستئناف بالرباط",
            "Parquet général près la cour d’appel de Rabat",
            "Public Prosecutor’s Office at the Rabat Court of Appeal",
        ),
        RABAT,
        (To.PROSECUTION, To.INVESTIGATION),
        source=PRESS,
        evidence=Evidence.SECONDARY,
        central="ma-dapg",
    ),
    _unverified(
        "ma-cc",
        Kind.JUDICIAL,
        Wording("محكمة النقض", "Cour de cassation", "Court of Cassation"),
        RABAT,
        (To.EXTRADITION,),
        source=PRESS,
        evidence=Evidence.SECONDARY,
        central="ma-dapg",
    ),
    _read(
        "ma-dgsn",
        Kind.POLICE,
        Wording(
            "المديرية العامة للأمن الوطني",
            "Direction générale de la sûreté nationale",
            "General Directorate of National Security",
        ),
        RABAT,
        (To.INVESTIGATION,),
        source=BUDAPEST_DECLARATIONS,
        url=BUDAPEST_DECLARATIONS_URL,
        languages=("ar", "fr"),
    ),
    _read(
        "ma-bcn",
        Kind.ROUND_THE_CLOCK,
        Wording(
            "المكتب المركزي الوطني للإنتربول بالرباط، مديرية الشرطة القضائية",
            "Bureau central national Interpol Rabat, Direction de la police judiciaire",
            "Interpol National Central Bureau Rabat, Directorate of Judicial Police",
        ),
        RABAT,
        (To.POLICE_CHANNEL, To.INVESTIGATION),
        source=BUDAPEST_DECLARATIONS,
        url=BUDAPEST_DECLARATIONS_URL,
        languages=("ar", "fr"),
    ),
    _unverified(
        "ma-bcij",
        Kind.POLICE,
        Wording(
            "المكتب المركزي للأبحاث القضائية، المديرية العامة لمراقبة التراب الوطني",
            "Bureau central d’investigations judiciaires, Direction de la surveillance du territoire",
            "Central Bureau of Judicial Investigation, General Directorate of Territorial Surveillance",
        ),
        RABAT,
        (To.INVESTIGATION, To.TERRORISM, To.ORGANISED_CRIME),
    ),
    _unverified(
        "ma-gendarmerie",
        Kind.POLICE,
        Wording("الدرك الملكي", "Gendarmerie royale", "Royal Gendarmerie"),
        RABAT,
        (To.INVESTIGATION,),
    ),
    _unverified(
        "ma-adii",
        Kind.CUSTOMS,
        Wording(
            "إدارة الجمارك والضرائب غير المباشرة",
            "Administration des douanes et impôts indirects",
            "Customs and Indirect Tax Administration",
        ),
        RABAT,
        (To.CUSTOMS_MATTERS,),
    ),
    _unverified(
        "ma-anrf",
        Kind.FINANCIAL_INTELLIGENCE,
        Wording(
            "الهيئة الوطنية للمعلومات المالية",
            "Autorité nationale du renseignement financier",
            "National Financial Intelligence Authority",
        ),
        RABAT,
        (To.FINANCIAL_CRIME,),
    ),
    _unverified(
        "ma-cndp",
        Kind.DATA_PROTECTION,
        Wording(
            "اللجنة الوطنية لمراقبة حماية المعطيات ذات الطابع الشخصي",
            "Commission nationale de contrôle de la protection des données à caractère personnel",
            "National Commission for the Control of Personal Data Protection",
        ),
        RABAT,
        (To.DATA_PROTECTION,),
        source=PRESS,
        evidence=Evidence.SECONDARY,
    ),
    _read(
        "ma-liaison-paris",
        Kind.LIAISON,
        Wording(
            "قاضي الاتصال المغربي بباريس",
            "Magistrat de liaison marocain à Paris",
            "Moroccan liaison magistrate in Paris",
        ),
        PARIS,
        (To.FACILITATION,),
        source=PARLIAMENT,
        evidence=Evidence.SUMMARY,
    ),
)

AUTHORITIES = FRANCE + MOROCCO
