"""The HTTP interface of a home: `create_api(home)` for any ASGI server, `warehouse api` on localhost.

Every answer carries the release as ETag; a request that already has it gets 304. Errors are problem objects of one line.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from warehouse.access.identity import DeniedError, Identity, of_account
from warehouse.access.mode import local_refusal, mode
from warehouse.access.token import identity_of_token
from warehouse.api.releases import Releases
from warehouse.api.shapes import (
    AnswerBody,
    AnswerColumn,
    Ask,
    ColumnBody,
    ColumnsBody,
    Language,
    MetricBody,
    MetricsBody,
    ProblemBody,
    ReleaseBody,
    TableBody,
    TablesBody,
)
from warehouse.errors import InputError, NoReleaseError, SqlError
from warehouse.policy.worklist import Filter, worklist
from warehouse.query.answer import Answer
from warehouse.query.limits import limit_rows
from warehouse.query.metrics import Metric, Question, ask_metric, list_metrics
from warehouse.query.output import plain
from warehouse.query.sandbox import Sandbox, shared
from warehouse.release import pointer
from warehouse.settings import Home

HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""Names under which the interface may be called; a reverse proxy passes its own with `warehouse api --host-name`."""
PREFIX = "/api/v1"
STATUS = {"forbidden": 403, "busy": 429, "worker": 500, "cancelled": 503}
"""Codes of problems that are not the statement's fault; all others are 400."""
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemBody, "description": what, "content": {"application/problem+json": {}}}
    for status, what in (
        (400, "The request or its statement cannot be answered"),
        (401, "A token is needed, and the one given is none, unknown, revoked or expired"),
        (403, "The token's role does not suffice"),
        (404, "There is no such release or table"),
        (422, "The request does not have the documented shape"),
        (429, "Too many statements are waiting"),
        (500, "No safe worker could be started"),
        (503, "Nothing has been published yet"),
    )
}
Labels = Annotated[Language | None, Query(description="Add labels in this language")]


class NotChanged(Exception):
    """The caller already has this release."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Unauthorised(Exception):
    """Nobody is known to ask."""


class Unknown(Exception):
    """There is no such release or table."""


class Asked:
    """What every request has in common: the release it asks, its tag, and the caller's name in queue and log."""

    def __init__(
        self,
        request: Request,
        response: Response,
        release: Annotated[str | None, Query(max_length=100, description="Ask this release instead of the current one")] = None,
    ) -> None:
        releases: Releases = request.app.state.releases
        self.who = _who_asks(request, releases.home)
        self.who.needs("release.read")
        try:
            self.database: Path = releases.database(release)
        except NoReleaseError:
            raise
        except InputError as error:
            raise Unknown(str(error)) from None
        self.release_id = self.database.parent.name
        self.releases = releases
        self.sandbox: Sandbox = request.app.state.sandbox
        tag = f'"{self.release_id}"'
        seen = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
        if request.method in ("GET", "HEAD") and (tag in seen or "*" in seen):
            raise NotChanged(tag)
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"


ReleaseAsked = Annotated[Asked, Depends()]


