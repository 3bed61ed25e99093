"""What the finder asks, in groups. The names are Dutch: they stand in the fragment of the address."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from buurtkalender.domain.model import Calendar, Cost, Term
from buurtkalender.site.form.asking import Option
from buurtkalender.words.facts import NEEDED
from buurtkalender.words.grammar import capital
from buurtkalender.words.values import Words

WALKS = (5, 10, 15, 20, 30)
"""Minutes on foot to choose from."""

RIDES = (2, 5, 10)
"""Kilometres with a bicycle, a car or a bus."""

PRICES = (2, 5, 10)
"""Euros at most."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question. ``kind`` is ``number``, ``text``, ``select``, or ``boxes`` (of which any may be chosen)."""

    name: str
    label: str
    kind: str
    hint: str = ""
    options: tuple[Option, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


def parts(calendar: Calendar, words: Words, areas: Iterable[Option]) -> tuple[Part, ...]:
    """Return what is asked, in order; ``areas`` are the neighbourhoods."""
    _ = words.gettext
    return (
        Part(title=_("Who is it about?"), questions=tuple(_who(calendar, words))),
        Part(title=_("Where, and how far?"), questions=tuple(_where(words, areas))),
        Part(title=_("When?"), questions=tuple(_when(words))),
        Part(
            title=_("What do they like?"),
            questions=(_boxes("thema", _("Interests"), _terms(words, calendar.themes.values())),),
        ),
        Part(title=_("What has to be right?"), questions=tuple(_needs(calendar, words))),
    )


def _who(calendar: Calendar, words: Words) -> Iterable[Question]:
    _ = words.gettext
    groups = (term for term in calendar.audiences.values() if term.ages is None)
    yield Question(name="leeftijd", label=_("Age"), kind="number")
    yield _boxes("groep", _("Belongs to these groups"), _terms(words, groups))
    yield Question(
        name="kinderen",
        label=_("Ages of children who come along"),
        kind="text",
        hint=_("Such as: 2, 4"),
    )


def _where(words: Words, areas: Iterable[Option]) -> Iterable[Question]:
    _ = words.gettext
    any_distance = Option("", _("It does not matter"))
    riding = _("{n} kilometres, by bicycle, car or bus")
    far = (
        any_distance,
        *(Option(f"lopen-{n}", _on_foot(words, n)) for n in WALKS),
        *(Option(f"km-{n}", riding.format(n=n)) for n in RIDES),
    )
    yield Question(
        name="buurt",
        label=_("Neighbourhood"),
        kind="select",
        options=(Option("", _("Choose from the list")), *areas),
    )
    yield Question(
        name="ver",
        label=_("How far can they go?"),
        kind="select",
        hint=_("Does somebody walk slowly? Then choose fewer minutes."),
        options=far,
    )


def _when(words: Words) -> Iterable[Question]:
    _ = words.gettext
    days = (Option(str(n + 1), capital(name)) for n, name in enumerate(words.weekdays))
    parts_of_day = (Option("1", _("Morning")), Option("2", _("Afternoon")), Option("3", _("Evening")))
    yield _boxes("dag", _("Days"), days)
    yield _boxes("deel", _("Part of the day"), parts_of_day)


def _needs(calendar: Calendar, words: Words) -> Iterable[Question]:
    _ = words.gettext
    at_most = _("At most {amount}")
    prices = (
        Option("", _("It does not matter")),
        Option("0", capital(words.price(Cost(0)))),
        *(Option(str(n), at_most.format(amount=words.amount(100 * n))) for n in PRICES),
    )
    needs = (Option(needed.slug, _(needed.label)) for needed in NEEDED.values())
    yield Question(name="prijs", label=_("What may it cost?"), kind="select", options=prices)
    yield _boxes("nodig", _("Needed"), needs)
    yield _boxes("taal", _("Speaks"), _terms(words, calendar.languages.values()))


def _on_foot(words: Words, minutes: int) -> str:
    return words.ngettext("{n} minute on foot", "{n} minutes on foot", minutes).format(n=minutes)


def _boxes(name: str, label: str, options: Iterable[Option]) -> Question:
    return Question(name=name, label=label, kind="boxes", options=tuple(options))


def _terms(words: Words, terms: Iterable[Term]) -> Iterable[Option]:
    return (Option(term.id, words.label(term)) for term in terms)
