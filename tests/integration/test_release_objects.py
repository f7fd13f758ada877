"""Releases as objects: what the next build will change, what this one changed, and what the host lacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, run_cli

from warehouse.intake.batch import load_file
from warehouse.operations.doctor import examine
from warehouse.release import plan as planning
from warehouse.release import pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store


def test_a_plan_of_nothing_and_of_a_new_file_then_its_release_says_the_same(release_home: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(release_home, home.root)
    nothing = run_cli(home.root, "plan")
    assert nothing.returncode == 0
    assert nothing.stderr.strip() == "nothing will change; version step: none"

    extra = tmp_path / "extra.funding.csv"
    header, first = next((ROOT / "seeds/published/PTQAR2024").glob("*.funding.csv")).read_text(encoding="utf-8").splitlines()[:2]
    extra.write_text(f"{header}\n{first.replace(',2023,', ',2022,')}\n", encoding="utf-8")
    load_file(open_home_store(home), extra, "published", "extra.funding.csv")
    (entry,) = json.loads(run_cli(home.root, "plan", "--json").stdout)
    assert entry == {"area": "source", "name": "extra.funding.csv → funding", "change": "new file", "step": "patch", "rows": 1}

    first_release = pointer.current(home).release_id
    built = run_cli(home.root, "build")
    assert built.returncode == 0, built.stderr
    second_release = pointer.current(home).release_id
    found = json.loads(run_cli(home.root, "diff", "--json").stdout)
    assert (found["before"], found["after"], found["step"]) == (first_release, second_release, "patch")
    changes = {(t["schema_name"], t["table_name"]): (t["rows_added"], t["rows_removed"], t["rows_changed"]) for t in found["tables"]}
    assert changes[("marts", "fact_funding")] == (1, 0, 0)
    assert changes[("source", "funding")] == (1, 0, 0)
    assert changes[("source", "batch")] == (1, 0, 0)
    assert not any(schema == "reference" for schema, _ in changes)
    told = json.loads((home.releases / second_release / "manifest.json").read_text(encoding="utf-8"))
    assert (told["version"], told["previous_release_id"]) == ("1.0.1", first_release)
    notes = (home.releases / second_release / "notes.zh.md").read_text(encoding="utf-8")
    assert "数值更新" in notes and "`marts.fact_funding`" in notes
    with duckdb.connect(str(pointer.database(home)), read_only=True) as connection:
        assert connection.execute("select version, previous_release_id from meta.release").fetchone() == ("1.0.1", first_release)
        assert connection.execute(
            "select rows_before, rows_after, rows_added from meta.release_change where schema_name = 'marts' and table_name = 'fact_funding'"
        ).fetchone() == (15, 16, 1)
    rows = run_cli(home.root, "diff", "--table", "marts.fact_funding").stdout
    assert rows.startswith("added: ") and len(rows.splitlines()) == 1
    assert run_cli(home.root, "diff", first_release, "nothing").returncode == 2


def test_a_first_release_is_1_0_0_and_says_what_it_is_made_of(release_home: Path) -> None:
    now = pointer.current(Home(release_home)).release_id
    told = json.loads((release_home / "releases" / now / "manifest.json").read_text(encoding="utf-8"))
    assert (told["version"], told["previous_release_id"]) == ("1.0.0", None)
    assert told["inputs"].keys() >= {"seeds/reference/school.csv", "seeds/published/SHQAR2024/table_01.recognition.csv"}
    assert told["code"].keys() >= {"models/marts/school/dim_school.sql", "seeds/reference/unit.csv", "dbt_project.yml"}
    assert told["tables"]["marts.dim_major"].startswith("1419 rows ")
    alone = run_cli(release_home, "diff")
    assert (alone.returncode, alone.stderr.strip()) == (2, f"error: {now}: no release before it is kept; `warehouse releases` lists what is kept")


def test_a_plan_names_columns_that_readers_would_miss(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promised = planning.promised_columns()
    promised["marts.dim_school"] = promised["marts.dim_school"] - {"district"} | {"area"}
    promised["marts.dim_day"] = {"day"}
    del promised["reference.unit"]
    monkeypatch.setattr(planning, "promised_columns", lambda: promised)
    home = Home(release_home)
    entries = planning.plan(home, open_home_store(home))
    assert {(e.name, e.step) for e in entries} == {
        ("marts.dim_school.area", "minor"),
        ("marts.dim_school.district", "major"),
        ("marts.dim_day", "minor"),
        ("reference.unit", "major"),
    }
    assert planning.step_of(entries) == "major"


def test_a_plan_names_models_seeds_and_checks_that_differ_with_the_rows_of_seeds(
    release_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, home = tmp_path / "project", Home(release_home)
    project.mkdir()
    for entry in planning.manifest.CODE:
        if (ROOT / entry).is_dir():
            shutil.copytree(ROOT / entry, project / entry)
        else:
            (project / entry).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / entry, project / entry)
    monkeypatch.setattr(planning, "PROJECT_ROOT", project)
    monkeypatch.setattr(planning.manifest, "PROJECT_ROOT", project)
    assert planning.plan(home, open_home_store(home)) == []
    with (project / "seeds/reference/unit.csv").open("a", encoding="utf-8") as seed:
        seed.write((ROOT / "seeds/reference/unit.csv").read_text(encoding="utf-8").splitlines()[-1] + "\n")
    (project / "models/marts/school/dim_school.sql").write_text("select 1", encoding="utf-8")
    (project / "models/marts/school/dim_new.sql").write_text("select 1", encoding="utf-8")
    (project / "expectations/source/printed_tables.yml").unlink()
    assert [(e.area, e.name, e.change, e.rows) for e in planning.plan(home, open_home_store(home))] == [
        ("check", "expectations/source/printed_tables.yml", "removed", None),
        ("model", "models/marts/school/dim_new.sql", "new", None),
        ("model", "models/marts/school/dim_school.sql", "changed", None),
        ("seed", "seeds/reference/unit.csv", "changed", 1),
    ]


def test_contracts_and_seed_headers_promise_exactly_what_a_release_holds(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, list(column_name) from meta.dictionary where schema_name not in ('source', 'meta') group by 1"
        ).fetchall()
    assert {table: set(columns) for table, columns in rows} == planning.promised_columns()


def test_the_doctor_finds_a_working_host_well_and_a_bad_home_sick(release_home: Path, tmp_path: Path) -> None:
    assert {check.name: check.state for check in examine(Home(release_home)) if check.state != "ok"} == {}
    fresh = {check.name: check for check in examine(Home(tmp_path / "new"))}
    assert (fresh["release"].state, fresh["release"].remedy) == ("warning", "run `make build`")
    assert fresh["source store"].found == "not created yet"
    assert not (tmp_path / "new" / "source.sqlite").exists()
    done = run_cli(Path("/proc/nowhere"), "doctor")
    assert done.returncode == 1
    assert "fault    home: /proc/nowhere: " in done.stdout and "set WAREHOUSE_HOME to another folder" in done.stdout
