"""The `buurtkalender` command. Each subcommand is one module: what can be said to it, and what it then does.

What it does lives in the layers below. Nothing heavy is imported before it is needed: a build with nothing to do has to
be over before it is noticed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import cache, partial

from buurtkalender.cli.common import CANNOT, exit_code, texts_of
from buurtkalender.cli.parser import parser_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 all is well, 1 problems in the content, 2 it could not run."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wants_help = not given or any(word in {"-h", "--help"} for word in given)
    parser = parser_of(texts_of()) if wants_help else _parser()
    options = parser.parse_args(given)
    if "run" not in options:
        parser.print_help()
        return CANNOT
    try:
        return exit_code(partial(options.run, options))
    except KeyboardInterrupt:
        return 130


@cache
def _parser() -> ArgumentParser:
    """Made once: who runs many commands in one process would wait longer for it than for some of them."""
    return parser_of(None)
