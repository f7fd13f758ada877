"""Compliance: who, which clause, by how much, on what evidence, since when; worst first; down to the clause, on paper, in a file."""

from __future__ import annotations

from functools import partial

import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import compliance_queries as queries
from warehouse.pages.clauses import draw_coverage, draw_targets
from warehouse.pages.frame_queries import stamp as stamp_of
from warehouse.pages.labels import MOST, dictionary, objects_in_words
from warehouse.pages.parts import choose, choose_many, download_print, downloads, draw_parts, labelled, link, show_table, stamp_line
from warehouse.pages.text import catalogue, number, text

COLUMNS = ["verdict", "clause", "subject", "year", "measured", "limit", "gap", "reason", "evidence", "district", "since"]
WORTH_A_LOOK = ("BLOCK", "WARN", "INFO", "PASS")
NOTES = "compliance_notes"
"""Session state: verdict key → note. Notes stay with the reader; they go into the file and onto paper, never into a release."""

CLAUSE_TERMS = (
    "document_id", "section", "clause_kind", "hardness", "measure_text", "operator", "threshold_value", "threshold_unit", "exceptions", "ambiguity",
    "valid_from", "valid_to",
)  # fmt: skip


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    st.title(text(language, "compliance.title"))
    draw_parts("compliance", DRAWN, connection, language)


def _worklist(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.write(say("compliance.lead"))
    counts = queries.verdict_counts(connection, language)
    for column, (_, label, count, meaning) in zip(st.columns(len(counts)), counts, strict=True):
        column.metric(label, number(count), help=meaning)
    wanted = _filters(connection, language, {verdict: label for verdict, label, _, _ in counts})
    frame = queries.verdicts(connection, language, wanted, MOST) if wanted.verdicts else pd.DataFrame()
    if frame.empty:
        st.info(say("compliance.empty"))
        return
    notes = st.session_state.setdefault(NOTES, {})
    frame["note"] = frame["verdict_key"].map(notes)
    columns = [*COLUMNS, "note"] if frame["note"].notna().any() else COLUMNS
    all_rows = len(frame) if len(frame) < MOST else queries.count(connection, wanted)
    cut = all_rows > len(frame)
    rows_told = say("compliance.rows_cut", shown=number(len(frame)), rows=number(all_rows)) if cut else say("compliance.rows", rows=number(all_rows))
    st.caption(rows_told)
    picked = show_table(frame, columns, language, connection, key="compliance", on_select="rerun", selection_mode="single-row")
    stamp = stamp_of(connection)
    name = f"worklist_{stamp.release_id}"
    left, right = st.columns(2)
    with left:
        asked = say("compliance.title") + ": " + ", ".join(f"{key} {value}" for key, value in vars(wanted).items() if value)
        taken = frame[[*COLUMNS, "object", "note"]].assign(object=objects_in_words(connection, language, frame["object"]))
        downloads(connection, taken, "worklist", language, asked, ["fact_verdict"], [rows_told] if cut else [])
    with right:
        told = [stamp_line(stamp, language), say("compliance.lead")]
        paper = {rows_told: labelled(frame, columns, language, connection)}
        download_print(say("compliance.title"), paper, told, name, language, say("synthetic.watermark") if stamp.is_synthetic else "")
    rows = picked.selection.rows
    _detail(connection, language, frame.iloc[rows[0] if rows and rows[0] < len(frame) else 0])


def _filters(connection: duckdb.DuckDBPyConnection, language: str, labels: dict[str, str]) -> queries.Wanted:
    say = partial(text, language)
    shown = choose_many(say("compliance.verdict"), labels, "verdict", language, default=tuple(labels) if _narrow() else WORTH_A_LOOK)
    one, two, three = st.columns(3)
    document = choose(say("compliance.document"), queries.documents(connection, language), "document", language, say("compliance.all"), one)
    clause = choose(say("column.clause"), queries.clauses(connection, language, document), "clause", language, say("compliance.all_clauses"), two)
    year = choose(say("column.year"), queries.years(connection), "year", language, say("compliance.all_years"), three)
    one, two, _ = st.columns(3)
    district = choose(say("compliance.district"), queries.districts(connection), "district", language, say("compliance.all_districts"), one)
    school = choose(say("column.school"), queries.schools(connection, district), "school", language, say("compliance.all_schools"), two)
    return queries.Wanted(tuple(shown), document, clause, district, school, int(year) if year else None)


def _narrow() -> bool:
    """Whether the address already asks for one clause or school: then every verdict of it is of interest."""
    return bool(st.query_params.get("clause") or st.query_params.get("school"))


def _detail(connection: duckdb.DuckDBPyConnection, language: str, row: pd.Series) -> None:
    """The clause behind a row, its evidence, and a place for a note."""
    say = partial(text, language)
    found = queries.clause(connection, language, str(row["clause"]))
    st.header(say("compliance.detail", clause=row["clause"], subject=row["subject"]))
    st.caption(say("compliance.pick"))
    st.text(str(found.get("statement", "")))
    st.text(f"{row['verdict']}: {row['reason']}")
    labels = {name: column.label for name, column in dictionary(connection, language).items()}
    st.table({labels[term]: _term(language, term, found[term]) for term in CLAUSE_TERMS if found.get(term) not in (None, "")})
    evidence = row["evidence"] if isinstance(row["evidence"], str) else None
    if isinstance(row["measure_id"], str):
        items = queries.evidence_items(connection, language, row["measure_id"], str(row["subject_id"]), str(row["object"]), int(row["period_year"]))
        if not items.empty:
            st.subheader(say("list.counted", name=say("compliance.items"), rows=number(len(items))))
            show_table(items, ["item", "treatment", "why", "source"], language, key="compliance_items")
    ids = queries.traceable(connection, evidence)
    for row_id in ids:
        st.markdown(f"[{say('compliance.evidence', row_id=row_id)}]({link('trace', language, row_id, row=row_id)})")
    if not ids:
        st.caption(say("compliance.printed_at", place=evidence) if evidence else say("compliance.no_evidence"))
    if isinstance(row["school_id"], str):
        st.markdown(f"[{say('compliance.to_school')}]({link('school', language, str(row['school_id']), school=str(row['school_id']))})")
    key = int(row["verdict_key"])
    note = st.text_area(say("compliance.note"), value=st.session_state[NOTES].get(key, ""), key=f"note_{key}", help=say("compliance.note_help"))
    if note.strip() != st.session_state[NOTES].get(key, ""):
        st.session_state[NOTES] = {**st.session_state[NOTES], key: note.strip()}
        st.rerun()
    if note.strip():
        st.caption(say("compliance.note_kept"))


def _term(language: str, term: str, value: object) -> str:
    """A term of a clause as words where it is one of few codes."""
    if str(value).startswith("9999"):
        return text(language, "compliance.open_end")
    key = f"{term}.{value}"
    return text(language, key) if key in catalogue(language) else str(value)


DRAWN = {"worklist": _worklist, "targets": draw_targets, "coverage": draw_coverage}
"""The parts of the page."""
