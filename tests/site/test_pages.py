"""What visitors find on the town's site."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from msgspec.structs import replace

import making
from buurtkalender.domain.model import Activity, Calendar, Cost, Organisation, Role, Signup
from buurtkalender.domain.values import Contact, Location, TimeSpan, TitledLink, Weekly
from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.site import addresses
from buurtkalender.site.all_pages import all_pages
from buurtkalender.site.files import SERVICES, SESSIONS
from buurtkalender.site.gaps.workbook import TABLES
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site, has_feed
from buurtkalender.site.pages.form import form_pages
from buurtkalender.site.publish import FileGroup, file_name
from buurtkalender.site.subscriptions import dates_to_add
from every_page import every_page, made
from month_lists import days_by_month
from projects import Project
from scripted_pages import OURS, scripts_on
from town import ANCHOR, TODAY

MakeSite = Callable[..., Site]
TOMORROW = TODAY + timedelta(days=1)
VOID = {"meta", "link", "img", "br", "hr", "input", "wbr"}
COFFEE = "/activiteiten/welzijn-zandmeer/koffieochtend/"


class Reader(HTMLParser):
    """Takes from a page what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.times: list[tuple[str, bool]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.styled: list[str] = []
        self.scripts: set[str] = set()
        self.ours: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; our own scripts, by their digest, apart from any other."""
        found = dict(attrs)
        ours = OURS.fullmatch(found.get("src") or "") if tag == "script" else None
        self.ours |= {ours[1]} if ours else set()
        self.tags.append("" if ours else tag)
        self.links += [value for name in ("href", "src") if (value := found.get(name))]
        self.styled += [name for name in found if name == "style" or name.startswith("on")]
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "script" and not ours:
            self.scripts.add(str(found.get("type")))
        if tag == "time":
            self.times.append((str(found["datetime"]), "s" in self.open))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that tags close in the order in which they opened."""
        if tag in {"path", "use"} and (not self.open or self.open[-1] != tag):
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.fixture(scope="session")
def read(pages: dict[str, str]) -> dict[str, Reader]:
    return {path: Reader(text) for path, text in pages.items() if path.endswith(("/", ".html"))}


def test_every_address_of_the_design_has_a_page(pages: dict[str, str]) -> None:
    wanted = (
        "/ /vandaag/ /morgen/ /weekend/ /dag/2026-11-24/ /dag/2026-10-27/ /dag/2027-02-24/ /week/2026-w48/ /buurten/ "
        "/themas/ /doelgroepen/ /locaties/ /organisaties/ /gratis/ /rolstoel/ /binnenlopen/ /alleen-komen/ "
        "/zonder-aanmelden/ /hiaten/ /vrijwilligers/ /zoeken/ /aanmelden/ /abonneren/ /404.html /robots.txt "
        "/sitemap.xml /_headers /theme/css/site.css /organisaties/welzijn-zandmeer/ /buurten/oude-dorp/ "
        "/buurten/oude-dorp/themas/ontmoeten/ /buurten/oude-dorp/doelgroepen/ouderen/ /themas/ontmoeten/ "
        "/doelgroepen/ouderen/ /hiaten/buurten/oude-dorp/"
    )
    assert not set(wanted.split()) - pages.keys()
    assert COFFEE in pages


def test_no_two_pages_stand_at_one_address(town: Site) -> None:
    names = [file_name(page.path) for page in every_page(town)]
    assert len(names) == len(set(names))


def _addresses(town: Site, pages: dict[str, str]) -> set[str]:
    """All that the site has: its pages, and the feeds and data files beside them."""
    tables = {f"/data/{name}.csv" for name in ("coverage", "capacity", "todo", "prevention")}
    tables |= {addresses.TABLES, *(path for path, _ in TABLES)}
    known = set(pages) | tables | {f"{SESSIONS}.json", f"{SERVICES}.json"}
    for name in data_schemas():
        known |= {f"/data/{name}.json", f"/data/schemas/{name}.schema.json"}
    known |= {f"{path}rss.xml" for path in pages if path.startswith(addresses.gaps_of_neighbourhood("")[:-1])}
    for spec in lists(town):
        names = ("kalender.ics", "rss.xml", *(() if spec.place else ("atom.xml", "feed.json", "week.xml")))
        known |= {spec.path + name for name in names}
    for activity in town.calendar.activities.values():
        if has_feed(activity):
            known.add(addresses.calendar_of(addresses.activity(activity.id)))
        known |= {addresses.date_of(activity.id, name) for _, name in dates_to_add(town, activity.id)}
    homes = {verdict.neighbourhood for verdict in town.verdicts}
    for path in (addresses.GAPS, addresses.GAPS_HISTORY, *map(addresses.gaps_of_neighbourhood, homes)):
        known |= {path + name for name in ("rss.xml", "atom.xml", "feed.json")}
    return known


def test_every_link_inside_the_site_leads_somewhere(town: Site, pages: dict[str, str], read: dict[str, Reader]) -> None:
    known = _addresses(town, pages)
    own = town.settings.url
    for path, page in read.items():
        for link in page.links:
            target = link.removeprefix(own) if link.startswith(own) else link
            if re.match(r"[a-z]+:", target):
                assert re.match(r"(https|mailto|tel|webcal):", target), (path, link)
                continue
            where, _hash, anchor = urljoin(path, target).partition("#")
            where = where.partition("?")[0]
            assert where in known, (path, link)
            if anchor and where in read:
                assert anchor in read[where].ids, (path, link)


def test_pages_have_one_h1_and_headings_in_order_and_ids_once(read: dict[str, Reader]) -> None:
    for path, page in read.items():
        assert page.headings.count(1) == 1, path
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), path
        assert len(page.ids) == len(set(page.ids)), path
        assert page.open == [], path


