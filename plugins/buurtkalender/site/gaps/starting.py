"""Starting something where it is missing: the form to hand it in, filled in ahead, and the same facts in words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import Edit, Verdict
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar, Weekly
from buurtkalender.domain.remedies.edits import changed
from buurtkalender.domain.remedies.written import WEEKDAYS, ages_text, span_text
from buurtkalender.site import addresses
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.norms import Answers
from buurtkalender.words.remedies import start_answers


class Beginning(msgspec.Struct, frozen=True):
    """Where to start something, what the link says, and the facts that the form then holds."""

    url: str
    text: str
    facts: Answers


def beginning(verdict: Verdict, calendar: Calendar, translator: Translator) -> Beginning:
    """Return how somebody starts what is missing: in the free room that was tried, if there is one, else in general.

    Where only facts are missing, nothing is started: the facts of the activity that would do most are asked for.
    """
    _ = translator.gettext
    asked = next((one.edit for one in verdict.remedies if one.edit.kind == "fill-in" and one.edit.activity), None)
    if verdict.verdict == "data-gap" and asked:
        title = calendar.activities[asked.activity or ""].title
        text = _("Tell what you know about {title}").format(title=title)
        return Beginning(addresses.changing(asked.activity or ""), text, ())
    edit = next((one.edit for one in verdict.remedies if one.edit.kind == "start"), None)
    edit = edit or Edit("start", norm=verdict.norm, neighbourhood=verdict.neighbourhood)
    text = _("Do you know more?") if verdict.verdict == "data-gap" else _("Start something here")
    url = form_address(edit, verdict.neighbourhood, calendar)
    return Beginning(url, text, start_answers(edit, verdict.neighbourhood, calendar, translator))


def form_address(edit: Edit, home: str, calendar: Calendar) -> str:
    """Return the address of the form with a new activity filled in, for the neighbourhood ``home``.

    The names are those of the content format, and a list is a name several times; only ``buurt`` and ``norm`` are not
    in the format. What the norm does not ask, and where and when nobody knows, is left out.
    """
    (activity,) = changed(calendar, edit).activities
    return f"{addresses.SUBMIT_NEW}?{urlencode([*_fields(activity, edit, home, calendar)])}"


def _fields(activity: Activity, edit: Edit, home: str, calendar: Calendar) -> Iterator[tuple[str, str]]:
    norm = calendar.norms[edit.norm or ""]
    yield "buurt", home
    yield "norm", norm.id
    yield from (("themes", theme) for theme in activity.themes)
    yield from (("goals", goal) for goal in activity.goals)
    yield from (("audiences", audience) for audience in activity.audiences)
    if activity.ages:
        yield "ages", ages_text(activity.ages)
    if activity.venue:
        yield "venue", activity.venue
    if activity.room:
        yield "room", activity.room
    if not unit_of(norm).timed:
        yield "by_appointment", "true"
    for pattern in activity.when:
        if isinstance(pattern, Weekly) and pattern.days:
            yield from (("weekly", WEEKDAYS[day]) for day in pattern.days)
            yield "time", span_text(pattern.time)
    for name in norm.must:
        if name in OWN_FACTS:
            yield OWN_FACTS[name].field, OWN_FACTS[name].written[0]
