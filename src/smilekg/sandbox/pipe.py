"""What a sandbox, its nursery and its children say to each other.

    caller  --command, with sockets-->  nursery          fork, end or slow down a child
    caller  <--requests and answers-->  child            over a socket of its own, one after another
    caller  <--its process number, and how it ended--  nursery   over another

Nothing that a child writes is trusted: its answers are bytes, JSON, or one of the outcomes below.
"""

import socket
import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..answers.rows import Iri

OUT_OF_MEMORY, BROKEN = 3, 4  # exit codes of a child; a negative one is the signal that ended it
COMMAND = struct.Struct("<cI")  # one of these, and the number of a child
FORK, END, SLOW = b"F", b"E", b"S"
ENDING = struct.Struct("<i")
REQUEST = struct.Struct("<I")  # the length of the JSON behind it
ANSWER = struct.Struct("<BBQ")  # an outcome, whether the child ends now, and the length of what is behind it
ROWS, TRIPLES, TOO_MANY, TOO_LARGE, NOT_ACCEPTABLE, WRONG, REFUSED, UNWRITABLE = range(8)


def send(channel: socket.socket, message: bytes) -> None:
    channel.sendall(REQUEST.pack(len(message)) + message)


def receive(channel: socket.socket) -> bytes:
    """One message of `send`; nothing where the other end is closed."""
    head = channel.recv(REQUEST.size, socket.MSG_WAITALL)
    return channel.recv(REQUEST.unpack(head)[0], socket.MSG_WAITALL) if len(head) == REQUEST.size else b""


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
