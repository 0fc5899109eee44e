"""A client that sends what it is told, byte by byte, and reads whatever comes back."""

import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@dataclass
class Got:
    """An answer: its status, its headers by their names in small letters, its body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def split_url(url: str) -> tuple[str, int]:
    host, port = url.removeprefix("http://").rstrip("/").rsplit(":", 1)
    return host, int(port)


def raw(url: str, message: bytes, seconds: float = 20) -> bytes:
    """All that a server says to these bytes until it hangs up."""
    with socket.create_connection(split_url(url), timeout=seconds) as connection:
        connection.sendall(message)
        told = b""
        try:
            while piece := connection.recv(65536):
                told += piece
        except (ConnectionResetError, TimeoutError):
            pass
        return told


def parsed(told: bytes) -> Got:
    head, _, body = told.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if fields.get("transfer-encoding") == "chunked":
        whole, rest = b"", body
        while rest and (size := int(rest.partition(b"\r\n")[0], 16)):
            rest = rest.partition(b"\r\n")[2]
            whole, rest = whole + rest[:size], rest[size + 2:]
        body = whole
    return Got(int(first.split()[1]) if first.startswith("HTTP/") else 0, fields, body)


def ask(url: str, path: str, method: str = "GET", body: bytes | None = None, seconds: float = 20, **headers: str) -> Got:
    """One request on a connection of its own. `Content_Type` and the like become headers."""
    fields = {"Host": "localhost", "Connection": "close"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        fields.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return parsed(raw(url, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b""), seconds))


def query(text: str, **more: str | list[str]) -> str:
    """The path of a query by GET; a `default_graph_uri` and the like may follow."""
    fields = [("query", text)]
    for name, values in more.items():
        fields += [(name.replace("_", "-"), value) for value in ([values] if isinstance(values, str) else values)]
    return "/sparql?" + urlencode(fields)
