"""Progress of long work, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from buurtkalender.words.catalogues import Translator

Progress = Callable[[str, int, int], None]
"""Called with what is being done (an English msgid), how much of it is done, and how much there is in all."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


@contextmanager
def shown(texts: Translator) -> Iterator[Progress]:
    """Draw one bar that says what the build is doing, and take it away at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1)

        def tell(what: str, done: int, total: int) -> None:
            bars.update(task, description=texts.gettext(what), completed=done, total=max(total, 1))

        yield tell
