"""Pieces that several pages draw: labelled tables and downloads."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from warehouse.pages.text import text

WIDTHS: dict[str, Literal["small", "medium", "large"]] = {
    "statement": "medium", "explanation": "large", "reason": "large", "subject": "medium", "source": "medium", "finding": "large",
    "sheet": "medium", "comment": "medium",
}  # fmt: skip
"""Columns whose text would push the others out of sight, or be cut, at the width that fits them by default."""


def show_table(frame: pd.DataFrame, columns: list[str], language: str) -> None:
    """A table with the columns named in the reader's language."""
    labels = {column: text(language, f"column.{column}") for column in columns}
    widths = {labels[column]: st.column_config.Column(width=WIDTHS[column]) for column in columns if column in WIDTHS}
    st.dataframe(frame[columns].rename(columns=labels), hide_index=True, width="stretch", column_config=widths)


def download_csv(frame: pd.DataFrame, name: str, language: str) -> None:
    """A button that hands the table over as CSV; cells that a spreadsheet would run as a formula are defused."""
    st.download_button(
        text(language, "export.csv"), lambda: defused(frame).to_csv(index=False).encode("utf-8-sig"), file_name=f"{name}.csv", mime="text/csv"
    )


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that begins like a formula gets an apostrophe before it."""
    return frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell)
