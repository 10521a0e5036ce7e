"""Statements that go to the driver past SQLAlchemy's own execution: watched, and with its errors."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


def driver_of(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


def run(connection: Connection, text: str, values: Any, act: Callable[[], T], *, many: bool = False) -> T:
    """Does `act`, which runs a statement on the driver, as if SQLAlchemy had run it.

    Whoever listens to the statements of an engine is told, and what the driver raises leaves as DBAPIError, which
    names no value and says whether the connection is gone.
    """
    for told in connection.dispatch.before_cursor_execute:
        told(connection, None, text, values, None, many)
    dbapi: Any = connection.dialect.dbapi
    try:
        result = act()
    except dbapi.Error as error:
        gone = connection.dialect.is_disconnect(error, driver_of(connection), None)
        raised = DBAPIError.instance(
            None, None, error, dbapi.Error, hide_parameters=True, connection_invalidated=gone, dialect=connection.dialect
        )
        if gone:
            connection.invalidate(error)
        raise raised from None
    for told in connection.dispatch.after_cursor_execute:
        told(connection, None, text, values, None, many)
    return result
