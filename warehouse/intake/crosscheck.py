"""Checks between rows, sheets and years. Each says what it compared; errors contradict themselves, warnings are only unlikely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from warehouse.intake.fault import Fault, Severity
from warehouse.intake.history import History, content_key
from warehouse.intake.validate import Checked, Record
from warehouse.source.dictionary import money_factors

ORDER_OF_MAGNITUDE = 100
"""A number this many times larger or smaller than last year's, or than the peers' median, has probably the wrong unit."""
USUAL_CHANGE = 0.5
"""A total that changed by more than this share since last year is asked about."""
SMALL = 50
"""Numbers of persons below which a change is not asked about."""
RATE_TOLERANCE = Decimal("0.06")
"""A printed rate may differ by rounding to one decimal, in percentage points."""

Rows = Mapping[str, list[Checked]]

PARTS_OF = {
    "full_time": ("staff",),
    "senior_title": ("full_time",),
    "bachelor_or_above": ("full_time",),
    "master_or_above": ("bachelor_or_above", "full_time"),
    "dual_qualified_senior": ("dual_qualified",),
    "dual_qualified_middle": ("dual_qualified",),
    "dual_qualified_junior": ("dual_qualified",),
}
"""Category of teachers → categories that contain it (see code_list.csv)."""


@dataclass
class CrossCheck:
    """One filing against itself and against what is known."""

    rows: Rows
    names: Mapping[str, str]
    history: History

    def run(self) -> list[Fault]:
        found = [
            *self._within_rows(),
            *self._totals("enrolment", ("students", "intake")),
            *self._totals("graduate_outcome", ("graduates", "placed", "progressed")),
            *self._teachers(),
            *self._majors(),
            *self._against_last_year(),
            *self._against_peers(),
            *self._recorded(),
        ]
        return list({(f.key, f.table, f.row, f.column): f for f in found}.values())

    def _fault(
        self, table: str, key: str, checked: Checked | None, *columns: str, severity: Severity = "error", value: object = None, **values: object
    ) -> Fault:
        return Fault(
            key, self.names.get(table, table), checked.number if checked else None, columns[0] if columns else None,
            None if value is None else str(value), values, severity, table, columns,
        )  # fmt: skip

    def _of(self, table: str) -> list[Checked]:
        return self.rows.get(table, [])

    def _within_rows(self) -> Iterator[Fault]:
        for row in self._of("enrolment"):
            if _more(row, "intake", "students"):
                yield self._fault(
                    "enrolment", "intake_over_students", row, "intake", "students", value=row.values["intake"], total=row.values["students"]
                )
        for row in self._of("graduate_outcome"):
            for part, whole in (("placed", "graduates"), ("progressed", "placed"), ("employed_directly", "placed")):
                if _more(row, part, whole):
                    yield self._fault("graduate_outcome", f"{part}_over_{whole}", row, part, whole, value=row.values[part], total=row.values[whole])
            yield from self._rates(row)

    def _rates(self, row: Checked) -> Iterator[Fault]:
        graduates = row.values.get("graduates")
        for rate, part in (("placement_rate_pct", "placed"), ("progression_rate_pct", "progressed")):
            stated, count = row.values.get(rate), row.values.get(part)
            if not graduates or stated is None or count is None or count > graduates:
                continue
            recomputed = Decimal(count) * 100 / Decimal(graduates)
            if abs(recomputed - stated) > RATE_TOLERANCE:
                yield self._fault("graduate_outcome", "rate_differs", row, rate, part, "graduates", value=stated, recomputed=f"{recomputed:.2f}")

    def _totals(self, table: str, columns: tuple[str, ...]) -> Iterator[Fault]:
        """Majors against the school total. Where a cell could not be read the sum says nothing."""
        majors = [r for r in self._of(table) if r.values.get("major_as_printed") or "major_as_printed" in r.wrong]
        totals = [r for r in self._of(table) if r not in majors and r.values.get("pathway", "all") == "all" and not r.values.get("campus")]
        if len(totals) != 1 or not majors:
            return
        total = totals[0]
        for column in columns:
            counts = [r.values.get(column) for r in majors]
            stated = total.values.get(column)
            if stated is None or any(column in r.wrong for r in (total, *majors)):
                continue
            added = sum(c for c in counts if c is not None)
            if added > stated or (added < stated and None not in counts):
                yield self._fault(table, "total_differs", total, column, value=stated, added=added, difference=added - stated)

    def _teachers(self) -> Iterator[Fault]:
        rows = {r.values.get("teacher_category"): r for r in self._of("teacher_count") if not r.values.get("campus")}
        for part, wholes in PARTS_OF.items():
            for whole in wholes:
                if part in rows and whole in rows:
                    counted, limit = rows[part].values.get("headcount"), rows[whole].values.get("headcount")
                    if counted is not None and limit is not None and counted > limit:
                        yield self._fault("teacher_count", "part_over_whole", rows[part], "headcount", value=counted, whole=whole, total=limit)
                        break
        for row in self._of("teacher_count"):
            if row.values.get("share_pct") is not None and row.values.get("base_category") is None and "base_category" not in row.wrong:
                yield self._fault("teacher_count", "share_without_base", row, "base_category", "share_pct")

    def _majors(self) -> Iterator[Fault]:
        """Enrolment and outcomes against the programmes of this filing, programmes against last year's."""
        offered = {_major(r.values) for r in self._of("programme") if r.values.get("major_as_printed")}
        names_wrong = any("major_as_printed" in r.wrong or "education_level" in r.wrong for r in self._of("programme"))
        if offered and not names_wrong:
            for row in self._of("enrolment"):
                if (
                    row.values.get("major_as_printed")
                    and not row.wrong & {"major_as_printed", "education_level"}
                    and _major(row.values) not in offered
                ):
                    yield self._fault(
                        "enrolment", "not_a_programme", row, "major_as_printed", severity="warning", value=row.values["major_as_printed"]
                    )
        before = {_major(r): r for r in self.history.previous.get("programme", []) if r["major_as_printed"]}
        if not before:
            return
        for row in self._of("programme"):
            name = row.values.get("major_as_printed")
            if not name or row.wrong & {"major_as_printed", "education_level"}:
                continue
            if _major(row.values) in before and row.values.get("is_new") is True:
                yield self._fault("programme", "not_new", row, "is_new", severity="warning", value=name)
            elif (
                self.history.knows_all_majors
                and _major(row.values) not in before
                and row.values.get("is_new") is not True
                and row.values.get("status") == "recruiting"
            ):
                yield self._fault("programme", "new_major", row, "major_as_printed", "is_new", severity="warning", value=name)
        if self.history.knows_all_majors and self._of("programme") and not names_wrong:
            for key, was in before.items():
                if key not in offered and was["status"] != "withdrawn":
                    yield self._fault("programme", "major_gone", None, severity="warning", name=was["major_as_printed"])

    def _against_last_year(self) -> Iterator[Fault]:
        for table, columns in (("enrolment", ("students", "intake")), ("graduate_outcome", ("graduates",)), ("teacher_count", ("headcount",))):
            before = {_subject(r): r for r in self.history.previous.get(table, [])}
            for row in self._of(table):
                was = before.get(_subject(row.values))
                for column in columns:
                    now, then = row.values.get(column), was[column] if was else None
                    if now and then:
                        yield from self._compared(table, row, column, now, then)
        students = max((r["students"] or 0 for r in self.history.previous.get("enrolment", []) if not r["major_as_printed"]), default=0)
        for row in self._of("graduate_outcome"):
            graduates = row.values.get("graduates")
            if students and graduates and not row.values.get("major_as_printed") and graduates > students:
                yield self._fault("graduate_outcome", "graduates_over_students", row, "graduates", severity="warning", value=graduates, then=students)

    def _compared(self, table: str, row: Checked, column: str, now: int, then: int) -> Iterator[Fault]:
        if _is_far(now, then):
            yield self._fault(table, "unit_last_year", row, column, severity="warning", value=now, then=then)
        elif abs(now - then) > USUAL_CHANGE * then and max(now, then) > SMALL:
            yield self._fault(
                table, "changed_much", row, column, severity="warning", value=now, then=then, change=f"{100 * (now - then) / then:+.0f}"
            )

    def _against_peers(self) -> Iterator[Fault]:
        for (table, column), median in self.history.peers.items():
            known = {_subject(r) for r in self.history.previous.get(table, [])}
            for row in self._of(table):
                now = row.values.get(column)
                if now and not row.values.get("major_as_printed") and _subject(row.values) not in known and _is_far(now, median):
                    yield self._fault(table, "unit_peers", row, column, severity="warning", value=now, median=f"{median:g}")
        yield from self._income()

    def _income(self) -> Iterator[Fault]:
        """Income of training per person-time: yuan entered as ten thousand yuan, or the other way round, leaves the plausible range."""
        factors = money_factors()
        for row in self._of("training"):
            amount, unit, persons = (row.values.get(c) for c in ("income_as_printed", "unit_as_printed", "person_times"))
            if amount and not unit and "unit_as_printed" not in row.wrong:
                yield self._fault("training", "amount_without_unit", row, "unit_as_printed", "income_as_printed")
            elif amount and unit in factors and persons:
                each = Decimal(amount.replace(",", "")) * factors[unit] / persons
                if each and not 1 <= each <= 100_000:
                    yield self._fault(
                        "training", "unit_income", row, "income_as_printed", "unit_as_printed", severity="warning", value=amount, each=f"{each:,.2f}"
                    )

    def _recorded(self) -> Iterator[Fault]:
        for table, where in self.history.recorded.items():
            if self._of(table):
                yield self._fault(table, "year_recorded", None, where=where, year=self.history.year)
        for table, checked in self.rows.items():
            if table in self.history.recorded:
                continue
            for row in checked:
                place = self.history.keys.get((table, content_key(table, row.values)))
                if place is not None and not row.wrong:
                    yield self._fault(table, "already_recorded", row, where=place)


def _more(row: Checked, part: str, whole: str) -> bool:
    counted, total = row.values.get(part), row.values.get(whole)
    return counted is not None and total is not None and bool(counted > total)


def _is_far(now: float, then: float) -> bool:
    return now >= ORDER_OF_MAGNITUDE * then or then >= ORDER_OF_MAGNITUDE * now


def _major(values: Record) -> tuple[Any, ...]:
    """A major in a pathway, by catalogue code where it has one."""
    return (values.get("major_code") or values.get("major_as_printed"), values.get("education_level"), values.get("pathway"))


def _subject(values: Record) -> tuple[Any, ...]:
    """What a count speaks of, whatever the year."""
    return (*_major(values), values.get("campus"), values.get("teacher_category"))
