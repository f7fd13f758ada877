"""Many readers at once: everyone gets their own answer, in turn, within the memory of a few workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.query.sandbox import Sandbox

USERS = 20


def ask_all(sandbox: Sandbox, target: Path, questions: int) -> float:
    """Each user asks so many questions one after the other, all users at once; answers carry who asked and what. Returns the largest worker's MiB."""
    order: list[int] = []
    peaks: list[float] = []

    def session(user: int) -> list[tuple[int, int, int]]:
        answers = []
        for question in range(questions):
            statement = f"select {user} as who, {question} as what, count(*) from marts.dim_major, range({question + 1})"
            run = sandbox.start(target, statement, user=f"user-{user}")
            answers.append(run.answer().rows[0])
            order.append(user)
            gone = run.gone()
            assert gone is not None and gone.group_empty
            peaks.append(gone.peak_mib)
        return answers

    with ThreadPoolExecutor(USERS) as pool:
        sessions = list(pool.map(session, range(USERS)))
    for user, answers in enumerate(sessions):
        assert answers == [(user, question, 1419 * (question + 1)) for question in range(questions)]
    # Fair: when half of all answers are out, nobody is far ahead and nobody has been left out.
    half = order[: USERS * questions // 2]
    counts = [half.count(user) for user in range(USERS)]
    assert max(counts) - min(counts) <= 3
    assert max(peaks) < 200
    return max(peaks)


@pytest.mark.short
def test_twenty_users_get_their_own_answers_in_turn(sandbox: Sandbox, target: Path) -> None:
    ask_all(sandbox, target, questions=10)


@pytest.mark.long
def test_twenty_users_with_fifty_questions_each(sandbox: Sandbox, target: Path, record_property: Callable[[str, object], None]) -> None:
    largest = ask_all(sandbox, target, questions=50)
    record_property("answers", USERS * 50)
    record_property("wrong or mixed", 0)
    record_property("largest worker, MiB", round(largest))
