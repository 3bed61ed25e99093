"""The table of the gaps: a row for each norm in each neighbourhood, the most severe first."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.domain.coverage.evaluation import worst_first
from buurtkalender.domain.coverage.verdicts import Remedy, Verdict
from buurtkalender.feeds.spreadsheet import Column, Value
from buurtkalender.site import addresses
from buurtkalender.site.gaps.contacts import whom_to_call
from buurtkalender.site.model import Site
from buurtkalender.site.tables.columns import (
    CERTAIN,
    COUNTED_IN,
    HELPED,
    MUNICIPALITY,
    NARROW,
    NEIGHBOURHOOD,
    NORM,
    PERHAPS,
    READ_MORE,
    REQUIRED,
    RESIDENTS,
    SENTENCES,
    WHAT_COUNTS,
    WIDE,
    Contents,
    address,
    area,
    organisation,
    titles,
)
from buurtkalender.words.catalogues import N_
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.verdicts import (
    counted_in,
    near_miss_sentence,
    poor_weeks,
    severity_word,
    verdict_name,
    verdict_sentence,
)

COLUMNS = (
    NEIGHBOURHOOD,
    MUNICIPALITY,
    NORM,
    Column(N_("Verdict"), N_("What we say about it, in a word. What each word means stands below."), width=18),
    CERTAIN,
    PERHAPS,
    REQUIRED,
    COUNTED_IN,
    RESIDENTS,
    Column(N_("Severity"), N_("Residents × need of the neighbourhood × the share that falls short."), "number", NARROW),
    Column(N_("In words"), N_("The same in a word."), width=NARROW),
    Column(N_("Confirmed lately"), N_("How far what there is was confirmed in the last half year."), "share", NARROW),
    Column(
        N_("Weeks with enough"),
        N_("In what share of the weeks, or months, there is enough for certain."),
        "share",
        NARROW,
    ),
    Column(N_("Not enough in"), N_("The weeks, or months, in which there is not."), width=WIDE),
    Column(N_("Counted from"), N_("The first day of the first week, or month, that we looked at."), "date", NARROW),
    Column(N_("What it means"), N_("The verdict in sentences."), width=SENTENCES),
    WHAT_COUNTS,
    Column(N_("What almost counts"), N_("What is nearest to counting, and why it does not."), width=SENTENCES),
    Column(
        N_("What helps"),
        N_("What takes the least work. We tried it: we changed it in the calendar and counted again."),
        width=SENTENCES,
    ),
    HELPED,
    Column(N_("Whom to call"), N_("Who can do that, with telephone number and e-mail address."), width=40),
    Column(N_("Picked up by"), N_("The organisations that work on it."), width=WIDE),
    Column(N_("Since"), N_("Since when they do."), "date", NARROW),
    Column(N_("Expected"), N_("When they think that it is done."), "date", NARROW),
    Column(N_("Remark"), N_("What they wrote about it."), width=WIDE),
    READ_MORE,
)


def coverage(site: Site) -> Contents:
    """Return the table."""
    return Contents(N_("Gaps"), COLUMNS, (_row(site, one) for one in worst_first(site.verdicts)))


def _row(site: Site, verdict: Verdict) -> tuple[Value, ...]:
    calendar, translator = site.calendar, site.translator
    norm = calendar.norms.get(verdict.norm)
    judged = verdict.verdict != "too-few-residents"
    return (
        *area(verdict.neighbourhood, calendar),
        norm.title if norm else verdict.norm,
        verdict_name(verdict, translator),
        verdict.lower,
        verdict.upper,
        verdict.required,
        counted_in(verdict, translator),
        verdict.residents,
        verdict.severity,
        severity_word(verdict, translator),
        verdict.confidence if verdict.lower else None,
        verdict.weeks_met if verdict.weeks and judged else None,
        poor_weeks(verdict, translator) if verdict.poor_weeks and judged else None,
        verdict.weeks[0].first if verdict.weeks else None,
        verdict_sentence(verdict, calendar, translator),
        titles((one.activity for one in verdict.counted), calendar),
        "\n".join(near_miss_sentence(one, calendar, translator) for one in verdict.near_misses),
        *_remedy(site, verdict),
        *_picked_up(site, verdict),
        address(site, f"{addresses.gaps_of_neighbourhood(verdict.neighbourhood)}#{verdict.norm}"),
    )


def _remedy(site: Site, verdict: Verdict) -> tuple[Value, ...]:
    """Return the cheapest remedy, how many people it helps, and whom to call."""
    if not verdict.remedies:
        return None, None, None
    remedy = verdict.remedies[0]
    calls = (
        " · ".join(filter(None, (call.name, call.phone, call.email)))
        for call in whom_to_call(remedy.edit, site.calendar)
    )
    return remedy_sentence(remedy, site.calendar, site.translator), _helped(remedy), "\n".join(calls)


def _helped(remedy: Remedy) -> int:
    """Return for how many people there is enough of this norm then, here and elsewhere."""
    return sum(one.residents for one in (remedy.here, *remedy.elsewhere) if one.norm == remedy.here.norm)


def _picked_up(site: Site, verdict: Verdict) -> Iterator[Value]:
    """Yield who works on it, since when the first of them does, when the last expects it done, and what they wrote."""
    found = site.calendar.picked_up_at(verdict.norm, verdict.neighbourhood)
    who = dict.fromkeys(name for one in found for name in one.organisations)
    yield ", ".join(organisation(name, site.calendar) for name in who)
    yield min((one.since for one in found), default=None)
    yield max((one.expected for one in found if one.expected), default=None)
    yield " ".join(one.note for one in found if one.note)
