"""The calendar as a Pelican plugin: the only module that knows Pelican.

Everything is made by :func:`buurtkalender.site.build.build`, as for `buurtkalender build`; both give equal bytes.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pelican import signals
from pelican.generators import Generator

from buurtkalender import clock
from buurtkalender.site.build import build
from buurtkalender.site.settings import FILE, from_mapping
from buurtkalender.words.catalogues import translator


class CalendarGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Makes every page, feed and data file of the calendar.

    ``TODAY`` in the settings ("2026-11-24") stands for the clock; ``STRICT`` publishes nothing when a file has a
    problem. A failure is raised: Pelican tells it and ends with an exit code that is not 0.
    """

    def generate_output(self, _writer: Any) -> None:
        """Build the site into OUTPUT_PATH."""
        settings = replace(from_mapping(self.settings, Path.cwd()), file=Path.cwd() / FILE)
        today = self.settings.get("TODAY") or clock.today(settings.zone)
        if isinstance(today, str):
            today = date.fromisoformat(today)
        result = build(settings, today, jobs=os.cpu_count() or 1, strict=bool(self.settings.get("STRICT")))
        for notice in result.notices:
            text = translator(settings.language).gettext(notice.text)
            sys.stderr.write(f"buurtkalender: {text.format_map(notice.params)}\n")
        if result.problems:
            from buurtkalender.reading.problems import problems_text

            sys.stderr.write(problems_text(result.problems))
        if not result.published:
            raise RuntimeError("Nothing was published: the last site stays.")


def _generators(_pelican: object) -> type[CalendarGenerator]:
    return CalendarGenerator


def connect() -> None:
    """Give Pelican our generator. Pelican keeps weak references to functions, so this is a named one of the module."""
    signals.get_generators.connect(_generators)
