"""What the search page looks up besides the index, in one file for all languages; fetched when somebody searches.

The words of what people wrote that the index has no room for, what people call things
(``content/calendar/words.yaml``), how they ask for a day, an age or a fact, and every coming date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import sub
from typing import Any

import msgspec

from buurtkalender.domain.model import Activity, Venue
from buurtkalender.domain.values import Occurrence, Synonym, Term
from buurtkalender.site import addresses
from buurtkalender.site.cache import Kept, refresh
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.site.search_dates import coming_by_place
from buurtkalender.site.search_index import shortened, told_of
from buurtkalender.words.catalogues import N_, Translator, translator
from buurtkalender.words.dates import names_of_days
from buurtkalender.words.facts import LISTED

MOST_WORDS, FEWER_WORDS = 60, 15
"""How many words of an activity there are at most that are not in the index; and in a large calendar."""

_encode = msgspec.json.encode
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"\bhttps?://\S+|\S+@\S+")

ASKED = {
    "day:0": N_("today|this day"),
    "day:1": N_("tomorrow|the next day"),
    "day:2": N_("day after tomorrow|the day after tomorrow"),
    "now:1": N_("this morning|early today"),
    "now:2": N_("this afternoon|later today"),
    "now:3": N_("this evening|tonight"),
    "deel:1": N_("morning|mornings|in the morning"),
    "deel:2": N_("afternoon|afternoons|in the afternoon"),
    "deel:3": N_("evening|evenings|in the evening|at night"),
    "weekend:0": N_("this weekend|the weekend|weekend"),
    "weekend:1": N_("next weekend|the weekend after"),
    "week:0": N_("this week|during this week"),
    "week:1": N_("next week|in the next week"),
    "dag:1": N_("on Monday|Mondays"),
    "dag:2": N_("on Tuesday|Tuesdays"),
    "dag:3": N_("on Wednesday|Wednesdays"),
    "dag:4": N_("on Thursday|Thursdays"),
    "dag:5": N_("on Friday|Fridays"),
    "dag:6": N_("on Saturday|Saturdays"),
    "dag:7": N_("on Sunday|Sundays"),
    "plus": N_("plus|plusser|and older|or older"),
    "years": N_("years|years old|year old"),
    "aged": N_("aged|of age|age of|age|of"),
    "kin": N_("my mother|my father|my grandmother|my grandfather|my neighbour|my husband|my wife|my child|somebody"),
    "idle": N_(
        "a|an|the|of|in|on|at|to|for|with|and|or|i|we|want|my|is|am|are|have|something|looking|group|club|class|course"
    ),
}
"""How people ask for a day, a part of it, an age: alternatives with a bar between, by what each means to the script."""


def search_words_file(site: Site, jobs: int = 1) -> Output:
    """Return the file."""
    calendar = site.calendar
    living = sorted(site.listed(), key=lambda one: one.id)
    shared = value_digest(
        (site.today, site.settings.languages, site.settings.language, calendar.synonyms),
        (calendar.goals, calendar.facilities, calendar.themes, calendar.audiences, calendar.languages),
        calendar.venues,
    )
    told = value_digest(told_of(site))
    keys = {
        one.id: parts_digest(
            told,
            site.activity_keys[one.id],
            site.organisation_digest(one.organisation),
            *map(site.organisation_digest, one.partners),
        )
        for one in living
    }
    activities = calendar.activities
    words = Kept(site.found.setdefault("words", {}), keys, lambda name: _words_of(site, activities[name]).encode())
    today = value_digest(site.today)
    dated = {name: key + today for name, key in keys.items()}
    dates = Kept(
        site.found.setdefault("dates", {}), dated, lambda name: _encode(dict(_dates(site, activities[name])))[1:-1]
    )
    refresh(words, dates, jobs=jobs)
    key = parts_digest(site.shell_digest, shared, *keys.values())
    return Output(addresses.SEARCH_WORDS, key, lambda: _file(site, living, words.made(), dates.made()))


def _file(site: Site, living: list[Activity], words: Mapping[str, bytes], dates: Mapping[str, bytes]) -> bytes:
    """Put the file together; each part is known by what stands behind the organisation in an identifier."""
    told: dict[str, dict[str, str]] = {}
    coming: dict[str, list[bytes]] = {}
    for activity in living:
        organisation, _, name = activity.id.partition("/")
        if text := words[activity.id]:
            told.setdefault(organisation, {})[name] = text.decode()
        if some := dates[activity.id]:
            coming.setdefault(organisation, []).append(some)
    whole = {
        "dates": {name: msgspec.Raw(b"{%b}" % b",".join(some)) for name, some in coming.items()},
        "words": told,
        **_shared(site, living),
    }
    return _encode(whole) + b"\n"


def _shared(site: Site, living: list[Activity]) -> dict[str, Any]:
    """Return what is not of one activity."""
    languages = site.settings.languages or (site.settings.language,)
    organisations = {one.organisation: site.organisation(one) for one in living}
    by = {name: _distinct([one.summary, one.description], [one.name]) for name, one in organisations.items()}
    venues = {name: _of_venue(venue) for name, venue in site.calendar.venues.items() if name not in by}
    return {
        "by": {name: text for name, text in (by | venues).items() if text},
        "terms": _labels(site),
        "said": [_said(one) for one in site.calendar.synonyms],
        "ways": {language: ways_to_ask(translator(language)) for language in languages},
    }


# --- words ------------------------------------------------------------------------------------------


def _words_of(site: Site, activity: Activity) -> str:
    """Return the words of an activity that its row in the index has not, and its goals and facilities as ``=id``.

    A venue of which there are words is named as ``@id``.
    """
    calendar, organisation = site.calendar, site.organisation(activity)
    usual = site.places.usual(activity)
    told = told_of(site)
    shown = [activity.title, shortened(activity.summary or "", told).rstrip("…"), organisation.name]
    if usual.venue:
        shown.append(usual.venue.name)
    roles = [text for role in activity.volunteers for text in (role.role, *role.skills)]
    partners = [one.name for name in activity.partners if (one := calendar.organisations.get(name))]
    texts = [
        *(activity.summary, activity.description, activity.transport, *roles, *partners),
        activity.host.name if activity.host else None,
        activity.programme.name if activity.programme else None,
    ]
    access = [name for name, holds in usual.access().items() if holds]
    terms = [f"={name}" for name in (*activity.goals, *access)]
    at = f"@{usual.venue.id}" if usual.venue and _of_venue(usual.venue) else None
    return " ".join(filter(None, [_distinct(texts, shown, MOST_WORDS if told else FEWER_WORDS), *terms, at]))


def _of_venue(venue: Venue) -> str:
    return _distinct([venue.description, venue.transport], [venue.name])


def _distinct(texts: Iterable[str | None], shown: Iterable[str], most: int = MOST_WORDS) -> str:
    """Return each word of some texts once, the first ones, without those that are shown and those that say nothing."""
    had = set[str]().union(*map(_words, shown))
    found = dict.fromkeys(_words("\n".join(filter(None, texts))))
    return " ".join(islice((word for word in found if word not in had and _tells(word)), most))


def _words(text: str) -> list[str]:
    """Return all words of a text, in small letters; those that say nothing too."""
    if "@" in text or "://" in text:
        text = _LINK.sub(" ", text)
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in IDLE and not word.isdigit()


_IDLE = """
aan alle alles als ander andere bij daar daarna dan dat deze die dit door dus een eens elk elke er even gaan gaat geen
had heb hebben hebt heeft het hier hij hoe iets iemand ieder iedere ik ja jij jou jouw jullie kan komen komt kun kunnen
kunt maar mag mee meer met mij mijn moet naar niet nog ons onze ook over sinds tot uit uur van voor waar wat wel wie wij
wil wilt wordt worden zich zij zijn zoals zodat zonder
"""
IDLE = frozenset(_IDLE.split())
"""Dutch words that tell nothing of an activity: most of the text, and nothing that somebody looks for."""


def _labels(site: Site) -> dict[str, tuple[str, str]]:
    """Return what each term is called in the language of what people wrote, and in the others of the site."""
    calendar, written = site.calendar, site.settings.language
    kinds = (calendar.themes, calendar.audiences, calendar.goals, calendar.facilities, calendar.languages)
    terms: list[Term] = [term for kind in kinds for term in kind.values()]
    others = [one for one in site.settings.languages if one != written]
    return {
        term.id: (term.label.get(written, ""), " ".join(term.label[one] for one in others if one in term.label))
        for term in terms
    }


def _said(one: Synonym) -> list[str]:
    """Return what people say in Dutch, what they say in others, and what they mean: each with bars between."""
    others = dict.fromkeys(text for language, some in one.said.items() if language != "nl" for text in some)
    return ["|".join(one.said.get("nl", ())), "|".join(others), "|".join(one.means)]


# --- how people ask ---------------------------------------------------------------------------------


def ways_to_ask(texts: Translator) -> dict[str, str]:
    """Return how people ask in a language: alternatives with a bar between, by what each means to the script."""
    found = {kind: texts.gettext(text) for kind, text in ASKED.items()}
    weekdays, months = names_of_days(texts.language)
    for n, name in enumerate(weekdays, 1):
        found[f"dag:{n}"] += f"|{name}"
    for n, names in enumerate(months, 1):
        found[f"month:{n}"] = "|".join(names)
    for listed in LISTED.values():
        asked = [text for text in (listed.asked, listed.label) if text]
        found[f"fact:{listed.slug}"] = "|".join(texts.gettext(text) for text in asked)
    return found


# --- when -------------------------------------------------------------------------------------------


def _dates(site: Site, activity: Activity) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield for each place of an activity, by its name behind the organisation, its coming dates, by the time of day.

    Of each time: its first minute of the day (-1: all day), how many minutes it lasts, what is different of it (1 is
    not sure, 2 is full, 3 both), the first day as a number of days after that of the index, and how many days each of
    the others comes after the one before it.
    """
    today = site.today.toordinal()
    even = activity.id not in site.places.changing  # the dates of an entry are then all at the same time
    for name, _, coming in coming_by_place(site, activity):
        times: dict[tuple[int, int, int], list[int]] = {}
        known: dict[int, list[int]] = {}
        for one in coming:
            days = known.get(one.pattern)
            if days is None:
                days = times.setdefault(_time(activity, one), [])
                if even:
                    known[one.pattern] = days
            days.append(one.start.toordinal())
        if times:
            yield (
                name.partition("/")[2],
                [[*time, days[0] - today, *map(sub, days[1:], days)] for time, days in times.items()],
            )


def _time(activity: Activity, one: Occurrence) -> tuple[int, int, int]:
    mark = one.tentative + 2 * (one.full and not activity.full)
    if one.all_day:
        return -1, 0, mark
    start = one.start
    return start.hour * 60 + start.minute, int((one.end - start).total_seconds()) // 60, mark
