"""An answer to a statement: columns, rows, and how much of the whole it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

UNITS = {"rows": "rows", "bytes": "bytes", "seconds": "seconds"}


@dataclass(frozen=True)
class Answer:
    """Columns and rows of one statement. `is_complete` is false where the rows were cut at a limit.

    `types` are DuckDB's names of the column types. `cut_by` is rows, bytes or seconds and `cut_at` the limit that was met;
    `cells_cut` counts text cells that were too long. `milliseconds` is the time in the worker.
    """

    columns: list[str]
    rows: list[tuple[Any, ...]]
    is_complete: bool
    types: list[str] = field(default_factory=list)
    cut_by: str = ""
    cut_at: int = 0
    cells_cut: int = 0
    release_id: str = ""
    milliseconds: float = 0.0
    tables: list[str] = field(default_factory=list)

    @property
    def extent(self) -> str:
        """How much of the whole answer this is, in words."""
        if self.is_complete:
            said = "complete"
        elif self.cut_by:
            said = f"cut at {self.cut_at:,} {UNITS[self.cut_by]}"
        else:
            said = f"cut at {len(self.rows):,} rows"
        return said + (f", {self.cells_cut:,} long cells cut" if self.cells_cut else "")

    def to_arrow(self) -> pa.Table:
        """The answer as an Arrow table with unique column names (a second `n` becomes `n_2`)."""
        import pyarrow as pa

        arrays = [_array([row[i] for row in self.rows], self.types[i] if self.types else "") for i in range(len(self.columns))]
        return pa.Table.from_arrays(arrays, names=unique(self.columns))

    def to_pandas(self) -> pd.DataFrame:
        """The answer as a data frame: integers stay integers where a value is missing, missing values are <NA>."""
        import pandas as pd

        return self.to_arrow().to_pandas(types_mapper=_nullable(pd).get)


def unique(names: list[str]) -> list[str]:
    """The names, each once."""
    seen: set[str] = set()
    result = []
    for name in names:
        fresh, number = name, 1
        while fresh in seen:
            number += 1
            fresh = f"{name}_{number}"
        seen.add(fresh)
        result.append(fresh)
    return result


def _array(values: list[Any], kind: str) -> pa.Array:
    import pyarrow as pa

    known = _arrow_types(pa).get(kind)
    if known is not None:
        return pa.array(values, known)
    try:
        return pa.array(values)
    except (ValueError, TypeError, OverflowError):  # Arrow raises both its own kinds of them and plain ones, as for a date beside NaN
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def _arrow_types(pa: Any) -> dict[str, Any]:
    return {
        "BOOLEAN": pa.bool_(),
        "TINYINT": pa.int8(),
        "SMALLINT": pa.int16(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "FLOAT": pa.float32(),
        "DOUBLE": pa.float64(),
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "TIMESTAMP": pa.timestamp("us"),
        "BLOB": pa.binary(),
    }


def _nullable(pd: Any) -> dict[Any, Any]:
    import pyarrow as pa

    return {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
