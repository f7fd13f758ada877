"""What Spark takes for the ten questions, in one warm session over a Parquet file; run by others.py in the environment of `make spark`.

Prints one line of JSON: milliseconds of each question, median of five after one that is not counted, with the columns read from the file each time
and with them cached in the session.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from timing import median_ms


def main() -> None:
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))["asked"]
    session = SparkSession.builder.master("local[*]").config("spark.driver.memory", "4g").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.conf.set("spark.sql.shuffle.partitions", "2")
    session.read.parquet(str(folder / "enrolment.parquet")).createOrReplaceTempView("fact_enrolment")

    def ask_all() -> dict[str, float]:
        return {name: median_ms(lambda sql=sql: session.sql(sql).collect()) for name, sql in asked.items()}

    from_file = ask_all()
    session.sql("cache table fact_enrolment")
    print(json.dumps({"version": session.version, "file": from_file, "cached": ask_all()}))
    session.stop()


if __name__ == "__main__":
    main()
