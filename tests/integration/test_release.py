"""Write, audit, publish: what a reader sees of a release, and what a failing gate leaves behind."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from conftest import ROOT, run_cli

from warehouse.intake.batch import load_file
from warehouse.release import audit, pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store


@pytest.fixture
def own_home(release_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    return home


def test_where_names_a_readable_database(release_home: Path) -> None:
    done = run_cli(release_home, "where")
    with duckdb.connect(done.stdout.strip(), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.dim_major").fetchone() == (1419,)


def test_the_file_is_named_after_the_catalog_and_cannot_be_written(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    assert database.name == "warehouse.duckdb"
    assert database.stat().st_mode & 0o222 == 0


def test_a_release_holds_the_contract_schemas_and_no_others(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        schemas = {r[0] for r in connection.execute("select distinct table_schema from information_schema.tables").fetchall()}
        kinds = {r[0] for r in connection.execute("select distinct table_type from information_schema.tables").fetchall()}
    assert schemas == {"marts", "policy", "reconciliation", "reference", "source", "meta"}
    assert kinds == {"BASE TABLE"}


CONTRACT = {
    "marts.dim_school": "school_key school_id school_name school_level district supervising_body valid_from valid_to is_current",
    "marts.dim_major": "major_key major_code major_name education_level category_code category_name class_name is_restricted_new "
    "is_controlled_category",
    "marts.fact_programme": "status partner_school_key locator",
    "marts.fact_enrolment": "students intake",
    "marts.fact_graduate_outcome": "graduates placed progressed placement_rate_pct progression_rate_pct",
    "marts.fact_teachers": "headcount share_pct",
    "marts.fact_awards": "award_count recipients item_as_printed",
    "marts.fact_training": "sessions persons person_times person_days hours income_cny",
    "marts.fact_consortium_member": "member_role since_year locator",
    "marts.fact_recognition": "status recognition_level batch_label",
    "marts.fact_funding": "amount_cny",
    "marts.fact_reported_figure": "figure_id document_id section locator subject_type subject_name subject_as_printed indicator_id period "
    "value_as_printed value unit_as_printed unit qualifier repeats_figure_id",
    "policy.dim_clause": "clause_id document_id clause_kind hardness statement_zh statement_en valid_from valid_to loaded_date",
    "policy.fact_verdict": "verdict measure threshold reason_zh reason_en",
    "reconciliation.fact_reconciliation": "stated recomputed difference tolerance agrees explanation",
}


@pytest.mark.parametrize("table", CONTRACT)
def test_the_public_contract_is_kept(release_home: Path, table: str) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        columns = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    assert set(CONTRACT[table].split()) <= columns


def test_measures_are_integers_and_money_is_decimal(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        wide = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'marts' "
            "and data_type in ('HUGEINT', 'DOUBLE', 'FLOAT')"
        ).fetchall()
    assert wide == []


def test_every_published_column_has_a_comment_from_the_dictionary(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        bare = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where not internal and comment is null and schema_name <> 'meta'"
        ).fetchall()
    assert bare == []


def test_every_subject_row_can_be_traced_to_its_batch_and_print(release_home: Path) -> None:
    facts = ["fact_programme", "fact_enrolment", "fact_awards", "fact_recognition", "fact_consortium_member", "fact_funding", "fact_reported_figure"]
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        for fact in facts:
            lost = connection.execute(
                f"select count(*) from marts.{fact} f left join source.batch b using (batch_id) "
                "where b.batch_id is null or f.document_id is null or f.section is null or f.locator is null"
            ).fetchone()
            assert lost == (0,), fact


def test_data_docs_are_rendered_with_readable_names(release_home: Path) -> None:
    docs = pointer.database(Home(release_home)).parent / "data_docs"
    index = (docs / "index.html").read_text(encoding="utf-8")
    linked = {unquote(one) for one in re.findall(r'href="([^"]+)"', index)}
    assert linked == {page.relative_to(docs).as_posix() for page in docs.glob("validations/**/*.html")} and len(linked) > 20
    assert "<script" not in index and "://" not in index
    names = {path.stem for path in (docs / "expectations").glob("*.html")}
    assert "source_printed_tables source_recognition" in names


def test_policy_breaches_warn_but_do_not_block(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        failed = connection.execute("select distinct severity from meta.audit_result where not success").fetchall()
    assert ("critical",) not in failed


def test_all_clauses_have_a_verdict_and_missing_data_never_passes(release_home: Path) -> None:
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        row = connection.execute(
            "select count(distinct clause_id) from policy.fact_verdict join reference.policy_clause using (clause_id)"
        ).fetchone()
        without = connection.execute("select clause_id from policy.dim_clause where clause_id not in (select clause_id from policy.fact_verdict)")
        assert without.fetchall() == []
        wrong = connection.execute(
            "select count(*) from policy.fact_verdict where verdict = 'PASS' and value_low is null and value_high is null"
        ).fetchone()
        cap = connection.execute(
            "select verdict, count(*) from policy.fact_verdict where clause_id = 'SHWP2024-12-a' group by 1 order by 1"
        ).fetchall()
    assert row == (259,)
    assert wrong == (0,)
    assert cap == [("NOT_APPLICABLE", 63), ("NOT_EVALUABLE", 23), ("PASS", 4)]


def test_two_builds_of_the_same_inputs_have_the_same_content_and_rollback_moves_the_pointer(own_home: Path) -> None:
    first = pointer.current(Home(own_home)).release_id
    assert run_cli(own_home, "build", "--fresh").returncode == 0
    second = pointer.current(Home(own_home)).release_id
    assert second != first
    manifests = {str(m["release_id"]): m for m in pointer.manifests(Home(own_home))}
    assert manifests[first]["content_sha256"] == manifests[second]["content_sha256"]
    listed = json.loads(run_cli(own_home, "releases", "--json").stdout)
    assert [(m["release_id"], m["is_current"]) for m in listed] == [(second, True), (first, False)]
    assert run_cli(own_home, "rollback").returncode == 0
    assert pointer.current(Home(own_home)).release_id == first
    unknown = run_cli(own_home, "rollback", "nothing")
    assert (unknown.returncode, unknown.stderr.strip()) == (2, "error: nothing: no such release; `warehouse releases` lists what is kept")


def test_a_failing_gate_keeps_the_old_release_and_the_candidate_and_exits_3(own_home: Path) -> None:
    """One row too many under a printed table: the reviewed row count refuses it."""
    before = pointer.current(Home(own_home)).release_id
    extra = own_home.parent / "extra.consortium_member.csv"
    header, first = (ROOT / "seeds/published/SHQAR2024/table_19.consortium_member.csv").read_text(encoding="utf-8").splitlines()[:2]
    extra.write_text(f"{header}\n{first.replace('applicant_park', 'member')}\n", encoding="utf-8")
    load_file(open_home_store(Home(own_home)), extra, "published", "extra.consortium_member.csv")
    refused = run_cli(own_home, "build")
    assert refused.returncode == 3
    assert "the old release stays live" in refused.stderr
    assert "source.consortium_member: expect_table_row_count_to_equal" in refused.stderr
    assert "[SHQAR2024 表19]: observed 43" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert pointer.current(Home(own_home)).release_id == before
    kept = list((own_home / "builds").glob("*/release/warehouse.duckdb"))
    assert len(kept) == 1
    with duckdb.connect(str(kept[0]), read_only=True) as connection:
        assert connection.execute("select count(*) from source.consortium_member where locator = '表19'").fetchone() == (43,)


def test_a_second_builder_is_told_who_holds_the_home(own_home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys, time; from pathlib import Path; from warehouse.settings import Home; "
         "from warehouse.release.lock import build_lock\nwith build_lock(Home(Path(sys.argv[1]))):\n print('held', flush=True); time.sleep(60)",
         str(own_home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        refused = run_cli(own_home, "build")
        assert refused.returncode == 2
        assert f"process {holder.pid} is building here" in refused.stderr
    finally:
        holder.kill()
        holder.wait()
    assert run_cli(own_home, "load").returncode == 0


def test_checks_read_their_codes_from_the_code_list() -> None:
    checks = [c for c in audit.read_checks() if c.table == "marts.dim_school" and c.arguments.get("column") == "school_level"]
    assert [c.arguments["value_set"] for c in checks] == [["secondary", "higher_vocational", "vocational_undergraduate", "other"]]


def test_a_failed_check_names_the_rows(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "expectations" / "marts"
    folder.mkdir(parents=True)
    (folder / "strict.yml").write_text(
        "marts.dim_contest:\n  - {expect: expect_column_values_to_be_in_set, column: contest_id, value_set: [WVSC-2024-FINAL, CICI-2024-SHANGHAI]}\n",
        encoding="utf-8",
    )
    checks = audit.read_checks(tmp_path / "expectations")
    assert [c.suite for c in checks] == ["marts_strict"]
    with duckdb.connect(str(pointer.database(Home(own_home))), read_only=True) as connection:
        finding = audit.Finding(checks[0], False, "1 unexpected", "", ("NVSC-2023-TEACHER",))
        assert ": contest_id=NVSC-2023-TEACHER" in audit._with_rows(connection, finding).detail


def test_a_failed_data_test_names_the_rows(own_home: Path) -> None:
    """A printed total that no longer adds up and is not explained stops dbt, with the row that says which."""
    extra = own_home.parent / "extra.recognition.csv"
    header, first = (ROOT / "seeds/published/SHQAR2024/table_01.recognition.csv").read_text(encoding="utf-8").splitlines()[:2]
    extra.write_text(f"{header}\n{first.replace('表1,1,', '表1,19,').replace('上海信息技术学校', '上海市商业学校')}\n", encoding="utf-8")
    load_file(open_home_store(Home(own_home)), extra, "published", "extra.recognition.csv")
    refused = run_cli(own_home, "build")
    assert refused.returncode == 3
    assert "disagreements_are_explained: identity_id=" in refused.stderr
    assert "stated=18.000000, recomputed=19.000000" in refused.stderr
    assert "Traceback" not in refused.stderr
