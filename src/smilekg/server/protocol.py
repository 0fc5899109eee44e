"""The SPARQL 1.1 Protocol: from an HTTP request to the query that it asks for."""

from dataclasses import dataclass
from sys import getsizeof
from urllib.parse import parse_qsl, unquote_to_bytes

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
METHODS = "GET, HEAD, OPTIONS, POST"
_MOST_FIELDS = 100
_LONGEST_DATASET = 16_384  # characters of the IRIs of its graphs


class Problem(Exception):
    """A request that gets no answer: the status of HTTP, what is wrong in words, and headers that belong to it."""

    def __init__(self, status: int, text: str, *headers: tuple[bytes, bytes]):
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers


@dataclass(frozen=True)
class Asked:
    """A query, the graphs that make its dataset where the request names them, and the short name of a format that goes
    before what its Accept says."""

    text: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    short: str = ""

    @property
    def room(self) -> int:
        """Bytes that it takes in memory."""
        return sum(map(getsizeof, (self.text, self.short, *(self.default or ()), *(self.named or ()))))


def by_get(query_string: bytes) -> Asked | None:
    """What a GET asks for; nothing where it asks for the service description."""
    if not query_string:
        return None
    if query_string.startswith(b"query=") and b"&" not in query_string:  # nearly always; quicker
        return Asked(_text(_unquoted(query_string[6:])))
    return _asked(_fields(query_string))


def by_post(query_string: bytes, content_type: str, body: bytes) -> Asked:
    """What a POST asks for."""
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if kind in (FORM, DIRECT) and not _is_utf8(parameters):
        raise Problem(415, "the body must be UTF-8")
    if kind == FORM:
        return _asked(_fields(query_string) + _fields(body))
    if kind == DIRECT:
        return _asked([*_fields(query_string), ("query", _text(body))])
    if kind == UPDATE:
        raise Problem(403, "the graph can be read only: updates are refused")
    raise Problem(415, f"a query is sent as {DIRECT} or {FORM}", (b"accept-post", f"{DIRECT}, {FORM}".encode()))


def _asked(fields: list[tuple[str, str]]) -> Asked:
    """The query of a request's fields. Fields that the protocol does not know are passed over."""
    if any(name == "update" for name, _ in fields):
        raise Problem(403, "the graph can be read only: updates are refused")
    texts = [value for name, value in fields if name == "query"]
    if len(texts) != 1:
        raise Problem(400, "the request has more than one query" if texts else "the request has no query: send `query`")
    default, named = (tuple(value for name, value in fields if name == one)
                      for one in ("default-graph-uri", "named-graph-uri"))
    if sum(map(len, default + named)) > _LONGEST_DATASET:
        raise Problem(400, f"the IRIs of the dataset have more than {_LONGEST_DATASET:,} characters")
    short = next((value for name, value in fields if name == "format"), "")
    return Asked(texts[0], default, named, short) if default or named else Asked(texts[0], short=short)


def _fields(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, "the request's fields are not percent-encoded UTF-8") from None
    except ValueError:
        raise Problem(400, f"the request has more than {_MOST_FIELDS} fields") from None


def _unquoted(value: bytes) -> bytes:
    """A value of a query string without its escapes. Python's own escapes are undone in C, ten times as quickly."""
    value = value.replace(b"+", b" ")
    try:
        return value.replace(b"\\", b"%5C").replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
    except UnicodeError:  # an escape that is none stays as it is
        return unquote_to_bytes(value)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the query is not UTF-8") from None


def _is_utf8(parameters: str) -> bool:
    """Whether the parameters of a Content-Type name no other charset than UTF-8."""
    values = (p.partition("=")[2].strip(' "').lower() for p in parameters.split(";") if p.strip().lower().startswith("charset"))
    return all(value in ("utf-8", "utf8", "us-ascii") for value in values)
