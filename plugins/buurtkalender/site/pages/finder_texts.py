"""What the finder's script says, and the constants of its rules."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.people import ADULT
from buurtkalender.domain.coverage.reach import METRES_PER_DEGREE
from buurtkalender.domain.model import Calendar
from buurtkalender.site.search_index import WITHOUT_END
from buurtkalender.words.facts import FACT_WORDS, NEEDED
from buurtkalender.words.values import Words

# --- rules -----------------------------------------------------------------------------------------------
# The constants of the finder. The rules themselves are written once, in ``theme/static/js/fitting.js``.
#
# How far something is and from which age people come by themselves is as for the gaps: all of it goes to the script
# from here, so that nobody has to keep two numbers equal.


class Points(msgspec.Struct, frozen=True, rename="camel"):
    """What ranks an activity: points off for each minute of walking and each day of waiting, up to a most.

    ``wait_unknown`` is for how many days something counts that has no date but an appointment. On top come points for
    each interest that it shares, when it says that it is meant for these people, when their language is spoken, and
    when it says that it welcomes who comes alone. Off go points for each fact that nobody knows, and for each that is
    against it.
    """

    start: int = 100
    walk: int = 1
    walk_most: int = 40
    wait: int = 1
    wait_most: int = 28
    wait_unknown: int = 7
    theme: int = 10
    meant: int = 20
    language: int = 25
    welcome: int = 5
    unknown: int = 15
    against: int = 30


class FinderRules(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What ``fitting.js`` gets. ``groups`` are the audiences that are no range of ages, ``centres`` of which areas.

    ``facts`` are those that can be asked for: by the word that stands for it in an address, its key in the data.
    """

    groups: tuple[str, ...]
    centres: dict[str, dict[str, float]]
    facts: dict[str, str]
    walking_kmh: float
    detour: float
    metres_per_degree: float = METRES_PER_DEGREE
    adult: int = ADULT
    oldest: int = WITHOUT_END
    points: Points = Points()


def finder_rules(calendar: Calendar) -> FinderRules:
    """Return the rules for a calendar."""
    centres = {
        area.id: {"lat": area.centre.lat, "lon": area.centre.lon}
        for area in calendar.neighbourhoods.values()
        if area.centre is not None
    }
    return FinderRules(
        groups=tuple(term.id for term in calendar.audiences.values() if term.ages is None),
        centres=centres,
        facts={needed.slug: FACT_WORDS[key].short for key, needed in NEEDED.items()},
        walking_kmh=calendar.measure.walking_kmh,
        detour=calendar.measure.detour,
    )


def texts(calendar: Calendar, words: Words) -> dict[str, object]:
    """Return the script's texts. Blanks in braces are filled in by the script."""
    _ = words.gettext
    return {
        "weekdays": words.weekdays,
        "months": words.months,
        "day": words.a_day,
        "clock": words.a_clock,
        "times": words.some_times,
        "allDay": words.all_day,
        "parts": words.weekday_parts,
        "themes": {term.id: words.label(term) for term in calendar.themes.values()},
        "groups": {term.id: words.label(term) for term in calendar.audiences.values()},
        "languages": {term.id: words.label(term) for term in calendar.languages.values()},
        "and": words.some_and_last,
        "ages": words.ages_forms,
        "walk": [words.ngettext("{n} minute on foot", "{n} minutes on foot", n) for n in (1, 2)],
        "reasons": _reasons(words),
        "points": labels(words),
        "status": _("{fits} fit, {nearly} nearly fit, {rest} do not."),
        "nothing": _("Tell something about the person. The list then comes by itself."),
        "fits": _("Fits"),
        "nearly": _("Nearly fits"),
        "noFits": _("Nothing fits exactly."),
        "more": _("Show {n} more"),
        "next": _("Next time: {when}"),
        "call": _("Call {phone}"),
        "ask": _("Call and ask: {phone}"),
        "mail": _("E-mail {address}"),
        "onCard": _("Put on paper"),
        "sum": _("Why here? {n} points"),
        "chosen": _("Chosen for the card: {n} of {most}"),
        "card": _card(words),
        "failed": _("The list could not be fetched. Try again in a moment, or use the lists below."),
    }


