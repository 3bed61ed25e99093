"""Residents' pages in six languages: complete, leading to each other, and honest about what is not translated."""

from __future__ import annotations

import json
import re
import sys
from ast import literal_eval
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree, html

from buurtkalender.site.render import Renderer
from buurtkalender.words.catalogues import Catalogue, translator
from hamlet import hamlet_project
from projects import COMPILED, Done, Project, Tree, built_once, different, started, town_project
from rebuilding import Built
from residents_texts import Text, catalogue
from town import TODAY

SIX = ("nl", "en", "uk", "ar", "tr", "pl")
OTHERS = SIX[1:]
URL = "https://zandmeer.example"
FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 2, "AHEAD_DAYS": 60}
PROBE = """\
Title: Про календар
Slug: over
Lang: uk

Тут усе [про заходи](/vandaag/).
"""


class Seen(NamedTuple):
    """A page as its HTML tells it: which language it is in, and its path in the site's own."""

    language: str
    path: str
    root: Any


def in_languages(made: Project) -> Project:
    """Add a page that was written by hand in two languages."""
    (made.content / "pages").mkdir(exist_ok=True)
    (made.content / "pages/over.uk.md").write_text(PROBE, encoding="utf-8")
    (made.content / "pages/over.md").write_text("Title: Over deze kalender\nSlug: over\n\nAlles over ons.\n")
    return made


@pytest.fixture(scope="module")
def site(shared_folder: Path) -> Project:
    """The town in six languages. Look, do not touch."""
    return built_once(shared_folder / "six", _asking)


@pytest.fixture(scope="module")
def asked(site: Project) -> set[Text]:
    """What pages asked of the Ukrainian catalogue that is not in it, when the site was built."""
    found: set[Text] = set(literal_eval((site.folder / "asked").read_text(encoding="utf-8")))
    return found


class Asking(Project):
    """A project that writes down what its pages ask for when it is built."""

    def build(self, *arguments: str, today: date = TODAY) -> Done:
        """Build the site."""
        asked: set[Text] = set()
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(COMPILED)  # templates ask when they are compiled
            for name in ("gettext", "ngettext", "pgettext"):
                _watch(patch, name, asked)
            patch.setattr(Renderer, "_said", lambda *_: [])  # of all templates, not only of those that residents see
            done = super().build(*arguments, today=today)
        (self.folder / "asked").write_text(repr([*asked]), encoding="utf-8")
        return done


def _asking(folder: Path) -> Project:
    return Asking(in_languages(town_project(folder, LANGUAGES=SIX)).folder)


def _watch(patch: pytest.MonkeyPatch, name: str, asked: set[Text]) -> None:
    before, ukrainian, known = getattr(Catalogue, name), translator("uk"), catalogue("uk")

    def ask(self: Catalogue, *args: Any) -> str:
        if self is ukrainian:
            text = {"gettext": (None, args[0]), "ngettext": (None, args[:2]), "pgettext": args}[name]
            if text not in known:
                asked.add(text)
        said: str = before(self, *args)
        return said

    patch.setattr(Catalogue, name, ask)


@pytest.fixture(scope="module")
def pages(site: Project) -> dict[str, Seen]:
    """Every page of that site, by its address."""
    found = {}
    for file in sorted(site.output.rglob("*.html")):
        address = f"/{file.relative_to(site.output).as_posix()}".removesuffix("index.html")
        language = next((one for one in OTHERS if address.startswith(f"/{one}/")), "nl")
        root = html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        etree.strip_tags(root, "wbr")  # where a word may break it is still one
        found[address] = Seen(language, address.removeprefix(f"/{language}"), root)
    return found


@pytest.fixture(scope="module")
def versions(pages: dict[str, Seen]) -> dict[str, set[str]]:
    """The languages that each page has, by its path in the site's own."""
    found: dict[str, set[str]] = {}
    for seen in pages.values():
        found.setdefault(seen.path, set()).add(seen.language)
    return found


def _links(seen: Seen) -> Iterator[Any]:
    """Yield the links on a page to pages of the site, but for those of the menu of languages."""
    for link in seen.root.iter("a"):
        inside = link.get("href", "").startswith("/") and link.get("href").partition("#")[0].endswith("/")
        if inside and not link.xpath("ancestor::nav[@class='languages']"):
            yield link


# --- which there are --------------------------------------------------------------------------------


