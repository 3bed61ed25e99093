"""Lists, counts and feeds tell what is so: each test is a row of what was once untrue."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree, html

from buurtkalender.domain.facts import audiences_of
from buurtkalender.domain.selection import Daily, daily
from buurtkalender.domain.values import Ages, Dates, Pattern, Term, Weekly
from buurtkalender.words.catalogues import translator
from buurtkalender.words.patterns import each_week
from buurtkalender.words.values import words_of
from hamlet import hamlet_project
from making import FR, MO, MORNING, SA, SU, TH, TU, WE, activity, calendar, day, span
from projects import Project, built_once
from repositories import Repository

FORTNIGHT = day("2026-11-24"), day("2026-12-07")
WORK = MO, TU, WE, TH, FR
LINE = """\
title: Telefonische hulplijn
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: [monday, tuesday, wednesday, thursday, friday], time: 09:00-12:00, skip: [2026-12-04]}
changes:
  - {date: 2026-11-26, cancelled: De telefoon is stuk.}
  - {date: 2026-11-27, time: 10:00-12:00}
"""


CLASS = """\
title: Proefles breakdance
venue: dorpshuis
themes: [bewegen]
ages: 12-23
when:
  - {dates: [2026-11-28], time: 19:00-20:00}
"""


@pytest.fixture(scope="module")
def site(shared_folder: Path) -> Project:
    """The hamlet with what was once told wrongly. Look, do not touch."""
    return built_once(shared_folder / "truth-lists", _project)


def _project(folder: Path) -> Project:
    made = hamlet_project(folder)
    activities = made.content / "activities/welzijn-zandmeer"
    (activities / "hulplijn.yaml").write_text(LINE)
    (activities / "proefles.yaml").write_text(CLASS)
    (activities / "dansnacht.yaml").write_text(NIGHT)
    (activities / "nachtinloop.yaml").write_text(NIGHTS)
    (activities / "straatfeest.yaml").write_text(FEAST)
    (activities / "begint-later.yaml").write_text(COURSE)
    (activities / "zang-op-bezoek.yaml").write_text(VISIT)
    (activities / "al-geweest.yaml").write_text(OVER)
    (activities / "bridge.yaml").write_text(CHANGED)
    (made.content / SOUP).write_text(FRIDAYS)
    return made


def page(site: Project, path: str) -> html.HtmlElement:
    """A page of the site."""
    return html.fromstring((site.output / path / "index.html").read_bytes())


def text(element: html.HtmlElement) -> str:
    """What an element says, with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


# --- what is on nearly every day --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "weekdays"),
    [
        ([Weekly(WORK, MORNING)], WORK),
        ([Weekly((MO, TU), MORNING), Weekly((TH,), None), Weekly((SA,), MORNING)], (MO, TU, TH, SA)),
        ([Weekly((MO, TU, WE), MORNING)], None),
        ([Weekly(WORK, MORNING, every=2)], None),
        ([Weekly(WORK, MORNING, first=day("2026-12-08"))], None),
        ([Weekly(WORK, MORNING, first=day("2026-11-30"), last=day("2026-12-04"))], None),
        ([Weekly(WORK, MORNING, first=day("2026-11-30"), last=day("2026-12-13"))], WORK),
        ([Dates(tuple(date(2026, 12, n) for n in range(1, 6)), MORNING)], None),
    ],
)
def test_what_is_on_four_or_more_days_a_week_is_on_nearly_every_day(
    when: list[Pattern], weekdays: tuple[int, ...] | None
) -> None:
    found = daily(activity(*when), *FORTNIGHT)
    assert (found.weekdays if found else None) == weekdays


def test_two_series_of_something_daily_are_told_together() -> None:
    summer = Weekly(WORK, MORNING, last=day("2026-11-30"))
    winter = Weekly(WORK, span("11:00-12:00"), first=day("2026-12-01"))
    sometimes = Weekly((SU,), MORNING, every=2)
    assert daily(activity(summer, sometimes, winter), *FORTNIGHT) == Daily(WORK, (0, 2))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((MO, TU, WE, TH, FR, SA, SU), "elke dag"),
        (WORK, "elke werkdag"),
        ((MO, TU, WE, TH), "van maandag t/m donderdag"),
        ((MO, TU, TH, FR), "elke maandag, dinsdag, donderdag en vrijdag"),
    ],
)
def test_it_is_told_in_words(days: tuple[int, ...], said: str) -> None:
    assert each_week(words_of(translator("nl")), days) == said


