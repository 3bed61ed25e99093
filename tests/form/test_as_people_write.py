"""What people write becomes what the format wants: times, days, amounts, numbers, addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, TimeSpan, Weekly
from buurtkalender.form import asking_places, parsers
from buurtkalender.form.asking_when import span_of, when_line
from buurtkalender.form.choices import IncompleteError, RefusedError
from buurtkalender.words.catalogues import translator
from buurtkalender.words.patterns import line_of

TODAY = date(2026, 11, 24)
"""A Tuesday."""

DUTCH = translator("nl")
CITIES = ("Wijk bij Duurstede", "Cothen")


def suggested(reading: Callable[[str], object], text: str) -> str:
    """What somebody probably meant by a text that is asked about."""
    with pytest.raises(RefusedError) as error:
        reading(text)
    return error.value.suggestion


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("10-12", "10:00 12:00"),
        ("10.00-12.00", "10:00 12:00"),
        ("van 10 tot 12", "10:00 12:00"),
        ("tien tot twaalf", "10:00 12:00"),
        ("half elf tot half een", "10:30 12:30"),
        ("half 11 tot half 1", "10:30 12:30"),
        ("kwart over 10 - kwart voor twaalf", "10:15 11:45"),
        ("10 voor half 11 tot 12 uur", "10:20 12:00"),
        ("13u30 - 15u", "13:30 15:00"),
        ("10 tot 2", "10:00 14:00"),
        ("2 tot 4", "14:00 16:00"),
        ("half 3 - 4 uur", "14:30 16:00"),
        ("18.30 tot 8", "18:30 20:00"),
        ("8 tot 10 ’s avonds", "20:00 22:00"),
        ("'s ochtends 8 tot 10", "08:00 10:00"),
        ("20:00-01:00", "20:00 01:00"),
        ("9am-5pm", "09:00 17:00"),
        ("half past ten to twelve", "10:30 12:00"),
        ("10:30 to 12", "10:30 12:00"),
        ("19:30", "19:30"),
        ("hele dag", "all-day"),
    ],
)
def test_times_are_said_in_many_ways(text: str, times: str) -> None:
    assert " ".join(span_of(text)) == times


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kwart over 7", "19:15"),
        ("7 tot half 10", "19:00-21:30"),
    ],
)
def test_a_time_that_may_be_in_the_morning_or_in_the_evening_is_asked(text: str, meant: str) -> None:
    assert suggested(span_of, text) == meant


def test_of_a_time_that_may_be_either_both_are_told() -> None:
    with pytest.raises(RefusedError) as error:
        span_of("half 8 tot 9")
    assert (error.value.words["late"], error.value.words["early"]) == ("19:30-21:00", "07:30-09:00")


def test_one_time_behind_a_begin_that_is_known_is_the_end() -> None:
    assert span_of("12", "10:00") == ("10:00", "12:00")
    assert span_of("tot half 1", "10:30") == ("10:30", "12:30")
    assert span_of("11-12", "10:00") == ("11:00", "12:00")


@pytest.mark.parametrize("text", ["straks", "25:00-26:00", "10-10", "10:75", "1 december", "10 tot"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert suggested(span_of, text) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30-11-2026", "2026-11-30"),
        ("30.11.2026", "2026-11-30"),
        ("30-11-26", "2026-11-30"),
        ("30-11", "2026-11-30"),
        ("2026-11-30", "2026-11-30"),
        ("30 november 2026", "2026-11-30"),
        ("30 nov", "2026-11-30"),
        ("1-1", "2027-01-01"),
        ("3 februari", "2027-02-03"),
        ("di 1 december", "2026-12-01"),
        ("vandaag", "2026-11-24"),
        ("morgen", "2026-11-25"),
        ("dinsdag", "2026-11-24"),
        ("vrijdag", "2026-11-27"),
        ("volgende week dinsdag", "2026-12-01"),
        ("tomorrow", "2026-11-25"),
    ],
)
def test_days_are_said_in_many_ways(text: str, day: str) -> None:
    assert str(parsers.day(text, TODAY)) == day


@pytest.mark.parametrize("text", ["31 februari", "kerst", "di 2 december", "32-1-2027"])
def test_a_day_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parsers.day(text, TODAY)


def test_without_a_year_the_day_is_the_one_that_is_meant() -> None:
    assert parsers.day("20 november", TODAY) == date(2027, 11, 20)
    assert parsers.day("20 november", TODAY, past=True) == date(2026, 11, 20)
    assert parsers.day("1 september", TODAY, near=True) == date(2026, 9, 1)
    assert parsers.day("1 maart", TODAY, near=True) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("24 december", "2026-12-24 2026-12-24"),
        ("20 december t/m 3 januari", "2026-12-20 2027-01-03"),
        ("20 t/m 24 december", "2026-12-20 2026-12-24"),
        ("19-12-2026 tot en met 3-1-2027", "2026-12-19 2027-01-03"),
        ("niet in juli", "2027-07-01 2027-07-31"),
        ("2026-12-20/2027-01-03", "2026-12-20 2027-01-03"),
    ],
)
def test_periods_are_said_in_many_ways(text: str, period: str) -> None:
    assert " ".join(map(str, parsers.period(text, TODAY))) == period


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dinsdag 10-12", "elke dinsdag 10:00-12:00"),
        ("di 10.00 - 12.00 uur", "elke dinsdag 10:00-12:00"),
        ("elke dinsdag half elf tot 12", "elke dinsdag 10:30-12:00"),
        ("dinsdag en donderdag 10-12", "elke dinsdag, donderdag 10:00-12:00"),
        ("ma 9-11 en wo 13-15", "elke maandag 09:00-11:00 | elke woensdag 13:00-15:00"),
        ("dinsdagavond 7 tot 9", "elke dinsdag 19:00-21:00"),
        ("om de week vrijdag 10-12 vanaf 4 december", "elke 2 weken op vrijdag 10:00-12:00, vanaf 4 dec 2026"),
        ("elke 5 weken vrijdag 10-12 vanaf 4 december", "elke 5 weken op vrijdag 10:00-12:00, vanaf 4 dec 2026"),
        ("eerste dinsdag van de maand 10-12", "elke maand op: eerste dinsdag 10:00-12:00"),
        ("2e en 4e woensdag van de maand 14-16", "elke maand op: tweede woensdag, vierde woensdag 14:00-16:00"),
        ("laatste vrijdag 20.00-22.00", "elke maand op: laatste vrijdag 20:00-22:00"),
        ("de 15e van de maand 14-16", "elke maand op: 15 14:00-16:00"),
        ("30 november 2026 van 10 tot 12", "30 nov 2026 10:00-12:00"),
        ("1, 8 en 15 december 10-12", "1 dec 2026, 8 dec 2026, 15 dec 2026 10:00-12:00"),
        ("30-11 10-12", "30 nov 2026 10:00-12:00"),
        ("di 1 december 10-12", "1 dec 2026 10:00-12:00"),
        ("morgen 10-12", "25 nov 2026 10:00-12:00"),
        ("morgen half 3 tot 4", "25 nov 2026 14:30-16:00"),
        ("dinsdach 10-12", "elke dinsdag 10:00-12:00"),
        ("volgende week dinsdag 10-12", "1 dec 2026 10:00-12:00"),
        ("di 10-12 vanaf 1 september", "elke dinsdag 10:00-12:00, vanaf 1 sep 2026"),
        ("di 10-12 tot en met 30 juni", "elke dinsdag 10:00-12:00, tot en met 30 jun 2027"),
        ("op afspraak", "zonder vaste tijd"),
        ("every other week on friday 8pm-10pm, from 4 dec", "elke 2 weken op vrijdag 20:00-22:00, vanaf 4 dec 2026"),
    ],
)  # fmt: skip
def test_when_it_is_takes_one_line_and_can_be_read_back(text: str, said: str) -> None:
    found = " | ".join(line_of(one, DUTCH) for one in when_line(text, TODAY).patterns)
    assert found == said
    for part in said.split(" | "):
        assert line_of(when_line(part, TODAY).patterns[0], DUTCH) == part


MORNING, FRIDAY = TimeSpan(600, 720), date(2026, 12, 4)
PATTERNS = (
    *(Weekly(days, MORNING) for days in ((1,), (1, 3), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6))),
    *(Weekly((0, 4), MORNING, every, FRIDAY, date(2027, 3, 1)) for every in (2, 3)),
    *(Monthly(((nth, 1),), (), MORNING) for nth in (1, 2, 3, 4, 5, -1)),
    *(Monthly(((-1, 4),), (), MORNING, every, FRIDAY) for every in (2, 3)),
    *(Monthly((), days, MORNING) for days in ((15,), (1, 2, 31))),
    Monthly((), (15,), MORNING, 3, FRIDAY),
    *(Weekly((1,), None), Monthly((), (15,), None), Dates((FRIDAY,), None), ByAppointment()),
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_every_line_that_the_form_shows_can_be_typed_again(pattern: Pattern, language: str) -> None:
    assert when_line(line_of(pattern, translator(language)), TODAY).patterns == (pattern,)


def test_a_line_says_what_it_leaves_open() -> None:
    assert when_line("dinsdag", TODAY).timeless
    assert when_line("dinsdag half elf", TODAY).start == "10:30"
    assert when_line("om de week dinsdag 10-12", TODAY).startless
    assert when_line("op afspraak, wij bellen je", TODAY).note == "wij bellen je"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("elke dinsdag van half 8 tot kwart voor 10", "elke dinsdag 19:30-21:45"),
        ("wonsdagg 10-12", "woensdag 10-12"),
        ("dinsdag 5 december 10-12", "08-12-2026 10-12"),
        ("do 10-12", "do 10:00-12:00"),
        ("dinsdag 10-12 in de grote zaal", ""),
        ("20 december t/m 3 januari 10-12", ""),
        ("kerst 10-12", ""),
        ("31 februari 10-12", ""),
    ],
)
def test_what_a_line_does_not_say_plainly_is_asked(text: str, meant: str) -> None:
    assert suggested(lambda line: when_line(line, TODAY), text) == meant


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("gratis", ("free", "", "")),
        ("niets", ("free", "", "")),
        ("2,50", ("2.50", "", "")),
        ("€ 2,50", ("2.50", "", "")),
        ("€5,-", ("5", "", "")),
        ("2 euro 50", ("2.50", "", "")),
        ("twee euro", ("2", "", "")),
        ("een tientje", ("10", "", "")),
        ("50 cent", ("0.50", "", "")),
        ("3 euro per maand", ("3", "maand", "")),
        ("2,50 p.p.", ("2.50", "persoon", "")),
        ("€ 7,50 per keer, inclusief koffie", ("7.50", "keer", "inclusief koffie")),
        ("5 euro inclusief lunch", ("5", "", "inclusief lunch")),
        ("2,50 (met koffie)", ("2.50", "", "met koffie")),
    ],
)
def test_a_price_is_an_amount_and_what_belongs_to_it(text: str, price: tuple[str, str, str]) -> None:
    assert parsers.price(text) == price


def test_a_gift_is_no_price() -> None:
    assert suggested(parsers.price, "vrijwillige bijdrage") == "gratis, vrijwillige bijdrage"


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("0343-555 010", [("phone", "0343-555 010")]),
        ("(0343) 55 50 10", [("phone", "0343 55 50 10")]),
        ("+31 (0)343 555 010", [("phone", "+31 343 555 010")]),
        ("tel. 0343-555010", [("phone", "0343-555010")]),
        ("0343-555 010 of mail info@zand.example", [("phone", "0343-555 010"), ("email", "info@zand.example")]),
        ("De gastvrouw 0343-555 010", [("name", "De gastvrouw"), ("phone", "0343-555 010")]),
        ("www.zand.example", [("url", "https://www.zand.example")]),
        ("http://zand.example/koffie", [("url", "https://zand.example/koffie")]),
        ("info (at) zand.example", [("email", "info@zand.example")]),
    ],
)
def test_somebody_is_reached_by_a_number_an_address_or_a_page(text: str, ways: list[tuple[str, str]]) -> None:
    assert parsers.ways(text) == ways


@pytest.mark.parametrize("text", ["0343", "bel maar", "0343-555 01"])
def test_a_number_without_all_its_digits_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parsers.phone(text)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("65+", ("65", "")),
        ("vanaf 65", ("65", "")),
        ("65 jaar en ouder", ("65", "")),
        ("65-plussers", ("65", "")),
        ("13-27", ("13", "27")),
        ("13 t/m 27", ("13", "27")),
        ("4 tot 12 jaar", ("4", "12")),
        ("t/m 12", ("0", "12")),
        ("iedereen", ("", "")),
    ],
)
def test_ages_are_said_in_many_ways(text: str, ages: tuple[str, str]) -> None:
    assert parsers.ages(text) == ages


def test_an_age_by_itself_is_asked_about() -> None:
    assert suggested(parsers.ages, "55 jaar") == "55+"


@pytest.mark.parametrize(
    ("text", "ahead"),
    [("2 dagen", ("2", "days")), ("24 uur", ("24", "hours")), ("een week", ("7", "days")), ("1 day", ("1", "days"))],
)
def test_how_long_before_is_a_number_of_days_or_hours(text: str, ahead: tuple[str, str]) -> None:
    assert parsers.ahead(text) == ahead


@pytest.mark.parametrize(
    "text",
    [
        "Kerkstraat 12, 3961 AB Wijk bij Duurstede",
        "Kerkstraat 12, 3961 AB, Wijk bij Duurstede",
        "Kerkstraat 12 3961ab Wijk",
        "Kerkstraat 12\n3961 AB\nWijk bij Duurstede",
    ],
)
def test_an_address_is_written_as_on_an_envelope(text: str) -> None:
    assert asking_places.address(text, CITIES) == {
        "street": "Kerkstraat 12",
        "postcode": "3961 AB",
        "city": "Wijk bij Duurstede",
    }


def test_what_lacks_of_an_address_is_asked() -> None:
    for text in ("Kerkstraat 12", "Kerkstraat 12, 3961 AB"):
        with pytest.raises(IncompleteError):
            asking_places.address(text, CITIES)
    with pytest.raises(RefusedError):
        asking_places.address("Kerkstraat", CITIES)
    assert asking_places.address("Kerkstraat 12 Cothen", CITIES) == {"street": "Kerkstraat 12", "city": "Cothen"}


@pytest.mark.parametrize("text", ["51.97, 5.34", "51,97 5,34", "5.34 51.97"])
def test_a_point_is_two_numbers_in_either_order(text: str) -> None:
    assert asking_places.point(text) == ("51.97", "5.34")
