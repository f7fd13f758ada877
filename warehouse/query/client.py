"""The Python interface: a release that one asks in SQL, through the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from warehouse.query.adhoc import account
from warehouse.query.answer import Answer
from warehouse.query.limits import Limits
from warehouse.query.sandbox import Parameters, Plan, Sandbox, shared
from warehouse.release import pointer
from warehouse.settings import Home


@dataclass(frozen=True)
class TableInfo:
    """One published table: `name` is schema and table; labels and the meaning of a row in words."""

    name: str
    label_zh: str
    label_en: str
    description: str
    rows: int


class Connection:
    """A release to ask. It holds no open file; every statement runs in a process of its own and leaves nothing behind."""

    def __init__(self, database: Path, sandbox: Sandbox, user: str) -> None:
        self._database = database
        self._sandbox = sandbox
        self._user = user

    @property
    def release(self) -> str:
        """The id of the release; every answer carries it as `release_id`."""
        return self._database.parent.name

    @property
    def limits(self) -> Limits:
        """What a statement may use."""
        return self._sandbox.limits

    def query(self, sql: str, parameters: Parameters | None = None, rows: int | None = None) -> Answer:
        """Answer one query: `.columns`, `.rows`, `.extent` ("complete" or where it was cut), `.to_pandas()`, `.to_arrow()`.

        `parameters` are the values of `$name` in the text. Raises SqlError, whose `problem` tells code, line, column and near names.
        """
        return self._sandbox.run(self._database, sql, user=self._user, parameters=parameters, rows=rows)

    def plan(self, sql: str, parameters: Parameters | None = None) -> Plan:
        """What DuckDB would do; nothing is run."""
        return self._sandbox.plan(self._database, sql, user=self._user, parameters=parameters)

    def tables(self) -> list[TableInfo]:
        """The published tables, with labels and what a row is."""
        answer = self.query(
            "select schema_name || '.' || table_name, label_zh, label_en, description, row_count from meta.table_dictionary order by 1"
        )
        return [TableInfo(*row) for row in answer.rows]

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open, so this does nothing; it is here so that `with warehouse.connect() as release:` reads as expected."""

    def __repr__(self) -> str:
        return f"<release {self.release}>"


def connect(home: str | Path | None = None, release: str | None = None) -> Connection:
    """See `warehouse.connect`."""
    where = Home(Path(home).resolve()) if home is not None else Home.from_environment()
    return Connection(pointer.database(where, release), shared(), account())
