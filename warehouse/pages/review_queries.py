"""What the review page asks of the source store. No drawing here."""

from __future__ import annotations

import pandas as pd

from warehouse.access.identity import DeniedError
from warehouse.intake import review
from warehouse.intake.form import sheet_of
from warehouse.intake.review import BoardRow, FilingView
from warehouse.pages.filing_queries import acting, next_year, store
from warehouse.pages.text import text
from warehouse.source.dictionary import labels_of

STEPS = {
    "submitted": ("review", "return", "withdraw"),
    "reviewed": ("approve", "return", "withdraw"),
    "draft": ("withdraw",),
    "returned": ("withdraw",),
}
"""Status → steps that the desk offers; who may take them is decided by the functions."""


def steps(view: FilingView) -> tuple[str, ...]:
    """What the person of this session is offered; who may really take a step is decided by the functions."""
    me = acting("")
    returner = "reviewer" if view.filing.filing_status == "submitted" else "approver"
    needed = {"review": "reviewer", "approve": "approver", "return": returner, "withdraw": "collector"}
    return tuple(step for step in STEPS.get(view.filing.filing_status, ()) if needed[step] in me.roles)


def status_labels(language: str) -> dict[str, str]:
    return labels_of("batch_status", language)


def filings(status: str | None) -> list[FilingView]:
    """Those that are the business of the person of this session."""
    me = acting("")
    return [view for view in review.list_filings(store(), status=status) if me.sees(view.filing.school_id)]


def filing(filing_id: str) -> FilingView:
    """One filing. Raises DeniedError if it is not the business of the person of this session."""
    view = review.show(store(), filing_id)
    if not acting("").sees(view.filing.school_id):
        raise DeniedError(f"{filing_id}: is not a filing of your school")
    return view


def as_frame(views: list[FilingView], language: str) -> pd.DataFrame:
    labels = status_labels(language)
    return pd.DataFrame(
        {
            "filing": f.filing_id, "school": view.school_name, "year": f.period_year, "status": labels[f.filing_status], "rows": f.row_count,
            "collector": f.collector, "reviewer": f.reviewer or "", "approver": f.approver or "",
        }
        for view in views
        for f in [view.filing]
    )  # fmt: skip


def sheets_of(view: FilingView, language: str) -> pd.DataFrame:
    titles = {}
    for table in view.batches:
        sheet = sheet_of(table)
        titles[table] = table if sheet is None else sheet.title if language == "zh" else sheet.title_en
    return pd.DataFrame({"sheet": titles[table], "rows": rows} for table, rows in view.batches.items())


def history_of(view: FilingView, language: str) -> pd.DataFrame:
    roles, steps, statuses = (labels_of(name, language) for name in ("filing_role", "log_action", "batch_status"))
    return pd.DataFrame(
        {
            "when": entry.occurred_at[:16].replace("T", " "), "who": entry.actor, "role": roles[entry.actor_role], "step": steps[entry.log_action],
            "status": statuses[entry.to_status], "comment": entry.comment or "",
        }
        for entry in view.entries
    )  # fmt: skip


def take(step: str, filing_id: str, name: str, version: int, comment: str, statement: str) -> None:
    """Take one step on the version that the page showed. Raises InputError where it does not fit."""
    actor = acting(name)
    if step == "review":
        review.review(store(), filing_id, actor, comment, version)
    elif step == "approve":
        review.approve(store(), filing_id, actor, statement, comment, version)
    elif step == "return":
        review.send_back(store(), filing_id, actor, comment, version)
    else:
        review.withdraw(store(), filing_id, actor, comment, version)


def board_year() -> int:
    return next_year()


def board(year: int) -> list[BoardRow]:
    """The schools that are the business of the person of this session."""
    me = acting("")
    return [row for row in review.board(store(), year) if me.sees(row.school_id)]


def completeness(rows: list[BoardRow]) -> list[tuple[str, int, int]]:
    """School level, approved, expected."""
    return [
        (level, sum(1 for r in rows if r.school_level == level and r.filing_status == "approved"), sum(1 for r in rows if r.school_level == level))
        for level in review.FILING_LEVELS
    ]


def board_frame(rows: list[BoardRow], language: str) -> pd.DataFrame:
    labels = status_labels(language)
    return pd.DataFrame(
        {
            "school": row.school_name, "level": text(language, f"level.{row.school_level}"), "filing": row.filing_id or "",
            "status": labels[row.filing_status] if row.filing_status else text(language, "review.missing"),
        }
        for row in rows
    )  # fmt: skip
