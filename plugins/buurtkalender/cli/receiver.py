"""The receiver, for the subcommands that need it. Its packages are an extra, which most installations do without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from buurtkalender.cli.ending import CommandError
from buurtkalender.cli.speech import texts_of
from buurtkalender.words.catalogues import N_


@contextmanager
def receiver() -> Iterator[ModuleType]:
    """Give the receiver's module, and tell what goes wrong in it."""
    try:
        from buurtkalender import receive
        from buurtkalender.reading.git import GitError
        from buurtkalender.submissions.receiving.settings import ReceiverError
    except ModuleNotFoundError as error:
        text = N_("The receiver needs {name}, which is not installed. Try: pip install 'buurtkalender[receiver]'")
        raise CommandError(texts_of().gettext(text).format(name=error.name)) from error
    try:
        yield receive
    except (ReceiverError, GitError) as error:
        raise CommandError(str(error)) from error