@pytest.mark.parametrize("path", ["themas/ontmoeten", "locaties/dorpshuis", "organisaties/welzijn-zandmeer"])
def test_a_daily_telephone_line_stands_once_in_a_list_in_a_part_of_its_own(site: Project, path: str) -> None:
    shown = page(site, path)
    of_days = [text(one) for one in shown.xpath("//section[@class='day']//li") if "hulplijn" in text(one)]
    assert of_days == [
        "9.00 tot 12.00 uur Telefonische hulplijn Gaat niet door. De telefoon is stuk.",
        of_days[1],
    ]
    assert "Andere tijd dan anders." in of_days[1]
    [once] = shown.xpath("//section[h2/@id='bijna-elke-dag']//li[.//a[contains(@href, 'hulplijn')]]")
    assert text(once).startswith("Elke werkdag, 9.00 tot 12.00 uur Telefonische hulplijn Niet op vrijdag 4 december.")
    assert shown.xpath("//p[@class='jump']/a[@href='#bijna-elke-dag']")


def test_a_day_has_what_is_daily_in_a_part_of_its_own(site: Project) -> None:
    for path in ("vandaag", "dag/2026-11-24"):
        last = page(site, path).xpath("//section[.//ol]")[-1]
        assert text(last.find("h2")) == "Elke dag of bijna elke dag"
        assert "Telefonische hulplijn" in text(last)


def test_a_week_has_what_is_daily_once(site: Project) -> None:
    rows = [text(one) for one in page(site, "week/2026-w48").xpath("//li[.//a[contains(@href, 'hulplijn')]]")]
    assert len(rows) == 3, rows
    assert rows[-1].startswith("Elke werkdag, 9.00 tot 12.00 uur Telefonische hulplijn Dorpshuis")


def test_the_feed_of_the_week_has_one_item_for_what_is_daily(site: Project) -> None:
    feed = etree.parse(site.output / "locaties/dorpshuis/week.xml")
    titles = [one.text for one in feed.iterfind(".//item/title") if "hulplijn" in str(one.text)]
    assert titles == [
        "Do 26 nov 9.00: AFGELAST: Telefonische hulplijn",
        "Vr 27 nov 10.00: Telefonische hulplijn",
        "Elke werkdag, 9.00 tot 12.00 uur: Telefonische hulplijn",
    ]


# --- audiences by age -------------------------------------------------------------------------------------

AUDIENCES = {
    "ouderen": Ages(65),
    "75-plus": Ages(75),
    "jongeren": Ages(13, 27),
    "kinderen": Ages(4, 12),
    "mantelzorgers": None,
}


@pytest.mark.parametrize(
    ("ages", "belongs"),
    [
        (Ages(65), {"ouderen", "75-plus"}),
        (Ages(75), {"ouderen", "75-plus"}),
        (Ages(50), {"ouderen", "75-plus"}),
        (Ages(49), set()),
        (Ages(18), set()),
        (Ages(4, 99), set()),
        (None, set()),
        (Ages(12, 23), {"jongeren"}),
        (Ages(60, 80), {"ouderen"}),
        (Ages(0, 18), {"kinderen"}),
        (Ages(25, 55), set()),
    ],
)
def test_an_activity_belongs_to_each_audience_of_which_it_is_plainly_part(ages: Ages | None, belongs: set[str]) -> None:
    terms = {name: Term(name, {}, ages=own) for name, own in AUDIENCES.items()}
    one = activity(ages=ages)
    assert set(audiences_of(calendar(one, audiences=terms), one)) == belongs


def test_what_names_older_people_belongs_to_the_oldest_too_and_what_it_names_stays_first() -> None:
    terms = {name: Term(name, {}, ages=own) for name, own in AUDIENCES.items()}
    one = activity(audiences=("mantelzorgers", "ouderen"))
    assert audiences_of(calendar(one, audiences=terms), one) == {
        "mantelzorgers": None,
        "ouderen": None,
        "75-plus": Ages(65),
    }


