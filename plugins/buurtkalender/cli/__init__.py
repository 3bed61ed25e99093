"""The `buurtkalender` command. Each subcommand is one module: what can be said to it, and what it then does.

What it does lives in the layers below. Nothing heavy is imported before it is needed: a build with nothing to do has to
be over before it is noticed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from buurtkalender import __version__
from buurtkalender.cli import build, changes, check, importing, new, submissions
from buurtkalender.cli.common import CANNOT, Say, exit_code, shared_options, texts_of
from buurtkalender.words.catalogues import Translator


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
def _parser() -> argparse.ArgumentParser:
    """Made once: who runs many commands in one process would wait longer for it than for some of them."""
    return parser_of(None)


# --- all that can be said to it, and its help ------------------------------------------------------------

SUBCOMMANDS = (
    new.add_start,
    check.add,
    build.add,
    build.add_serve,
    changes.add_gaps,
    new.add,
    check.add_fix,
    changes.add,
    importing.add_residents,
    check.add_schema,
    submissions.add_receive,
    submissions.add,
    importing.add,
)
"""What adds each subcommand, in the order in which the help tells them."""


def parser_of(texts: Translator | None) -> argparse.ArgumentParser:
    """Return the parser of the command line; it leaves what is to be done in the options as ``run``.

    ``texts`` translates the help, and is None where nobody will read it.
    """
    _ = texts.gettext if texts else (lambda message: message)
    parser = argparse.ArgumentParser(
        prog="buurtkalender",
        description=_("One shared activity calendar: check what organisations wrote, build the site, find the gaps."),
        epilog=_("Every subcommand has its own --help."),
    )
    parser.add_argument("--version", action="version", version=f"buurtkalender {__version__}")
    commands = parser.add_subparsers(title=_("subcommands"), metavar="")
    shared = shared_options(_)
    for add in SUBCOMMANDS:
        add(commands, shared, _)
    _in_our_words(parser, _)
    return parser


class _Help(argparse.HelpFormatter):
    """Help that begins with ``usage`` in the language of the rest."""

    def __init__(self, prog: str, *, usage: str) -> None:
        super().__init__(prog)
        self._word = usage

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{self._word}: " if prefix is None else prefix)


def _in_our_words(parser: argparse.ArgumentParser, _: Say) -> None:
    """Replace the words that argparse brings along, which follow the system's language and are seldom translated.

    In the parsers of its subcommands too.
    """
    parser.formatter_class = partial(_Help, usage=_("usage"))
    parser._positionals.title, parser._optionals.title = _("arguments"), _("options")  # noqa: SLF001
    for action in parser._actions:  # noqa: SLF001
        if action.dest == "help":
            action.help = _("show this help and stop")
        elif action.dest == "version":
            action.help = _("show the version and stop")
        elif isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - argparse has no other way to find them
            for deeper in action.choices.values():
                _in_our_words(deeper, _)
