"""A made-up school files a year: template, fill, submit, mend, review, approve, build; its rows stand in marts with their batch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
from conftest import run_cli
from filings import RIGHT, Form, filled
from sqlalchemy import text
from sqlalchemy.orm import Session

from warehouse.intake.batch import load_file
from warehouse.intake.filing import check
from warehouse.intake.history import read_history, school_named
from warehouse.policy.preview import preview_of_home
from warehouse.settings import Home
from warehouse.source.store import open_home_store

SCHOOL_ID, SCHOOL = "S9001", "上海虚构职业技术学校"
HEADS = {
    "school": "document_id,section,locator,locator_row,school_id,school_name,school_level,school_kind,transcription_note\n"
    f"SHQAR2024,中职篇 1.1,正文,,{SCHOOL_ID},{SCHOOL},secondary,secondary,made up for a test\n",
    "school_alias": f"alias_name,alias_bin,school_id,reason\n{SCHOOL},canonical,{SCHOOL_ID},\n",
}
FILLED = {
    **RIGHT,
    "consortium_member": [{**RIGHT["consortium_member"][0], "consortium_name": "泛酒店业产教融合共同体"}],
}


def test_a_made_up_school_files_a_year_and_is_released(release_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    engine = open_home_store(Home(home))
    for table, content in HEADS.items():
        path = tmp_path / f"{table}.csv"
        path.write_text(content, encoding="utf-8")
        load_file(engine, path, "reference", f"made_up/{table}.csv")
    engine.dispose()

    book = tmp_path / "filing.xlsx"
    assert run_cli(home, "template", "--school", SCHOOL, "--year", "2025", "-o", str(book)).returncode == 0
    form = Form.of(book.read_bytes())
    for table, rows in FILLED.items():
        form.fill(table, rows)
    wrong = form.put("enrolment", 1, "students", "５００人")
    book.write_bytes(form.content())

    refused = run_cli(home, "submit", str(book), "--as", "王采集", "--acknowledge")
    assert refused.returncode == 2
    assert f"error: 在校生与招生!{wrong} 在校生数: '５００人' is not a whole number" in refused.stderr
    assert (tmp_path / "filing.checked.xlsx").exists()

    mended = Form.of((tmp_path / "filing.checked.xlsx").read_bytes())
    mended.put("enrolment", 1, "students", "５００")
    book.write_bytes(mended.content())
    done = run_cli(home, "submit", str(book), "--as", "王采集", "--acknowledge", "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    (told,) = json.loads(done.stdout)
    filing = told["filing_id"]
    assert told["outcome"] == "submitted"
    assert [f["severity"] for f in told["findings"] if f["severity"] == "error"] == []

    same = run_cli(home, "review", "review", filing, "--as", "王采集")
    assert (same.returncode, len(same.stderr.splitlines())) == (2, 1)
    assert run_cli(home, "review", "review", filing, "--as", "李审核", "--comment", "已核对").returncode == 0
    assert run_cli(home, "review", "approve", filing, "--as", "赵校长", "--statement", "属实，本人负责").returncode == 0
    shown = run_cli(home, "review", "show", filing)
    assert "赵校长 (approver)  approve → approved" in shown.stdout
    assert "secondary: 1 of 56 approved" in run_cli(home, "review", "board", "--year", "2025").stderr
    assert run_cli(home, "audit-log", "verify").returncode == 0

    built = run_cli(home, "build")
    assert built.returncode == 0, built.stderr
    database = run_cli(home, "where").stdout.strip()
    with duckdb.connect(database, read_only=True) as release:
        school = f"school_key = (select school_key from marts.dim_school where school_id = '{SCHOOL_ID}' and is_current)"
        found = release.execute(
            "select major_name, students, intake, batch_id, locator, locator_row from marts.fact_enrolment join marts.dim_major using (major_key) "
            f"where {school} and academic_year = 2025 order by students desc"
        ).fetchall()
        batch = found[0][3]
        assert found == [("护理", 500, 200, batch, "在校生与招生", "5"), ("电子商务", 400, 130, batch, "在校生与招生", "6"),
                         ("舞蹈表演", 100, 0, batch, "在校生与招生", "7")]  # fmt: skip
        assert release.execute(
            "select source_name, batch_kind, batch_status, row_count from source.batch where batch_id = ?", [batch]
        ).fetchall() == [(f"filings/{SCHOOL_ID}/2025/enrolment", "filing", "approved", 4)]
        for table, rows in {
            "fact_programme": 3, "fact_graduate_outcome": 3, "fact_teachers": 3, "fact_awards": 1, "fact_training": 1, "fact_recognition": 1
        }.items():  # fmt: skip
            assert release.execute(f"select count(*) from marts.{table} where {school}").fetchone() == (rows,), table
        assert release.execute(
            f"select income_cny, person_times from marts.fact_training where {school}"
        ).fetchall() == [(125000, 300)]  # fmt: skip
        held = "\n".join(str(release.execute(f"from {s}.{t}").fetchall()) for s, t in release.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('source', 'marts', 'meta')"
        ).fetchall())  # fmt: skip
        assert not [name for name in ("王采集", "李审核", "赵校长", "本人负责", "filing.xlsx") if name in held]
    log = open_home_store(Home(home))
    with log.connect() as connection:
        assert connection.execute(text("select actor from audit_log order by entry_no")).scalars().all() == ["王采集", "李审核", "赵校长"]
    log.dispose()


def test_a_filing_is_told_what_its_new_majors_would_trigger(release_home: Path) -> None:
    """大数据与会计 is on the list of SHWP2024 item 12 that colleges should not newly set up."""
    home = Home(release_home)
    engine = open_home_store(home)
    row = {"education_level": "高等职业专科", "pathway": "单一学段", "status": "招生", "is_new": "是"}
    form = filled(engine, "上海城建职业学院", 2025, {table: [] for table in RIGHT})
    form.fill("programme", [{"major_as_printed": "大数据与会计", **row}, {"major_as_printed": "护理", **row}])

    (report,) = check(engine, [("filing.xlsx", form.content())], preview_of_home(home))

    told = [(f.severity, f.value, f.text_en) for f in report.findings if f.key == "policy"]
    assert not report.is_blocked
    # No list of this college is on record, so whether the major is new there cannot be told: that is said, not passed over.
    assert any(severity == "notice" and "SHWP2024-12-d" in words and "NOT_EVALUABLE" in words for severity, _, words in told), told
    engine.dispose()


def test_a_report_that_names_some_majors_is_not_taken_for_last_years_list(release_home: Path) -> None:
    """Figure 4 lists all majors of S0011; of S0025 a sentence happens to name some. Only the first can tell that a major is gone or new."""
    with Session(open_home_store(Home(release_home))) as session:
        for school_id, whole in (("S0011", True), ("S0025", False)):
            history = read_history(session, school_named(session, school_id), 2025)
            assert history.previous["programme"]
            assert history.knows_all_majors is whole
