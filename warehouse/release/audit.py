"""The audit: Great Expectations on the candidate file. Structure blocks, policy only warns.

Checks stand in `expectations/`; those of the policy clauses are made from the candidate's own rows (`policy_suite.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import yaml

from warehouse.errors import BuildError, InputError
from warehouse.release.checks import BLOCKING, Check
from warehouse.settings import EXPECTATIONS, PROJECT_ROOT
from warehouse.source.dictionary import code_sets


@dataclass(frozen=True)
class Finding:
    """What became of one check. `detail` names the unexpected rows or values."""

    check: Check
    success: bool
    observed: str
    detail: str
    unexpected: tuple[Any, ...] = ()

    @property
    def blocks(self) -> bool:
        return not self.success and self.check.severity == BLOCKING


def read_checks(folder: Path = EXPECTATIONS) -> list[Check]:
    """All checks under `expectations/`: one YAML file a suite, named after its folder and file."""
    checks = []
    for path in sorted(folder.glob("*/*.yml")):
        suite = f"{path.parent.name}_{path.stem}"
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for table, entries in content.items():
            for entry in entries:
                arguments = dict(entry)
                code_set = arguments.pop("code_set", None)
                if code_set:
                    arguments["value_set"] = [*code_sets()[code_set], *arguments.pop("also", [])]
                try:
                    checks.append(
                        Check(
                            suite=suite,
                            table=table,
                            expectation=arguments.pop("expect"),
                            severity=arguments.pop("severity", BLOCKING),
                            note=arguments.pop("note", ""),
                            note_zh=arguments.pop("note_zh", ""),
                            arguments=arguments,
                        )
                    )
                except KeyError as error:
                    raise InputError(f"{path}: table {table}: a check has no {error}; write `expect: <name>`") from error
    return checks


def run_audit(candidate: Path, docs: Path) -> list[Finding]:
    """Run every check on the candidate and render the Data Docs into `docs`.

    The library runs as a process of its own: it keeps connections open and takes seconds to import.
    """
    command = [sys.executable, "-m", __name__, str(candidate), str(docs)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if done.returncode == InputError.exit_code:
        raise InputError(done.stderr.strip())
    if done.returncode == BuildError.exit_code:
        raise BuildError(f"the candidate cannot be read: {done.stderr.strip()}; the old release stays live; check the disk, then build again")
    if done.returncode != 0:
        raise BuildError("the audit could not be run:\n" + done.stderr.strip()[-4000:])
    rows = json.loads(done.stdout.splitlines()[-1])
    findings = [Finding(check=Check(**row.pop("check")), **row) for row in rows]
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return [finding if finding.success else _with_rows(connection, finding) for finding in findings]


def _with_rows(connection: duckdb.DuckDBPyConnection, finding: Finding, shown: int = 5) -> Finding:
    """The finding with the first rows that a column check found unexpected: key of the row and value."""
    if finding.check.query:
        return replace(finding, detail=f"warehouse check --clause {finding.check.clause_id}")
    column = finding.check.arguments.get("column")
    if not column or not finding.unexpected:
        return finding
    first = connection.execute(f"describe {finding.check.table}").fetchone()
    key = first[0] if first else column
    rows = connection.execute(
        f'select "{key}", cast("{column}" as varchar) from {finding.check.table} '
        f'where cast("{column}" as varchar) in (select unnest(?)) or ("{column}" is null and ?) order by all limit {shown}',
        [[str(value).lower() if isinstance(value, bool) else str(value) for value in finding.unexpected], None in finding.unexpected],
    ).fetchall()
    told = "; ".join(f"{key}={row[0]}: {column}={row[1]}" for row in rows)
    return replace(finding, detail=told or finding.detail)


def audit_here(candidate: Path, docs: Path) -> list[Finding]:
    """Run every check in this process: those of `expectations/` and those made from the candidate's clause rows."""
    from warehouse.release.policy_suite import policy_suite

    made = policy_suite(candidate)
    outcome = run_checks(candidate, [*read_checks(), *made.checks], made.parameters, docs)
    return [_finding(check, one) for check, one in outcome]


