"""The HTTP interface: what it documents is what it does, with labels, releases as tags, and problems in one line."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

import warehouse
from warehouse.api import create_api
from warehouse.errors import InputError, SqlError
from warehouse.query.sandbox import Sandbox
from warehouse.settings import Home


@contextmanager
def served(home: Path, sandbox: Sandbox) -> Iterator[str]:
    """The interface on a free port of localhost, as `warehouse api` serves it."""
    server = uvicorn.Server(uvicorn.Config(create_api(Home(home), sandbox), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
        assert thread.is_alive()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


class Client:
    """Requests to one address."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self._address + path, timeout=60, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(self._address + path, timeout=60, **options)


@pytest.fixture(scope="module")
def address(target: Path, sandbox: Sandbox) -> Iterator[str]:
    with served(target.parents[2], sandbox) as where:
        yield where


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address)


def test_answers_have_the_documented_shape(address: str) -> None:
    """Requests made from the interface's own document, good and bad; every answer must be one that the document describes."""
    asked = []
    for found in schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json").get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            # Text of the right shape need not be a statement that can be answered: 400 is documented for it.
            case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=60)

        ask()
        asked.append(operation.label)
    assert {"GET /api/v1/tables", "POST /api/v1/query", "GET /api/v1/verdicts"} <= set(asked)


def test_tables_and_columns_have_labels_on_demand(client: Client) -> None:
    plain = {table["name"]: table for table in client.get("/api/v1/tables").json()["tables"]}
    labelled = {table["name"]: table for table in client.get("/api/v1/tables?labels=zh").json()["tables"]}
    assert plain["marts.dim_contest"]["label"] is None
    assert labelled["marts.dim_contest"]["label"] == "赛事维度"
    (counted,) = client.get("/api/v1/query?sql=select count(*) from marts.dim_contest").json()["rows"]
    assert [labelled["marts.dim_contest"]["rows"]] == counted
    columns = client.get("/api/v1/tables/marts.dim_school?labels=en").json()["columns"]
    assert columns[0]["name"] == "school_key"
    assert all(column["label"] and column["meaning"] for column in columns)
    missing = client.get("/api/v1/tables/marts.nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown")


def test_a_query_is_answered_with_labels_and_parameters(client: Client) -> None:
    body = {"sql": "select major_code, major_name from marts.dim_major where major_code = $code", "parameters": {"code": "660501"}}
    answer = client.post("/api/v1/query?labels=zh", json=body).json()
    assert answer["rows"] == [["660501", "船体修造技术"]]
    assert [column["label"] for column in answer["columns"]] == ["专业代码", "专业名称"]
    assert (answer["is_complete"], answer["extent"]) == (True, "complete")
    cut = client.get("/api/v1/query", params={"sql": "from range(10)", "rows": 3}).json()
    assert (cut["rows"], cut["extent"]) == ([[0], [1], [2]], "cut at 3 rows")


def test_the_release_is_the_tag(client: Client, target: Path) -> None:
    first = client.get("/api/v1/query", params={"sql": "select 1"})
    tag = f'"{target.parent.name}"'
    assert first.headers["etag"] == tag
    again = client.get("/api/v1/query", params={"sql": "select 1"}, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    frozen = client.get("/api/v1/tables", params={"release": target.parent.name})
    assert frozen.json()["release_id"] == target.parent.name
    assert client.get("/api/v1/tables", params={"release": "../../etc"}).status_code == 404


def test_a_fault_is_a_problem_of_one_line_with_its_place(client: Client, target: Path) -> None:
    told = client.post("/api/v1/query", json={"sql": "select school_nam\nfrom marts.dim_school"})
    assert told.headers["content-type"] == "application/problem+json"
    assert told.status_code == 400
    body = told.json()
    assert (body["code"], body["line"], body["column"], body["hints"][0]) == ("no_column", 1, 8, "school_name")
    for statement in ("drop table marts.dim_school", "from read_text('/etc/passwd')", f"from read_blob('{target}')"):
        refused = client.post("/api/v1/query", json={"sql": statement})
        assert refused.status_code == 400
        assert "\n" not in refused.json()["detail"] and str(target) not in refused.json()["detail"]
    late = client.post("/api/v1/query", json={"sql": "select count(*) from range(1000000000000)"})
    assert (late.status_code, late.json()["code"]) == (400, "seconds")


def test_metrics_are_listed_and_asked_as_the_command_line_asks_them(client: Client) -> None:
    listed = {one["name"]: one for one in client.get("/api/v1/metrics?labels=zh").json()["metrics"]}
    assert listed["enrolment"]["definition"] and "school_name" in listed["enrolment"]["by"]
    answer = client.get("/api/v1/metrics/enrolment", params={"by": "district", "where": "district = 普陀区"}).json()
    assert [column["name"] for column in answer["columns"]] == ["district", "enrolment"]
    assert answer["rows"] == [["普陀区", 8015]]
    unknown = client.get("/api/v1/metrics/enrolmnt")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "input")


def test_verdicts_are_the_worklist(client: Client) -> None:
    answer = client.get("/api/v1/verdicts?clause=SHWP2024-20-a&labels=zh").json()
    row = dict(zip([column["name"] for column in answer["columns"]], answer["rows"][0], strict=True))
    assert row["clause_id"] == "SHWP2024-20-a"
    assert client.get("/api/v1/verdicts?clause=nothing").status_code == 400


def test_only_known_host_names_are_served(client: Client, sandbox: Sandbox, tmp_path: Path) -> None:
    assert client.get("/api/v1/tables", headers={"Host": "evil.example"}).status_code == 400
    with served(tmp_path, sandbox) as empty:
        assert Client(empty).get("/api/v1/tables").status_code == 503


def test_the_python_interface_asks_through_the_sandbox(target: Path) -> None:
    with warehouse.connect(target.parents[2]) as release:
        assert release.release == target.parent.name
        answer = release.query("select major_code, major_key, null::int as n from marts.dim_major where major_code = $code", {"code": "660501"})
        frame = answer.to_pandas()
        assert list(frame["major_code"]) == ["660501"]
        assert str(frame["n"].dtype) == "Int32"
        assert answer.to_arrow().schema.field("major_key").type == "int64"
        assert "marts.dim_contest" in {table.name for table in release.tables()}
        with pytest.raises(SqlError, match="no published table"):
            release.query("select * from staging.x")
    with pytest.raises(InputError, match="no such release"):
        warehouse.connect(target.parents[2], release="20000101T000000Z-x")
