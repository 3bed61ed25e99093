"""Every page of the site as a browser and a person meet it: links that lead somewhere, a title, nothing foreign."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree, html

from expand import below, rows
from pages import Page, target
from projects import Project
from wanted import lists_of

MAIL = re.compile(r"mailto:([^@\s?]+@[^@\s?]+\.example)?(\?subject=[^&\s?]+(&body=[^&\s?]+)?)?")
SCHEMES = {"", "https", "mailto", "tel", "webcal"}
UNSAID = re.compile(r"\b(undefined|None|NaN|null|True|False|Markup|Undefined)\b|\{\{|\{%|\{[a-z_]+\}")
"""What a program says when it has nothing to say, and braces that nobody filled."""


Routes = dict[str, set[tuple[str, str, str]]]
"""Per page where its links lead on this site: the file, the fragment, and the link as it stands there."""


@pytest.fixture(scope="session")
def url(site: Project) -> str:
    """The address of the site."""
    return re.findall(r"(?m)^SITEURL = ['\"]([^'\"]+)", site.settings.read_text())[-1]


@pytest.fixture(scope="session")
def files(site: Project) -> set[str]:
    """Every file of the site, as an address."""
    return {f"/{path.relative_to(site.output).as_posix()}" for path in site.output.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def routes(pages: dict[str, Page], url: str) -> Routes:
    """Where every page leads."""
    lead = cache(partial(_leads, url))
    found: Routes = {}
    for path, page in pages.items():
        links = {*page.links, *page.loads}
        found[path] = {(*to, link) for link in links if (to := lead(link if link.startswith("/") else (path, link)))}
    return found


def _leads(url: str, link: str | tuple[str, str]) -> tuple[str, str] | None:
    """Return the file and the fragment that a link leads to, or None when it leaves the site."""
    path, link = link if isinstance(link, tuple) else ("/", link)
    parts = urlsplit(link)
    if parts.netloc == "calendar.google.com":
        return _leads(url, (path, parse_qs(parts.query)["cid"][0]))
    if parts.path == "/calendar/0/addfromweb":
        return _leads(url, (path, parse_qs(parts.query)["url"][0]))
    if parts.scheme not in {"", "https", "webcal"} or parts.netloc not in {"", urlsplit(url).netloc}:
        return None
    where, fragment = target(path, parts._replace(scheme="", netloc="").geturl() or "#")
    return file_of(where), fragment


def file_of(path: str) -> str:
    """Return the file that is served at an address."""
    return path + "index.html" if path.endswith("/") else path


def test_every_link_leads_to_something(routes: Routes, pages: dict[str, Page], files: set[str]) -> None:
    ids = {file_of(path): set(page.ids) for path, page in pages.items()}
    dead = [
        (path, link)
        for path, found in routes.items()
        for file, fragment, link in found
        if file not in files or (fragment and fragment not in ids[file])
    ]
    assert sorted(dead)[:20] == []
    assert sum(map(len, routes.values())) > 5 * len(pages)


def test_every_page_can_be_reached_from_the_home_page(site: Project, routes: Routes, pages: dict[str, Page]) -> None:
    path_of = {file_of(path): path for path in pages}
    seen, todo = {"/"}, ["/"]
    while todo:
        near = {path_of[file] for file, _fragment, _link in routes[todo.pop()] if file in path_of}
        todo += near - seen
        seen |= near
    ended = {f"/activiteiten/{row['id']}/" for row in rows(site.output, "activities") if row["status"] == "ended"}
    empty = {path for path, some in lists_of(site).items() if not some}  # somebody visits for once
    alone = {path for path in pages if path not in seen and not _is_redirect(site, path)}
    assert alone - ended - empty == {"/404.html", "/geen-verbinding/"}


def _is_redirect(site: Project, path: str) -> bool:
    return b'http-equiv="refresh"' in (site.output / file_of(path).lstrip("/")).read_bytes()


def test_every_address_that_feeds_and_the_sitemap_name_is_there(site: Project, url: str, files: set[str]) -> None:
    named: set[str] = set()
    for name in ("kalender.ics", "rss.xml", "atom.xml", "feed.json", "week.xml"):
        for _path, file in below(site.output, name):
            text = file.read_bytes().decode().replace("\r\n ", "")
            named.update(re.findall(rf"{re.escape(url)}(/[^\s<\"\\&]*)", text))
    sitemap = etree.parse(site.output / "sitemap.xml").getroot()
    listed = [element.text.removeprefix(url) for element in sitemap.iter("{*}loc")]
    assert len(listed) == len(set(listed)) > 100
    assert {path for path in {*named, *listed} if file_of(path) not in files} == set()


def test_robots_may_fetch_feeds_and_find_the_sitemap(site: Project, url: str) -> None:
    text = (site.output / "robots.txt").read_text()
    assert "Disallow: /" not in text
    assert f"Sitemap: {url}/sitemap.xml" in text


# --- each page --------------------------------------------------------------------------------------


def test_every_page_has_one_heading_a_language_and_a_title(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert page.language == "nl", path
        assert len(page.headings) == 1, path
        assert page.headings[0], path
        assert len(page.title) > len(page.headings[0]) / 2, path


def test_titles_tell_pages_apart(pages: dict[str, Page], site: Project, url: str) -> None:
    """Names are what people gave: of two activities, or of an organisation and its house, they may be the same."""
    own = [path for path in pages if not _is_alias(site, path, url)]
    titles = Counter((path.split("/")[1], page.title) for path, page in pages.items() if path in own)
    same = [(kind, title) for (kind, title), number in titles.items() if number > 1 and kind != "activiteiten"]
    assert same == []


def _is_alias(site: Project, path: str, url: str) -> bool:
    """Whether a page stands at another address than the one it names as its own."""
    text = (site.output / file_of(path).lstrip("/")).read_text()
    named = re.search(r'<link rel="canonical" href="([^"]+)"', text)
    return bool(named) and named[1] != url + path


def test_no_identifier_stands_twice_on_a_page(pages: dict[str, Page]) -> None:
    twice = {path: [name for name, n in Counter(page.ids).items() if n > 1] for path, page in pages.items()}
    assert {path: names for path, names in twice.items() if names} == {}


def test_no_page_fetches_anything_from_elsewhere(pages: dict[str, Page]) -> None:
    loads = {load for page in pages.values() for load in page.loads}
    assert {load for load in loads if not load.startswith("/") or load.startswith("//")} == set()
    assert loads


def test_no_style_sheet_or_picture_fetches_anything_from_elsewhere(site: Project) -> None:
    for path in site.output.rglob("*"):
        if path.suffix in {".css", ".svg"}:
            text = path.read_text()
            assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", text), path
            assert not re.search(r"(href|src)\s*=\s*['\"](https?:)?//", text), path


def test_a_page_has_the_style_sheets_that_its_parts_need(site: Project) -> None:
    """What only the sheet of the search, the finder or the form names may be without style on other pages."""
    sheets = {f"/{path.relative_to(site.output).as_posix()}": path.read_text() for path in site.output.rglob("*.css")}
    styled = {sheet: set(re.findall(r"\.([a-z][\w-]*)", text)) for sheet, text in sheets.items()}
    shared = set[str]().union(*(styled[f"/theme/{name}.css"] for name in ("css/site", "lists", "pages", "gaps")))
    bare: dict[str, str] = {}
    for path, file in below(site.output, "index.html"):
        root = html.document_fromstring(file.read_bytes().decode())
        has = {str(address).partition("?")[0] for address in root.xpath("//link[@rel='stylesheet']/@href")}
        for name in {name for names in root.xpath("//@class") for name in str(names).split()}:
            if name in shared and not any(name in styled[sheet] for sheet in has):
                bare[name] = path
    assert bare == {}


def test_links_that_leave_the_site_are_safe(pages: dict[str, Page]) -> None:
    schemes = {urlsplit(link).scheme for page in pages.values() for link in page.links}
    assert schemes <= SCHEMES


def test_no_page_holds_a_script_or_a_style_of_its_own(pages: dict[str, Page]) -> None:
    assert {path: page.inline for path, page in pages.items() if page.inline} == {}


def test_no_page_says_what_only_programs_say(pages: dict[str, Page]) -> None:
    found = {path: match[0] for path, page in pages.items() if (match := UNSAID.search(page.text + page.title))}
    assert found == {}


def test_telephone_numbers_and_addresses_can_be_used(pages: dict[str, Page]) -> None:
    links = {link for page in pages.values() for link in page.links}
    assert [link for link in links if link.startswith("tel:") and not re.fullmatch(r"tel:\+31\d{9}", link)] == []
    assert [link for link in links if link.startswith("mailto:") and not MAIL.fullmatch(link)] == []
    assert any(link.startswith("tel:") for link in links)
    assert any(link.startswith("webcal://") for link in links)


def test_every_page_tells_search_engines_what_it_is_about(pages: dict[str, Page], site: Project) -> None:
    own = [path for path in pages if not _is_redirect(site, path)]
    about = {path: _described(site, path) for path in own}
    assert {path for path in own if path not in {"/404.html", "/geen-verbinding/"} and not about[path]} == set()
    assert max(map(len, about.values())) < 300


def _described(site: Project, path: str) -> str:
    text = (site.output / file_of(path).lstrip("/")).read_text("utf-8")
    return text.partition('<meta name="description" content="')[2].partition('"')[0]