def test_pages_hold_no_script_and_no_style_and_ask_nobody_else(pages: dict[str, str], read: dict[str, Reader]) -> None:
    for path, page in read.items():
        assert not {"style", "iframe", "object"} & set(page.tags), path
        assert page.scripts <= {"application/ld+json"}, path  # data, which no browser runs
        assert page.styled == [], path
        assert page.ours == scripts_on(path, dated="time" in page.tags, until="data-until" in pages[path]), path


def test_every_page_has_landmarks_a_skip_link_and_a_policy(pages: dict[str, str], read: dict[str, Reader]) -> None:
    for path, page in read.items():
        assert {"header", "main", "footer", "nav"} <= set(page.tags), path
        assert "#inhoud" in page.links, path
        assert "default-src &#39;none&#39;" in pages[path], path


def test_every_page_of_a_demonstration_says_so(pages: dict[str, str], read: dict[str, Reader]) -> None:
    assert all("zijn verzonnen" in pages[path] for path in read)


def test_every_occurrence_is_on_the_page_of_its_activity_and_no_other(
    town: Site, pages: dict[str, str], read: dict[str, Reader]
) -> None:
    for activity in town.calendar.activities.values():
        path = addresses.activity(activity.id)
        every = town.selection.of_activity(activity.id)
        in_full = read[path].times
        assert set(in_full) <= {(town.dates.iso(one), one.cancelled) for one in every}
        days = [*((date.fromisoformat(start[:10]), off) for start, off in in_full), *days_by_month(pages[path])]
        assert sorted(days) == sorted((one.day, one.cancelled) for one in every), activity.id


def test_a_month_with_several_times_of_day_tells_each_before_its_days_and_any_other_only_days(
    pages: dict[str, str],
) -> None:
    twice = pages[addresses.activity("welzijn-zandmeer/formulieren-inloop")].replace("\N{NO-BREAK SPACE}", " ")
    times = "<dd>9.30 tot 11.30 uur: wo 23; wo 30</dd><dd>13.30 tot 15.30 uur: wo 23; wo 30</dd>"
    assert f"<dt>December 2026</dt>{times}" in twice
    once = pages[COFFEE].replace("\N{NO-BREAK SPACE}", " ")
    march = "di 2 (vol); <s>di 9</s> (uitgesteld); di 16 (onder voorbehoud); di 23; di 30"
    assert f"<dt>Maart 2027</dt><dd>{march}</dd>" in once


