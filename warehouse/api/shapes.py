"""What the HTTP interface takes and gives. These classes are its OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
ParameterName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Cell = Any
"""A JSON value: number, text, true or false, null, list or object."""


class ProblemBody(BaseModel):
    """Why a request is not answered (RFC 9457). `code` is for programs; place and hints are there where the fault is in a statement."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    line: int | None = None
    column: int | None = None
    hints: list[str] = []


class ReleaseBody(BaseModel):
    """The release that is asked, and what a statement may use (limit name to value)."""

    release_id: str
    is_current: bool
    limits: dict[str, int]


class TableBody(BaseModel):
    """A published table; `label` only where labels were asked for."""

    name: str
    description: str
    rows: int
    label: str | None = None


class ColumnBody(BaseModel):
    """A column of a published table, from the dictionary."""

    name: str
    type: str
    meaning: str
    unit: str
    caveat: str
    label: str | None = None


class TablesBody(BaseModel):
    """All published tables."""

    release_id: str
    tables: list[TableBody]


class ColumnsBody(BaseModel):
    """The columns of one table, in order."""

    release_id: str
    table: str
    columns: list[ColumnBody]


class AnswerColumn(BaseModel):
    """A column of an answer; `label` where labels were asked for and the dictionary knows the name."""

    name: str
    type: str
    label: str | None = None


class AnswerBody(BaseModel):
    """An answer. `extent` says "complete" or where it was cut."""

    release_id: str
    columns: list[AnswerColumn]
    rows: list[list[Cell]]
    is_complete: bool
    extent: str
    milliseconds: float


class MetricBody(BaseModel):
    """A metric as the release defines it; label, definition and caveat in the language that was asked for, else in English."""

    name: str
    label: str
    definition: str
    unit: str
    caveat: str | None
    numerator: str | None
    denominator: str | None
    by: list[str]


class MetricsBody(BaseModel):
    """All metrics that are asked for by name."""

    release_id: str
    metrics: list[MetricBody]


class Ask(BaseModel):
    """A statement with the values of its `$name` parameters."""

    model_config = ConfigDict(extra="forbid")

    sql: Annotated[str, Field(min_length=1, max_length=1_000_000, examples=["select count(*) as schools from marts.dim_school"])]
    parameters: Annotated[
        dict[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], bool | int | float | str | None], Field(max_length=100)
    ] = {}
    rows: Annotated[int | None, Field(ge=1, le=1_000_000, description="Most rows of the answer")] = None
