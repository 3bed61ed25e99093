"""Pelican as it comes: Markdown articles, its own `simple` theme, categories and tags, RSS. It makes no iCal."""

from __future__ import annotations

from pathlib import Path

from generate import THEMES, Activity, Town, write

from contestants.contestant import VENV, Contestant, install_python

SETTINGS = """SITENAME = "Rivierstad"
SITEURL = "https://rivierstad.example"
TIMEZONE = "Europe/Amsterdam"
DEFAULT_LANG = "nl"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "simple"
DEFAULT_PAGINATION = False
ARTICLE_URL = "activiteiten/{slug}/"
ARTICLE_SAVE_AS = "activiteiten/{slug}/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_ALL_RSS = "rss.xml"
CATEGORY_FEED_RSS = "category/{slug}.rss.xml"
TAG_FEED_RSS = "tag/{slug}.rss.xml"
FEED_MAX_ITEMS = None
LOG_FILTER = [(30, "%s")]
"""


def _write(town: Town, folder: Path) -> None:
    write(folder / "pelicanconf.py", SETTINGS)
    for activity in town.activities:
        write(folder / "content" / f"{activity.id}.md", _article(town, activity))


def _article(town: Town, activity: Activity) -> str:
    tags = [THEMES[theme][0] for theme in activity.themes] + [town.neighbourhoods[activity.venue.neighbourhood]]
    return (
        f"Title: {activity.title}\nSlug: {activity.id}\nDate: {activity.confirmed}\n"
        f"Category: {town.organisations[activity.organisation][0]}\nTags: {', '.join(tags)}\n"
        f"Summary: {activity.summary}\n\n"
        f"{activity.when}, {activity.venue.name}, {activity.venue.street}, {activity.cost}, {activity.phone}\n\n"
        f"{activity.description}\n"
    )


CONTESTANT = Contestant(
    name="pelican",
    title="plain Pelican",
    install=install_python,
    write=_write,
    command=lambda _: [str(VENV / "bin" / "pelican"), "-s", "pelicanconf.py", "--quiet"],
    all_again=True,
    made=("output", "cache", "__pycache__"),
    edited="content/*/*.md",
)
