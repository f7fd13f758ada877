"""What a filing would trigger: its new and stopped majors as proposals, judged by the policy models of the current release."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.intake.fault import Fault
from warehouse.intake.filing import Preview
from warehouse.intake.history import History
from warehouse.intake.validate import Checked
from warehouse.policy.whatif import resolve, whatif
from warehouse.release import pointer
from warehouse.settings import Home

TOLD = ("BLOCK", "WARN", "NOT_EVALUABLE")
"""Verdicts that a school is told about before it hands in."""
ACTIONS = {"recruiting": "add", "approved": "add", "suspended": "suspend", "withdrawn": "withdraw"}


def preview(database: Path, history: History, programmes: list[Checked]) -> list[Fault]:
    """Notices, never errors: a policy breach is a finding. A filing without a programme sheet triggers nothing."""
    lines, rows = [], []
    before = {(r["major_as_printed"], r["education_level"]): r["status"] for r in history.previous.get("programme", [])}
    for row in programmes:
        name, level, status = (row.values.get(c) for c in ("major_as_printed", "education_level", "status"))
        was = before.get((name, level))
        if not name or status is None or ACTIONS[status] == ("withdraw" if was is None else ACTIONS.get(was)):
            continue
        if was is None and ACTIONS[status] != "add":
            continue
        lines.append(
            {
                "school": history.school.school_id, "action": ACTIONS[status], "major": name, "level": level,
                "decision_date": f"{history.year}-06-01", "effective_date": f"{history.year}-09-01",
            }
        )  # fmt: skip
        rows.append(row)
    if not lines:
        return []
    try:
        found = whatif(database, resolve(database, lines, "filing", "programme"))
    except WarehouseError as error:
        return [Fault("no_preview", "programme", values={"told": str(error).splitlines()[0]}, severity="notice", table="programme")]
    return [
        Fault(
            "policy", "programme", value=verdict.object_key, severity="notice", table="programme",
            # A clause that has ended is carried forward as information; the school is told what it would say.
            values={"verdict": verdict.verdict_if_in_force, "clause": verdict.clause_id, "reason": verdict.reason_en, "reason_zh": verdict.reason_zh},
        )
        for verdict in found.proposal
        if verdict.verdict_if_in_force in TOLD
    ]  # fmt: skip


def preview_of_home(home: Home) -> Preview | None:
    """The preview on the current release; None where nothing is published yet."""
    try:
        database = pointer.database(home)
    except WarehouseError:
        return None
    return partial(preview, database)
