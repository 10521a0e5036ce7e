"""Connections that threads hold: each has one, and whoever finds theirs gone tells the others to look at their own."""

from contextlib import suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError


class Server:
    """Where connections lead, and how often one was found to be gone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.losses = 0


class Held:
    """One thread's connection, made when it is wanted and kept."""

    def __init__(self, server: Server, *settings: str) -> None:
        """`settings` are statements for each new connection."""
        self._server = server
        self._settings = settings
        self._connection: Connection | None = None
        self._losses = 0

    def get(self) -> Connection:
        """The connection; a new one where another thread lost its own since: a server that ended took them all.

        Raises SQLAlchemyError where none can be made.
        """
        if self._connection is not None and self._losses != self._server.losses:
            self.discard()
        if self._connection is None:
            self._losses = self._server.losses
            made = self._server.engine.connect()
            try:
                for statement in self._settings:
                    made.exec_driver_sql(statement)
                made.commit()
            except BaseException:
                made.close()
                raise
            self._connection = made
        return self._connection

    def lost(self) -> None:
        """It turned out to be gone."""
        self._server.losses += 1
        self.discard()

    def discard(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = None
