"""Remedies as sentences: what somebody could do, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable

from buurtkalender.domain.coverage.people import years_of
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Priority, Remedy
from buurtkalender.domain.facts import most_paid
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.remedies.edits import changed_values
from buurtkalender.domain.values import Monthly, Pattern, Weekly
from buurtkalender.words.catalogues import N_, Translator, capital, small
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.norms import (
    StartAnswers,
    about,
    is_estimate,
    norm_amount,
    norm_conditions,
    norm_dayparts,
    norm_people,
    norm_subject,
    number_of,
)
from buurtkalender.words.patterns import timed
from buurtkalender.words.values import Words, words_of
from buurtkalender.words.verdicts import verdict_kind_name

_ACTIONS = {
    "confirm": N_("Ask {organisation} to confirm that this is still true: {title}."),
    "daypart": N_("Move this to {when}: {title}, of {organisation}."),
    "resume": N_("Start this again, it is paused now: {title}, of {organisation}."),
    "transport": N_("Arrange transport from {area} to {title}, of {organisation}."),
    "widen": N_("Offer this in {area} too: {title}, of {organisation}."),
    "venue": N_("Hold {title}, of {organisation}, in {place} too: {when}. The room is free then."),
}


def remedy_sentence(remedy: Remedy, calendar: Calendar, translator: Translator) -> str:
    """Return what to do and what comes of it: ``Vraag … Zo ja: dan is er genoeg voor 310 mensen.``."""
    text = _outcome(remedy.here, [one for one in remedy.elsewhere if one.after == "covered"], calendar, translator)
    return f"{edit_action(remedy.edit, calendar, translator)} {_if_so(remedy.edit, text, translator)}"


def priority_sentence(priority: Priority, calendar: Calendar, translator: Translator) -> str:
    """Return one of the edits that help most people: what to do, for how many people, and which norms it is about."""
    text = edit_outcome(priority.edit, priority.effects, priority.residents, calendar, translator)
    return f"{edit_action(priority.edit, calendar, translator)} {text}"


def worked_on(priority: Priority, calendar: Calendar, translator: Translator) -> str:
    """Say that somebody works on everything that an edit would do, where that is so."""
    if all(calendar.picked_up_at(effect.norm, effect.neighbourhood) for effect in priority.effects):
        return translator.gettext("Somebody works on this already.")
    return ""


def edit_outcome(
    edit: Edit, effects: Iterable[Effect], residents: int, calendar: Calendar, translator: Translator
) -> str:
    """Return what comes of an edit: ``Zo ja: dan hebben 340 mensen hier genoeg van: …``; of an answer if it is yes."""
    _ = translator.gettext
    some = list(effects)
    covered = [effect for effect in some if effect.after == "covered"]
    if covered and residents:
        text = translator.ngettext(
            "Then {n} person has enough of this: {what}.",
            "Then {n} people have enough of this: {what}.",
            residents,
        ).format(n=_people(residents, covered, calendar, translator), what=_about(covered, calendar, translator))
    elif covered:
        text = _("Then there is enough of this: {what}.").format(what=_about(covered, calendar, translator))
    else:
        text = _("That is a step, not enough yet: {what}.").format(what=_about(some, calendar, translator))
    return _if_so(edit, text, translator)


def _people(number: int, effects: Iterable[Effect], calendar: Calendar, translator: Translator) -> str:
    """``310``, or ``ongeveer 42`` where part of these people are estimated from a band of ages."""
    estimate = any(is_estimate(one, calendar, years_of(one.ages)) for one in effects)
    return about(number, translator, estimate=estimate)


def _if_so(edit: Edit, text: str, translator: Translator) -> str:
    """Return what comes of an edit; of an answer it only does when that is yes."""
    if edit.kind != "fill-in":
        return text
    return translator.gettext("If so: {outcome}").format(outcome=small(text))


def priorities_heading(number: int, translator: Translator) -> str:
    """Return what stands above the edits that help most people, where there are so many."""
    _ = translator.gettext
    return _("Ten things that help most people") if number == 10 else _("What helps most people")


def edit_action(edit: Edit, calendar: Calendar, translator: Translator) -> str:
    """Return what somebody could do: ``Vraag Welzijn Zandmeer om dit te bevestigen: Koffieochtend. …``."""
    special = {"fill-in": _ask, "waive": _waive, "holidays": _go_on, "start": _start}.get(edit.kind)
    if special is not None:
        return special(edit, calendar, translator)
    known = _names(edit, calendar)
    if edit.kind in {"daypart", "venue"}:
        activity = _after(edit, calendar)
        pattern = activity.when[0 if edit.kind == "venue" else edit.pattern or 0]
        known["when"] = pattern_time(words_of(translator), pattern)
    return translator.gettext(_ACTIONS[edit.kind]).format_map(known)


def _ask(edit: Edit, calendar: Calendar, translator: Translator) -> str:
    _ = translator.gettext
    known = _names(edit, calendar) | {"questions": " ".join(edit_questions(edit, calendar, translator))}
    if edit.activity is None:
        return _("Ask about {place}: {questions}").format_map(known)
    return _("Ask {organisation} about {title}: {questions}").format_map(known)


def _waive(edit: Edit, calendar: Calendar, translator: Translator) -> str:
    cost = calendar.activities[edit.activity or ""].cost
    known = _names(edit, calendar) | {"amount": words_of(translator).amount(most_paid(cost) if cost else 0)}
    return " ".join(translator.gettext(FACT_WORDS[fact].remedy).format_map(known) for fact in edit.facts)


def _start(edit: Edit, calendar: Calendar, translator: Translator) -> str:
    _ = translator.gettext
    known = _names(edit, calendar)
    pattern = _after(edit, calendar).when[0]
    if isinstance(pattern, Weekly):
        known["when"] = pattern_time(words_of(translator), pattern)
    if edit.venue:
        text = _("Start something in {place}: {when}. The room is free then.")
    elif edit.days:
        text = _("Start something in {area}: {when}. No free room is known there.")
    else:
        text = _("Start something in {area}, by appointment.")
    if edit.organisation:
        text += " " + _("{organisation} already does this elsewhere: {title}.")
    return text.format_map(known)


def _go_on(edit: Edit, calendar: Calendar, translator: Translator) -> str:
    """Say what is skipped no longer: the school holidays, or a pause of its own."""
    _ = translator.gettext
    words = words_of(translator)
    known = _names(edit, calendar)
    before = calendar.activities[edit.activity or ""].when[edit.pattern or 0]
    if isinstance(before, Weekly | Monthly) and edit.skip and edit.skip.school_holidays == before.skip.school_holidays:
        gone = (words.days(days) for days in before.skip.days if days not in edit.skip.days)
        known["days"] = words.all_of(gone)
        return _("Go on from {days}: {title}, of {organisation}.").format_map(known)
    return _("Go on in the school holidays: {title}, of {organisation}.").format_map(known)


def _outcome(here: Effect, elsewhere: Iterable[Effect], calendar: Calendar, translator: Translator) -> str:
    """What becomes of the verdict here, and where else there is enough then."""
    _ = translator.gettext
    words = words_of(translator)
    if here.after == "covered" and here.residents:
        text = translator.ngettext(
            "Then there is enough for {n} person.", "Then there is enough for {n} people.", here.residents
        ).format(n=_people(here.residents, [here], calendar, translator))
    elif here.after == "covered":
        text = _("Then there is enough.")
    elif here.after != here.before:
        before, after = (verdict_kind_name(kind, translator) for kind in (here.before, here.after))
        text = _("Then this is no longer “{before}” but “{after}”.").format(before=before, after=after)
    elif here.severity_before:
        text = _("Then less is missing: severity {before} becomes {after}.").format(
            before=number_of(here.severity_before, translator), after=number_of(here.severity, translator)
        )
    else:
        text = _("Then less is missing.")  # nobody counted the residents
    same = [calendar.neighbourhoods[one.neighbourhood].name for one in elsewhere if one.norm == here.norm]
    others = [one for one in elsewhere if one.norm != here.norm]
    if same:
        text += " " + _("In {places} too.").format(places=words.all_of(same))
    if others:
        text += " " + _("There is also enough then of: {what}.").format(what=_about(others, calendar, translator))
    return text


def _about(effects: Iterable[Effect], calendar: Calendar, translator: Translator) -> str:
    """``Elke week een warme maaltijd (Cothen en Langbroek)``; norms after one another."""
    words = words_of(translator)
    places: dict[str, list[str]] = {}
    for effect in effects:
        places.setdefault(effect.norm, []).append(calendar.neighbourhoods[effect.neighbourhood].name)
    return "; ".join(f"{calendar.norms[norm].title} ({words.all_of(names)})" for norm, names in places.items())


def _names(edit: Edit, calendar: Calendar) -> dict[str, str]:
    """The names that an edit's sentence may mention: looked up here, for a name is no part of an edit."""
    activity = calendar.activities.get(edit.activity or "")
    who = edit.organisation or (activity.organisation if activity else "")
    organisation = calendar.organisations.get(who)
    area = calendar.neighbourhoods.get(edit.neighbourhood or "")
    return {
        "title": activity.title if activity else "",
        "organisation": organisation.name if organisation else who,
        "place": edit_place(edit, calendar),
        "area": area.name if area else "",
    }


