"""SQL workbench: ask the release in SQL, see it as table or chart, save it, share it, take it away. Every statement runs in the sandbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import altair as alt
import duckdb
import streamlit as st

from warehouse.access.identity import Identity
from warehouse.errors import InputError, SqlError
from warehouse.pages import identity
from warehouse.pages import sql_queries as queries
from warehouse.pages.sql_metric import start_from_metric
from warehouse.pages.text import catalogue, number, text
from warehouse.query.about import About, about_answer
from warehouse.query.answer import Answer, unique
from warehouse.query.chart_image import chart_image
from warehouse.query.connection import open_release
from warehouse.query.export import KINDS, MIME, export, file_name
from warehouse.query.limits import limit_rows
from warehouse.query.sandbox import shared
from warehouse.release import pointer
from warehouse.settings import Home

SOON = 1.5
"""Seconds the page waits for an answer before it shows that the statement is running."""
KEPT_HISTORY = 50
EDITOR = Path(__file__).parent / "editor" / "editor.min.js"
FIRST = "select school_level, count(*) as schools\nfrom marts.dim_school\nwhere is_current\ngroup by school_level\norder by schools desc"


@st.cache_resource(show_spinner=False)
def _editor_script() -> str:
    return EDITOR.read_text(encoding="utf-8") if EDITOR.is_file() else ""


@st.cache_resource(max_entries=2, show_spinner=False)
def _frozen_connection(database: str) -> duckdb.DuckDBPyConnection:
    return open_release(Path(database))


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    home = Home.from_environment()
    st.title(say("sql.title"))
    st.write(say("sql.lead"))
    release_id = str(connection.execute("select release_id from meta.release").fetchall()[0][0])
    frozen = _frozen(home, release_id, language)
    if frozen is not None:
        release_id, connection = frozen, _frozen_connection(str(pointer.database(home, frozen))).cursor()
    database = pointer.database(home, release_id)
    _open_link(home, language)
    _choose_question(home, language)
    start_from_metric(connection, database, language, _set_statement)
    asked = _edit(connection, release_id, language)
    statement = str(st.session_state["sql.text"])
    values = _parameters(connection, statement, language)
    run, plan, share = st.columns([1, 1, 1])
    if run.button(say("sql.run"), type="primary", width="stretch", help=say("sql.run_help")) or asked:
        _start(database, statement, values)
    if plan.button(say("sql.plan"), width="stretch", help=say("sql.plan_help")):
        _show_plan(database, statement, values, language)
    if share.button(say("sql.share"), width="stretch", help=say("sql.share_help")):
        _show_links(home, release_id, statement, values, language)
    _result(connection, language)
    _save(home, statement, language)
    _browse(connection, language)
    _history(language)
    _limits(language)


def _user() -> Identity:
    """The reader for queue, log and the roles that the worker asks: the signed-in one, else this session."""
    person = identity.current()
    return replace(person, name=str(st.session_state.setdefault("sql.session", f"session {uuid4().hex[:8]}"))) if person.is_local else person


def _owner() -> str:
    """Whose personal questions these are. Without sign-in all readers of this server are one."""
    return identity.current().name


def _frozen(home: Home, newest: str, language: str) -> str | None:
    """The release of a frozen link, with an honest word about its age; None for the session's own release."""
    wanted = st.query_params.get("release")
    if not wanted:
        return None
    try:
        pointer.database(home, wanted)
    except InputError:
        st.warning(text(language, "sql.frozen_gone"))
        return None
    if wanted == newest:
        return None
    st.warning(text(language, "sql.frozen_old", release=wanted, newest=newest))
    return wanted


def _set_statement(statement: str) -> None:
    st.session_state["sql.text"] = statement
    st.session_state["sql.version"] = st.session_state.get("sql.version", 0) + 1
    st.session_state.pop("sql.plain", None)


def _open_link(home: Home, language: str) -> None:
    """Take the statement of a link over, once."""
    if "sql.text" not in st.session_state:
        _set_statement(FIRST)
    wanted = st.query_params.get("q")
    if not wanted or st.session_state.get("sql.link") == wanted:
        return
    st.session_state["sql.link"] = wanted
    found = queries.link(home, wanted)
    if found is None:
        st.warning(text(language, "sql.link_gone"))
        return
    _set_statement(found.text)
    st.session_state["sql.given"] = found.parameters


