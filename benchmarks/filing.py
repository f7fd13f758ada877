"""How long a filing of 5,000 rows takes to be checked, and how much memory its process holds.

Run: .venv/bin/python benchmarks/filing.py
"""

from __future__ import annotations

import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from warehouse.intake.batch import load_bundled
from warehouse.intake.form import sheets
from warehouse.intake.history import read_history, school_named
from warehouse.intake.template import HEADER_ROW, write_template
from warehouse.source.store import migrate, open_store

RUNS = 5
ROWS = {"enrolment": 500, "award": 1_500, "training": 2_000, "recognition": 1_000}


def filled_workbook(url: str) -> bytes:
    """A filing of 5,000 rows without errors, half of a thousand of them enrolment by major and campus."""
    with Session(open_store(url)) as session:
        history = read_history(session, school_named(session, "S0002"), 2025)
    contest = next(iter(history.contests))
    majors = history.majors["secondary"]
    rows: dict[str, list[dict[str, object]]] = {
        "enrolment": [
            {"major_as_printed": majors[n % len(majors)], "education_level": "中等职业", "pathway": "单一学段", "campus": f"校区{n // len(majors)}",
             "students": 100 + n, "intake": 30}
            for n in range(ROWS["enrolment"])
        ],
        "award": [
            {"contest_id": contest, "event_name": f"赛项{n}", "participant_kind": "学生", "medal": "金奖", "award_count": 1}
            for n in range(ROWS["award"])
        ],
        "training": [{"training_name": f"培训{n}", "sessions": 2, "persons": 40, "person_times": 80} for n in range(ROWS["training"])],
        "recognition": [
            {"recognition_title": f"认定{n}", "item_kind": "课程", "item_as_printed": f"课程{n}", "status": "认定", "recognition_level": "市级"}
            for n in range(ROWS["recognition"])
        ],
    }  # fmt: skip
    book = load_workbook(io.BytesIO(write_template(history)))
    for sheet in sheets():
        worksheet = book[sheet.title]
        if sheet.table not in rows:
            worksheet.delete_rows(HEADER_ROW + 1, worksheet.max_row)
            continue
        positions = {c.name: i for i, c in enumerate(sheet.columns, start=1)}
        for number, row in enumerate(rows[sheet.table], start=HEADER_ROW + 1):
            for column, value in row.items():
                worksheet.cell(number, positions[column], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one_run(url: str, path: str) -> None:
    """In a process of its own: check the filing, print what it took."""
    from warehouse.intake.filing import check

    engine = open_store(url)
    content = Path(path).read_bytes()
    started, cpu = time.perf_counter(), time.process_time()
    (report,) = check(engine, [("filing.xlsx", content)])
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    errors = [f.line() for f in report.findings if f.severity == "error"]
    assert not errors and sum(report.rows.values()) == sum(ROWS.values()), errors[:3]
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "bytes": len(content)}))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/source.sqlite"
        engine = open_store(url)
        migrate(engine)
        load_bundled(engine)
        engine.dispose()
        path = Path(folder) / "filing.xlsx"
        path.write_bytes(filled_workbook(url))
        runs = [
            json.loads(subprocess.run([sys.executable, __file__, url, str(path)], capture_output=True, text=True, check=True).stdout)
            for _ in range(RUNS)
        ]
    packages = ", ".join(f"{name} {version(name)}" for name in ("openpyxl", "sqlalchemy"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}; median of {RUNS} processes, {runs[0]['bytes'] / 1024:,.0f} KiB\n")
    print("| filing of 5,000 rows | measured |\n|---|---:|")
    print(f"| seconds | {statistics.median(r['seconds'] for r in runs):.2f} |")
    print(f"| of these on the processor | {statistics.median(r['cpu'] for r in runs):.2f} |")
    print(f"| peak memory of the process, MiB | {max(r['mib'] for r in runs):,.0f} |")


if __name__ == "__main__":
    one_run(sys.argv[1], sys.argv[2]) if len(sys.argv) == 3 else main()
