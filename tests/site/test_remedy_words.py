"""What helps as people read it, in Dutch and in English, on pages and in a terminal."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from advising import advice, remedies
from buurtkalender.domain.coverage.verdicts import EditKind
from buurtkalender.domain.model import (
    Activity,
    ActivityStatus,
    Calendar,
    Cost,
    Neighbourhood,
    Organisation,
    Room,
    Sharing,
    Signup,
)
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import Advice
from buurtkalender.domain.values import ByAppointment, Holiday, Location, Monthly, Skip, Weekly, Within
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import Analysis, analysis, schedule_digest
from buurtkalender.site.gaps.report import report
from buurtkalender.site.model import Site
from buurtkalender.words.catalogues import translator
from buurtkalender.words.remedies import priorities_heading, priority_sentence, remedy_sentence
from every_page import every_page, made
from making import FR, MORNING, TU, day, days, span
from quarter import at, house, norm, offer, quarter
from town import TODAY

NL, EN = translator("nl"), translator("en")
MUST = ("free", "wheelchair", "no-signup", "come-alone")


def named(calendar: Calendar) -> Calendar:
    """The calendar with names for its organisations."""
    names = {"kerk": "Kerk aan de Markt", "welzijn": "Welzijn Zandmeer", "buurt": "Buurtclub"}
    some = {key: Organisation(key, name, "other") for key, name in names.items()}
    return msgspec.structs.replace(calendar, organisations=some)


def both(kind: EditKind, *some: Activity, asked: object = None, **more: object) -> tuple[str, str]:
    """What the first remedy of a kind says, in Dutch and in English."""
    calendar = named(quarter(some, asked or norm(1, must=MUST), **more))  # type: ignore[arg-type]
    if kind == "holidays":
        away = (Holiday("Kerst", days("2026-12-19", "2027-01-10")),)
        calendar = msgspec.structs.replace(calendar, school_holidays=away)
    first = remedies(calendar, kind)[0]
    return remedy_sentence(first, calendar, NL), remedy_sentence(first, calendar, EN)


def test_a_question_is_asked_of_the_organisation() -> None:
    assert both("fill-in", offer("kerk/soep", cost=None, come_alone=None)) == (
        (
            "Vraag Kerk aan de Markt naar Soep: is het gratis? Is er iemand die mensen verwelkomt die alleen komen? "
            "Zo ja: dan is er genoeg voor 400 inwoners."
        ),
        (
            "Ask Kerk aan de Markt about Soep: is it free? Does somebody welcome people who come alone? "
            "If so: then there is enough for 400 people."
        ),
    )


def test_a_question_about_a_house_is_asked_there() -> None:
    dutch, english = both("fill-in", offer("kerk/soep"), houses=[house(access={})])
    assert dutch.startswith("Vraag het bij Huis: kun je er met een rolstoel naar binnen? Zo ja: dan is er genoeg")
    assert english.startswith("Ask about Huis: can people get in with a wheelchair? If so: then there is enough")
    rooms = (Room("zaal", "Grote zaal", access={"hearing-loop": None}), Room("keuken", "Keuken"))
    asked = norm(1, must=("hearing-loop",))
    dutch, _ = both("fill-in", offer("kerk/soep", room="zaal"), asked=asked, houses=[house(rooms=rooms)])
    assert dutch.startswith("Vraag het bij Huis (grote zaal): is dit er: hearing-loop?")


def test_for_whom_and_where_it_is_are_questions_too() -> None:
    dutch, _ = both("fill-in", offer("kerk/soep"), asked=norm(1, audience="mantelzorgers"))
    assert "is het voor mantelzorgers?" in dutch
    dutch, _ = both("fill-in", offer("kerk/soep", location=Location("Bij ons")), asked=norm(1))
    assert "is het in Thuis?" in dutch


def test_confirming_is_asked_too() -> None:
    assert both("confirm", offer("welzijn/koffie", confirmed=None)) == (
        "Vraag Welzijn Zandmeer om dit te bevestigen: Koffie. Klopt alles nog? Dan is er genoeg voor 400 inwoners.",
        "Ask Welzijn Zandmeer to confirm that this is still true: Koffie. Then there is enough for 400 people.",
    )


@pytest.mark.parametrize(
    ("barrier", "dutch"),
    [
        ({"cost": Cost(250)}, "Maak dit gratis: Soep, van Kerk aan de Markt. Nu kost het € 2,50."),
        ({"signup": Signup(required=True)}, "Laat mensen komen zonder aanmelden: Soep, van Kerk aan de Markt."),
        (
            {"come_alone": False},
            "Zorg voor iemand die mensen verwelkomt die alleen komen: Soep, van Kerk aan de Markt.",
        ),
    ],
)
def test_each_barrier_is_taken_away_in_its_own_words(barrier: dict[str, object], dutch: str) -> None:
    assert both("waive", offer("kerk/soep", **barrier))[0].replace("\N{NO-BREAK SPACE}", " ").startswith(dutch)


def test_another_time_is_told_as_people_say_it() -> None:
    weekend = norm(1, dayparts=("weekend-afternoon",))
    dutch, english = both("daypart", offer("kerk/soep"), asked=weekend)
    assert dutch.startswith("Verzet dit naar elke zaterdag, 14.00 tot 16.00 uur: Soep, van Kerk aan de Markt.")
    assert english.startswith("Move this to every Saturday, 14:00 to 16:00: Soep, of Kerk aan de Markt.")
    monthly = norm(1, per="month", dayparts=("weekend-afternoon",))
    dutch, _ = both("daypart", offer("kerk/soep", Monthly(((1, TU),), (), MORNING)), asked=monthly)
    assert dutch.startswith("Verzet dit naar elke eerste zaterdag van de maand, 14.00 tot 16.00 uur: Soep")


def test_going_on_is_in_the_school_holidays_or_on_days_of_its_own() -> None:
    dutch, english = both("holidays", offer("kerk/soep", Weekly((TU,), MORNING, skip=Skip(school_holidays=True))))
    assert dutch.startswith("Ga door in de schoolvakanties: Soep, van Kerk aan de Markt.")
    assert english.startswith("Go on in the school holidays: Soep, of Kerk aan de Markt.")
    pause = Skip(days=(days("2026-12-19", "2027-01-10"), days("2026-12-08")))
    dutch, _ = both("holidays", offer("kerk/soep", Weekly((TU,), MORNING, skip=pause)), asked=norm(1, every_week=0.8))
    assert dutch.startswith("Ga door op 19 december 2026 tot en met 10 januari 2027: Soep")


def test_resuming_fetching_and_coming_here_too() -> None:
    dutch, _ = both("resume", offer("kerk/soep", status=ActivityStatus.PAUSED))
    assert dutch.startswith("Begin hier weer mee, het ligt nu stil: Soep, van Kerk aan de Markt.")
    dutch, _ = both("transport", offer("buurt/soos"), houses=[house(metres=1500)])
    assert dutch.startswith("Regel vervoer vanuit Thuis naar Soos, van Buurtclub.")
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"))
    dutch, _ = both("widen", offer("welzijn/maatje", ByAppointment(), serves=("verderop",)), asked=asked)
    assert dutch.startswith("Bied dit ook aan in Thuis: Maatje, van Welzijn Zandmeer.")


def shared(*weekdays: int) -> tuple[Sharing, ...]:
    return (Sharing(Weekly(weekdays, span("13:00-17:00")), "zaal"),)


def test_another_venue_is_named_with_its_room_and_time() -> None:
    soos = offer("buurt/soos", Weekly((TU,), span("14:00-16:00")), venue="ver")
    houses = [house(available=shared(TU)), house("ver", 3000)]
    assert both("venue", soos, houses=houses) == (
        (
            "Houd Soos, van Buurtclub, ook in Huis (zaal): elke dinsdag, 14.00 tot 16.00 uur. De ruimte is dan vrij. "
            "Dan is er genoeg voor 400 inwoners."
        ),
        (
            "Hold Soos, of Buurtclub, in Huis (zaal) too: every Tuesday, 14:00 to 16:00. The room is free then. "
            "Then there is enough for 400 people."
        ),
    )


def test_something_new_says_who_does_it_elsewhere_and_whether_there_is_a_room() -> None:
    soos = offer("buurt/soos", Weekly((TU,), span("14:00-16:00")), venue="ver")
    dutch, _ = both("start", soos, houses=[house(available=shared(FR)), house("ver", 3000)])
    assert dutch.startswith(
        "Begin iets nieuws in Huis (zaal): elke vrijdag, 14.00 tot 16.00 uur. De ruimte is dan vrij. "
        "Buurtclub doet dit al op een andere plek: Soos. Dan is er genoeg"
    )
    dutch, _ = both("start", soos, houses=[house(), house("ver", 3000)])
    assert "in Thuis: elke dinsdag, 14.00 tot 16.00 uur. Wij kennen daar geen vrije ruimte. Buurtclub" in dutch
    dutch, _ = both("start", houses=[house()])
    assert "geen vrije ruimte. Dan is er genoeg" in dutch
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"))
    assert both("start", asked=asked)[0].startswith("Begin iets nieuws in Thuis, op afspraak. Dan is er genoeg")


def test_what_is_not_enough_yet_says_what_becomes_of_it() -> None:
    dutch, english = both("fill-in", offer("kerk/soep", cost=None, confirmed=None))
    assert dutch.endswith("Zo ja: dan is dit niet meer “niet genoeg bekend”, maar “kwetsbaar”.")
    assert english.endswith("If so: then this is no longer “not enough is known” but “fragile”.")
    dutch, _ = both("waive", offer("kerk/soep", cost=Cost(100)), asked=norm(2, must=("free",)))
    assert dutch.endswith("Dan is er minder tekort: de ernst gaat van 400 naar 200.")
    dutch, _ = both("fill-in", offer("kerk/soep", cost=None), residents={})
    assert dutch.endswith("Zo ja: dan is er genoeg.")
    dutch, _ = both("waive", offer("kerk/soep", cost=Cost(100)), asked=norm(2, must=("free",)), residents={})
    assert dutch.endswith("Dan is er minder tekort.")  # nobody counted them: no severity went from 0 to 0


def beside(calendar: Calendar) -> Calendar:
    """The calendar with a second neighbourhood around the corner."""
    near = Neighbourhood("verderop", "Verderop", "wijk", "stad", centre=at(900), residents={"65+": 150})
    return msgspec.structs.replace(calendar, neighbourhoods=calendar.neighbourhoods | {"verderop": near})


def test_the_neighbours_and_other_norms_that_are_helped_too_are_named() -> None:
    eating = msgspec.structs.replace(norm(1, must=("free",), themes=("eten",)), id="eten", title="Elke week eten")
    soup = offer("kerk/soep", cost=None, themes=("ontmoeten", "eten"))
    calendar = beside(named(quarter([soup], norm(1, must=("free",)), eating)))
    first = remedies(calendar, "fill-in")[0]
    assert remedy_sentence(first, calendar, NL).endswith(
        "Zo ja: dan is er genoeg voor 400 inwoners. Ook in Verderop. "
        "Er is dan ook genoeg van: Elke week eten (Thuis en Verderop)."
    )


def test_an_edit_that_helps_most_says_for_how_many_and_of_what() -> None:
    calendar = beside(named(quarter([offer("kerk/soep", cost=None)], norm(1, must=("free",)))))
    (priority,) = advice(calendar).priorities
    assert priority_sentence(priority, calendar, NL) == (
        "Vraag Kerk aan de Markt naar Soep: is het gratis? "
        "Zo ja: dan hebben 550 inwoners hier genoeg van: Inloop op loopafstand (Thuis en Verderop)."
    )
    step = msgspec.structs.replace(
        priority, residents=0, effects=(msgspec.structs.replace(priority.effects[0], after="fragile"),)
    )
    assert priority_sentence(step, calendar, EN).endswith(
        "If so: that is a step, not enough yet: Inloop op loopafstand (Thuis)."
    )
    uncounted = msgspec.structs.replace(priority, residents=0)
    assert "dan is er hiervan genoeg" in priority_sentence(uncounted, calendar, NL)
    assert priorities_heading(10, NL) == "Tien dingen die de meeste mensen helpen"
    assert priorities_heading(3, NL) == "Wat de meeste mensen helpt"


# --- in a terminal and on pages -----------------------------------------------------------------------


def test_the_report_counts_then_tells_the_worst_first_and_ends_with_what_helps_most() -> None:
    calendar = named(quarter([offer("welzijn/koffie", cost=None)], norm(1, must=("free",))))
    lines = report(advice(calendar), calendar, NL).splitlines()
    assert lines[0] == "niet genoeg bekend: 1"
    assert "Thuis · Inloop op loopafstand" in lines
    assert any(line.startswith("  - Koffie: dinsdag") for line in lines)
    assert (
        sum(line.startswith("  Wat helpt: Vraag Welzijn Zandmeer naar Koffie: is het gratis?") for line in lines) == 1
    )
    assert lines[-2] == "Wat de meeste mensen helpt:"
    assert lines[-1].startswith(" 1. Vraag Welzijn Zandmeer naar Koffie")
    assert report(Advice(), calendar, EN) == "There are no norms yet: see content/calendar/norms.yaml."


def test_pages_show_what_helps_and_the_edits_that_help_most(make_a_site: Callable[..., Site]) -> None:
    calendar = named(quarter([offer("kerk/soep", cost=None, title="Soep & <brood>")], norm(1, must=("free",))))
    site = make_a_site(calendar)
    pages = {page.path: made(page).decode() for page in every_page(site)}
    said = "Vraag Kerk aan de Markt naar Soep &amp; &lt;brood&gt;: is het gratis? Zo ja:"
    more = '<a href="/activiteiten/kerk/soep/">Bekijk Soep &amp; &lt;brood&gt;</a>'
    for path in (addresses.gaps_of_neighbourhood("thuis"), addresses.gaps_of_norm("inloop")):
        assert "<h3>Wat helpt?</h3>" in pages[path]
        assert f"<li>{said} dan is er genoeg voor 400 inwoners. {more}</li>" in pages[path]
    assert "<h2>Wat de meeste mensen helpt</h2>" in pages[addresses.GAPS]
    assert f"<li>{said} dan hebben 400 inwoners" in pages[addresses.GAPS]


def test_a_norm_may_look_further_ahead_than_the_site() -> None:
    calendar = quarter([offer("welzijn/koffie")], norm(1))
    few = Window(TODAY, day("2026-12-06"))
    found = analysis(calendar, occurrences(calendar, few), few, schedule_digest(calendar), Analysis())
    assert [one.verdict for one in found.verdicts] == ["covered"]


def test_another_name_changes_the_page_and_not_the_analysis(make_a_site: Callable[..., Site]) -> None:
    def keys(title: str, transport: str | None, name: str = "Huis") -> tuple[bytes, dict[str, bytes]]:
        soup = offer("kerk/soep", cost=None, title=title, transport=transport)
        houses = [msgspec.structs.replace(house(available=shared(FR)), name=name)]
        calendar = named(quarter([soup], norm(1, must=MUST), houses=houses))
        site = make_a_site(calendar)
        return schedule_digest(calendar), {page.path: page.key for page in every_page(site)}

    schedule, pages = keys("Soep", None)
    renamed, others = keys("Brood", None)
    assert schedule == renamed
    for path in (addresses.GAPS, addresses.gaps_of_neighbourhood("thuis")):
        assert pages[path] != others[path]
    _, others = keys("Soep", None, "Clubhuis")  # where something new may start
    assert pages[addresses.gaps_of_neighbourhood("thuis")] != others[addresses.gaps_of_neighbourhood("thuis")]
    assert keys("Soep", "De bus stopt")[0] != schedule  # that people are fetched, counts
    assert keys("Soep", "De bus stopt")[0] == keys("Soep", "De trein ook")[0]


def test_the_analysis_is_kept_while_nothing_it_depends_on_changes() -> None:
    calendar = quarter([offer("kerk/soep", cost=None)], norm(1, must=("free",)))
    window = Window(TODAY, day("2027-03-01"))
    first = analysis(calendar, [], window, schedule_digest(calendar), Analysis())
    assert first.verdicts[0].remedies
    assert first.priorities
    assert analysis(calendar, [], window, schedule_digest(calendar), first) is first
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(first), type=Analysis)
    assert stored == first