def test_every_occurrence_of_a_day_is_on_the_page_of_that_day(town: Site, pages: dict[str, str]) -> None:
    first, last = town.page_days
    for occurrence in town.occurrences:
        if first <= occurrence.day <= last:
            assert addresses.activity(occurrence.activity) in pages[addresses.day(occurrence.day)]
            assert addresses.activity(occurrence.activity) in pages[addresses.week(occurrence.day)]


def test_times_carry_the_offset_of_their_day(read: dict[str, Reader]) -> None:
    assert "2026-12-15T10:00:00+01:00" in dict(read[COFFEE].times)


def test_the_first_date_that_is_on_stands_at_the_top_with_what_is_different(pages: dict[str, str]) -> None:
    box = pages[COFFEE].partition("<h2>Wanneer?</h2>")[2].partition("</section>")[0]
    assert "<b>Volgende keer</b><br>Woensdag 2 december, 10.00 tot 12.00 uur. " in box
    assert "Verplaatst van dinsdag 1 december." in box
    assert "Volgende keer" not in pages[addresses.activity("kerk-aan-de-duinen/kerstnacht")]


def test_a_cancelled_date_stays_struck_through_with_its_reason(pages: dict[str, str]) -> None:
    assert "<s><time" in pages[COFFEE]
    assert "De gastvrouw is ziek." in pages[COFFEE]
    card = re.search(r'<li class="card off">.*?</li>', pages["/vandaag/"])
    assert card
    assert "Koffieochtend" in card[0]
    assert "De gastvrouw is ziek." in card[0]


def test_a_moved_date_is_told_on_its_old_day_and_on_its_new_one(pages: dict[str, str]) -> None:
    assert "Verplaatst naar woensdag 2 december, 10.00 uur." in pages["/dag/2026-12-01/"]
    assert "Verplaatst van dinsdag 1 december." in pages["/dag/2026-12-02/"]


def test_lists_go_by_day_and_then_tell_what_comes_later_and_what_has_no_time(town: Site, pages: dict[str, str]) -> None:
    text = pages["/buurten/oude-dorp/"]
    days = re.findall(r'<h2 class="leaf"><time datetime="([^"]*)"', text)
    assert days == sorted(days)
    assert days[0] == "2026-11-24"
    assert days[-1] <= "2026-12-07"
    assert text.index(days[-1]) < text.index("<h2>Daarna</h2>")
    loose = next(one for one in town.selection.activities() if one.by_appointment)
    _days, _heading, undated = pages[addresses.organisation(loose.organisation)].partition("<h2>Zonder vaste tijd</h2>")
    assert addresses.activity(loose.id) in undated


def test_a_list_links_its_own_feeds(pages: dict[str, str]) -> None:
    text = pages["/themas/ontmoeten/"]
    assert '<link rel="alternate" type="text/calendar" title="Ontmoeten" href="/themas/ontmoeten/kalender.ics">' in text
    assert 'href="/themas/ontmoeten/rss.xml"' in text
    assert "webcal://zandmeer.example/themas/ontmoeten/kalender.ics" in text
    assert "r?cid=webcal%3A%2F%2Fzandmeer.example%2Fthemas%2Fontmoeten%2Fkalender.ics" in text


def test_all_styles_of_a_page_together_stay_small(pages: dict[str, str]) -> None:
    assert len(gzip.compress(pages["/theme/css/site.css"].encode(), 9)) < 3500
    for path, page in pages.items():
        if path.endswith("/"):
            sheets = re.findall(r'<link rel="stylesheet" href="([^"?]+)', page)
            assert len(gzip.compress("".join(pages[sheet] for sheet in sheets).encode(), 9)) < 6000, path


def test_the_sitemap_holds_lasting_pages_only(pages: dict[str, str]) -> None:
    assert "<loc>https://zandmeer.example/buurten/oude-dorp/</loc>" in pages["/sitemap.xml"]
    assert "/dag/" not in pages["/sitemap.xml"]
    assert "lastmod" not in pages["/sitemap.xml"]


