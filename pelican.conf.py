"""The settings of the calendar, one page. `make site` and `pelican -s pelican.conf.py` both read it."""

from datetime import date
from pathlib import Path
from runpy import run_path

# --- What is yours: `buurtkalender start` asks it and fills it in ------------------------------------

DEMO = True  # True shows the demo municipality, with the settings in demo/, and says on every page that it is invented
SITENAME = "Buurtkalender"
SITEURL = "https://buurtkalender.example"  # where the site will stand, without a slash at the end
CONTACT_EMAIL = "redactie@buurtkalender.example"
RESIDENTS_HOST = None  # "welzijn": the organisation, by the name of its file, that stands in for residents without one
REPOSITORY = None  # the address of your repository, such as https://github.com/town/calendar; or None
REPOSITORY_BRANCH = "main"
SUBMISSION_URL = None  # where the forms are sent to, https://…; None: people mail or save what they filled in
PAPERS = True  # week programmes, posters and flyers as PDF, QR codes, pictures for shared links; False builds quicker

# --- Never change these two once people have subscribed -------------------------------------------

CALENDAR_ID = "buurtkalender.example"  # stands behind the @ of every event's UID
CALENDAR_START = date(2026, 1, 5)  # a series without `from` is anchored here

# --- Language and time ----------------------------------------------------------------------------

DEFAULT_LANG = "nl"  # or "en"
LANGUAGES = ("nl", "en", "uk", "ar", "tr", "pl")  # the languages of residents' pages; each but the first below /en/ …
TIMEZONE = "Europe/Amsterdam"

# --- What `skip: [public-holidays]` leaves out: take away what is an ordinary day in your municipality ----

PUBLIC_HOLIDAYS = (
    *("new-year", "good-friday", "easter-sunday", "easter-monday", "kings-day", "liberation-day"),
    *("ascension-day", "whit-sunday", "whit-monday", "christmas-day", "second-christmas-day"),
)

# --- How far pages, data and feeds reach, in days from today --------------------------------------

PAST_DAYS = 28  # pages and data
AHEAD_DAYS = 371  # data, and all dates on an activity's page
PAGES_AHEAD_DAYS = 92  # a page for each day and week
LIST_DAYS = 14  # the days that a list shows
FEED_PAST_DAYS = 183  # what phones keep of the past

# --- Days without a confirmation after which … (0: never) -------------------------------------------

REMIND_AFTER_DAYS = 150  # its organisation is asked, by mail and in its list
MARK_AFTER_DAYS = 540  # an activity's page says that it may not be there any more
HIDE_AFTER_DAYS = 730  # it is in no list and no feed any more; its page stays, and says since when nobody confirmed it

# --- Where things stand ---------------------------------------------------------------------------

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
TOKENS = None  # a CSS file with your own colours, such as "content/look.css": docs/look.md
CACHE_PATH = ".cache"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["buurtkalender"]

# --- The plugin makes every page itself, so Pelican's own generators have nothing to do -------------

ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DELETE_OUTPUT_DIRECTORY = False

# --- Until it is yours ------------------------------------------------------------------------------

if DEMO:
    globals().update(
        {
            name: value
            for name, value in run_path(str(Path(__file__).parent / "demo/settings.py")).items()
            if name.isupper()
        }
    )