def test_a_list_says_why_something_is_in_it_that_does_not_name_the_audience(site: Project) -> None:
    [card] = page(site, "doelgroepen/jongeren").xpath("//li[.//a[contains(@href, 'proefles')]][1]")
    assert "Voor 12 tot en met 23 jaar" in text(card)
    row = next(
        one for one in json.loads((site.output / "data/activities.json").read_bytes()) if "proefles" in one["id"]
    )
    assert row["audiences_by_age"] == ["jongeren"]
    assert "audiences" not in row
    found = json.loads((site.output / "zoeken/index.json").read_bytes())
    assert next(one for one in found["activities"] if "proefles" in one["id"])["also"] == ["jongeren"]


# --- over a clock change ----------------------------------------------------------------------------------

NIGHT = """\
title: Dansnacht
venue: dorpshuis
themes: [ontmoeten]
when:
  - {dates: [2027-03-27, 2026-12-28, 2027-10-30], time: 22:00-04:00}
"""
NIGHTS = """\
title: Nachtinloop
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: saturday, time: 22:00-04:00}
"""


def sessions(site: Project, name: str) -> dict[str, str]:
    """The duration of each session that OpenActive has of an activity, by its start."""
    found: dict[str, str] = {}
    for file in (site.output / "data/openactive").rglob("*.json"):
        for item in json.loads(file.read_bytes()).get("items", ()):
            if item.get("data", {}).get("identifier", "").endswith(name):
                found |= {one["startDate"]: one["duration"] for one in item["data"]["subEvent"]}
    return found


def test_a_duration_over_a_clock_change_is_what_passes(site: Project) -> None:
    assert sessions(site, "/dansnacht") == {
        "2026-12-28T21:00:00Z": "PT6H",
        "2027-03-27T21:00:00Z": "PT5H",
        "2027-10-30T20:00:00Z": "PT7H",
    }


def test_a_night_of_a_series_that_the_clock_shortens_is_told_apart(site: Project) -> None:
    assert sessions(site, "/nachtinloop") == {
        "2026-03-28T21:00:00Z": "PT5H",
        "2026-10-24T20:00:00Z": "PT7H",
        "2026-12-26T21:00:00Z": "PT6H",  # the building is closed then, so nobody is sure
        "2027-01-02T21:00:00Z": "PT6H",
        "2027-03-27T21:00:00Z": "PT5H",
        "2027-10-30T20:00:00Z": "PT7H",
    }
    [things] = page(site, "activiteiten/welzijn-zandmeer/nachtinloop").xpath("//script[@type='application/ld+json']")
    assert '"duration"' not in things.text
    assert '"endTime":"04:00:00"' in things.text


# --- dates that are far -----------------------------------------------------------------------------------

FEAST = """\
title: Straatfeest
venue: dorpshuis
themes: [ontmoeten]
audiences: [jongeren]
when:
  - {dates: [2028-09-02], time: 14:00-21:00}
"""
COURSE = """\
title: Begint later
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: monday, from: 2028-09-04, time: 20:00-22:00}
"""


@pytest.mark.parametrize(
    ("name", "day", "start"),
    [
        ("straatfeest", "zaterdag 2 september 2028", "2028-09-02T14:00"),
        ("begint-later", "maandag 4 september 2028", "2028-09-04T20:00"),
    ],
)
def test_a_date_two_years_off_is_told_as_what_it_is(site: Project, name: str, day: str, start: str) -> None:
    own = page(site, f"activiteiten/welzijn-zandmeer/{name}")
    assert text(own.xpath("//p[@class='notice']")[0]) == f"De eerstvolgende keer is pas op {day}."
    assert day.capitalize() in text(own.xpath("//section[@class='dates']")[0])
    assert "geen nieuwe data" not in text(own)
    for path in ("themas/ontmoeten", "locaties/dorpshuis", "buurten/oude-dorp"):
        [row] = page(site, path).xpath(f"//section[h2='Daarna']//li[.//a[contains(@href, '{name}')]]")
        assert day.capitalize() in text(row)
    found = json.loads((site.output / "zoeken/index.json").read_bytes())["activities"]
    [row] = [one for one in found if name in one["id"]]
    assert row["next"][0].startswith(start)
    assert row["note"] == "" if "note" in row else True
    finder = json.loads((site.output / "doorverwijzen/meer.json").read_bytes())
    assert finder[f"welzijn-zandmeer/{name}"]["dates"][0][0] == start
    dated = json.loads((site.output / "data/occurrences.json").read_bytes())
    assert [one["start"][:16] for one in dated if name in one["activity"]] == [start]
    titles = [one.text for one in etree.parse(site.output / "organisaties/welzijn-zandmeer/rss.xml").iter("title")]
    assert any(f"{day.split(' ', 1)[1][:3]}" in str(one) and "2028" in str(one) for one in titles)


