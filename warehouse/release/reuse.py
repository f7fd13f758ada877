"""What a build may take over from the current release: all of it if no input changed, else what does not depend on the inputs that did.

A release is a function of its inputs: the rows of the source snapshot, the code and the tools. Their hashes stand in its manifest. From a large
release are taken over: tables that read no changed source table, `fact_enrolment` batch by batch, measures family by family, and verdicts school
by school (decision 0027).
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import BuildError
from warehouse.files import file_hash
from warehouse.release.audit import Finding
from warehouse.release.checks import Check
from warehouse.release.compiled import reachable
from warehouse.release.dictionary import PUBLISHED_SCHEMAS
from warehouse.release.manifest import table_hash
from warehouse.release.snapshot import ROWS
from warehouse.settings import DATABASE_NAME, PROJECT_ROOT, Home, configure

TOOLS = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "metricflow")
HEAVY = "fact_enrolment"
"""The fact that is kept by batch (`models/marts/programme/fact_enrolment.sql` is incremental)."""
HEAVY_READS = ("school", "school_fact", "document")
"""Source tables besides its own that the heavy fact depends on: if one changed, its old rows are not to be trusted."""
HEAVY_TABLES = ("enrolment", "programme")
"""Source tables whose facts have no keys but data tests where they are heavy (`macros/contract.sql`)."""
MEASURES = "policy.fact_measure"
IN_PARTS = (f"marts.{HEAVY}", "policy.fact_criterion", MEASURES, "policy.fact_verdict")
"""Tables that are incremental models: a build that starts from a release replaces the rows that can differ."""
KEPT_SCHOOL = "intermediate.int_policy__kept_school"
"""The model that says whose criteria and measures stand as they are: on the facts that it descends from."""
OF_ITS_ROWS = {"batch"}
"""Of a batch the models read the kind, for its own rows: a batch that came or went is a change of the table that it fills, not of all readers of
`batch` (a test holds the models to it)."""
TAKEN_OVER = "taken_over"
"""Schema of what a build that starts from a release needs to know of it; it goes before the candidate is audited."""
OF_THE_CODE = ("compiled_model", "lineage")
"""Tables of `meta` that say how a whole build makes its tables; one that makes some of them in parts compiles something else."""
JUDGED = (
    "select subject_id as school_id, hash(t)::hugeint as part from policy.fact_measure as t where subject_type = 'school' "
    "union all select school_id, hash(t)::hugeint from policy.fact_criterion as t"
)
"""The rows that the verdicts on each school and their reasons are made from."""
RANKED = "policy.fact_programme_point"
"""The policy table in which a school's rows depend on those of others; below it a school's criteria depend on its own rows alone."""
HEAVY_ROWS = 1_000_000
"""Below this many rows a fact is built anew faster than a release file is copied, and the source is copied in whole."""


@dataclass(frozen=True)
class Inputs:
    """Hashes of everything a release is made from."""

    code: str
    tools: dict[str, str]
    tables: dict[str, str]

    @classmethod
    def of(cls, candidate: duckdb.DuckDBPyConnection, code: str) -> Inputs:
        """The inputs of a candidate that holds its snapshot and nothing else."""
        return cls(code, {name: version(name) for name in TOOLS}, source_hashes(candidate))


def source_hashes(candidate: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A hash of the rows of each table of the snapshot, and of the ids of its columnar files, which are hashes of what is in them."""
    tables = candidate.execute("select table_name from duckdb_tables() where schema_name = 'source' order by all").fetchall()
    files = dict(
        candidate.execute(
            "select target_table, md5(string_agg(batch_id, ' ' order by batch_id)) from source.batch where batch_storage = 'columnar' group by all"
        ).fetchall()
    )
    hashes = {table.removeprefix(ROWS): table_hash(candidate, f'source."{table}"') for (table,) in tables}
    return {table: f"{digest} {files[table]}" if table in files else digest for table, digest in hashes.items()}


def is_unchanged(home: Home, manifest: Mapping[str, Any], inputs: Inputs) -> bool:
    """Whether the current release was made from these inputs and its file is still what was audited."""
    if manifest.get("fingerprint") != json.loads(json.dumps(vars(inputs))):
        return False
    return bool(file_hash(home.releases / manifest["release_id"] / DATABASE_NAME) == manifest["database_sha256"])


