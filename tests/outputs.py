"""Everything that is published about one date, in one list: what each output says of it, as text.

Tests of what is told of dates go through ``OUTPUTS``, so that nothing is right on a page and wrong on paper. An output
that tells dates and is not here is noticed: every file that names an activity has to be one of ``OUTPUTS`` or of
``NAMING`` (``test_places.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lxml import html

from buurtkalender.words.facts import LISTED
from making import day as day_of
from pdfs import pdf_of
from projects import Tree


class OneDate(NamedTuple):
    """A date of an activity of Welzijn Zandmeer for older people, about meeting.

    ``here`` is the folder of the list of the venue, room or neighbourhood where it is held, ``usual`` that of the place
    where it usually is: the same where it is there; ``area`` and ``usual_area`` are those of the neighbourhoods, for
    what only these have. ``time`` is when it starts, as people read it; ``day`` is where it stands: of what was moved
    the new one, ``planned`` is the one it was planned on, where that is another.
    """

    title: str
    here: str
    usual: str
    day: str = "2026-11-27"
    time: str = "10.00"
    area: str = "buurten/oude-dorp/"
    usual_area: str = "buurten/oude-dorp/"
    planned: str = ""

    @property
    def activity(self) -> str:
        """The identifier of its activity."""
        return f"welzijn-zandmeer/{re.sub('[^a-z0-9]+', '-', self.title.lower())}"

    @property
    def page(self) -> str:
        """Where the page of its activity stands."""
        return f"activiteiten/{self.activity}/"

    @property
    def digits(self) -> str:
        """``20261127``, of the day on which it was planned."""
        return (self.planned or self.day).replace("-", "")

    @property
    def in_words(self) -> str:
        """``27 november``."""
        return _in_words(self.day)


MONTHS = {"10": "oktober", "11": "november", "12": "december", "01": "januari"}


WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def _in_words(day: str) -> str:
    _year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[month]}"


class Output(NamedTuple):
    """One output: ``files`` is a pattern of the paths of those like it, ``of`` gives what it says of a date."""

    name: str
    files: str
    of: Callable[[Tree, OneDate], str]

    def __call__(self, site: Tree, date: OneDate) -> str:
        """Return what it says of the date; "" where it says nothing of it."""
        return self.of(site, date)


def within(found: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping in some JSON."""
    if isinstance(found, dict):
        yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from within(one)


def _page(site: Tree, path: str) -> Any:
    return html.document_fromstring(site[path].decode()) if path in site else html.document_fromstring("<p></p>")


def _about(items: Iterator[Any], date: OneDate, before: str = "") -> str:
    """Return the items of a list that lead to the page of the activity."""
    link = f".//a[@href='{before}/{date.page}']"
    return " ".join(item.text_content() for item in items if item.find(link) is not None)


# --- pages ------------------------------------------------------------------------------------------


def activity_page(site: Tree, date: OneDate, before: str = "") -> str:
    """Return the line of that date on the page of its activity."""
    root = _page(site, f"{before}{date.page}index.html")
    dates = (item for item in root.iter("li") if any(_is_of(time, date) for time in item.iter("time")))
    return next((item.text_content() for item in dates), "")


def _is_of(time: Any, date: OneDate) -> bool:
    return (time.get("datetime") or "").startswith(date.day)


def day_page(site: Tree, date: OneDate) -> str:
    """Return the card of a page with one day."""
    return _about(_page(site, f"dag/{date.day}/index.html").iter("li"), date)


def today(site: Tree, date: OneDate) -> str:
    """Return the card on the page of today, or that of tomorrow."""
    for page in ("vandaag/index.html", "morgen/index.html"):
        if any(date.in_words in heading.text_content() for heading in _page(site, page).iter("h1")):
            return _about(_page(site, page).iter("li"), date)
    return ""


def home(site: Tree, date: OneDate) -> str:
    """Return the card on the home page, where it is one of the next today."""
    return _about(_page(site, "index.html").iter("li"), date)


def _under_its_day(site: Tree, path: str, date: OneDate, before: str = "") -> str:
    """Return what a list has of it under the heading of its day."""
    for section in _page(site, f"{path}index.html").iter("section"):
        if any(_is_of(time, date) for time in section.iterfind(".//*[@class]//time")):
            return _about(section.iter("li"), date, before)
    return ""


def _listed(where: Callable[[OneDate], str], before: str = "") -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        return _under_its_day(site, f"{before.lstrip('/')}{'/' * bool(before)}{where(date)}", date, before)

    return of


def week_page(site: Tree, date: OneDate) -> str:
    """Return the row of a page with one week."""
    weeks = [path.removesuffix("index.html") for path in site if re.fullmatch(r"week/[\dw-]+/index\.html", path)]
    return " ".join(filter(None, (_under_its_day(site, path, date) for path in weeks)))


