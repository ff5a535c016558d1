"""What every test runs under: rows asked for without an order come back in a random one."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def unordered_rows_come_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever relies on PostgreSQL's accidental order fails here, not in the field."""
    from django.db.models.sql.compiler import SQLCompiler

    ordered = SQLCompiler.get_order_by

    def shuffled(compiler: SQLCompiler) -> list[Any]:
        found = ordered(compiler)
        query = compiler.query
        if found or query.combinator or query.distinct or query.group_by is not None:
            return found
        return [(None, ("RANDOM()", [], False))]

    monkeypatch.setattr(SQLCompiler, "get_order_by", shuffled)