def test_nobody_is_asked_whether_something_goes_on_that_has_a_date_however_far(site: Project) -> None:
    told = json.loads((site.output / "data/todo.json").read_bytes())
    assert not [one for one in told if "straatfeest" in json.dumps(one) and "goes-on" in json.dumps(one)]


# --- counts -----------------------------------------------------------------------------------------------

VISIT = """\
title: Zang op bezoek
venue: dorpshuis
themes: [rouw-en-steun]
when:
  - {weekly: tuesday, time: 10:00-11:00}
changes:
  - {date: 2026-12-15, venue: sporthal}
  - {date: 2026-12-01, cancelled: De dirigent is ziek.}
"""
OVER = """\
title: Al geweest
venue: dorpshuis
themes: [rouw-en-steun]
when:
  - {dates: [2026-06-01], time: 10:00-11:00}
"""
LISTED = "//section[@class='day' or @class='part']/ol/li"


def on(site: Project, path: str) -> set[str]:
    """The activities on a page and those that follow it."""
    found: set[str] = set()
    while path:
        shown = page(site, path.strip("/"))
        found.update(shown.xpath(f"{LISTED}//a/@href"))
        path = next(iter(shown.xpath("//nav[@class='pager']//a[@rel='next']/@href")), "")
    return found


def numbered(site: Project) -> dict[tuple[str, str], int]:
    """Every number beside a link to a list, by the page and the link."""
    found = {}
    for file in site.output.rglob("index.html"):
        at = f"/{file.relative_to(site.output).as_posix().removesuffix('index.html')}"
        if at.startswith("/hiaten/"):
            continue
        for link in html.fromstring(file.read_bytes()).xpath("//main//a[starts-with(@href, '/')]"):
            notes = [text(one) for one in link.xpath("span | small | .//*[local-name()='text']")]
            if number := re.fullmatch(r"(\d+)(?: activiteit(?:en)?)?", notes[-1] if notes else ""):
                found[at, link.get("href")] = int(number[1])
    return found


def test_each_number_beside_a_link_is_how_many_activities_are_behind_it(site: Project) -> None:
    found = numbered(site)
    days = {path: number for (at, path), number in found.items() if path in {"/vandaag/", "/morgen/", "/weekend/"}}
    assert len(days) == 3
    for path, number in days.items():
        held = page(site, path.strip("/")).xpath(f"{LISTED}[not(contains(@class, 'off'))]//a/@href")
        assert number == len(set(held)), path
        assert text(page(site, path.strip("/")).xpath("//p[@class='lead']")[0]).split()[0] == str(number)
    lists = {(at, path): number for (at, path), number in found.items() if path not in days}
    assert len(lists) > 100
    wrong = {at: (number, len(on(site, at[1]))) for at, number in lists.items() if number != len(on(site, at[1]))}
    assert wrong == {}


def test_search_and_finder_know_the_activities_that_lists_know(site: Project) -> None:
    rows = json.loads((site.output / "zoeken/index.json").read_bytes())["activities"]
    names = page(site, "zoeken").xpath("//section[@class='names']//li/a/@href")
    assert {one["url"] for one in rows} == set(names)
    assert len(rows) > len(names), "what visits another place has a row there, and is counted once"
    assert json.loads((site.output / "doorverwijzen/meer.json").read_bytes()).keys() == {one["id"] for one in rows}
    assert not [one for one in names if "al-geweest" in one]


def test_a_list_that_is_only_visited_is_linked_too(site: Project) -> None:
    path = "/buurten/duinrand/themas/rouw-en-steun/"
    assert {at for at, to in numbered(site) if to == path} >= {"/buurten/duinrand/", "/themas/rouw-en-steun/"}
    assert on(site, path) == {"/activiteiten/welzijn-zandmeer/zang-op-bezoek/"}


# --- Open Referral ----------------------------------------------------------------------------------------

