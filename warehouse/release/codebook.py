"""The codebook of a release: every table, column, code and metric, as XLSX, HTML and CSV, and a Frictionless data package descriptor."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import InputError
from warehouse.query import catalog
from warehouse.query.connection import open_release
from warehouse.query.export import MIME, defused, text_sheet
from warehouse.query.metrics import Metric, metrics_of
from warehouse.settings import DATABASE_NAME, PROJECT_ROOT

FOLDER = "codebook"
DESCRIPTOR = "datapackage.json"
TEXT = PROJECT_ROOT / "warehouse" / "release" / "codebook_text"
LANGUAGES = ("zh", "en")
COLUMNS = tuple(one.name for one in fields(catalog.ColumnEntry))

_FIELD_TYPES = (
    (r"(TINY|SMALL|BIG|HUGE|U\w*)?(INT|INTEGER)", "integer"),
    (r"DECIMAL.*|DOUBLE|FLOAT", "number"),
    (r"BOOLEAN", "boolean"),
    (r"DATE", "date"),
    (r"TIMESTAMP.*", "datetime"),
    (r"VARCHAR", "string"),
)
"""DuckDB types in the words of the Table Schema specification."""


@dataclass(frozen=True)
class Codebook:
    """All that a codebook tells."""

    release_id: str
    built_at: str
    is_synthetic: bool
    tables: list[catalog.TableEntry]
    columns: list[catalog.ColumnEntry]
    keys: list[catalog.KeyEntry]
    codes: list[catalog.CodeEntry]
    metrics: list[Metric]

    def columns_of(self, table: str) -> list[catalog.ColumnEntry]:
        return [column for column in self.columns if column.table == table]


def read_codebook(database: Path) -> Codebook:
    """Read the codebook out of a release (or an audited candidate)."""
    with open_release(database) as connection:
        row = connection.execute("select release_id, strftime(built_at, '%Y-%m-%dT%H:%M:%SZ'), is_synthetic from meta.release").fetchone()
        assert row is not None
        return Codebook(
            row[0],
            row[1],
            bool(row[2]),
            catalog.tables(connection),
            catalog.columns(connection),
            catalog.keys(connection),
            catalog.codes(connection),
            list(metrics_of(connection).values()),
        )


def write_release_codebook(database: Path, stage: Path) -> None:
    """Put the codebook into the folder of a release: `codebook/` and, beside the database that it describes, the descriptor."""
    book = read_codebook(database)
    _write_files(book, stage / FOLDER)
    _write_json(stage / DESCRIPTOR, descriptor(book, in_database=True))


def write_codebook(database: Path, folder: Path) -> list[Path]:
    """Write codebook, descriptor and every table as CSV into a folder, for people and tools without DuckDB. Returns the files.

    Raises InputError if the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is not an empty folder; name a new one")
    book = read_codebook(database)
    _write_files(book, folder)
    (folder / "data").mkdir()
    with open_release(database) as connection:
        for table in book.tables:
            connection.execute(f"copy (select * from {table.name}) to '{_quoted(folder / _data_path(table.name))}' (header, delimiter ',')")
    _write_json(folder / DESCRIPTOR, descriptor(book, in_database=False))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def descriptor(book: Codebook, in_database: bool) -> dict[str, Any]:
    """A Data Package descriptor: one resource a table, in the database of the release or as a CSV file of its own."""
    return {
        "profile": "data-package" if in_database else "tabular-data-package",
        "name": "shanghai-vocational-education",
        "id": book.release_id,
        "title": _text("en")["title"],
        "description": _text("en")["lead"],
        "version": book.release_id,
        "created": book.built_at,
        "keywords": ["vocational education", "Shanghai", *(["synthetic"] if book.is_synthetic else [])],
        "resources": [_resource(book, table, in_database) for table in book.tables],
    }


def _resource(book: Codebook, table: catalog.TableEntry, in_database: bool) -> dict[str, Any]:
    place: dict[str, Any]
    if in_database:
        place = {"path": DATABASE_NAME, "format": "duckdb", "mediatype": "application/vnd.duckdb.database", "dialect": {"table": table.name}}
    else:
        place = {
            "profile": "tabular-data-resource",
            "path": _data_path(table.name),
            "format": "csv",
            "mediatype": MIME["csv"],
            "encoding": "utf-8",
        }
    return {"name": table.name, "title": table.label_en, "description": table.description, **place, "schema": _schema(book, table.name)}


