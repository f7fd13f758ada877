"""How a worker and its caller talk: JSON frames over a socket pair. Nothing that runs code (pickle, marshal) crosses it."""

from __future__ import annotations

import json
import socket
import struct
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import monotonic
from typing import Any
from uuid import UUID

_LENGTH = struct.Struct(">I")


class FrameTooLong(Exception):
    """The other side announced more bytes than were agreed."""


class Silent(Exception):
    """The other side said nothing until the deadline."""


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Send one frame."""
    channel.sendall(frame(message))


def frame(message: dict[str, Any]) -> bytes:
    """One frame as bytes."""
    return _framed(json.dumps(message, ensure_ascii=False, separators=(",", ":")))


def rows_frame(rows: list[str]) -> bytes:
    """One frame of rows that are JSON already."""
    return _framed('{"rows":[' + ",".join(rows) + "]}")


def _framed(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return _LENGTH.pack(len(content)) + content


def receive(channel: socket.socket, most_bytes: int, until: float | None = None) -> tuple[dict[str, Any] | None, int]:
    """Receive one frame and its size in bytes; no frame at the end of the conversation.

    `until` is a time of `time.monotonic()`. Raises Silent after it, FrameTooLong for a frame over `most_bytes`.
    """
    head = _exactly(channel, _LENGTH.size, until)
    if head is None:
        return None, 0
    (length,) = _LENGTH.unpack(head)
    if length > most_bytes:
        raise FrameTooLong(length)
    content = _exactly(channel, length, until)
    if content is None:
        return None, 0
    message = json.loads(content)
    if not isinstance(message, dict):
        raise ValueError("a frame is an object")
    return message, _LENGTH.size + length


def _exactly(channel: socket.socket, count: int, until: float | None) -> bytes | None:
    parts = bytearray()
    while len(parts) < count:
        if until is not None:
            left = until - monotonic()
            if left <= 0:
                raise Silent
            channel.settimeout(left)
        try:
            some = channel.recv(min(count - len(parts), 1 << 20))
        except TimeoutError:
            raise Silent from None
        except ConnectionError:
            return None
        if not some:
            return None
        parts += some
    return bytes(parts)


def packed(cell: Any) -> Any:
    """A value of DuckDB as JSON can carry it; what JSON lacks becomes a pair of tag and text."""
    if cell is None or isinstance(cell, (bool, int, float, str)):
        return cell
    for tag, kind in _TAGS.items():
        if type(cell) is kind:
            return {tag: cell.isoformat() if hasattr(cell, "isoformat") else str(cell)}
    if isinstance(cell, timedelta):
        return {"interval": [cell.days, cell.seconds, cell.microseconds]}
    if isinstance(cell, (list, tuple)):
        return [packed(part) for part in cell]
    if isinstance(cell, dict):
        return {"map": [[packed(key), packed(part)] for key, part in cell.items()]}
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(cell).hex()}
    return str(cell)


def unpacked(cell: Any) -> Any:
    """The value again. Raises ValueError for what `packed` never writes."""
    if isinstance(cell, list):
        return [unpacked(part) for part in cell]
    if not isinstance(cell, dict):
        return cell
    (tag, content), *more = cell.items()
    if more:
        raise ValueError("a packed value has one tag")
    if tag == "map":
        return {_as_key(unpacked(key)): unpacked(part) for key, part in content}
    if tag == "interval":
        return timedelta(*content)
    if tag == "bytes":
        return bytes.fromhex(content)
    kind = _TAGS[tag]
    return kind.fromisoformat(content) if hasattr(kind, "fromisoformat") else kind(content)


def _as_key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else str(key) if isinstance(key, dict) else key


_TAGS: dict[str, Any] = {"decimal": Decimal, "timestamp": datetime, "date": date, "time": time, "uuid": UUID}
