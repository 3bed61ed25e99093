"""What can be said to `buurtkalender receive` and `buurtkalender submissions`, and their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = "receiver.toml"


def add(
    commands: Any,
    parents: Sequence[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> list[argparse.ArgumentParser]:
    """Add both to the subcommands, and return every parser that was made. ``parents`` are the options for settings."""
    receiving = argparse.ArgumentParser(add_help=False)
    receiving.add_argument(
        "--receiver",
        type=Path,
        default=Path(FILE),
        metavar="FILE",
        help=_("settings of the receiver (default: {file})").format(file=FILE),
    )
    one = commands.add_parser(
        "receive",
        parents=[*parents, receiving],
        help=_("take in what people send with the forms"),
        description=_(
            "Takes in what people send with the forms, keeps it, and makes a branch of each for the editors. "
            "It needs SUBMISSION_URL in the settings, and the packages of the extra `receiver`. Stop with Ctrl+C."
        ),
    )
    one.set_defaults(run=run["receive"])
    made = [one]
    one = commands.add_parser(
        "submissions",
        help=_("what came in with the forms: look at it, release it, make links"),
        description=_("What came in with the forms. Say what to do with it."),
    )
    made.append(one)
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    texts = {
        "list": _("everything that came in, and how it stands"),
        "show": _("all of one submission, also what is for the editors alone"),
        "release": _("let a branch be made of one that waits"),
        "reject": _("let nothing be made of one that waits"),
        "links": _("links with which an organisation confirms, changes or cancels its activities"),
    }
    for name, text in texts.items():
        inner = deeper.add_parser(name, parents=[*parents, receiving], help=text, description=text)
        inner.set_defaults(run=run["submissions"], what=name)
        if name in {"show", "release", "reject"}:
            inner.add_argument("id", metavar="ID", help=_("the number that the sender was given"))
        if name == "links":
            inner.add_argument("--organisation", required=True, metavar="ID", help=_("whose activities"))
        made.append(inner)
    return made
