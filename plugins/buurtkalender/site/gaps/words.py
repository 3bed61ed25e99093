"""Verdicts of coverage as sentences: the sum, what it means, what nearly counted, how much it matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from buurtkalender.domain.coverage.verdicts import Kind, NearMiss, Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.grammar import capital, small
from buurtkalender.words.values import words_of

NAMES = {
    "gap": N_("gap"),
    "data-gap": N_("not enough is known"),
    "fragile": N_("fragile"),
    "seasonal": N_("not every week"),
    "covered": N_("enough"),
    "too-few-residents": N_("too few residents"),
}
_NOT_EVERY_MONTH = N_("not every month")
_MEANING = {
    "gap": N_("There is too little."),
    "daypart": N_("That is enough, but not at all the times that are asked for."),
    "data-gap": N_("Nobody knows whether there is enough. Ask the organisations."),
    "seasonal": N_("Usually there is enough, but not in {weeks}."),
    "covered": N_("There is enough."),
}
_SUMS = {
    ("sessions", "week"): N_("{much} of {required} times a week"),
    ("sessions", "month"): N_("{much} of {required} times a month"),
    ("hours", "week"): N_("{much} of {required} hours a week"),
    ("hours", "month"): N_("{much} of {required} hours a month"),
    ("offers", None): N_("offers without a fixed time: {much} of {required}"),
}
DAYPARTS = {
    "weekday-morning": N_("on weekday mornings"),
    "weekday-afternoon": N_("on weekday afternoons"),
    "weekday-evening": N_("on weekday evenings"),
    "weekend-morning": N_("on weekend mornings"),
    "weekend-afternoon": N_("on weekend afternoons"),
    "weekend-evening": N_("on weekend evenings"),
    "weekday": N_("on weekdays"),
    "weekend": N_("at the weekend"),
    "morning": N_("in the morning"),
    "afternoon": N_("in the afternoon"),
    "evening": N_("in the evening"),
}
_FACTS = {
    "free": N_("the costs"),
    "wheelchair": N_("wheelchair access"),
    "no-signup": N_("signing up"),
    "drop-in": N_("walking in"),
    "come-alone": N_("a welcome for who comes alone"),
    "companion": N_("company the first time"),
    "no-referral": N_("a referral"),
    "audience": N_("for whom it is"),
    "ages": N_("for which ages it is"),
    "place": N_("where it is"),
    "way": N_("how far it is"),
}
_BARRIERS = {
    "free": N_("it is not free"),
    "wheelchair": N_("it is not accessible with a wheelchair"),
    "no-signup": N_("you have to sign up"),
    "drop-in": N_("you cannot walk in at any moment"),
    "come-alone": N_("nobody welcomes people who come alone"),
    "companion": N_("nobody comes along the first time"),
    "no-referral": N_("you need a referral"),
}
_FAILED = {
    "distance": N_("too far away"),
    "area": N_("somewhere else"),
    "online": N_("only online"),
    "ages": N_("for other ages"),
    "audience": N_("for other people"),
    "daypart": N_("at another time of day"),
    "paused": N_("paused for now"),
    "no-dates": N_("not planned in these weeks"),
    "appointment": N_("only by appointment, without a fixed time"),
}
SEVERITIES = ((200.0, N_("large")), (50.0, N_("considerable")), (0.0, N_("small")))


def name(verdict: Verdict, translator: Translator) -> str:
    """Return the word in the cell of the matrix, such as ``hiaat`` or ``kwetsbaar``."""
    if verdict.verdict == "seasonal" and verdict.per == "month":
        return translator.pgettext("verdict", _NOT_EVERY_MONTH)
    return name_of(verdict.verdict, translator)


def name_of(kind: Kind, translator: Translator) -> str:
    """Return the word for a kind of verdict."""
    return translator.pgettext("verdict", NAMES[kind])


def sum_of(verdict: Verdict, translator: Translator) -> str:
    """Return the sum of a verdict: ``1 van 2 keer per week``; with what is unknown also what there may be.

    What is there is rounded down, so that nothing looks like enough that is not.
    """
    _ = translator.gettext
    lower, upper = rounded(verdict.lower, translator), rounded(verdict.upper, translator)
    much = lower if lower == upper else _("{lower} for certain, perhaps {upper},").format(lower=lower, upper=upper)
    text = _(_SUMS[verdict.unit, verdict.per])
    return text.format(much=much, required=number_of(verdict.required, translator))


def sentence(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """Return what the verdict means, with its sum; without the names of the norm and the neighbourhood."""
    _ = translator.gettext
    if verdict.verdict == "too-few-residents":
        text = _("Too few people of these ages live here to say anything: {n}.")
        return text.format(n=verdict.residents)
    parts = [f"{capital(sum_of(verdict, translator))}."]
    if verdict.verdict == "fragile":
        parts += _fragile(verdict, calendar, translator)
    else:
        only_dayparts = verdict.verdict == "gap" and verdict.lower >= verdict.required
        meaning = _MEANING["daypart" if only_dayparts else verdict.verdict]
        parts.append(_(meaning).format(weeks=poor_weeks(verdict, translator)))
    if verdict.verdict in {"gap", "data-gap"}:
        parts += _missing_dayparts(verdict, translator)
    return " ".join(parts)


def poor_weeks(verdict: Verdict, translator: Translator) -> str:
    """Return the weeks, or months, that do not hold the norm: ``week 52, 53 en 1``, ``december 2026``."""
    return names_of_weeks(verdict.poor_weeks, verdict.per, translator)


def names_of_weeks(firsts: Sequence[date], per: str | None, translator: Translator) -> str:
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
    parts.append(reason(miss, calendar, translator))
    text = f"{activity.title if activity else miss.activity}: {', '.join(parts)}."
    if miss.also:
        others = (_other(one, calendar, translator) for one in miss.also)
        text += " " + _("Also: {others}.").format(others=words_of(translator).all_of(others))
    return text


def severity(verdict: Verdict, translator: Translator) -> str:
    """Return how serious it is, for beside the number: ``groot`` from 200, ``flink`` from 50, ``klein`` or ``geen``."""
    for least, word in SEVERITIES:
        if verdict.severity > 0 and verdict.severity >= least:
            return translator.pgettext("severity", word)
    return translator.pgettext("severity", "none")


def severity_sum(verdict: Verdict, calendar: Calendar, translator: Translator) -> str:
    """Return the sum of the severity: ``420 inwoners x behoefte 1 x tekort 50% = 210``; empty when there is none."""
    home = calendar.neighbourhoods[verdict.neighbourhood]
    weight = (verdict.residents or 0) * home.need
    if not weight or not verdict.severity:
        return ""
    text = translator.gettext("{residents} residents × need {need} × shortfall {share}% = {severity}")
    return text.format(
        residents=verdict.residents,
        need=number_of(home.need, translator),
        share=number_of(100 * verdict.severity / weight, translator),
        severity=number_of(verdict.severity, translator),
    )


def fact_name(fact: str, calendar: Calendar, translator: Translator) -> str:
    """Return what a fact is about: ``de kosten``, ``aanmelden``; a facility goes by its own label."""
    if fact in _FACTS:
        return translator.pgettext("fact", _FACTS[fact])
    term = calendar.facilities.get(fact)
    return small(words_of(translator).label(term)) if term else fact


def number_of(number: float, translator: Translator) -> str:
    """Return a number with at most two decimals, as the language writes it."""
    return words_of(translator).number(number)


def _fragile(verdict: Verdict, calendar: Calendar, translator: Translator) -> list[str]:
    _ = translator.gettext
    parts = []
    if verdict.lower * verdict.confidence < verdict.required:
        parts.append(_("There is enough, but not everything was confirmed lately."))
    if verdict.hangs_on is not None:
        organisation = calendar.organisations.get(verdict.hangs_on)
        who = organisation.name if organisation else verdict.hangs_on
        parts.append(_("Everything depends on one organisation: {organisation}.").format(organisation=who))
    return parts


def _missing_dayparts(verdict: Verdict, translator: Translator) -> list[str]:
    _ = translator.gettext
    words = words_of(translator)
    none = [_(DAYPARTS.get(part.id, part.id)) for part in verdict.dayparts if part.upper < 0.5]
    unsure = [_(DAYPARTS.get(part.id, part.id)) for part in verdict.dayparts if part.lower < 0.5 <= part.upper]
    parts = []
    if none:
        parts.append(_("Usually there is nothing {dayparts}.").format(dayparts=words.all_of(none)))
    if unsure:
        parts.append(_("It is not certain whether there is anything {dayparts}.").format(dayparts=words.all_of(unsure)))
    return parts


def reason(miss: NearMiss, calendar: Calendar, translator: Translator) -> str:
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
        case "barrier" if fact in _BARRIERS:
            text = _(_BARRIERS[fact])
        case "barrier":
            text = _("there is none: {fact}").format(fact=fact_name(fact, calendar, translator))
        case "unknown":
            text = _("not known: {fact}").format(fact=fact_name(fact, calendar, translator))
        case "daypart":
            parts = (_(DAYPARTS.get(part, part)) for part in params["dayparts"].split(","))
            text = _("not {dayparts}").format(dayparts=words.all_of(parts))
        case _:
            text = _other(miss.failed, calendar, translator)
    return text


def _other(test: str, calendar: Calendar, translator: Translator) -> str:
    """Return a failed test in a few words: the name of a test, or of the fact that it is about."""
    if test in _FAILED:
        return translator.gettext(_FAILED[test])
    return fact_name(test.removesuffix("-unknown"), calendar, translator)


def rounded(much: float, translator: Translator) -> str:
    """Return an amount with at most one decimal; rounded down, so that nothing looks like enough that is not."""
    return words_of(translator).rounded_down(much)
