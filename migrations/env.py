"""Alembic's environment: runs on the connection that `vault.storage.migrations` hands it, and on no other."""

from alembic import context

from vault.storage import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
