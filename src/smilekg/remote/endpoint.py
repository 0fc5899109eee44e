"""HTTP with a deadline, a size cap and no surprises: what every request to a SPARQL store goes through.

Each request has one deadline for all of it (connecting, sending, waiting, reading), however slowly the server drips.
A redirect is followed to the same host only, so that a password never reaches another. 429 and 503 are tried again,
nothing else is. Whatever goes wrong is one QueryError that names the endpoint and never the password.
"""

import base64
import http.client
import re
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import quote, urljoin, urlsplit

from ..errors import QueryError
from .wire import Http, Https, Login

_AGAIN = (429, 503)
_BACK_OFF = 0.5  # seconds before the second try; doubled for each further one
_LONGEST_WAIT = 60.0  # a server that wants more time gets an error, not a program that seems to hang
_TELL = {  # what to do about a status
    401: "this needs a name and a password: user= and password= in Python, --user on the command line",
    403: "the user may not do this: ask whoever runs the store for the right to",
    404: "nothing is at this address; the address of a SPARQL endpoint often ends in /sparql or /query",
    405: "this address takes no such request; the address of a SPARQL endpoint often ends in /sparql or /query",
    406: "this address does not answer with SPARQL results",
    408: "ask for less, or give a longer timeout", 504: "ask for less, or give a longer timeout",
    413: "send less at once (a smaller batch)", 414: "send less at once",
    429: "the endpoint is busy: try later", 503: "the endpoint is busy: try later",
}


@dataclass(frozen=True)
class Answer:
    """A whole answer with a status of 2xx."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, in small letters, without parameters."""
        return self.headers.get_content_type() if self.headers.get("Content-Type") else ""

    # What SPARQLWrapper expects of a response.
    def read(self) -> bytes:
        return self.body

    def info(self) -> Message:
        return self.headers

    def geturl(self) -> str:
        return self.url


def checked_url(url: str) -> str:
    """`url` as it can be sent. Raises QueryError unless it is http(s), with a host and without a password in it."""
    text = url.strip() if isinstance(url, str) else ""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise QueryError("the endpoint is no address", value=url, hint="such as https://example.org/sparql") from None
    if parts.username is not None or parts.password is not None:
        raise QueryError("the endpoint has a user or password in its address", value=f"{parts.scheme}://…@{host}",
                         hint="give them apart: user= and password=, or --user")
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", text):
        raise QueryError("the endpoint is no http or https address", value=url,
                         hint="such as https://example.org/sparql")
    try:
        netloc = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except UnicodeError:
        raise QueryError("the endpoint is no address", value=url) from None
    safe = "%/:=&?~+!$,;'@()*[]"
    return parts._replace(netloc=netloc, path=quote(parts.path, safe), query=quote(parts.query, safe),
                          fragment="").geturl()


