"""The synthetic Shanghai panel: exact where print is, marked everywhere, never beside real data, planted violations found."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import ROOT, run_cli
from streamlit.testing.v1 import AppTest

from warehouse.demo.home import Scale, fill
from warehouse.demo.panel import LEFT_OUT
from warehouse.errors import InputError
from warehouse.intake.batch import load_bundled
from warehouse.pages.text import text
from warehouse.policy.whatif import evaluate
from warehouse.release import pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store

CALIBRATION = yaml.safe_load((ROOT / "tests" / "demo_calibration.yml").read_text(encoding="utf-8"))
INDICATORS = {
    "student_count", "staff_count", "full_time_teacher_count", "graduate_count", "placed_graduate_count", "placement_rate_pct",
    "progression_rate_pct", "student_teacher_ratio", "pathway_programme_count", "new_pathway_programme_count", "new_programme_count",
    "programme_count", "school_count", "progressed_graduate_count", "senior_title_teacher_count", "dual_qualified_teacher_count", "teacher_share_pct",
}  # fmt: skip
"""Indicators that measures of the panel could stand for: every printed number of them is calibrated or has a reason why not."""


def printed_figures() -> dict[str, dict[str, str]]:
    figures = {}
    for path in sorted((ROOT / "seeds" / "published").glob("*/*.reported_figure.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            figures |= {row["figure_id"]: row for row in csv.DictReader(handle)}
    return figures


@pytest.fixture(scope="module")
def release(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(pointer.database(Home(demo_home))), read_only=True) as connection:
        connection.execute(
            "create temp table putuo_school as select school_id from marts.dim_school where is_current and school_name in (select subject_name "
            "from marts.fact_reported_figure where locator = '表1' and document_id = 'PTQAR2024' and subject_type = 'school')"
        )
        derived = (
            "case school_level when 'secondary' then 'secondary' else 'higher' end as sector, "
            "school_id in (select school_id from putuo_school) as in_putuo"
        )
        for view, fact in (("student", "enrolment"), ("programme", "programme"), ("teacher", "teachers"), ("outcome", "graduate_outcome")):
            connection.execute(
                f"create temp view {view} as select f.*, s.school_id, s.school_name, s.school_level, {derived} "
                f"from marts.fact_{fact} as f inner join marts.dim_school as s using (school_key)"
            )
        connection.execute("create temp view offered as select * from programme where academic_year = 2024 and status = 'recruiting'")
        yield connection


def test_every_printed_number_the_panel_could_hold_is_calibrated_or_has_its_reason() -> None:
    mapped = [figure for entry in CALIBRATION["calibrated"] for figure in entry["figures"]]
    assert len(mapped) == len(set(mapped))
    assert not set(mapped) & set(CALIBRATION["not_calibrated"])
    of_the_indicators = {f for f, row in printed_figures().items() if row["indicator_id"] in INDICATORS}
    assert of_the_indicators == set(mapped) | set(CALIBRATION["not_calibrated"])


@pytest.mark.parametrize("entry", CALIBRATION["calibrated"], ids=lambda entry: entry["figures"][0])
def test_the_panel_hits_the_printed_number(release: duckdb.DuckDBPyConnection, entry: dict[str, Any]) -> None:
    answer = release.execute(entry["sql"]).fetchone()
    assert answer is not None and answer[0] is not None
    for figure_id in entry["figures"]:
        row = printed_figures()[figure_id]
        printed = Decimal(row["value_number"]) * (10_000 if row["unit_as_printed"].startswith("万") else 1)
        if row["qualifier"] == "about":
            assert abs(Decimal(answer[0]) - printed) <= printed / 10, figure_id
        elif row["qualifier"] == "over":
            assert answer[0] > printed, figure_id
        else:
            digits = len(row["value_number"].partition(".")[2]) if row["unit_as_printed"] in ("%", ":1") else 0
            assert round(Decimal(answer[0]), digits) == printed, figure_id


def test_printed_lists_are_in_the_panel_row_by_row(release: duckdb.DuckDBPyConnection) -> None:
    """Recognitions, awards, consortia, members, teams, funding and the two programme lists, counted from the files themselves."""
    for table in ("recognition", "award", "consortium", "consortium_member", "teacher_team", "funding", "programme", "enrolment"):
        printed = 0
        for path in set((ROOT / "seeds" / "published").glob(f"*/*.{table}.csv")) - set(LEFT_OUT):
            with path.open(encoding="utf-8", newline="") as handle:
                printed += sum(1 for _ in csv.DictReader(handle))
        assert release.execute(f"select count(*) from source.{table} where document_id is not null").fetchone() == (printed,), table
        assert printed > 0


def test_every_row_of_every_mart_is_marked(release: duckdb.DuckDBPyConnection) -> None:
    marts = [row[0] for row in release.execute("select table_name from information_schema.tables where table_schema = 'marts'").fetchall()]
    assert len(marts) >= 18
    for mart in marts:
        assert release.execute(f"select count(*) from marts.{mart} where is_synthetic is distinct from true").fetchone() == (0,), mart
    assert release.execute("select is_synthetic from meta.release").fetchone() == (True,)


def test_no_row_of_a_real_release_is_marked(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as real:
        marts = [row[0] for row in real.execute("select table_name from information_schema.tables where table_schema = 'marts'").fetchall()]
        for mart in marts:
            assert real.execute(f"select count(*) from marts.{mart} where is_synthetic is distinct from false").fetchone() == (0,), mart
        assert real.execute("select is_synthetic from meta.release").fetchone() == (False,)


FOUND_BY = {
    "major_cap_exceeded": "select subject_id from policy.fact_verdict where clause_id = 'SHWP2024-12-a' and verdict = 'WARN'",
    "restricted_new_major": """
        select school_id from programme inner join marts.dim_major using (major_key)
        where is_new and is_restricted_new and academic_year = 2024 and sector = 'higher'""",
    "students_per_teacher_high": """
        select subject_id from policy.fact_verdict where clause_id = 'ANN2024-C-01' and verdict = 'WARN' and measure is not null""",
    "no_full_time_teacher": """
        select subject_id from policy.fact_verdict where clause_id = 'ANN2024-C-01' and verdict = 'WARN' and measure is null""",
    "full_time_teachers_missing": """
        select subject_id from policy.fact_verdict where clause_id = 'ANN2024-C-01' and verdict = 'NOT_EVALUABLE' and period_year = 2024
        and subject_id in (select school_id from student where campus is null and academic_year = 2024)""",
    "total_differs_from_majors": "select school_id from student where is_residual",
    "programme_filed_twice": "select school_id from programme where printed_rows > 1 and document_id is null",
    "placement_low": "select school_id from outcome where period_year = 2024 and graduates >= 20 and placed * 10 < graduates * 7",
    "suspended_major_takes_students": """
        select school_id from student inner join programme using (school_id, major_key, pathway, academic_year)
        where programme.status = 'suspended' and student.intake > 0""",
    "funding_parts_exceed_total": """
        select school_id from marts.fact_funding inner join marts.dim_school using (school_key) where document_id is null
        group by school_id, fiscal_year having sum(case funding_source when 'total' then -amount_cny else amount_cny end) > 0""",
}
"""How a reader of the release finds each kind, without the answer file."""


def test_the_planted_violations_are_found_exactly(release: duckdb.DuckDBPyConnection, demo_home: Path) -> None:
    planted = json.loads((demo_home / "demo_answers.json").read_text(encoding="utf-8"))["planted"]
    assert set(planted) == set(FOUND_BY)
    for kind, question in FOUND_BY.items():
        found = sorted(row[0] for row in release.execute(question).fetchall())
        assert found == sorted(row["subject"] for row in planted[kind]["rows"]), kind
        assert len(found) == planted[kind]["count"] > 0


def test_every_verdict_is_shown_by_a_school(release: duckdb.DuckDBPyConnection, demo_home: Path) -> None:
    """Of the present state on the panel as it is; a block only ever meets a proposal: a college above the cap that adds a major."""
    codes = {row[0] for row in release.execute("select verdict from reference.verdict_code").fetchall()}
    shown = {row[0] for row in release.execute("select distinct verdict from policy.fact_verdict where subject_type = 'school'").fetchall()}
    assert shown == codes - {"BLOCK"}
    (school,) = release.execute(
        "select min(subject_name) from policy.fact_verdict where clause_id = 'SHWP2024-12-a' and verdict = 'WARN'"
    ).fetchone() or ("",)
    (major,) = release.execute(
        "select min(major_code) from marts.dim_major where education_level = 'higher_vocational' and major_key not in "
        "(select major_key from programme where school_name = ?)",
        [school],
    ).fetchone() or ("",)
    proposal = {"school": school, "action": "add", "major": major, "decision_date": "2024-12-15", "effective_date": "2025-09-01"}
    asked = evaluate(pointer.database(Home(demo_home)), [proposal])
    assert ("SHWP2024-12-a", "BLOCK") in {(verdict.clause_id, verdict.verdict) for verdict in asked.proposal}


def test_the_same_seed_gives_the_same_content_and_another_seed_does_not(demo_home: Path, tmp_path: Path) -> None:
    def batches(home: Path) -> set[tuple[str, str]]:
        with open_home_store(Home(home)).connect() as connection:
            return {
                (r[0], r[1]) for r in connection.exec_driver_sql("select source_name, content_sha256 from batch where batch_storage = 'columnar'")
            }

    fill(Home(tmp_path / "again"), Scale.shanghai, seed=1)
    assert batches(tmp_path / "again") == batches(demo_home)
    fill(Home(tmp_path / "other"), Scale.shanghai, seed=2)
    assert not {hash_ for _, hash_ in batches(tmp_path / "other")} & {hash_ for _, hash_ in batches(demo_home)}


def test_real_data_and_the_panel_refuse_each_other(demo_home: Path, release_home: Path) -> None:
    with pytest.raises(InputError, match="this home holds the synthetic panel .* real data goes into a home of its own"):
        load_bundled(open_home_store(Home(demo_home)))
    refused = run_cli(release_home, "demo", "--no-build")
    assert refused.returncode == 2
    assert re.fullmatch(
        r"error: this home holds real data \(.*\); the synthetic panel goes into a home of its own, set WAREHOUSE_HOME", refused.stderr.strip()
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_app_has_the_banner(demo_home: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    assert [warning.value for warning in app.warning] == [text(language, "synthetic.banner")]


def test_a_real_release_has_no_banner(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_HOME", str(release_home))
    assert not AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().warning
