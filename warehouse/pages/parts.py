"""Pieces that several pages draw: labelled tables, links, downloads, choices bound to the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import printed
from warehouse.pages.frame_queries import Stamp
from warehouse.pages.guard import piece
from warehouse.pages.labels import MOST, Column, dictionary, header
from warehouse.pages.text import SYMBOLS, number, text
from warehouse.query.about import About, about_answer
from warehouse.query.export import KINDS, MIME, Kind, answer_of, export, file_name

WIDTHS: dict[str, int | Literal["small", "medium", "large"]] = {
    "statement": "medium", "explanation": "large", "reason": "large", "subject": "medium", "source": "medium", "finding": "large",
    "sheet": "medium", "comment": "medium", "meaning": "large", "note": "large", "stated": 105, "recomputed": 105, "unit": 105,
}  # fmt: skip
"""Columns whose text would push the others out of sight, or be cut, at the width that fits them by default; in pixels or by name."""

LINKED = {
    "source": ("trace", "row_id"),
    "school": ("school", "school_id"),
    "school_name": ("school", "school_id"),
    "clause": ("compliance", "clause"),
}
"""Columns that lead to a page: its address, and the column of the frame that holds what to look up."""

Drawn = Callable[[duckdb.DuckDBPyConnection, str], None]
"""What draws a part of a page on a release in a language."""

TOO_LONG = 10**15
"""From this number on a browser would lose digits; only keys are that long."""

LAZY_ROWS = 2_000
"""Above this, the browser asks for rows as it needs them; a table of which rows are picked it takes whole, as Streamlit cannot do both."""


def show_table(frame: pd.DataFrame, wanted: Sequence[str], language: str, connection: duckdb.DuckDBPyConnection | None = None, **options: Any) -> Any:
    """A table with labels, units and help in the reader's language; missing cells show the sign for "not reported".

    `source` links to the trace of `row_id` and `school` to the page of `school_id` where the frame has those columns.
    `options` go to `st.dataframe` (`key`, `on_select`, `alt` …).
    """
    known = dictionary(connection, language) if connection is not None else {}
    shown = frame[list(wanted)].copy() if len(frame) else pd.DataFrame(columns=list(wanted))
    settings: dict[str, Any] = {}
    for column in wanted:
        told = header(column, language, known)
        settings[column] = _column(frame, shown, column, told, language)
    return st.dataframe(
        shown, hide_index=True, width="stretch", column_config=settings, placeholder=SYMBOLS["not_reported"],
        lazy=(len(shown) > LAZY_ROWS and "on_select" not in options) or None, **options,
    )  # fmt: skip


def first_rows(frame: pd.DataFrame, language: str, rows: int | None = None) -> pd.DataFrame:
    """What a page lists of a long frame, with a word about the others where it is cut; `rows` there are in all, if the frame holds not all."""
    everything = len(frame) if rows is None else rows
    if everything > MOST:
        st.caption(text(language, "list.cut", shown=number(MOST), rows=number(everything)))
    return frame.head(MOST)


def _column(frame: pd.DataFrame, shown: pd.DataFrame, column: str, told: Column, language: str) -> Any:
    help_text = told.help or None
    page, key = LINKED.get(column, ("", ""))
    if key in frame and column in frame:
        shown[column] = [
            link(page, language, str(cell), **{_parameter(page): wanted}) if isinstance(wanted, str) and wanted else None
            for cell, wanted in zip(frame[column], frame[key], strict=True)
        ]
        return st.column_config.LinkColumn(told.label, help=help_text, width=WIDTHS.get(column), display_text=r"#(.*)$")
    if shown[column].dtype == object and shown[column].map(lambda cell: isinstance(cell, Decimal)).any():
        shown[column] = shown[column].astype("float64")
    if pd.api.types.is_datetime64_any_dtype(shown[column]) and (shown[column].dropna() == shown[column].dropna().dt.normalize()).all():
        return st.column_config.DateColumn(told.label, help=help_text, width=WIDTHS.get(column), format="YYYY-MM-DD")
    if pd.api.types.is_bool_dtype(shown[column]):
        return st.column_config.CheckboxColumn(told.label, help=help_text)
    if pd.api.types.is_integer_dtype(shown[column]) and (shown[column].dropna().abs() >= TOO_LONG).any():
        shown[column] = shown[column].astype("string")  # a browser keeps 15 digits of a number
    elif pd.api.types.is_numeric_dtype(shown[column]):
        shown[column] = _whole(shown[column])
        return st.column_config.NumberColumn(
            told.label, help=help_text, width=WIDTHS.get(column), format="%d" if column.endswith("year") else "localized"
        )
    return st.column_config.Column(told.label, help=help_text, width=WIDTHS.get(column))


def _whole(series: pd.Series) -> pd.Series:
    """Whole numbers as such, although a missing one has made the column a floating one."""
    filled = series.dropna()
    return series.astype("Int64") if len(filled) and (filled == filled.round()).all() else series


def _parameter(page: str) -> str:
    return {"trace": "row", "school": "school", "compliance": "clause"}[page]


def link(page: str, language: str, words: str, **parameters: str) -> str:
    """The address of a page of the app, with the words to show after the hash."""
    asked = "&".join(f"{name}={quote(value)}" for name, value in {**parameters, "lang": language}.items())
    return f"/{page}?{asked}#{quote(words)}"


def stamp_line(stamp: Stamp, language: str) -> str:
    """The release stamp in words, for pages and paper."""
    return text(language, "stamp.release", version=stamp.version, release=stamp.release_id, built=stamp.built_at, status=text(language, stamp.status))


def escaped(value: object) -> str:
    """Text from the data for a place that reads markup: no character of it acts as markup; a missing value shows its sign."""
    shown = SYMBOLS["not_reported"] if value in (None, "") else str(value)
    return "".join(f"\\{character}" if character in "\\`*_{}[]()#+-!|<>$~:" else character for character in shown)


def labelled(frame: pd.DataFrame, wanted: Sequence[str], language: str, connection: duckdb.DuckDBPyConnection | None = None) -> pd.DataFrame:
    """The wanted columns under their labels, for paper and files."""
    known = dictionary(connection, language) if connection is not None else {}
    return frame[list(wanted)].rename(columns={column: header(column, language, known).label for column in wanted})


def downloads(
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    stem: str,
    language: str,
    query: str,
    tables: Sequence[str] = (),
    notes: Sequence[str] = (),
    whole: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """A menu that hands the table over as CSV, XLSX or Parquet with release, date, question and meanings; built when asked for.

    `whole` asks for the rows that go into the file where `frame` shows only the first of them.

    `query` says in words (or SQL) what was asked; `tables` are the published tables whose meanings explain the columns; `notes` go
    with the data.
    """
    columns = [str(column) for column in frame.columns]
    about = about_answer(connection, columns, language, query, notes, tables)
    with st.popover(text(language, "export.title")):
        for kind in KINDS:
            st.download_button(
                text(language, f"export.{kind}"),
                partial(_built, whole or (lambda: frame), kind, about),
                file_name=file_name(stem, about, kind),
                mime=MIME[kind],
                on_click="ignore",
                key=f"download_{stem}_{kind}",
            )


def _built(rows: Callable[[], pd.DataFrame], kind: Kind, about: About) -> bytes:
    return export(answer_of(rows()), kind, about)


def download_print(title: str, tables: Mapping[str, pd.DataFrame], notes: Sequence[str], name: str, language: str, watermark: str = "") -> None:
    """A button that hands over a page for the printer: title, stamp, tables, legend; one file that needs nothing else."""
    st.download_button(
        text(language, "export.print"), lambda: printed.document(language, title, tables, notes, watermark).encode(), file_name=f"{name}.html",
        mime="text/html", on_click="ignore", key=f"print_{name}", help=text(language, "export.print_help"),
    )  # fmt: skip


def choose(
    label: str, options: Mapping[str, str], key: str, language: str, everything: str | None = None, place: Any = None, default: str | None = None
) -> str | None:
    """A choice that the address keeps as `?key=code`; with `everything` it may be left open, which is None.

    An address that names what is not there counts as nothing said. Streamlit's own binding would put the words of the reader's
    language into the address, so that a shared link would not work in the other one.
    """
    codes = ([""] if everything is not None else []) + list(options)
    usual = default if default in codes else (codes[0] if codes else "")
    if st.session_state.get(key) not in codes:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in codes else usual
    chosen = (place or st).selectbox(
        label, codes, key=key, format_func=lambda code: options.get(code, everything or ""), placeholder=text(language, "choose.placeholder"),
        on_change=_keep_in_address, args=(key, usual),
    )  # fmt: skip
    return chosen or None


def choose_many(label: str, options: Mapping[str, str], key: str, language: str, default: Sequence[str] = (), place: Any = None) -> list[str]:
    """Several choices that the address keeps as `?key=code,code`, at most a hundred of them."""
    if any(code not in options for code in st.session_state.get(key, [""])):
        asked = st.query_params.get(key)
        st.session_state[key] = [code for code in (default if asked is None else asked.split(",")) if code in options]
    chosen: list[str] = (place or st).multiselect(
        label, list(options), key=key, format_func=options.__getitem__, placeholder=text(language, "choose.placeholder"), max_selections=100,
        on_change=_keep_in_address, args=(key, ",".join(default)),
    )  # fmt: skip
    return chosen


def draw_parts(stem: str, drawn: Mapping[str, Drawn], connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw a page in parts, as tabs; only the open one is computed. An address may ask for one as `?part=code`.

    `drawn` has a drawing function for each code; the words of a tab stand under `<stem>.part_<code>`.
    """
    names = {code: text(language, f"{stem}.part_{code}") for code in drawn}
    key = f"{stem}_part_{language}"
    asked = names.get(st.query_params.get("part", ""))
    containers = st.tabs(list(names.values()), default=asked, key=key, on_change=_keep_part, args=(key, names))
    for draw, container in zip(drawn.values(), containers, strict=True):
        if container.open:
            with container:
                piece(draw)(connection, language)


def _keep_part(key: str, names: Mapping[str, str]) -> None:
    """Write the open part into the address, so that it can be shared and outlives a change of language; the first needs no mention."""
    code = next((code for code, name in names.items() if name == st.session_state[key]), "")
    if code in ("", next(iter(names))):
        st.query_params.pop("part", None)
    else:
        st.query_params["part"] = code


def _keep_in_address(key: str, usual: str) -> None:
    """Write what was chosen into the address; the usual choice needs no mention."""
    value = st.session_state[key]
    said = ",".join(value) if isinstance(value, list) else str(value)
    if said == usual:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = said
