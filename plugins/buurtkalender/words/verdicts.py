"""Verdicts of coverage as sentences: the sum, what it means, what nearly counted, how much it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from buurtkalender.domain.coverage.people import group_without_ages, ranges, residents, wanted, years_of
from buurtkalender.domain.coverage.verdicts import (
    AgesVerdict,
    CountedActivity,
    NearMiss,
    Verdict,
    VerdictKind,
    VerdictWeek,
)
from buurtkalender.domain.model import Calendar
from buurtkalender.words.catalogues import N_, Translator, capital, small
from buurtkalender.words.facts import ABOUT, FACT_WORDS
from buurtkalender.words.norms import DAYPART_WORDS, UNIT_WORDS, age_ranges, number_of, rounded_down
from buurtkalender.words.values import words_of

VERDICT_NAMES = {
    "gap": N_("gap"),
    "data-gap": N_("not enough is known"),
    "fragile": N_("fragile"),
    "seasonal": N_("not every week"),
    "covered": N_("enough"),
    "too-few-residents": N_("too few residents"),
}
_NOT_EVERY_MONTH = N_("not every month")
_FRAGILE = N_("There is enough, but not everything was confirmed lately.")
_COVERED = N_("There is enough.")
VERDICT_MEANING = {
    "gap": N_("There is too little."),
    "daypart": N_("That is enough, but not at all the times that are asked for."),
    "data-gap": N_("Nobody knows whether there is enough. Ask the organisations."),
    "fragile": _FRAGILE,
    "seasonal": N_("Usually there is enough, but not in {weeks}."),
    "covered": _COVERED,
}
_FACTS = {
    **{key: words.name for key, words in FACT_WORDS.items()},
    "audience": N_("for whom it is"),
    "ages": N_("for which ages it is"),
    "place": N_("where it is"),
    "way": N_("how far it is"),
    "on": N_("whether it takes place on all dates"),
    "twice": N_("whether it is something else than what counts already"),
}
_FAILED = {
    "distance": N_("too far away"),
    "area": N_("somewhere else"),
    "online": N_("only online"),
    "ages": N_("for other ages"),
    "audience": N_("for other people"),
    "aimed": N_("not meant for them in particular"),
    "daypart": N_("at another time of day"),
    "paused": N_("paused for now"),
    "no-dates": N_("not planned in these weeks"),
    "appointment": N_("only by appointment, without a fixed time"),
}
_FOR_AGES: tuple[tuple[VerdictKind, str], ...] = (
    ("covered", N_("enough for {ages}")),
    ("seasonal", N_("not every week enough for {ages}")),
    ("fragile", N_("fragile for {ages}")),
    ("data-gap", N_("not known whether there is enough for {ages}")),
    ("gap", N_("too little for {ages}")),
)
"""What is said of some ages where it is not the same for all, in the order in which it is said."""
_WEEKS = {True: N_("enough"), None: N_("perhaps"), False: N_("too little")}


def verdict_name(verdict: Verdict, translator: Translator) -> str:
    """Return the word in the cell of the matrix, such as ``hiaat`` or ``kwetsbaar``."""
    if verdict.verdict == "seasonal" and verdict.per == "month":
        return translator.pgettext("verdict", _NOT_EVERY_MONTH)
    return verdict_kind_name(verdict.verdict, translator)


def verdict_kind_name(kind: VerdictKind, translator: Translator) -> str:
    """Return the word for a kind of verdict."""
    return translator.pgettext("verdict", VERDICT_NAMES[kind])


def verdict_sum(verdict: Verdict, translator: Translator) -> str:
    """Return the sum of a verdict: ``1 van 2 keer per week``; with what is unknown also what there may be.

    What is there is rounded down, so that nothing looks like enough that is not.
    """
    _ = translator.gettext
    lower, upper = rounded_down(verdict.lower, translator), rounded_down(verdict.upper, translator)
    much = lower if lower == upper else _("{lower} for certain, perhaps {upper},").format(lower=lower, upper=upper)
    text = _(UNIT_WORDS[verdict.unit].there[verdict.per])
    return text.format(much=much, required=number_of(verdict.required, translator))


def verdict_sentence(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """Return what the verdict means, with its sum; without the names of the norm and the neighbourhood.

    The sum is that of the ages that have least; where others have more, all are named.
    """
    _ = translator.gettext
    if verdict.verdict == "too-few-residents":
        text = _("Too few people of these ages live here to say anything: {n}.")
        return text.format(n=_living(verdict, calendar))
    parts = _sums(verdict, translator)
    if verdict.verdict == "fragile":
        parts += _fragile(verdict, calendar, translator)
    elif len({one.verdict for one in verdict.ages}) < 2 or verdict.verdict != "gap":
        only_dayparts = verdict.verdict == "gap" and verdict.lower >= verdict.required
        meaning = VERDICT_MEANING["daypart" if only_dayparts else verdict.verdict]
        parts.append(_(meaning).format(weeks=poor_weeks(verdict, translator)))
    nothing = _nothing(verdict, translator)
    if nothing:
        parts.append(nothing)
    elif verdict.verdict in {"gap", "data-gap"}:
        parts += _missing_dayparts(verdict, translator)
    return " ".join(parts)


def _sums(verdict: Verdict, translator: Translator) -> list[str]:
    """``1 van 2 keer per week.``; where ages differ with what holds for which of them."""
    _ = translator.gettext
    total = verdict_sum(verdict, translator)
    ages = ages_sentence(verdict, translator)
    if ages:
        return [f"{ages}: {total}."]
    least = [one for one in verdict.ages if one.lower == verdict.lower and one.upper == verdict.upper]
    if least and len(least) < len(verdict.ages):
        total = _("{sum} for {ages}").format(sum=total, ages=ages_of(least, translator))
    return [f"{capital(total)}."]


def _nothing(verdict: Verdict, translator: Translator) -> str:
    """Say for which of the ages that have too little there is nothing at all."""
    _ = translator.gettext
    short = [one for one in verdict.ages if one.verdict == verdict.verdict]
    without = [one for one in short if one.nothing]
    if not without:
        return ""
    if len(without) == len(short):
        return _("For them there is nothing at all.")
    return _("There is nothing at all for {ages}.").format(ages=ages_of(without, translator))


def _living(verdict: Verdict, calendar: Calendar) -> int | None:
    area, norm = calendar.neighbourhoods.get(verdict.neighbourhood), calendar.norms.get(verdict.norm)
    if area is None or norm is None or group_without_ages(calendar, norm) is None:
        return verdict.residents
    return residents(area, wanted(calendar, norm))


def ages_sentence(verdict: Verdict, translator: Translator) -> str:
    """Return what holds for which ages: ``Genoeg voor 13 tot en met 18 jaar, te weinig voor 19 tot en met 27 jaar``.

    Empty where the verdict is the same for all ages.
    """
    _ = translator.gettext
    kinds = {one.verdict for one in verdict.ages}
    if len(kinds) < 2:
        return ""
    told = (
        _(text).format(ages=ages_of([one for one in verdict.ages if one.verdict == kind], translator))
        for kind, text in _FOR_AGES
        if kind in kinds
    )
    return capital(", ".join(told))


def ages_of(some: Iterable[AgesVerdict], translator: Translator) -> str:
    """Return ages in words: ``19 tot en met 27 jaar``; those that follow each other as one."""
    every = years_of(ages for one in some for ages in one.ages)
    return age_ranges(ranges(every), translator)


def poor_weeks(verdict: Verdict, translator: Translator) -> str:
    """Return the weeks, or months, that do not hold the norm: ``week 52, 53 en 1``, ``december 2026``."""
    return week_names(verdict.poor_weeks, verdict.per, translator)


def week_names(firsts: Sequence[date], per: str | None, translator: Translator) -> str:
    """Return weeks (or, ``per`` month, months) by their first days: ``week 52, 53 en 1``, ``december 2026``."""
    words = words_of(translator)
    if per == "month":
        return words.all_of(words.month(first) for first in firsts)
    numbers = [str(monday.isocalendar().week) for monday in firsts]
    text = translator.ngettext("week {numbers}", "weeks {numbers}", len(numbers))
    return text.format(numbers=words.all_of(numbers))


def near_miss_sentence(miss: NearMiss, calendar: Calendar, translator: Translator) -> str:
    """Return a near miss and the test it failed: ``Soos: dinsdag 14.00 uur, 31 minuten lopen, de grens is 15.``."""
    _ = translator.gettext
    activity = calendar.activities.get(miss.activity)
    parts = []
    if "weekday" in miss.params:
        words = words_of(translator)
        parts.append(words.weekdays[int(miss.params["weekday"])])
    if "time" in miss.params:
        hour, minute = miss.params["time"].split(":")
        clock = words.clock(int(hour) * 60 + int(minute))
        parts.append(words.weekday_time(parts.pop(), clock))
    parts.append(near_miss_reason(miss, calendar, translator))
    text = f"{activity.title if activity else miss.activity}: {', '.join(parts)}."
    if miss.also:
        others = (_other(one, calendar, translator) for one in miss.also)
        text += " " + _("Also: {others}.").format(others=words_of(translator).all_of(others))
    return text


def fact_name(fact: str, calendar: Calendar, translator: Translator) -> str:
    """Return what a fact is about: ``de kosten``, ``aanmelden``; a facility goes by its own label."""
    if fact in _FACTS:
        return translator.pgettext(ABOUT, _FACTS[fact])
    term = calendar.facilities.get(fact)
    return small(words_of(translator).label(term)) if term else fact


def _fragile(verdict: Verdict, calendar: Calendar, translator: Translator) -> list[str]:
    _ = translator.gettext
    parts = []
    if verdict.lower * verdict.confidence < verdict.required:
        parts.append(_(_FRAGILE))
    if verdict.hangs_on is not None:
        organisation = calendar.organisations.get(verdict.hangs_on)
        who = organisation.name if organisation else verdict.hangs_on
        parts.append(_("Everything depends on one organisation: {organisation}.").format(organisation=who))
    return parts


def _missing_dayparts(verdict: Verdict, translator: Translator) -> list[str]:
    _ = translator.gettext
    words = words_of(translator)
    none = [_(DAYPART_WORDS.get(part.id, part.id)) for part in verdict.dayparts if part.upper < 0.5]
    unsure = [_(DAYPART_WORDS.get(part.id, part.id)) for part in verdict.dayparts if part.lower < 0.5 <= part.upper]
    parts = []
    if none:
        parts.append(_("Usually there is nothing {dayparts}.").format(dayparts=words.all_of(none)))
    if unsure:
        parts.append(_("It is not certain whether there is anything {dayparts}.").format(dayparts=words.all_of(unsure)))
    return parts


def near_miss_reason(miss: NearMiss, calendar: Calendar, translator: Translator) -> str:
    """Return the test that a near miss failed, for inside a sentence: ``31 minuten lopen, de grens is 15``."""
    _ = translator.gettext
    params = miss.params
    fact = params.get("fact", "")
    words = words_of(translator)
    match miss.failed:
        case "distance" if "minutes" in params:
            text = _("{minutes} minutes' walk, limit {limit}").format_map(params)
        case "distance":
            text = _("{metres} metres away, limit {limit}").format_map(params)
        case "area" if params.get("neighbourhood") in calendar.neighbourhoods:
            text = _("in {place}").format(place=calendar.neighbourhoods[params["neighbourhood"]].name)
        case "barrier" if "cents" in params:
            text = _("it costs {amount}").format(amount=words.amount(int(params["cents"])))
        case "barrier" if fact in FACT_WORDS:
            text = _(FACT_WORDS[fact].barrier)
        case "barrier":
            text = _("there is none: {fact}").format(fact=fact_name(fact, calendar, translator))
        case "unknown":
            text = _("not known: {fact}").format(fact=fact_name(fact, calendar, translator))
        case "daypart":
            parts = (_(DAYPART_WORDS.get(part, part)) for part in params["dayparts"].split(","))
            text = _("not {dayparts}").format(dayparts=words.all_of(parts))
        case _:
            text = _other(miss.failed, calendar, translator)
    return text


def _other(test: str, calendar: Calendar, translator: Translator) -> str:
    """Return a failed test in a few words: the name of a test, or of the fact that it is about."""
    if test in _FAILED:
        return translator.gettext(_FAILED[test])
    return fact_name(test.removesuffix("-unknown"), calendar, translator)


def verdict_meanings(translator: Translator) -> dict[VerdictKind, str]:
    """Return what each verdict means, the most pressing first."""
    _ = translator.gettext
    return {
        "gap": _("There is too little, also when everything that we do not know would be all right."),
        "data-gap": _("We do not know enough. Perhaps there is enough: ask the organisations."),
        "fragile": _("There is enough, but it was not confirmed lately, or it hangs on one organisation."),
        "seasonal": _("There is enough, but not in every week."),
        "covered": _(_COVERED),
        "too-few-residents": _("Too few people of this age live here to judge."),
    }


def short_sum(verdict: Verdict, translator: Translator) -> str:
    """``1 van 2``: what there certainly is of what there should be; ``1 tot 3 van 2`` when part is not known.

    Where there is enough but not at all times: ``momenten: 1 van 2``, or it would look like enough.
    """
    _ = translator.gettext
    if verdict.verdict == "gap" and verdict.lower >= verdict.required:
        present = sum(part.lower >= 0.5 for part in verdict.dayparts)
        return _("times of day: {found} of {required}").format(found=present, required=len(verdict.dayparts))
    found = from_to(verdict.lower, verdict.upper, translator)
    return part_of(found, rounded_down(verdict.required, translator), translator)


def sum_of_least(verdict: Verdict, translator: Translator) -> str:
    """``0 van 1 voor 19 tot en met 27 jaar``: the short sum, with the ages that have least where others have more."""
    least = [one for one in verdict.ages if one.verdict == verdict.verdict and one.lower == verdict.lower]
    total = short_sum(verdict, translator)
    if len(least) in {0, len(verdict.ages)} or verdict.verdict == "covered":
        return total
    return translator.gettext("{sum} for {ages}").format(sum=total, ages=ages_of(least, translator))


def part_of(found: str | int, required: str | int, translator: Translator) -> str:
    """``1 van 2``."""
    return translator.gettext("{found} of {required}").format(found=found, required=required)


def from_to(lower: float, upper: float, translator: Translator) -> str:
    """``1``, or ``1 tot 3``: what there certainly is, up to what there may be."""
    least, most = rounded_down(lower, translator), rounded_down(upper, translator)
    return least if least == most else translator.gettext("{lower} to {upper}").format(lower=least, upper=most)


def weeks_summary(verdict: Verdict, translator: Translator) -> str:
    """``Genoeg in 9 van 12 weken``."""
    held, every = sum(week.holds is True for week in verdict.weeks), len(verdict.weeks)
    text = (
        translator.ngettext("Enough in {held} of {n} month", "Enough in {held} of {n} months", every)
        if verdict.per == "month"
        else translator.ngettext("Enough in {held} of {n} week", "Enough in {held} of {n} weeks", every)
    )
    return text.format(held=held, n=every)


def week_word(week: VerdictWeek, verdict: Verdict, translator: Translator) -> str:
    """Return whether there is enough in one week, in a word."""
    _ = translator.gettext
    if week.holds is False and week.missing and week.lower >= verdict.required:
        return _("at other times")
    return _(_WEEKS[week.holds])


def holes(verdict: Verdict, translator: Translator) -> Iterator[str]:
    """Yield the holes with their holidays: ``Week 52 en 53: Kerstvakantie.``."""
    words = words_of(translator)
    for why, some in groupby(verdict.weeks, key=lambda week: week.why):
        if why:
            when = week_names([week.first for week in some], verdict.per, translator)
            yield f"{capital(when)}: {words.all_of(why)}."


def counted_in(verdict: Verdict, translator: Translator) -> str:
    """Return what the numbers of a verdict count: ``keer per week``."""
    return translator.gettext(UNIT_WORDS[verdict.unit].counted[verdict.per])


def counted_amount(one: CountedActivity, calendar: Calendar, translator: Translator) -> str:
    """Return how much of an activity counts: ``1``, ``0,5, alleen voor 13 tot en met 18 jaar, niet zeker``."""
    _ = translator.gettext
    parts = [number_of(one.amount, translator)]
    if one.perhaps:
        parts.append(_("and perhaps {number} more").format(number=number_of(one.perhaps, translator)))
    if one.ages:
        parts.append(_("only for {ages}").format(ages=age_ranges(one.ages, translator)))
    if one.same_as is not None:
        other = calendar.activities.get(one.same_as)
        text = _("probably the same as {title}: counts once")
        parts.append(text.format(title=other.title if other else one.same_as))
    elif not one.certain:
        parts.append(_("not known for certain"))
    return ", ".join(parts)


def progress(verdict: Verdict | None, translator: Translator) -> str:
    """Return how it stands with what somebody works on, in a few words; None where the norm does not hold."""
    _ = translator.gettext
    if verdict is None:
        return _("this norm does not hold here")
    return _("done: there is enough now") if verdict.verdict == "covered" else verdict_name(verdict, translator)
