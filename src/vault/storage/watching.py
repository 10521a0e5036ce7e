"""Statements that go to the driver past SQLAlchemy's own execution: watched, and with its errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import clear_frames
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


def driver_of(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


@contextmanager
def as_ours(connection: Connection) -> Iterator[None]:
    """What the driver raises leaves as DBAPIError, which names no value and says whether the connection is gone.

    A pipeline tells of a statement's error where it ends, so that is within such a context as well.
    """
    try:
        yield
    except Exception as error:
        if (ours := _ours(connection, error)) is None:
            raise
        raise ours from None


def _ours(connection: Connection, error: Exception) -> DBAPIError | None:
    """What `as_ours` raises in place of an error; None for one that is not the driver's."""
    dbapi: Any = connection.dialect.dbapi
    if not isinstance(error, dbapi.Error):
        return None
    gone = connection.dialect.is_disconnect(error, driver_of(connection), None)
    raised: DBAPIError = DBAPIError.instance(
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
    return raised


def run(
    connection: Connection, text: str, values: Any, act: Callable[[str, Any], T], *, watched: bool, many: bool = False
) -> T:
    """Runs a statement with the driver's `act`, as if SQLAlchemy had run it.

    Where somebody listens to the statements of an engine (`watched`), they are told. Raises DBAPIError; see `as_ours`.
    """
    if watched:
        for told in connection.dispatch.before_cursor_execute:
            told(connection, None, text, values, None, many)
    try:
        result = act(text, values)
    except Exception as error:
        if (ours := _ours(connection, error)) is None:
            raise
        raise ours from None
    if watched:
        for told in connection.dispatch.after_cursor_execute:
            told(connection, None, text, values, None, many)
    return result


def let_go(error: BaseException) -> None:
    """Empties the frames of an error, and of those from which it came; where it was raised stays known.

    A statement that was not read to its end may be held there. As long as it is, SQLite reads by the snapshot with
    which that statement began, whatever begins on the connection afterwards.
    """
    came_from = [error]
    for one in came_from:
        clear_frames(one.__traceback__)
        further = (one.__cause__, one.__context__)
        came_from += [other for other in further if other is not None and other not in came_from]
