"""Signing in by a one-time link. Reading the page spends nothing: only its button does."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tajawub.mandates import acts as mandates

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "GET":
        return render(request, "web/link.html")
    try:
        officer = mandates.redeem(token, at=settings.NOW())
    except mandates.LinkSpent:
        return render(request, "web/link_spent.html", status=410)
    login(request, officer, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)
