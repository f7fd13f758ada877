"""SQL that words what the dictionary of a release says in the reader's language."""

from __future__ import annotations


def checked(language: str) -> str:
    """The language, once it is sure that it is one: it goes into column names."""
    if language not in ("zh", "en"):
        raise ValueError(f"unknown language {language}")
    return language


def worded(column: str, language: str) -> str:
    """SQL of a column of the dictionary in a language: the English words where no Chinese ones are written, null where there are none."""
    english = f"nullif({column}, '')"
    return english if checked(language) == "en" else f"coalesce(nullif({column}_zh, ''), {english})"


def unit_worded(language: str) -> str:
    """SQL of the unit of a column of `meta.dictionary` in words: its label in code set `unit`, null where it has none."""
    label = f"(select label_{checked(language)} from reference.code_list where code_set = 'unit' and code = unit)"
    return f"coalesce({label}, nullif(unit, ''))"
