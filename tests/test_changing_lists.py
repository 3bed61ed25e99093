"""What it costs to add a kind of list or a format of the news: three files. A copy of the package gets both."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from lxml import html

from hamlet import hamlet_project
from projects import ROOT, Project, started
from town import TODAY

PACKAGE = ROOT / "plugins" / "buurtkalender"
Edits = dict[str, list[tuple[str, str]]]
"""For each file what is put before which text of it; at its end, where that is none."""

MEMBERS = """def _postcode(there):
    place = there.venue.address if there.venue else there.location
    if place and place.postcode:
        yield place.postcode.replace(" ", "-").lower()


def _postcodes(site):
    _ = site.words.gettext
    for one in ("9999-aa", "9999-bb", "9999-zz"):
        yield Member(one, _("Activities in {place}").format(place=one), one)


"""
ROW_OF_KIND = """    ListKind(
        key="postcode",
        members=_postcodes,
        found_by=_postcode,
        folder=addresses.POSTCODES,
        heading=N_("Postcodes"),
        question=N_("At which postcode?"),
        subscribe=(N_("A postcode"), N_("For whoever knows the postcode by heart.")),
        crossed=N_("By postcode"),
        home=3,
        searched=True,
    ),
"""
WORDS_OF_KIND = """
msgid "Postcodes"
msgstr "Postcodegebieden"

msgid "At which postcode?"
msgstr "Op welke postcode?"

msgid "A postcode"
msgstr "Een postcode"

msgid "For whoever knows the postcode by heart."
msgstr "Voor wie de postcode uit het hoofd weet."

msgid "By postcode"
msgstr "Per postcode"
"""
KIND: Edits = {
    "site/addresses.py": [('TODAY = "/vandaag/"', 'POSTCODES = "/postcodes/"\n')],
    "site/lists.py": [
        ("_EVERYTHING = ", MEMBERS),
        ('    ListKind(\n        key="venue"', ROW_OF_KIND),
    ],
    "locale/nl.po": [("", WORDS_OF_KIND)],
}

EXPORTER = '''"""The news in lines of text."""


def item(story):
    return f"{story.url} {story.title}\\n".encode()


def feed(context, channel, items):
    return f"{channel.name} {channel.url}\\n".encode() + b"".join(items)
'''
ROW_OF_FORMAT = """    News(
        file="nieuws.txt",
        media="text/x-news",
        name="Regels",
        title=N_("The news in lines"),
        item=lines_of_news.item,
        feed=lines_of_news.feed,
    ),
