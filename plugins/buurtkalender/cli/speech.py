"""How the command speaks: in whose language, and of files as the person sees them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buurtkalender.site.settings import Settings
    from buurtkalender.words.catalogues import Translator


def texts_of(settings: Settings | None = None) -> Translator:
    """Return the texts in the language asked for by BUURTKALENDER_LANG, else the site's, else Dutch."""
    from buurtkalender.words.catalogues import translator

    return translator(asked_language(settings))


def asked_language(settings: Settings | None = None) -> str:
    """Return the code of that language."""
    return os.environ.get("BUURTKALENDER_LANG") or (settings.language if settings else "nl")


def short(path: Path) -> str:
    """Return the path as the person would write it from where they are."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