def _schema(book: Codebook, table: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in book.columns_of(table)], "missingValues": [""]}
    foreign = []
    for key in (key for key in book.keys if key.table == table):
        if key.to_table:
            reference = {"resource": "" if key.to_table == table else key.to_table, "fields": list(key.to_columns)}
            foreign.append({"fields": list(key.columns), "reference": reference})
        else:
            schema["primaryKey"] = list(key.columns)
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field(column: catalog.ColumnEntry) -> dict[str, Any]:
    kind = next((told for pattern, told in _FIELD_TYPES if re.fullmatch(pattern, column.data_type)), "any")
    told = {"name": column.column, "type": kind, "title": column.label_en, "title_zh": column.label_zh, "description": column.meaning}
    shape = {"format": "any"} if kind == "datetime" else {}  # DuckDB writes 2024-09-01 08:30:00, without the T of the default format
    return told | shape | ({"unit": column.unit} if column.unit else {}) | ({"caveat": column.caveat} if column.caveat else {})


def _write_files(book: Codebook, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(book, folder / "codebook.csv")
    _write_xlsx(book, folder / "codebook.xlsx")
    for language in LANGUAGES:
        _write_html(book, folder / f"codebook.{language}.html", language)


def _write_csv(book: Codebook, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        writer.writerows([defused(cell) if isinstance(cell, str) else cell for cell in astuple(column)] for column in book.columns)


def _write_xlsx(book: Codebook, path: Path) -> None:
    from openpyxl import Workbook

    said = {language: _text(language) for language in LANGUAGES}

    def head(*names: str) -> tuple[str, ...]:
        return tuple(f"{said['zh'][name]} {said['en'][name]}" for name in names)

    workbook = Workbook(write_only=True)
    about = [(*head("title"),), (*head("release"), book.release_id), (*head("built"), book.built_at)]
    about += [head("synthetic")] if book.is_synthetic else []
    text_sheet(workbook.create_sheet("release"), about, (60, 40))
    tables = [(t.name, t.label_zh, t.label_en, t.description_zh, t.description, f"{t.rows:,}", t.built_from) for t in book.tables]
    header = head("table", "label_zh", "label_en", "meaning_zh", "meaning", "rows", "built_from")
    text_sheet(workbook.create_sheet("tables"), [header, *tables], (36, 20, 28, 60, 90, 12, 60))
    columns = [tuple(str(cell) for cell in astuple(c)) for c in book.columns]
    header = head(*COLUMNS)
    text_sheet(workbook.create_sheet("columns"), [header, *columns], (34, 8, 26, 14, 18, 24, 80, 14, 60, 40, 60, 50))
    codes = [astuple(code) for code in book.codes]
    text_sheet(workbook.create_sheet("codes"), [head("code_set", "code", "label_zh", "label_en"), *codes], (24, 28, 28, 36))
    metrics = [
        (m.name, m.label_zh, m.label_en, m.definition_zh, m.definition_en, m.unit, m.numerator or "", m.denominator or "", m.filter or "",
         m.caveat_zh or "", m.caveat_en or "")
        for m in book.metrics
    ]  # fmt: skip
    header = head(
        "metric", "label_zh", "label_en", "definition_zh", "definition_en", "unit", "numerator", "denominator", "filter", "caveat_zh", "caveat_en"
    )
    text_sheet(workbook.create_sheet("metrics"), [header, *metrics], (30, 22, 28, 50, 60, 16, 28, 28, 40, 50, 60))
    workbook.save(path)


def _write_html(book: Codebook, path: Path, language: str) -> None:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # needed here only

    environment = Environment(loader=FileSystemLoader(TEXT), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    units = {code.code: code.label_zh if language == "zh" else code.label_en for code in book.codes if code.code_set == "unit"}
    rendered = environment.get_template("codebook.html.j2").render(book=book, say=_text(language), language=language, units=units)
    path.write_text(rendered, encoding="utf-8")


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _text(language: str) -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load((TEXT / f"{language}.yml").read_text(encoding="utf-8"))
    return content


def _data_path(table: str) -> str:
    return f"data/{table}.csv"


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("'", "''")
