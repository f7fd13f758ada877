"""Migrations and models say the same, go both ways, and happen whole or not at all (DESIGN: the source store)."""

from __future__ import annotations

import ast
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.sql.elements import conv

from warehouse.errors import InputError
from warehouse.settings import PROJECT_ROOT
from warehouse.source import dictionary
from warehouse.source.schema import metadata
from warehouse.source.store import migrate, write_comments

if TYPE_CHECKING:
    from postgres import NewStore  # pytest itself must be the first to import its plugin

pytest_plugins = ["postgres"]

TABLES = {
    "award",
    "audit_log",
    "batch",
    "consortium",
    "consortium_member",
    "contest",
    "document",
    "enrolment",
    "filing",
    "filing_batch",
    "funding",
    "graduate_outcome",
    "indicator",
    "major",
    "major_alias",
    "organisation",
    "organisation_alias",
    "programme",
    "recognition",
    "reported_figure",
    "school",
    "school_alias",
    "school_fact",
    "teacher_count",
    "teacher_team",
    "training",
}
OF_FILINGS = {"audit_log", "filing", "filing_batch"}
POSTGRESQL_LONGEST_NAME = 63

Schema = dict[str, Any]


# What a database holds, in a form that can be compared


def schema_of(connection: Connection) -> Schema:
    """Every table, column, constraint, index and comment as the database itself states it, Alembic's own table left out."""
    return _sqlite_schema(connection) if connection.dialect.name == "sqlite" else _postgresql_schema(connection)


def _sqlite_schema(connection: Connection) -> Schema:
    rows = connection.execute(text("select name, sql from sqlite_master where sql is not null and name <> 'alembic_version'"))
    return {name: _parts(sql) for name, sql in rows}


def _parts(sql: str) -> tuple[str, ...]:
    """A CREATE statement as its head, its columns in order, and its constraints by name."""
    flat = " ".join(re.sub(r'["`\[](\w+)["`\]]', r"\1", sql).split())
    head, _, body = flat.partition("(")
    body, _, tail = body.rpartition(")")
    items = [item.strip() for item in _split_outside_parentheses(body)]
    columns = [item for item in items if not item.upper().startswith("CONSTRAINT")]
    constraints = sorted(item for item in items if item.upper().startswith("CONSTRAINT"))
    return (head.strip(), *columns, *constraints, tail.strip())


def _split_outside_parentheses(body: str) -> list[str]:
    items, depth, quoted = [""], 0, False
    for character in body:
        quoted ^= character == "'"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0 and not quoted:
            items.append("")
        else:
            items[-1] += character
    return items


def _postgresql_schema(connection: Connection) -> Schema:
    tables = "pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'"
    columns = f"""
        select c.relname || '.' || a.attname, row_number() over (partition by c.oid order by a.attnum),
            format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
        from (select oid, relname from {tables}) c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"""
    constraints = f"""
        select c.relname || '.' || k.conname, k.contype, k.convalidated, pg_get_constraintdef(k.oid)
        from (select oid, relname from {tables}) c join pg_constraint k on k.conrelid = c.oid"""
    indexes = f"""
        select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        from (select oid from {tables}) c join pg_index i on i.indrelid = c.oid"""
    # Sequences, views, enum types and functions: a migration must not leave one that the models do not define.
    others = """
        select relname, relkind::text from pg_class where relnamespace = 'public'::regnamespace and relkind not in ('r', 'i')
        union all select typname, 'type' from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
        union all select proname, 'function' from pg_proc where pronamespace = 'public'::regnamespace"""
    read = {"table": f"select c.relname from {tables}", "column": columns, "constraint": constraints, "index": indexes, "other": others}
    found = {kind: {row[0]: tuple(row[1:]) for row in connection.execute(text(query.replace("::", r"\:\:")))} for kind, query in read.items()}
    return found | {"comment": comments_of(connection)}