# --- search and finder ------------------------------------------------------------------------------


def _search_rows(site: Tree, date: OneDate) -> list[dict[str, Any]]:
    """Return the rows of the search that have the date."""
    rows = json.loads(site["zoeken/index.json"])["activities"]
    own = [row for row in rows if row["id"] == date.activity or row["id"].startswith(f"{date.activity}@")]
    return [row for row in own if any(text[:10] == date.day for text in row["next"])]


def search(site: Tree, date: OneDate) -> str:
    """Return what the search knows of the date: where it is, and what has to be said of it."""
    told = []
    for row in _search_rows(site, date):
        number = next(n for n, text in enumerate(row["next"]) if text[:10] == date.day)
        told += [row["venue"], row["id"].partition("@")[2], row.get("said", {}).get(str(number), "")]
    return " ".join(told)


def finder(site: Tree, date: OneDate) -> str:
    """Return what the finder knows of the place where the date is, and what it says of the date."""
    rows = json.loads(site["doorverwijzen/meer.json"])
    own = [row for key, row in rows.items() if key == date.activity or key.startswith(f"{date.activity}@")]
    there = [row for row in own if any(start[:10] == date.day for start, *_more in row["dates"])]
    return json.dumps(there[-1], ensure_ascii=False) if there else ""


def card_of_the_finder(site: Tree, date: OneDate) -> str:
    """Return what a card to hand over says of the date."""
    dates = json.loads(site["doorverwijzen/meer.json"])[date.activity].get("dates", ())
    return " ".join(f"{start} {told}" for start, _lasts, _parts, told, *_more in dates if start.startswith(date.day))


# --- paper ------------------------------------------------------------------------------------------


def _on_sheet(site: Tree, path: str, date: OneDate, length: int = 300) -> str:
    """Return what a sheet has behind the title of the activity, on that day, until where the next one begins."""
    letters = pdf_of(site[path]).letters if path in site else ""
    weekday = WEEKDAYS[day_of(date.day).weekday()].capitalize()
    at = letters.find(re.sub(" ", "", f"{weekday}{date.in_words}"))
    at = letters.find(re.sub(r"\s", "", date.title), at) if at >= 0 else -1
    return re.split(r"\d\d\.\d\dtot\d", letters[at : at + length])[0] if at >= 0 else ""


def _sheet(where: Callable[[OneDate], str], name: str, length: int = 300) -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        return _on_sheet(site, f"{where(date)}{name}.pdf", date, length)

    return of


def flyer(site: Tree, date: OneDate) -> str:
    """Return what the flyer says of the date, until where it says where it usually is."""
    letters = pdf_of(site[f"{date.page}flyer.pdf"]).letters
    _, found, told = letters.partition(re.sub(" ", "", f"{date.in_words}:"))
    return told.partition("Waar?")[0] if found else ""


# --- calendars --------------------------------------------------------------------------------------


def _events(octets: bytes) -> list[str]:
    return octets.decode().replace("\r\n ", "").replace("\\", "").split("BEGIN:VEVENT")[1:]


def _event(site: Tree, path: str, date: OneDate) -> str:
    """Return the event of that date by itself; else that of its series, if it has the date."""
    own = date.activity.replace("/", ".")
    events = [one for one in _events(site.get(path, b"")) if re.search(rf"UID:{re.escape(own)}[.@-]", one)]
    single = [
        one
        for one in events
        if re.search(rf"RECURRENCE-ID[^:]*:{date.digits}", one) or re.search(rf"UID:\S*\.{date.digits}\.?\w*@", one)
    ]
    if single:
        return single[-1]
    series = [one for one in events if "RRULE" in one and not re.search(rf"EXDATE[^:]*:{date.digits}", one)]
    return series[0] if series else ""


def _calendar(where: Callable[[OneDate], str], name: str = "kalender") -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        return _event(site, f"{where(date)}{name}.ics", date)

    return of


def date_to_add(site: Tree, date: OneDate) -> str:
    """Return the event of the file with that date alone."""
    return _event(site, f"{date.page}{date.day}.ics", date)


# --- news -------------------------------------------------------------------------------------------


def _week_item(where: Callable[[OneDate], str]) -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        items = site.get(f"{where(date)}week.xml", b"").decode().split("<item>")[1:]
        own = re.compile(rf"<title>\w+ {int(date.day[-2:])} \w+[\d. ]*: [^<]*{re.escape(date.title)}<")
        return " ".join(one.partition("</item>")[0] for one in items if own.search(one))

    return of


