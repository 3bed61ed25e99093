"""Dates, prices and patterns, as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from buurtkalender.domain.model import Cost, Role
from buurtkalender.domain.values import Ages, ByAppointment, Dates, Days, Monthly, Skip, TimeSpan, Weekly
from buurtkalender.site.marking import PageWords, mail, tel
from buurtkalender.words.catalogues import translator
from buurtkalender.words.patterns import sentence
from buurtkalender.words.values import Message

NL = PageWords(translator("nl"))
EN = PageWords(translator("en"))
MORNING = TimeSpan(600, 720)


def test_a_day_is_said_with_its_weekday() -> None:
    assert NL.day(date(2026, 11, 24)) == "dinsdag 24 november"
    assert EN.day(date(2026, 11, 24)) == "Tuesday 24 November"


def test_a_week_that_crosses_the_year_names_both_years() -> None:
    assert NL.week(date(2026, 12, 28)) == "week 53, 28 december 2026 tot en met 3 januari 2027"


def test_times_are_said_with_a_dot_and_past_midnight_as_the_clock_says() -> None:
    assert NL.times(570, 720) == "9.30 tot 12.00 uur"
    assert NL.times(1200, 1500) == "20.00 tot 1.00 uur"
    assert NL.span(None) == "de hele dag"


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(0), "Gratis."),
        (Cost(250, per="keer", note="inclusief koffie"), "€ 2,50 per keer, inclusief koffie."),
        (Cost(500, discount_pass=True), "€ 5. Met een stadspas betaal je minder."),
    ],
)
def test_prices(cost: Cost, said: str) -> None:
    assert NL.whole_price(cost).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        (Ages(65), "65 jaar en ouder"),
        (Ages(13, 27), "13 tot en met 27 jaar"),
        (Ages(0, 4), "tot en met 4 jaar"),
        (Ages(8, 8), "8 jaar"),
    ],
)
def test_ages(ages: Ages, said: str) -> None:
    assert NL.ages(ages) == said


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("0343-555 010", "tel:+31343555010"),
        ("+31 343 555 010", "tel:+31343555010"),
        ("0031 343 555 010", "tel:+31343555010"),
        ("0800-0555", "tel:08000555"),
        ("112", "tel:112"),
    ],
)
def test_phone_numbers_become_links_that_work_from_abroad(phone: str, link: str) -> None:
    assert tel(phone) == link


def test_numbers_have_the_mark_of_the_language_and_are_never_written_in_powers_of_ten() -> None:
    assert [NL.number(one) for one in (0.5, 3.0, 2.333, 1234567.8)] == ["0,5", "3", "2,33", "1234567,8"]
    assert EN.number(0.5) == "0.5"
    assert NL.number(3.0, 1, all_of_them=True) == "3,0"


def test_an_amount_is_rounded_down_so_that_too_little_never_looks_like_enough() -> None:
    assert [NL.rounded_down(one) for one in (2.99, 3.0, 0.04)] == ["2,9", "3", "0"]


def test_a_message_has_its_price_in_the_language_of_who_reads_it() -> None:
    told = Message("what it costs: {amount}, by “{word}”", {"amount": Cost(250), "word": "€ 2,50"})
    assert told.shown(translator("nl")).replace("\N{NO-BREAK SPACE}", " ") == "wat het kost: € 2,50, vanwege “€ 2,50”"
    assert told.shown(translator("en")) == "what it costs: €2.50, by “€ 2,50”"


def test_what_a_file_brings_into_a_message_stays_on_one_line_and_hides_nothing() -> None:
    strange = Message("{text}", {"text": "een\ntwee \N{RIGHT-TO-LEFT OVERRIDE}drie"})
    assert strange.shown(translator("en")) == "een twee \N{REPLACEMENT CHARACTER}drie"


def test_how_long_before() -> None:
    assert NL.lasting(timedelta(days=2)) == "2 dagen"
    assert NL.lasting(timedelta(hours=36)) == "36 uur"


PATTERNS = [
    (Weekly((1,), MORNING), "Elke dinsdag, 10.00 tot 12.00 uur."),
    (Weekly((1, 3), MORNING, every=2), "Om de week op dinsdag en donderdag, 10.00 tot 12.00 uur."),
    (Weekly((0, 1, 2, 3, 4), None), "Elke werkdag, de hele dag."),
    (Weekly((0, 1, 2, 3, 4, 5, 6), None), "Elke dag, de hele dag."),
    (Monthly(((1, 1), (3, 1)), (), MORNING), "Elke eerste dinsdag en derde dinsdag van de maand, 10.00 tot 12.00 uur."),
    (Monthly(((-1, 4),), (), MORNING, every=2), "Elke 2 maanden op de laatste vrijdag, 10.00 tot 12.00 uur."),
    (Monthly((), (15, 31), MORNING), "Elke maand op de 15e en 31e, 10.00 tot 12.00 uur."),
    (Dates((date(2026, 12, 5),), MORNING), "Op zaterdag 5 december 2026, 10.00 tot 12.00 uur."),
    (
        Weekly((1,), MORNING, 1, date(2026, 9, 1), date(2027, 6, 29), Skip(school_holidays=True, public_holidays=True)),
        (
            "Elke dinsdag, 10.00 tot 12.00 uur, van 1 september 2026 tot en met 29 juni 2027. "
            "Niet in de schoolvakanties en niet op feestdagen."
        ),
    ),
    (
        Weekly((1,), MORNING, skip=Skip(days=(Days(date(2026, 12, 24), date(2026, 12, 24)),))),
        "Elke dinsdag, 10.00 tot 12.00 uur. Niet op 24 december 2026.",
    ),
    (ByAppointment("wij bellen je."), "Wij bellen je."),
    (ByAppointment(), "Op afspraak: er is geen vaste tijd."),
]


@pytest.mark.parametrize(("pattern", "said"), PATTERNS)
def test_patterns_in_words(pattern: Weekly, said: str) -> None:
    assert sentence(NL, pattern) == said


def test_english_says_days_of_the_month_with_the_right_ending() -> None:
    assert sentence(EN, Monthly((), (1, 2, 3, 11, 22), MORNING)).startswith(
        "Every month on the 1st, 2nd, 3rd, 11th and 22nd, 10:00 to 12:00"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2 per week", "2 uur per week"),
        ("1.5 per week", "1,5 uur per week"),
        ("3", "3 uur"),
        ("1 vrijdag per maand", "1 vrijdag per maand"),
        ("1 x per maand een ochtend", "1 x per maand een ochtend"),
        ("zo vaak als je wilt", "zo vaak als je wilt"),
        (None, ""),
    ],
)
def test_how_much_time_a_volunteer_gives_is_told_in_hours(written: str | None, said: str) -> None:
    assert NL.time_asked(Role("gastvrouw", written)) == said


def test_hours_are_told_in_the_language_of_who_wrote_them() -> None:
    foreign = PageWords(translator("ar"), "nl")
    assert foreign.time_asked(Role("gastvrouw", "2 per week")) == '<bdi lang="nl">2 uur per week</bdi>'


def test_an_e_mail_address_breaks_where_it_can_still_be_read() -> None:
    assert mail("redactie@zandmeer.example") == "redactie@<wbr>zandmeer.example"
    assert mail("<b>@x.example") == "&lt;b&gt;@<wbr>x.example"
