"""The header of a question's file, for both sides of the wall: the graph asks the question, the build catalogues it.

Header lines start with `#+` and are YAML (the grlc convention); every value is written as JSON, which is YAML too, so
that no YAML library is needed here.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import QueryError

# The tags that a question may bear; docs/queries.md says what each means.
TAGS = ("apps", "change", "cities", "clusters", "companies", "context", "corrections", "districts", "geography",
        "identifiers", "lists", "provinces", "scores", "sources", "towns")

_LINE = re.compile(r"^#\+ ?(\w+):[ ]*(.*)$", re.MULTILINE)
_PARAMETER = re.compile(r"^#\+   ?(\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Header:
    """What a header says: the question and a note in English and Chinese, tags, the chart that fits the answer (None
    where none does), and the parameters as they stand."""

    summary: str
    summary_zh: str
    description: str = ""
    description_zh: str = ""
    tags: tuple[str, ...] = ()
    chart: Mapping[str, Any] | None = None
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_header(text: str, file: str) -> Header:
    """The header of a question's text. `file` is for messages. Raises QueryError for one that is broken."""
    try:
        said = {name: json.loads(value) for name, value in _LINE.findall(text) if value}
        header = Header(said["summary"], said["summary_zh"], said.get("description", ""),
                        said.get("description_zh", ""), tuple(said.get("tags", ())), said.get("chart"),
                        {name: json.loads(value) for name, value in _PARAMETER.findall(text)})
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError(f"the header is broken: {error}", file=file,
                         hint="each line is `#+ name: value`, the value in JSON") from None
    for tag in header.tags:
        if tag not in TAGS:
            raise QueryError("there is no such tag", file=file, value=tag, hint=f"one of: {', '.join(TAGS)}")
    return header


def without_header(text: str) -> str:
    """The SPARQL of a question's text, from its first line that is not of the header."""
    return re.sub(r"^#\+.*\n", "", text, flags=re.MULTILINE).lstrip("\n")
