"""What the reader makes of one file by itself: its problems, and what it says when it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.form.checking import known
from buurtkalender.reading.content import FIELDS
from buurtkalender.reading.files import Scan
from buurtkalender.reading.planned import check as check_dates
from buurtkalender.reading.problems import Notes, Problem
from buurtkalender.reading.references import References
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Mapping


class Sight(NamedTuple):
    """A file as the reader sees it.

    ``root`` is None where the file cannot be understood at all, and ``values`` where something that is needed lacks.
    """

    problems: tuple[Problem, ...]
    root: Mapping | None
    values: dict[str, Any] | None

    def kinds(self) -> Counter[tuple[object, ...]]:
        """What is wrong, apart from where: lines move while one mends."""
        return Counter((problem.code, tuple(sorted(problem.params.items()))) for problem in self.problems)

    def better_than(self, other: Sight) -> bool:
        """Whether less is wrong here than there, and nothing that was not wrong there."""
        return len(self.problems) < len(other.problems) and self.kinds() <= other.kinds()


NOTHING = Sight((), None, None)
"""What the reader sees of a file that is no content."""


Judge = Callable[[bytes], Sight]


def judge_of(kind: str, path: str, identifier: str, calendar: Calendar, there: References) -> Judge:
    """Return what reads a file of this kind (a key of ``FIELDS``) by itself; ``path`` is told in its problems."""
    fields = FIELDS[kind]

    def judge(data: bytes) -> Sight:
        notes = Notes(path, identifier)
        root = parse(data, notes)
        values = fields.values(root, notes) if root is not None else None
        if kind == "activities" and root is not None and values is not None and not notes.failed:
            check_dates(Activity(id=identifier, **values), root, calendar.anchor, notes)
        # What lies beside a file is nothing that changing its text could mend.
        _, unknown = there.check(path.partition("/")[2], [ref for ref in notes.refs if ref.kind != "file"])
        return Sight((*notes.problems, *unknown), root, values)

    return judge


def all_there(calendar: Calendar, scanned: Scan) -> References:
    """Return what files can refer to: what is in the calendar, and what stays out of it while its file is broken."""
    found = known(calendar)
    found.add("norm", calendar.norms)
    found.add("fact", [*OWN_FACTS, *calendar.facilities])
    for kind, section in (("organisation", "organisations"), ("venue", "venues"), ("municipality", "neighbourhoods")):
        found.add(kind, (file.id for file in scanned.files[section]))
    found.add("area", (file.id for file in scanned.files["neighbourhoods"]))
    return found
