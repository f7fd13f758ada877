"""Three people, one log: what a filing may become, who may do it, and what nobody can do unseen."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from conftest import run_cli
from filings import RIGHT, Form, filled
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from worlds import REFERENCE, World, copy_of, new_world

from warehouse.errors import InputError
from warehouse.intake import review
from warehouse.intake.audit_log import verify
from warehouse.intake.batch import load_file
from warehouse.intake.filing import Report, Submission, check, store, submit
from warehouse.intake.review import Actor, ConflictError
from warehouse.release.snapshot import write_snapshot
from warehouse.source.schema import MODELS, metadata
from warehouse.source.store import migrate

if TYPE_CHECKING:
    from postgres import NewStore

pytest_plugins = ["postgres"]

WANG, LI, ZHAO = Actor("王采集"), Actor("李审核"), Actor("赵校长")
STATEMENT = "本校对所报数据的真实性、准确性、完整性负责。"


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return new_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> Iterator[World]:
    own = copy_of(first_world, tmp_path / "world")
    yield own
    own.engine.dispose()


@pytest.fixture(scope="session")
def right_form(first_world: World) -> bytes:
    return filled(first_world.engine, "S0025").content()


@pytest.fixture
def store_of_offices(request: pytest.FixtureRequest, new_store: NewStore, tmp_path: Path) -> Iterator[Engine]:
    """A store with the reference rows of the small world, on the database that the test names."""
    with new_store(request.param) as engine:
        fill_reference(engine, tmp_path)
        yield engine


def fill_reference(engine: Engine, folder: Path) -> None:
    migrate(engine)
    for table, content in REFERENCE.items():
        path = folder / f"{table}.csv"
        path.write_text(content, encoding="utf-8")
        load_file(engine, path, "reference", f"seeds/reference/{table}.csv")


def hand_in(engine: Engine, content: bytes, actor: Actor = WANG, **options: Any) -> Submission:
    (done,) = submit(engine, [("filing.xlsx", content)], actor, acknowledge=True, **options)
    assert done.outcome != "refused", [f.line() for f in done.report.findings]
    return done


def submitted(engine: Engine, content: bytes) -> str:
    done = hand_in(engine, content)
    assert done.filing_id is not None
    return done.filing_id


def approved(engine: Engine, content: bytes) -> str:
    filing_id = submitted(engine, content)
    review.review(engine, filing_id, LI)
    review.approve(engine, filing_id, ZHAO, STATEMENT)
    return filing_id


def changed(content: bytes, students: int) -> bytes:
    """The same filing with another number of students."""
    form = Form.of(content)
    form.put("enrolment", 0, "students", 500 + students)
    form.put("enrolment", 1, "students", students)
    return form.content()


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def released(engine: Engine) -> dict[str, int]:
    with duckdb.connect() as candidate:
        return {table: count for table, count in write_snapshot(engine, candidate).items() if table in ("enrolment", "programme", "award")}


# The way to approval


@pytest.mark.parametrize("store_of_offices", ["sqlite", "postgresql"], indirect=True)
def test_only_an_approved_filing_enters_a_release_and_its_history_is_in_the_log(store_of_offices: Engine, right_form: bytes) -> None:
    engine = store_of_offices
    filing_id = submitted(engine, right_form)
    assert released(engine) == {"enrolment": 0, "programme": 0, "award": 0}
    review.review(engine, filing_id, LI, "数据无误")
    assert released(engine) == {"enrolment": 0, "programme": 0, "award": 0}
    review.approve(engine, filing_id, ZHAO, STATEMENT)
    assert released(engine) == {"enrolment": 4, "programme": 3, "award": 1}

    view = review.show(engine, filing_id)
    assert view.batches == {table: len(of_table) for table, of_table in RIGHT.items()}
    assert [(e.actor, e.actor_role, e.log_action, e.from_status, e.to_status, e.comment) for e in view.entries] == [
        ("王采集", "collector", "submit", None, "submitted", None),
        ("李审核", "reviewer", "review", "submitted", "reviewed", "数据无误"),
        ("赵校长", "approver", "approve", "reviewed", "approved", None),
    ]
    assert view.filing.responsibility_statement == STATEMENT
    assert verify(engine).problems == []
    assert verify(engine).entries == 3


def test_a_release_holds_no_names_of_people_and_no_file_name(world: World, right_form: bytes) -> None:
    (done,) = submit(world.engine, [("张三的填报.xlsx", right_form)], WANG, acknowledge=True)
    assert done.filing_id
    review.review(world.engine, done.filing_id, LI, "李审核看过")
    review.approve(world.engine, done.filing_id, ZHAO, STATEMENT)
    with duckdb.connect() as candidate:
        write_snapshot(world.engine, candidate)
        tables = [row[0] for row in candidate.execute("select table_name from duckdb_tables() where schema_name = 'source'").fetchall()]
        assert not {"filing", "filing_batch", "audit_log"} & set(tables)
        held = "\n".join(str(candidate.execute(f'from source."{table}"').fetchall()) for table in tables)
    assert "filings/S0025/2025/enrolment" in held
    for name in ("王采集", "李审核", "赵校长", "张三", STATEMENT):
        assert name not in held


STEPS: dict[str, Callable[[Engine, str, Actor], object]] = {
    "review": lambda engine, filing_id, actor: review.review(engine, filing_id, actor),
    "approve": lambda engine, filing_id, actor: review.approve(engine, filing_id, actor, STATEMENT),
    "return": lambda engine, filing_id, actor: review.send_back(engine, filing_id, actor, "请核对"),
    "withdraw": lambda engine, filing_id, actor: review.withdraw(engine, filing_id, actor),
}
ALLOWED = {
    "draft": {"withdraw"},
    "submitted": {"review", "return", "withdraw"},
    "reviewed": {"approve", "return", "withdraw"},
    "approved": set[str](),
    "returned": {"withdraw"},
    "withdrawn": set[str](),
    "superseded": set[str](),
}


def in_status(engine: Engine, content: bytes, status: str) -> str:
    """The filing, brought to a status the way people would."""
    if status == "draft":
        form = Form.of(content)
        form.put("programme", 2, "major_as_printed", None)
        for column in ("education_level", "pathway", "status"):
            form.put("programme", 2, column, None)
        (done,) = submit(engine, [("filing.xlsx", form.content())], WANG)
        assert (done.outcome, done.filing_id is not None) == ("draft", True)
        return str(done.filing_id)
    filing_id = submitted(engine, content)
    if status in ("reviewed", "approved", "superseded"):
        review.review(engine, filing_id, LI)
    if status in ("approved", "superseded"):
        review.approve(engine, filing_id, ZHAO, STATEMENT)
    if status == "superseded":
        approved(engine, changed(content, 501))
    if status == "returned":
        review.send_back(engine, filing_id, LI, "请核对")
    if status == "withdrawn":
        review.withdraw(engine, filing_id, WANG)
    return filing_id


@pytest.mark.parametrize("status", ALLOWED)
def test_each_status_allows_its_steps_and_no_other(first_world: World, tmp_path: Path, right_form: bytes, status: str) -> None:
    actors = {"review": LI, "approve": ZHAO, "return": LI, "withdraw": WANG}
    for step, take in STEPS.items():
        own = copy_of(first_world, tmp_path / step)
        filing_id = in_status(own.engine, right_form, status)
        before = own.content()
        if step in ALLOWED[status]:
            take(own.engine, filing_id, actors[step])
            assert own.content() != before
        else:
            with pytest.raises(InputError, match=rf"is {status}; only .* can be taken through '{step}'"):
                take(own.engine, filing_id, actors[step])
            assert own.content() == before
        assert verify(own.engine).problems == []
        own.engine.dispose()


@pytest.mark.parametrize(
    ("step", "status", "actor", "told"),
    [
        ("review", "submitted", "王采集", "is its collector and cannot review it"),
        ("review", "submitted", " 王 采集　", "is its collector"),
        ("approve", "reviewed", "王采集", "is its collector and cannot approve it"),
        ("approve", "reviewed", "李审核", "is its reviewer and cannot approve it"),
        ("return", "submitted", "王采集", "is its collector"),
        ("withdraw", "submitted", "李审核", "only its collector withdraws it"),
    ],
)
def test_three_different_people(world: World, right_form: bytes, step: str, status: str, actor: str, told: str) -> None:
    filing_id = in_status(world.engine, right_form, status)
    with pytest.raises(InputError, match=told):
        STEPS[step](world.engine, filing_id, Actor(actor))
    assert rows(world.engine, "select filing_status from filing") == [(status,)]


def test_a_person_acts_only_in_roles_of_his_own(world: World, right_form: bytes) -> None:
    filing_id = submitted(world.engine, right_form)
    with pytest.raises(InputError, match="钱：may not act as reviewer|钱: may not act as reviewer"):
        review.review(world.engine, filing_id, Actor("钱", frozenset({"collector"})))
    with pytest.raises(InputError, match="may not act as collector"):
        submit(world.engine, [("a.xlsx", right_form)], Actor("钱", frozenset({"reviewer"})))
    for name in ("", "  ", "a" * 81, "a\nb\0"):
        with pytest.raises(InputError, match="name: say who acts"):
            Actor(name)


@pytest.mark.parametrize("statement", ["", "   ", "x" * 4001, "a\0b"])
def test_approval_needs_a_statement_of_responsibility(world: World, right_form: bytes, statement: str) -> None:
    filing_id = in_status(world.engine, right_form, "reviewed")
    with pytest.raises(InputError, match="statement: "):
        review.approve(world.engine, filing_id, ZHAO, statement)
    with pytest.raises(InputError, match="comment: "):
        review.send_back(world.engine, filing_id, LI, "  ")
    assert rows(world.engine, "select filing_status from filing") == [("reviewed",)]


def test_a_step_on_an_older_version_is_refused(world: World, right_form: bytes) -> None:
    filing_id = submitted(world.engine, right_form)
    review.review(world.engine, filing_id, LI, version=1)
    with pytest.raises(ConflictError, match=r"was changed meanwhile \(version 2, reviewed; you saw version 1\)"):
        review.send_back(world.engine, filing_id, LI, "请核对", version=1)
    review.approve(world.engine, filing_id, ZHAO, STATEMENT, version=2)


# Handing in again


def test_the_same_content_is_stored_once_whatever_the_file_looks_like(world: World, right_form: bytes) -> None:
    first = hand_in(world.engine, right_form)
    before = world.content()
    form = Form.of(right_form)
    form.fill("programme", [*reversed(RIGHT["programme"])])
    form.book["封面"]["B6"] = "别人"
    again = hand_in(world.engine, form.content(), Actor("钱"))
    assert (again.outcome, again.filing_id) == ("unchanged", first.filing_id)
    assert world.content() == before


def test_a_request_id_is_used_once(world: World, right_form: bytes) -> None:
    first = hand_in(world.engine, right_form, request_id="r-1")
    again = hand_in(world.engine, right_form, request_id="r-1")
    assert (again.outcome, again.filing_id) == ("unchanged", first.filing_id)
    with pytest.raises(InputError, match=rf"request r-1: was used for {first.filing_id} with other content"):
        hand_in(world.engine, changed(right_form, 501), request_id="r-1")


def test_a_returned_filing_is_mended_and_takes_its_place(world: World, right_form: bytes) -> None:
    first = in_status(world.engine, right_form, "returned")
    second = submitted(world.engine, changed(right_form, 501))
    states = dict(rows(world.engine, "select filing_id, filing_status from filing"))
    assert states == {first: "superseded", second: "submitted"}


def test_a_returned_filing_may_be_handed_in_again_as_it_is(world: World, right_form: bytes) -> None:
    first = in_status(world.engine, right_form, "returned")
    assert submitted(world.engine, right_form) == first
    assert rows(world.engine, "select filing_status, reviewer, version from filing") == [("submitted", None, 3)]


def test_a_withdrawn_filing_whose_warnings_are_not_acknowledged_comes_back_as_a_draft(world: World, right_form: bytes) -> None:
    filing_id = in_status(world.engine, right_form, "draft")
    review.withdraw(world.engine, filing_id, WANG)
    assert in_status(world.engine, right_form, "draft") == filing_id
    assert rows(world.engine, "select filing_status, version from filing") == [("draft", 3)]
    assert verify(world.engine).problems == []


def test_a_filing_under_review_does_not_give_way(world: World, right_form: bytes) -> None:
    submitted(world.engine, right_form)
    before = world.content()
    with pytest.raises(InputError, match="is submitted; have it returned or withdraw it"):
        hand_in(world.engine, changed(right_form, 501))
    assert world.content() == before


def test_a_restatement_supersedes_and_history_stays(world: World, right_form: bytes) -> None:
    first = approved(world.engine, right_form)
    second = submitted(world.engine, changed(right_form, 501))
    review.review(world.engine, second, LI)
    assert released(world.engine)["enrolment"] == 4, "the earlier one stays released until the later one is approved"
    review.approve(world.engine, second, ZHAO, STATEMENT)
    states = dict(rows(world.engine, "select filing_id, filing_status from filing"))
    assert states == {first: "superseded", second: "approved"}
    assert rows(world.engine, f"select supersedes_filing_id from filing where filing_id = '{second}'") == [(first,)]
    assert rows(world.engine, "select count(*) from enrolment") == [(8,)]
    assert released(world.engine)["enrolment"] == 4
    assert rows(world.engine, "select distinct batch_status from batch where batch_kind = 'filing' order by 1") == [("approved",), ("superseded",)]
    assert verify(world.engine).problems == []


def test_a_restatement_must_hold_every_sheet_of_what_it_replaces(world: World, right_form: bytes) -> None:
    approved(world.engine, right_form)
    form = Form.of(right_form)
    form.fill("award", [])
    (report,) = check(world.engine, [("filing.xlsx", form.content())])
    assert [f.key for f in report.findings if f.severity == "error"] == ["narrower"]
    assert "获奖" in report.findings[0].text_zh


# The board


def test_the_board_says_who_is_missing(world: World, right_form: bytes) -> None:
    assert [(r.school_id, r.filing_status) for r in review.board(world.engine, 2025)] == [("S0001", None), ("S0025", None), ("S0071", None)]
    approved(world.engine, right_form)
    board = review.board(world.engine, 2025)
    assert [(r.school_id, r.filing_status) for r in board] == [("S0001", None), ("S0071", None), ("S0025", "approved")]
    assert [r.filing_status for r in review.board(world.engine, 2024)] == [None, None, None]


# The log


@pytest.mark.parametrize("store_of_offices", ["sqlite", "postgresql"], indirect=True)
def test_the_database_refuses_to_change_the_log(store_of_offices: Engine, right_form: bytes) -> None:
    submitted(store_of_offices, right_form)
    statements = ["update audit_log set actor = '别人'", "delete from audit_log", "delete from filing"]
    if store_of_offices.dialect.name == "postgresql":
        statements += ["truncate audit_log", "truncate filing cascade"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="is append-only"), store_of_offices.begin() as connection:
            connection.execute(text(statement))
    assert verify(store_of_offices).problems == []


TAMPERING = {
    "update audit_log set actor = '别人' where entry_no = 2": "entry 2 was changed",
    "update audit_log set comment = 'x', entry_hash = 'y' where entry_no = 2": "entry 3 does not follow entry 2",
    "delete from audit_log where entry_no = 2": "entry 2 is missing",
    "delete from audit_log where entry_no = 3": "but the log ends with reviewed",
    "update filing set filing_status = 'returned'": "is returned, version 3, but the log ends with approved",
}


@pytest.mark.parametrize("tampering", TAMPERING)
def test_who_changes_the_log_past_the_triggers_is_found_out(world: World, right_form: bytes, tampering: str) -> None:
    approved(world.engine, right_form)
    with world.engine.begin() as connection:
        for (name,) in connection.execute(text("select name from sqlite_master where type = 'trigger'")).fetchall():
            connection.execute(text(f"drop trigger {name}"))
        connection.execute(text(tampering))
    problems = verify(world.engine).problems
    assert any(TAMPERING[tampering] in problem for problem in problems), problems
    done = run_cli(world.folder, "audit-log", "verify")
    assert done.returncode == 1
    assert TAMPERING[tampering] in done.stderr


@pytest.mark.parametrize("store_of_offices", ["sqlite", "postgresql"], indirect=True)
def test_the_store_itself_knows_the_rules_of_a_filing(store_of_offices: Engine, right_form: bytes) -> None:
    engine = store_of_offices
    filing_id = approved(engine, right_form)
    wrong = {
        "filing": {
            "filing_status_code": "filing_status = 'done'", "row_count_positive": "row_count = 0", "version_positive": "version = 0",
            "reviewer_is_another": "reviewer = collector", "approver_is_a_third": "approver = reviewer",
            "approved_with_statement": "responsibility_statement = null",
        },
    }  # fmt: skip
    for table, rules in wrong.items():
        for rule, change in rules.items():
            with pytest.raises(IntegrityError, match=f"ck_{table}_{rule}"), engine.begin() as connection:
                connection.execute(text(f"update {table} set {change} where filing_id = '{filing_id}'"))
    entry = {
        "entry_no": 9, "occurred_at": "x", "actor": "x", "actor_role": "collector", "log_action": "submit", "filing_id": filing_id,
        "from_status": "draft", "to_status": "draft", "previous_hash": "p", "entry_hash": "h",
    }  # fmt: skip
    for column in ("actor_role", "log_action", "from_status", "to_status"):
        with pytest.raises(IntegrityError, match=f"ck_audit_log_{column}_code"), engine.begin() as connection:
            connection.execute(metadata().tables["audit_log"].insert(), {**entry, column: "?"})


# Many offices at once


def reports(content: bytes, engine: Engine, count: int) -> list[Report]:
    """As many different filings: another year each, and another number of students."""
    (report,) = check(engine, [("filing.xlsx", content)])
    made = []
    for number in range(count):
        records = {table: [dict(record) for record in of_table] for table, of_table in report.records.items()}
        records["enrolment"][0]["students"] = number
        made.append(Report(report.file_name, report.school_id, report.school_name, 2000 + number, rows=report.rows, records=records))
    return made


@pytest.mark.parametrize("count", [pytest.param(40, marks=pytest.mark.short), pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(3600)])])
@pytest.mark.parametrize("store_of_offices", ["postgresql"], indirect=True)
def test_concurrent_submissions_half_of_them_repeated_lose_and_double_nothing(
    store_of_offices: Engine, right_form: bytes, count: int, record_property: Callable[[str, object], None]
) -> None:
    engine = store_of_offices
    different = reports(right_form, engine, count // 2)
    work = [(report, f"r-{number}") for number, report in enumerate(different)] * 2
    random.Random(5).shuffle(work)
    barrier = threading.Barrier(8)

    def office(share: list[tuple[Report, str]]) -> list[str]:
        barrier.wait(timeout=60)
        return [store(engine, report, WANG, True, request).outcome for report, request in share]

    with ThreadPoolExecutor(8) as offices:
        outcomes = Counter(outcome for done in offices.map(office, [work[i::8] for i in range(8)]) for outcome in done)

    assert outcomes == {"submitted": count // 2, "unchanged": count // 2}
    assert rows(engine, "select count(*), count(distinct period_year) from filing") == [(count // 2, count // 2)]
    for table, expected in different[0].rows.items():
        assert rows(engine, f"select count(*) from {table} where batch_id in (select batch_id from filing_batch)") == [(expected * count // 2,)], (
            table
        )
    assert rows(engine, "select count(*) from filing_batch") == [(len(RIGHT) * count // 2,)]
    verified = verify(engine)
    assert (verified.entries, verified.problems) == (count // 2, [])
    record_property("submissions at once, half of them repeated", count)
    record_property("lost or doubled", 0)


# Power loss


def die_before_write(number: int) -> Callable[..., None]:
    """Kill this process without warning before its n-th write."""
    seen = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        if statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    return count


def killed(engine: Engine, work: Callable[[], object], number: int) -> bool:
    """Whether a child process that does the work met its n-th write, where it is killed."""
    engine.dispose()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            event.listen(engine, "before_cursor_execute", die_before_write(number))
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def is_whole(engine: Engine) -> None:
    """Every batch of every filing has all its rows and its filing's status; the log agrees."""
    assert verify(engine).problems == []
    for batch_id, table, count, status, of_filing in rows(
        engine,
        "select b.batch_id, b.target_table, b.row_count, b.batch_status, f.filing_status from batch b "
        "join filing_batch fb on fb.batch_id = b.batch_id join filing f on f.filing_id = fb.filing_id",
    ):
        assert table in MODELS
        assert rows(engine, f"select count(*) from {table} where batch_id = '{batch_id}'") == [(count,)]
        assert status == of_filing
    assert rows(engine, "select count(*) from batch where batch_kind = 'filing' and batch_id not in (select batch_id from filing_batch)") == [(0,)]


