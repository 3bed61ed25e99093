"""Every address of the site, made in this one place. They are Dutch, and they never change.

All of them are paths from the root of the site. Addresses of pages start and end with a slash.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from buurtkalender.feeds.formats import Feed

from buurtkalender.words.facts import LISTED

Address = Callable[[str], str]

HOME = "/"
TODAY = "/vandaag/"
TOMORROW = "/morgen/"
WEEKEND = "/weekend/"
DAYS = "/dag/"
NEIGHBOURHOODS = "/buurten/"
DISTRICTS = "/wijken/"
MUNICIPALITIES = "/gemeenten/"
THEMES = "/themas/"
GOALS = "/doelen/"
AUDIENCES = "/doelgroepen/"
VENUES = "/locaties/"
ORGANISATIONS = "/organisaties/"
ACTIVITIES = "/activiteiten/"
GAPS = "/hiaten/"
GAPS_MEETING = "/hiaten/overleg/"
GAPS_HISTORY = "/hiaten/verloop/"
GAPS_TODO = "/hiaten/te-doen/"
GAPS_VENUES = "/hiaten/locaties/"
GAPS_DATA = "/hiaten/gegevens/"
GAPS_PREVENTION = "/hiaten/preventie/"
GAPS_METHOD = "/hiaten/uitleg/"
VOLUNTEERS = "/vrijwilligers/"
SEARCH = "/zoeken/"
SEARCH_INDEX = "/zoeken/index.json"
SEARCH_WORDS = "/zoeken/meer.json"
FINDER = "/doorverwijzen/"
FINDER_DATA = "/doorverwijzen/meer.json"
SUBMIT = "/aanmelden/"
SUBMIT_NEW = "/aanmelden/nieuw/"
SUBMIT_CHANGE = "/aanmelden/wijzigen/"
SUBMIT_CANCEL = "/aanmelden/gaat-niet-door/"
SUBMIT_CONFIRM = "/aanmelden/klopt-nog/"
SUBMIT_STOP = "/aanmelden/stopt/"
SUBSCRIBE = "/abonneren/"
DATA = "/data/"
TABLES = "/data/hiaten.xlsx"
TABLE_OF_GAPS = "/data/hiaten.csv"
TABLE_OF_TODO = "/data/te-doen.csv"
TABLE_OF_CAPACITY = "/data/plaatsuren.csv"
TABLE_OF_PREVENTION = "/data/preventie.csv"
NOT_FOUND = "/404.html"
OFFLINE = "/geen-verbinding/"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"
THIS_WEEK = "deze-week"
NEXT_WEEK = "volgende-week"
THIS_MONTH = "deze-maand"
FLYER = "flyer"
LARGE = "-groot"
HEADERS = "/_headers"
HTACCESS = "/.htaccess"

FACT_LISTS = {key: f"/{listed.slug}/" for key, listed in LISTED.items()}
"""The yes-or-no facts that have a list of their own."""

_COMMON = re.compile(r"[A-Za-z0-9_.~/: -]*")
"""A text of which little has to be quoted."""


def activity(identifier: str) -> str:
    """Where the page of an activity stands; the identifier is ``<organisation>/<name>``."""
    return f"/activiteiten/{identifier}/"


def organisation(identifier: str) -> str:
    """Where the page of an organisation stands."""
    return f"/organisaties/{identifier}/"


def venue(identifier: str) -> str:
    """Where the page of a venue stands."""
    return f"/locaties/{identifier}/"


def room(identifier: str) -> str:
    """Where the page of a room stands; the identifier is ``<venue>/<room>``, as in its facet.

    (Between the two stands a word, because ``/locaties/<venue>/2/`` is the second page of the venue's list.)
    """
    house, _slash, name = identifier.partition("/")
    return f"/locaties/{house}/ruimtes/{name}/"


def neighbourhood(identifier: str) -> str:
    """Where the page of a neighbourhood stands."""
    return f"/buurten/{identifier}/"


def municipality(identifier: str) -> str:
    """Where the page of a municipality stands."""
    return f"/gemeenten/{identifier}/"


def theme(identifier: str) -> str:
    """Where the page of a theme stands."""
    return f"/themas/{identifier}/"


def goal(identifier: str) -> str:
    """Where the page of a prevention goal stands."""
    return f"/doelen/{identifier}/"


def audience(identifier: str) -> str:
    """Where the page of an audience stands."""
    return f"/doelgroepen/{identifier}/"


def in_neighbourhood(path: str, identifier: str) -> str:
    """Where the part of the list at ``path`` stands that is in one neighbourhood."""
    return f"/buurten/{identifier}{path}"


def day(when: date) -> str:
    """Where the page of a day stands."""
    return f"{DAYS}{when.isoformat()}/"


def week(when: date) -> str:
    """Where the page of the week that holds this day stands (ISO 8601 weeks, from Monday)."""
    year, number, _ = when.isocalendar()
    return f"/week/{year}-w{number:02}/"


def gaps_of_neighbourhood(identifier: str) -> str:
    """Where the gaps of a neighbourhood stand."""
    return f"/hiaten/buurten/{identifier}/"


def gaps_of_norm(identifier: str) -> str:
    """Where the gaps of a norm stand."""
    return f"/hiaten/normen/{identifier}/"


def todo_of(identifier: str) -> str:
    """Where stands what an organisation can do for its own part of the calendar."""
    return f"{GAPS_TODO}{identifier}/"


def prevention(municipality: str, goal: str) -> str:
    """Where it is explained what a municipality has towards a prevention goal."""
    return f"{GAPS_PREVENTION}{municipality}/{goal}/"


def changing(identifier: str) -> str:
    """Where one tells that something is not right about an activity; the form fills in what is known."""
    return f"{SUBMIT_CHANGE}?wijzig={identifier}"


def form_data(organisation: str) -> str:
    """Where a form finds what is known of the activities of an organisation."""
    return f"/aanmelden/organisaties/{organisation}.json"


def page(slug: str) -> str:
    """Where an editorial page stands."""
    return f"/{slug}/"


def numbered(path: str, number: int) -> str:
    """Where page ``number`` of a long list stands; the first is the list itself."""
    return path if number == 1 else f"{path}{number}/"


def calendar_of(path: str, part: int = 1) -> str:
    """Where the iCalendar feed of the list at ``path`` stands, or a further part of one that is too large."""
    return f"{path}kalender.ics" if part == 1 else f"{path}kalender-{part}.ics"


def busy_of(path: str) -> str:
    """Where the calendar stands of when the venue or room at ``path`` is in use."""
    return f"{path}bezet.ics"


def feed_of(path: str, feed: Feed) -> str:
    """Where a feed of the list at ``path`` stands."""
    return path + feed.file


def qr_of(path: str) -> str:
    """Where the QR code of the list at ``path`` stands."""
    return f"{path}qr.svg"


def paper(path: str, name: str) -> str:
    """Where the sheet to print of that name stands, of the page at ``path``."""
    return f"{path}{name}.pdf"


def picture(path: str) -> str:
    """Where the picture stands that messengers show of a link to the page at ``path``."""
    return f"{path}plaatje.png"


def photo(path: str, width: int) -> str:
    """Where the photograph or logo on the page at ``path`` stands, so many dots wide."""
    return f"{path}foto-{width}.webp"


def date_file(name: str) -> str:
    """What the file of one date is called; it stands beside the activity's page, so this is a link on that page."""
    return f"{name}.ics"


def date_of(identifier: str, name: str) -> str:
    """Where the file of one date of an activity stands."""
    return activity(identifier) + date_file(name)


def subscribing(path: str) -> str:
    """Where one reads how to subscribe to the list at ``path``: on its page, or for everything on the page about it."""
    return f"{SUBSCRIBE if path == HOME else path}#abonneren"


def quoted(text: str) -> str:
    """Return a text as it stands in the query of an address."""
    if _COMMON.fullmatch(text):  # of a tenth of the time
        return text.replace("/", "%2F").replace(":", "%3A").replace(" ", "%20")
    return quote(text, safe="")


def absolute(siteurl: str, path: str) -> str:
    """The whole address of a path, for feeds, sitemaps and sharing."""
    return siteurl.rstrip("/") + path


def webcal(siteurl: str, path: str) -> str:
    """The address that agenda programs subscribe to; never ``webcals``, which most do not know."""
    return "webcal://" + absolute(siteurl, path).partition("://")[2]
