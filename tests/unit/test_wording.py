"""The two catalogues of what intake says: same keys, same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

from warehouse.intake import crosscheck, handed, tidy, validate
from warehouse.intake.wording import catalogue

IN_THE_WORKBOOK = ("form.", "cover.", "notes.", "unit.", "hint.", "result.")
"""Words of the workbook itself, which is Chinese; English stands in its comments, from the dictionary."""


def placeholders(told: str) -> set[str]:
    return {name.removesuffix("_zh") for name in re.findall(r"{(\w+)", told)}


def test_both_languages_say_the_same_things() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert set(english) <= set(chinese)
    assert [key for key in set(chinese) - set(english) if not key.startswith(IN_THE_WORKBOOK)] == []
    for key, told in english.items():
        assert placeholders(chinese[key]) <= placeholders(told), key


def test_every_fault_that_the_code_can_find_has_words() -> None:
    keys = set()
    for module in (crosscheck, handed, tidy, validate):
        assert module.__file__ is not None
        source = Path(module.__file__).read_text(encoding="utf-8")
        keys |= set(re.findall(r'(?:Fault|ValueFault)\(\s*"(\w+)"', source))
        keys |= set(re.findall(r'_fault\(\s*(?:row|head|self|None|"\w+"),\s*"(\w+)"', source))
    assert len(keys) > 50
    assert sorted(key for key in keys if f"fault.{key}" not in catalogue("en")) == []
