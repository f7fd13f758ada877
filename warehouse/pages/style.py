"""What a theme cannot say: print rules, watermark, language of the document. HTML and CSS only; colours come from the theme."""

from __future__ import annotations

from html import escape

_SHEET = """<style>
.stMain .block-container { padding-top: 3.2rem; padding-bottom: 2rem; }
.stMain h1 { font-size: 1.9rem; } .stMain h2 { font-size: 1.35rem; } .stMain h3 { font-size: 1.1rem; }
[data-testid="stCaptionContainer"] { color: #44525e !important; opacity: 1 !important; }
[data-testid="stTable"] td, [data-testid="stTable"] td * {
  white-space: normal !important; overflow-wrap: anywhere !important; overflow: visible !important; }
[data-testid="stTable"] th { min-width: 5.5em; }
@media (max-width: 640px) { .stMain .block-container { padding-left: 1rem; padding-right: 1rem; } .stMain h1 { font-size: 1.5rem; }
  [data-testid="stColumn"]:has([data-testid="stMetric"]) { min-width: calc(50% - 1rem) !important; flex: 1 1 calc(50% - 1rem) !important; } }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stElementToolbar"],
  [data-testid="stDownloadButton"], [data-testid="stButton"], [data-testid="stFileUploader"] { display: none !important; }
  .stApp, .stMain, [data-testid="stAppViewContainer"] { position: static !important; height: auto !important; overflow: visible !important; }
  [data-testid="stVegaLiteChart"], [data-testid="stDataFrame"], [data-testid="stMetric"] { break-inside: avoid; }
}
</style>"""


def sheet() -> str:
    """Rules for all pages: narrow windows and paper."""
    return _SHEET


def watermark(words: str) -> str:
    """Words across the page, behind what is read and out of the way of the pointer; they print too."""
    safe = words.replace("\\", "").replace('"', "'").replace("<", "")
    return (
        f'<style>.stMain::after {{ content: "{safe}"; position: fixed; top: 42%; left: 0; right: 0; text-align: center; '
        "font-size: clamp(1.8rem, 7vw, 4.2rem); "
        "color: #b3541e; opacity: .11; transform: rotate(-22deg); pointer-events: none; z-index: 5; }</style>"
    )


def notice(words: str) -> str:
    """A strip above the page; it prints too."""
    return f'<div role="note" style="background: #fff4d6; color: #4a3500; padding: .35rem .7rem; font-size: .85rem;">{escape(words)}</div>'


def document_language(code: str) -> str:
    """Tell the document its language when it changes without a new page; the server tells it at the start (`server.py`)."""
    return f"<script>document.documentElement.lang = {code!r}</script>"
