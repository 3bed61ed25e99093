"""The options that several subcommands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from buurtkalender.clock import today
from buurtkalender.site.settings import FILE

RECEIVER = "receiver.toml"

Say = Callable[[str], str]
"""Gives a text of the help in the reader's language."""

Commands = Any
"""What `add_subparsers` returns, which has no public name."""


class Shared(NamedTuple):
    """Parsers for the ``parents`` of a subcommand's: which project, on which day, how to build, with which receiver."""

    project: argparse.ArgumentParser
    dated: argparse.ArgumentParser
    building: argparse.ArgumentParser
    receiving: argparse.ArgumentParser


def shared_options(_: Say) -> Shared:
    """Return the options that subcommands may take over."""
    shared = Shared(*(argparse.ArgumentParser(add_help=False) for _name in Shared._fields))
    shared.project.add_argument(
        "--settings",
        type=Path,
        default=Path(FILE),
        metavar="FILE",
        help=_("settings (default: {file})").format(file=FILE),
    )
    shared.project.add_argument(
        "--content", type=Path, metavar="DIR", help=_("content folder, instead of the one in the settings")
    )
    shared.dated.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help=_("work as if it were this day"))
    building = shared.building
    building.add_argument(
        "--output", type=Path, metavar="DIR", help=_("output folder, instead of the one in the settings")
    )
    building.add_argument("--jobs", type=int, metavar="N", help=_("number of processes (default: one a processor)"))
    building.add_argument("--strict", action="store_true", help=_("publish nothing when a file has a problem"))
    building.add_argument("--quiet", action="store_true", help=_("say nothing when all goes well"))
    shared.receiving.add_argument(
        "--receiver",
        type=Path,
        default=Path(RECEIVER),
        metavar="FILE",
        help=_("settings of the receiver (default: {file})").format(file=RECEIVER),
    )
    return shared


def today_of(options: argparse.Namespace) -> date:
    """Return the day that the command line names, else today."""
    asked: date | None = options.today
    return asked or today()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: write a day as 2026-11-24") from None
