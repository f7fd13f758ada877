"""Every measure model has the one common shape and is named in the union, so that a new measure is one model and a clause on it one seed row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

MODELS = sorted((ROOT / "models" / "intermediate" / "measure").glob("*.sql"))


@pytest.mark.parametrize("model", MODELS, ids=[m.stem for m in MODELS])
def test_a_measure_model_gives_its_rows_by_the_one_macro(model: Path) -> None:
    text = model.read_text(encoding="utf-8")
    top_level = re.findall(r"^select\n(.*)$", text, flags=re.MULTILINE)
    assert model.stem.startswith("int_measure__")
    assert top_level
    assert set(top_level) == {"    {{ measure_row("}
    assert len(text.splitlines()) <= 100


def test_the_union_names_every_measure_model() -> None:
    union = (ROOT / "models" / "policy" / "fact_measure.sql").read_text(encoding="utf-8")
    listed = re.findall(r"'(\w+)',", union.partition("set families = [")[2].partition("]")[0])
    assert sorted(listed) == [m.stem.removeprefix("int_measure__") for m in MODELS]


def test_a_measure_model_writes_no_threshold() -> None:
    for model in MODELS:
        code = "\n".join(line for line in model.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
        code = code.replace("decimal(24, 6)", "")
        numbers = set(re.findall(r"(?<![\w'.])\d+(?![\w'])", code)) - {"0", "1", "2", "100"}
        assert not numbers, (model.name, numbers)
