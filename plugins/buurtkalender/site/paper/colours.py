"""The colours of the site for what is no page: sheets to print, and pictures. They stand in one file of the theme."""

from __future__ import annotations

import re
from typing import NamedTuple

from buurtkalender.site.model import Site

_COLOUR = re.compile(r"--(paper|ink|band|on-band):\s*(#[0-9a-fA-F]{6})\b")


class Colours(NamedTuple):
    """Colours as ``#rrggbb``: text on paper, and text on a band."""

    paper: str = "#faf4e8"
    ink: str = "#2a2320"
    band: str = "#8f3218"
    on_band: str = "#fff7ea"


def colours(site: Site) -> Colours:
    """Return the light colours of ``css/tokens.css``; those that it does not say in this form are the first theme's."""
    found: Colours | None = site.kept.get("colours")
    if found is None:
        text = (site.renderer.theme / "static" / "css" / "tokens.css").read_text("utf-8")
        told: dict[str, str] = {}
        for name, value in _COLOUR.findall(text):
            told.setdefault(name.replace("-", "_"), value)
        found = site.kept["colours"] = Colours(**told)
    return found