@pytest.mark.parametrize("rounds", [pytest.param(1, marks=pytest.mark.short), pytest.param(10, marks=[pytest.mark.long, pytest.mark.timeout(7200)])])
def test_power_loss_between_any_two_writes_leaves_no_partial_filing(
    first_world: World, tmp_path: Path, right_form: bytes, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    kills = 0
    for turn in range(rounds):
        own = copy_of(first_world, tmp_path / f"turn{turn}")
        kills += lose_power_at_every_write(own.engine, right_form, 501 + turn)
        own.engine.dispose()
    record_property("power cuts in submit, review and approve", kills)
    record_property("partial or lost filings", 0)


def lose_power_at_every_write(engine: Engine, content: bytes, students: int) -> int:
    """A restatement handed in, reviewed and approved; each step first killed before each of its writes. Returns how often."""
    earlier = approved(engine, content)
    (report,) = check(engine, [("filing.xlsx", changed(content, students))])
    steps: dict[str, Callable[[], object]] = {
        "submit": lambda: store(engine, report, WANG, True),
        "review": lambda: review.review(engine, the_later(engine, earlier), LI),
        "approve": lambda: review.approve(engine, the_later(engine, earlier), ZHAO, STATEMENT),
    }
    kills = 0
    for step, work in steps.items():
        number = 1
        while killed(engine, work, number):
            is_whole(engine)
            assert released(engine) == {"enrolment": 4, "programme": 3, "award": 1}, (step, number)
            number += 1
        kills += number - 1
    is_whole(engine)
    assert kills > 25
    assert dict(rows(engine, "select filing_status, count(*) from filing group by 1")) == {"approved": 1, "superseded": 1}
    return kills


def the_later(engine: Engine, earlier: str) -> str:
    return str(rows(engine, f"select filing_id from filing where filing_id <> '{earlier}'")[0][0])