def test_every_page_that_residents_read_is_there_in_every_language(versions: dict[str, set[str]]) -> None:
    whole = {path for path, found in versions.items() if found == set(SIX)}
    assert {
        "/",
        "/vandaag/",
        "/morgen/",
        "/weekend/",
        "/zoeken/",
        "/abonneren/",
        "/vrijwilligers/",
        "/buurten/",
    } <= whole
    assert {
        "/gratis/",
        "/buurten/molenwijk/",
        "/themas/ontmoeten/",
        "/doelgroepen/ouderen/",
        "/locaties/dorpshuis/",
    } <= whole
    assert "/activiteiten/welzijn-zandmeer/koffieochtend/" in whole
    assert {f"/dag/{TODAY + timedelta(days=n)}/" for n in range(14)} <= whole
    assert {"/week/2026-w48/", "/week/2026-w49/"} <= whole


def test_coordinators_pages_forms_and_files_are_there_once(site: Project, versions: dict[str, set[str]]) -> None:
    for path, found in versions.items():
        if path.startswith(("/hiaten/", "/aanmelden/", "/data/", "/404")):
            assert found == {"nl"}, path
    files = {file.name for one in OTHERS for file in (site.output / one).rglob("*") if file.is_file()}
    assert files == {"index.html", "index.json"}, "feeds and data are the same for everybody"
    assert [file.parent.name for file in (site.output / "uk").rglob("index.json")] == ["zoeken"]


def test_days_far_away_are_told_in_one_language(versions: dict[str, set[str]]) -> None:
    assert versions[f"/dag/{TODAY + timedelta(days=14)}/"] == {"nl"}
    assert versions[f"/dag/{TODAY - timedelta(days=1)}/"] == {"nl"}


def test_a_page_written_by_hand_is_there_in_the_languages_that_it_was_written_in(
    versions: dict[str, set[str]], pages: dict[str, Seen]
) -> None:
    assert versions["/over/"] == {"nl", "uk"}
    assert "Про календар" in pages["/uk/over/"].root.findtext(".//h1")
    assert "/uk/vandaag/" in [link.get("href") for link in _links(pages["/uk/over/"])]
    footers = {one: _footer_link(pages[f"/{one}/"], "/over/") for one in ("uk", "pl")}
    assert footers["uk"].get("href") == "/uk/over/"
    assert (footers["pl"].get("href"), footers["pl"].get("hreflang")) == ("/over/", "nl")
    assert footers["pl"].find("bdi").get("lang") == "nl"


def _footer_link(seen: Seen, path: str) -> Any:
    return next(link for link in seen.root.iterfind(".//footer//a") if link.get("href").endswith(path))


def test_the_site_in_its_own_language_is_the_same_but_for_the_ways_to_the_others(before: Built, tmp_path: Path) -> None:
    alone = before.aside.copy(tmp_path / "hamlet")
    alone.set(LANGUAGES=())
    assert alone.build().code == 0
    ours = {path: octets for path, octets in before.site.items() if path.partition("/")[0] not in OTHERS}
    theirs = alone.tree()
    assert ours.keys() == theirs.keys()
    for path in ours.keys() - {"sitemap.xml", ".buurtkalender", "zoeken/meer.json"}:
        assert _without_ways(ours[path]) == theirs[path], path


def _without_ways(octets: bytes) -> bytes:
    octets = re.sub(rb'<link rel="alternate" hreflang="[^>]*>\n', b"", octets)
    octets = re.sub(rb'<nav class="languages".*?</nav>\n', b"", octets)
    return re.sub(rb'<a class="language"[^>]*>Languages</a>\n', b"", octets)


# --- how they lead to each other --------------------------------------------------------------------


def test_links_stay_in_the_language_where_they_can_and_say_where_they_cannot(
    pages: dict[str, Seen], versions: dict[str, set[str]]
) -> None:
    for address, seen in pages.items():
        if seen.language == "nl":
            assert not [link for link in _links(seen) if link.get("hreflang")], address
            continue
        for link in _links(seen):
            to = link.get("href").partition("#")[0].partition("?")[0]
            assert to in pages, (address, to)
            if seen.language in versions[pages[to].path]:
                assert pages[to].language == seen.language, (address, to)
                assert link.get("hreflang") is None
            else:
                assert link.get("hreflang") == "nl", (address, to)


def test_files_are_asked_for_where_they_stand(site: Project, pages: dict[str, Seen]) -> None:
    for address, seen in pages.items():
        for element in seen.root.iter("a", "link", "img"):
            where = (element.get("href") or element.get("src") or "").partition("?")[0]
            if where.endswith((".ics", ".xml", ".json", ".css", ".svg")) and "://" not in where:
                assert where.startswith("/") or seen.language == "nl", (address, where)
                whole = where if where.startswith("/") else address + where
                assert (site.output / whole.lstrip("/")).is_file(), (address, where)