def labels(words: Words) -> dict[str, str]:
    """Return what each line of the sum of points is called."""
    _ = words.gettext
    return {
        "start": _("Start"),
        "walk": _("Walking"),
        "wait": _("Waiting for the first time"),
        "themes": _("Shared interests"),
        "meant": _("Meant for these people"),
        "language": _("Their language is spoken"),
        "welcome": _("Who comes alone is welcomed"),
        "unknown": _("Not known"),
        "against": _("Against"),
    }


def rules_explained(words: Words, points: Points) -> list[tuple[str, str]]:
    """Return each line of the sum with its rule."""
    _ = words.gettext
    named = labels(words)
    said = {
        "start": _("{n} points for everything.").format(n=points.start),
        "walk": _("{n} off for each minute, at most {most}.").format(n=points.walk, most=points.walk_most),
        "wait": _("{n} off for each day, at most {most}. By appointment counts as {days} days.").format(
            n=points.wait, most=points.wait_most, days=points.wait_unknown
        ),
        "themes": _("{n} more for each.").format(n=points.theme),
        "meant": _("{n} more when it names their group, or an age that not every adult has.").format(n=points.meant),
        "language": _("{n} more when it is named.").format(n=points.language),
        "welcome": _("{n} more when the organisation says so.").format(n=points.welcome),
        "unknown": _("{n} off for each fact.").format(n=points.unknown),
        "against": _("{n} off for what does not fit.").format(n=points.against),
    }
    return [(named[name], text) for name, text in said.items()]


def _reasons(words: Words) -> dict[str, str]:
    """Return why something fits, by what was looked at and how it ended."""
    _ = words.gettext
    return {
        "runs-no": _("There is no date to come"),
        "runs-unknown": _("The next date is not known"),
        "age-yes": _("For {ages}"),
        "age-open": _("Names no age"),
        "age-child": _("Together with a child of {ages}"),
        "age-no": _("For {ages}"),
        "age-unknown": _("Names no age. Is it for children?"),
        "group-yes": _("For {groups}"),
        "group-unknown": _("For {groups}. Is that right?"),
        "children-yes": _("The children can come along: {ages}"),
        "children-no": _("Not for the children: {ages}"),
        "children-unknown": _("Not known whether children can come along"),
        "ride": _("{n} km"),
        "way-comes": _("Comes to people in this neighbourhood"),
        "way-fetches": _("Fetches people in this neighbourhood"),
        "way-online": _("Online, so at home"),
        "way-away": _("Does not come to this neighbourhood"),
        "way-unknown": _("Not known how far it is"),
        "time-yes": _("On {times}"),
        "time-appointment": _("By appointment: you agree on a time together"),
        "time-no": _("Not at these times, but on {times}"),
        "themes-yes": "{themes}",
        "themes-no": _("Is about: {themes}"),
        "price-unknown": _("Not known what it costs"),
        "full-no": words.no_places,
        **{
            f"{FACT_WORDS[key].short}-{answer}": _(getattr(needed, answer))
            for key, needed in NEEDED.items()
            for answer in ("yes", "no", "unknown")
        },
        "languages-yes": _("Spoken: {languages}"),
        "languages-no": _("Only spoken: {languages}"),
        "languages-unknown": _("Not known which languages are spoken"),
    }


def _card(words: Words) -> dict[str, str]:
    """Return what stands on the card; questions are those of the page of an activity."""
    _ = words.gettext
    return {
        "when": _("When?"),
        "first": _("The first times"),
        "where": _("Where?"),
        "way": _("How do I get there?"),
        "cost": _("What does it cost?"),
        "walkin": _("Can I just walk in?"),
        "alone": _("Can I come alone?"),
        "alone-yes": _("Yes. Somebody welcomes you."),
        "alone-no": _("No, come together with somebody you know."),
        "companion": _("Somebody can come along the first time. Ask for it when you call."),
        "language": _("Which language is spoken?"),
        "phone": _("Questions? Call"),
        "mail": _("Questions? E-mail"),
        "ask": _("Not known. Please ask."),
        "home": _("At your home, or as you agree."),
        "online": _("Online"),
        "qr": _("Point the camera of your phone at the picture."),
        "qrAlt": _("QR code of {title}"),
        "name": _("Name"),
        "appointment": _("Appointment"),
        "made": _("By {organisation}. As it was known on {day}. In doubt? Call first."),
    }