CHANGED = """\
title: Bridge
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: thursday, time: 19:00-21:00}
changes:
  - {date: 2026-11-26, cancelled: De zaal is nat.}
  - {date: 2026-12-03, moved_to: 2026-12-04, time: 20:00-22:00}
  - {date: 2026-12-10, venue: sporthal}
  - {date: 2026-12-17, note: Neem een spel kaarten mee.}
"""


def test_open_referral_tells_cancelled_and_moved_dates_in_words(site: Project) -> None:
    services = json.loads((site.output / "data/openreferral/services.json").read_bytes())["contents"]
    [notes] = [one["schedules"][0]["notes"] for one in services if one["name"] == "Bridge"]
    for told in (
        "2026-11-26: Afgelast: De zaal is nat.",
        "2026-12-04 20:00-22:00: Let op, een andere tijd. Eerst was het donderdag 3 december, 19.00 uur.",
        "2026-12-10: Let op, deze keer op een andere plek: Sporthal De Duin",
        "2026-12-17: Neem een spel kaarten mee.",
    ):
        assert told in notes, notes


def test_the_usual_place_is_told_as_the_usual_one_where_a_date_is_elsewhere(site: Project) -> None:
    told = [
        text(page(site, f"activiteiten/welzijn-zandmeer/{name}").xpath("//h2[.='Waar?']/..")[0])
        for name in ("bridge", "vrijdagsoep")
    ]
    assert told[0].startswith("Waar? Meestal: Dorpshuis")
    assert told[1].startswith("Waar? Dorpshuis")


# --- public holidays --------------------------------------------------------------------------------------

FRIDAYS = """\
title: Vrijdagsoep
venue: dorpshuis
themes: [eten-en-drinken]
when:
  - {weekly: friday, time: 12:00-13:00, skip: [public-holidays]}
"""
SOUP = "activities/welzijn-zandmeer/vrijdagsoep.yaml"
GOOD_FRIDAY = "vrijdag 26 maart (Goede Vrijdag)"


def test_the_page_says_which_days_public_holidays_leave_out(site: Project) -> None:
    assert text(page(site, "activiteiten/welzijn-zandmeer/vrijdagsoep").xpath("//h2[.='Wanneer?']/..")[0]).startswith(
        "Wanneer? Elke vrijdag, 12.00 tot 13.00 uur. Niet op feestdagen. "
        "Niet op 25 dec (eerste kerstdag), 1 jan (nieuwjaarsdag) en 26 mrt (Goede Vrijdag)."
    )


def test_who_writes_public_holidays_is_told_the_days_at_that_line_and_nobody_is_told_twice(tmp_path: Path) -> None:
    kept = Repository(tmp_path / "hamlet", hamlet_project)
    made = kept.project
    (made.content / SOUP).write_text(FRIDAYS)
    said = made.run("check", "--today", "2026-11-24", "--base", "HEAD").out
    days = "2026-12-25 (Eerste kerstdag), 2027-01-01 (Nieuwjaarsdag), 2027-03-26 (Goede vrijdag)"
    assert f"content/{SOUP}:5:48: warning: `public-holidays` slaat over: {days}." in said
    assert "Geen fouten gevonden." in said
    kept.commit()
    assert "slaat over" not in made.run("check", "--today", "2026-11-24", "--base", "HEAD").out


def test_the_form_tells_which_days_are_public_holidays(site: Project) -> None:
    hints = [text(one) for one in page(site, "aanmelden/nieuw").xpath("//p[@class='hint']")]
    assert [one for one in hints if GOOD_FRIDAY in one and "woensdag 5 mei (Bevrijdingsdag)" in one]


def test_a_municipality_says_which_days_are_public_holidays(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet", PUBLIC_HOLIDAYS=("new-year", "christmas-day"))
    (made.content / SOUP).write_text(FRIDAYS)
    assert made.build().code == 0
    rows = json.loads((made.output / "data/occurrences.json").read_bytes())
    days = [one["start"][:10] for one in rows if one["activity"].endswith("vrijdagsoep")]
    assert "2027-03-26" in days
    assert "2026-12-25" not in days
    made.set(PUBLIC_HOLIDAYS=("good-fryday",))
    assert "PUBLIC_HOLIDAYS" in made.run("check").err
