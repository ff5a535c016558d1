"""Everything that can be wrong with a sealed file, each with its sentence in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    TOO_LARGE = "too-large"
    NOT_A_CONTAINER = "not-a-container"
    CONTAINER_ALTERED = "container-altered"
    ENTRY_MISSING = "entry-missing"
    ENTRY_UNEXPECTED = "entry-unexpected"
    MIMETYPE_WRONG = "mimetype-wrong"
    ACT_UNREADABLE = "act-unreadable"
    ACT_NOT_CANONICAL = "act-not-canonical"
    ANNEX_NAME_UNSAFE = "annex-name-unsafe"
    ANNEX_TYPE_WRONG = "annex-type-wrong"
    ANNEX_DIFFERS = "annex-differs"
    CONTENT_ALTERED = "content-altered"
    MANIFEST_ALTERED = "manifest-altered"
    SIGNATURE_UNREADABLE = "signature-unreadable"
    SIGNATURE_FALSE = "signature-false"
    AUTHOR_IS_NOT_SEALER = "author-is-not-sealer"
    LETTER_UNREADABLE = "letter-unreadable"
    LETTER_SEAL_FALSE = "letter-seal-false"
    LETTER_SEALED_BY_ANOTHER = "letter-sealed-by-another"
    LETTER_ACT_DIFFERS = "letter-act-differs"
    CERTIFICATE_UNFIT = "certificate-unfit"
    CERTIFICATE_OUT_OF_TIME = "certificate-out-of-time"
    ISSUER_NOT_TRUSTED = "issuer-not-trusted"


ABOUT_TRUST = frozenset({Code.CERTIFICATE_UNFIT, Code.CERTIFICATE_OUT_OF_TIME, Code.ISSUER_NOT_TRUSTED})
"""These leave the file intact: the bytes are those that were sealed, but who sealed them is not established."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is the entry, the annex or the detail concerned; it may come from a hostile file: clean it to show."""

    code: Code
    where: str


def sentence(problem: Problem, lang: str) -> str:
    """Return the problem in `lang` ("ar", "fr" or "en"), `where` filled in as it stands."""
    return _SENTENCES[problem.code][lang].format(where=problem.where)


