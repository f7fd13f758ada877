"""A page for the printer as one HTML file: title, release stamp, tables with repeated heads, legend. No drawing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd

from warehouse.pages.text import SYMBOLS, number, page_language, text

STYLE = """
@page { size: A4 landscape; margin: 14mm 12mm; }
body { font: 10pt/1.4 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; color: #1c2a35; margin: 1.2rem; }
h1 { font-size: 16pt; margin: 0 0 .3rem; } h2 { font-size: 12pt; margin: 1.1rem 0 .3rem; break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; } thead { display: table-header-group; }
th, td { border: 1px solid #9fb0bd; padding: .18rem .35rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f3f6f8; } td.number { text-align: right; white-space: nowrap; } tr { break-inside: avoid; }
p.note { font-size: 8.5pt; margin: .2rem 0; }
.watermark { position: fixed; top: 40%; left: 0; right: 0; text-align: center; font-size: 54pt; color: #b3541e; opacity: .13;
  transform: rotate(-24deg); pointer-events: none; }
"""


def document(language: str, title: str, tables: Mapping[str, pd.DataFrame], notes: Sequence[str], watermark: str = "") -> str:
    """The whole file. `tables` maps a heading to a table with labelled columns; `notes` stand below the title (stamp, rules)."""
    body = [f"<h1>{escape(title)}</h1>", *(f'<p class="note">{escape(note)}</p>' for note in notes)]
    for heading, frame in tables.items():
        body += [f"<h2>{escape(heading)}</h2>", _table(frame)]
    body.append(f'<p class="note">{escape(text(language, "symbols.legend", **SYMBOLS))}</p>')
    if watermark:
        body.append(f'<div class="watermark">{escape(watermark)}</div>')
    return (
        f'<!doctype html><html lang="{page_language(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{''.join(body)}</body></html>"
    )


def _table(frame: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in frame.columns)
    years = [_is_year(frame.iloc[:, position]) for position in range(frame.shape[1])]
    rows = (
        "<tr>" + "".join(_cell(value, is_year) for value, is_year in zip(row, years, strict=True)) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _is_year(series: pd.Series) -> bool:
    """Whether all numbers of a column are years, which take no thousands separator."""
    filled = series.dropna()
    return pd.api.types.is_numeric_dtype(series) and bool(len(filled)) and bool(filled.between(1900, 2100).all())


def _cell(value: object, is_year: bool) -> str:
    if value is None or value is pd.NA or value != value:
        return f"<td>{SYMBOLS['not_reported']}</td>"
    if isinstance(value, bool | np.bool_):
        return f"<td>{'✓' if value else ''}</td>"
    if not hasattr(value, "__float__"):
        return f"<td>{escape(str(value))}</td>"
    if is_year:
        return f'<td class="number">{int(float(str(value)))}</td>'
    whole = float(str(value)) == int(float(str(value)))
    return f'<td class="number">{number(value, 0 if whole else 2)}</td>'
