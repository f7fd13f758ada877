"""One worker: a process that answers one statement on one release and ends. It holds nothing that is worth stealing.

The order matters: open the release, give up every right, close files, network and settings, prove it, only then read what the user wrote.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import socket
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from warehouse.access.identity import may, permissions
from warehouse.query.connection import hardening
from warehouse.query.gate import Catalogue, Passed, Refused, examine
from warehouse.query.limits import Limits
from warehouse.query.problem import FORBIDDEN, Problem, place_of
from warehouse.query.wire import frame, packed, receive, rows_frame, send, unpacked

NOBODY = 65_534
BATCH_ROWS = 500
ZONE = "Asia/Shanghai"
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)

Connection = duckdb.DuckDBPyConnection


def work(channel: socket.socket, database: Path, limits: Limits) -> None:
    """Answer one request on `channel`. What cannot be made safe is answered with an error, never with data."""
    try:
        layers, connection = _confine(channel, database, limits)
        catalogue = Catalogue.of(connection)
        send(channel, {"ready": {"pid": os.getpid(), "layers": layers}})
        request, _ = receive(channel, 8 * limits.text + 1_000_000)
        if request is None:
            return
        answer = Answering(channel, connection, catalogue, limits)
        answer.to(request)
    except OSError:
        return  # The caller has gone.
    except BaseException as error:
        with contextlib.suppress(OSError):
            send(channel, {"error": _shown(Problem("worker", f"the worker could not start safely ({type(error).__name__})"))})


def _confine(channel: socket.socket, database: Path, limits: Limits) -> tuple[list[str], Connection]:
    """Open the release, then drop rights and close every door. Returns the layers that are on."""
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)
    _keep_only(channel.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = limits.memory << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    root = os.getuid() == 0  # asked before: in a namespace of its own a user has another number
    layers = _leave_network()  # before DuckDB has threads: with them a user's own namespace is refused
    connection = duckdb.connect(str(database), read_only=True, config={"threads": limits.threads})
    layers += _drop_rights(root)
    seconds = limits.seconds * limits.threads + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.files, limits.files))
    _harden(connection, database, limits)
    return [*layers, "own process and session", "limits of the system", "settings locked and read back"], connection


def _keep_only(descriptor: int) -> None:
    """Close every inherited file but the channel; standard streams lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else map(str, range(3, 1024)):  # noqa: PTH208, PTH112
        if int(name) > 2 and int(name) != descriptor:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _leave_network() -> list[str]:
    """Move into a network of its own that leads nowhere, where the system lets this user do so."""
    kind = _CLONE_NEWNET if os.getuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
    return ["no network"] if _libc.unshare(kind) == 0 else []


def _drop_rights(root: bool) -> list[str]:
    """Give up what the system lets a process give up: files and identity. Names what was given up."""
    layers = []
    if root:
        # The working directory of the nursery is an empty folder: it becomes the whole file system of the worker.
        os.chroot(".")
        os.chdir("/")
        layers.append("empty file system")
        # In a user namespace "root" may have no other identity to change to: the other layers then stand without this one.
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            layers.append("unprivileged user")
        _libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)  # a change of identity clears it
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        layers.append("no new privileges")
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return layers


def _harden(connection: Connection, database: Path, limits: Limits) -> None:
    """The settings in their order, each read back; the open file itself must be refused."""
    settings = hardening(limits.query_memory, limits.threads, ZONE)
    for name, value in settings:
        connection.execute(f"set {name} = {value}")
    for name, value in settings:
        if name == "disabled_filesystems":
            continue  # reads back empty on DuckDB 1.5.6; it is tried below
        row = connection.execute("select current_setting(?)", [name]).fetchone()
        if row is None or not _same(name, str(row[0]), value):
            raise RuntimeError(name)
    for reach in ("select count(*) from read_blob(?)", "select count(*) from glob(?)"):
        try:
            connection.execute(reach, [str(database)])
        except (duckdb.PermissionException, duckdb.IOException):
            continue
        raise RuntimeError("files")


