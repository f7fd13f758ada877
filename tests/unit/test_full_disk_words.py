"""A disk without room is told as such, whichever library says it and in whatever words."""

from __future__ import annotations

import errno
import subprocess
from pathlib import Path

import pytest

from warehouse.errors import FULL, is_full, is_storage_fault
from warehouse.release import dbt


@pytest.mark.parametrize("sign", FULL)
def test_dbt_that_had_no_room_is_a_full_disk_and_no_broken_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    done = subprocess.CompletedProcess([], 2, stdout=f"Traceback ...\nIO Error: {sign}\n", stderr="")
    monkeypatch.setattr(dbt.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(OSError) as raised:
        dbt.run_dbt(["build"], tmp_path / "candidate.duckdb", tmp_path / "target")
    assert raised.value.errno == errno.ENOSPC
    assert is_full(raised.value)


def test_a_disk_that_cannot_be_written_is_not_a_full_one() -> None:
    error = OSError(errno.EROFS, "Read-only file system")
    assert is_storage_fault(error) and not is_full(error)
