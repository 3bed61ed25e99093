"""`buurtkalender schema`: what the content files may hold, as JSON Schemas for editors or as a manual for people."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from buurtkalender.cli.ending import CLEAN, CommandError
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.speech import asked_language, short, texts_of
from buurtkalender.reading.manual.addresses import PAGES
from buurtkalender.words.catalogues import N_


def add(commands: Commands, _shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "schema",
        help=_("what content files may hold: JSON Schemas, or a manual"),
        description=_(
            "Prints the JSON Schemas that editors use to complete and check what you write, or the manual for people."
        ),
    )
    one.add_argument("name", nargs="?", help=_("one schema only, such as activity"))
    one.add_argument(
        "--format", choices=("json", "markdown"), default="json", help=_("json: the schemas; markdown: the manual")
    )
    one.add_argument("--language", choices=tuple(PAGES), help=_("language of the explanations (default: nl)"))
    one.add_argument("--output", type=Path, metavar="DIR", help=_("write all of them to this folder"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one schema or all, or the manual, or write all of them to a folder."""
    from buurtkalender.reading.storage import write_all

    if options.format == "markdown" and options.name:
        raise CommandError(
            texts_of()
            .gettext(N_("The manual is one page about all files: leave out {name}."))
            .format(name=options.name)
        )
    files = _manual(options) if options.format == "markdown" else _schemas(options)
    if not options.output:
        print(*files.values(), sep="", end="")
        return CLEAN
    targets = {options.output / name: text.encode() for name, text in files.items()}
    write_all(targets)
    print(*map(short, targets), sep="\n")
    return CLEAN


def _manual(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the pages by the names of their files: one to print; to a folder, without a language, that of each."""
    from buurtkalender.reading.manual.page import page

    if options.output and not options.language:
        return {name: page(language) for language, name in PAGES.items()}
    language = _language(options)
    return {PAGES[language]: page(language)}


def _schemas(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the schemas by the names of their files; to print, all of them are one document."""
    from buurtkalender.reading.schema import schemas
    from buurtkalender.words.catalogues import translator

    known = schemas(translator(_language(options)))
    if options.name and options.name not in known:
        text = texts_of().gettext(N_("There is no schema {name}; choose one of: {names}."))
        raise CommandError(text.format(name=options.name, names=", ".join(known)))
    if options.output:
        return {f"{name}.schema.json": _written(schema) for name, schema in known.items()}
    return {"": _written(known[options.name] if options.name else known)}


def _language(options: argparse.Namespace) -> str:
    language: str = options.language or asked_language()
    return language if language in PAGES else "en"


def _written(schema: object) -> str:
    import json

    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
