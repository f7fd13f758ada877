"""What Polars takes for the ten questions and for the heavy fact, on the same Parquet files; run by others.py in an environment that has Polars.

Prints one line of JSON: milliseconds of each question (median of five after one that is not counted) and seconds of the heavy fact.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from timing import median_ms


def questions(frame: pl.DataFrame, school: int, major: int) -> dict[str, Callable[[], Any]]:
    """The questions of scale.py, in its order, as a Polars user would ask them."""
    year, students = pl.col("academic_year"), pl.col("students").sum()
    of_2024 = frame.lazy().filter(year == 2024)
    through = pl.col("students").filter(pl.col("pathway") != "plain").sum()
    asked = {
        "students by year": frame.lazy().group_by("academic_year").agg(students),
        "students of one school by year": frame.lazy().filter(pl.col("school_key") == school).group_by("academic_year").agg(students),
        "intake by pathway in 2024": of_2024.group_by("pathway").agg(pl.col("intake").sum()),
        "ten largest majors of 2024": of_2024.group_by("major_key").agg(students).top_k(10, by="students"),
        "ten largest schools of 2024": of_2024.group_by("school_key").agg(students).top_k(10, by="students"),
        "schools that offer one major": frame.lazy().filter(pl.col("major_key") == major).select(pl.col("school_key").n_unique()),
        "rows without intake": frame.lazy().select(pl.col("intake").null_count()),
        "share of through-trains by year": frame.lazy().group_by("academic_year").agg(100.0 * through / students),
        "one school and major over time": frame.lazy()
        .filter((pl.col("school_key") == school) & (pl.col("major_key") == major))
        .group_by("academic_year", "pathway")
        .agg(students),
        "average programme size by pathway": frame.lazy().group_by("pathway").agg(pl.col("students").mean()),
    }
    return {name: lazy.collect for name, lazy in asked.items()}


def heavy_fact(files: list[str], versions: str, majors: str, target: str) -> None:
    """Filed rows with their school version and the key of their major, written as Parquet."""
    year_end = pl.date(pl.col("academic_year"), 12, 31)
    rows = pl.scan_parquet(files).drop("school_as_printed", "education_level")
    fact = (
        rows.join(pl.scan_parquet(versions), on="school_id")
        .filter((year_end >= pl.col("lookup_from")) & (year_end < pl.col("lookup_to")))
        .join(pl.scan_parquet(majors), on="major_code")
        .drop("school_id", "major_code", "lookup_from", "lookup_to")
    )
    fact.sink_parquet(target)


def main() -> None:
    folder = Path(sys.argv[1])
    told = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    heavy_fact(told["files"], str(folder / "versions.parquet"), str(folder / "majors.parquet"), str(folder / "fact.parquet"))
    heavy = time.perf_counter() - started
    frame = pl.read_parquet(folder / "enrolment.parquet")
    found = {name: median_ms(work) for name, work in questions(frame, told["school"], told["major"]).items()}
    rows = pl.scan_parquet(folder / "fact.parquet").select(pl.len()).collect().item()
    print(json.dumps({"version": version("polars"), "heavy": heavy, "rows": rows, "questions": found}))


if __name__ == "__main__":
    main()
