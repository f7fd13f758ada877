"""Random statements, from a grammar and by mutation of what was tried before: the caller lives, nothing escapes, the sandbox still answers."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from sandbox_attempt import SECRET, assert_tells_nothing
from sandbox_statements import BOMBS, HARMLESS, REFUSED

from warehouse.errors import SqlError
from warehouse.query.answer import Answer
from warehouse.query.sandbox import Sandbox

SEED = 20_260_611
SECONDS = 600
"""How long the long form runs."""
KNOWN = [text for kinds in (REFUSED, HARMLESS) for texts in kinds.values() for text in texts] + [text for text in BOMBS if len(text) < 300]
_PUBLISHED = ["marts.dim_school", "marts.dim_major", "source.school", "meta.dictionary"]
TABLES = ["range(5) as r(x)"] * 12 + _PUBLISHED + ["staging.stg_school", "duckdb_settings()", "glob('/*')", "t"]
COLUMNS = ["x", "1", "'x'", "null"] * 6 + ["school_name", "district", "major_code", "*", "school_key", "content"]
FUNCTIONS = ["count", "length", "md5", "typeof", "hash"] * 4 + ["sum", "upper", "repeat", "list_value"]
FUNCTIONS += ["current_setting", "getenv", "read_text", "query", "nextval"]
WORDS = list("();,.'\"{}[]:") + "select from where copy to -- /* */ attach set explain pivot $$ with as limit describe lambda ->".split()  # noqa: SIM905
WORDS += ["union all", "order by", "\0", "\u00a0", "\uff0c", "\u202e"]


def expression(dice: random.Random, depth: int) -> str:
    if depth <= 0 or dice.random() < 0.3:
        return dice.choice(COLUMNS)
    shape = dice.randrange(6)
    inner = expression(dice, depth - 1)
    if shape == 0:
        return f"{dice.choice(FUNCTIONS)}({inner})"
    if shape == 1:
        return f"({inner} {dice.choice(['+', '||', '=', '<', 'like', 'and', '~', '->'])} {expression(dice, depth - 1)})"
    if shape == 2:
        return f"({query(dice, depth - 1)})"
    if shape == 3:
        return f"case when {inner} then {expression(dice, depth - 1)} end"
    if shape == 4:
        return f"{inner} in ({query(dice, depth - 1)})"
    return f"{inner}::{dice.choice(['varchar', 'int', 'json', 'date', 'blob', 'int[]'])}"


def query(dice: random.Random, depth: int) -> str:
    source = dice.choice(TABLES) if depth <= 0 or dice.random() < 0.6 else f"({query(dice, depth - 1)}) as t"
    text = f"select {expression(dice, depth)} from {source}"
    if dice.random() < 0.4:
        text += f" where {expression(dice, depth - 1)}"
    if dice.random() < 0.2:
        text += f" {dice.choice(['union all', 'except', 'intersect'])} {query(dice, depth - 1)}"
    if dice.random() < 0.2:
        text = f"with t as ({query(dice, depth - 1)}) {text}"
    return text + dice.choice(["", "", f" limit {dice.randrange(5)}", " order by all", " using sample 3"])


def mutated(dice: random.Random) -> str:
    text = dice.choice(KNOWN)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text) + 1)
        shape = dice.randrange(4)
        if shape == 0:
            text = text[:at] + " " + dice.choice(WORDS) + " " + text[at:]
        elif shape == 1:
            text = text[:at] + text[at + dice.randint(1, 8) :]
        elif shape == 2:
            other = dice.choice(KNOWN)
            text = text[:at] + other[dice.randrange(len(other) + 1) :]
        else:
            text = text.swapcase()
    return text


def tame(dice: random.Random) -> str:
    """A statement that has an answer, so that the fuzz also looks at answers."""
    parts = [f"{dice.choice(['count', 'min', 'max', 'list', 'string_agg'])}(x::varchar)" if dice.random() < 0.8 else "count(*)" for _ in range(3)]
    source = dice.choice(["range(5) as r(x)", "(select school_name as x from marts.dim_school) as t", "(values ('a'), (null)) as t(x)"])
    return f"select {', '.join(parts)} from {source} where {dice.choice(['x is not null', 'length(x::varchar) < 9', 'true'])}"


def statements(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    wrappers = ["", "", "", "explain ", "describe ", "summarize ", "explain analyze ", "create temp table t as "]
    makers = [lambda: dice.choice(wrappers) + query(dice, 2), lambda: mutated(dice), lambda: tame(dice)]
    return [dice.choices(makers, [4, 4, 1])[0]() for _ in range(count)]


def fuzz(sandbox: Sandbox, target: Path, folder: Path, texts: list[str]) -> dict[str, int]:
    """Run them all, two at a time. How many came to which end."""
    (target.parents[2] / "secret.txt").write_text(SECRET)
    before = hashlib.sha256(target.read_bytes()).hexdigest(), target.stat().st_mtime_ns, sorted(target.parent.iterdir())

    def attempt(numbered: tuple[int, str]) -> str:
        number, text = numbered
        for name, place in (("{db}", target), ("{folder}", folder), ("{home}", target.parents[2])):
            text = text.replace(name, str(place))
        run = sandbox.start(target, text, user=f"fuzz-{number % 2}", rows=100)
        result: Answer | SqlError
        try:
            result = run.answer()
        except SqlError as error:
            result = error
        gone = run.gone()
        assert gone is not None and gone.group_empty and gone.peak_mib < sandbox.limits.memory
        assert_tells_nothing(run, result, text)
        return result.problem.code if isinstance(result, SqlError) else "answered"

    ends: dict[str, int] = {}
    with ThreadPoolExecutor(2) as pool:
        for end in pool.map(attempt, enumerate(texts)):
            ends[end] = ends.get(end, 0) + 1
    assert (hashlib.sha256(target.read_bytes()).hexdigest(), target.stat().st_mtime_ns, sorted(target.parent.iterdir())) == before
    assert list(folder.iterdir()) == []
    assert sandbox.run(target, "select 41 + 1", user="after").rows == [(42,)]
    assert "worker" not in ends, ends
    return ends


@pytest.mark.short
def test_random_statements_break_nothing(hasty: Sandbox, target: Path, tmp_path: Path) -> None:
    ends = fuzz(hasty, target, tmp_path, statements(SEED, 250))
    assert ends["answered"] > 10 and ends["syntax"] > 10 and ends["no_function"] > 10, ends


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_random_statements_break_nothing_for_ten_minutes(
    hasty: Sandbox, target: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Other statements each day: a failure names the statement, and the seed brings it again."""
    seed, started, ends = 1_000 * date.today().toordinal(), monotonic(), Counter[str]()
    while monotonic() - started < SECONDS:
        ends.update(fuzz(hasty, target, tmp_path, statements(seed, 250)))
        seed += 1
    record_property("statements", ends.total())
    record_property("seconds", round(monotonic() - started))
    record_property("answered", ends["answered"])
    record_property("refused or ended by a limit", ends.total() - ends["answered"])
    record_property("ends", dict(ends.most_common()))
    record_property("crashes, escapes", 0)
