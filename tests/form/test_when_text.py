"""Days and times as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from buurtkalender.domain.values import ByAppointment, Pattern, Weekly
from buurtkalender.form.parsers import day_of
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import Understood, when_of
from buurtkalender.words.catalogues import translator
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import words_of
from town import TODAY, town

ENGLISH = translator("en")


def english(day: date) -> str:
    return words_of(ENGLISH).whole_day(day)


def is_on(pattern: Pattern, day: date) -> bool:
    """Whether a weekly series is on, counted by hand."""
    assert isinstance(pattern, Weekly)
    assert pattern.first
    monday = pattern.first - timedelta(days=pattern.first.weekday())
    inside = pattern.first <= day <= (pattern.last or date.max)
    return inside and day.weekday() in pattern.days and (day - monday).days // 7 % pattern.every == 0


def words(found: Understood) -> str:
    return " & ".join(line_of(one, ENGLISH) for one in found.patterns)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("elke di 10-12u", "each Tuesday 10:00-12:00"),
        ("dinsdag 10.00 - 12.00 uur", "each Tuesday 10:00-12:00"),
        ("dinsdagen van 10 tot 12 uur", "each Tuesday 10:00-12:00"),
        ("Iedere dinsdagochtend 10:00 – 12:00", "each Tuesday 10:00-12:00"),
        ("dinsdagmiddag 2 tot 4 uur", "each Tuesday 14:00-16:00"),
        ("vrijdagavond 8-10 uur", "each Friday 20:00-22:00"),
        ("wo. 9u30-11u", "each Wednesday 09:30-11:00"),
        ("za 20.00-01.00", "each Saturday 20:00-01:00"),
        ("di + do 10-12", "each Tuesday, Thursday 10:00-12:00"),
        ("di en do 10-12", "each Tuesday, Thursday 10:00-12:00"),
        ("di, wo & do 10-12 uur", "each Tuesday, Wednesday, Thursday 10:00-12:00"),
        ("ma t/m vr 9.00-17.00", "each Monday, Tuesday, Wednesday, Thursday, Friday 09:00-17:00"),
        ("ma-vr 9-17 uur", "each Monday, Tuesday, Wednesday, Thursday, Friday 09:00-17:00"),
        ("op werkdagen 9-17 uur", "each Monday, Tuesday, Wednesday, Thursday, Friday 09:00-17:00"),
        ("in het weekend 10-12 uur", "each Saturday, Sunday 10:00-12:00"),
        ("dagelijks 10-12 uur", "each Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday 10:00-12:00"),
        ("ma 9-11 en wo 13-15", "each Monday 09:00-11:00 & each Wednesday 13:00-15:00"),
        ("dinsdag 10-12 en 14-16 uur", "each Tuesday 10:00-12:00 & each Tuesday 14:00-16:00"),
        ("1e maandag v/d maand 14.00-16.00", "every month on: first Monday 14:00-16:00"),
        ("eerste maandag van de maand 14.00-16.00", "every month on: first Monday 14:00-16:00"),
        ("elke 1ste en 3e dinsdag 14-16 uur", "every month on: first Tuesday, third Tuesday 14:00-16:00"),
        ("laatste vrijdag van de maand 20.00-22.00", "every month on: last Friday 20:00-22:00"),
        ("2e do vd maand 10:00-11:30", "every month on: second Thursday 10:00-11:30"),
        ("elke 15e van de maand 10-11 uur", "every month on: 15 10:00-11:00"),
        ("12 december 2026 20.00-22.00 uur", "12 Dec 2026 20:00-22:00"),
        ("za 12 dec 2026, 20.00-22.00", "12 Dec 2026 20:00-22:00"),
        ("12-12-2026 20:00-22:00", "12 Dec 2026 20:00-22:00"),
        ("12/12/26 20:00-22:00", "12 Dec 2026 20:00-22:00"),
        ("2026-12-12 20:00-22:00", "12 Dec 2026 20:00-22:00"),
        ("5, 12 en 19 december 2026 10-12 uur", "5 Dec 2026, 12 Dec 2026, 19 Dec 2026 10:00-12:00"),
        ("28 t/m 30 december 2026, hele dag", "28 Dec 2026, 29 Dec 2026, 30 Dec 2026 all day"),
        ("3 februari 10-12 uur", "3 Feb 2027 10:00-12:00"),
        ("Tuesday 10-12", "each Tuesday 10:00-12:00"),
        ("first Monday of the month 14:00-16:00", "every month on: first Monday 14:00-16:00"),
    ],
)
def test_what_people_write_is_what_they_mean(text: str, meant: str) -> None:
    found = when_of(text, TODAY)
    assert words(found) == meant
    assert found.left == ""


def test_not_in_holidays_is_skipped() -> None:
    (pattern,) = when_of("elke di 10-12u, niet in de schoolvakanties en feestdagen", TODAY).patterns
    skip = pattern.skip  # type: ignore[union-attr]
    assert (skip.school_holidays, skip.public_holidays) == (True, True)


def test_every_other_week_needs_a_first_date() -> None:
    first = date(2026, 12, 4)
    found = when_of("om de week op vrijdag 20-22 uur", TODAY, first=first)
    assert words(found) == "every 2 weeks on Friday 20:00-22:00, starting 4 Dec 2026"
    with pytest.raises(NotUnderstoodError) as error:
        when_of("om de week op vrijdag 20-22 uur", TODAY)
    assert "does not say from which date" in error.value.message.shown(ENGLISH)


@pytest.mark.parametrize(("parity", "word"), [(0, "even"), (1, "oneven")])
@pytest.mark.parametrize("year", range(2024, 2034))
def test_even_and_odd_weeks_are_those_of_iso_whatever_year_has_53(year: int, parity: int, word: str) -> None:
    today = date(year, 11, 24)
    found = when_of(f"wo 10-12 uur in de {word} weken", today)
    every = [today + timedelta(days=n) for n in range((date(year + 1, 12, 31) - today).days + 1)]
    held = [day for pattern in found.patterns for day in every if is_on(pattern, day)]
    assert held == [day for day in every if day.weekday() == 2 and day.isocalendar().week % 2 == parity]
    assert [told.shown(ENGLISH) for told in found.guessed] == [
        f"even or odd weeks were worked out up to {english(date(year + 1, 12, 31))}"
    ]


def test_by_appointment_keeps_what_was_written() -> None:
    assert when_of("Op afspraak, bel ons", TODAY).patterns == (ByAppointment("Op afspraak, bel ons"),)


def test_without_an_end_an_hour_is_assumed_and_told() -> None:
    found = when_of("di 10.00 uur", TODAY)
    assert words(found) == "each Tuesday 10:00-11:00"
    assert found.guessed[0].shown(ENGLISH) == "nobody says when it ends: one hour was assumed"


def test_a_date_without_a_year_is_the_next_one_and_a_far_one_is_asked() -> None:
    near, far = when_of("12 december 20.00-22.00", TODAY), when_of("12 oktober 20.00-22.00", TODAY)
    assert (words(near), near.asked) == ("12 Dec 2026 20:00-22:00", ())
    assert words(far) == "12 Oct 2027 20:00-22:00"
    assert [one.shown(ENGLISH) for one in far.asked] == [
        f"“12 oktober” has no year: is it {english(date(2027, 10, 12))}?"
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("di 10-12 uur, bij mooi weer", "bij mooi weer"),
        ("soms", "soms"),
        ("vr 's avonds van 7 tot half", "7 tot half"),
        ("di 10-12 behalve als het regent", "behalve als regent"),
    ],
)
def test_of_a_text_of_which_a_part_is_not_understood_nothing_is(text: str, left: str) -> None:
    found = when_of(text, TODAY)
    assert (found.patterns, found.left) == ((), left)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dinsdag",
        "10-12 uur",
        "di 25.00-26.00",
        "di 10-10 uur",
        "31 februari 10-12 uur",
        "di 10.75-12.00",
        "30 t/m 2 dec 10-12u",
    ],
)
def test_what_says_too_little_or_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        when_of(text, TODAY)


@pytest.mark.parametrize("text", ["46368", "46368.0", "12-12-2026", "12 december 2026", "2026-12-12"])
def test_a_date_of_a_sheet_in_all_its_forms(text: str) -> None:
    assert day_of(text, TODAY) == date(2026, 12, 12)


@pytest.mark.parametrize(
    "text", ["zondag en feestdagen 10-12", "op feestdagen 10-12", "di 10-12 alleen in de schoolvakanties"]
)
def test_holidays_that_nobody_knows_the_dates_of_are_refused_with_that_reason(text: str) -> None:
    with pytest.raises(NotUnderstoodError) as error:
        when_of(text, TODAY)
    assert "does not know when" in error.value.message.shown(ENGLISH)


def test_a_named_school_holiday_that_is_not_the_same_for_all_municipalities_is_refused() -> None:
    assert when_of("di 10-12 niet in de kerstvakantie", TODAY, calendar=town()).patterns
    with pytest.raises(NotUnderstoodError):
        when_of("di 10-12 niet in de meivakantie", TODAY, calendar=town())


def test_first_and_last_days_of_other_columns_bound_a_series() -> None:
    bounds = {"first": date(2027, 1, 5), "last": date(2027, 3, 30)}
    assert (
        words(when_of("di 10-12", TODAY, **bounds))
        == "each Tuesday 10:00-12:00, starting 5 Jan 2027, up to 30 Mar 2027"
    )
    odd = when_of("di 10-12 oneven weken", TODAY, **bounds)
    assert [(one.first, one.last) for one in odd.patterns] == [(date(2027, 1, 5), date(2027, 3, 30))]  # type: ignore[union-attr]
    assert odd.guessed == ()


def test_what_is_asked_says_what_was_taken_in_the_language_of_the_reader() -> None:
    (asked,) = when_of("di 5-12 14.00-16.00", TODAY).asked
    assert asked.shown(translator("nl")) == (
        "“di 5-12” is zaterdag 5 december 2026, dat is een andere dag van de week: bedoel je dinsdag 8 december 2026?"
    )
    (asked,) = when_of("maandag half 8 tot half 10", TODAY).asked
    assert asked.shown(translator("nl")) == (
        "“half 8 tot half 10” kan ’s ochtends zijn en later op de dag: is het 19:30-21:30?"
    )


def test_by_appointment_nothing_else_of_the_text_becomes_a_fixed_time() -> None:
    assert when_of("dinsdag 10-12 op afspraak", TODAY).patterns == (ByAppointment("dinsdag 10-12 op afspraak"),)
