"""What a norm asks, in words."""

from __future__ import annotations

from typing import NamedTuple

from buurtkalender.words.catalogues import N_


class UnitWords(NamedTuple):
    """What is said of a unit (:mod:`buurtkalender.domain.coverage.units`), by its periods; None is without one.

    ``field`` explains it in the format; ``asked`` is the amount that a norm asks; ``there`` what there is of it; and
    ``counted`` what a number beside it counts.
    """

    field: str
    asked: dict[str | None, str]
    there: dict[str | None, str]
    counted: dict[str | None, str]


UNIT_WORDS = {
    "sessions": UnitWords(
        N_("How many times."),
        {"week": N_("at least {n} times a week"), "month": N_("at least {n} times a month")},
        {"week": N_("{much} of {required} times a week"), "month": N_("{much} of {required} times a month")},
        {"week": N_("times a week"), "month": N_("times a month")},
    ),
    "hours": UnitWords(
        N_("How many hours."),
        {"week": N_("at least {n} hours a week"), "month": N_("at least {n} hours a month")},
        {"week": N_("{much} of {required} hours a week"), "month": N_("{much} of {required} hours a month")},
        {"week": N_("hours a week"), "month": N_("hours a month")},
    ),
    "offers": UnitWords(
        N_("How many offers, with or without a fixed time."),
        {None: N_("at least {n} offers without a fixed time, such as a buddy or a home visit")},
        {None: N_("offers without a fixed time: {much} of {required}")},
        {None: N_("offers without a fixed time")},
    ),
}
"""The words of each unit."""
