"""Writes the files at the root of the project that describe it, from data/curated/dataset.toml."""

from smilekg.export.contents import Contents
from smilekg.export.metadata import for_the_root
from smilekg.paths import shipped


def main() -> None:
    project = shipped()
    for file, body in for_the_root(Contents(project)):
        (project.root / file.path).write_bytes(body)


if __name__ == "__main__":
    main()
