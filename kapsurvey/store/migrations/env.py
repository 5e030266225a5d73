"""Runs the versions on the connection it is given, within the transaction that is open there.

A new version: bring a database to the last one with ``kapsurvey upgrade``, change tables.py, and in ``rebuilding`` call
``alembic.command.revision(migrations(connection), "what it does", autogenerate=True)``. Read what comes out; Alembic
does not see everything. Versions lead upwards only: what would lead down is a backup, as it also holds the rows.
"""

from alembic import context

from kapsurvey.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
)

with context.begin_transaction():
    context.run_migrations()
