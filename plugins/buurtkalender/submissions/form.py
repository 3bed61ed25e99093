"""What came in through the form becomes a content file, with everything that is wrong told at its question.

The form, a receiver, an issue and the tests all use :func:`draft`. The interface of a receiver (``SUBMISSION_URL``) is
this: a POST of ``application/x-www-form-urlencoded`` in UTF-8, whose names are

``action``
    ``new``, ``change``, ``cancel``, ``confirm`` or ``stop``.
``organisation``, ``organisation.name``
    The folder of a new activity, or the name of an organisation that is not in the calendar yet.
``activity``
    The address ``organisation/name`` of the activity that the other four are about. Where the sender's browser ran no
    script this is the title as somebody typed it, with ``organisation`` beside it.
``title``, ``when.0.time`` …
    For ``new`` and ``change``: every field of the format, by the names and in the pieces that
    :mod:`buurtkalender.form.answers` tells. A change holds the whole activity, also what it leaves as it was: only what
    is different from the file that it was filled from is done. Without a ``title`` it is only a ``message``.
``filled_from``
    For all but ``new``: the digest of that file (``filled_from`` in what the site publishes for its form), which is
    the name that git gives it.
``changes.date``, ``changes.what``, ``changes.cancelled``
    For ``cancel``: the dates (``2026-12-01``, or ``2026-12-01T10:00`` for one of several times), what there is to tell
    of them (``cancelled``, which it is without an answer, ``postponed``, ``full``, or ``on``: it goes on after all),
    and the reason, or what people should know besides.
``status``, ``until``
    For ``stop``: ``ended`` or ``paused``, and the last day if that is still to come.
``message``, ``sender.name``, ``sender.reach``
    For the editors alone: none of it may come into a content file, or into git.
``consent``
    ``yes``: the organisation agrees, also with what it says about people.

Other names are of no concern to the core (a honeypot, a proof of work). Repeated names are lists, in order; empty
values count where a field comes in pieces, so they must be kept (``parse_qs(…, keep_blank_values=True)``).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.form.answers import (
    Answers,
    Flat,
    activity_in,
    check_answers,
    rows,
    starts_on,
    the,
    tidy,
    with_confirmed,
    with_dates_told,
    with_stopped,
)
from buurtkalender.form.of_activity import answers_of_activity, rewritten
from buurtkalender.form.questions import QUESTIONS, SUBJECTS, TOLD, question_of
from buurtkalender.form.writing import write_file
from buurtkalender.reading.content import blob_name
from buurtkalender.reading.fields_times import written_day
from buurtkalender.reading.problems import DEBUG, Problem, error_place
from buurtkalender.reading.suggest import free_name, identifier_like
from buurtkalender.submissions.merging import (
    CALLED_OFF,
    GONE,
    BothChanged,
    FileVersions,
    Merged,
    entries_of,
    gone_of,
    guessed,
    merged,
    stopped_since,
    told,
)
from buurtkalender.words.catalogues import N_, Translator

_NOT_BY_FORM = frozenset({"formerly", "image"})
"""Fields that nobody changes with a form: a former address could take another activity's place on phones."""

_NOBODY = "nobody/activity"
"""The address of a new activity as long as nobody said whose it is."""

_ODD_DATES = frozenset({"bad-date", "no-such-date", "year-out-of-range"})
_TOLD_AS_IT_IS = _ODD_DATES | {"too-long", "change-contradicts", "until-before-opens", "price-twice"}
"""Problems that the words of a question do not tell."""

_CHANGE = re.compile(r"changes\.\d+\.")
_LAST = re.compile(r"when\.\d+\.until")


class Fault(NamedTuple):
    """What is wrong with one answer: the name of its question, and what to do. A name that is empty is the whole."""

    name: str
    text: str


class Submitted(NamedTuple):
    """What somebody sent, ready for an editor.

    ``activity`` is the address of the activity that it is about, ``path`` its file below the content folder and
    ``text`` what that file has to hold; both are empty where there is only a message. ``made`` is the activity as it
    will be read, or None as long as there are ``faults``. ``message`` is for the editors alone. ``both_changed`` are
    the questions that somebody else answered anew since the form was filled from the file, and this person too; and
    what is gone with the new days. Where it ``stays``, the file says all of it already, or keeps what it says.
    """

    action: str
    activity: str
    path: str
    text: str
    made: Activity | None
    faults: tuple[Fault, ...]
    subject: str
    message: str
    both_changed: tuple[Fault, ...] = ()
    stays: bool = False


