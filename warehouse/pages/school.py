"""School: who it is, what it offers and achieved, how it stands to stated peers; each row leads to its print."""

from __future__ import annotations

from functools import partial

import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import school_queries as queries
from warehouse.pages.frame_queries import stamp as stamp_of
from warehouse.pages.guard import piece
from warehouse.pages.labels import codes
from warehouse.pages.parts import choose, choose_many, download_print, downloads, escaped, labelled, show_table, stamp_line
from warehouse.pages.text import SYMBOLS, number, text

MANY = 500
"""Above this many schools the reader searches before choosing: a list of all would be slow and of no help."""


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("school.title"))
    st.write(say("school.lead"))
    school_id = choose_school(connection, language, "school")
    found = queries.school(connection, school_id) if school_id else None
    if found is None:
        st.info(say("school.empty"))
        return
    _who(connection, language, found)
    tables = queries.tables(connection, language, found.school_id)
    _numbers(language, tables)
    paper: dict[str, pd.DataFrame] = {}
    for name, frame in tables.items():
        if frame.empty:
            continue
        columns = _filled(frame)
        heading = say("list.counted", name=say(f"school.{name}"), rows=number(len(frame)))
        st.header(heading)
        if name == "programme":
            _pathways(connection, frame, language)
        if name == "training":
            st.caption(say("school.training_units"))
        show_table(frame, columns, language, connection, key=f"school_{name}")
        paper[heading] = labelled(frame, columns, language, connection)
    absent = [say(f"school.{name}") for name, frame in tables.items() if frame.empty]
    if absent:
        st.info(say("school.absent", parts=say("list.comma").join(absent)))
    _beside_peers(connection, language, found, tables, paper)


@piece
def _beside_peers(
    connection: duckdb.DuckDBPyConnection, language: str, found: queries.School, tables: dict[str, pd.DataFrame], paper: dict[str, pd.DataFrame]
) -> None:
    """The comparison, and the files that hold it together with the tables above."""
    say = partial(text, language)
    paper = dict(paper)
    _peers(connection, language, found, paper)
    stamp = stamp_of(connection)
    notes = [stamp_line(stamp, language)]
    name = f"school_{found.school_id}_{stamp.release_id}"
    download_print(found.name, paper, notes, name, language, say("synthetic.watermark") if stamp.is_synthetic else "")
    known = pd.concat([frame.assign(part=part) for part, frame in tables.items()]) if paper else pd.DataFrame()
    downloads(connection, known, f"school_{found.school_id}", language, f"{say('school.title')}: {found.name}")


def choose_school(connection: duckdb.DuckDBPyConnection, language: str, key: str) -> str | None:
    """A school chosen from the list, or searched first where there are very many. The address keeps it."""
    like = ""
    if queries.school_count(connection) > MANY:
        like = st.text_input(text(language, "school.search"), value=st.query_params.get(key, ""), key=f"{key}_search").strip()
    options = queries.schools(connection, like, MANY)
    if not options:
        return None
    best = queries.best_known(connection)
    return choose(text(language, "school.choose"), options, key, language, default=best if best in options else next(iter(options)))


def _who(connection: duckdb.DuckDBPyConnection, language: str, found: queries.School) -> None:
    say = partial(text, language)
    st.header(found.name)
    facts = {
        "school.level": codes(connection, language, "school_level").get(found.level),
        "school.kind": codes(connection, language, "school_kind").get(found.kind),
        "school.district": found.district,
        "school.body": found.supervising_body,
        "school.address": found.address,
        "school.founded": found.founded_year,
        "school.other_names": say("list.comma").join(queries.other_names(connection, found.school_id)) or SYMBOLS["not_applicable"],
    }
    told = [f"**{say(key)}** {escaped(value)}" for key, value in facts.items()]
    st.markdown(" · ".join(told))


def _numbers(language: str, tables: dict[str, pd.DataFrame]) -> None:
    counted = {
        "school.count_programme": tables["programme"],
        "school.count_recognition": tables["recognition"],
        "school.count_award": tables["award"],
        "school.count_consortium": tables["consortium"],
        "school.count_figure": tables["figure"],
    }
    for column, (key, frame) in zip(st.columns(len(counted)), counted.items(), strict=True):
        column.metric(text(language, key), number(len(frame)), help=text(language, "school.count_help"))


def _pathways(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, language: str) -> None:
    """Programmes of the newest year by pathway and status."""
    newest = frame[frame["academic_year"] == frame["academic_year"].max()]
    counts = newest.groupby(["pathway", "status"], as_index=False).size().rename(columns={"size": "programmes"})
    st.caption(text(language, "school.pathways", year=int(frame["academic_year"].max())))
    show_table(counts, ["pathway", "status", "programmes"], language, connection, key="school_pathways")


def _filled(frame: pd.DataFrame) -> list[str]:
    """Columns that hold anything for this school, without the id of the row."""
    return [column for column in frame if column != "row_id" and (column == "source" or frame[column].notna().any())]


def _peers(connection: duckdb.DuckDBPyConnection, language: str, found: queries.School, paper: dict[str, pd.DataFrame]) -> None:
    say = partial(text, language)
    st.header(say("peers.title"))
    rules = {"level": say("peers.level"), "district": say("peers.district"), "own": say("peers.own")}
    if found.district is None:
        rules.pop("district")
    rule = choose(say("peers.rule"), rules, "peers", language, default="level")
    if rule == "own":
        names = queries.schools(connection, "", MANY)
        names.pop(found.school_id, None)
        peer_ids = choose_many(say("peers.choose"), names, "peer", language)
    else:
        peer_ids = queries.peers(connection, found, same_district=rule == "district")
    level = codes(connection, language, "school_level").get(found.level, "")
    told = say(f"peers.{rule}_rule", level=level, district=found.district or "", count=number(len(peer_ids)))
    st.caption(told + " " + say("peers.missing"))
    if not peer_ids:
        st.info(say("peers.none"))
        return
    frame = queries.beside_peers(connection, found, peer_ids)
    frame["measure"] = [say(f"measure.{name}") for name in frame["measure"]]
    columns = ["measure", "own", "peers_with_value", "lowest", "median", "highest"]
    show_table(frame, columns, language, key="school_peers")
    paper[f"{say('peers.title')}: {told}"] = labelled(frame, columns, language)
