"""The command line. Printing and exit codes live here, and nowhere else."""

import signal
import sys
from typing import Any

import click

from ..errors import SmileError
from .ask import corrections, query
from .diff import diff
from .export import export
from .fair import fair
from .make import build, explain, validate
from .mcp import mcp
from .serve import serve
from .tables import convert, load

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class _Group(click.Group):
    """A group whose own errors end in one clear message and exit code 1, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):  # names are Chinese, whatever the locale says
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        signal.signal(signal.SIGTERM, _end)
        try:
            return super().invoke(ctx)
        except SmileError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:  # the reader of a pipe (such as head) has seen enough
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            click.echo(f"Error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
            ctx.exit(1)


def _end(number: int, frame: object) -> None:
    """SIGTERM unwinds the program like an error does, so that it clears up behind itself."""
    raise SystemExit(128 + number)


@click.group(cls=_Group, context_settings=HELP)
@click.version_option(package_name="smilekg")
def main() -> None:
    """Ask, check and build a knowledge graph of China's Tahaoo SMILE smart-city evaluations.

    \b
    Start here:
      smilekg query                          what can be asked
      smilekg query cities-on-most-lists     one answer
      smilekg query profile --place 苏州     everything about one place
    """


for command in (build, validate, query, corrections, explain, convert, load, export, diff,
                fair, mcp, serve):
    main.add_command(command)