def comments_of(connection: Connection) -> dict[str, str | None]:
    """Table and `table.column` → comment, as PostgreSQL keeps them."""
    query = r"""
        select c.relname, obj_description(c.oid, 'pg_class') from pg_class c
        where c.relnamespace = 'public'\:\:regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
        union all
        select c.relname || '.' || a.attname, col_description(c.oid, a.attnum) from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'\:\:regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'"""
    return dict(connection.execute(text(query)).tuples().all())


def state_of(engine: Engine) -> Schema:
    with engine.connect() as connection:
        return schema_of(connection)


def schema_of_the_models(engine: Engine) -> Schema:
    """What `create_all` makes, looked at and rolled back."""
    with engine.connect() as connection:
        metadata().create_all(connection)
        schema = schema_of(connection)
        connection.rollback()
    return schema


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def run_alembic(engine: Engine, step: Callable[[Config, str], None], revision: str) -> None:
    """Run a step of Alembic as `migrate` does, on one connection in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def history() -> ScriptDirectory:
    return ScriptDirectory(str(PROJECT_ROOT / "migrations"))


def revisions_oldest_first() -> list[str]:
    return [script.revision for script in reversed(list(history().walk_revisions()))]


@pytest.fixture(scope="module")
def sqlite_store(new_store: NewStore) -> Iterator[Engine]:
    """A migrated store on SQLite. Look at it, do not change it."""
    with new_store("sqlite") as store:
        migrate(store)
        yield store


@pytest.fixture(scope="module")
def postgres_store(new_store: NewStore) -> Iterator[Engine]:
    """A migrated store on PostgreSQL. Look at it, do not change it."""
    with new_store("postgresql") as store:
        migrate(store)
        yield store


# Migrations and models are one schema


def test_migrating_from_empty_gives_the_very_schema_of_the_models(empty_store: Engine) -> None:
    of_the_models = schema_of_the_models(empty_store)
    assert tables_of(empty_store) == set()

    migrate(empty_store)

    assert tables_of(empty_store) == TABLES | {"alembic_version"}
    assert state_of(empty_store) == of_the_models


def test_the_comparison_on_sqlite_sees_columns_checks_and_indexes(sqlite_store: Engine) -> None:
    """A guard of the guard: statements as SQLite must give them for the comparison to mean anything."""
    schema = state_of(sqlite_store)
    assert schema["batch"][:4] == ("CREATE TABLE batch", "batch_id VARCHAR NOT NULL", "source_name VARCHAR NOT NULL", "target_table VARCHAR NOT NULL")
    assert "CONSTRAINT ck_batch_row_count_positive CHECK (row_count > 0)" in schema["batch"]
    assert "CONSTRAINT fk_award_school_id_school FOREIGN KEY(school_id) REFERENCES school (school_id)" in schema["award"]
    assert schema["ix_award_school_id"] == ("CREATE INDEX ix_award_school_id ON award", "school_id", "")


def test_the_comparison_on_postgresql_sees_columns_checks_and_indexes(postgres_store: Engine) -> None:
    schema = state_of(postgres_store)
    assert schema["column"]["teacher_count.share_pct"][1:] == ("numeric(7,4)", False, None)
    assert schema["column"]["batch.row_count"] == (7, "integer", True, None)
    assert schema["constraint"]["batch.ck_batch_row_count_positive"] == ("c", True, "CHECK ((row_count > 0))")
    assert schema["constraint"]["award.pk_award"] == ("p", True, "PRIMARY KEY (award_id, batch_id)")
    assert schema["constraint"]["award.fk_award_school_id_school"] == ("f", True, "FOREIGN KEY (school_id) REFERENCES school(school_id)")
    assert schema["index"]["ix_award_school_id"] == ("CREATE INDEX ix_award_school_id ON public.award USING btree (school_id)",)
    assert schema["other"] == {"audit_log_is_append_only": ("function",), "filing_is_append_only": ("function",)}


def test_migrating_twice_changes_nothing(empty_store: Engine) -> None:
    migrate(empty_store)
    before = state_of(empty_store)
    migrate(empty_store)
    assert state_of(empty_store) == before


# Comments are the dictionary


def test_comments_on_postgresql_are_those_of_the_dictionary(postgres_store: Engine) -> None:
    described: dict[str, str | None] = {}
    for table in metadata().tables.values():
        entry = dictionary.tables().get(table.name)
        described[table.name] = entry.description if entry else None
        described |= {f"{table.name}.{column.name}": dictionary.comment(table.name, column.name) for column in table.columns}
    with postgres_store.connect() as connection:
        assert comments_of(connection) == described


def test_every_table_and_column_has_its_entry_in_the_dictionary() -> None:
    nameless = [name for name in TABLES if not metadata().tables[name].comment]
    nameless += [f"{table.name}.{column.name}" for table in metadata().tables.values() for column in table.columns if not column.comment]
    assert nameless == []


@pytest.mark.parametrize(
    "meaning",
    [
        "落实率: 单位 % (100% at most)",
        "It's 'quoted' and \"doubly\" so",
        "at 10:30, :name, ::cast",
        r"back\slash, \: and \n",
        "two\nlines $1 {braces} %(name)s",
    ],
)
def test_a_changed_meaning_arrives_in_the_comment_character_by_character(
    meaning: str, postgres_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata().tables["batch"], "comment", meaning)
    monkeypatch.setattr(metadata().tables["batch"].columns["row_count"], "comment", meaning)
    monkeypatch.setattr(metadata().tables["batch"].columns["loaded_at"], "comment", None)
    with postgres_store.connect() as connection:
        write_comments(connection)
        comments = comments_of(connection)
        connection.rollback()
    assert comments["batch"] == meaning
    assert comments["batch.row_count"] == meaning
    assert comments["batch.loaded_at"] is None


# Migrations go both ways


def test_downgrade_to_base_leaves_only_alembics_own_table_and_upgrade_brings_all_back(empty_store: Engine) -> None:
    migrate(empty_store)
    at_head = state_of(empty_store)

    run_alembic(empty_store, command.downgrade, "base")

    assert tables_of(empty_store) == {"alembic_version"}
    assert [held for held in state_of(empty_store).values() if held] == []
    with empty_store.connect() as connection:
        assert connection.execute(text("select count(*) from alembic_version")).scalar_one() == 0

    migrate(empty_store)
    assert state_of(empty_store) == at_head


def test_each_revision_alone_can_be_undone_and_done_again(empty_store: Engine) -> None:
    for revision in revisions_oldest_first():
        before = state_of(empty_store)
        run_alembic(empty_store, command.upgrade, revision)
        after = state_of(empty_store)
        assert after != before, f"{revision} changes nothing"
        run_alembic(empty_store, command.downgrade, "-1")
        assert state_of(empty_store) == before
        run_alembic(empty_store, command.upgrade, revision)
        assert state_of(empty_store) == after


# The history


def test_history_is_one_line_from_one_base_to_one_head() -> None:
    scripts = list(history().walk_revisions())
    assert len(history().get_bases()) == 1
    assert len(history().get_heads()) == 1
    assert [s.revision for s in scripts if s.is_branch_point or s.is_merge_point or s.branch_labels or s.dependencies] == []


def test_revision_files_are_numbered_without_gap_and_named_after_what_they_do() -> None:
    names = sorted(path.name for path in (PROJECT_ROOT / "migrations" / "versions").glob("*.py"))
    assert names[0] == "0001_create_source_store.py"
    for number, (name, revision) in enumerate(zip(names, revisions_oldest_first(), strict=True), start=1):
        assert re.fullmatch(r"\d{4}(_[a-z0-9]+){2,}\.py", name), name
        assert revision == name[:4] == f"{number:04d}"


def test_every_revision_says_what_it_does_and_has_a_downgrade() -> None:
    for script in history().walk_revisions():
        tree = ast.parse(Path(script.path).read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), script.path
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert functions.keys() >= {"upgrade", "downgrade"}, script.path
        assert [n for n in functions["downgrade"].body if not isinstance(n, (ast.Pass, ast.Raise))], f"{script.path}: downgrade is empty"


# Names and provenance


def test_every_constraint_of_the_models_has_a_name_that_postgresql_keeps_whole() -> None:
    for table in metadata().tables.values():
        for item in [*table.constraints, *table.indexes]:
            assert isinstance(item.name, (str, conv)), f"{table.name}: {item!r} has no name"
            assert re.fullmatch(rf"(pk|uq|ck|fk|ix)_{table.name}(_\w+)?", item.name), item.name
            assert len(item.name) <= POSTGRESQL_LONGEST_NAME, item.name


def test_no_constraint_on_sqlite_is_anonymous(sqlite_store: Engine) -> None:
    anonymous = re.compile(r"(?<!\w)(PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|REFERENCES)(?!\w)")
    for table, parts in state_of(sqlite_store).items():
        stated = [part for part in parts[1:] if not part.startswith("CONSTRAINT ")]
        assert [part for part in stated if anonymous.search(part)] == [], table


def test_every_row_points_to_its_batch() -> None:
    for name in sorted(TABLES - {"batch"} - OF_FILINGS):
        column = metadata().tables[name].columns.get("batch_id")
        assert column is not None, name
        assert not column.nullable, name
        assert [key.target_fullname for key in column.foreign_keys] == ["batch.batch_id"], name


# A migration happens whole or not at all

HALF_A_CHANGE = '''
"""Create two tables, and die between them."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {head!r}


