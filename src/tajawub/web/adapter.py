"""How django-allauth behaves on a node: nobody signs up, and its own notices stay silent."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers are entered by their State's operator, never by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": pgettext_lazy("sign-in", "User name and password do not go together."),
    }
    """The fields are named in an error as on the page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("account_login")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page one lands on shows who is signed in."""