class Endpoint:
    """One server, reached through HTTP. `timeout` is in seconds, for each try; `max_bytes` is of one answer."""

    def __init__(self, url: str, *, timeout: float, user: str | None, password: str | None, max_bytes: int,
                 retries: int):
        if not isinstance(timeout, (int, float)) or not 0 < timeout <= 86_400:
            raise QueryError("a timeout is a number of seconds above 0, and at most a day", value=timeout)
        for name, number, least in (("max_bytes", max_bytes, 1), ("retries", retries, 0)):
            if not isinstance(number, int) or number < least:
                raise QueryError(f"{name} is a whole number from {least}", value=number)
        if password is not None and not user:
            raise QueryError("a password needs a user", hint="user= in Python, --user on the command line")
        self.url = checked_url(url)
        self.timeout, self.max_bytes, self.retries = timeout, max_bytes, retries
        self.user, self._password = user, password
        self._opener = _opener(user, password)

    def send(self, request: urllib.request.Request) -> Answer:
        """The answer to a request. Raises QueryError for any status but 2xx, and whatever else goes wrong."""
        for attempt in range(self.retries + 1):
            try:
                return self._once(request)
            except urllib.error.HTTPError as error:
                if error.code not in _AGAIN or attempt == self.retries:
                    self._refused(error, attempt)
                time.sleep(self._wait(error, attempt))
        raise AssertionError("the last try returns or raises")

    def _once(self, request: urllib.request.Request) -> Answer:
        request.deadline = time.monotonic() + self.timeout  # type: ignore[attr-defined]
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                return Answer(response.geturl(), response.status, response.headers, self._body(response))
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError as error:
            self._broken(error.reason)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._broken(error)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            self.fail("the endpoint's answer is packed, which nobody asked for")
        promised = response.headers.get("Content-Length", "")
        pieces, size = [], 0
        while piece := response.read(65_536):
            pieces.append(piece)
            size += len(piece)
            if size > self.max_bytes:
                self.fail(f"the endpoint's answer is larger than {self.max_bytes:,} bytes",
                          "ask for less (LIMIT), or allow more: max_bytes=")
        if promised.isdigit() and "chunked" not in response.headers.get("Transfer-Encoding", "") \
                and size != int(promised):
            self.fail(f"the endpoint's answer broke off: {size:,} of {int(promised):,} bytes came", "ask again")
        return b"".join(pieces)

    def _wait(self, error: urllib.error.HTTPError, attempt: int) -> float:
        """Seconds to wait before the next try. Raises QueryError where the server wants longer than is bearable."""
        wanted = _retry_after(error.headers.get("Retry-After"))
        if wanted is not None and wanted > _LONGEST_WAIT:
            self.fail(f"the endpoint is busy ({error.code}) and asks to wait {wanted:,.0f} seconds", "try later")
        error.close()
        return min(_LONGEST_WAIT, max(wanted or 0.0, _BACK_OFF * 2.0 ** attempt))

    def _refused(self, error: urllib.error.HTTPError, attempt: int) -> NoReturn:
        said, reason = self.scrub(_said(error)), self.scrub(_one_line(str(error.reason)))
        if error.code == 401 and self.user:
            advice = "the name or password is not accepted"
        elif "permission" in said.lower():
            advice = _TELL[403 if self.user else 401]  # Virtuoso says this with 500, or with 403 to nobody
        else:
            advice = _TELL.get(error.code, "the endpoint itself failed" if error.code >= 500 else "")
        tries = f" after {attempt + 1} tries" if attempt else ""
        hint = "\n  ".join(part for part in (said and f"it says: {said}", advice) if part)
        raise EndpointError(f"the endpoint refuses the request: {error.code} {reason}{tries}", file=self.url,
                            hint=hint, status=error.code) from None

    def _broken(self, reason: Any) -> NoReturn:
        if isinstance(reason, TimeoutError):
            self.fail(f"the endpoint gave no whole answer within {self.timeout:g} seconds",
                      "ask for less, or give a longer timeout")
        if isinstance(reason, ConnectionRefusedError):
            self.fail("no server listens at the endpoint", "check the address, and whether the store runs")
        if isinstance(reason, socket.gaierror):
            self.fail("the endpoint's host is not known", "check the address")
        if isinstance(reason, http.client.IncompleteRead):
            self.fail("the endpoint's answer broke off", "ask again")
        self.fail(f"the endpoint cannot be reached or does not speak HTTP: {self.scrub(_one_line(str(reason))) or reason!r}")

    def fail(self, problem: str, hint: str = "") -> NoReturn:
        """Raises the error of this endpoint."""
        raise EndpointError(problem, file=self.url, hint=hint) from None

    def scrub(self, text: str) -> str:
        """`text` without the password: a server may well repeat what it was sent."""
        if not self._password:
            return text
        pair = base64.b64encode(f"{self.user}:{self._password}".encode()).decode()
        for secret in (pair, self._password, quote(self._password)):
            text = text.replace(secret, "…")
        return text


class EndpointError(QueryError):
    """A request to an endpoint failed. `status` is the HTTP status, None where there was no answer."""

    def __init__(self, problem: str, *, status: int | None = None, **more: Any):
        self.status = status
        super().__init__(problem, **more)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to the same host, and never from https to http."""

    max_redirections = max_repeats = 5

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        target = urljoin(req.full_url, newurl)
        if not _same_server(req.full_url, target):
            to = urlsplit(target)
            raise EndpointError(f"the endpoint redirects to another server: {to.scheme}://{to.netloc.rpartition('@')[2]}",
                                file=req.full_url, hint="give that address yourself if you trust it", status=code)
        keeps_body = code != 303
        new = urllib.request.Request(target, data=req.data if keeps_body else None,
                                     method=req.get_method() if keeps_body else "GET",
                                     headers={k: v for k, v in req.headers.items() if k.lower() != "host"})
        new.deadline = req.deadline  # type: ignore[attr-defined]
        return new


def _same_server(old: str, new: str) -> bool:
    """Whether both have one host and port; a step from http to https on the usual ports is fine."""
    one, other = urlsplit(old), urlsplit(new)
    usual = {"http": 80, "https": 443}
    try:
        ports = one.port or usual.get(one.scheme), other.port or usual.get(other.scheme)
    except ValueError:
        return False
    if other.scheme not in usual or one.hostname != other.hostname:
        return False
    return (one.scheme == other.scheme and ports[0] == ports[1]) or (one.scheme == "http" and ports == (80, 443))


def _opener(user: str | None, password: str | None) -> urllib.request.OpenerDirector:
    """An opener that knows http and https alone. Not installed: the one of the process stays as it is."""
    handlers = [urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), Http(), Https(),
                urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(), _SameHost()]
    if user:
        handlers.append(Login(user, password or ""))
    opener = urllib.request.OpenerDirector()
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for: it holds a number or a date."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value.strip()):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _said(error: urllib.error.HTTPError) -> str:
    """The first words of a server's message, on one line."""
    try:
        body = error.read(4_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    if "html" in (error.headers.get("Content-Type") or ""):
        body = re.sub(r"(?is)<(style|script|head)\b.*?</\1>|<[^>]*>", " ", body)
    return _one_line(body.partition("SPARQL query:")[0])


def _one_line(text: str) -> str:
    """The first words of what a server sent, without what a terminal would obey."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= 300 else words[:300] + " …"