def _who_asks(request: Request, home: Home) -> Identity:
    """The holder of the token in the Authorization header; without one, in local mode, whoever is at this machine. Raises Unauthorised."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        try:
            return identity_of_token(home, token.strip())
        except DeniedError as error:
            raise Unauthorised(str(error)) from None
    # The address at which this very connection arrived, whatever server carries the interface.
    arrived_at = str((request.scope.get("server") or ("",))[0])
    if request.app.state.needs_token or local_refusal(arrived_at, request.headers) is not None:
        raise Unauthorised("send a token as 'Authorization: Bearer …'; the operator issues one with `warehouse token issue`")
    return of_account(f"api {request.client.host}" if request.client else "api")


def create_api(home: Home | Path, sandbox: Sandbox | None = None, host_names: tuple[str, ...] = ()) -> FastAPI:
    """The interface over the releases of a home. `host_names` are further names under which it may be called.

    Whoever calls needs a token, but in local mode under a name of this machine. Raises InputError where sign-in is half set up.
    """
    where = home if isinstance(home, Home) else Home(home)
    needs_token = bool(host_names) or mode(where) != "local"

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        yield
        api.state.releases.close()

    # The interactive pages of the library load scripts from elsewhere, so they are off; the document itself is served.
    api = FastAPI(
        title="Shanghai vocational-education warehouse",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        description="Read-only. One release is asked; its id is the ETag. Statements run in a sandbox whose limits /release tells.",
    )
    api.state.releases = Releases(where)
    api.state.sandbox = sandbox or shared()
    api.state.needs_token = needs_token
    api.add_middleware(TrustedHostMiddleware, allowed_hosts=[*HOSTS, *host_names])
    _add_problems(api)
    _add_routes(api)
    return api


def _add_routes(api: FastAPI) -> None:
    api.get(f"{PREFIX}/release", responses=PROBLEMS, summary="The release and the limits")(release)
    api.get(f"{PREFIX}/tables", responses=PROBLEMS, summary="All published tables")(tables)
    api.get(f"{PREFIX}/tables/{{name}}", responses=PROBLEMS, summary="The columns of one table")(columns)
    api.get(f"{PREFIX}/query", responses=PROBLEMS, summary="Answer a query (short ones; the address holds it)")(query_by_address)
    api.post(f"{PREFIX}/query", responses=PROBLEMS, summary="Answer a query")(query)
    api.get(f"{PREFIX}/metrics", responses=PROBLEMS, summary="All metrics with their definitions")(metrics)
    api.get(f"{PREFIX}/metrics/{{names}}", responses=PROBLEMS, summary="Metrics by dimension (several names with commas)")(metric)
    api.get(f"{PREFIX}/verdicts", responses=PROBLEMS, summary="Verdicts of policy clauses, worst first")(verdicts)


def release(asked: ReleaseAsked) -> ReleaseBody:
    is_current = pointer.current(asked.releases.home).release_id == asked.release_id
    return ReleaseBody(release_id=asked.release_id, is_current=is_current, limits={one.name: one.value for one in limit_rows(asked.sandbox.limits)})


def tables(asked: ReleaseAsked, labels: Labels = None) -> TablesBody:
    rows = asked.releases.rows(
        asked.database,
        "select schema_name || '.' || table_name, description, row_count, label_zh, label_en from meta.table_dictionary order by 1",
    )
    return TablesBody(
        release_id=asked.release_id,
        tables=[
            TableBody(name=name, description=description, rows=count, label={"zh": zh, "en": en}.get(labels or ""))
            for name, description, count, zh, en in rows
        ],
    )


def columns(asked: ReleaseAsked, name: str, labels: Labels = None) -> ColumnsBody:
    rows = asked.releases.rows(
        asked.database,
        "select column_name, data_type, meaning, coalesce(unit, ''), coalesce(caveat, ''), label_zh, label_en from meta.dictionary "
        "where schema_name || '.' || table_name = ? order by column_position",
        [name.lower()],
    )
    if not rows:
        raise Unknown(f"there is no published table of this name; {PREFIX}/tables lists them")
    return ColumnsBody(
        release_id=asked.release_id,
        table=name.lower(),
        columns=[
            ColumnBody(name=column, type=kind, meaning=meaning, unit=unit, caveat=caveat, label={"zh": zh, "en": en}.get(labels or ""))
            for column, kind, meaning, unit, caveat, zh, en in rows
        ],
    )


def query_by_address(
    asked: ReleaseAsked,
    sql: Annotated[str, Query(min_length=1, max_length=4_000, examples=["select count(*) from marts.dim_school"])],
    rows: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    labels: Labels = None,
) -> AnswerBody:
    return _body(asked, asked.sandbox.run(asked.database, sql, user=asked.who, rows=rows), labels)


def query(asked: ReleaseAsked, body: Ask, labels: Labels = None) -> AnswerBody:
    answer = asked.sandbox.run(asked.database, body.sql, user=asked.who, parameters=body.parameters, rows=body.rows)
    return _body(asked, answer, labels)


def metrics(asked: ReleaseAsked, labels: Labels = None) -> MetricsBody:
    found = [one for one in list_metrics(asked.database).values() if not one.is_part]
    return MetricsBody(release_id=asked.release_id, metrics=[_metric_body(one, labels or "en") for one in found])


def _metric_body(one: Metric, language: Language) -> MetricBody:
    in_chinese = language == "zh"
    return MetricBody(
        name=one.name,
        label=one.label_zh if in_chinese else one.label_en,
        definition=one.definition_zh if in_chinese else one.definition_en,
        unit=one.unit_zh if in_chinese else one.unit,
        caveat=one.caveat_zh if in_chinese else one.caveat_en,
        numerator=one.numerator,
        denominator=one.denominator,
        by=sorted({"year", *(dimension.column for dimension in one.dimensions)}),
    )


def metric(
    asked: ReleaseAsked,
    names: str,
    by: Annotated[list[str] | None, Query(max_length=10, description="Columns to cut by, for example district")] = None,
    where: Annotated[list[str] | None, Query(max_length=20, description="Conditions such as `year = 2024`; all must hold")] = None,
    grain: Annotated[str | None, Query(max_length=20, description="year")] = None,
    labels: Labels = None,
) -> AnswerBody:
    question = Question(tuple(names.split(",")), tuple(by or ()), tuple(where or ()), grain)
    return _body(asked, ask_metric(asked.database, question, user=asked.who.name), labels)


def verdicts(
    asked: ReleaseAsked,
    school: Annotated[str | None, Query(max_length=200, description="School id or name")] = None,
    district: Annotated[str | None, Query(max_length=200)] = None,
    clause: Annotated[str | None, Query(max_length=200, description="Clause id")] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    verdict: Annotated[list[str] | None, Query(max_length=20, description="Verdicts to show, for example WARN")] = None,
    labels: Labels = None,
) -> AnswerBody:
    found = worklist(asked.database, Filter(school, district, clause, year, tuple(one.upper() for one in verdict or [])))
    return _body(asked, found, labels, tables=("policy.fact_verdict",))


def _body(asked: Asked, answer: Answer, labels: Language | None, tables: tuple[str, ...] = ()) -> AnswerBody:
    known = _labels(asked, answer.columns, tuple(answer.tables) or tables, labels) if labels else {}
    types = answer.types or [""] * len(answer.columns)
    return AnswerBody(
        release_id=asked.release_id,
        columns=[AnswerColumn(name=name, type=kind, label=known.get(name)) for name, kind in zip(answer.columns, types, strict=True)],
        rows=[[plain(cell) for cell in row] for row in answer.rows],
        is_complete=answer.is_complete,
        extent=answer.extent,
        milliseconds=answer.milliseconds,
    )


def _labels(asked: Asked, names: list[str], tables: tuple[str, ...], language: Language) -> dict[str, str]:
    """Labels of the columns, from the tables that were asked first."""
    rows = asked.releases.rows(
        asked.database,
        f"select column_name, label_{language} from meta.dictionary where column_name in (select unnest($names)) "
        "order by schema_name || '.' || table_name in (select unnest($tables))",
        {"names": names, "tables": list(tables)},
    )
    return dict(rows)


def _add_problems(api: FastAPI) -> None:
    """Every error as a problem object."""

    @api.exception_handler(NotChanged)
    async def not_changed(_: Request, error: NotChanged) -> Response:
        return Response(status_code=304, headers={"ETag": error.tag})

    @api.exception_handler(Unauthorised)
    async def nobody(_: Request, error: Unauthorised) -> Response:
        response = _problem(401, str(error), "unauthorised")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(DeniedError)
    async def denied(_: Request, error: DeniedError) -> Response:
        return _problem(403, error.lines[0], "forbidden")

    @api.exception_handler(Unknown)
    async def unknown(_: Request, error: Unknown) -> Response:
        return _problem(404, str(error), "unknown")

    @api.exception_handler(SqlError)
    async def statement(_: Request, error: SqlError) -> Response:
        told = error.problem
        return _problem(STATUS.get(told.code, 400), told.message, told.code, told.line, told.column, list(told.hints))

    @api.exception_handler(NoReleaseError)
    async def nothing(_: Request, error: NoReleaseError) -> Response:
        return _problem(503, "nothing has been published yet", "no_release")

    @api.exception_handler(InputError)
    async def wrong(_: Request, error: InputError) -> Response:
        return _problem(400, error.lines[0], "input")

    @api.exception_handler(RequestValidationError)
    async def shape(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _problem(422, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}".splitlines()[0], "shape")

    @api.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        response = _problem(error.status_code, str(error.detail), "http")
        response.headers.update(error.headers or {})
        return response


def _problem(status: int, detail: str, code: str, line: int | None = None, column: int | None = None, hints: list[str] | None = None) -> JSONResponse:
    from http import HTTPStatus

    body = ProblemBody(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, line=line, column=column, hints=hints or [])
    return JSONResponse(body.model_dump(), status, media_type="application/problem+json")
