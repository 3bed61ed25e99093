"""What can be said to the `buurtkalender` command, and its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from buurtkalender import __version__, options_importing, options_receive, options_submissions
from buurtkalender.reading.catalogues import Translator
from buurtkalender.site.settings import FILE


def parser_of(run: Mapping[str, Callable[..., int]], texts: Translator | None) -> argparse.ArgumentParser:
    """Return the parser of the command line. ``run`` is what each subcommand does, left in the options as ``run``.

    ``texts`` translates the help, and is None where nobody will read it.
    """
    _ = texts.gettext if texts else (lambda message: message)
    speaks = partial(_Help, usage=_("usage"))
    parser = argparse.ArgumentParser(
        prog="buurtkalender",
        description=_("One shared activity calendar: check what organisations wrote, build the site, find the gaps."),
        epilog=_("Every subcommand has its own --help."),
    )
    parser.add_argument("--version", action="version", version=f"buurtkalender {__version__}")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--settings",
        type=Path,
        default=Path(FILE),
        metavar="FILE",
        help=_("settings (default: {file})").format(file=FILE),
    )
    shared.add_argument(
        "--content", type=Path, metavar="DIR", help=_("content folder, instead of the one in the settings")
    )
    dated = argparse.ArgumentParser(add_help=False)
    dated.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help=_("work as if it were this day"))
    building = argparse.ArgumentParser(add_help=False)
    building.add_argument(
        "--output", type=Path, metavar="DIR", help=_("output folder, instead of the one in the settings")
    )
    building.add_argument("--jobs", type=int, metavar="N", help=_("number of processes (default: one a processor)"))
    building.add_argument("--strict", action="store_true", help=_("publish nothing when a file has a problem"))
    building.add_argument("--quiet", action="store_true", help=_("say nothing when all goes well"))

    commands = parser.add_subparsers(title=_("subcommands"), metavar="")
    one = commands.add_parser(
        "check",
        parents=[shared],
        help=_("tell every problem in the content, with its place and its mend"),
        description=_(
            "Reads all content files and tells every problem at once. Exit code: 0 clean, 1 problems, 2 cannot run."
        ),
    )
    one.add_argument(
        "--format", choices=("text", "github", "json", "sarif"), default="text", help=_("how to write the problems")
    )
    one.add_argument("--base", metavar="REV", help=_("only problems that were not there yet in this git revision"))
    one.set_defaults(run=run["check"])
    one = commands.add_parser(
        "build",
        parents=[shared, dated, building],
        help=_("build the site"),
        description=_(
            "Builds the whole site. A file with a problem is left out and told; with --strict it stops the build."
        ),
    )
    one.set_defaults(run=run["build"])
    one = commands.add_parser(
        "serve",
        parents=[shared, dated, building],
        help=_("build, show the site and follow every change"),
        description=_(
            "Builds the site, shows it on this computer, and builds again when a file changes. Stop with Ctrl+C."
        ),
    )
    one.add_argument("--port", type=_port, default=8000, help=_("port (default: 8000)"))
    one.add_argument("--address", default="127.0.0.1", help=_("address to listen on (default: this computer only)"))
    one.set_defaults(run=run["serve"])
    one = commands.add_parser(
        "gaps",
        parents=[shared, dated],
        help=_("what falls short, per norm and neighbourhood"),
        description=_("Prints the verdict of every norm in every neighbourhood, the worst first."),
    )
    one.add_argument(
        "--format", choices=("text", "json", "csv", "markdown"), default="text", help=_("how to write the verdicts")
    )
    one.add_argument(
        "--base", metavar="REV", help=_("what the change since this git revision opens, closes or makes fragile")
    )
    one.set_defaults(run=run["gaps"])
    one = commands.add_parser(
        "new",
        parents=[shared],
        help=_("ask, and write the file of an activity, organisation or venue"),
        description=_("Asks what is needed, checks every answer, and writes a valid file."),
    )
    one.add_argument("kind", choices=("activity", "organisation", "venue"))
    one.set_defaults(run=run["new"])
    options_submissions.add_fix(commands, [shared], run, _)
    options_submissions.add_changes(commands, [shared, dated], run, _)
    one = commands.add_parser(
        "residents",
        help=_("how many people live in each neighbourhood, from a file of CBS"),
        description=_("Numbers of residents per neighbourhood. Say what to do with them: import."),
    )
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    inner = deeper.add_parser(
        "import",
        parents=[shared],
        help=_("take over the numbers of a year"),
        description=_(
            "Takes over the residents per age band from the key figures of CBS (Kerncijfers wijken en buurten, "
            "kwb-YYYY.xlsx), by the code of each neighbourhood. All else in your files stays as you wrote it. When "
            "something is wrong, nothing is written."
        ),
    )
    inner.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("the file that you downloaded from cbs.nl"))
    inner.add_argument("--year", type=_year, metavar="YYYY", help=_("year of the figures, when its name does not say"))
    inner.add_argument("--dry-run", action="store_true", help=_("only tell what would change"))
    inner.set_defaults(run=run["residents"])
    one = commands.add_parser(
        "schema",
        help=_("the JSON Schemas of the content files"),
        description=_("Prints the JSON Schemas that editors use to complete and check what you write."),
    )
    one.add_argument("name", nargs="?", help=_("one schema only, such as activity"))
    one.add_argument("--output", type=Path, metavar="DIR", help=_("write all of them to this folder"))
    one.set_defaults(run=run["schema"])
    handed_in = [
        *options_receive.add(commands, [shared], run, _),
        *options_submissions.add_submissions(commands, shared, dated, run, _).values(),
        *options_importing.add_importing(commands, [shared, dated], run, _).values(),
    ]
    for each in (parser, *commands.choices.values(), *deeper.choices.values(), *handed_in):
        each.formatter_class = speaks
        _in_our_words(each, _)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: write a day as 2026-11-24") from None


def _year(text: str) -> int:
    if text.isdecimal() and 1995 <= int(text) <= 2100:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a year as 2024")


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a port as a number from 0 to 65535")


class _Help(argparse.HelpFormatter):
    """Help that begins with ``usage`` in the language of the rest."""

    def __init__(self, prog: str, *, usage: str) -> None:
        super().__init__(prog)
        self._word = usage

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{self._word}: " if prefix is None else prefix)


def _in_our_words(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Replace the words that argparse brings along, which follow the system's language and are seldom translated."""
    parser._positionals.title, parser._optionals.title = _("arguments"), _("options")  # noqa: SLF001
    for action in parser._actions:  # noqa: SLF001
        if action.dest == "help":
            action.help = _("show this help and stop")
        elif action.dest == "version":
            action.help = _("show the version and stop")
