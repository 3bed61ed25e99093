"""`buurtkalender serve`: build, show the site on this computer, and follow every change."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from buurtkalender.cli.build import build_with as build
from buurtkalender.cli.ending import CLEAN, told
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import settings_of
from buurtkalender.cli.speech import texts_of

if TYPE_CHECKING:
    from buurtkalender.site.settings import Settings


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
    from buurtkalender.site.serving import Maker, serve

    settings = settings_of(options)
    maker = Maker(
        options.settings,
        load=lambda: _settings_now(options),
        build=lambda now: told(lambda: build(now, options)),  # a build that fails must not end the serving
    )
    return serve(settings, maker, options.address, options.port, texts_of(settings))


def _settings_now(options: argparse.Namespace) -> Settings | None:
    """Return the settings as they are now; what is wrong with them is told."""
    found: list[Settings] = []

    def load() -> int:
        found.append(settings_of(options))
        return CLEAN

    told(load)
    return found[0] if found else None


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a port as a number from 0 to 65535")