def kept_findings(database: Path) -> list[Finding]:
    """What the audit of a published release found, from the release itself."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select suite, table_name, expectation, severity, note, success, observed, detail from meta.audit_result where not success"
        ).fetchall()
    return [Finding(Check(r[0], r[1], r[2], r[3], r[4], {}), bool(r[5]), r[6], r[7]) for r in rows]


@dataclass(frozen=True)
class Base:
    """A release that a candidate may start from, the hashes of its tables, and the source tables whose rows differ from those it was made of."""

    database: Path
    tables: Mapping[str, str]
    changed: frozenset[str]


@dataclass(frozen=True)
class TakenOver:
    """What stands in a candidate that started from a release, and what dbt has to make in it."""

    batches: set[str]
    """Batches whose enrolment rows are in it."""
    changed: tuple[str, ...]
    """Models that descend from a changed source table."""
    read: tuple[str, ...]
    """Unpublished models that those and their data tests read besides."""


def base_of(
    home: Home, manifest: Mapping[str, Any] | None, inputs: Inputs, rows: Mapping[str, int], least_rows: int, is_synthetic: bool
) -> Base | None:
    """The current release if a candidate with so many source `rows` may start from it.

    None if either is small (`least_rows`) or something that all of it depends on changed.
    """
    told = (manifest or {}).get("fingerprint")
    if manifest is None or not told or told["code"] != inputs.code or told["tools"] != inputs.tools or manifest["is_synthetic"] != is_synthetic:
        return None
    changed = frozenset(table for table in told["tables"].keys() | inputs.tables if told["tables"].get(table) != inputs.tables.get(table))
    if changed & set(HEAVY_READS) or min(told_rows.get("enrolment", 0) for told_rows in (manifest["source_rows"], rows)) < least_rows:
        return None
    return Base(home.releases / str(manifest["release_id"]) / DATABASE_NAME, manifest["tables"], changed)


def start_from(base: Base, candidate: Path, home: Home) -> TakenOver:
    """Make the candidate, which holds its snapshot, a copy of a release without the tables that descend from changed source tables.

    Of these stay the ones that are made again in parts (`IN_PARTS`). Schema `taken_over` holds what the build still needs of the release: on what
    each school was judged, and the compiled models. The snapshot is to be written again.

    Raises BuildError if a table that is made in parts is not the one that was published.
    """
    with duckdb.connect(str(candidate), read_only=True) as connection:
        batches = _stored_rows(connection)
    candidate.unlink()
    shutil.copyfile(base.database, candidate)
    candidate.chmod(0o644)
    with duckdb.connect(str(candidate)) as connection:
        configure(connection, home)
        assert_as_before({table: table_hash(connection, table) for table in IN_PARTS}, {table: base.tables[table] for table in IN_PARTS}, ())
        # The same file may have been read otherwise in a store made anew: its id is that of the file, its majors are those of the names known then.
        before = _stored_rows(connection)
        connection.execute(
            f"delete from marts.{HEAVY} where batch_id in (select unnest(?))", [[batch for batch in batches if before.get(batch) != batches[batch]]]
        )
        connection.execute(f"create schema {TAKEN_OVER}")
        for table in OF_THE_CODE:
            connection.execute(f"create table {TAKEN_OVER}.{table} as from meta.{table}")
        changed, read, filed = _to_make(connection, base.changed - OF_ITS_ROWS)
        for name, query in (("filed", _filed(connection, filed)), ("judged", JUDGED)):
            digest = f"select school_id, count(*) as parts, sum(part) as digest from ({query}) group by school_id"
            connection.execute(f"create table {TAKEN_OVER}.{name}_before as {digest}")
            connection.execute(f"create view {TAKEN_OVER}.{name}_now as {digest}")
        tables = {name for (name,) in connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()}
        # Dimensions last: none can go while a fact or a report refers to it.
        for name in sorted(tables & changed - set(IN_PARTS), key=lambda name: ".dim_" in name):
            connection.execute(f"drop table {name}")
        for schema in ("source", "meta"):
            connection.execute(f"drop schema {schema} cascade")
        kept = {row[0] for row in connection.execute(f"select distinct batch_id from marts.{HEAVY}").fetchall()}
    return TakenOver(kept, *(tuple(sorted(name.partition(".")[2] for name in models)) for models in (changed, read)))


def assert_as_before(tables: Mapping[str, str], before: Mapping[str, str], changed: Collection[str]) -> None:
    """Compare the hashes of what was taken over whole with those of the release. Raises BuildError if one differs: its file was damaged since."""
    kept = {name: digest for name, digest in before.items() if name.partition(".")[2] not in changed and not name.startswith("source.")}
    differ = sorted(name for name, digest in kept.items() if tables.get(name) != digest)
    if differ:
        told = ", ".join(differ)
        raise BuildError(f"the current release no longer holds what was published: {told}; `warehouse fsck`, then `warehouse build --fresh`")


def finish(candidate: duckdb.DuckDBPyConnection) -> None:
    """Put back what the base's code gave and the same code would give again, and drop what was kept for the build."""
    for table in OF_THE_CODE:
        candidate.execute(f"create table meta.{table} as from {TAKEN_OVER}.{table}")
    candidate.execute(f"drop schema {TAKEN_OVER} cascade")


