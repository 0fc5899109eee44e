"""Connections that keep a deadline, and name and password when they are asked for. Parts of `endpoint`."""

import base64
import hashlib
import http.client
import io
import secrets
import socket
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit


class _Timed:
    """A socket whose every wait ends at the deadline. The timeout of a socket alone starts anew with each byte."""

    def __init__(self, sock: socket.socket, deadline: float):
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._deadline))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float):
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)  # keeps the socket open until the answer is read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class _Connection(http.client.HTTPConnection):
    def __init__(self, *arguments: Any, deadline: float, **more: Any):
        super().__init__(*arguments, **more)
        self._deadline = deadline

    def connect(self) -> None:
        self.timeout = _left(self._deadline)
        super().connect()
        self.sock: Any = _Timed(self.sock, self._deadline)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, *arguments: Any, deadline: float, **more: Any):
        super().__init__(*arguments, **more)
        self._deadline = deadline

    def connect(self) -> None:
        self.timeout = _left(self._deadline)
        super().connect()
        self.sock: Any = _Timed(self.sock, self._deadline)


class Http(urllib.request.HTTPHandler):
    """Opens http addresses; a request bears its `deadline`."""

    def http_open(self, req: Any) -> Any:
        return self.do_open(partial(_Connection, deadline=req.deadline), req)


class Https(urllib.request.HTTPSHandler):
    """Opens https addresses; certificates are checked."""

    def https_open(self, req: Any) -> Any:
        return self.do_open(partial(_SecureConnection, deadline=req.deadline), req)


class Login(urllib.request.BaseHandler):
    """Gives name and password when the server asks for them, and from then on with each request.

    Digest (which Virtuoso wants, and which shows nobody the password) is taken before Basic.
    """

    handler_order = 490  # before the handler that makes an error of a 401

    def __init__(self, user: str, password: str):
        self._user, self._password = user, password
        self._basic, self._digest, self._count = False, dict[str, str](), 0

    def http_request(self, req: Any) -> Any:
        if self._digest:
            req.add_unredirected_header("Authorization", self._answer(req))
        elif self._basic:
            pair = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
            req.add_unredirected_header("Authorization", f"Basic {pair}")
        return req

    https_request = http_request

    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        if getattr(req, "asked", False) or not self._learn(headers.get_all("WWW-Authenticate", [])):
            return None
        fp.close()
        req.asked = True
        return self.parent.open(req, timeout=req.timeout)

    def _learn(self, challenges: list[str]) -> bool:
        """Whether one of the server's challenges can be answered; SHA-256 before MD5, Digest before Basic."""
        found = {}
        for challenge in challenges:
            scheme, _, rest = challenge.partition(" ")
            words = (word for word in urllib.request.parse_http_list(rest) if "=" in word)
            if scheme.lower() == "digest":
                parts = {key.lower(): value for key, value in urllib.request.parse_keqv_list(list(words)).items()}
                found[parts.get("algorithm", "MD5").upper()] = parts
        known = [found[name] for name in _DIGESTS if name in found and {"realm", "nonce"} <= set(found[name])]
        self._digest, self._count = (known[0] if known else {}), 0
        self._basic = not known and any(challenge.lower().startswith("basic") for challenge in challenges)
        return self._basic or bool(self._digest)

    def _answer(self, req: Any) -> str:
        """The Authorization header of RFC 7616 for a request."""
        told, parts = self._digest, urlsplit(req.full_url)
        uri = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        digest, self._count = _DIGESTS[told.get("algorithm", "MD5").upper()], self._count + 1
        count, once = f"{self._count:08x}", secrets.token_hex(8)
        who = digest(f"{self._user}:{told['realm']}:{self._password}")
        what = digest(f"{req.get_method()}:{uri}")
        auth = "auth" in [word.strip() for word in told.get("qop", "").split(",")]
        middle = f"{told['nonce']}:{count}:{once}:auth" if auth else told["nonce"]
        fields = {"username": self._user, "realm": told["realm"], "nonce": told["nonce"], "uri": uri,
                  "response": digest(f"{who}:{middle}:{what}"), "opaque": told.get("opaque")}
        quoted = [f'{key}="{value}"' for key, value in fields.items() if value is not None]
        plain = [f"algorithm={told.get('algorithm', 'MD5')}"]
        proof = [f'qop=auth, nc={count}, cnonce="{once}"'] if auth else []
        return "Digest " + ", ".join([*quoted, *plain, *proof])


_DIGESTS: dict[str, Callable[[str], str]] = {
    "SHA-256": lambda text: hashlib.sha256(text.encode()).hexdigest(),
    "MD5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}
