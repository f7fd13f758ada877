"""Metrics on a real release: each value against the marts and the print, ratios of sums, stocks by year, refusals in one line."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, run_cli

from warehouse.errors import InputError
from warehouse.query.metrics import Question, ask_metric, compile_metric, list_metrics, markdown_table
from warehouse.release.metrics import faults_of
from warehouse.settings import DATABASE_NAME

UNWRITTEN = -1.0
"""Counts of clauses and identities change with each one that is added, so they are compared with the marts only."""

EXPECTED: dict[str, tuple[float | None, str]] = {
    # PTQAR2024 table 1 prints 3109 + 1762 + 1415 + 884 + 845 students and 271 + 130 + 144 + 182 + 96 staff.
    "enrolment": (8015, "select sum(students) from marts.fact_enrolment where academic_year = 2024"),
    "intake": (None, "select sum(intake) from marts.fact_enrolment"),
    "staff": (823, "select sum(headcount) from marts.fact_teachers where teacher_category = 'staff'"),
    "full_time_teachers": (130, "select sum(headcount) from marts.fact_teachers where teacher_category = 'full_time'"),
    "dual_qualified_teachers": (62, "select sum(headcount) from marts.fact_teachers where teacher_category = 'dual_qualified'"),
    "students_per_staff": (9.73876063183475, "select 8015 / 823"),
    # Only the Caoyang school prints students (1415) and full-time teachers (130); 62 of them are dual-qualified.
    "students_per_teacher": (10.884615384615385, "select 1415 / 130"),
    "dual_qualified_share": (47.69230769230769, "select 100.0 * 62 / 130"),
    # PTQAR2024 2.8: 822 + 337 + 468 + 542 + 896 graduates; 465 of 468 placed; 550 of 822 and 527 of 542 went on.
    "graduates": (3065, "select sum(graduates) from marts.fact_graduate_outcome"),
    "placement_rate": (99.35897435897436, "select 100.0 * 465 / 468"),
    "progression_rate": (78.95894428152492, "select 100.0 * (550 + 527) / (822 + 542)"),
    "programmes": (78, "select count(*) from marts.fact_programme where academic_year = 2024"),
    "recruiting_programmes": (77, "select count(*) from marts.fact_programme where status = 'recruiting'"),
    "majors_offered": (
        49,
        "select count(distinct (school_key, major_key, case when major_key < 0 then major_as_printed end)) "
        "from marts.fact_programme where status = 'recruiting' and is_whole_list",
    ),
    "majors_per_school": (16.333333333333332, "select 49 / 3"),
    "programmes_per_school": (16.666666666666668, "select 50 / 3"),
    "controlled_programme_share": (
        16.0,
        "select 100.0 * count(*) filter (is_controlled_category) / count(*) from marts.fact_programme join marts.dim_major using (major_key) "
        "where status = 'recruiting' and is_whole_list",
    ),
    # SHQAR2024 案例42: of the 50 programmes in whole lists one, 人工智能技术应用, is a major that SHWP2024 items 9 and 15 name.
    "named_priority_share": (
        2.0,
        "select 100.0 * count(*) filter (is_named_priority) / count(*) from marts.fact_programme join marts.dim_major using (major_key) "
        "where status = 'recruiting' and is_whole_list",
    ),
    "awards": (180, "select sum(award_count) from marts.fact_awards"),
    "award_recipients": (6, "select sum(recipients) from marts.fact_awards"),
    "recognitions": (260, "select count(*) from marts.fact_recognition"),
    "consortium_leads": (84, "select count(*) from marts.fact_consortium_member where member_role like 'lead%'"),
    "consortia_led_by_schools": (
        38,
        "select count(distinct consortium_key) from marts.fact_consortium_member where member_role in ('lead_school', 'lead_university')",
    ),
    "schools_leading_consortia": (
        36,
        "select count(distinct school_key) from marts.fact_consortium_member where member_role in ('lead_school', 'lead_university')",
    ),
    "training_sessions": (150, "select sum(sessions) from marts.fact_training"),
    "training_persons": (41383, "select sum(persons) from marts.fact_training"),
    "training_person_times": (157087, "select sum(person_times) from marts.fact_training"),
    "training_person_days": (29136, "select sum(person_days) from marts.fact_training"),
    "training_hours": (2312, "select sum(hours) from marts.fact_training"),
    "training_income": (38000000, "select sum(income_cny) from marts.fact_training"),
    # PTQAR2024 7.4: the stated totals exceed their sources by 1,118,800 yuan.
    "funding": (676990800, "select sum(amount_cny) from marts.fact_funding where funding_source = 'total'"),
    "funding_by_source": (675872000, "select sum(amount_cny) from marts.fact_funding where funding_source <> 'total'"),
    "fiscal_share": (93.79415037166801, "select 100.0 * 633928400 / 675872000"),
    "verdicts": (UNWRITTEN, "select count(*) from policy.fact_verdict where act = 'state'"),
    "compliance_rate": (UNWRITTEN, "select 100.0 * count(*) filter (outcome <> 'not_met') / count(*) from policy.fact_verdict "
        "where act = 'state' and outcome in ('met', 'exceeded', 'not_met')"),
    "evaluated_share": (UNWRITTEN, "select 100.0 * count(*) filter (outcome in ('met', 'exceeded', 'not_met')) / count(*) from policy.fact_verdict "
        "where act = 'state' and outcome not in ('out_of_scope', 'exempt')"),
    "printed_statements": (UNWRITTEN, "select count(*) from reconciliation.fact_reconciliation"),
    "agreement_share": (UNWRITTEN, "select 100.0 * count(*) filter (agrees) / count(*) from reconciliation.fact_reconciliation"),
}  # fmt: skip


def test_every_metric_has_its_expected_value_written_out(database: Path) -> None:
    assert {metric.name for metric in list_metrics(database).values() if not metric.is_part} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_metric_equals_the_marts_and_the_print(database: Path, name: str) -> None:
    number, by_hand = EXPECTED[name]
    answer = ask_metric(database, Question((name,)))
    assert answer.columns == [name]
    with duckdb.connect(str(database), read_only=True) as connection:
        ((from_marts,),) = connection.execute(by_hand).fetchall()
    ((value,),) = answer.rows
    assert plain(value) == close_to(plain(from_marts))
    if number != UNWRITTEN:
        assert plain(value) == close_to(number)


def plain(value: Any) -> float | None:
    return None if value is None else float(value)


def close_to(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-12)


def test_a_ratio_of_sums_is_not_the_mean_of_ratios(database: Path) -> None:
    schools = ask_metric(database, Question(("students_per_staff",), by=("school_name",)))
    ratios = {row[0]: round(row[1], 4) for row in schools.rows}
    assert ratios == {
        "上海信息技术学校": 11.4723,
        "上海市经济管理学校": 13.5538,
        "上海市曹杨职业技术学校": 9.8264,
        "上海市贸易学校": 4.8571,
        "上海商业会计学校": 8.8021,
    }
    assert round(sum(ratios.values()) / 5, 2) == 9.7
    assert round(ask_metric(database, Question(("students_per_staff",))).rows[0][0], 2) == 9.74


def test_a_ratio_takes_only_schools_that_state_both_numbers(database: Path) -> None:
    """8,015 students divided by 130 teachers would set the students of five schools against the teachers of one."""
    rows = ask_metric(database, Question(("enrolment", "full_time_teachers", "students_per_teacher"))).rows
    assert [(rows[0][0], rows[0][1], round(rows[0][2], 2))] == [(8015, 130, 10.88)]


@pytest.fixture
def two_years(database: Path, tmp_path: Path) -> Path:
    """The release with an earlier year of one school."""
    copy = tmp_path / DATABASE_NAME
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "insert into marts.fact_school_year select 1, school_key, null, 2023, 3000, 900, 250, null, null, false "
            "from marts.fact_school_year where students = 3109"
        )
    return copy


def test_students_are_never_added_over_years(two_years: Path) -> None:
    assert ask_metric(two_years, Question(("enrolment",))).rows == [(8015,)]
    by_year = ask_metric(two_years, Question(("enrolment",), grain="year"))
    assert (by_year.columns, by_year.rows) == (["year", "enrolment"], [(2023, 3000), (2024, 8015)])
    assert ask_metric(two_years, Question(("enrolment",), where=("year = 2023",))).rows == [(3000,)]
    assert ask_metric(two_years, Question(("enrolment",), by=("district",))).rows == [("普陀区", 8015)]


def test_the_mart_of_ratios_keeps_the_sum_of_the_fact(database: Path) -> None:
    """int_enrolment__placed keeps a total from standing beside its majors (its own unit test); this mart must not bring it back."""
    with duckdb.connect(str(database), read_only=True) as connection:
        sums = connection.execute(
            "select sum(students) from marts.fact_school_year union all select sum(students) from marts.fact_enrolment"
        ).fetchall()
    assert sums == [(8015,), (8015,)]


def test_conditions_narrow_and_columns_are_named_plainly(database: Path) -> None:
    answer = ask_metric(
        database, Question(("awards",), by=("medal",), where=("contest_level = national", "year >= 2024"), grain="year", order=("-awards", "medal"))
    )
    assert answer.columns == ["medal", "year", "awards"]
    assert answer.rows[:4] == [("first", 2024, 7), ("second", 2024, 6), ("gold", 2024, 3), ("bronze", 2024, 2)]
    assert ask_metric(database, Question(("recognitions",), where=("year is null",))).rows == [(74,)]
    assert ask_metric(database, Question(("programmes",), where=("pathway not in (plain, 'secondary_to_diploma')",))).rows == [(7,)]
    assert ask_metric(database, Question(("programmes",), where=("is_new = true",))).rows == [(17,)]
    assert ask_metric(database, Question(("enrolment",), by=("school__school_level",), where=('district = "普陀区"',))).rows == [("secondary", 8015)]


def test_metrics_stand_side_by_side_by_year(database: Path) -> None:
    answer = ask_metric(database, Question(("enrolment", "awards"), by=("school_name",), grain="year", order=("-enrolment",), limit=3))
    assert answer.columns == ["school_name", "year", "enrolment", "awards"]
    assert answer.rows == [("上海信息技术学校", 2024, 3109, 18), ("上海市经济管理学校", 2024, 1762, 3), ("上海市曹杨职业技术学校", 2024, 1415, 16)]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (Question(()), "metric: name at least one metric; `warehouse metric` lists them"),
        (Question(("enrolmnt",)), "metric: 'enrolmnt' is unknown; did you mean 'enrolment'?; `warehouse metric` lists all"),
        (
            Question(("training_persons+training_hours",)),
            "metric: training_persons (person trained) and training_hours (class hour) have different units and are never added; "
            "ask for them side by side: warehouse metric training_persons training_hours",
        ),
        (
            Question(("staff + full_time_teachers",)),
            "metric: staff (person) and full_time_teachers (person) both count 'person' and may count the same ones, so they are not added; "
            "ask for them side by side: warehouse metric staff full_time_teachers",
        ),
        (
            Question(("awards",), by=("medl",)),
            "metric: awards cannot be cut by 'medl'; did you mean 'medal'?; it can be cut by year, contest_level, contest_name, district, "
            "event_name, medal, participant_kind, school_id, school_kind, school_level, school_name, supervising_body",
        ),
        (
            Question(("enrolment", "awards")),
            'metric: enrolment and awards are of different years; ask by year (--grain year) or for one year (--where "year = 2024")',
        ),
        (Question(("awards",), grain="month"), "metric: the grain 'month' is unknown; data is printed by the year, so give 'year'"),
        (Question(("awards",), where=("year = 24",)), "metric: '24' is no year; write four digits, such as 2024"),
        (
            Question(("awards",), where=("medal like gold",)),
            "metric: the condition 'medal like gold' cannot be read; "
            'write "column = value", with =, !=, <, <=, >, >=, in (a, b), not in (a, b), is null or is not null',
        ),
        (
            Question(("awards",), where=("medal = {{ 7 * 7 }}",)),
            "metric: the condition 'medal = {{ 7 * 7 }}' holds template signs; leave out braces",
        ),
        (Question(("awards",), order=("medal",)), "metric: cannot order by 'medal'; the answer has awards"),
    ],
)
def test_a_question_that_cannot_be_answered_gets_one_line(database: Path, question: Question, line: str) -> None:
    with pytest.raises(InputError) as refused:
        ask_metric(database, question)
    assert str(refused.value) == line


@pytest.mark.parametrize("value", ["x' or 1=1 --", "'; drop table marts.fact_awards; --", "gold') or (1=1", "\\' or true --", "%' union select 1"])
def test_a_condition_is_a_value_and_never_sql(database: Path, value: str) -> None:
    answer = ask_metric(database, Question(("awards",), where=(f"medal = {value}",)))
    assert answer.rows == [(None,)]


def test_a_release_answers_without_dbt(release_home: Path, database: Path, tmp_path: Path) -> None:
    """The semantic manifest travels in the file: a copy elsewhere, without dbt and without the project's models, answers the same."""
    copy = tmp_path / DATABASE_NAME
    shutil.copyfile(database, copy)
    code = (
        "import sys; sys.modules['dbt'] = None\n"
        "from pathlib import Path; from warehouse.query.metrics import Question, ask_metric\n"
        f"print(ask_metric(Path({str(copy)!r}), Question(('enrolment',))).rows)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("[(8015,)]\n", 0), done.stderr


def test_a_release_from_before_metrics_says_so(tmp_path: Path) -> None:
    old = tmp_path / DATABASE_NAME
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema meta")
    with pytest.raises(InputError, match="this release holds no metrics; build a new one"):
        list_metrics(old)


def manifest_of(database: Path) -> dict[str, object]:
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute("select manifest_json from meta.semantic_manifest").fetchone()
    assert row is not None
    content: dict[str, object] = json.loads(row[0])
    return content


def test_a_metric_that_adds_different_units_or_lacks_its_words_stops_the_build(database: Path) -> None:
    manifest = manifest_of(database)
    assert faults_of(manifest) == []
    metrics = {metric["name"]: metric for metric in manifest["metrics"]}  # type: ignore[attr-defined]
    share = metrics["progression_rate"]
    share["type_params"]["expr"] = "training_persons + training_hours"
    share["type_params"]["metrics"] = [{"name": "training_persons"}, {"name": "training_hours"}]
    metrics["awards"]["config"]["meta"]["caveat_zh"] = ""
    assert faults_of(manifest) == [
        "  awards: write caveat_zh",
        "  progression_rate: adds class hour and person trained; different units are never added",
    ]


def test_a_dimension_without_meaning_stops_the_build(database: Path) -> None:
    manifest = manifest_of(database)
    school = next(model for model in manifest["semantic_models"] if model["name"] == "school")  # type: ignore[attr-defined]
    school["dimensions"].append({"name": "shoe_size", "type": "categorical"})
    assert faults_of(manifest) == ["  school__shoe_size: dim_school.shoe_size has no meaning in seeds/reference/field.csv"]


def test_the_documentation_tells_every_metric(database: Path) -> None:
    """docs/metrics.md holds this table; when a definition changes, put the new table there."""
    documented = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert markdown_table(list_metrics(database)) in documented


def test_the_command_lists_answers_and_explains(release_home: Path, database: Path) -> None:
    listed = run_cli(release_home, "metric", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(listed.stdout)))
    assert {row["metric"] for row in rows} == set(EXPECTED)
    assert next(row for row in rows if row["metric"] == "awards")["by"].startswith("contest_level contest_name district")
    asked = run_cli(release_home, "metric", "awards", "--by", "medal", "--where", "contest_level = world", "--grain", "year", "--format", "csv")
    lines = ["medal,year,awards", "bronze,2024,7", "first,2024,2", "gold,2024,19", "second,2024,2", "silver,2024,12", "third,2024,3"]
    assert asked.stdout.splitlines() == lines
    assert asked.stderr.strip() == "6 rows, complete"
    explained = run_cli(release_home, "metric", "awards", "--explain")
    assert explained.stdout == compile_metric(database, Question(("awards",))) + "\n"
    assert '"warehouse"."marts"."fact_awards"' in explained.stdout
    refused = run_cli(release_home, "metric", "awrds")
    assert (refused.returncode, refused.stderr) == (2, "error: metric: 'awrds' is unknown; did you mean 'awards'?; `warehouse metric` lists all\n")
