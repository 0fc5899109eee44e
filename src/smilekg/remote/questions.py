"""What can be told of a SPARQL query from its text alone, without a parser: its form, its limits, and its count."""

import re
from dataclasses import dataclass, field

from ..terms import PREFIXES
from ..tokens import TOKEN

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CODE = ("word", "plain", "iri", "string")
_ROWS = "?smilekg_rows"  # a name that no query uses


@dataclass(frozen=True)
class Question:
    """A query, cut where it matters. `form` is SELECT, ASK, CONSTRUCT, DESCRIBE, or the first word of anything else."""

    form: str
    prologue: str
    body: str  # from the word of the form on, without dataset clauses, LIMIT and OFFSET
    datasets: str = ""
    limit: int | None = None
    offset: int = 0
    names: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_query(self) -> bool:
        return self.form in _FORMS

    def count(self) -> str:
        """A query for the number of rows that this one has without its LIMIT and OFFSET, as `?smilekg_rows`."""
        return f"{self.prologue}\nSELECT (COUNT(*) AS {_ROWS}) {self.datasets}\nWHERE {{ {self.body}\n}}"

    def one_per_solution(self) -> str:
        """For a CONSTRUCT query: a SELECT query with one row for each solution that its triples are made of."""
        tokens = _code(self.body)
        depths = _depths(tokens)
        template = _is_word(tokens, 1, "{")  # `CONSTRUCT WHERE { ... }` has none
        where = next((t.end() for t in tokens if template and depths[t] == 0 and t.group() == "}"), tokens[0].end())
        limits = "" if self.limit is None else f"\nLIMIT {self.limit}"
        limits += f"\nOFFSET {self.offset}" if self.offset else ""
        return f"{self.prologue}\nSELECT (1 AS {_ROWS}) {self.datasets}{self.body[where:]}{limits}"


def _code(text: str) -> list["re.Match[str]"]:
    """Words, variables, IRIs, strings and braces."""
    return [token for token in TOKEN.finditer(text) if token.lastgroup in _CODE or token[0] in "{}"]


def _depths(tokens: list["re.Match[str]"]) -> dict["re.Match[str]", int]:
    """How many braces are open around each token; a brace itself is outside of its pair."""
    depth, depths = 0, {}
    for token in tokens:
        depth -= token.group() == "}"
        depths[token] = depth
        depth += token.group() == "{"
    return depths


def read_question(text: str) -> Question:
    """`text` cut into its parts. Never fails: what is no query has a form that is none."""
    tokens = _code(text)
    start = _first_word(tokens)
    if start == len(tokens):
        return Question("", text, "")
    depths, cuts, datasets = _depths(tokens), list[tuple[int, int]](), ""
    numbers: dict[str, int] = {}
    for index in range(start, len(tokens)):
        token, word = tokens[index], tokens[index].group().upper()
        if depths[token] == 0 and token["word"] and word in ("FROM", "LIMIT", "OFFSET"):
            last = index + 1 + (word == "FROM" and _is_word(tokens, index + 1, "NAMED"))
            if last >= len(tokens):
                continue
            cuts.append((token.start(), tokens[last].end()))
            if word == "FROM":
                datasets += text[token.start():tokens[last].end()] + " "
            elif tokens[last].group().isdigit():
                numbers[word] = int(tokens[last].group())
    names = frozenset(t.group().partition(":")[0] for t in tokens if t["word"] and ":" in t.group())
    return Question(tokens[start].group().upper(), text[:tokens[start].start()],
                    _without(text, tokens[start].start(), cuts), datasets, numbers.get("LIMIT"),
                    numbers.get("OFFSET", 0), names)


def _first_word(tokens: list["re.Match[str]"]) -> int:
    """Where the prologue ends."""
    index = 0
    while index < len(tokens):
        word = tokens[index].group().upper()
        if word not in ("PREFIX", "BASE"):
            break
        index += 3 if word == "PREFIX" else 2
    return min(index, len(tokens))


def _is_word(tokens: list["re.Match[str]"], index: int, word: str) -> bool:
    return index < len(tokens) and tokens[index].group().upper() == word


def _without(text: str, start: int, cuts: list[tuple[int, int]]) -> str:
    pieces = []
    for cut, end in cuts:
        pieces.append(text[start:cut])
        start = end
    return "".join([*pieces, text[start:]])


def with_prefixes(text: str) -> str:
    """`text` with our usual prefixes where it uses them and does not declare them, as on the embedded engine."""
    question = read_question(text)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", question.prologue))
    missing = [name for name in PREFIXES if name in question.names - declared]
    # On the first line, so that the lines that a store's message counts stay what they are.
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text
