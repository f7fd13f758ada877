"""The three traps of printed numbers: 万 against 1, rates against counts, school year against calendar year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from warehouse.query.adhoc import ask
from warehouse.release import pointer
from warehouse.settings import Home


def test_ten_thousands_are_converted_exactly_and_the_print_is_kept(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    rows = ask(
        database,
        "select figure_id, value_as_printed, unit_as_printed, value, unit from marts.fact_reported_figure "
        "where figure_id in ('SHQAR2024-S1-0039', 'PTQAR2024-P1-0009', 'PTQAR2024-P1-0007') order by 1",
    ).rows
    assert rows == [
        ("PTQAR2024-P1-0007", "8015", "人", Decimal("8015"), "person"),
        ("PTQAR2024-P1-0009", "8736.38", "万元", Decimal("87363800"), "CNY"),
        ("SHQAR2024-S1-0039", "9.44", "万人", Decimal("94400"), "person"),
    ]


def test_no_printed_unit_with_ten_thousand_or_hundred_million_stays_unscaled(release_home: Path) -> None:
    wrong = ask(
        pointer.database(Home(release_home)),
        """
        select f.figure_id from marts.fact_reported_figure f join source.reported_figure s using (figure_id)
        where (f.unit_as_printed like '%万%' and f.value <> s.value_number * 10000)
            or (f.unit_as_printed like '%亿%' and f.value <> s.value_number * 100000000)
            or (coalesce(f.unit_as_printed, '') not like '%万%' and coalesce(f.unit_as_printed, '') not like '%亿%' and f.value <> s.value_number)
        """,
    ).rows
    assert wrong == []


def test_rates_are_percent_and_lie_in_range_and_counts_are_whole(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    rates = ask(
        database,
        "select figure_id from marts.fact_reported_figure where (indicator_id like '%_rate_pct' or indicator_id like '%_share_pct') "
        "and (unit <> 'percent' or value not between 0 and 100)",
    ).rows
    assert rates == []
    broken = ask(
        database,
        "select figure_id from marts.fact_reported_figure "
        "where unit in ('person', 'school', 'course', 'award', 'programme') and value <> floor(value)",
    ).rows
    assert broken == []
    percent_as_count = ask(database, "select figure_id from marts.fact_reported_figure where unit_as_printed = '%' and unit <> 'percent'").rows
    assert percent_as_count == []


def test_a_school_year_is_told_from_a_calendar_year(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    mixed = ask(
        database,
        "select figure_id, period, period_basis from marts.fact_reported_figure "
        "where (period like '%/%') <> (period_basis = 'school_year') or (period like '%..%') <> (period_basis in ('cumulative', 'range'))",
    ).rows
    assert mixed == []
    school_years = ask(
        database, "select distinct period, period_year from marts.fact_reported_figure where period_basis = 'school_year' order by 1"
    ).rows
    assert ("2023/2024", 2023) in school_years


def test_five_units_of_training_stay_apart(release_home: Path) -> None:
    rows = ask(
        pointer.database(Home(release_home)),
        """
        select sessions, persons, person_times, person_days, hours from marts.fact_training f
        where f.figure_ids like '%PTQAR2024-P2-0011%'
        """,
    ).rows
    assert rows == [(rows[0][0], None, rows[0][2], None, None)]
    assert rows[0][0] is not None and rows[0][2] is not None
