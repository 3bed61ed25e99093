"""Every page of the site as a browser and a person meet it: links that lead somewhere, a title, nothing foreign."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import etree

from expand import below
from pages import Page, target
from projects import Project

SCHEMES = {"", "https", "mailto", "tel", "webcal"}
UNSAID = re.compile(r"\b(undefined|None|NaN|null|True|False|Markup|Undefined)\b|\{\{|\{%|\{[a-z_]+\}")
"""What a program says when it has nothing to say, and braces that nobody filled."""


def _files(site: Project) -> set[str]:
    return {f"/{path.relative_to(site.output).as_posix()}" for path in site.output.rglob("*") if path.is_file()}


def _url(site: Project) -> str:
    (found,) = {
        line
        for line in re.findall(r'(?m)^SITEURL = "([^"]+)"|^SITEURL = \'([^\']+)\'', site.settings.read_text())[-1]
        if line
    }
    return found


def _inside(site: Project, link: str) -> str | None:
    """Return the path on this site that a link leads to, or None for one that leads elsewhere."""
    parts = urlsplit(link)
    if parts.netloc == "calendar.google.com":
        return _inside(site, parse_qs(parts.query)["cid"][0])
    if parts.scheme in {"", "https", "webcal"} and parts.netloc in {"", urlsplit(_url(site)).netloc}:
        return parts._replace(scheme="", netloc="").geturl() or "#"
    return None


def test_every_link_leads_to_something(site: Project, pages: dict[str, Page]) -> None:
    files = _files(site)
    dead: set[tuple[str, str]] = set()
    for path, page in pages.items():
        for link in {*page.links, *page.loads}:
            inside = _inside(site, link)
            if inside is None:
                continue
            where, fragment = target(path, inside)
            if (where + "index.html" if where.endswith("/") else where) not in files or (
                fragment and fragment not in pages[where].ids
            ):
                dead.add((path, link))
    assert sorted(dead)[:20] == []


def test_every_page_can_be_reached_from_the_home_page(site: Project, pages: dict[str, Page]) -> None:
    seen, todo = {"/"}, ["/"]
    while todo:
        page = todo.pop()
        for link in pages[page].links:
            inside = _inside(site, link)
            where = target(page, inside)[0] if inside else ""
            if where in pages and where not in seen:
                seen.add(where)
                todo.append(where)
    alone = {path for path in pages if path not in seen and not _is_redirect(site, path)}
    assert alone == {"/404.html"}


def _is_redirect(site: Project, path: str) -> bool:
    return b'http-equiv="refresh"' in (site.output / path.lstrip("/") / "index.html").read_bytes()


def test_every_address_that_feeds_and_the_sitemap_name_is_there(site: Project) -> None:
    files, url = _files(site), _url(site)
    named = set()
    for name in ("kalender.ics", "rss.xml"):
        for _path, file in below(site.output, name):
            named.update(
                re.findall(rf"{re.escape(url)}(/[^\s<\"\\]*)", file.read_text(newline="").replace("\r\n ", ""))
            )
    sitemap = etree.parse(site.output / "sitemap.xml").getroot()
    listed = [element.text.removeprefix(url) for element in sitemap.iter("{*}loc")]
    assert len(listed) == len(set(listed)) > 100
    dead = {path for path in {*named, *listed} if (path + "index.html" if path.endswith("/") else path) not in files}
    assert dead == set()


def test_robots_may_fetch_feeds_and_find_the_sitemap(site: Project) -> None:
    text = (site.output / "robots.txt").read_text()
    assert "Disallow: /" not in text
    assert f"Sitemap: {_url(site)}/sitemap.xml" in text


# --- each page --------------------------------------------------------------------------------------


def test_every_page_has_one_heading_a_language_and_a_title(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert page.language == "nl", path
        assert len(page.headings) == 1, path
        assert page.headings[0], path
        assert len(page.title) > len(page.headings[0]) / 2, path


def test_titles_tell_pages_apart(pages: dict[str, Page], site: Project) -> None:
    titles = Counter(page.title for path, page in pages.items() if not _is_alias(site, path))
    same = {title: number for title, number in titles.items() if number > 1}
    titles_of_activities = Counter(
        page.headings[0] for path, page in pages.items() if path.startswith("/activiteiten/")
    )
    strange = [
        title for title in same if not any(title.startswith(name) for name, n in titles_of_activities.items() if n > 1)
    ]
    assert strange == []


def _is_alias(site: Project, path: str) -> bool:
    """Whether a page stands at another address than the one it names as its own."""
    if path == "/404.html":
        return False
    text = (site.output / path.lstrip("/") / "index.html").read_text()
    own = re.search(r'<link rel="canonical" href="([^"]+)"', text)
    return bool(own) and own[1] != _url(site) + path


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
    for link in links:
        scheme, _, rest = link.partition(":")
        if scheme == "tel":
            assert re.fullmatch(r"\+31\d{9}", rest), link
        elif scheme == "mailto":
            assert re.fullmatch(
                r"([^@\s]+@[^@\s]+\.example)?(\?subject=[^&\s]+(&body=\S+)?)?", unquote(rest).replace(" ", "")
            ), link
    assert any(link.startswith("tel:") for link in links)
    assert any(link.startswith("webcal://") for link in links)


@pytest.mark.parametrize("kind", ["activity", "day", "all"])
def test_pages_are_light(kind: str, demo: Project, pages: dict[str, Page], site: Project) -> None:
    """What a phone has to fetch, compressed; design: site, budgets."""
    sheet = _weight((site.output / "theme/css/site.css").read_bytes())
    assert sheet <= 6_000
    weights = {
        path: _weight((site.output / path.lstrip("/") / "index.html").read_bytes())
        for path in pages
        if path.endswith("/")
        and path.startswith({"activity": "/activiteiten/", "day": "/dag/", "all": "/vandaag/"}[kind])
    }
    limit = {"activity": 8_000, "day": 14_000, "all": 14_000}[kind]
    assert max(weights.values()) + sheet <= limit


def _weight(octets: bytes) -> int:
    return len(gzip.compress(octets, 9, mtime=0))


def test_pages_are_small_enough_to_render_at_once(pages: dict[str, Page]) -> None:
    assert {path: page.elements for path, page in pages.items() if page.elements > 1_400} == {}