def edit_place(edit: Edit, calendar: Calendar) -> str:
    """``Dorpshuis De Heul (grote zaal)``; empty when an edit names no venue."""
    venue = calendar.venues.get(edit.venue or "")
    if venue is None:
        return ""
    room = next((room.name for room in venue.rooms if room.id == edit.room), None)
    return f"{venue.name} ({small(room)})" if room else venue.name


def edit_questions(edit: Edit, calendar: Calendar, translator: Translator) -> list[str]:
    """Return the questions that an edit answers; the first begins small, to stand inside a sentence."""
    _ = translator.gettext
    words = words_of(translator)
    found = []
    for fact in edit.facts:
        norm = calendar.norms.get(edit.norm or "")
        audience = calendar.audiences.get((norm.audience if norm else None) or "")
        if fact == "audience" and audience:
            found.append(_("is it for {audience}?").format(audience=small(words.label(audience))))
        elif fact == "on":
            found.append(_("does it take place on {days}?").format(days=words.all_of(map(words.date, edit.dates))))
        elif fact == "place":
            area = calendar.neighbourhoods[edit.neighbourhood or ""].name
            found.append(_("is it in {area}?").format(area=area))
        elif fact in FACT_WORDS:
            found.append(_(FACT_WORDS[fact].question))
        else:
            term = calendar.facilities.get(fact)
            label = small(words.label(term)) if term else fact
            found.append(_("is this there: {facility}?").format(facility=label))
    first, *rest = found
    return [first, *(text[:1].upper() + text[1:] for text in rest)]