def _of_the_date(text: str, date: OneDate) -> str:
    """Return what an item of the news says of that date: its own line, or all of it where the date is the next one."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    begin = f"{int(date.day[-2:])} {MONTHS[date.day[5:7]][:3]} "
    lines = re.split(r"<br>|</p>", text)
    line = next((one for one in lines if re.match(rf"(<p>)?\w\w {begin}", one)), "")
    whole = " ".join(one for one in lines if not re.match(r"(<p>)?\w\w \d+ \w+ [\d.]+: ", one))
    return line or (whole if re.search(rf"\w\w {begin}[\d.]+: ", text) else "")


def _news(where: Callable[[OneDate], str], name: str, ends: str) -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        items = site.get(f"{where(date)}{name}", b"").decode().split(ends)[1:]
        own = [one for one in items if f": {date.title}<" in one]
        return " ".join(_of_the_date(one, date) for one in own)

    return of


def _json_feed(where: Callable[[OneDate], str]) -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, date: OneDate) -> str:
        path = f"{where(date)}feed.json"
        items = json.loads(site[path])["items"] if path in site else []
        own = [one for one in items if one["title"].endswith(f": {date.title}")]
        return " ".join(_of_the_date(f"{one['title']}<br>{one['content_html']}", date) for one in own)

    return of


# --- data -------------------------------------------------------------------------------------------


def schema_org(site: Tree, date: OneDate, before: str = "") -> str:
    """Return the event in the block of data of the activity's page, with the place that it refers to."""
    root = _page(site, f"{before}{date.page}index.html")
    things = [one for script in root.findall(".//script[@type='application/ld+json']") for one in _ld(script)]
    found = [one for one in things if str(one.get("startDate", "")).startswith(date.day) and "Schedule" not in one]
    found = [one for one in found if one.get("@type") == "Event"]
    place = [one for one in things if one.get("@id") == "#plaats" and one.get("name")]
    usual = place if any(one.get("location") == {"@id": "#plaats"} for one in found) else []
    return json.dumps([*found, *usual], ensure_ascii=False) if found else ""


def _ld(script: Any) -> Iterator[dict[str, Any]]:
    return within(json.loads(script.text))


def open_active(site: Tree, date: OneDate) -> str:
    """Return the session of the date; of one like all others what the series says."""
    series = [
        one
        for path, octets in site.items()
        if path.startswith("data/openactive/") and path.endswith(".json")
        for one in within(json.loads(octets))
        if one.get("identifier") == date.activity
    ]
    days = (date.day, date.planned or date.day)
    found = [one for each in series for one in each.get("subEvent", ()) if one["startDate"].startswith(days)]
    usual = [{key: value for key, value in each.items() if key != "subEvent"} for each in series]
    return json.dumps(found or usual, ensure_ascii=False)


def open_referral(site: Tree, date: OneDate) -> str:
    """Return what the notes of the schedule say of the date."""
    services = within(json.loads(site["data/openreferral/services.json"]))
    notes = " ".join(
        schedule.get("notes", "")
        for one in services
        if one.get("name") == date.title and "schedules" in one
        for schedule in one["schedules"]
    )
    found = re.search(rf"{date.day}(?: \d\d:\d\d-\d\d:\d\d)?: .*?(?= \d{{4}}-\d\d-\d\d[:\s]|$)", notes)
    return found[0] if found else ""


def open_data_of_dates(site: Tree, date: OneDate) -> str:
    """Return the row of the date, with the names of its venue and room."""
    rows = json.loads(site["data/occurrences.json"])
    own = [one for one in rows if one["activity"] == date.activity and one["start"].startswith(date.day)]
    names = {
        one["id"]: one["name"] for one in within(json.loads(site["data/venues.json"])) if "id" in one and "name" in one
    }
    told = [names.get(row.get(key), "") for row in own for key in ("venue", "room")]
    return " ".join([json.dumps(own, ensure_ascii=False), *filter(None, told)]) if own else ""


# --- all of them ------------------------------------------------------------------------------------


def _here(date: OneDate) -> str:
    return date.here


def _usual(date: OneDate) -> str:
    return date.usual


def _area(date: OneDate) -> str:
    return date.area


FACTS = "|".join(listed.slug for listed in LISTED.values())
"""The lists of what holds: free, wheelchair, walk in."""

