"""The corrections ledger as a page for readers: docs/corrections.md."""

from collections import defaultdict

from .result import Result, Row

HEADING = """# Corrections

Every place where the graph says something other than what was published, or where what was published deserves a
warning. Built from the ledger: `smilekg corrections --format md`. *Restore* undoes damage, *override* puts the graph
right, *flag* leaves the value and warns. `found by` names the check that finds it in every build, or says why only the
eye does.
"""


def page(corrections: Result) -> str:
    """Markdown, one section for each kind of finding, from the rows of the query `corrections`."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in corrections:
        kinds[row["finding"]].append(row)
    sections = (f"\n## {kind.replace('-', ' ').capitalize()} ({len(rows)})\n\n{''.join(map(_item, rows))}"
                for kind, rows in sorted(kinds.items()))
    return HEADING + "".join(sections)


def _item(row: Row) -> str:
    line = f", line {row['line']}" if row["line"] else ""
    change = f" `{row['published']}` -> `{row['now']}`." if row["published"] and row["now"] else ""
    return (f"- **{row['id']}** `{row['target']}`{line}.{change} {row['reason']}\n"
            f"  Evidence: {row['evidence']} ({row['certainty']}; {row['action']}; {row['status']};"
            f" found by {row['found_by']})\n")