def test_every_page_names_itself_in_every_language_and_each_of_those_names_it_back(
    pages: dict[str, Seen], versions: dict[str, set[str]]
) -> None:
    for address, seen in pages.items():
        named = {one.get("hreflang"): one.get("href") for one in seen.root.iterfind("head/link[@hreflang]")}
        found = versions[seen.path]
        if len(found) == 1:
            assert named == {}, address
            continue
        due = {one: f"{URL}{'' if one == 'nl' else f'/{one}'}{seen.path}" for one in found}
        assert named == due | {"x-default": due["nl"]}, address


def test_whoever_changes_the_language_and_back_is_on_the_same_page(pages: dict[str, Seen]) -> None:
    for address, seen in pages.items():
        if seen.root.xpath("//meta[@http-equiv='refresh']"):
            continue
        for language, to in _menu(seen):
            if len({pages[there].path for _one, there in _menu(seen)}) == 1:
                assert dict(_menu(pages[to]))[seen.language] == address
            assert pages[to].language == language


def _menu(seen: Seen) -> list[tuple[str, str]]:
    return [(link.get("lang"), link.get("href")) for link in seen.root.xpath("//nav[@id='talen']//a")]


def test_each_language_is_called_what_its_readers_call_it(pages: dict[str, Seen]) -> None:
    items = pages["/ar/"].root.xpath("//nav[@id='talen']//a")
    assert [item.text for item in items] == ["Nederlands", "English", "Українська", "العربية", "Türkçe", "Polski"]
    assert [item.get("lang") for item in items if item.get("aria-current")] == ["ar"]
    for seen in pages.values():
        if not seen.root.xpath("//meta[@http-equiv='refresh']"):
            assert seen.root.xpath("//header//a[@href='#talen']"), seen.path


def test_a_page_that_is_there_once_leads_to_the_beginning_in_other_languages(pages: dict[str, Seen]) -> None:
    assert dict(_menu(pages["/hiaten/"])) == {"nl": "/hiaten/", **{one: f"/{one}/" for one in OTHERS}}


def test_the_sitemap_names_the_pages_in_every_language(site: Project) -> None:
    text = (site.output / "sitemap.xml").read_text()
    for prefix in ("", *(f"/{one}" for one in OTHERS)):
        assert f"<loc>{URL}{prefix}/buurten/molenwijk/</loc>" in text
        assert f"<loc>{URL}{prefix}/dag/" not in text


def test_the_canonical_address_is_that_of_the_language(pages: dict[str, Seen]) -> None:
    canonical = pages["/uk/vandaag/"].root.xpath("//link[@rel='canonical']/@href")
    assert canonical == [f"{URL}/uk/dag/{TODAY}/"]


def test_what_can_be_found_leads_to_pages_in_the_language(site: Project, pages: dict[str, Seen]) -> None:
    index = json.loads((site.output / "uk/zoeken/index.json").read_text())
    assert {pages[one["url"]].language for one in index["activities"]} == {"uk"}
    free = next(one for one in index["activities"] if one["free"])
    assert free["price_text"] == "Безкоштовно"
    assert "<bdi" not in json.dumps(index)


def test_things_are_told_to_programs_once_and_the_way_to_a_page_in_every_language(pages: dict[str, Seen]) -> None:
    path = "/activiteiten/welzijn-zandmeer/koffieochtend/"
    told = {one: _graph(pages[f"{'' if one == 'nl' else f'/{one}'}{path}"]) for one in ("nl", "uk")}
    assert {thing["@type"] for thing in told["uk"]} == {"BreadcrumbList"}
    assert len(told["nl"]) > 1
    items = told["uk"][0]["itemListElement"]
    assert [item["item"] for item in items] == [
        f"{URL}/uk/",
        f"{URL}/uk/organisaties/welzijn-zandmeer/",
        f"{URL}/uk{path}",
    ]
    assert items[1]["name"] == "Welzijn Zandmeer"


def _graph(seen: Seen) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(seen.root.findtext("head/script"))["@graph"]
    return found


# --- what they say ----------------------------------------------------------------------------------


def test_every_page_says_its_language_and_its_direction(pages: dict[str, Seen]) -> None:
    for address, seen in pages.items():
        assert seen.root.get("lang") == seen.language, address
        assert seen.root.get("dir") == ("rtl" if seen.language == "ar" else "ltr"), address


def test_pages_ask_for_nothing_that_is_not_translated(asked: set[Text]) -> None:
    assert asked == set(), "add these to the catalogues of residents"


