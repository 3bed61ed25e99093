"""An issue read, judged and answered."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, of_activity
from buurtkalender.submissions.form import Draft, Fault, draft
from buurtkalender.submissions.issues.answers import answers_of, asked_at, mobiles
from buurtkalender.submissions.issues.body import HEADINGS, NotAFormError, digest, plain, sections
from buurtkalender.submissions.modelines import modeline
from buurtkalender.words.catalogues import N_, Translator

MARK = "<!-- buurtkalender: issue {digest} -->"
_FIRST_DATES = 5


class Handled(NamedTuple):
    """What comes of an issue.

    ``comment`` is Markdown for whoever wrote it. The rest is empty where there is no file to make of it yet: its
    ``path`` below the content folder, its ``text``, and what the pull request is called.
    """

    comment: str
    path: str = ""
    text: str = ""
    subject: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is a file that `check` accepts."""
        return bool(self.path)


def handle(body: str, calendar: Calendar, today: date, texts: Translator) -> Handled:
    """Read an issue. Never raises on what it holds."""
    _ = texts.gettext
    mark = MARK.format(digest=digest(body))
    try:
        found = sections(body)
    except NotAFormError as error:
        said = _(N_("We cannot read this message, because it does not look like the form any more."))
        if str(error):
            said += " " + _(N_("The heading “{heading}” stands in it twice, or in another place.")).format(
                heading=str(error)
            )
        return Handled("\n\n".join([mark, said, _(N_("Please open a new one with the form."))]) + "\n")
    made = draft(calendar, answers_of(found, calendar), today, texts)
    faults = _faults(made, calendar, texts)
    if faults or made.made is None:
        return Handled(_not_yet(mark, faults, texts))
    text = f"{modeline(made.path)}\n{made.text}"
    comment = _understood(mark, text, _dates(made.made, calendar, today), texts)
    return Handled(comment, made.path, text, made.subject)


def approved(body: str, now: str, shown: str) -> bool:
    """Whether the text that the label was put on is still there, and is the one that we told what we understood of.

    ``shown`` is our own comment with the mark of the text that it is about.
    """
    return plain(body) == plain(now) and shown.startswith(MARK.format(digest=digest(body)))


def changed_since(texts: Translator) -> Handled:
    """Return what to answer when the text is no longer the one that was looked at."""
    _ = texts.gettext
    told = _(N_("The text above is not the one any more that we told about, so nothing was done with it."))
    ask = _(N_("Dear editor: look at what we understood of it now, take the label away, and put it back."))
    return Handled(f"{told}\n\n{ask}\n")


def _faults(made: Draft, calendar: Calendar, texts: Translator) -> list[Fault]:
    faults = [fault for fault in made.faults if fault.name != "organisation"]
    if "organisation" in (fault.name for fault in made.faults):
        text = texts.gettext(
            N_("We do not know this organisation yet. Write one of these names, or ask an editor to add it: {names}.")
        )
        names = ", ".join(sorted(one.name for one in calendar.organisations.values()))
        faults.insert(0, Fault("organisation", text.format(names=names)))
    return faults


def _not_yet(mark: str, faults: list[Fault], texts: Translator) -> str:
    _ = texts.gettext
    lines = [f"- **{HEADINGS[asked_at(fault.name)]}** {_text(fault.text)}" for fault in faults]
    return (
        "\n\n".join(
            [
                mark,
                _(N_("Thank you for handing in an activity! Something is not clear yet:")),
                "\n".join(dict.fromkeys(lines)),
                _(N_("Edit your message above (the three dots, then Edit). We look at it again at once.")),
            ]
        )
        + "\n"
    )


def _understood(mark: str, text: str, dates: str, texts: Translator) -> str:
    _ = texts.gettext
    parts = [mark, _(N_("Thank you for handing in an activity! This is what we understood:")), _fenced(text)]
    if dates:
        parts.append(_(N_("The first dates: {dates}.")).format(dates=dates))
    if numbers := mobiles([text]):
        parts.append(
            _(
                N_("Is {numbers} a number of the organisation, and not of somebody at home? Everybody can read it.")
            ).format(numbers=", ".join(numbers))
        )
    parts += [
        _(N_("Is it not right? Edit your message above (the three dots, then Edit).")),
        _(N_("Is it right? Then an editor puts the label `akkoord` on it, and it goes on by itself.")),
    ]
    return "\n\n".join(parts) + "\n"


def _dates(made: Activity, calendar: Calendar, today: date) -> str:
    window = Window(today, today + timedelta(days=183))
    found = of_activity(calendar, made, window, days_off(calendar, window))[:_FIRST_DATES]
    return ", ".join(f"{one.start:%d-%m-%Y %H:%M}" for one in found)


def _fenced(text: str) -> str:
    """Return the text as a block of code that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}yaml\n{text}{fence}"


def _text(text: str) -> str:
    """Return a sentence in which nothing is markup, and nobody is called."""
    safe = re.sub(r"([\\`*_{}\[\]()#+!|~<>&-])", r"\\\1", " ".join(text.split()))
    return re.sub(r"(?<=@)|(?<=#)|(?<=:)(?=//)|(?<=www)(?=\.)", "\N{ZERO WIDTH SPACE}", safe, flags=re.IGNORECASE)
