"""Hypothesis here works without a deadline: the machine that runs the tests is shared."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from .two_states import committed, impostor_keys, paris, rabat, rabat_keys

__all__ = ["committed", "impostor_keys", "paris", "rabat", "rabat_keys"]

settings.register_profile("casework", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("casework")