def _same(name: str, found: str, wanted: str) -> bool:
    if name == "streaming_buffer_size":
        return found == "64.0 KiB"
    if name == "memory_limit":  # reads back rounded, such as '1.0 GiB'
        number, unit = found.split()
        mib = float(number) * {"MiB": 1, "GiB": 1_024, "TiB": 1_048_576}[unit]
        return abs(mib - float(wanted.strip("'").removesuffix("MiB"))) <= 0.06 * mib
    return found.lower() == wanted.strip("'").lower()


class Answering:
    """One request and its answer, frame by frame."""

    def __init__(self, channel: socket.socket, connection: Connection, catalogue: Catalogue, limits: Limits) -> None:
        self._channel = channel
        self._connection = connection
        self._catalogue = catalogue
        self._limits = limits
        self._sent = 0
        self._held: list[bytes] = []

    def to(self, request: dict[str, Any]) -> None:
        text = str(request["text"])
        if not may([str(role) for role in request["roles"]], "sql.ask"):
            self._fail(FORBIDDEN)
            return
        try:
            passed = examine(self._connection, text, self._catalogue)
            parameters = {str(name): unpacked(value) for name, value in request["parameters"]}
            if request["do"] == "plan":
                self._plan(passed, parameters)
            else:
                self._run(passed, parameters, min(int(request["rows"]), self._limits.rows_most))
        except Refused as refusal:
            self._fail(refusal.problem)
        except duckdb.Error as error:
            self._fail(problem_of(error, text, self._catalogue, self._limits))
        except (MemoryError, UnicodeError):
            self._fail(Problem("memory", f"the statement needs more than {self._limits.query_memory:,} MiB of memory; ask for less at once"))

    def _plan(self, passed: Passed, parameters: dict[str, Any]) -> None:
        row = self._execute("explain (format json) " + passed.query, parameters).fetchone()
        self._last({"plan": json.loads(row[1]) if row else [], "tables": sorted(passed.tables)})

    def _run(self, passed: Passed, parameters: dict[str, Any], most_rows: int) -> None:
        started = perf_counter()
        cursor = self._execute(passed.statement, parameters)
        columns = [(str(name), str(kind)) for name, kind, *_ in cursor.description or []]
        if len(columns) > self._limits.columns:
            self._fail(Problem("columns", f"the answer has {len(columns):,} columns, the limit is {self._limits.columns:,}; name those you need"))
            return
        self._hold(frame({"columns": columns, "kind": passed.kind, "tables": sorted(passed.tables)}))
        rows, cells, cut = self._rows(cursor, most_rows)
        self._last({"end": {"cut": cut, "rows": rows, "cells_cut": cells, "ms": round((perf_counter() - started) * 1000, 1)}})

    def _execute(self, statement: duckdb.Statement | str, parameters: dict[str, Any]) -> Connection:
        return self._connection.execute(statement, parameters) if parameters else self._connection.execute(statement)

    def _rows(self, cursor: Connection, most_rows: int) -> tuple[int, int, str | None]:
        """Stream rows until they end or a limit is met: how many, how many cells were cut, and by which limit."""
        rows = cells = 0
        while True:
            batch = cursor.fetchmany(min(BATCH_ROWS, most_rows + 1 - rows))
            if not batch:
                return rows, cells, None
            shown, size, full = [], 0, False
            for row in batch[: most_rows - rows]:
                cut, content = self._trimmed(row)
                text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
                size += len(text.encode("utf-8", "replace")) + 1
                full = self._sent + size > self._limits.answer
                if full:
                    break
                cells += cut
                shown.append(text)
            if shown:
                self._hold(rows_frame(shown))
            rows += len(shown)
            if len(batch) == BATCH_ROWS:
                self._flush()  # what comes next may take long; a short answer goes out in one piece instead
            if full:
                return rows, cells, "bytes"
            if len(batch) > len(shown):
                return rows, cells, "rows"

    def _trimmed(self, row: tuple[Any, ...]) -> tuple[int, list[Any]]:
        cut, content, most = 0, [], self._limits.cell
        for cell in row:
            value = cell if cell is None or type(cell) in (int, float, bool) else packed(cell)
            if not isinstance(value, (str, int, float, bool)) and value is not None and len(text := json.dumps(value, ensure_ascii=False)) > most:
                value = text
            if isinstance(value, str) and len(value) > most:
                cut, value = cut + 1, value[: most - 1] + "…"
            content.append(value)
        return cut, content

    def _hold(self, content: bytes) -> None:
        self._held.append(content)
        self._sent += len(content)

    def _flush(self) -> None:
        self._channel.sendall(b"".join(self._held))
        self._held.clear()

    def _last(self, message: dict[str, Any]) -> None:
        self._hold(frame(message))
        self._flush()

    def _fail(self, problem: Problem) -> None:
        self._last({"error": _shown(problem)})


