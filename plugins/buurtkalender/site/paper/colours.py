"""The colours of the site for what is no page: sheets to print, and pictures."""

from __future__ import annotations

import re
from typing import NamedTuple

from buurtkalender.site.look import light_tokens
from buurtkalender.site.model import Site

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Colours(NamedTuple):
    """Colours as ``#rrggbb``: text on paper, and text on a band."""

    paper: str = "#faf4e8"
    ink: str = "#2a2320"
    band: str = "#8f3218"
    on_band: str = "#fff7ea"


def colours(site: Site) -> Colours:
    """Return the site's colours of light; one that is not written with digits is that of the first theme."""
    found: Colours | None = site.kept.get("colours")
    if found is None:
        usual = (site.renderer.theme.static / "css" / "tokens.css").read_text("utf-8")
        tokens = light_tokens(site.settings.tokens, usual)
        told = {name: tokens.get(name.replace("_", "-"), "") for name in Colours._fields}
        found = Colours(**{name: _six(value) for name, value in told.items() if _HEX.fullmatch(value)})
        site.kept["colours"] = found
    return found


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
