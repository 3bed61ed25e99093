"""`buurtkalender serve`: build, show the site on this computer, and follow every change."""

from __future__ import annotations

import argparse
from functools import partial

from buurtkalender.cli.build import run as build
from buurtkalender.cli.ending import told
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import settings_of
from buurtkalender.cli.speech import texts_of


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "serve",
        parents=[shared.project, shared.dated, shared.building],
        help=_("build, show the site and follow every change"),
        description=_(
            "Builds the site, shows it on this computer, and builds again when a file changes. Stop with Ctrl+C."
        ),
    )
    one.add_argument("--port", type=_port, default=8000, help=_("port (default: 8000)"))
    one.add_argument("--address", default="127.0.0.1", help=_("address to listen on (default: this computer only)"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, show and follow."""
    from buurtkalender.site.serving import serve

    settings = settings_of(options)
    again = partial(told, partial(build, options))  # a build that fails must not end the serving
    return serve(settings, options.settings, options.address, options.port, again, texts_of(settings))


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a port as a number from 0 to 65535")
