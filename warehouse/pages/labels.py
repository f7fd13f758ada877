"""Labels, units and help of columns and codes, from the release's own dictionary. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from warehouse.pages.text import catalogue, text
from warehouse.query.remembered import remembered
from warehouse.query.words import checked, unit_worded, worded

MOST = 2_000
"""Rows of a long list that a page shows: more are of no help to a reader and cost every browser."""


@dataclass(frozen=True)
class Column:
    """What a reader is told about a column: its label and what stands behind the question mark."""

    label: str
    help: str


@remembered
def dictionary(connection: duckdb.DuckDBPyConnection, language: str, table: str = "") -> dict[str, Column]:
    """Labels and help of all columns of the release, by column name. Where tables differ, the meaning in `table` comes first, then the marts'."""
    rows = connection.execute(
        f"""
        select column_name, label_{checked(language)}, {worded("meaning", language)}, {unit_worded(language)}, {worded("caveat", language)}
        from meta.dictionary
        order by case when table_name = $table then 2 when schema_name = 'marts' then 1 else 0 end, table_name
        """,
        {"table": table},
    ).fetchall()
    return {name: Column(label, _help(language, name, *told)) for name, label, *told in rows}


def _help(language: str, name: str, meant: str, unit: str | None, warned: str | None) -> str:
    told = [meant, *([warned] if warned else []), text(language, "dictionary.name", name=name)]
    if unit:
        told.append(text(language, "dictionary.unit", unit=unit))
    return " ".join(told)


@remembered
def codes(connection: duckdb.DuckDBPyConnection, language: str, code_set: str) -> dict[str, str]:
    """Code → label of one code set, in the order of the code list."""
    rows = connection.execute(f"select code, label_{checked(language)} from reference.code_list where code_set = ?", [code_set]).fetchall()
    return dict(rows)


def decoded(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, language: str, sets: dict[str, str]) -> pd.DataFrame:
    """The frame with codes replaced by labels; `sets` names the code set of each column."""
    for column, code_set in sets.items():
        frame[column] = frame[column].map(codes(connection, language, code_set))
    return frame


def objects_in_words(connection: duckdb.DuckDBPyConnection, language: str, objects: pd.Series) -> list[object]:
    """What verdicts concern, for reading: the code of a pathway at the end of a programme point becomes words."""
    words = codes(connection, language, "pathway")

    def told(concerned: object) -> object:
        point, _, code = concerned.rpartition(" ") if isinstance(concerned, str) else ("", "", "")
        return f"{point} {words[code]}" if point and code in words else concerned

    return [told(concerned) for concerned in objects]


def header(column: str, language: str, known: dict[str, Column]) -> Column:
    """Label and help of a column: the app's own word if it has one, else the dictionary's."""
    if f"column.{column}" in catalogue(language):
        return Column(text(language, f"column.{column}"), known[column].help if column in known else "")
    return known[column]
