"""What intake says to people, in Chinese and English, from the two catalogues beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language."""
    content = (Path(__file__).parent / f"wording_{language}.yml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in yaml.safe_load(content).items()}


def wording(language: str, key: str, **values: object) -> str:
    """The words of `key`, placeholders filled. An unknown key is a fault of the program (KeyError)."""
    return catalogue(language)[key].format(**values)