def _after(edit: Edit, calendar: Calendar) -> Activity:
    (activity,) = changed_values(calendar, edit).activities
    return activity


def pattern_time(words: Words, pattern: Pattern) -> str:
    """``elke dinsdag, 14.00 tot 16.00 uur``."""
    return timed(words, pattern) if isinstance(pattern, Weekly | Monthly) else ""


def start_answers(edit: Edit, neighbourhood: str, calendar: Calendar, translator: Translator) -> StartAnswers:
    """Return what the form to start something holds: what, for whom, where, when and on which terms."""
    _ = translator.gettext
    norm = calendar.norms[edit.norm or ""]
    (activity,) = changed_values(calendar, edit).activities
    area = calendar.neighbourhoods[neighbourhood].name
    where = edit_place(edit, calendar) or _("in {place}").format(place=area)
    if not unit_of(norm).timed:
        when = _("by appointment")
    elif edit.days:
        when = pattern_time(words_of(translator), activity.when[0])
    else:
        when = ", ".join(filter(None, (norm_amount(norm, translator), norm_dayparts(norm, translator))))
    found = (
        (_("What"), norm_subject(norm, calendar, translator)),
        (_("For whom"), norm_people(norm, calendar, translator)),
        (_("Where"), where),
        (_("When"), when),
        (_("On which terms"), norm_conditions(norm, calendar, translator)),
    )
    return tuple((question, capital(answer)) for question, answer in found if answer)
