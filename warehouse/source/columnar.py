"""The files of columnar batches: which the store names, where they lie, and whether one is what was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from warehouse.files import file_hash
from warehouse.source.provenance import Batch

SUFFIX = ".parquet"


@dataclass(frozen=True)
class ColumnarBatch:
    """A batch that is a file: its table, its rows and the SHA-256 of its bytes."""

    batch_id: str
    target_table: str
    batch_status: str
    content_sha256: str
    row_count: int

    def file(self, folder: Path) -> Path:
        """Where its file lies in the folder of columnar files."""
        return columnar_file(folder, self.batch_id)

    def damage(self, folder: Path) -> str:
        """What is wrong with its file, in words; empty if its bytes are those that were taken in."""
        path = self.file(folder)
        if not path.exists():
            return "is gone"
        return "" if file_hash(path) == self.content_sha256 else "is not the one that was taken in: bytes differ"


def columnar_file(folder: Path, batch_id: str) -> Path:
    """Where the file of a columnar batch lies."""
    return folder / f"{batch_id}{SUFFIX}"


def columnar_batches(engine: Engine) -> list[ColumnarBatch]:
    """All columnar batches of the store, superseded ones too: one of them comes back if its file is loaded again. Ordered by source name."""
    columns = Batch.batch_id, Batch.target_table, Batch.batch_status, Batch.content_sha256, Batch.row_count
    query = select(*columns).where(Batch.batch_storage == "columnar").order_by(Batch.source_name, Batch.batch_id)
    with engine.connect() as connection:
        return [ColumnarBatch(*row) for row in connection.execute(query).all()]
