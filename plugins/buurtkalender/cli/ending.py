"""How a subcommand ends: with an exit code, and with a sentence when it cannot do what was asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from buurtkalender.cli.speech import texts_of
from buurtkalender.site.settings import SettingsError
from buurtkalender.words.catalogues import N_

CLEAN, PROBLEMS, CANNOT = 0, 1, 2


class CommandError(Exception):
    """The command cannot do what was asked; the text says why and what to do."""


def told(run: Callable[[], int]) -> int:
    """Run something and return its exit code; whatever goes wrong is told in a sentence."""
    try:
        return run()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our pipe is gone: nothing more to say
        return CLEAN
    except (CommandError, SettingsError) as error:
        print(f"buurtkalender: {error}", file=sys.stderr)
        return CANNOT
    except Exception as error:
        if os.environ.get("BUURTKALENDER_DEBUG"):
            raise
        text = texts_of().gettext(
            N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")
        )
        notes = "; ".join(getattr(error, "__notes__", []))
        said = f"{type(error).__name__}: {error}" + (f" ({notes})" if notes else "")
        print(f"buurtkalender: {text.format(error=said)}", file=sys.stderr)
        return CANNOT