def draft(  # noqa: PLR0913 - what was sent, and all that it is held against
    calendar: Calendar,
    raw: Mapping[str, Iterable[str]],
    today: date,
    texts: Translator,
    promised: Callable[[str], bool] = lambda _address: False,
    *,
    versions: FileVersions | None = None,
    newest: Callable[[str], str | None] = lambda _path: None,
) -> Submitted:
    """Return what these answers come to: a file, or a message, and all that is wrong with them.

    ``today`` is the day on which the organisation says so: it becomes ``confirmed``. ``promised`` tells whether an
    address is that of a new activity that came in before and is not in the calendar yet. ``versions`` are what files
    held before, and ``newest`` returns what one holds in this calendar, so that its comments stay. Never raises on what
    was sent: what nobody foresaw is a fault of the whole, and the log says where in the program, not what was sent.
    """
    try:
        return _drafted(calendar, raw, today, texts, promised, versions, newest)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        logging.getLogger(__name__).error("unforeseen: %s", error_place(error))  # noqa: TRY400 - what it says may be private
        return Submitted("new", "", "", "", None, (Fault("", texts.gettext(UNFORESEEN)),), "", "")


UNFORESEEN = N_(
    "The program cannot handle something that you filled in. Look at dates and numbers, or make it simpler."
)


def _drafted(  # noqa: PLR0913, PLR0917 - as above
    calendar: Calendar,
    raw: Mapping[str, Iterable[str]],
    today: date,
    texts: Translator,
    promised: Callable[[str], bool],
    versions: FileVersions | None,
    newest: Callable[[str], str | None],
) -> Submitted:
    answers = tidy(raw)
    action = the(answers, "action")
    if action not in SUBJECTS:
        action = "new"
    known = None if action == "new" else _known(calendar, the(answers, "activity"))
    title = the(answers, "title") or (known.title if known else the(answers, "activity"))
    subject = texts.gettext(SUBJECTS[action]).format(title=" ".join(title.split()))
    faults = [Fault(name, texts.gettext(QUESTIONS[name].wrong)) for name in _missing(calendar, action, answers, known)]
    content, both = _content(calendar, action, answers, known, today, versions)
    activity = known.id if known else _address(calendar, answers, promised) if action == "new" else ""
    message = _message(answers, texts)
    if content is None:
        if action == "change" and known is None and "title" in answers:  # nobody has to type it again
            message = f"{message}\n\n{write_file(_fields(answers))}".strip()
        return Submitted(action, activity, "", "", None, tuple(faults), subject, message)
    path = f"activities/{activity}.yaml"
    text = write_file(content)
    before = newest(path) if known else None
    if known and before is not None and blob_name(before.encode()) == known.source.digest:
        text = rewritten(before, answers_of_activity(known), content)
    checked = check_answers(calendar, activity or _NOBODY, text, content)
    faults += [_fault(action, name, problem, texts) for name, problem in checked.problems if problem.is_error]
    if not activity:  # whose it is has to be told; what else is wrong is told along with that
        return Submitted(action, "", "", "", None, tuple(dict.fromkeys(faults)), subject, message)
    made = None if faults else checked.activity
    changed = tuple(Fault(*one) for one in told(both, calendar, texts))
    stays = known is not None and content == answers_of_activity(known)
    return Submitted(action, activity, path, text, made, tuple(dict.fromkeys(faults)), subject, message, changed, stays)


def _known(calendar: Calendar, address: str) -> Activity | None:
    """Return the activity at an address, also one that it had before: it moved while somebody filled in the form."""
    moved = (one for one in calendar.activities.values() if address and address in one.formerly)
    return calendar.activities.get(address) or next(moved, None)


def _missing(calendar: Calendar, action: str, answers: Answers, known: Activity | None) -> Iterator[str]:
    """Yield the questions of the form itself that still have to be answered."""
    if action == "new" and not _folder(calendar, answers):
        yield "organisation"
    if action != "new" and known is None and not the(answers, "activity"):
        yield "activity"
    if action == "cancel" and not answers.get("changes.date"):
        yield "changes.date"
    if action == "stop" and the(answers, "status") not in {"ended", "paused"}:
        yield "status"
    if action == "stop" and not _last(answers, known) and the(answers, "until"):
        yield "until"
    if action == "change" and "title" not in answers and not the(answers, "message"):
        yield "message"
    if (title := the(answers, "title")) and action in {"new", "change"} and not any(map(str.isalnum, title)):
        yield "title"  # signs alone: nobody can say it, and no address can be made of it
    if (action == "new" or (action == "change" and "title" in answers)) and the(answers, "consent") != "yes":
        yield "consent"


