"""Jinja2, and where the templates and the built files of the browser are."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import QueryError

TEMPLATES = Path(__file__).resolve().parent / "templates"
STATIC = Path(__file__).resolve().parent / "static"


def environment() -> Any:
    """The templates, with everything escaped. Raises QueryError where Jinja is not installed."""
    try:
        import jinja2
    except ImportError:
        raise QueryError("pages need Jinja", hint="install it: pip install 'smilekg[serve]'") from None
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    made.policies["json.dumps_function"] = _as_json
    return made


def _as_json(value: Any, **_: Any) -> str:
    """JSON for a block of data in a page; Jinja's `tojson` escapes what could end the block."""
    return json.dumps(value, ensure_ascii=False, default=_number, separators=(",", ":"))


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(value)


def manifest() -> Mapping[str, str]:
    """The built files by their plain names (`app.js`). Empty where the browser's part was not built."""
    try:
        found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
        return found
    except OSError:
        return {}
