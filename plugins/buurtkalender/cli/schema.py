"""`buurtkalender schema`: the JSON Schemas of the content files."""

from __future__ import annotations

import argparse
from pathlib import Path

from buurtkalender.cli.ending import CLEAN, CommandError
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.reading.catalogues import N_


def add(commands: Commands, _shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "schema",
        help=_("the JSON Schemas of the content files"),
        description=_("Prints the JSON Schemas that editors use to complete and check what you write."),
    )
    one.add_argument("name", nargs="?", help=_("one schema only, such as activity"))
    one.add_argument("--output", type=Path, metavar="DIR", help=_("write all of them to this folder"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one schema or all, or write all of them to a folder."""
    from buurtkalender.reading.schema import schemas

    known = schemas()
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        for name, schema in known.items():
            target = options.output / f"{name}.schema.json"
            target.write_text(_written(schema) + "\n", encoding="utf-8")
            print(short(target))
        return CLEAN
    if options.name and options.name not in known:
        text = texts_of().gettext(N_("There is no schema {name}; choose one of: {names}."))
        raise CommandError(text.format(name=options.name, names=", ".join(known)))
    print(_written(known[options.name] if options.name else known))
    return CLEAN


def _written(schema: object) -> str:
    import json

    return json.dumps(schema, indent=2, ensure_ascii=False)
