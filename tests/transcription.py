"""Compare the transcribed CSVs with the print: nothing misread, nothing invented, no number left out.

`python tests/transcription.py` prints every miss and a summary. The few cells that may differ from the print stand,
each with its reason, in `tests/integration/test_transcription.py`.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "seeds" / "published"
DOCUMENTS = ROOT.parent / "shared" / "documents"

PARTS = {"中等职业教育篇": "中职篇", "高等职业教育篇": "高职篇"}
CONTENTS = {"目录": True, "正文目录": True, "1 人才培养": False, "1. 基本情况": False}  # where the table of contents starts and ends
PLAIN_SECTION = re.compile(r"^(前言|编制说明|面临挑战)$")
SECTION = re.compile(r"^(\d(?:\.\d){0,2})\.? [^\d\s]\S*( \S+)?$")
CASE = re.compile(r"^【?案例 ?(\d+)】? ?\S")
TABLE = re.compile(r"^表 ?(\d+)[ .]")
FIGURE = re.compile(r"^图 ?(\d+)\.")  # a figure's caption stands below its rows
FOOTNOTE = {"¹": "脚注1", "²": "脚注2"}
LEAD = re.compile(r"^[^，。：；]{4,24}(：[^，。]+)?。")  # the bold phrase with which running text goes on after a case
FINISHED = re.compile(r"[。：！？；][”）]?$")  # a paragraph that does not end so goes on after a page break


def squeeze(text: str) -> str:
    """White space removed: the print breaks lines and pages inside words and sets blanks around numbers."""
    return re.sub(r"\s+", "", text)


@dataclass
class Piece:
    """One printed unit: a heading, a paragraph, or a table row (cells joined by tabs, merged cells filled from above)."""

    section: str
    locator: str
    kind: str
    text: str
    read: list[tuple[int, int]] = field(default_factory=list)  # places that a transcribed number accounts for

    @property
    def cells(self) -> list[str]:
        return self.text.split("\t")


class Printed:
    """A document split into its sections, cases, tables, figures, footnotes and photo captions."""

    def __init__(self, path: Path) -> None:
        self.pieces: list[Piece] = []
        self._part = self._section = self._table = ""
        self._locator = "正文"
        self._above: list[str] = []
        blanks, in_contents = 0, False
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.strip()
            if not words:
                blanks += 1
                continue
            in_contents = CONTENTS.get(words, in_contents)
            self._part = PARTS.get(words, self._part)
            if not in_contents and words not in PARTS:
                self._take(line, words, blanks)
            blanks = 0
        self.pieces = [p for p in self.pieces if p.section]  # title pages belong to no section
        self.blocks: dict[tuple[str, str], list[Piece]] = defaultdict(list)
        self.sections: dict[str, str] = defaultdict(str)
        for piece in self.pieces:
            self.blocks[piece.section, piece.locator].append(piece)
            self.sections[piece.section] += piece.text + "\n"

    def _take(self, line: str, words: str, blanks: int) -> None:
        if "\t" in line:
            cells = [squeeze(cell) for cell in line.split("\t")]
            self._above = [cell or above for cell, above in zip(cells, self._above + [""] * len(cells), strict=False)]
            self._add("row", "\t".join(self._above), self._table or self._locator)
        elif section := PLAIN_SECTION.match(words) or SECTION.match(words):
            self._section, self._locator = (self._part if "." in section[1] else "") + section[1], "正文"
            self._table, self._above = "", []
        elif case := CASE.match(words):
            self._locator, self._table, self._above = "案例" + case[1], "", []
            self._add("heading", words, self._locator)
        elif table := TABLE.match(words):
            self._table, self._above = "表" + table[1], []
            self._add("heading", words, self._table)
        elif figure := FIGURE.match(words):
            for piece in reversed(self.pieces):
                if piece.kind != "row" or piece.locator != "正文":
                    break
                piece.locator = "图" + figure[1]
            self._above = []
            self._add("heading", words, "图" + figure[1])
        elif words[0] in FOOTNOTE:
            self._add("paragraph", words, FOOTNOTE[words[0]])
        elif (blanks >= 3 and "。" not in words) or (not blanks and self.pieces and self.pieces[-1].kind == "caption"):
            self._add("caption", words, "图片说明")
        else:
            self._paragraph(words)

    def _paragraph(self, words: str) -> None:
        self._table, self._above = "", []
        before = next((p for p in reversed(self.pieces) if p.kind in ("paragraph", "heading") and p.locator == self._locator), None)
        if before and before.kind == "paragraph" and before.section == self._section and not FINISHED.search(before.text):
            before.text += squeeze(words)
            return
        if self._part and LEAD.match(words):
            self._locator = "正文"
        self._add("paragraph", words, self._locator)

    def _add(self, kind: str, words: str, locator: str) -> None:
        self.pieces.append(Piece(self._section, locator, kind, words if kind == "row" else squeeze(words)))

    def paragraph(self, row: Row, back: int = 0) -> Piece | None:
        """The paragraph that a row names by its number in the case or section (段2) or by its first words; or one `back` from it."""
        paragraphs = [p for p in self.blocks.get((row["section"], row["locator"]), []) if p.kind == "paragraph"]
        if number := re.fullmatch(r"段(\d+)", row["locator_row"]):
            return dict(enumerate(paragraphs, 1)).get(int(number[1]) - back)
        return next((p for p in paragraphs if row["locator_row"] in p.text[:60] or row["locator_row"] == p.locator), None)


@dataclass
class Row:
    """One row of a CSV; `row[column]` is its cell without white space."""

    document: str
    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return squeeze(self.cells.get(column, ""))

    @property
    def is_figure(self) -> bool:
        return "figure_id" in self.cells

    def miss(self, column: str, problem: str) -> Miss:
        return Miss(self.file, self.line, column, f"{self['figure_id']} {self['section']} {self['locator']}: {self[column]!r} {problem}")


@dataclass(frozen=True)
class Miss:
    file: str
    line: int
    column: str
    problem: str


def read_rows(published: Path) -> list[Row]:
    rows = []
    for path in sorted(published.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            name = f"{path.parent.name}/{path.name}"
            rows += [Row(path.parent.name, name, number, cells) for number, cells in enumerate(csv.DictReader(lines), 2)]
    return rows


TEXT_COLUMNS = re.compile(r".*_as_printed|consortium_name|team_name|department|event_name|batch_label|campus")
NUMBER_COLUMNS = {"students", "intake", "headcount", "share_pct", "graduates", "placed", "progressed", "employed_directly", "studying_abroad"}
NUMBER_COLUMNS |= {"placement_rate_pct", "progression_rate_pct", "amount_as_printed"}
WITHOUT_SERIAL = {"图4", "案例4", "PTQAR2024 表1"}  # rows counted by the transcriber: no serial number is printed
CHINESE = "零一二三四五六七八九十百千两万"
ARABIC = r"\d+(?:[.,]\d+)*"
WRITTEN = rf"[{CHINESE[:-1]}半双]+(?:分之[一二三四五六七八九十]+)?"  # 万 alone is a unit; 两万 is found by its 两


@dataclass(frozen=True)
class Allowed:
    """Reviewed differences between cell and print; every list says why."""

    printed_otherwise: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # figure_id: printed words, reason
    found_by: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # figure_id: printed words that tell its place from equal ones, reason
    subject_before: Mapping[str, str] = field(default_factory=dict)  # figure_id: why the subject stands in the paragraph before
    part_of_cell: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (file, column): reason
    not_in_row: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # (file, locator_row, column): reason
    short_name: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (file, name of a consortium): the shorter form that is printed too


class Comparison:
    """All rows against the print, and the numbers of the print against the rows."""

    def __init__(self, rows: list[Row], documents: Path, allowed: Allowed) -> None:
        self.rows, self.allowed = rows, allowed
        self.prints = {name: Printed(documents / f"{name}.txt") for name in sorted({row.document for row in rows})}
        self.units = {row["unit_as_printed"] for row in rows if row.is_figure} - {""}
        self.checked: Counter[str] = Counter()
        self.set_aside: Counter[str] = Counter()
        self.misses = [miss for row in rows for miss in self._row(row)]
        self.misses += self._numbers_of_paragraphs()

    def _row(self, row: Row) -> Iterator[Miss]:
        if row["document_id"] != row.document:
            yield row.miss("document_id", "is not the document of the folder")
        block = self.prints[row.document].blocks.get((row["section"], row["locator"]))
        if not block:
            yield row.miss("locator", "does not stand in that section")
        elif row.is_figure:
            yield from self._figure_in_table(row, block) if row["locator"].startswith("表") else ()
        elif any(piece.kind == "row" for piece in block):
            yield from self._table_row(row, block)
        else:
            yield from self._row_in_paragraph(row)

    def _table_row(self, row: Row, block: list[Piece]) -> Iterator[Miss]:
        """Every cell of a row is a whole cell of one printed row with the same serial number, or stands in the caption."""
        caption = "".join(p.text for p in block if p.kind == "heading")
        wanted = [c for c in row.cells if row[c] and (TEXT_COLUMNS.fullmatch(c) or c in NUMBER_COLUMNS)]
        wanted = [c for c in wanted if (row.file, row.cells["locator_row"], c) not in self.allowed.not_in_row]
        self.checked.update(wanted)

        def printed(piece: Piece, column: str) -> bool:
            whole = {*piece.cells, *(re.sub(r"^\d+", "", cell) for cell in piece.cells)}
            part = (row.file, column) in self.allowed.part_of_cell and row[column] in piece.text
            return row[column] in whole or part or (column not in NUMBER_COLUMNS and row[column] in caption)

        lines = [piece for piece in block if piece.kind == "row" and self._serial(row, piece)]
        absent = [[column for column in wanted if not printed(piece, column)] for piece in lines]
        for column in min(absent, key=len, default=["locator_row"]):
            yield row.miss(column, "is not printed in that row")

    @staticmethod
    def _serial(row: Row, piece: Piece) -> bool:
        if {row["locator"], f"{row.document} {row['locator']}"} & WITHOUT_SERIAL:
            return True
        words = row.cells["locator_row"].split()
        return all(any(re.match(rf"{re.escape(word)}(?!\d)", cell) for cell in piece.cells) for word in words)

    def _figure_in_table(self, row: Row, block: list[Piece]) -> Iterator[Miss]:
        """A figure's locator_row names a printed row, by its place or 合计, and the column's heading."""
        label, _, column = row.cells["locator_row"].partition(" ")
        head = next((p for p in block if column in p.cells), None)
        label = label if label == "合计" else row["subject_as_printed"]
        body = next((p for p in block if p.cells[0] == label), None)
        self.checked.update(["value_as_printed", "unit_as_printed", "subject_as_printed", "period_as_printed"])
        place = head.cells.index(column) if head else -1
        if body:
            body.read.append((place, place + 1))
        if place < 0 or not body or body.cells[place] != row["value_as_printed"]:
            yield row.miss("value_as_printed", f"is not printed in {label}, {column}")
        texts = "".join(p.text for p in block)
        for name, words in (("unit_as_printed", f"({row['unit_as_printed']})"), ("period_as_printed", row["period_as_printed"])):
            if row[name] and words not in texts:
                yield row.miss(name, "is not printed in the table")
        if row["subject_as_printed"] not in texts:
            yield row.miss("subject_as_printed", "is not printed in the table")

    def _row_in_paragraph(self, row: Row) -> Iterator[Miss]:
        """A row of a fact table that was read from running text: its school and each number with its unit."""
        piece = self.prints[row.document].paragraph(row)
        text = piece.text if piece else ""
        for column in (c for c in row.cells if row[c] and (TEXT_COLUMNS.fullmatch(c) or c in NUMBER_COLUMNS)):
            self.checked[column] += 1
            unit = "%" if column.endswith("_pct") else row["unit_as_printed"] or "人"
            words = rf"(?<![\d.,]){re.escape(row[column])}{unit}" if column in NUMBER_COLUMNS else re.escape(row[column])
            short = self.allowed.short_name.get((row.file, row[column]))
            if not re.search(words, text) and not (short and short in text):
                yield row.miss(column, "is not printed in that paragraph")

    def _numbers_of_paragraphs(self) -> Iterator[Miss]:
        """Each figure stands in its paragraph, directly before its unit, as often as it is transcribed; so do its words."""
        together: dict[tuple[int, str, str, str], list[tuple[Row, Piece]]] = defaultdict(list)
        for row in self.rows:
            if not row.is_figure or row["locator"].startswith("表"):
                continue
            piece = self.prints[row.document].paragraph(row)
            if not piece:
                yield row.miss("locator_row", "names no paragraph of that section")
                continue
            yield from self._words_of_figure(row, piece)
            key = (id(piece), row["value_as_printed"], row["unit_as_printed"], row["qualifier_as_printed"])
            together[key].append((row, piece))
        for group in together.values():
            row, piece = group[0]
            places = self._places(row, piece)
            piece.read += places[: len(group)]
            for row, _ in group if len(group) > len(places) else []:
                yield row.miss("value_as_printed", f"{row['unit_as_printed']} is printed {len(places)} times there, transcribed {len(group)} times")

    def _words_of_figure(self, row: Row, piece: Piece) -> Iterator[Miss]:
        """The period and a school stand in the paragraph itself; what else is counted may stand anywhere in the section."""
        before = self.prints[row.document].paragraph(row, back=1) if row["figure_id"] in self.allowed.subject_before else None
        near = (before or piece).text if row["subject_type"] == "school" else self.prints[row.document].sections[row["section"]]
        self.checked.update(["value_as_printed", "unit_as_printed", "qualifier_as_printed", "subject_as_printed", "period_as_printed"])
        for column, text in (("subject_as_printed", near), ("period_as_printed", piece.text)):
            if row[column] not in text:
                yield row.miss(column, "is not printed there")

    def _places(self, row: Row, piece: Piece) -> list[tuple[int, int]]:
        value, unit, qualifier = row["value_as_printed"], row["unit_as_printed"], row["qualifier_as_printed"]
        located = {**self.allowed.printed_otherwise, **self.allowed.found_by}
        if row["figure_id"] in located:
            words = located[row["figure_id"]][0]
            start, inside = piece.text.find(words), words.find(value)
            return [(start + inside, start + inside + len(value))] if min(start, inside) >= 0 and unit in words else []
        printed = value + unit if unit.startswith(":") and not value.endswith(unit) else value
        digits, more = (r"\d", r"[.,]?\d") if value[0].isascii() else (f"[{CHINESE}]", f"[{CHINESE[:-1]}]")
        found = re.finditer(rf"(?<!(?<!唯){digits})(?<!\d[.,]){re.escape(printed)}(?!{more})", piece.text)
        return [m.span() for m in found if self._stands(piece.text, m.span(), "" if unit.startswith(":") else unit, qualifier)]

    def _stands(self, text: str, place: tuple[int, int], unit: str, qualifier: str) -> bool:
        """The longest known unit after the number is the row's unit, and the qualifier beside them is the row's qualifier."""
        before, after = text[max(0, place[0] - 4) : place[0]], text[place[1] : place[1] + 12]
        inside = re.match(r"[万亿]?([余多])", after)
        if inside:
            after = after[: inside.start(1)] + after[inside.end(1) :]
        longest = max((known for known in self.units if after.startswith(known)), key=len, default="")
        beside = re.search(r"(近|约|超过|逾|超|不少于|不到|达)$", before), re.match(r"(左右|以上|上下|以内|级)", after[len(unit) :])
        marks = {m[1] for m in (inside, *beside) if m}
        return longest == unit and (qualifier in marks if qualifier else marks <= {"达"})

    def names(self, item: dict[str, str]) -> bool:
        """Whether an item of named_item.csv stands in its paragraph, or in the table or figure that it names."""
        document = self.prints[item["document_id"]]
        row = Row(item["document_id"], "named_item.csv", 0, item)
        block = document.blocks.get((row["section"], row["locator"]), [])
        rows = [piece for piece in block if piece.kind == "row"]
        piece = document.paragraph(row)
        return row["item_as_printed"] in (piece.text if piece else "".join(p.text for p in rows))

    def unread(self, rules: Mapping[str, str], numerals: str = ARABIC) -> Iterator[str]:
        """Numbers in these numerals that no figure accounts for and no rule sets aside: in text, and in tables read as figures."""
        for name, document in self.prints.items():
            with_figures = {(p.section, p.locator) for p in document.pieces if p.kind == "row" and p.read}
            for piece in document.pieces:
                found: list[str] = []
                if piece.kind in ("paragraph", "caption"):
                    found = list(self._unread_of_text(piece, rules, numerals))
                elif (piece.section, piece.locator) in with_figures:
                    found = [piece.text for i, cell in enumerate(piece.cells) if cell.isdigit() and (i, i + 1) not in piece.read]
                yield from (f"{name} {piece.section} {piece.locator}: {words}" for words in found)

    def _unread_of_text(self, piece: Piece, rules: Mapping[str, str], numerals: str) -> Iterator[str]:
        for number in re.finditer(numerals, piece.text):
            if any(start < number.end() and number.start() < end for start, end in piece.read):
                continue
            by_rule = [rule for rule in rules for m in re.finditer(rule, piece.text) if m.start() < number.end() and number.start() < m.end()]
            self.set_aside.update(by_rule)
            if not by_rule:
                yield piece.text[max(0, number.start() - 12) : number.end() + 8]


def main() -> int:
    from integration.test_transcription import ALLOWED, MISSED, NOT_A_COUNT, NOT_A_FIGURE

    comparison = Comparison(read_rows(PUBLISHED), DOCUMENTS, ALLOWED)
    for miss in comparison.misses:
        print(f"{miss.file}:{miss.line} {miss.column}: {miss.problem}")
    unread = [words for words in comparison.unread(NOT_A_FIGURE) if words not in MISSED]
    unread += comparison.unread(NOT_A_COUNT, WRITTEN)
    for words in unread:
        print(f"not transcribed: {words}")
    print(f"{len(comparison.rows)} rows, {sum(comparison.checked.values())} cells: {len(comparison.misses)} misses, {len(unread)} unread numbers")
    return 1 if comparison.misses or unread else 0


if __name__ == "__main__":
    sys.exit(main())