def _stored_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Number and hash of the enrolment rows of each batch that the snapshot holds itself, by batch id. Columnar files are not read."""
    tables = "select table_name from duckdb_tables() where schema_name = 'source' and table_name in (?, ?) order by table_name desc"
    ((table,), *_) = connection.execute(tables, [ROWS + "enrolment", "enrolment"]).fetchall()
    found = connection.execute(f"select batch_id, count(*), sum(hash(t)::hugeint) from source.{table} as t group by batch_id").fetchall()
    return {batch: (rows, digest) for batch, rows, digest in found}


def _filed(connection: duckdb.DuckDBPyConnection, models: Collection[str]) -> str:
    """A query of the rows of each school in the facts among the `models`, and one more for each. None for any where a dimension is made again."""
    if any(name.startswith("marts.dim_") for name in models):
        return "select null::varchar as school_id, null::hugeint as part limit 0"
    facts = connection.execute(
        "select schema_name || '.' || table_name as fact from duckdb_columns() where column_name = 'school_key' and fact in (select unnest(?)) "
        "and (fact like 'marts.fact_%' or fact = ?) order by all",
        [sorted(models), RANKED],
    ).fetchall()
    rows = [f"select school_key, hash(t)::hugeint as part from (select columns(c -> c <> 'batch_id') from {fact}) as t" for (fact,) in facts]
    every_school = "select school_id, 0::hugeint as part from marts.dim_school"
    of_facts = f" union all select school_id, part from ({' union all '.join(rows)}) inner join marts.dim_school using (school_key)"
    return every_school + (of_facts if rows else "")


def _to_make(connection: duckdb.DuckDBPyConnection, sources: Collection[str]) -> tuple[set[str], set[str], set[str]]:
    """Models below the source tables, the unpublished ones that have to be there for them, and of the first those on whose rows a school's criteria
    and measures stand; by the lineage of the release.

    All of staging has to be there, and what data tests of changed tables read. Of the measures the families that changed do: fact_measure keeps
    the others.
    """
    lineage = connection.execute(
        "select node_schema || '.' || node_name, parent_schema || '.' || parent_name, node_schema in (select unnest(?)) from meta.lineage",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    children, parents = defaultdict(list), defaultdict(list)
    for node, parent, _ in lineage:
        children[parent].append(node)
        parents[node].append(parent)
    unpublished = {node for node, _, is_published in lineage if not is_published}
    models = {node for node, _, _ in lineage}
    changed = reachable([f"source.{table}" for table in sorted(sources)], children, models)
    wanted = {KEPT_SCHOOL} if MEASURES in changed else set()
    for named in _read_by_data_tests(models):
        wanted |= named & unpublished if named & changed else set()
    read = reachable(sorted(changed - {MEASURES} | wanted), parents, unpublished) | {node for node in unpublished if node.startswith("staging.")}
    return (
        changed,
        (read | wanted) - changed,
        changed & reachable([KEPT_SCHOOL], parents, models) | {n for n in changed if n.startswith("marts.dim_")},
    )


def _read_by_data_tests(models: Collection[str]) -> list[set[str]]:
    """The models that each test of `tests/data` reads: a test runs where one of them is made, and then needs all."""
    schema_of = {name.partition(".")[2]: name for name in models}
    texts = [path.read_text(encoding="utf-8") for path in sorted((PROJECT_ROOT / "tests" / "data").glob("*.sql"))]
    return [{schema_of[name] for name in re.findall(r"ref\('(\w+)'\)", text) if name in schema_of} for text in texts]