def test_a_renamed_activity_leads_on_from_its_old_address(town: Site, pages: dict[str, str]) -> None:
    assert town.renamed
    for old, new in town.renamed.items():
        text = pages[addresses.activity(old)]
        assert f'content="0; url={addresses.activity(new)}"' in text
        assert f'<link rel="canonical" href="https://zandmeer.example{addresses.activity(new)}">' in text


def keys(site: Site) -> dict[str, bytes]:
    return {page.path: page.key for page in every_page(site)}


def test_a_page_has_the_same_key_until_something_that_it_shows_changes(town: Site, make_a_site: MakeSite) -> None:
    before = keys(make_a_site(town.calendar))
    assert keys(make_a_site(town.calendar)) == before
    coffee = replace(town.calendar.activities["welzijn-zandmeer/koffieochtend"], title="Thee in het dorpshuis")
    activities = town.calendar.activities | {coffee.id: coffee}
    after = keys(make_a_site(replace(town.calendar, activities=activities)))
    changed = {path for path in before if before[path] != after[path]}
    assert {COFFEE, "/vandaag/", "/zoeken/", "/buurten/oude-dorp/", "/dag/2026-12-08/", "/week/2026-w50/"} <= changed
    assert not {path for path in changed if path.startswith("/activiteiten/")} - {COFFEE}
    assert "/buurten/molenwijk/" not in changed


def test_a_group_of_pages_has_another_key_when_one_of_its_pages_has(town: Site, make_a_site: MakeSite) -> None:
    coffee = replace(town.calendar.activities["welzijn-zandmeer/koffieochtend"], title="Thee in het dorpshuis")
    calendar = replace(town.calendar, activities=town.calendar.activities | {coffee.id: coffee})
    sites = make_a_site(town.calendar), make_a_site(calendar), make_a_site(town.calendar, TOMORROW)
    before, *others = ({one.path: one for one in all_pages(site) if isinstance(one, FileGroup)} for site in sites)
    assert "/buurten/oude-dorp/" in before
    for after in others:
        for path in before.keys() & after.keys():
            pages = [{page.path: page.key for page in some[path].outputs()} for some in (before, after)]
            assert before[path].key != after[path].key or pages[0] == pages[1], path


def test_the_home_page_leads_to_today_tomorrow_and_the_weekend_before_all_else(pages: dict[str, str]) -> None:
    leaves = re.findall(r'<li><a href="([^"]*)" data-day="([^"]*)">', pages["/"])
    assert leaves == [("/vandaag/", "24"), ("/morgen/", "25"), ("/weekend/", "28–29")]
    assert "zaterdag 28 en zondag 29 november" in pages["/"]
    assert pages["/"].index("data-day") < pages["/"].index("Kies je buurt") < pages["/"].index("Wat wil je doen?")


def test_a_theme_has_the_picture_that_the_theme_folder_holds(town: Site, make_a_site: MakeSite) -> None:
    themes = town.calendar.themes
    first, second, *_others = themes
    pictured = {first: replace(themes[first], icon="coffee"), second: replace(themes[second], icon="no-such-picture")}
    site = make_a_site(replace(town.calendar, themes=themes | pictured))
    text = next(made(page).decode() for page in every_page(site) if page.path == "/themas/")
    assert re.search(r"""<use href="/theme/icons\.svg\?[0-9a-f]{12}#coffee"/>""", text)
    assert "no-such-picture" not in text


def test_areas_with_a_gap_ask_for_help_and_others_do_not(town: Site, pages: dict[str, str]) -> None:
    short = {one.neighbourhood for one in town.verdicts if one.verdict == "gap"}
    enough = {one.neighbourhood for one in town.verdicts} - short
    assert short
    assert enough
    for area in short:
        text = pages[addresses.neighbourhood(area)]
        assert "elke buurt zou moeten hebben" in text
        assert f'href="{addresses.gaps_of_neighbourhood(area)}"' in text
    for area in enough:
        assert "elke buurt zou moeten hebben" not in pages[addresses.neighbourhood(area)]
        assert f'href="{addresses.gaps_of_neighbourhood(area)}"' in pages[addresses.neighbourhood(area)]
    for district in {town.calendar.neighbourhoods[area].district for area in short} - {None}:
        assert 'href="/hiaten/"' in pages[f"/wijken/{district}/"].partition("<footer")[0]


