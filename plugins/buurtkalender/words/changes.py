"""What changed in the verdicts, as sentences: what opened or closed, and because of which activities."""

from __future__ import annotations

from collections.abc import Iterable

from buurtkalender.domain.coverage.difference import Cause, Move, OneSided, What
from buurtkalender.domain.model import Calendar
from buurtkalender.words.catalogues import N_, Translator, capital, small
from buurtkalender.words.norms import about, concerned_by, is_estimate, number_of
from buurtkalender.words.verdicts import (
    near_miss_reason,
    verdict_kind_name,
    verdict_name,
    verdict_sentence,
    verdict_sum,
)

MOST_CAUSES = 5
"""How many activities are named with a change; of the others only the number."""

CHANGE_HEADINGS: dict[What, str] = {
    "opens": N_("Something is missing that was not missing before"),
    "fragile": N_("Fragile now"),
    "worse": N_("Was not enough, and is less now"),
    "better": N_("Better, but not enough yet"),
    "firm": N_("No longer fragile"),
    "closes": N_("Nothing is missing any more"),
}
_TITLES = {
    ("opens", "gap"): N_("New gap: {norm} in {place}"),
    ("opens", "data-gap"): N_("No longer known whether there is enough: {norm} in {place}"),
    ("opens", "seasonal"): N_("No longer enough every week: {norm} in {place}"),
    ("closes", "gap"): N_("Gap closed: {norm} in {place}"),
    ("closes", "data-gap"): N_("Enough is known now: {norm} in {place}"),
    ("closes", "seasonal"): N_("Enough every week again: {norm} in {place}"),
}
_OTHER_TITLES: dict[What, str] = {
    "fragile": N_("Fragile now: {norm} in {place}"),
    "firm": N_("No longer fragile: {norm} in {place}"),
    "worse": N_("Less than before: {norm} in {place}"),
    "better": N_("Better, not enough yet: {norm} in {place}"),
}
_CAUSES = {
    "gone": N_("{title} is no longer there"),
    "paused": N_("{title} is paused"),
    "dropped": N_("{title} does not count any more"),
    "unknown": N_("it is no longer certain that {title} counts"),
    "less": N_("{title} counts less: first {before}, now {after}"),
    "unconfirmed": N_("{title} was not confirmed for a long time"),
    "new": N_("{title} is new"),
    "resumed": N_("{title} has started again"),
    "added": N_("{title} counts now"),
    "known": N_("it is certain now that {title} counts"),
    "more": N_("{title} counts more: first {before}, now {after}"),
    "confirmed": N_("{title} was confirmed"),
}


def change_title(move: Move, calendar: Calendar, translator: Translator) -> str:
    """``Hiaat erbij: Elke week een warme maaltijd in De Kom``."""
    kind = move.before.verdict if move.what == "closes" else move.after.verdict
    text = _TITLES.get((move.what, kind)) or _OTHER_TITLES[move.what]
    return translator.gettext(text).format(norm=norm_name(move, calendar), place=place_name(move, calendar))


def norm_name(move: Move, calendar: Calendar) -> str:
    """The name of the norm."""
    return calendar.norms[move.norm].title


def place_name(move: Move, calendar: Calendar) -> str:
    """The name of the neighbourhood."""
    return calendar.neighbourhoods[move.neighbourhood].name


def change_sentence(move: Move, calendar: Calendar, translator: Translator) -> str:
    """What a move was: its sum before and after, and because of what."""
    parts = (change_sums(move, calendar, translator), change_causes(move, calendar, translator))
    return " ".join(filter(None, parts))


def change_sums(move: Move, calendar: Calendar, translator: Translator) -> str:
    """What it was and what it is: ``Eerst: genoeg (2 van 2 keer per week). Nu: … Het gaat om 310 mensen.``."""
    _ = translator.gettext
    parts = [
        _("First: {kind} ({sum}).").format(
            kind=verdict_name(move.before, translator), sum=verdict_sum(move.before, translator)
        ),
        _("Now: {sentence}").format(sentence=small(verdict_sentence(move.after, calendar, translator))),
    ]
    # Where nothing is missing any more, those for whom something was.
    number, ages = concerned_by(move.before if move.what == "closes" else move.after, calendar)
    if number:
        text = translator.ngettext("This is about {n} person.", "This is about {n} people.", number)
        told = about(number, translator, estimate=is_estimate(move.after, calendar, ages))
        parts.append(text.format(n=told))
    return " ".join(parts)


def change_causes(move: Move, calendar: Calendar, translator: Translator) -> str:
    """Return because of what it changed: ``Dit komt hierdoor: Koffieochtend is er niet meer.``; or nothing."""
    _ = translator.gettext
    told = [cause_words(one, calendar, translator) for one in move.causes[:MOST_CAUSES]]
    if more := len(move.causes) - len(told):
        told.append(translator.ngettext("{n} other activity", "{n} other activities", more).format(n=more))
    parts = []
    if told:
        parts.append(_("Because of this: {causes}.").format(causes="; ".join(told)))
    if move.measured:
        parts.append(_("The norm, or what is known of the neighbourhood, was changed too."))
    return " ".join(parts)


def cause_words(one: Cause, calendar: Calendar, translator: Translator) -> str:
    """``Koffieochtend (Welzijn Zandmeer) is er niet meer``."""
    _ = translator.gettext
    organisation = calendar.organisations.get(one.organisation)
    who = organisation.name if organisation else one.organisation
    text = _(_CAUSES[one.how]).format(
        title=f"{one.title} ({who})",
        before=number_of(one.before, translator),
        after=number_of(one.after, translator),
    )
    if one.dates > 0:
        off = translator.ngettext("{n} date is cancelled", "{n} dates are cancelled", one.dates).format(n=one.dates)
        return f"{text} ({off})"
    if one.miss is not None:
        why = near_miss_reason(one.miss, calendar, translator)
        text += f" ({why})" if one.how == "dropped" else " " + _("(before: {why})").format(why=why)
    return text


def change_counts(opened: int, closed: int, translator: Translator) -> str:
    """``3 hiaten erbij, 2 dicht``."""
    more = translator.ngettext("{n} gap more", "{n} gaps more", opened).format(n=opened)
    less = translator.ngettext("{n} closed", "{n} closed", closed).format(n=closed)
    return translator.gettext("{more}, {less}").format(more=more, less=less)


def verdict_counts(some: Iterable[OneSided], translator: Translator) -> list[str]:
    """Say of each norm or neighbourhood how many there are of each verdict: ``De Kom: hiaat 2, genoeg 5``."""
    told = []
    for spot in some:
        kinds = ", ".join(f"{verdict_kind_name(kind, translator)} {n}" for kind, n in spot.verdicts.items())
        told.append(f"{capital(spot.name)}: {kinds}")
    return told
