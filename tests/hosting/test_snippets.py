"""What is written down for each kind of host is the same, and fits the files that there are."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from buurtkalender.site import hosting
from buurtkalender.site.publish import MARK
from hamlet import hamlet_project
from hosting.asking import feeds
from projects import ROOT, Project
from scripted_pages import scripts_on

NGINX = (ROOT / "hosting" / "nginx.conf").read_text(encoding="utf-8")
CADDY = (ROOT / "hosting" / "Caddyfile").read_text(encoding="utf-8")
KINDS = {**hosting.TYPES, **hosting.FEEDS}
PROMISED = ("/", "/404.html", "/vandaag/", "/kalender.ics", "/themas/ontmoeten/kalender.ics", "/sitemap.xml")
"""Some addresses; those of all feeds, of all data and of the theme are added."""


def _rules(text: str) -> dict[str, dict[str, str]]:
    """Read a file of headers: patterns, and below each its headers."""
    rules: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in text.splitlines():
        if line.startswith("  "):
            name, _colon, value = line.strip().partition(": ")
            rules[pattern][name] = value
        else:
            pattern = line
            assert pattern not in rules
            rules[pattern] = {}
    return rules


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule goes for a path: an asterisk stands for anything, also for folders."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path) is not None


def _lines(text: str, pattern: str) -> dict[str, str]:
    """Find lines of a name and a value that are not marked as a comment."""
    return dict(re.findall(rf"^\s*{pattern}", text, re.MULTILINE))


def _secure(lines: dict[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in lines.items() if name not in {"Cache-Control", "Access-Control-Allow-Origin"}
    }


def _plain(kinds: dict[str, str]) -> dict[str, str]:
    return {name: kind.partition(";")[0] for name, kind in kinds.items()}


TEXTS = {kind.partition(";")[0] for kind in KINDS.values() if kind.endswith("charset=utf-8")}
SQUEEZED = TEXTS | {"image/svg+xml"}


# --- security ---------------------------------------------------------------------------------------


def test_every_host_sends_the_same_security_headers(town: Project) -> None:
    """The policy stands in site/policy.py, the others in site/hosting.py; write what changed into hosting/ too."""
    expected = hosting.SECURITY
    assert _rules((town.output / "_headers").read_text())["/*"] == expected
    assert _secure(_lines(NGINX, r'add_header (\S+) "(.*)" always;$')) == expected
    assert _lines(CADDY, r'((?!Strict|Cache|Content-Type)[A-Z]\S+-\S+) "(.*)"$') == expected
    htaccess = (town.output / ".htaccess").read_text()
    assert _secure(_lines(htaccess, r'Header always set (\S+) "([^"]*)"')) == expected


def _directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.replace("&#39;", "'").split(";"))}


def test_no_page_has_a_policy_that_its_host_would_not_let_it_have(site: Project) -> None:
    """A browser obeys both, so what one of them forbids is forbidden."""
    outer = _directives(hosting.SECURITY["Content-Security-Policy"])
    assert outer.pop("frame-ancestors") == {"'none'"}
    for path, octets in site.tree().items():
        if not path.endswith(".html"):
            continue
        found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', octets.decode())
        assert found, path
        for name, sources in _directives(found[1]).items():
            assert sources <= outer[name] | {"'none'"}, (path, name)


def test_only_a_page_with_a_script_may_run_one_only_the_form_sends_and_none_fetches_from_others(site: Project) -> None:
    seen = 0
    for path, octets in site.tree().items():
        if path.endswith(".html"):
            own = _directives(re.findall(r'Security-Policy" content="([^"]*)"', octets.decode())[0])
            scripts = scripts_on(
                f"/{path.removesuffix('index.html')}", dated=b"<time" in octets, until=b"data-until" in octets
            )
            seen += "form" in scripts
            assert own["script-src"] == ({"'self'"} if scripts else {"'none'"}), path
            assert own["form-action"] == ({"mailto:"} if "form" in scripts else {"'none'"}), path
            assert (own["connect-src"], own["default-src"]) == ({"'self'"}, {"'none'"}), path
    assert seen == 5


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "apache.conf"])
def test_only_https_for_ever_is_for_the_municipality_to_decide(name: str) -> None:
    lines = [line.strip() for line in (ROOT / "hosting" / name).read_text(encoding="utf-8").splitlines()]
    strict = [line for line in lines if "Strict-Transport-Security" in line]
    assert strict
    assert all(line.startswith("#") for line in strict)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "apache.conf"])
def test_what_to_change_in_a_snippet_is_marked(name: str) -> None:
    text = (ROOT / "hosting" / name).read_text(encoding="utf-8")
    assert len(re.findall("CHANGE: ", text)) == 2
    assert set(re.findall(r"[a-z]+\.example\b[a-z.]*", text)) == {"buurtkalender.example.nl"}


# --- types ------------------------------------------------------------------------------------------


def test_every_file_of_a_site_has_a_type(site: Project) -> None:
    without = {path for path in site.tree() if not hosting.content_type(path.rpartition("/")[2])}
    assert without == {MARK, "_headers", ".htaccess"}


def test_nginx_knows_every_type() -> None:
    block = re.search(r"types \{\n(.*?)\}", NGINX, re.DOTALL)
    assert block
    types = {f".{end}": kind for kind, end in re.findall(r"(\S+)\s+(\S+);", block[1])}
    assert types == _plain(hosting.TYPES)
    named = re.findall(r"location ~ /(\S+?)\$ \{\n\s+types \{ \}\n\s+default_type (\S+);", NGINX)
    for name, kind in _plain(hosting.FEEDS).items():
        assert [one for pattern, one in named if re.fullmatch(pattern, name)] == [kind]
    listed = re.findall(r"^\s*(charset|gzip|# brotli)_types (.*?);", NGINX, re.DOTALL | re.MULTILINE)
    found = {name: set(text.replace("#", " ").split()) for name, text in listed}
    assert found == {  # text/html is always among them
        "charset": TEXTS - {"text/html"},
        "gzip": SQUEEZED - {"text/html"},
        "# brotli": SQUEEZED - {"text/html"},
    }


def test_caddy_knows_every_type() -> None:
    """Those of which Go itself knows the type, with its charset, are not named (package mime)."""
    kinds = set(re.findall(r'^\theader @\w+ Content-Type "(.*)"$', CADDY, re.MULTILINE))
    by_go = {hosting.TYPES[end] for end in (".html", ".css", ".js", ".svg", ".webp", ".png", ".jpg", ".pdf")}
    assert kinds == set(KINDS.values()) - by_go
    squeezed = re.findall(r"^\t{3}header Content-Type (\S+)\*$", CADDY, re.MULTILINE)
    for kind in SQUEEZED:
        assert any(kind.startswith(one) for one in squeezed), kind


# --- headers in the output --------------------------------------------------------------------------


def _addresses(site: Project) -> set[str]:
    every = {f"/{path.removesuffix('index.html')}" for path in site.tree()}
    return {*PROMISED, *every, *(f"{folder}{name}" for name in hosting.FEEDS for folder in ("/", "/buurten/de-kom/"))}


def test_no_two_rules_set_the_same_header_for_one_address(site: Project) -> None:
    """Cloudflare would join the values with a comma, Netlify would take one of them."""
    rules = _rules((site.output / "_headers").read_text())
    for path in _addresses(site):
        names = [name for pattern, headers in rules.items() if _matches(pattern, path) for name in headers]
        assert len(names) == len(set(names)), path


def test_hosts_that_read_headers_know_feeds_from_data(site: Project) -> None:
    rules = _rules((site.output / "_headers").read_text())
    for path in _addresses(site):
        headers = {k: v for pattern, some in rules.items() if _matches(pattern, path) for k, v in some.items()}
        name = path.rpartition("/")[2]
        feed = name.endswith(".ics") or name in hosting.FEEDS
        assert headers.get("Content-Type") == (hosting.content_type(name) if feed else None)
        assert ("Access-Control-Allow-Origin" in headers) == (feed or path.startswith("/data/"))


def test_the_rules_fit_into_what_hosts_take(site: Project) -> None:
    text = (site.output / "_headers").read_text()
    rules = _rules(text)
    assert len(rules) <= 100  # Cloudflare: a hundred rules, lines of 2,000 characters, one asterisk in a pattern
    assert max(map(len, text.splitlines())) <= 2000
    assert all(pattern.count("*") <= 1 for pattern in rules)


def test_what_is_kept_for_ever_is_always_asked_for_with_a_digest(site: Project) -> None:
    rules = _rules((site.output / "_headers").read_text())
    kept = [pattern for pattern, headers in rules.items() if headers.get("Cache-Control") == hosting.FOR_EVER]
    assert kept
    for path, page in site.tree().items():
        if path.endswith(".html"):
            for asked in re.findall(r'(?:href|src)="(/theme/[^"#]*)', page.decode()):
                name, _mark, query = asked.partition("?")
                assert name not in kept or re.fullmatch(hosting.DIGEST, query), (path, asked)


def test_a_site_in_a_folder_finds_its_own_pages_on_apache(tmp_path: Path) -> None:
    made = hamlet_project(tmp_path / "hamlet", SITEURL="https://zandmeer.example/kalender")
    made.build()
    text = (made.output / ".htaccess").read_text()
    assert "ErrorDocument 404 /kalender/404.html\n" in text
    assert "m#^/kalender/theme/#" in text
    assert "m#^/kalender/data/|" in text


# --- robots -----------------------------------------------------------------------------------------


def test_robots_may_fetch_every_feed_and_page(site: Project) -> None:
    """Google Calendar fetches feeds as a robot, and obeys robots.txt."""
    lines = (site.output / "robots.txt").read_text().splitlines()
    assert not [line for line in lines if line.startswith("Disallow")], "patterns are more than this parser knows"
    robots = RobotFileParser()
    robots.parse(lines)
    assert feeds(site.output)
    for path in [*feeds(site.output), "/data/activities.json", "/", "/vandaag/"]:
        for robot in ("*", "Googlebot", "Google-Calendar-Importer"):
            assert robots.can_fetch(robot, path), (robot, path)
    assert "X-Robots-Tag" not in (site.output / "_headers").read_text()
