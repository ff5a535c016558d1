"""What the application's login may do in the database, and the refusal to serve when it may do more."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

READ_ONLY = ("django_migrations", "django_content_type")
"""Written while migrating and never again."""


class Unsafe(Exception):
    """This process may do more in the database than serving needs, or cannot tell: it must not serve."""


def append_only() -> tuple[str, ...]:
    """Return the tables every room declares as APPEND_ONLY in its models.py."""
    tables: list[str] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.models"
        if config.name.startswith("tajawub.") and find_spec(name):
            tables += getattr(import_module(name), "APPEND_ONLY", ())
    return tuple(sorted(tables))


def give(application: str) -> None:
    """Give the application exactly what it needs. Runs as the owner, after migrating."""
    to = sql.Identifier(application)
    statements = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(to),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(to),
        sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(to),
    ]
    revoke = sql.SQL("REVOKE {} ON {} FROM {}")
    change, write = sql.SQL("UPDATE, DELETE, TRUNCATE"), sql.SQL("INSERT, UPDATE, DELETE, TRUNCATE")
    statements += [revoke.format(change, sql.Identifier(table), to) for table in append_only()]
    statements += [revoke.format(write, sql.Identifier(table), to) for table in READ_ONLY]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def examine() -> None:
    """Let pass a login that may only serve. Raises Unsafe with one sentence."""
    try:
        with connection.cursor() as cursor:
            _examine_role(cursor)
            _examine_tables(cursor)
    except OperationalError as error:
        said = str(error).strip().partition("\n")[0]
        raise Unsafe(f"The database cannot be asked ({said}): start it, or correct node.toml.") from None


def examine_or_exit() -> None:
    """End this process with the sentence when it must not serve."""
    try:
        examine()
    except Unsafe as error:
        sys.exit(str(error))


def _examine_role(cursor: CursorWrapper) -> None:
    row = _one(cursor, "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
    if row[1]:
        raise Unsafe(f"The login {row[0]} is a superuser: name the application's login in {_toml()}.")
    # USAGE of the owner's role, by membership, is as good as owning.
    owned = _one(
        cursor,
        "SELECT count(*), min(relname) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'S')"
        " AND relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')",
    )
    if owned[0]:
        raise Unsafe(
            f"The login {row[0]} owns {owned[0]} tables ({owned[1]}, …) and could rewrite them:"
            f" name the application's login in {_toml()}."
        )


def _examine_tables(cursor: CursorWrapper) -> None:
    for table in append_only():
        found = _one(cursor, "SELECT to_regclass(%s) IS NOT NULL", f'"{table}"')
        if not found[0]:
            raise Unsafe(f"The table {table} is missing: run `tajawub node migrate`.")
        may = _one(
            cursor,
            "SELECT current_user, has_table_privilege(%s, 'UPDATE')"
            " OR has_table_privilege(%s, 'DELETE') OR has_table_privilege(%s, 'TRUNCATE')"
            " OR has_any_column_privilege(%s, 'UPDATE')",
            *([f'"{table}"'] * 4),
        )
        if may[1]:
            raise Unsafe(f"The login {may[0]} may change rows of {table}: run `tajawub node migrate` to end that.")


def _one(cursor: CursorWrapper, query: str, *values: str) -> tuple[object, ...]:
    cursor.execute(query, values)
    row: tuple[object, ...] = cursor.fetchone()
    return row


def _toml() -> str:
    return f"[database] application of {settings.NODE.folder / 'node.toml'}"
