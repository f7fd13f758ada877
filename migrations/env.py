"""Alembic environment: runs on the connection that `warehouse.source.store.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from warehouse.source.schema import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=connection.dialect.name == "sqlite",
    # SQLite can roll DDL back, Alembic's default says it cannot; the store begins transactions itself.
    transactional_ddl=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