def test_translated_pages_say_that_no_translator_saw_them(pages: dict[str, Seen]) -> None:
    said = "A computer translated this page, and no translator looked at it."
    for seen in pages.values():
        text = seen.root.find("body").text_content()
        begin = translator(seen.language).gettext(
            f"{said} What organisations wrote stands here in their own language ({{language}})."
        )
        if seen.language == "nl":
            assert said not in text
        elif not seen.path.startswith("/over/"):
            assert begin.partition("{")[0].rstrip("(\N{FIRST STRONG ISOLATE}") in text, seen.path


NAMES = {
    *("iPhone", "iPad", "Mac", "Google", "Outlook", "Android", "Microsoft", "Thunderbird", "WhatsApp", "Windows"),
    *("RSS", "QR", "PDF", "A", "ICSx⁵", "F-Droid", "AFGELAST", "OK", "i", "Buurtkalender", "Zandmeer"),
    *("atom.xml", "rss.xml", "feed.json", "week.xml"),
}
"""What is written in Latin letters in every language: names of programs. So are names of areas inside a sentence."""


ADDRESS = re.compile(r"\S+@\S+|\w+://\S+|\{\w+\}")
"""Addresses, and blanks that a script fills in."""


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_whatever_is_not_translated_says_which_language_it_is_in(
    language: str, pages: dict[str, Seen], site: Project
) -> None:
    files = "".join(file.read_text(encoding="utf-8") for file in site.content.glob("neighbourhoods/*.yaml"))
    known = NAMES | {word for name in re.findall(r"name: ([^,}\n]+)", files) for word in name.split()}
    strange: dict[str, str] = {}
    for address, seen in pages.items():
        if seen.language == language:
            for text in _said_in(seen.root.find("body"), language):
                for word in re.findall(
                    r"[A-Za-z][A-Za-z⁵.-]*", re.sub(r"\S+@\S+|https?://\S+|webcal://\S+|\{\w+\}", "", text)
                ):
                    if word.rstrip(".-") not in known:
                        strange.setdefault(word, address)
    left = sorted(f"{word} on {where}" for word, where in strange.items())
    assert not left, "\n".join(left)


def _said_in(element: Any, language: str) -> Iterator[str]:
    """Yield the texts below an element that are in a language by what it and those around it say."""
    if not isinstance(element.tag, str) or element.tag in {"svg", "script"}:
        return
    if element.get("lang", language) == language:
        yield element.text or ""
        for child in element:
            yield from _said_in(child, language)
            yield child.tail or ""


@pytest.mark.parametrize("language", OTHERS)
def test_what_people_wrote_is_marked_as_dutch(language: str, pages: dict[str, Seen]) -> None:
    coffee = pages[f"/{language}/activiteiten/welzijn-zandmeer/koffieochtend/"].root
    assert coffee.xpath("//h1/bdi[@lang='nl']")
    assert coffee.xpath("//title[@lang='nl']")
    cards = pages[f"/{language}/vandaag/"].root.xpath("//li[contains(@class, 'card')]//h3/a")
    assert cards
    assert all(card[0].tag == "bdi" and card[0].get("lang") == "nl" for card in cards)


def test_no_mark_is_shown_as_text(pages: dict[str, Seen]) -> None:
    for address, seen in pages.items():
        assert "<bdi" not in seen.root.text_content(), address
        for element in seen.root.iter():
            for name, value in element.attrib.items():
                assert "<bdi" not in value, (address, name)


# --- built again ------------------------------------------------------------------------------------

