"""Two roles and one database: the owner migrates, the application serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import psycopg
from psycopg import sql

from tajawub.node.config import Database


def prepare(
    administrator: Database, *, owner: Database, application: Database, owner_may_create_databases: bool = False
) -> None:
    """Create both roles and the owner's database as far as they are missing, and give the roles their passwords.

    Only tests let the owner create databases: each test run has one of its own.
    """
    with psycopg.connect(administrator.conninfo, autocommit=True) as connection:
        may = "CREATEDB" if owner_may_create_databases else "NOCREATEDB"
        _role(connection, owner, f"LOGIN NOSUPERUSER NOCREATEROLE {may}")
        _role(connection, application, "LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB")
        name, holder = sql.Identifier(owner.name), sql.Identifier(owner.user)
        if not _known(connection, "SELECT 1 FROM pg_database WHERE datname = %s", [owner.name]):
            # Before the database is given away, its giver must be a member of the owner (not needed by a superuser).
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(holder))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(name, holder)
            )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(application.user))
        )


def holds(administrator: Database, name: str, *, table: str) -> bool:
    """Tell whether that server has the database, and the table in it."""
    with psycopg.connect(administrator.conninfo, autocommit=True) as connection:
        if not _known(connection, "SELECT 1 FROM pg_database WHERE datname = %s", [name]):
            return False
    with psycopg.connect(replace(administrator, name=name).conninfo, autocommit=True) as connection:
        return _known(connection, "SELECT 1 WHERE to_regclass(%s) IS NOT NULL", [table])


def remove(administrator: Database, *, owner: Database, application: Database) -> None:
    """Drop the owner's database and both roles, as far as they are there; sessions of others are not cut."""
    with psycopg.connect(administrator.conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(owner.name)))
        for role in (application, owner):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role.user)))


def _role(connection: psycopg.Connection[tuple[object, ...]], login: Database, rights: str) -> None:
    known = _known(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", [login.user])
    statement = sql.SQL("{} ROLE {} {} PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(login.user),
        sql.SQL(rights),
        sql.Literal(login.password),
    )
    connection.execute(statement)


def _known(connection: psycopg.Connection[tuple[object, ...]], query: str, values: Sequence[str]) -> bool:
    return connection.execute(query, values).fetchone() is not None
