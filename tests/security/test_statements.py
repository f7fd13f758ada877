"""Every statement of `statements.py` against the real worker: refused or harmless, and nothing is touched, told or left behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox_attempt import attempt
from sandbox_statements import BOMBS, HARMLESS, REFUSED

from warehouse.errors import SqlError
from warehouse.query.answer import Answer
from warehouse.query.sandbox import Sandbox


@pytest.mark.parametrize("statement", [pytest.param(one, id=f"{kind}-{one[:60]!r}") for kind, all_ in REFUSED.items() for one in all_])
def test_what_is_no_query_on_published_tables_is_refused(sandbox: Sandbox, target: Path, tmp_path: Path, statement: str) -> None:
    _, result = attempt(sandbox, target, tmp_path, statement)
    assert isinstance(result, SqlError), result
    assert result.problem.code not in ("worker", "seconds", "memory", "failed"), result


@pytest.mark.parametrize("statement", [pytest.param(one, id=f"{kind}-{one[:60]!r}") for kind, all_ in HARMLESS.items() for one in all_])
def test_what_looks_odd_and_is_a_query_is_answered(sandbox: Sandbox, target: Path, tmp_path: Path, statement: str) -> None:
    _, result = attempt(sandbox, target, tmp_path, statement)
    assert isinstance(result, Answer), result
    assert all(len(cell) <= sandbox.limits.cell for row in result.rows for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("statement", BOMBS, ids=[one[:60] for one in BOMBS])
def test_what_asks_for_too_much_ends_by_a_limit(hasty: Sandbox, target: Path, tmp_path: Path, statement: str) -> None:
    _, result = attempt(hasty, target, tmp_path, statement)
    if isinstance(result, SqlError):
        assert result.problem.code in ("seconds", "memory", "columns", "refused", "value", "binder", "syntax"), result
    else:
        assert result.is_complete or result.cut_by in ("rows", "seconds", "bytes")
        assert len(result.rows) <= hasty.limits.rows


def test_there_are_the_statements_of_the_design_and_sixty_more(record_property: Callable[[str, object], None]) -> None:
    tried = sum(map(len, REFUSED.values())) + sum(map(len, HARMLESS.values())) + len(BOMBS)
    assert tried >= 82 + 60
    record_property("statements tried against the sandbox", tried)


def test_the_sandbox_answers_after_all_this(sandbox: Sandbox, target: Path) -> None:
    assert sandbox.run(target, "select count(*) from marts.dim_major", user="analyst").rows == [(1419,)]
