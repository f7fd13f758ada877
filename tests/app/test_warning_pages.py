"""Early warning on the page of majors; targets and clause coverage on the page of compliance."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from opening import assert_sound, open_app

from warehouse.pages import clauses_queries, warning_queries
from warehouse.pages.text import LANGUAGES, text
from warehouse.release import pointer
from warehouse.settings import Home


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_programme_point_shows_its_criteria_with_the_parameter_beside(release_home: Path, language: str) -> None:
    app = open_app(release_home, "majors", language, part="criteria")
    assert_sound(app)
    points, judged = (table.value for table in app.dataframe)
    assert len(points) == 12
    assert set(points["criterion_demand"]) == {text(language, "criterion_outcome.unknown")}
    assert text(language, "criterion_outcome.exempt") in set(points["criterion_share_in_school"])
    assert len(judged) == 6
    assert judged["limit"].tolist() == ["90", "20", "15", "5", "1", "-5"]
    assert judged["parameter"].notna().all() and judged["owner"].notna().all()
    assert set(judged["basis"]) == {text(language, "parameter_basis.recommended")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_criteria_are_narrowed_to_an_outcome_or_say_that_nothing_matches(release_home: Path, language: str) -> None:
    app = open_app(release_home, "majors", language, part="criteria", outcome="exempt")
    assert_sound(app)
    assert len(app.dataframe[0].value) == 4
    app = open_app(release_home, "majors", language, part="criteria", outcome="not_met")
    assert_sound(app)
    assert [box.value for box in app.info] == [text(language, "warning.no_point")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_watch_list_names_what_is_missing_where_nothing_could_be_tested(release_home: Path, language: str) -> None:
    app = open_app(release_home, "majors", language, part="watch")
    assert_sound(app)
    frame = app.dataframe[0].value
    assert len(frame) == 28
    assert set(frame["priority"]) == {text(language, "watch_priority.unknown")}
    assert frame["missing"].notna().all()
    assert "28" in app.info[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_stand_with_number_gap_and_deadline(release_home: Path, language: str) -> None:
    app = open_app(release_home, "compliance", language, part="targets")
    assert_sound(app)
    frame = app.dataframe[0].value.set_index("clause")
    majors = next(row for clause, row in frame.iterrows() if str(clause).endswith("ANN2024-C-03"))
    told = [majors["target_stated"], majors["target_actual"], majors["target_gap"], majors["deadline"], majors["target_status"]]
    assert told == ["60", "0", "60", "2026-12-31", text(language, "target_status.on_track")]
    colleges = next(row for clause, row in frame.iterrows() if str(clause).endswith("SHDH2022-1.3-b"))
    assert [colleges["target_stated"], colleges["target_actual"]] == ["4–8", "9"]
    assert colleges["target_gap"] == text(language, "targets.over", amount="1")
    narrowed = open_app(release_home, "compliance", language, part="targets", target="not_evaluable")
    assert narrowed.dataframe[0].value["target_actual"].isna().all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_says_of_every_clause_whether_it_is_judged_and_which_data_it_waits_for(release_home: Path, language: str) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        known = {row[0] for row in connection.execute(f"select label_{language} from reference.policy_data_set").fetchall()}
    app = open_app(release_home, "compliance", language, part="coverage", coverage="not_modelled")
    assert_sound(app)
    data, clauses = (table.value for table in app.dataframe)
    assert data["clauses"].iloc[0] == data["clauses"].max() > 30
    assert set(data["missing_data"]) <= known
    assert clauses["why_not"].notna().all()
    assert not clauses["missing_data"].fillna("").str.contains("fct_").any()
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        counted = clauses_queries.counts(connection)
        every = connection.execute("select count(distinct clause_id) from policy.dim_clause").fetchone()
    assert (sum(counted.values()),) == every
    assert len(clauses) == counted["not_modelled"]


def test_a_point_with_a_flag_comes_before_one_without(release_home: Path, tmp_path: Path) -> None:
    """On the bundled data no criterion can be tested, so a copy gets one flag."""
    copy = tmp_path / "warehouse.duckdb"
    copy.write_bytes(pointer.database(Home(release_home)).read_bytes())
    with duckdb.connect(str(copy)) as connection:
        row = connection.execute("select max(criterion_key) from policy.fact_criterion where criterion = 'growth'").fetchone()
        assert row is not None
        connection.execute("update policy.fact_criterion set outcome = 'not_met', value_low = 40, value_high = 40 where criterion_key = ?", [row[0]])
        points = warning_queries.points(connection, "en", None, None)
        flagged = warning_queries.points(connection, "en", "not_met", None)
        first = points.iloc[0]
        judged = warning_queries.judged(connection, "en", first["school_id"], first["major_name"], int(first["year"]))
    assert points["flags"].tolist() == [1] + [0] * 11
    assert len(flagged) == 1 and flagged.iloc[0]["criterion_growth"] == "flagged"
    growth = judged.set_index("clause").loc["SHWP2024-13-d"]
    assert (growth["outcome"], growth["measured"], growth["limit"]) == ("flagged", "40", "20")