def test_every_page_leads_to_subscribing_handing_in_and_the_gaps(read: dict[str, Reader]) -> None:
    for path, page in read.items():
        assert {"/abonneren/", "/aanmelden/", "/hiaten/"} <= set(page.links), path


def test_pages_with_the_same_key_hold_the_same_bytes_on_another_day(town: Site, make_a_site: MakeSite) -> None:
    one, other = (
        {page.path: page for page in every_page(make_a_site(town.calendar, day))} for day in (TODAY, TOMORROW)
    )
    same = [path for path in one if path in other and one[path].key == other[path].key]
    assert "/dag/2026-12-15/" in same
    assert COFFEE not in same
    for path in same:
        assert made(one[path]) == made(other[path]), path


def test_cards_of_the_last_build_are_used_again(town: Site, make_a_site: MakeSite) -> None:
    site = make_a_site(town.calendar)
    first = {page.path: made(page) for page in every_page(site)}
    again = make_a_site(town.calendar, card_store=dict(site.cards.store))
    again.cards.make = None  # type: ignore[assignment, method-assign]
    assert {page.path: made(page) for page in every_page(again)} == first


def test_nothing_that_people_write_becomes_markup(town: Site, make_a_site: MakeSite) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=y> & {{ 7 * 7 }}"
    calendar = town.calendar
    activities = {
        name: replace(
            one,
            title=evil,
            summary=evil,
            description=evil,
            transport=evil,
            cost=Cost(cents=250, per=evil, note=evil),
            contact=Contact(name=evil, phone=evil, email=evil),
            signup=Signup(required=True, phone=evil, email=evil),
            links=(TitledLink(title=evil, url='https://example.org/?a="><script>'),),
            volunteers=(Role(role=evil, hours=evil),),
            location=Location(name=evil, street=evil, city=evil) if one.location else None,
            changes=tuple(replace(change, note=evil) for change in one.changes),
        )
        for name, one in calendar.activities.items()
    }
    organisations = {name: replace(one, name=evil, description=evil) for name, one in calendar.organisations.items()}
    venues = {name: replace(one, name=evil, transport=evil) for name, one in calendar.venues.items()}
    areas = {name: replace(one, name=evil) for name, one in calendar.neighbourhoods.items()}
    hostile = replace(calendar, activities=activities, organisations=organisations, venues=venues, neighbourhoods=areas)
    for page in every_page(make_a_site(hostile)):
        if page.path.endswith("/"):
            found = Reader(made(page).decode())
            assert "style" not in found.tags, page.path
            assert found.tags.count("script") == len(found.scripts & {"application/ld+json"}) <= 1, page.path
            assert found.styled == [], page.path
            assert "x" not in found.links, page.path
            assert found.open == [], page.path


def test_a_long_list_goes_on_on_the_next_page(make_a_site: MakeSite, town: Site) -> None:
    weekly = (Weekly(days=(0, 1, 2, 3, 4, 5, 6), time=TimeSpan(600, 660)),)
    activities = {
        f"org/a{n}": Activity(id=f"org/a{n}", title=f"Nummer {n}", when=weekly, themes=("spel",)) for n in range(160)
    }
    organisations = {"org": Organisation(id="org", name="Org", kind="other")}
    site = make_a_site(replace(town.calendar, activities=activities, organisations=organisations))
    found = {page.path: page for page in every_page(site)}
    first, second = (made(found[path]).decode() for path in ("/vandaag/", "/vandaag/2/"))
    assert first.count('<li class="card">') == 100
    assert second.count('<li class="card">') == 60
    assert 'rel="next" href="/vandaag/2/"' in first
    assert 'rel="prev" href="/vandaag/"' in second
    assert "/zoeken/2/" in found


