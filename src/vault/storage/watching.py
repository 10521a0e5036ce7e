"""Statements that go to the driver past SQLAlchemy's own execution: watched, and with its errors."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


def driver_of(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


def run(
    connection: Connection, text: str, values: Any, act: Callable[[str, Any], T], *, watched: bool, many: bool = False
) -> T:
    """Runs a statement with the driver's `act`, as if SQLAlchemy had run it.

    Where somebody listens to the statements of an engine (`watched`), they are told; what the driver raises leaves as
    DBAPIError, which names no value and says whether the connection is gone.
    """
    if watched:
        for told in connection.dispatch.before_cursor_execute:
            told(connection, None, text, values, None, many)
    try:
        result = act(text, values)
    except Exception as error:
        dbapi: Any = connection.dialect.dbapi
        if not isinstance(error, dbapi.Error):
            raise
        gone = connection.dialect.is_disconnect(error, driver_of(connection), None)
        raised = DBAPIError.instance(
            None,
            None,
            error,
            dbapi.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=connection.dialect,
        )
        if gone:
            connection.invalidate(error)
        raise raised from None
    if watched:
        for told in connection.dispatch.after_cursor_execute:
            told(connection, None, text, values, None, many)
    return result
