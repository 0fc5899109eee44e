"""Cut the table rows and list headings out of a source document.

    python scripts/excerpt.py data/published/2019-2020 path/to/document.txt

Run by hand, once per document. It writes `tables.txt` beside the `source.toml` that says which lines to take, and
stops when the document is not the one whose SHA-256 `source.toml` records.
"""

import hashlib
import sys
import tomllib
from pathlib import Path


def excerpt(folder: Path, document: Path) -> str:
    source = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    content = document.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != source["sha256"]:
        sys.exit(f"{document}: SHA-256 is {digest}, source.toml expects {source['sha256']}")
    lines = content.decode("utf-8").split("\n")
    rows = []
    for part in source["excerpt"]:
        for number in range(part["first"], part["last"] + 1):
            text = lines[number - 1].rstrip("\r")
            rows.append(f"{number}\t{text[part.get('from', 0):part.get('to')]}\n")
    return "".join(rows)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    target = Path(sys.argv[1])
    (target / "tables.txt").write_text(excerpt(target, Path(sys.argv[2])), "utf-8", newline="\n")
