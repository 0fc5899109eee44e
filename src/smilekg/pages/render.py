"""From templates to HTML, and what all pages of a graph share. Jinja2 is named here only."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..answers import internal
from ..errors import QueryError
from ..graph import Graph
from ..linked.document import Linked
from ..linked.schema import schema_org, script_safe
from ..things.entities import Correction, corrections_of

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"
STATIC = Path(__file__).resolve().parent / "static"


class Renderer:
    """Templates filled with what a graph says. What every template can use is told in `templates/base.html`."""

    def __init__(self, graph: Graph):
        self.graph, self.explaining = graph, Lock()

    def html(self, template: str, context: Mapping[str, Any]) -> bytes:
        """A template, filled."""
        return self.templates.get_template(template).render(context).encode("utf-8")

    def told(self, iri: str, language: str) -> "Markup | None":
        """What a thing is in the terms of schema.org, for the head of its page; None where they have no word for it."""
        from markupsafe import Markup

        told = schema_org(self.graph, iri, language)
        return Markup(script_safe(told)) if told else None

    @cached_property
    def linked(self) -> Linked:
        """The graph by IRI."""
        return Linked(self.graph)

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """The names of all things and terms by IRI and language: asked for once, since every page shows some."""
        return {(str(row["thing"]), row["language"]): row["label"] for row in internal.ask(self.graph, "page-labels")}

    @cached_property
    def corrected(self) -> Mapping[str, tuple[Correction, ...]]:
        """The rows of the ledger by the IRI of what they are about."""
        targets = [str(row["target"]) for row in internal.ask(self.graph, "page-corrected")]
        rows = [one for target in targets for one in corrections_of(self.graph._answers, target)]
        return {target: tuple(dict.fromkeys(one for one in rows if one.target == target)) for target in targets}

    @cached_property
    def templates(self) -> "jinja2.Environment":
        """The templates, with everything escaped. Raises QueryError where Jinja is not installed."""
        try:
            import jinja2
        except ImportError:
            raise QueryError("pages need Jinja", hint="install it: pip install 'smilekg[serve]'") from None
        made = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                                  lstrip_blocks=True, undefined=jinja2.StrictUndefined, auto_reload=False)
        made.policies["json.dumps_function"] = _as_json
        return made

    @cached_property
    def assets(self) -> Mapping[str, str]:
        """The names of the built files, which bear a hash of their content, by their plain names (`app.js`). Empty
        where the browser's part was not built."""
        try:
            found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
            return found
        except OSError:
            return {}


def _as_json(value: Any, **_: Any) -> str:
    """JSON for a block of data in a page; Jinja's `tojson` escapes what could end the block."""
    return json.dumps(value, ensure_ascii=False, default=_number, separators=(",", ":"))


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(value)