OUTPUTS: tuple[Output, ...] = (
    Output("activity page", r"activiteiten/[^/]+/[^/]+/index\.html", activity_page),
    Output(
        "activity page in Arabic",
        r"ar/activiteiten/[^/]+/[^/]+/index\.html",
        lambda site, date: activity_page(site, date, "ar/"),
    ),
    Output("day page", r"(\w\w/)?dag/[\d-]+/index\.html", day_page),
    Output("week page", r"(\w\w/)?week/[\dw-]+/index\.html", week_page),
    Output(
        "list of its place",
        rf"(\w\w/)?((buurten|locaties|wijken|gemeenten)/[\w/-]+|{FACTS})/index\.html",
        _listed(_here),
    ),
    Output("list of its theme", r"(\w\w/)?themas/[^/]+/index\.html", _listed(lambda _date: "themas/ontmoeten/")),
    Output(
        "list of its audience", r"(\w\w/)?doelgroepen/[^/]+/index\.html", _listed(lambda _date: "doelgroepen/ouderen/")
    ),
    Output(
        "list of its organisation",
        r"(\w\w/)?organisaties/[^/]+/index\.html",
        _listed(lambda _date: "organisaties/welzijn-zandmeer/"),
    ),
    Output(
        "list of its theme in Arabic",
        r"ar/themas/[^/]+/index\.html",
        _listed(lambda _date: "themas/ontmoeten/", "/ar"),
    ),
    Output("search", r"(\w\w/)?zoeken/index\.json", search),
    Output("finder", r"doorverwijzen/meer\.json", finder),
    Output("card of the finder", r"doorverwijzen/meer\.json", card_of_the_finder),
    Output("week sheet of its place", r"(buurten|locaties)/[^/]+/\w+-week\.pdf", _sheet(_area, "deze-week")),
    Output("large week sheet", r"(buurten|locaties)/[^/]+/\w+-week-groot\.pdf", _sheet(_area, "deze-week-groot")),
    Output("flyer", r"activiteiten/[^/]+/[^/]+/flyer\.pdf", flyer),
    Output("calendar of the activity", r"activiteiten/.*/kalender\.ics", _calendar(lambda date: date.page)),
    Output("calendar of its place", r"(buurten|locaties|wijken|gemeenten)/.*kalender\.ics", _calendar(_here)),
    Output(
        "calendar of its theme",
        rf"(themas|doelgroepen|organisaties|{FACTS})/.*kalender\.ics",
        _calendar(lambda _date: "themas/ontmoeten/"),
    ),
    Output("calendar of everything", r"kalender\.ics", _calendar(lambda _date: "")),
    Output("date to add", r"activiteiten/[^/]+/[^/]+/[\d-]+\.ics", date_to_add),
    Output("week feed of its place", r"([\w/-]+/)?week\.xml", _week_item(_here)),
    Output("news of its place", r"([\w/-]+/)?rss\.xml", _news(_here, "rss.xml", "<item>")),
    Output("Atom of its place", r"([\w/-]+/)?atom\.xml", _news(_here, "atom.xml", "<entry>")),
    Output("JSON Feed of its place", r"([\w/-]+/)?feed\.json", _json_feed(_here)),
    Output("schema.org", r"activiteiten/[^/]+/[^/]+/index\.html", schema_org),
    Output("OpenActive", r"data/openactive/.*\.json", open_active),
    Output("Open Referral", r"data/openreferral/services.*\.json", open_referral),
    Output("open data of dates", r"data/occurrences\.json", open_data_of_dates),
)
"""What tells something of any date that is to come."""

LEFT: tuple[Output, ...] = (
    Output("list of the usual place", r"(buurten|locaties)/.*index\.html", _listed(_usual)),
    Output(
        "week sheet of the usual place",
        r"(buurten|locaties)/.*-week\.pdf",
        _sheet(lambda date: date.usual_area, "deze-week"),
    ),
    Output(
        "poster of the usual place",
        r"buurten/[^/]+/deze-maand\.pdf",
        _sheet(lambda date: date.usual_area, "deze-maand"),
    ),
    Output("calendar of the usual place", r"(buurten|locaties)/.*kalender\.ics", _calendar(_usual)),
    Output("week feed of the usual place", r".*week\.xml", _week_item(_usual)),
)
"""What tells of a date that is held elsewhere in the lists of the place where it usually is."""

RELATIVE: tuple[Output, ...] = (
    Output("home", r"(\w\w/)?index\.html", home),
    Output("today or tomorrow", r"(\w\w/)?(vandaag|morgen|weekend|dit-weekend)/index\.html", today),
)
"""What tells of a date on that day, or shortly before."""

NAMING = (
    r"(\w\w/)?zoeken/(index\.html|pagina/.*)",  # from A to Z, without dates
    r"zoeken/meer\.json",  # days of what is held, as numbers: truth/test_search.py holds these against the dates
    r"sitemap.*\.xml",
    r"aanmelden/organisaties/.*\.json",  # what the form starts from: the file of the activity
    r"data/(activities|coverage|capacity|todo|prevention|ledger)\.(json|csv)",  # rules as they were written, and sums
    r"data/(hiaten|plaatsuren|preventie|te-doen)\.csv",
    r"hiaten/.*",
    r"([\w/-]+/)?bezet\.ics",  # when a room is in use: test_busy.py
)
"""Files that name an activity, and tell nothing of its dates."""
