"""Pieces that several pages draw: labelled tables and downloads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages.text import text
from warehouse.query.about import About, about_answer
from warehouse.query.export import KINDS, MIME, Kind, answer_of, export, file_name

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


def downloads(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, stem: str, language: str, query: str, tables: Sequence[str] = ()) -> None:
    """A menu that hands the table over as CSV, XLSX or Parquet with release, date, question and meanings; built when asked for.

    `query` says in words (or SQL) what was asked; `tables` are the published tables whose meanings explain the columns.
    """
    columns = [str(column) for column in frame.columns]
    about = about_answer(connection, columns, language, query, tables=tables)
    with st.popover(text(language, "export.title")):
        for kind in KINDS:
            st.download_button(
                text(language, f"export.{kind}"),
                partial(_built, frame, kind, about),
                file_name=file_name(stem, about, kind),
                mime=MIME[kind],
                on_click="ignore",
                key=f"download_{stem}_{kind}",
            )


def _built(frame: pd.DataFrame, kind: Kind, about: About) -> bytes:
    return export(answer_of(frame), kind, about)