def test_an_empty_calendar_still_has_its_pages(make_a_site: MakeSite) -> None:
    site = make_a_site(Calendar(id="leeg.example", anchor=ANCHOR))
    found = {page.path: made(page) for page in every_page(site)}
    assert {"/", "/vandaag/", "/zoeken/", "/hiaten/", "/abonneren/", "/aanmelden/"} <= found.keys()


def test_the_site_speaks_english_when_asked(town: Site, make_a_site: MakeSite) -> None:
    found = {page.path: page for page in every_page(make_a_site(town.calendar, language="en"))}
    text = made(found[COFFEE]).decode()
    assert '<html lang="en" dir="ltr">' in text
    assert "Every Tuesday, 10:00 to 12:00" in text
    assert "Can I just walk in?" in text


def test_a_site_below_a_folder_links_within_it(town: Site, make_a_site: MakeSite) -> None:
    site = make_a_site(town.calendar, url="https://zandmeer.example/kalender")
    found = {page.path: page for page in every_page(site)}
    links = [link for link in Reader(made(found[COFFEE]).decode()).links if link.startswith("/")]
    assert links
    assert all(link.startswith("/kalender/") for link in links)


def test_no_sentence_of_the_demo_ends_twice(demo: Project) -> None:
    twice = re.compile(r"[^<>.]{0,30}\w\.\. [^<>]{0,20}")
    pages = {path: path.read_text(encoding="utf-8") for path in demo.output.glob("activiteiten/*/*/index.html")}
    assert [(path.parent.name, found[0]) for path, text in pages.items() if (found := twice.search(text))] == []
    assert any(". Aanmelden tot en met" in text for text in pages.values())


def test_the_night_on_which_clocks_are_set_forward_has_its_own_time_among_many_alike(make_a_site: MakeSite) -> None:
    """At 2.30 there is no such time then: of dates that are else all alike this one is told by itself."""
    night = making.activity(weekly := Weekly(days=(6,), time=making.span("02:30-04:30")), title="Uilen kijken")
    day = making.activity(replace(weekly, time=making.span("10:00-12:00")), id="welzijn/overdag")
    site = make_a_site(making.calendar(night, day), date(2026, 11, 24))
    pages = {page.path: made(page).decode().replace("\N{NO-BREAK SPACE}", " ") for page in every_page(site)}
    told = "<dd>2.30 tot 4.30 uur: zo 7; zo 14; zo 21</dd><dd>3.30 tot 4.30 uur: zo 28</dd>"
    assert f"<dt>Maart 2027</dt>{told}" in pages[addresses.activity(night.id)]
    assert "<dt>Maart 2027</dt><dd>zo 7; zo 14; zo 21; zo 28</dd>" in pages[addresses.activity(day.id)]


def test_the_form_is_made_again_when_something_changes_that_it_asks_for(town: Site, make_a_site: MakeSite) -> None:
    """Its pages are worked out when they are made, so their keys have to know all that they show."""
    calendar = town.calendar

    def renamed(kind: str, field: str = "name") -> Calendar:
        some = {name: replace(one, **{field: "Anders"}) for name, one in getattr(calendar, kind).items()}
        return replace(calendar, **{kind: some})

    def labelled(kind: str) -> Calendar:
        some = {name: replace(one, label={"nl": "Anders"}) for name, one in getattr(calendar, kind).items()}
        return replace(calendar, **{kind: some})

    rooms = {
        name: replace(one, rooms=tuple(replace(room, name="Anders") for room in one.rooms))
        for name, one in calendar.venues.items()
    }
    others = (
        *(renamed(kind) for kind in ("organisations", "venues", "neighbourhoods", "municipalities")),
        renamed("norms", "title"),
        *(labelled(kind) for kind in ("themes", "audiences", "facilities", "languages", "goals")),
        replace(calendar, venues=rooms),
        replace(calendar, public_holidays=()),
    )
    before = list(form_pages(make_a_site(calendar)))
    for other in others:
        after = list(form_pages(make_a_site(other)))
        shown = [old.path for old, new in zip(before, after, strict=True) if made(old) != made(new)]
        assert shown
        assert {old.path for old, new in zip(before, after, strict=True) if old.key != new.key} >= {*shown}
