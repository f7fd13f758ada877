"""From a number back to its print."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import run_cli

from warehouse.query.adhoc import ask
from warehouse.query.trace import FACTS, trace
from warehouse.release import pointer
from warehouse.settings import Home


def test_a_printed_number_leads_to_its_document_place_batch_and_reconciliations(release_home: Path) -> None:
    done = run_cli(release_home, "trace", "--json", "SHQAR2024-S1-0122")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    row = found["row"]
    assert (row["value_as_printed"], row["unit_as_printed"], row["value"], row["unit"]) == ("97.35", "%", 97.35, "percent")
    assert (row["document_id"], row["section"], row["locator"]) == ("SHQAR2024", "中职篇 1.5", "正文")
    assert found["document"]["published_date"] == "2025-03-13"
    assert found["batch"]["source_name"] == "seeds/published/SHQAR2024/preface_and_secondary_1.reported_figure.csv"
    assert len(found["batch"]["content_sha256"]) == 64
    assert any(r["agrees"] and abs(r["recomputed"] - 97.35) < 0.005 for r in found["reconciliations"])


def test_a_number_that_does_not_add_up_says_so_in_its_trace(release_home: Path) -> None:
    found = trace(pointer.database(Home(release_home)), "PTQAR2024-P2-0120")
    assert [c["status"] for c in found.corrections] == ["noted"]
    assert [r["identity_id"] for r in found.reconciliations if not r["agrees"]] == ["PT-CY-FUNDING"]


def test_a_repeated_number_names_its_other_printings(release_home: Path) -> None:
    found = trace(pointer.database(Home(release_home)), "SHQAR2024-S1-0012")
    assert "SHQAR2024-S1-0044" in found.repeats
    assert trace(pointer.database(Home(release_home)), "SHQAR2024-S1-0044").repeats.count("SHQAR2024-S1-0012") == 1


def test_a_row_of_every_fact_can_be_traced(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    for table, column in FACTS.items():
        row_id = ask(database, f"select min({column}) from marts.{table}").rows[0][0]
        found = trace(database, row_id)
        assert found.table == f"marts.{table}"
        assert found.document["document_id"] in ("SHQAR2024", "PTQAR2024")
        assert found.batch["source_name"].startswith("seeds/published/")


def test_a_training_row_leads_to_its_printed_numbers(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    row_id = ask(database, "select training_id from marts.fact_training where figure_ids like '%PTQAR2024-P2-0011%'").rows[0][0]
    assert {"PTQAR2024-P2-0011", "PTQAR2024-P2-0012"} <= {f["figure_id"] for f in trace(database, row_id).figures}


def test_an_unknown_id_is_one_line(release_home: Path) -> None:
    done = run_cli(release_home, "trace", "nothing")
    assert done.returncode == 2
    assert done.stderr.startswith("error: nothing: no row of the release has this id;")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_fact_row_leads_to_its_printed_number_and_what_touches_it(release_home: Path) -> None:
    """The funding total of one school: the figure, the correction that notes it, the reconciliation that disagrees."""
    database = pointer.database(Home(release_home))
    row_id = ask(database, "select funding_id from marts.fact_funding where amount_as_printed = '8948.66'").rows[0][0]
    found = trace(database, row_id)
    assert [f["figure_id"] for f in found.figures] == ["PTQAR2024-P2-0120"]
    assert [c["status"] for c in found.corrections] == ["noted"]
    assert [r["identity_id"] for r in found.reconciliations if not r["agrees"]] == ["PT-CY-FUNDING"]


def test_a_printed_row_that_was_merged_into_another_can_be_traced(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    query = "select programme_id from source.programme except select programme_id from marts.fact_programme order by 1 limit 1"
    found = trace(database, ask(database, query).rows[0][0])
    assert found.table == "source.programme"
    assert found.corrections


def test_a_table_row_leads_to_the_totals_in_which_it_is_counted(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    row_id = ask(
        database,
        "select recognition_id from source.recognition where document_id = 'SHQAR2024' and locator = '表2' "
        "and school_as_printed = '上海信息技术学校' order by 1 limit 1",
    ).rows[0][0]
    touched = {r["identity_id"] for r in trace(database, row_id).reconciliations}
    assert {"SH-T2-EXCELLENT-MAJORS", "PT-SH-XX-EXCELLENT-MAJORS", "SH-T2-XX-EXCELLENT-MAJORS"} <= touched
    assert "PT-SH-MY-EXCELLENT-MAJORS" not in touched, "a count of another school's rows"
