"""The request as views see it: a signed-in officer with a mandate in force today."""

from __future__ import annotations

from django.http import HttpRequest

from tajawub.mandates.models import Officer
from tajawub.mandates.values import Mandate


class Asked(HttpRequest):
    """What `SignedIn` promises every view that is not open: who asks, and under which mandate."""

    user: Officer
    mandate: Mandate