def run_checks(
    candidate: Path, checks: list[Check], parameters: dict[str, float], docs: Path | None, result_format: dict[str, Any] | None = None
) -> list[tuple[Check, Any]]:
    """Each check with the library's result. `parameters` are the numbers that limits name; `docs` is where the Data Docs are rendered."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # no telemetry; read when the library is imported
    import great_expectations as gx  # importing costs about 10 s, so only the audit does it
    from great_expectations.expectations.registry import get_expectation_impl

    from warehouse.release.gx_duckdb import engine_url

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql("release", connection_string=engine_url(candidate))
    # A query is asked many times by its checks: its rows are kept for them, in memory, since the candidate is opened read only.
    kept = context.data_sources.add_sql("release queries", connection_string=engine_url(candidate), create_temp_table=True)
    definitions = []
    order = []
    for suite_name, table in dict.fromkeys((c.suite, c.table) for c in checks):
        mine = [c for c in checks if (c.suite, c.table) == (suite_name, table)]
        schema, name = table.split(".")
        asset_name = f"{suite_name} {schema}_{name}"
        if mine[0].query:
            asset: Any = kept.add_query_asset(asset_name, query=mine[0].query)
        else:
            asset = source.add_table_asset(asset_name, table_name=name, schema_name=schema)
        # Handed over at once: adding them one by one compares each with all before it.
        suite = gx.ExpectationSuite(name=asset_name, expectations=[_expectation(get_expectation_impl, check) for check in mine])
        batch = asset.add_batch_definition_whole_table("whole table")
        definition = gx.ValidationDefinition(name=asset_name, data=batch, suite=context.suites.add(suite))
        definitions.append(context.validation_definitions.add(definition))
        order.append(mine)
    checkpoint = gx.Checkpoint(
        name="audit",
        validation_definitions=definitions,
        result_format=result_format or {"result_format": "SUMMARY", "partial_unexpected_count": 20},
    )
    outcome = context.checkpoints.add(checkpoint).run(expectation_parameters=parameters)
    if docs is not None:  # once at the end: as an action of the checkpoint the library compiles its templates and the index anew for each suite
        context.add_data_docs_site(site_name="audit", site_config=_site(docs))
        context.build_data_docs(site_names=["audit"])
        _write_index(docs, {definition.name: bool(one.success) for definition, one in zip(definitions, outcome.run_results.values(), strict=True)})
    results = outcome.run_results.values()
    return [pair for mine, result in zip(order, results, strict=True) for pair in zip(mine, _in_suite_order(mine, result.results), strict=True)]


def _site(docs: Path) -> dict[str, Any]:
    """Where and how the library writes its Data Docs."""
    return {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
    }


def _write_index(docs: Path, kept: dict[str, bool]) -> None:
    """The first page, in place of the library's: that one stays empty until scripts from other hosts have drawn it."""
    pages = {page.relative_to(docs).parts[1]: quote(page.relative_to(docs).as_posix()) for page in docs.glob("validations/*/*/*/*.html")}
    lines = "\n".join(
        f'<tr><td>{"✓ 通过 passed" if kept[name] else "✗ 有发现 findings"}</td><td><a href="{pages[name]}">{escape(name)}</a></td></tr>'
        for name in sorted(kept, key=lambda name: (kept[name], name))
    )
    (docs / "index.html").write_text(
        '<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>检查报告 · Data Docs</title></head>\n<body>\n'
        '<h1>检查报告 <span lang="en">Report of the checks</span></h1>\n<table>\n'
        f"<tr><th>结果 result</th><th>检查组 suite of checks</th></tr>\n{lines}\n</table>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _expectation(lookup: Any, check: Check) -> Any:
    """The library's expectation of a check. The check's place in its suite travels in `meta`: results come back unordered."""
    from great_expectations.expectations.row_conditions import Column

    arguments = dict(check.arguments)
    where = arguments.pop("where", None)
    if where:
        condition = None
        for column, value in where.items():
            equal = Column(column) == value
            condition = equal if condition is None else condition & equal
        arguments["row_condition"] = condition
    implementation = lookup(check.expectation)
    try:
        meta = {"check": _mark(check), "clause_id": check.clause_id} if check.clause_id else {"check": _mark(check)}
        return implementation(**arguments, severity=check.severity, notes=check.note or None, meta=meta)
    except ValueError as error:  # the library's validation errors are ValueErrors
        told = " ".join(str(error).split())
        raise InputError(f"expectations/{check.suite}: {check.table}: {check.expectation}: {told}; mend the check's arguments") from error


def _mark(check: Check) -> str:
    return f"{check.table} {check.expectation} {sorted(check.arguments.items(), key=str)}"


def _in_suite_order(checks: list[Check], results: list[Any]) -> list[Any]:
    by_mark = {one.expectation_config.meta["check"]: one for one in results}
    return [by_mark[_mark(check)] for check in checks]


def _finding(check: Check, result: Any) -> Finding:
    values = result.result or {}
    observed = values.get("observed_value")
    if observed is None and "unexpected_count" in values:
        observed = f"{values['unexpected_count']} unexpected of {values.get('element_count')}"
    detail = ""
    unexpected = tuple(values.get("partial_unexpected_list") or ()) if not result.success else ()
    if not result.success:
        if result.exception_info.get("raised_exception") or any(
            isinstance(v, dict) and v.get("raised_exception") for v in result.exception_info.values()
        ):
            detail = f"could not be run: {_reason(result.exception_info)}"
        else:
            rows = values.get("partial_unexpected_list") or (values.get("details") or {}).get("unexpected_rows") or []
            detail = "; ".join(str(row) for row in rows[:10])
    return Finding(check, bool(result.success), str(observed if observed is not None else ""), detail, unexpected)


def _reason(exception_info: dict[str, Any]) -> str:
    """The message of the library's first exception, without its traceback."""
    entries = [exception_info, *(v for v in exception_info.values() if isinstance(v, dict))]
    return next((str(e["exception_message"]) for e in entries if e.get("exception_message")), "unknown reason")[:500]


def main() -> int:
    """Audit the candidate named on the command line and print the findings as one line of JSON."""
    try:
        findings = audit_here(Path(sys.argv[1]), Path(sys.argv[2]))
    except InputError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except duckdb.Error as error:
        print(str(error).strip().partition("\n")[0], file=sys.stderr)
        return BuildError.exit_code
    print()
    print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, default=str))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
