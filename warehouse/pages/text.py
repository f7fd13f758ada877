"""Words of the app in Chinese and English, from the two catalogues beside this module; numbers for reading."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")

SYMBOLS = {"not_reported": "…", "not_applicable": "—", "suppressed": "×", "rounds_to_zero": "≈0"}
"""What stands where no number can: four meanings that are never one empty cell. The legend is `symbols.legend`."""


_ADDRESS = re.compile(r"//|@|(?<=www)\.", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$:&]")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language."""
    content = (Path(__file__).parent / f"text_{language}.yml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in yaml.safe_load(content).items()}


def text(language: str, key: str, **values: object) -> str:
    """The words of `key` in a language, placeholders filled. An unknown key is a fault of the page (KeyError)."""
    return catalogue(language)[key].format(**values)


def inert(told: object) -> str:
    """Words that somebody filed, for a place that reads Markdown: shown as they are, never as a link, a picture or a formula."""
    # Addresses become links whatever is escaped, unless an invisible word joiner stands in them.
    return _MARKDOWN.sub(r"\\\g<0>", _ADDRESS.sub("\u2060\\g<0>", str(told)))


def page_language(language: str) -> str:
    """The language as a document names it (BCP 47), for screen readers and fonts."""
    return {"zh": "zh-CN", "en": "en"}[language]


def number(value: object, decimals: int = 0) -> str:
    """A number for reading: thousands separated (Chinese statistics and English print both use the comma), as many decimals as asked.

    A missing one shows the sign for "not reported"; one that is not 0 but would show as 0 has a sign of its own.
    """
    if value is None or value != value:  # NaN is not equal to itself
        return SYMBOLS["not_reported"]
    amount = float(str(value))
    if amount and not round(amount, decimals):
        return SYMBOLS["rounds_to_zero"]
    return f"{amount:,.{decimals}f}"


def money(value: object, language: str) -> str:
    """An amount in yuan for a narrow place: in hundred millions for Chinese readers, in millions for English ones."""
    amount = float(str(value))
    scale = 1e8 if language == "zh" else 1e6
    return text(language, "number.money", value=f"{amount / scale:,.2f}")
