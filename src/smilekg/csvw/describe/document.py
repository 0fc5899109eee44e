"""A metadata document: its JSON, its `@context`, the url it stands for, and places inside it."""

import json
import math
import os
import posixpath
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ...errors import MetadataError
from ...paths import relative
from ..context import CONTEXT
from ..uris import resolve, split
from .language import is_language


@dataclass(frozen=True)
class Document:
    """One JSON file. `url` is its own, `base` what its references are resolved against, `language` its default."""

    file: Path
    url: str
    base: str
    language: str = "und"
    warnings: list[str] = field(default_factory=list)

    def path(self, url: str) -> Path | None:
        """Where the file at `url` is on disk, as seen from this document; None where it is not on this disk."""
        there, here = split(url), split(self.url)
        if there[:2] != here[:2]:
            return None
        if there[0] == "file":
            return Path(unquote(there[2]))
        folder = posixpath.dirname(unquote(here[2])) or "/"
        return self.file.parent / posixpath.relpath(unquote(there[2]) or "/", folder)


@dataclass(frozen=True)
class Place:
    """Where something stands in a document, such as `tables[0].url`."""

    document: Document
    path: str = ""

    def at(self, key: str | int) -> "Place":
        step = f"[{key}]" if isinstance(key, int) else f".{key}"
        return replace(self, path=(self.path + step).removeprefix("."))

    def error(self, problem: str, value: Any = None, hint: str = "") -> MetadataError:
        return MetadataError(problem, file=relative(self.document.file), column=self.path or None, value=value,
                             hint=hint)

    def warn(self, sentence: str) -> None:
        where = f", {self.path}" if self.path else ""
        self.document.warnings.append(f"{relative(self.document.file)}{where}: {sentence}")


def open_document(file: Path, url: str | None = None, warnings: list[str] | None = None,
                  inherited: Document | None = None) -> tuple[dict[str, Any], Place]:
    """The JSON object in `file`, and its place. `url` is what the file stands for, its own `file://` url if None.

    `inherited` is the document that refers to this one: then this one needs no `@context`.
    """
    url = url_of(file) if url is None else url
    collected = [] if warnings is None else warnings
    place = Place(Document(file, url, url, inherited.language if inherited else "und", collected))
    node = read_json(file)
    if not isinstance(node, dict):
        raise place.error("an object is expected", node)
    if "@context" not in node and inherited:
        return node, place
    return node, _with_context(node.get("@context"), place)


def url_of(file: Path, base: str | None = None) -> str:
    """The url of a file: its `file://` url, or its name below `base`, the url that stands for its folder."""
    if base is None:
        return Path(os.path.abspath(file)).as_uri()
    return resolve("./" + quote(file.name), base if base.endswith("/") else base + "/")


def read_json(file: Path) -> Any:
    """What a JSON file holds. Raises MetadataError where it is none."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        node = json.loads(text, object_pairs_hook=_unique, parse_constant=_number, parse_float=_number)
        json.dumps(node, ensure_ascii=False).encode()  # half a surrogate pair, written `\ud800`, is no text
        return node
    except OSError as error:
        raise MetadataError(f"cannot be read: {error.strerror}", file=relative(file)) from None
    except UnicodeEncodeError as error:
        raise MetadataError("has half a surrogate pair", file=relative(file), value=error.object[error.start]) from None
    except UnicodeDecodeError as error:
        raise MetadataError("is not in UTF-8", file=relative(file), value=error.object[error.start:error.end]) from None
    except json.JSONDecodeError as error:
        raise MetadataError(f"is not JSON: {error.msg}", file=relative(file), line=error.lineno,
                            column=error.colno) from None
    except (ValueError, RecursionError) as error:
        raise MetadataError(f"is not JSON: {error}", file=relative(file)) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"an object has {next(name for name in names if names.count(name) > 1)!r} twice")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number of JSON, or too great a one")
    return number


def _with_context(context: Any, place: Place) -> Place:
    """The place, its document with the language and base of `@context`."""
    at = place.at("@context")
    names, extra = (context[0], context[1:]) if isinstance(context, list) and context else (context, [])
    if names != CONTEXT:
        raise at.error("is no CSVW metadata", context, f'it must have "@context": "{CONTEXT}"')
    if not extra:
        return place
    if len(extra) > 1 or not isinstance(extra[0], dict) or not extra[0] or set(extra[0]) - {"@base", "@language"}:
        raise at.error("a context has something other than @base and @language", extra, "write IRIs in full")
    document = place.document
    if "@language" in extra[0]:
        if is_language(extra[0]["@language"]):
            document = replace(document, language=extra[0]["@language"])
        else:
            at.at("@language").warn(f"{extra[0]['@language']!r} is no language tag and is ignored.")
    if "@base" in extra[0]:
        if isinstance(extra[0]["@base"], str):
            document = replace(document, base=resolve(extra[0]["@base"], document.url))
        else:
            at.at("@base").warn(f"{extra[0]['@base']!r} is no url and is ignored.")
    return replace(place, document=document)