def upgrade() -> None:
    op.create_table("first", sa.Column("first_id", sa.String(), primary_key=True))
    op.bulk_insert(sa.table("first", sa.column("first_id", sa.String())), [{{"first_id": "F1"}}])
    {accident}
    op.create_table("second", sa.Column("second_id", sa.String(), primary_key=True))


def downgrade() -> None:
    op.drop_table("second")
    op.drop_table("first")
'''
SECOND_TABLE_FAILS = 'op.create_table("first", sa.Column("first_id", sa.String(), primary_key=True))'
PROCESS_IS_KILLED = "os.kill(os.getpid(), signal.SIGKILL)"


def broken_project(folder: Path, accident: str) -> Path:
    """The project's migrations and one more that meets with an accident."""
    shutil.copytree(PROJECT_ROOT / "migrations", folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    broken = folder / "migrations" / "versions" / "9999_half_a_change.py"
    broken.write_text(HALF_A_CHANGE.format(head=history().get_current_head(), accident=accident), encoding="utf-8")
    return folder


@pytest.mark.parametrize("migrated_before", [False, True], ids=["from empty", "from head"])
def test_a_migration_whose_second_table_fails_leaves_the_store_as_it_was(
    migrated_before: bool, empty_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if migrated_before:
        migrate(empty_store)
    before, tables_before = state_of(empty_store), tables_of(empty_store)

    with monkeypatch.context() as patched:
        patched.setattr("warehouse.source.store.PROJECT_ROOT", broken_project(tmp_path / "project", SECOND_TABLE_FAILS))
        with pytest.raises(InputError, match="cannot migrate .*first.* already exists"):
            migrate(empty_store)

    assert state_of(empty_store) == before
    assert tables_of(empty_store) == tables_before
    migrate(empty_store)
    assert tables_of(empty_store) == TABLES | {"alembic_version"}


@pytest.mark.parametrize("migrated_before", [False, True], ids=["from empty", "from head"])
def test_a_migration_killed_in_the_middle_leaves_the_store_as_it_was(migrated_before: bool, empty_store: Engine, tmp_path: Path) -> None:
    if migrated_before:
        migrate(empty_store)
    before, tables_before = state_of(empty_store), tables_of(empty_store)

    project = broken_project(tmp_path / "project", PROCESS_IS_KILLED)
    script = (
        "import sys; from pathlib import Path; from warehouse.source import store; "
        "store.PROJECT_ROOT = Path(sys.argv[1]); store.migrate(store.open_store(sys.argv[2]))"
    )
    url = empty_store.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", script, project, url], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    assert state_of(empty_store) == before
    assert tables_of(empty_store) == tables_before
    migrate(empty_store)
    assert tables_of(empty_store) == TABLES | {"alembic_version"}
