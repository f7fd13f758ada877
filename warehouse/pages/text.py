"""Words of the app in Chinese and English, from the two catalogues beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language."""
    content = (Path(__file__).parent / f"text_{language}.yml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in yaml.safe_load(content).items()}


def text(language: str, key: str, **values: object) -> str:
    """The words of `key` in a language, placeholders filled. An unknown key is a fault of the page (KeyError)."""
    return catalogue(language)[key].format(**values)


def number(value: object, decimals: int = 0) -> str:
    """A number for reading: thousands separated, as many decimals as asked; the sign for "not reported" if it is missing."""
    if value is None or value != value:  # NaN is not equal to itself
        return "…"
    return f"{float(str(value)):,.{decimals}f}"


def money(value: object, language: str) -> str:
    """An amount in yuan for a narrow place: in hundred millions for Chinese readers, in millions for English ones."""
    amount = float(str(value))
    scale = 1e8 if language == "zh" else 1e6
    return text(language, "number.money", value=f"{amount / scale:,.2f}")