"""
FORMAT: Edits = {
    "feeds/lines_of_news.py": [("", EXPORTER)],
    "feeds/formats.py": [
        ("from buurtkalender.feeds import ", "from buurtkalender.feeds import lines_of_news\n"),
        (")\nWEEK_FEED = ", ROW_OF_FORMAT),
    ],
    "locale/nl.po": [("", '\nmsgid "The news in lines"\nmsgstr "Het nieuws in regels"\n')],
}

AA, BB = "/postcodes/9999-aa/", "/postcodes/9999-bb/"
MEAL = "/activiteiten/welzijn-zandmeer/eettafel/"
COFFEE = "/activiteiten/welzijn-zandmeer/koffieochtend/"


class Changed:
    """The hamlet as a changed package builds it."""

    def __init__(self, folder: Path, *changes: Edits) -> None:
        plugins = folder / "plugins"
        shutil.copytree(PACKAGE, plugins / PACKAGE.name)
        for name, edits in [(name, edits) for change in changes for name, edits in change.items()]:
            file = plugins / PACKAGE.name / name
            text = file.read_text("utf-8") if file.exists() else ""
            for before, new in edits:
                assert text.count(before) == 1 or not before, (name, before)
                text = text.replace(before, new + before) if before else text + new
            file.write_text(text, encoding="utf-8")
        self.site: Project = hamlet_project(
            folder / "hamlet", PLUGIN_PATHS=[str(plugins)], LIST_DAYS=40, PAST_DAYS=1, PAGES_AHEAD_DAYS=1
        )
        self.site.share_templates()
        command = (sys.executable, "-m", "buurtkalender", "build", "--today", f"{TODAY}", "--jobs", "1")
        built = started(*command, folder=self.site.folder, PYTHONPATH=str(plugins))
        assert built.code == 0, built.said

    def text(self, path: str) -> str:
        """A file of the site, or the page at an address."""
        return (self.site.output / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).read_text("utf-8")

    def links(self, path: str) -> dict[str, str]:
        """What the links on a page say, by where they lead."""
        return {link.get("href", ""): link.text_content() for link in html.fromstring(self.text(path)).iter("a")}

    def feeds(self, path: str) -> dict[str, tuple[str | None, str | None]]:
        """The feeds that programs find on a page: type and title, by address."""
        found = html.fromstring(self.text(path)).xpath("//link[@rel='alternate' and @type]")
        return {one.get("href"): (one.get("type"), one.get("title")) for one in found}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    return Changed(tmp_path_factory.mktemp("lists"), KIND, FORMAT)


@pytest.mark.parametrize("edits", [KIND, FORMAT])
def test_it_takes_three_files(edits: Edits) -> None:
    assert len(edits) <= 3


# --- a kind of list ---------------------------------------------------------------------------------


def test_each_list_has_a_page_with_what_is_in_it(changed: Changed) -> None:
    assert {MEAL, COFFEE} <= changed.links(AA).keys()
    assert "<h1>Activiteiten in 9999-aa</h1>" in changed.text(AA)


def test_what_is_held_elsewhere_for_once_is_in_the_list_of_that_place(changed: Changed) -> None:
    assert COFFEE in changed.links(BB)
    assert MEAL not in changed.links(BB)


def test_each_list_has_its_feeds_its_calendar_and_its_code(changed: Changed) -> None:
    names = ("kalender.ics", "rss.xml", "atom.xml", "feed.json", "nieuws.txt", "week.xml")
    assert [one.removeprefix(AA) for one in changed.feeds(AA)] == list(names)
    for name in (*names, "qr.svg"):
        assert changed.text(AA + name)
    assert "SUMMARY:Eettafel" in changed.text(f"{AA}kalender.ics")
    assert f"{AA}rss.xml" in changed.links(AA)


def test_there_is_an_index_and_each_list_leads_back_to_it(changed: Changed) -> None:
    assert changed.links("/postcodes/")[AA].startswith("9999-aa")
    assert "Op welke postcode?" in changed.text("/postcodes/")
    assert changed.links(AA)["/postcodes/"] == "Postcodegebieden"


@pytest.mark.parametrize("path", ["/", "/zoeken/"])
def test_the_home_page_and_the_search_page_lead_to_it(path: str, changed: Changed) -> None:
    assert AA in changed.links(path)
    assert "/postcodes/9999-zz/" not in changed.links(path)


def test_one_can_subscribe_to_it(changed: Changed) -> None:
    assert changed.links("/abonneren/")[f"{AA}#abonneren"] == "Activiteiten in 9999-aa"
    assert "Voor wie de postcode uit het hoofd weet." in changed.text("/abonneren/")


def test_the_sitemap_has_it(changed: Changed) -> None:
    found = re.findall(r"<loc>https?://[^/]+(/postcodes/.*?)</loc>", changed.text("/sitemap.xml"))
    assert found == ["/postcodes/", AA, BB, "/postcodes/9999-zz/"]


def test_a_neighbourhood_leads_to_what_of_it_is_there(changed: Changed) -> None:
    there = "/buurten/oude-dorp/postcodes/9999-aa/"
    assert there in changed.links("/buurten/oude-dorp/")
    assert MEAL in changed.links(there)
    assert [one.removeprefix(there) for one in changed.feeds(there)] == ["kalender.ics", "rss.xml"]
    assert there in changed.links(AA)


# --- a format of the news ---------------------------------------------------------------------------


def test_the_format_stands_beside_every_list_that_has_other_formats(changed: Changed) -> None:
    output = changed.site.output
    pages = [f"/{file.parent.relative_to(output)}/".replace("/./", "/") for file in output.rglob("atom.xml")]
    assert {"/", AA, "/buurten/molenwijk/"} < set(pages)
    assert "https://" in changed.text(f"{AA}nieuws.txt")
    for page in pages:
        assert changed.text(f"{page}nieuws.txt")
        if page != "/hiaten/":
            assert changed.feeds(page)[f"{page}nieuws.txt"] == ("text/x-news", "Het nieuws in regels")


def test_hosts_serve_it_as_what_it_is(changed: Changed) -> None:
    kind = "text/x-news; charset=utf-8"
    assert f"/*nieuws.txt\n  Content-Type: {kind}\n  Access-Control-Allow-Origin: *\n" in changed.text("/_headers")
    assert f'<Files "nieuws.txt">\n    ForceType "{kind}"' in changed.text("/.htaccess")


def test_pages_about_the_news_name_it(changed: Changed) -> None:
    assert changed.links("/abonneren/")["/nieuws.txt"] == "nieuws.txt"
    assert changed.links("/hiaten/verloop/")["/hiaten/nieuws.txt"] == "Regels"
