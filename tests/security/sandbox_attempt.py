"""One attempt against the sandbox, with everything that must hold after it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from time import monotonic

from warehouse.errors import SqlError
from warehouse.query.answer import Answer
from warehouse.query.sandbox import Run, Sandbox

SECRET = "hunter2-canary"
SLACK = 1.0 + float(os.environ.get("WAREHOUSE_TEST_SLACK", "0"))
"""Seconds an answer may come after the deadline: one, and more only where somebody says that the test machine is overloaded."""


def attempt(sandbox: Sandbox, target: Path, folder: Path, statement: str) -> tuple[Run, Answer | SqlError]:
    """Run a statement and check what must hold whatever it is."""
    before = hashlib.sha256(target.read_bytes()).hexdigest(), target.stat().st_mtime_ns
    around = sorted(target.parent.iterdir())
    (target.parents[2] / "secret.txt").write_text(SECRET)
    text = statement.replace("{db}", str(target)).replace("{folder}", str(folder)).replace("{home}", str(target.parents[2]))
    text = text.replace("{{", "{").replace("}}", "}")
    run = sandbox.start(target, text, user="attacker")
    started = monotonic()
    result: Answer | SqlError
    try:
        result = run.answer()
    except SqlError as error:
        result = error
    spent = monotonic() - started
    assert spent < sandbox.limits.seconds + SLACK
    gone = run.gone()
    assert gone is not None and gone.group_empty
    assert gone.peak_mib < sandbox.limits.memory
    assert (hashlib.sha256(target.read_bytes()).hexdigest(), target.stat().st_mtime_ns) == before
    assert sorted(target.parent.iterdir()) == around
    assert list(folder.iterdir()) == []
    assert_tells_nothing(run, result, text)
    return run, result


def assert_tells_nothing(run: Run, result: Answer | SqlError, text: str) -> None:
    """No path, secret, setting or process id in an answer or error, beyond what the reader wrote."""
    told = str(result) if isinstance(result, SqlError) else f"{result.columns} {result.rows}"
    for secret in (SECRET, "root:x:0", "GiB", "MiB/", "secret_directory", "temp_directory", "LocalFileSystem", "Traceback", "site-packages"):
        assert secret not in told or secret in text
    assert str(run.database.parents[2]) not in told.replace(text, "") or str(run.database.parents[2]) in text
    if isinstance(result, SqlError):
        assert "\n" not in told
        assert run.worker is not None
        assert not re.search(rf"\b({run.worker.pid}|{os.getpid()})\b", told)