def _choose_question(home: Home, language: str) -> None:
    say = partial(text, language)
    mine = queries.Personal(home, _owner()).all()
    options = {f"{say('sql.mine')}: {one.name}": one.text for one in mine} | {one.name: one.text for one in queries.trusted(language)}

    def take_over() -> None:
        chosen = st.session_state["sql.question"]
        if chosen:
            _set_statement(options[chosen])

    st.selectbox(
        say("sql.question"),
        list(options),
        index=None,
        placeholder=say("sql.question_placeholder"),
        key="sql.question",
        on_change=take_over,
        help=say("sql.question_help"),
    )


def _edit(connection: duckdb.DuckDBPyConnection, release_id: str, language: str) -> bool:
    """The editor, or the plain text box. True if the reader asked to run from within the editor."""
    say = partial(text, language)
    script = _editor_script()
    plain = st.toggle(say("sql.plain"), value=not script, disabled=not script, key="sql.is_plain", help=say("sql.plain_help"))
    if plain or not script:
        st.session_state.setdefault("sql.plain", st.session_state["sql.text"])
        st.session_state["sql.text"] = st.text_area(say("sql.statement"), key="sql.plain", height=220)
        return False
    st.session_state.pop("sql.plain", None)
    editor = st.components.v2.component("sql_editor", html='<div id="editor"></div>', css="#editor { width: 100%; }", js=script)
    result = editor(
        data={
            "text": st.session_state["sql.text"],
            "version": st.session_state["sql.version"],
            "release": f"{release_id} {language}",
            "tables": queries.completion(connection, language),
            "name": say("sql.statement"),
        },
        key=f"sql.editor.{st.session_state['sql.version']}",
        on_text_change=lambda: None,
        on_run_change=lambda: None,
    )
    if isinstance(result.get("text"), str):
        st.session_state["sql.text"] = result["text"]
    st.caption(say("sql.editor_keys"))
    return bool(result.get("run"))


def _parameters(connection: duckdb.DuckDBPyConnection, statement: str, language: str) -> dict[str, Any]:
    """One widget for each `$name` of the statement: a list where the column has few values, else a box of its type."""
    found = queries.parameters(connection, statement)
    if not found:
        return {}
    given = st.session_state.get("sql.given", {})
    values = {}
    for place, parameter in zip(st.columns(min(len(found), 4)) * len(found), found, strict=False):
        with place:
            values[parameter.name] = _parameter(parameter, given.get(parameter.name), language)
    return values


def _parameter(parameter: queries.Parameter, given: Any, language: str) -> Any:
    say = partial(text, language)
    name, key = f"${parameter.name}", f"sql.parameter.{parameter.name}"
    if parameter.choices:
        shown = {str(value): value for value in parameter.choices}
        position = list(shown).index(str(given)) if str(given) in shown else 0
        return shown[st.selectbox(name, list(shown), index=position, key=key)]
    kind = parameter.kind
    if not parameter.is_known:
        kinds = ["text", "whole", "decimal", "date", "yes_no"]
        likely = "whole" if isinstance(given, int) and not isinstance(given, bool) else "text"
        kind = st.selectbox(
            say("sql.parameter_kind", name=name), kinds, index=kinds.index(likely), key=f"{key}.kind", format_func=lambda one: say(f"kind.{one}")
        )
    if kind == "whole":
        return int(st.number_input(name, value=int(given or 0), step=1, key=f"{key}.whole"))
    if kind == "decimal":
        return float(st.number_input(name, value=float(given or 0), key=f"{key}.decimal"))
    if kind == "date":
        return st.date_input(name, value=date.fromisoformat(given) if given else "today", key=f"{key}.date")
    if kind == "yes_no":
        return st.checkbox(name, value=bool(given), key=f"{key}.yes_no")
    return st.text_input(name, value=str(given or ""), key=f"{key}.text")


def _start(database: Path, statement: str, values: dict[str, Any]) -> None:
    """Start a statement; the one before it, if it still runs, is cancelled."""
    before: queries.Job | None = st.session_state.get("sql.job")
    if before is not None and not before.done:
        before.cancel()
    st.session_state.pop("sql.refused", None)
    try:
        job = queries.Job(shared().start(database, statement, user=_user(), parameters=values))
    except SqlError as error:
        st.session_state["sql.refused"] = error
        st.session_state.pop("sql.job", None)
        return
    st.session_state["sql.job"] = job
    job.wait(SOON)


