"""What the law is asked: two States, a procedure, a day, the facts known, what the request contains.

A fact that is not given is unknown, and unknown is never "no". Contents are what stands in the request: once there
is one, what is not named there is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tajawub.mandates.values import Wording


class Procedure(StrEnum):
    MUTUAL_ASSISTANCE = "mutual_assistance"
    PROVISIONAL_ARREST = "provisional_arrest"
    EXTRADITION = "extradition"
    PRESERVATION = "preservation"


class Fact(StrEnum):
    """What a rule may depend on. Each is said so that a person can answer it."""

    PURPOSE = "purpose"
    MAX_PENALTY_REQUESTING_MONTHS = "max_penalty_requesting_months"
    MAX_PENALTY_REQUESTED_MONTHS = "max_penalty_requested_months"
    SENTENCE_LEFT_MONTHS = "sentence_left_months"
    DUAL_CRIMINALITY = "dual_criminality"
    POLITICAL_OFFENCE = "political_offence"
    MILITARY_OFFENCE = "military_offence"
    FISCAL_ONLY = "fiscal_only"
    DISCRIMINATION_FEARED = "discrimination_feared"
    TORTURE_RISK = "torture_risk"
    DEATH_PENALTY_POSSIBLE = "death_penalty_possible"
    NATIONAL_OF_REQUESTED_STATE = "national_of_requested_state"
    LAPSE_OF_TIME = "lapse_of_time"
    NE_BIS_IN_IDEM = "ne_bis_in_idem"
    COMMITTED_IN_REQUESTED_STATE = "committed_in_requested_state"
    IN_ABSENTIA = "in_absentia"
    AGE_OR_HUMANITARIAN = "age_or_humanitarian"
    GROUP_PERSONS = "group_persons"
    TRANSNATIONAL = "transnational"
    CONVENTION_OFFENCE = "convention_offence"
    COMPUTER_OFFENCE = "computer_offence"
    ELECTRONIC_EVIDENCE = "electronic_evidence"
    ESSENTIAL_INTERESTS = "essential_interests"
    DOMESTIC_PROHIBITION = "domestic_prohibition"
    CONTRARY_TO_LEGAL_SYSTEM = "contrary_to_legal_system"
    EXECUTES_ARREST_OR_SENTENCE = "executes_arrest_or_sentence"
    SERVICE_OF_DOCUMENTS = "service_of_documents"
    PERSON_IN_REQUESTED_STATE = "person_in_requested_state"
    URGENT = "urgent"


class Unit(StrEnum):
    """What a whole number counts."""

    MONTHS = "months"
    PERSONS = "persons"


class Purpose(StrEnum):
    """Why a person is sought: the choices of Fact.PURPOSE."""

    PROSECUTION = "prosecution"
    EXECUTION = "execution"


@dataclass(frozen=True, slots=True)
class FactForm:
    """How a fact is answered: a whole number where there is a unit, one of `choices` where there are any, else
    yes or no."""

    words: Wording
    unit: Unit | None = None
    choices: tuple[str, ...] = ()

    def takes(self, value: bool | int | str) -> bool:
        if self.unit is not None:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if self.choices:
            return value in self.choices
        return isinstance(value, bool)


UNITS = {
    Unit.MONTHS: Wording("بالأشهر", "mois", "months"),
    Unit.PERSONS: Wording("بعدد الأشخاص", "personnes", "persons"),
}

FACTS: dict[Fact, FactForm] = {
    Fact.PURPOSE: FactForm(
        Wording(
            "الغرض: متابعة أم تنفيذ عقوبة", "but : poursuites ou exécution d’une peine", "prosecution or execution"
        ),
        choices=tuple(Purpose),
    ),
    Fact.MAX_PENALTY_REQUESTING_MONTHS: FactForm(
        Wording(
            "أقصى عقوبة سالبة للحرية في قانون الدولة الطالبة",
            "maximum de la peine privative de liberté dans le droit de l’État requérant",
            "longest custodial penalty in the requesting State’s law",
        ),
        Unit.MONTHS,
    ),
    Fact.MAX_PENALTY_REQUESTED_MONTHS: FactForm(
        Wording(
            "أقصى عقوبة سالبة للحرية في قانون الدولة المطلوبة",
            "maximum de la peine privative de liberté dans le droit de l’État requis",
            "longest custodial penalty in the requested State’s law",
        ),
        Unit.MONTHS,
    ),
    Fact.SENTENCE_LEFT_MONTHS: FactForm(
        Wording("المدة المتبقية من العقوبة", "durée de la peine restant à subir", "sentence left to serve"),
        Unit.MONTHS,
    ),
    Fact.DUAL_CRIMINALITY: FactForm(
        Wording(
            "الأفعال معاقب عليها في قانوني الدولتين",
            "faits punissables dans les deux droits",
            "conduct punishable in both laws",
        )
    ),
    Fact.POLITICAL_OFFENCE: FactForm(
        Wording(
            "جريمة سياسية أو مرتبطة بجريمة سياسية",
            "infraction politique ou connexe à une infraction politique",
            "political offence, or one connected with it",
        )
    ),
    Fact.MILITARY_OFFENCE: FactForm(
        Wording("جريمة عسكرية محضة", "infraction purement militaire", "purely military offence")
    ),
    Fact.FISCAL_ONLY: FactForm(Wording("جريمة ضريبية فقط", "infraction uniquement fiscale", "fiscal offence only")),
    Fact.DISCRIMINATION_FEARED: FactForm(
        Wording(
            "أسباب جدية للاعتقاد بأن الطلب تمييزي",
            "raisons sérieuses de craindre une demande discriminatoire",
            "substantial grounds to fear a discriminatory request",
        )
    ),
    Fact.TORTURE_RISK: FactForm(
        Wording(
            "خطر التعذيب أو سوء المعاملة",
            "risque de torture ou de mauvais traitements",
            "risk of torture or ill-treatment",
        )
    ),
    Fact.DEATH_PENALTY_POSSIBLE: FactForm(
        Wording(
            "إمكان الحكم بالإعدام في الدولة الطالبة",
            "peine de mort encourue dans l’État requérant",
            "death penalty possible in the requesting State",
        )
    ),
    Fact.NATIONAL_OF_REQUESTED_STATE: FactForm(
        Wording(
            "الشخص يحمل جنسية الدولة المطلوبة يوم ارتكاب الأفعال",
            "personne ayant la nationalité de l’État requis au jour des faits",
            "national of the requested State on the day of the acts",
        )
    ),
    Fact.LAPSE_OF_TIME: FactForm(
        Wording("تقادم الدعوى العمومية أو العقوبة", "prescription de l’action ou de la peine", "lapse of time")
    ),
    Fact.NE_BIS_IN_IDEM: FactForm(
        Wording(
            "سبق الحكم نهائيا من أجل الأفعال نفسها",
            "jugement définitif déjà rendu pour les mêmes faits",
            "final judgment already given for the same acts",
        )
    ),
    Fact.COMMITTED_IN_REQUESTED_STATE: FactForm(
        Wording(
            "ارتكاب الأفعال في إقليم الدولة المطلوبة",
            "faits commis sur le territoire de l’État requis",
            "acts committed in the requested State",
        )
    ),
    Fact.IN_ABSENTIA: FactForm(Wording("حكم غيابي", "jugement rendu par défaut", "judgment in absentia")),
    Fact.AGE_OR_HUMANITARIAN: FactForm(
        Wording(
            "سبب متعلق بالسن أو سبب إنساني",
            "motif tenant à l’âge ou humanitaire",
            "reason of age or humanitarian reason",
        )
    ),
    Fact.GROUP_PERSONS: FactForm(
        Wording(
            "أعضاء الجماعة المنظمة (صفر إن لم توجد)",
            "nombre de membres du groupe organisé (zéro s’il n’y en a pas)",
            "members of the organised group (nought where there is none)",
        ),
        Unit.PERSONS,
    ),
    Fact.TRANSNATIONAL: FactForm(
        Wording(
            "طابع عبر وطني: الارتكاب أو الإعداد أو الجماعة أو الآثار تتجاوز دولة واحدة",
            "caractère transnational : faits, préparation, groupe ou effets dans plus d’un État",
            "transnational: acts, preparation, group or effects in more than one State",
        )
    ),
    Fact.CONVENTION_OFFENCE: FactForm(
        Wording(
            "جريمة تنص عليها اتفاقية باليرمو: المشاركة في جماعة منظمة أو غسل أموال أو رشوة أو عرقلة سير العدالة",
            "infraction établie par la convention de Palerme : groupe organisé, blanchiment, corruption, entrave",
            "offence established by the Palermo convention: organised group, laundering, corruption, obstruction",
        )
    ),
    Fact.COMPUTER_OFFENCE: FactForm(
        Wording(
            "جريمة من جرائم المواد 2 إلى 11 من اتفاقية بودابست",
            "infraction des articles 2 à 11 de la convention de Budapest",
            "offence of articles 2 to 11 of the Budapest convention",
        )
    ),
    Fact.ELECTRONIC_EVIDENCE: FactForm(
        Wording(
            "جريمة متصلة بنظم المعلوماتية أو دليل في شكل إلكتروني",
            "infraction liée à un système informatique ou preuve sous forme électronique",
            "offence related to computer systems, or evidence in electronic form",
        )
    ),
    Fact.ESSENTIAL_INTERESTS: FactForm(
        Wording(
            "مساس بالسيادة أو الأمن أو النظام العام أو مصالح أساسية أخرى للدولة المطلوبة",
            "atteinte à la souveraineté, à la sécurité, à l’ordre public ou à d’autres intérêts essentiels de l’État "
            "requis",
            "prejudice to sovereignty, security, public order or other essential interests of the requested State",
        )
    ),
    Fact.DOMESTIC_PROHIBITION: FactForm(
        Wording(
            "إجراء يحظره قانون الدولة المطلوبة في جريمة مماثلة",
            "mesure que le droit de l’État requis interdit pour une infraction semblable",
            "measure the requested State’s law prohibits for a similar offence",
        )
    ),
    Fact.CONTRARY_TO_LEGAL_SYSTEM: FactForm(
        Wording(
            "استجابة تخالف النظام القانوني للدولة المطلوبة في المساعدة القضائية",
            "exécution contraire au système juridique de l’État requis en matière d’entraide",
            "granting contrary to the requested State’s legal system on mutual assistance",
        )
    ),
    Fact.EXECUTES_ARREST_OR_SENTENCE: FactForm(
        Wording(
            "الطلب يرمي إلى تنفيذ أمر بالقبض أو عقوبة",
            "demande visant l’exécution d’une décision d’arrestation ou d’une peine",
            "request for the execution of an arrest decision or of a sentence",
        )
    ),
    Fact.SERVICE_OF_DOCUMENTS: FactForm(
        Wording(
            "تبليغ وثائق قضائية فقط", "remise d’actes judiciaires seulement", "service of judicial documents only"
        )
    ),
    Fact.PERSON_IN_REQUESTED_STATE: FactForm(
        Wording(
            "الشخص المطلوب موجود في إقليم الدولة المطلوبة",
            "personne recherchée présente sur le territoire de l’État requis",
            "person sought present in the requested State",
        )
    ),
    Fact.URGENT: FactForm(Wording("استعجال", "urgence", "urgency")),
}


class Content(StrEnum):
    """What a request contains, one word for each thing a text asks for."""

    AUTHORITY = "authority"
    SUBJECT = "subject"
    PROCEEDINGS = "proceedings"
    FACTS = "facts"
    ASSISTANCE = "assistance"
    FORMALITIES = "formalities"
    IDENTITY = "identity"
    PURPOSE = "purpose"
    WRITTEN_RECORD = "written_record"
    LANGUAGE_ACCEPTED = "language_accepted"
    PROPERTY_DESCRIPTION = "property_description"
    WARRANT = "warrant"
    WARRANT_EXISTS = "warrant_exists"
    INTENTION_TO_REQUEST = "intention_to_request"
    OFFENCE = "offence"
    TIME_AND_PLACE = "time_and_place"
    DESCRIPTION = "description"
    TEXTS_OF_LAW = "texts_of_law"
    LAPSE_INFORMATION = "lapse_information"
    SENTENCE_LEFT = "sentence_left"
    TRANSLATION = "translation"
    DATA_AND_LINK = "data_and_link"
    CUSTODIAN_OR_LOCATION = "custodian_or_location"
    NECESSITY = "necessity"


class NotAFact(Exception):
    """The question gives a fact a value of another type or unit: nothing was examined."""

    def __init__(self, fact: Fact, value: object) -> None:
        self.fact, self.value = fact, value
        super().__init__(f"{fact} cannot be {value!r}: give what FACTS says it takes, or leave it out if unknown")


@dataclass(frozen=True, slots=True)
class Question:
    """`requesting` and `requested` are State codes (ISO 3166, two letters); `on` is the day of the law asked for.

    `contents` None: nothing is drafted yet. Raises NotAFact.
    """

    requesting: str
    requested: str
    procedure: Procedure
    on: date
    facts: Mapping[Fact, bool | int | str]
    contents: frozenset[Content] | None = None

    def __post_init__(self) -> None:
        for fact, value in self.facts.items():
            if not FACTS[fact].takes(value):
                raise NotAFact(fact, value)

    @property
    def states(self) -> frozenset[str]:
        return frozenset((self.requesting, self.requested))
