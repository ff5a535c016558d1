"""What holds for every page: its security policy, who may ask for it, and how a refusal reads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils.translation import activate, get_supported_language_variant, npgettext, pgettext

from tajawub.casework.acts import MAX_ANNEXES, MAX_ANNEXES_BYTES, Barred, Moved, Undecided, WrongStep
from tajawub.casework.life_cycle import NotPossible
from tajawub.casework.models import Case, Draft, OralRequest, Request
from tajawub.mandates import reads as mandates
from tajawub.mandates.models import Officer, Shift
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Forbidden, Mandate

log = logging.getLogger("tajawub.web")

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No inline style, no inline script, nothing from elsewhere. `data:` is Bootstrap's own arrows and ticks."""

OPEN = frozenset({"account_login", "account_logout", "link", "set_language"})
"""The only pages that ask for no mandate."""

PAGES = {
    "save": "draft",
    "discard": "draft",
    "take_back": "draft",
    **dict.fromkeys(("submit", "approve", "send_back", "issue"), "review"),
    **dict.fromkeys(("note", "dispatch", "begin_act"), "dossier"),
    **dict.fromkeys(("put_in_case", "take_out_of_case", "record_diligence"), "dossier"),
    "close_case": "case",
    "confirm_oral": "oral",
    "exchange_account": "node",
}
"""The page behind each address that only takes a form: who signs in again on one of them is led there."""

HIDDEN = frozenset({Permission.READ_REQUEST, Permission.READ_ACT, Permission.READ_ORAL, Permission.READ_CASE})
"""Who may not read a request, a case or the record of a call may not learn that it exists: it is not found."""


class Language(LocaleMiddleware):
    """The language the officer chose, else the node's own: a desk in Rabat is Arabic whatever the browser prefers."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        try:
            language = get_supported_language_variant(chosen)
        except LookupError:
            language = settings.LANGUAGE_CODE
        activate(language)
        request.LANGUAGE_CODE = language


class ContentSecurityPolicy:
    """The same policy on every answer, error pages included."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response["Content-Security-Policy"] = POLICY
        return response


class Bounded:
    """What says it is larger than any form of ours is refused before a byte of it is parsed.

    Stands before the CSRF check, which is the first to read a form. What says no length is read as empty.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if _length(request) <= MAX_ANNEXES_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        bounds = {"files": MAX_ANNEXES, "size": MAX_ANNEXES_BYTES // 2**20}
        return render(request, "413.html", bounds, status=413)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class SignedIn:
    """Every page but the open ones belongs to an officer with a mandate in force, and is kept in no cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method in ("GET", "HEAD"):
            response = _page_behind(request) or response
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if isinstance(match, ResolverMatch) and match.url_name in OPEN:
            return None
        officer = request.user
        if not isinstance(officer, Officer):
            return redirect_to_login(request.get_full_path())
        mandate = mandates.mandate_of(officer)
        if mandate is None:
            return render(request, "web/no_mandate.html", status=403)
        request.mandate = mandate  # type: ignore[attr-defined]
        return None


def _page_behind(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    if match is None or match.url_name not in PAGES:
        return None
    page = PAGES[match.url_name]
    return redirect(page) if page == "node" else redirect(page, match.kwargs["key"])


class Refusals:
    """A refusal leaves a view as an exception; here, and only here, it becomes a page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case Forbidden(permission=permission) if permission in HIDDEN:
                log.info("%s", exception)
                return render(request, "404.html", status=404)
            case Forbidden():
                log.info("%s", exception)
                return render(request, "403.html", {"refused": exception}, status=403)
            case WrongStep(draft=draft):
                return _where_it_stands(request, draft)
            case Undecided(concerns=concerns):
                return _what_the_law_says(request, _unclear(len(concerns)))
            case Barred(concerns=concerns):
                return _what_the_law_says(request, _barred(len(concerns)))
            case NotPossible() | Moved():
                return render(request, "web/not_possible.html", status=409)
            case Request.DoesNotExist() | Draft.DoesNotExist() | OralRequest.DoesNotExist() | Shift.DoesNotExist():
                return render(request, "404.html", status=404)
            case Case.DoesNotExist():
                return render(request, "404.html", status=404)
            case _:
                return None


def _where_it_stands(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Lead to the draft; one that its author has taken back is its author's alone again."""
    mandate: Mandate | None = getattr(request, "mandate", None)
    unsubmitted = draft.step in (Draft.Step.OPEN, Draft.Step.DISCARDED)
    if unsubmitted and (mandate is None or draft.author_id != mandate.officer):
        messages.warning(request, pgettext("draft", "Nothing was done: its author has taken the draft back."))
        return redirect("desk")
    messages.warning(request, pgettext("draft", "That was no longer possible: this is where the draft stands."))
    return redirect("review", draft.pk)


def _what_the_law_says(request: HttpRequest, said: str) -> HttpResponse:
    """Lead to where a person decides what the law leaves open; nothing was done."""
    messages.warning(request, said)
    match = request.resolver_match
    return redirect("opinion", match.kwargs["key"] if match else "")


def _unclear(count: int) -> str:
    said = npgettext(
        "draft",
        "Nothing was done: the law’s answer is unclear at %(count)d place, and its author gave no reason.",
        "Nothing was done: the law’s answer is unclear at %(count)d places, and its author gave no reason.",
        count,
    )
    return said % {"count": count}


def _barred(count: int) -> str:
    said = npgettext(
        "draft",
        "Nothing was done: %(count)d bar stands against it until a second officer sets it aside.",
        "Nothing was done: %(count)d bars stand against it until a second officer sets them aside.",
        count,
    )
    return said % {"count": count}
