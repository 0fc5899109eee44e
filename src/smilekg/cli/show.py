"""What the commands share: tables, counts, the line that says what runs now."""

import sys
from collections.abc import Sequence
from typing import Any

PASSWORD = "SMILEKG_PASSWORD"
PASSWORD_HELP = f"User of the endpoint. The password is taken from ${PASSWORD}, or asked for."


def password(user: str | None) -> str | None:
    """The password of a user: from the environment, else asked for. Never from the command line, which others see."""
    import os

    import click

    if not user:
        return None
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise click.UsageError(f"--user needs a password: set {PASSWORD}")
    return str(click.prompt(f"Password of {user}", hide_input=True, err=True))


class Progress:
    """A line on standard error that says what runs now; nothing where that is no terminal."""

    def __enter__(self) -> Any:
        self.status = None
        if sys.stderr.isatty():
            from rich.console import Console

            self.status = Console(stderr=True).status("starting")
            self.status.start()
        return self.step

    def step(self, name: str) -> None:
        if self.status:
            self.status.update(name)

    def __exit__(self, *_: Any) -> None:
        if self.status:
            self.status.stop()


def count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table as wide as the terminal allows; wider where the output is a file or a pipe."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = all(row[columns.index(column)].replace(".", "").replace("-", "").isdigit() for row in rows)
        table.add_column(column, justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell.replace("https://w3id.org/smilekg/id/", "id:")) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