def _last(answers: Answers, known: Activity | None) -> str:
    """Return the last day of what stops; empty where it stops now, and where what was answered is no date."""
    until = the(answers, "until")
    return until if known is None or written_day(until) else ""


def _content(  # noqa: PLR0913, PLR0917 - what was sent, and all that it is held against
    calendar: Calendar,
    action: str,
    answers: Answers,
    known: Activity | None,
    today: date,
    versions: FileVersions | None,
) -> tuple[Flat | None, tuple[BothChanged, ...]]:
    """Return the answers that the file has to hold, None where all there is, is a message; and what both changed."""
    if action == "new":
        return with_confirmed(_fields(answers), today), ()
    if known is None or (action == "change" and "title" not in answers):
        return None, ()
    now = answers_of_activity(known)
    base = _filled_from(answers, known, now, versions)
    content, both = now, tuple[BothChanged, ...]()
    if action == "change":
        content, both = _changed(calendar, known, (now, base), answers, today, versions)
    elif action == "cancel":
        content, both = _told_of_dates(now, base, answers)
    elif action == "stop":
        return _stopped(calendar, known, (now, base), answers, today)
    both += stopped_since(base or {}, now) if all(one.name != "status" for one in both) else ()
    own = all(one.name == GONE and one.by_form for one in both)
    if own and action != "cancel" and the(content, "status") != "ended":
        content = with_confirmed(content, max(today, known.confirmed or today))  # what waited is older than what came
    return content, both


def _filled_from(answers: Answers, known: Activity, now: Flat, versions: FileVersions | None) -> Flat | None:
    """Return the answers that a form started from; None where they cannot be found."""
    digest = the(answers, "filled_from")
    if not digest or digest == known.source.digest:
        return now if digest else None
    text = versions.named(digest) if versions else None
    found = activity_in(text, known.id) if text is not None else None
    return answers_of_activity(found) if found else None


def _told_of_dates(now: Flat, base: Flat | None, answers: Answers) -> tuple[Flat, tuple[BothChanged, ...]]:
    """Return an activity of which something is told of dates; one that was called off since then stays off."""
    what, why = the(answers, "changes.what"), the(answers, "changes.cancelled")
    dates = answers.get("changes.date", ())
    both: list[BothChanged] = []
    if what == "on" and base is not None:
        was, has = (
            {"T".join((*row.get("date", ()), *row.get("at", ()))): row for row in entries_of("changes", side)}
            for side in (base, now)
        )
        off = [
            day for day in dates if CALLED_OFF & has.get(day, {}).keys() and not CALLED_OFF & was.get(day, {}).keys()
        ]
        both = [BothChanged("changes.0", has[day], {"date": has[day]["date"], "on": ("true",)}) for day in off]
        dates = tuple(day for day in dates if day not in off)
    return with_dates_told(now, dates, what if what in TOLD else "", why), tuple(both)


def _stopped(
    calendar: Calendar, known: Activity, file: tuple[Flat, Flat | None], answers: Answers, today: date
) -> tuple[Flat, tuple[BothChanged, ...]]:
    """Return an activity that stops; what was ended for good since the form was filled is not only paused now."""
    now, base = file
    status, has = (the(answers, "status"),), now.get("status", ())
    if (has, status) == (("ended",), ("paused",)) and base is not None and base.get("status") != has:
        return now, (BothChanged("status", {"status": has}, {"status": status}),)
    stopped = with_stopped(now, *status, _last(answers, known), today)
    return without_lost_changes(calendar, known.id, stopped), ()