def _shown(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


_TOLD = {
    "Parser": "syntax",
    "Binder": "binder",
    "Catalog": "binder",
    "Conversion": "value",
    "Out of Range": "value",
    "Invalid Input": "value",
    "Mismatch Type": "value",
    "Invalid Type": "value",
    "Decimal": "value",
    "Divide by Zero": "value",
    "Not implemented": "binder",
    "Syntax": "syntax",
    "Parameter Not Resolved": "parameter",
}
"""Errors of DuckDB whose words are about the statement. All others are told without DuckDB's words: those may name files and settings."""


def problem_of(error: duckdb.Error, text: str, catalogue: Catalogue, limits: Limits) -> Problem:
    """An error of DuckDB in words for the reader, with its place and near names."""
    _, _, content = str(error).partition(": ")
    try:
        told = json.loads(content)
    except ValueError:
        told = {"exception_type": str(error).partition(" Error:")[0], "exception_message": content}
    kind, message = str(told.get("exception_type", "")), str(told.get("exception_message", ""))
    raw = text.encode()
    position = str(told.get("position", ""))
    # On DuckDB 1.5.6 the parser counts characters and the binder bytes.
    offset = int(position) if position.isdigit() else None
    place = place_of(raw, len(text[:offset].encode()) if kind == "Parser" and offset is not None else offset)
    name = str(told.get("name") or "")
    if kind == "Out of Memory":
        return Problem("memory", f"the statement needs more than {limits.query_memory:,} MiB of memory; ask for less at once")
    if told.get("error_subtype") == "COLUMN_NOT_FOUND":
        return Problem("no_column", f"there is no column {name}", *place, name=name, hints=_column_hints(name, told, text, catalogue))
    if told.get("error_subtype") == "MISSING_ENTRY" and told.get("type") == "Table":
        return Problem("no_table", f"there is no published table {name}", *place, name=name, hints=catalogue.near_tables(name))
    if kind not in _TOLD:
        return Problem("failed", "DuckDB could not answer this statement")
    first = next((line.strip() for line in message.splitlines() if line.strip()), "DuckDB could not answer this statement")
    if "prepared statement parameters" in first or "parameter" in first and kind == "Invalid Input":
        return Problem("parameter", first, *place)
    return Problem(_TOLD[kind], first, *place, name=name)


def _column_hints(name: str, told: dict[str, Any], text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Near columns of the tables that the statement names, then what DuckDB proposes."""
    lowered = text.lower()
    named = {table for table in catalogue.tables if table in lowered}
    short = name.rpartition(".")[2].lower()
    given = [part.strip().rpartition(".")[2] for part in str(told.get("candidates") or "").split(",") if part.strip()]
    return tuple(get_close_matches(short, dict.fromkeys((*catalogue.near_columns(short, named), *given)), n=3, cutoff=0.5))


def prepare() -> None:
    """Load what a worker needs before its file system is gone: modules that DuckDB imports late, the time zone, the permissions, codecs."""
    import pytz

    pytz.timezone(ZONE)
    permissions()
    with duckdb.connect() as connection:
        # Conversions to Python objects import their modules at first use.
        connection.execute(
            "select 1.5::decimal(9, 2), date '2024-01-01', time '10:00', timestamp '2024-01-01', uuid(), interval 1 day, '\\x00'::blob, "
            "[1], {'a': 1}, map {'a': 1}, timestamptz '2024-01-01 00:00:00+00', 1::hugeint, bit '01', timetz '10:00:00+01'"
        ).fetchall()
        connection.extract_statements("select 1")
    gc.collect()
    gc.freeze()
