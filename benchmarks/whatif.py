"""How long a what-if and a trace take on the current release, in one process after its start.

Run: WAREHOUSE_HOME=var .venv/bin/python benchmarks/whatif.py
"""

from __future__ import annotations

import duckdb
from timing import median_ms

from warehouse.policy.whatif import resolve, whatif
from warehouse.query.trace import trace
from warehouse.release import pointer
from warehouse.settings import Home

RUNS = 9


def main() -> None:
    database = pointer.database(Home.from_environment())
    with duckdb.connect(str(database), read_only=True) as connection:
        colleges = [
            row[0]
            for row in connection.execute(
                "select school_name from marts.dim_school where is_current and school_level in ('higher_vocational', 'vocational_undergraduate')"
            ).fetchall()
        ]

    def lines(schools: list[str]) -> list[dict[str, str]]:
        dates = {"decision_date": "2024-06-01", "effective_date": "2024-09-01"}
        return [{"school": school, "action": "add", "major": "大数据与会计", **dates} for school in schools]

    print("| question | milliseconds |\n|---|---:|")
    one = median_ms(lambda: whatif(database, resolve(database, lines(colleges[:1]))), RUNS)
    each = median_ms(lambda: whatif(database, resolve(database, lines(colleges))), RUNS)
    print(f"| what-if, one line | {one:.0f} |")
    print(f"| what-if, one line for each of {len(colleges)} colleges | {each:.0f} |")
    print(f"| trace of a printed number | {median_ms(lambda: trace(database, 'SHQAR2024-S1-0122'), RUNS):.0f} |")


if __name__ == "__main__":
    main()