def _result(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    refused: SqlError | None = st.session_state.get("sql.refused")
    job: queries.Job | None = st.session_state.get("sql.job")
    if refused is not None:
        _show_problem(refused, language)
    elif job is None:
        st.info(text(language, "sql.nothing_yet"))
    elif not job.done:
        _running(language)
    else:
        _remember(job)
        if job.answer is not None:
            _show_answer(connection, job, job.answer, language)
        elif job.error is not None:
            _show_problem(job.error, language)


@st.fragment(run_every=0.5)
def _running(language: str) -> None:
    """The statement is running: how long, and the button that stops it."""
    job: queries.Job = st.session_state["sql.job"]
    if job.done:
        st.rerun()
    waiting = job.run.ticket is not None and not job.run.ticket.granted
    st.info(text(language, "sql.waiting" if waiting else "sql.running", seconds=shared().limits.seconds))
    if st.button(text(language, "sql.cancel")):
        job.cancel()
        st.rerun()


def _show_problem(error: SqlError, language: str) -> None:
    """Why there is no answer, in the reader's language where there are words for it, with the place and near names."""
    problem = error.problem
    known = f"problem.{problem.code}"
    limits = {one.name: number(one.value) for one in limit_rows(shared().limits)}
    told = text(language, known, name=problem.name, **limits) if known in catalogue(language) else problem.message
    lines = [told]
    if problem.line is not None:
        lines.append(text(language, "problem.place", line=problem.line, column=problem.column))
    if problem.hints:
        lines.append(text(language, "problem.hints", hints=", ".join(problem.hints)))
    if problem.code in ("syntax", "refused"):  # what exactly, in the words of the parser and the gate
        lines.append(problem.message)
    st.error(text(language, "problem.title"))
    st.code("\n".join(lines), language=None, wrap_lines=True)


def _show_answer(connection: duckdb.DuckDBPyConnection, job: queries.Job, answer: Answer, language: str) -> None:
    say = partial(text, language)
    extent = say("extent.complete") if answer.is_complete else say(f"extent.{answer.cut_by}", at=number(answer.cut_at))
    if answer.cells_cut:
        extent += say("extent.cells", cells=number(answer.cells_cut))
    st.caption(say("sql.extent", rows=number(len(answer.rows)), extent=extent, ms=number(answer.milliseconds), release=answer.release_id))
    short = [name.partition(".")[2] for name in answer.tables]
    about = about_answer(connection, answer.columns, language, job.run.text, tables=short)
    as_table, as_chart = st.tabs([say("sql.as_table"), say("sql.as_chart")])
    with as_table:
        _show_table(answer, about)
        with st.popover(say("export.title")):
            for kind in KINDS:
                st.download_button(
                    say(f"export.{kind}"),
                    partial(export, answer, kind, about),
                    file_name=file_name("query", about, kind),
                    mime=MIME[kind],
                    on_click="ignore",
                    key=f"sql.download.{kind}",
                )
    with as_chart:
        _show_chart(answer, about, language)


def _show_table(answer: Answer, about: About) -> None:
    """The rows under their names; the dictionary's label and meaning stand behind each name."""
    config = {note.column: st.column_config.Column(help=f"{note.label}: {note.meaning} {note.unit}".strip()) for note in about.columns}
    st.dataframe(queries.frame_of(answer), hide_index=True, width="stretch", column_config=config)


def _show_chart(answer: Answer, about: About, language: str) -> None:
    say = partial(text, language)
    names, numbers = unique(answer.columns), queries.numeric(answer)
    if not answer.rows or not numbers or len(names) < 2:
        st.info(say("sql.no_chart"))
        return
    kind = st.segmented_control(
        say("sql.chart_kind"), queries.CHARTS, default="bar", format_func=lambda one: say(f"chart.{one}"), key="sql.chart.kind"
    )
    left, middle, right = st.columns(3)
    across = left.selectbox(say("sql.chart_across"), names, key="sql.chart.across")
    upward = names if kind == "heat" else numbers
    start = next((position for position, name in enumerate(upward) if name != across), 0)
    up = middle.selectbox(say("sql.chart_up"), upward, index=start, key=f"sql.chart.up.{kind == 'heat'}")
    colour = right.selectbox(say("sql.chart_colour"), [None, *names], format_func=lambda one: one or say("sql.chart_none"), key="sql.chart.colour")
    drawn = queries.chart(answer, kind or "bar", across, up, colour)
    st.altair_chart(drawn, width="stretch", alt=say("sql.chart_alt", up=up, across=across, rows=number(len(answer.rows))))
    _pictures(drawn, about, language)


def _pictures(drawn: alt.Chart, about: About, language: str) -> None:
    left, right = st.columns(2)
    for place, kind in ((left, "png"), (right, "svg")):
        place.download_button(
            text(language, f"export.{kind}"),
            partial(chart_image, drawn, kind, about),  # type: ignore[arg-type]
            file_name=file_name("chart", about, kind),
            mime={"png": "image/png", "svg": "image/svg+xml"}[kind],
            on_click="ignore",
            key=f"sql.picture.{kind}",
        )


def _show_plan(database: Path, statement: str, values: dict[str, Any], language: str) -> None:
    try:
        plan = shared().plan(database, statement, user=_user(), parameters=values)
    except SqlError as error:
        _show_problem(error, language)
        return
    with st.container(border=True):
        st.markdown(f"**{text(language, 'plan.title')}**")
        steps = [f"{place}. {text(language, key, **about)}" for place, (key, about) in enumerate(queries.plan_steps(plan), start=1)]
        st.code("\n".join(steps) or text(language, "plan.nothing"), language=None, wrap_lines=True)


def _show_links(home: Home, release_id: str, statement: str, values: dict[str, Any], language: str) -> None:
    identifier = queries.keep_link(home, statement, values)
    with st.container(border=True):
        st.caption(text(language, "sql.link_live"))
        st.code(f"/sql?lang={language}&q={identifier}", language=None)
        st.caption(text(language, "sql.link_frozen", release=release_id))
        st.code(f"/sql?lang={language}&q={identifier}&release={release_id}", language=None)


def _save(home: Home, statement: str, language: str) -> None:
    say = partial(text, language)
    mine = queries.Personal(home, _owner())
    with st.expander(say("sql.save")):
        st.caption(say("sql.save_local" if identity.current().is_local else "sql.save_private"))
        name = st.text_input(say("sql.save_name"), key="sql.save.name", max_chars=80)
        if st.button(say("sql.save_do"), disabled=not name.strip()):
            try:
                mine.save(name, statement)
                st.toast(say("sql.saved", name=name))
            except (InputError, OSError):
                st.error(say("sql.not_saved"))
        kept = [one.name for one in mine.all()]
        if kept:
            gone = st.selectbox(say("sql.remove"), kept, index=None, placeholder=say("sql.remove_placeholder"), key="sql.remove")
            if gone and st.button(say("sql.remove_do")):
                mine.remove(gone)
                st.rerun()


def _browse(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    with st.expander(say("sql.browse")):
        found = queries.tables(connection, language)
        labels = dict(zip(found["table"], found["label"], strict=True))
        chosen = st.selectbox(say("sql.browse_table"), list(labels), format_func=lambda one: f"{one}  {labels[one]}", key="sql.browse.table")
        row = found[found["table"] == chosen].iloc[0]
        st.caption(f"{row['description']} {say('sql.browse_rows', rows=number(row['rows']))}")
        heads = {name: say(f"sql.head_{name}") for name in ("column", "label", "type", "unit", "meaning", "caveat")}
        st.dataframe(queries.columns(connection, chosen, language).rename(columns=heads), hide_index=True, width="stretch")


def _remember(job: queries.Job) -> None:
    history: list[dict[str, Any]] = st.session_state.setdefault("sql.history", [])
    if history and history[0]["job"] is job:
        return
    outcome = job.error.problem.code if job.error else "complete" if job.answer and job.answer.is_complete else "cut"
    rows = len(job.answer.rows) if job.answer else None
    history.insert(0, {"job": job, "at": datetime.now(UTC), "text": job.run.text, "rows": rows, "outcome": outcome})
    for old in history[1:]:
        old["job"] = None  # its answer need not stay in memory
    del history[KEPT_HISTORY:]


def _history(language: str) -> None:
    say = partial(text, language)
    history: list[dict[str, Any]] = st.session_state.get("sql.history", [])
    with st.expander(say("sql.history", count=number(len(history)))):
        if not history:
            st.caption(say("sql.history_none"))
            return
        shown = {f"{one['at']:%H:%M:%S} UTC  {one['outcome']}  {' '.join(one['text'].split())[:80]}": one["text"] for one in history}
        chosen = st.selectbox(say("sql.history_choose"), list(shown), key="sql.history.choose")
        st.code(shown[chosen], language="sql")
        st.button(say("sql.history_take"), on_click=_set_statement, args=(shown[chosen],))


def _limits(language: str) -> None:
    with st.expander(text(language, "sql.limits")):
        st.caption(text(language, "sql.limits_lead"))
        rows = [
            {
                text(language, "sql.limit_name"): text(language, f"limit.{one.name}"),
                text(language, "sql.limit_value"): number(one.value),
                text(language, "sql.limit_unit"): text(language, f"limit_unit.{one.unit.lower()}"),
            }
            for one in limit_rows(shared().limits)
        ]
        st.dataframe(rows, hide_index=True, width="stretch")