def _changed(  # noqa: PLR0913, PLR0917 - the states of the file, and what was sent
    calendar: Calendar,
    known: Activity,
    file: tuple[Flat, Flat | None],
    answers: Answers,
    today: date,
    versions: FileVersions | None,
) -> tuple[Flat, tuple[BothChanged, ...]]:
    """Return what the file becomes of its newest state, and of the one that the form was filled from."""
    now, base = file
    meant = None if base == now else activity_in(write_file(_with_kept(answers, base or now)), known.id)
    old: tuple[BothChanged, ...] = ()
    if meant is None:  # there is no other state, or something is wrong, which is told at its question
        base, found = now, Merged(_with_kept(answers, now), ())
    else:
        mine = answers_of_activity(meant)
        if base is None:
            past = versions.earlier(f"activities/{known.id}.yaml") if versions else ()
            before = [answers_of_activity(one) for text in past if (one := activity_in(text, known.id))]
            base, old = guessed(now, mine, before, strict=bool(the(answers, "filled_from")))
        found = merged(base, now, mine)
    content = without_lost_changes(calendar, known.id, found.answers, known)
    return content, (*old, *found.both, *gone_of(base, found.answers, content, today))


def _with_kept(answers: Answers, file: Answers) -> Flat:
    """Return what was answered, with what nobody changes with a form as it is in a file."""
    kept = {name: values for name, values in file.items() if name.partition(".")[0] in _NOT_BY_FORM}
    if "image.file" in file and (by := the(answers, "image.by")):
        kept["image.by"] = (by,)  # whose a picture is, somebody may tell; which one it is stays
    return {**_fields(answers), **kept}


def _fields(answers: Answers) -> Flat:
    """Return what may come into the file; names that are no field of the format are never written."""
    return {name: values for name, values in answers.items() if name.partition(".")[0] not in _NOT_BY_FORM}


def without_lost_changes(calendar: Calendar, activity: str, answers: Answers, before: Activity | None = None) -> Flat:
    """Return the answers without changes to dates that they do not plan any more.

    Somebody moves an activity from Tuesday to Wednesday: what was different on one Tuesday has nothing to be about. Who
    moves one of several times of a date takes along what was said of it, as far as that is known of the activity
    ``before``.
    """
    plain = {name: values for name, values in answers.items() if not name.startswith("changes.")}
    made = check_answers(calendar, activity, write_file(plain), plain).activity
    if made is None:
        return dict(answers)
    found, gone = dict(answers), set()
    for row in rows(answers, "changes"):
        name = f"changes.{row}.at"
        at, day = the(answers, name), written_day(the(answers, f"changes.{row}.date"))
        if day is None:
            continue  # the reader says what is wrong with it
        starts = starts_on(made, calendar.anchor, day)
        was = starts_on(before, calendar.anchor, day) if before and at and at not in starts else set()
        if was - starts == {at} and len(starts - was) == 1:
            found[name] = tuple(starts - was)
        elif not starts or (at and at not in starts):
            gone.add(f"changes.{row}.")
    return {name: values for name, values in found.items() if not name.startswith(tuple(gone))}


def _folder(calendar: Calendar, answers: Answers) -> str:
    """Return the folder of a new activity: a known organisation, or a new one by its name; else empty."""
    chosen = the(answers, "organisation")
    return chosen if chosen in calendar.organisations else identifier_like(the(answers, "organisation.name"))


def _address(calendar: Calendar, answers: Answers, promised: Callable[[str], bool]) -> str:
    """Return an address for a new activity that no other has or had; empty when nobody said whose it is."""
    folder = _folder(calendar, answers)
    if not folder:
        return ""
    taken = {*calendar.activities, *(old for each in calendar.activities.values() for old in each.formerly)}

    def is_taken(name: str) -> bool:
        return f"{folder}/{name}" in taken or promised(f"{folder}/{name}")

    return f"{folder}/{free_name(the(answers, 'title'), is_taken)}"


def _fault(action: str, name: str, problem: Problem, texts: Translator) -> Fault:
    """Return a problem of the file as something to do at a question."""
    if action == "cancel":
        name = "changes.date" if name.endswith(".at") else _CHANGE.sub("changes.", name)
    if action == "stop" and _LAST.fullmatch(name):
        name = "until"
    of_date = action == "change" and _CHANGE.match(name)  # it goes along from the file, and is no question of the form
    asked, question = (name, None) if of_date else question_of(name)
    if question is not None and question.wrong and problem.code not in _TOLD_AS_IT_IS:
        return Fault(asked, texts.gettext(question.wrong))
    return Fault(asked, problem.text(texts).replace("`", ""))


def _message(answers: Answers, texts: Translator) -> str:
    """Return what is for the editors, a line or a paragraph each."""
    asked = ("organisation.name", "until", "message", "sender.name", "sender.reach")
    told = [(QUESTIONS[name].label, the(answers, name)) for name in asked if the(answers, name)]
    return "\n".join(f"{texts.gettext(label)}: {text}" for label, text in told)