_SENTENCES: dict[Code, dict[str, str]] = {
    Code.TOO_LARGE: {
        "ar": "الملف أكبر من الحد المسموح به: {where}.",
        "fr": "Le fichier dépasse la taille admise : {where}.",
        "en": "The file is larger than allowed: {where}.",
    },
    Code.NOT_A_CONTAINER: {
        "ar": "ليس هذا ملفا مختوما: {where}.",
        "fr": "Ce n’est pas un fichier scellé : {where}.",
        "en": "This is not a sealed file: {where}.",
    },
    Code.CONTAINER_ALTERED: {
        "ar": "تحتوي الحاوية على بايتات لا يشملها الختم: {where}.",
        "fr": "Le conteneur porte des octets que le sceau ne couvre pas : {where}.",
        "en": "The container holds bytes that the seal does not cover: {where}.",
    },
    Code.ENTRY_MISSING: {
        "ar": "ينقص الحاوية ملف: {where}.",
        "fr": "Il manque un fichier dans le conteneur : {where}.",
        "en": "A file is missing from the container: {where}.",
    },
    Code.ENTRY_UNEXPECTED: {
        "ar": "في الحاوية ملف لا يذكره الإجراء، أو في غير موضعه: {where}.",
        "fr": "Le conteneur porte un fichier que l’acte ne cite pas, ou pas à cette place : {where}.",
        "en": "The container holds a file that the act does not list, or not in this place: {where}.",
    },
    Code.MIMETYPE_WRONG: {
        "ar": "نوع الحاوية المعلن ليس ASiC-E: {where}.",
        "fr": "Le type annoncé du conteneur n’est pas ASiC-E : {where}.",
        "en": "The declared type of the container is not ASiC-E: {where}.",
    },
    Code.ACT_UNREADABLE: {
        "ar": "تعذرت قراءة act.json: {where}.",
        "fr": "act.json est illisible : {where}.",
        "en": "act.json cannot be read: {where}.",
    },
    Code.ACT_NOT_CANONICAL: {
        "ar": "لم يكتب {where} بالصيغة القانونية الموحدة (RFC 8785).",
        "fr": "{where} n’est pas écrit sous sa forme canonique (RFC 8785).",
        "en": "{where} is not written in its canonical form (RFC 8785).",
    },
    Code.ANNEX_NAME_UNSAFE: {
        "ar": "اسم المرفق غير مقبول أو مكرر: {where}.",
        "fr": "Le nom d’une annexe n’est pas admis ou paraît deux fois : {where}.",
        "en": "The name of an annex is not allowed or appears twice: {where}.",
    },
    Code.ANNEX_TYPE_WRONG: {
        "ar": "نوع المرفق غير صحيح: {where}.",
        "fr": "Le type d’une annexe n’est pas valable : {where}.",
        "en": "The media type of an annex is not valid: {where}.",
    },
    Code.ANNEX_DIFFERS: {
        "ar": "لا يطابق المرفق ما ورد في قائمة الإجراء: {where}.",
        "fr": "L’annexe n’est pas celle que l’acte énumère : {where}.",
        "en": "The annex is not the one that the act lists: {where}.",
    },
    Code.CONTENT_ALTERED: {
        "ar": "تغير الملف بعد ختمه: {where}.",
        "fr": "Le fichier a été modifié après son scellement : {where}.",
        "en": "The file was changed after it was sealed: {where}.",
    },
    Code.MANIFEST_ALTERED: {
        "ar": "تغيرت قائمة المحتويات أو لا تطابقها: {where}.",
        "fr": "La liste du contenu a été modifiée ou ne lui correspond pas : {where}.",
        "en": "The list of contents was changed or does not match them: {where}.",
    },
    Code.SIGNATURE_UNREADABLE: {
        "ar": "تعذرت قراءة الختم: {where}.",
        "fr": "Le sceau est illisible : {where}.",
        "en": "The seal cannot be read: {where}.",
    },
    Code.SIGNATURE_FALSE: {
        "ar": "الختم غير صحيح: {where}.",
        "fr": "Le sceau est faux : {where}.",
        "en": "The seal is false: {where}.",
    },
    Code.AUTHOR_IS_NOT_SEALER: {
        "ar": "لم تختم السلطة صاحبة الإجراء هذا الملف: {where}.",
        "fr": "L’autorité auteur de l’acte n’est pas celle qui l’a scellé : {where}.",
        "en": "The authority that authored the act is not the one that sealed it: {where}.",
    },
    Code.LETTER_UNREADABLE: {
        "ar": "تعذر التحقق من الرسالة letter.pdf: {where}.",
        "fr": "La lettre letter.pdf ne peut être vérifiée : {where}.",
        "en": "The letter letter.pdf cannot be checked: {where}.",
    },
    Code.LETTER_SEAL_FALSE: {
        "ar": "الختم الخاص بالرسالة غير صحيح: {where}.",
        "fr": "Le sceau propre de la lettre est faux : {where}.",
        "en": "The letter’s own seal is false: {where}.",
    },
    Code.LETTER_SEALED_BY_ANOTHER: {
        "ar": "ختمت الرسالة بشهادة غير شهادة الملف: {where}.",
        "fr": "La lettre est scellée par un autre certificat que le fichier : {where}.",
        "en": "The letter is sealed with another certificate than the file: {where}.",
    },
    Code.LETTER_ACT_DIFFERS: {
        "ar": "ملف act.json المرفق بالرسالة غير الذي في الحاوية: {where}.",
        "fr": "L’act.json joint à la lettre n’est pas celui du conteneur : {where}.",
        "en": "The act.json attached to the letter is not the one in the container: {where}.",
    },
    Code.CERTIFICATE_UNFIT: {
        "ar": "لا تصلح الشهادة للختم: {where}.",
        "fr": "Le certificat n’est pas fait pour sceller : {where}.",
        "en": "The certificate is not one for sealing: {where}.",
    },
    Code.CERTIFICATE_OUT_OF_TIME: {
        "ar": "لم تكن الشهادة سارية وقت الختم: {where}.",
        "fr": "Le certificat n’était pas valable au moment du scellement : {where}.",
        "en": "The certificate was not valid at the time of sealing: {where}.",
    },
    Code.ISSUER_NOT_TRUSTED: {
        "ar": "لم تصدر شهادة الختم عن أي جهة من الجهات الموثوق بها: {where}.",
        "fr": "Le certificat du sceau n’est délivré par aucune des autorités de confiance : {where}.",
        "en": "The seal’s certificate was issued by none of the trusted authorities: {where}.",
    },
}
