"""What a sandbox and its nursery say to each other: messages with their length before them, and answers as JSON."""

import socket
import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..answers.rows import Iri

OUT_OF_MEMORY, BROKEN = 3, 4  # exit codes of a child; a negative one is the signal that ended it
BEGUN = b"!"  # before an answer: a question that was not begun may be asked again
ENDING = struct.Struct("<i")  # how a child ended, behind its answer; JSON has no byte that is zero, so 0 is told apart
_LENGTH = struct.Struct("<Q")


def send(channel: socket.socket, message: bytes) -> None:
    channel.sendall(_LENGTH.pack(len(message)) + message)


def receive(channel: socket.socket) -> bytes:
    """One message of `send`; nothing where the other end is closed."""
    head = channel.recv(_LENGTH.size, socket.MSG_WAITALL)
    return channel.recv(_LENGTH.unpack(head)[0], socket.MSG_WAITALL) if len(head) == _LENGTH.size else b""


def packed(cell: Any) -> Any:
    """A cell of a row as a value that JSON has: IRIs and Decimals in an object of one key, anything else as it is."""
    if isinstance(cell, Iri):
        return {"iri": str(cell)}
    return {"decimal": str(cell)} if isinstance(cell, Decimal) else cell


def unpacked(rows: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows of cells as they were before `packed`."""
    for row in rows:
        yield tuple(_cell(cell) if isinstance(cell, dict) else cell for cell in row)


def _cell(kept: dict[str, str]) -> Any:
    return Iri(kept["iri"]) if "iri" in kept else Decimal(kept["decimal"])
