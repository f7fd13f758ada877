"""Logs for machines: with `WAREHOUSE_LOG=json`, one JSON line an event on standard error, or in the file of `WAREHOUSE_LOG_FILE`.

Whoever logs uses the standard library and gives the particulars as `extra`. What looks like a secret is struck out here, last, whoever wrote it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from warehouse.errors import InputError

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_NAMES = "client_secret|cookie_secret|password|passwd|pgpassword|code|code_verifier|state|id_token|access_token|refresh_token"
_SECRETS = (
    (re.compile(r"vet_([0-9a-f]{12})_[A-Za-z0-9_-]+"), r"vet_\1_***"),
    (re.compile(r"(://[^\s/:@]*:)[^\s@]+@"), r"\1***@"),
    (re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), "***"),
    (re.compile(r"(?i)(bearer|basic)\s+[A-Za-z0-9+/=._-]{8,}"), r"\1 ***"),
    (re.compile(rf"(?i)\b({_NAMES})(['\"]?\s*[=:]\s*)['\"]?[^\s&'\",;]+"), r"\1\2***"),
)


def struck(told: str) -> str:
    """The words without what looks like a secret: tokens, passwords in addresses and settings, codes and tokens of a sign-in."""
    for pattern, instead in _SECRETS:
        told = pattern.sub(instead, told)
    return told


class JsonLines(logging.Formatter):
    """`at` (UTC), `level`, `logger`, `event`, whatever was given as extra, and the traceback of an error: one line, ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": struck(record.getMessage()),
        }
        told |= {name: _plain(value) for name, value in vars(record).items() if name not in _STANDARD and name not in told}
        if record.exc_info:
            told["error"] = struck(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=True)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else struck(str(value))


def set_up() -> None:
    """Turn the logs of this process into JSON lines if that is asked for; else leave everything as it is. Raises InputError for another wish."""
    asked = os.environ.get("WAREHOUSE_LOG", "")
    if not asked:
        return
    if asked != "json":
        raise InputError(f"WAREHOUSE_LOG: '{asked}' is not json; leave it out for plain messages")
    handler = logging.StreamHandler(_target())
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    logging.getLogger("warehouse").setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        # These libraries bring their own handlers, which would write the same in their own words.
        if name.partition(".")[0] in ("streamlit", "uvicorn"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True


def _target() -> TextIO:
    file = os.environ.get("WAREHOUSE_LOG_FILE")
    if not file:
        return sys.stderr
    try:
        # Only the account of the process reads it: it names people.
        descriptor = os.open(Path(file), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise InputError(f"WAREHOUSE_LOG_FILE: {file} cannot be written ({error.strerror})") from error
    return os.fdopen(descriptor, "a", encoding="utf-8", buffering=1)