EDITS = {
    "a title": ("activities/welzijn-zandmeer/koffieochtend.yaml", "title: ", "title: Nieuwe "),
    "a word of the vocabulary": ("calendar/vocabulary.yaml", "en: Older people", "en: Elderly, uk: Старші"),
    "a page by hand": ("pages/over.uk.md", "Про календар", "Про нас"),
    "a page by hand in another language": ("pages/over.uk.md", "Lang: uk", "Lang: ar"),
    "a page that is no longer there": ("pages/over.uk.md", "Lang: uk", "Lang: uk\nStatus: draft"),
    "a name": ("neighbourhoods/zandmeer.yaml", "name: Molenwijk", "name: Molenbuurt"),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet in three languages, as it was built before any change: each language is built like the others."""
    folder = tmp_path_factory.mktemp("place") / "hamlet"
    return Built(in_languages(hamlet_project(folder, LANGUAGES=("nl", "uk", "ar"), **FEW_PAGES)))


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


@pytest.mark.parametrize("what", EDITS)
def test_a_change_shows_in_every_language_as_in_a_new_site(
    what: str, built: Project, before: Built, tmp_path: Path
) -> None:
    path, old, new = EDITS[what]
    file = built.content / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert built.build().code == 0
    assert _differs_from_new(built, tmp_path) == []
    assert different(_pages(built.tree()), _pages(before.site)), "the change shows nowhere, so this tests nothing"


def test_another_day_shows_in_every_language_as_in_a_new_site(built: Project, tmp_path: Path) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert built.build(today=tomorrow).code == 0
    assert _differs_from_new(built, tmp_path, today=tomorrow) == []


def test_on_another_day_no_page_of_a_list_or_an_activity_is_made_again_that_says_the_same(built: Project) -> None:
    before, files = built.tree(), {str(path): path.stat().st_ino for path in built.output.rglob("index.html")}
    assert built.build(today=TODAY + timedelta(days=1)).code == 0
    made = {path for path, inode in files.items() if Path(path).exists() and Path(path).stat().st_ino != inode}
    pages = {Path(path).relative_to(built.output).as_posix() for path in made}
    same = {path for path in pages if (built.output / path).read_bytes() == before[path]}
    assert {path for path in same if "zoeken/" not in path} == set()
    assert any(path.startswith("uk/activiteiten/") for path in pages)
    assert any(path.startswith("uk/themas/") for path in pages)


def test_on_another_day_no_calendar_and_no_data_is_made_again_that_says_the_same(built: Project) -> None:
    before = built.tree()
    files = {path: path.stat().st_ino for path in built.output.rglob("*") if path.suffix not in {"", ".html", ".pdf"}}
    assert built.build(today=TODAY + timedelta(days=1)).code == 0
    made = {path for path, inode in files.items() if path.exists() and path.stat().st_ino != inode}
    same = {path.relative_to(built.output).as_posix() for path in made}
    same = {path for path in same if (built.output / path).read_bytes() == before[path]}
    assert same == set()
    assert built.output / "rss.xml" in made


def test_a_language_less_shows_on_every_page(built: Project, tmp_path: Path) -> None:
    built.set(LANGUAGES=("nl", "ar"))
    assert built.build().code == 0
    assert not (built.output / "uk").exists()
    assert _differs_from_new(built, tmp_path) == []


def test_a_site_that_did_not_change_is_left_alone(built: Project) -> None:
    assert built.build().code == 0
    files = {path: path.stat().st_mtime_ns for path in built.output.rglob("*")}
    done = built.build()
    assert " 0 " in done.out
    assert {path: path.stat().st_mtime_ns for path in built.output.rglob("*")} == files


def test_a_build_with_nothing_to_do_waits_for_no_library_that_reads_content(built: Project) -> None:
    assert built.start("build", "--today", str(TODAY)).code == 0
    code = (
        "import sys; from buurtkalender.cli import main; "
        f"main(['build', '--quiet', '--today', '{TODAY}']); "
        "print({'yaml', 'babel', 'jinja2', 'email'} & sys.modules.keys())"
    )
    assert started(sys.executable, "-c", code, folder=built.folder).out == "set()\n"


def _differs_from_new(made: Project, tmp_path: Path, **day: Any) -> list[str]:
    new = made.copy(tmp_path / "new")
    assert new.build(**day).code == 0
    return different(_pages(made.tree()), _pages(new.tree()))


def _pages(site: Tree) -> Tree:
    return {path: octets for path, octets in site.items() if path.endswith((".html", "sitemap.xml"))}


# --- settings ---------------------------------------------------------------------------------------


def test_a_language_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet", LANGUAGES=("nl", "xx"))
    done = made.build()
    assert done.code == 2
    assert "LANGUAGES: there is no catalogue 'xx'" in done.said


def test_no_page_written_by_hand_stands_in_the_way_of_a_language(tmp_path: Path) -> None:
    made = in_languages(hamlet_project(tmp_path / "hamlet", LANGUAGES=("nl", "uk"), **FEW_PAGES))
    (made.content / "pages/uk.md").write_text("Title: UK\n\nHallo.\n")
    assert made.build().code == 0
    assert "Про" not in (made.output / "uk/index.html").read_text()[:300]
    assert "Hallo" not in (made.output / "uk/index.html").read_text()


def test_a_site_below_a_folder_leads_to_its_languages_there(tmp_path: Path) -> None:
    address = "https://zandmeer.example/kalender"
    made = hamlet_project(tmp_path / "hamlet", LANGUAGES=("nl", "uk"), SITEURL=address, **FEW_PAGES)
    assert made.build().code == 0
    text = (made.output / "uk/vandaag/index.html").read_text()
    assert 'href="/kalender/vandaag/" lang="nl"' in text
    assert 'href="/kalender/uk/themas/"' in text
    assert 'hreflang="uk" href="https://zandmeer.example/kalender/uk/vandaag/"' in text
