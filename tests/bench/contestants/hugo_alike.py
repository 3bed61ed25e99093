"""Hugo with the same files as ours: lists, days, weeks, feeds in each format, single dates, data, pages of the gaps.

It is asked for less than we do, so that nobody has to doubt the comparison. Given to it, not timed, is what ours worked
out: the days on which rules fall and what they are called, which activities stand on which page and in which feed and
in what order, and as files to copy or pages to frame all that has no plain list of activities (gaps, tasks, forms,
explanations, the theme). Hugo then renders: a page, a calendar and single dates an activity; cards, rows, events and
entries once an activity, joined in pages and feeds; the data files by ``jsonify``; a QR code by ``images.QR``. Cards
and their like stand in one map for all activities, made once (layouts/_partials/all.html), because ``partialCached``
keeps a thousand of them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from generate import AUDIENCES, THEMES, TODAY, WEEKDAYS, Activity, Town, write

from contestants import hugo
from contestants.ours import CONTESTANT as OURS

SITE = Path(__file__).with_name("hugo_alike_site")
FEEDS = {
    "kalender.ics": "calendar",
    "bezet.ics": "busy",
    "rss.xml": "rss",
    "atom.xml": "atom",
    "feed.json": "feed",
    "week.xml": "week",
}
"""The names of our feeds, and those of Hugo's output formats. A calendar that is divided has more files."""

MADE = re.compile(
    r"activiteiten/[^/]+/.*|.*/qr\.svg|qr\.svg|sitemap\.xml|robots\.txt|data/(activities|occurrences|organisations|venues)\.json"
    r"|data/openactive/.*|data/openreferral/.*|aanmelden/organisaties/.*|zoeken/.*\.json|doorverwijzen/.*\.json"
)
"""Files that Hugo makes in its templates; of the others, those that are no page or feed are copied."""

PLAIN = re.compile(r"(hiaten|aanmelden|data|abonneren|zoeken|doorverwijzen|geen-verbinding)/")
"""Pages that are given to Hugo as they are, to frame."""

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september"),
    *("oktober", "november", "december"),
)
MORE = re.compile(r"kalender-\d+\.ics")
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
PART = re.compile(
    r"<h2[^>]*>(?P<head>.*?)</h2>|<ol class=\"(?P<list>[a-z ]+)\">"
    r"|<(?P<tag>p|span|time) class=\"time\"[^>]*>(?P<time>.*?)</(?P=tag)>"
    r"|<a href=\"/activiteiten/(?P<id>[^/\"]+/[^/\"]+)/\"",
    re.DOTALL,
)
EXCEPT = re.compile(r"^EXDATE;TZID=Europe/Amsterdam:(\S+)", re.MULTILINE)
TAG = re.compile(r"<[^>]+>")
UID = re.compile(r"^UID:((?:.|\r?\n )*?)@", re.MULTILINE)
ITEM = re.compile(
    r"<item><title>(.*?)</title><link>[^<]*/activiteiten/([^/]+/[^/]+)/</link>.*?"
    r"<ev:startdate>(.*?)</ev:startdate><ev:enddate>(.*?)</ev:enddate>",
    re.DOTALL,
)


def _write(town: Town, folder: Path) -> None:
    output = folder.parent / OURS.name / OURS.output
    shutil.copytree(SITE, folder)
    dates: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in json.loads((output / "data" / "occurrences.json").read_bytes()):
        start = datetime.fromisoformat(row["start"])
        words = f"{WEEKDAYS[start.weekday()].title()} {start.day} {MONTHS[start.month - 1]}"
        dates[row["activity"]].append((row["start"], row["end"], words))
    once: dict[str, list[str]] = defaultdict(list)
    without: dict[str, list[str]] = {}
    for file in output.glob("activiteiten/*/*/*.ics"):
        id_ = "/".join(file.parts[-3:-1])
        if file.stem == "kalender":
            without[id_] = EXCEPT.findall(file.read_text(encoding="utf-8"))
        else:
            once[id_].append(file.stem)
    for activity in town.activities:
        days = {
            "dates": dates[activity.id],
            "past": sum(start < str(TODAY) for start, *_ in dates[activity.id]),
            "without": without[activity.id],
            "once": sorted(once[activity.id]),
        }
        matter = _front_matter(town, activity, days)
        write(folder / "content" / "activiteiten" / f"{activity.id}.md", f"{matter}\n{activity.description}\n")
    pages: dict[str, list[str]] = defaultdict(list)
    for file in sorted(output.rglob("*")):
        name = file.relative_to(output).as_posix()
        if not file.is_file() or MADE.fullmatch(name):
            continue
        if file.name in {"index.html", *FEEDS} or MORE.fullmatch(file.name):
            pages[name.rpartition("/")[0]].append(file.name)
        else:
            target = folder / "static" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    shown = 0
    for number, (path, names) in enumerate(sorted(pages.items())):
        matter, body = _page(output, path, names)
        shown += sum(len(group["of"]) for group in matter.get("groups", ()))
        target = folder / "content" / ("_index.html" if not path else f"paginas/{number}.html")
        write(target, f"{json.dumps(matter, ensure_ascii=False)}\n{body}\n")
    if shown < len(town.activities):
        raise LookupError("our lists look otherwise than hugo_alike.py expects: Hugo would get them to copy")
    _write_data(output, folder / "data")


def _front_matter(town: Town, activity: Activity, days: dict[str, Any]) -> str:
    venue = activity.venue
    facts: dict[str, Any] = {
        "title": activity.title,
        "url": f"/activiteiten/{activity.id}/",
        "id": activity.id,
        "uid": activity.id.replace("/", "."),
        "organisation": [activity.organisation, town.organisations[activity.organisation][0]],
        "venue": {"id": venue.id, "name": venue.name, "street": venue.street, "postcode": venue.postcode},
        "point": venue.point,
        "neighbourhood": [venue.neighbourhood, town.neighbourhoods[venue.neighbourhood]],
        "themes": [[theme, THEMES[theme][0]] for theme in activity.themes],
        "audience": AUDIENCES[activity.audience][0] if activity.audience else "iedereen",
        "when": activity.when,
        "rule": activity.rule,
        "start": activity.start,
        "end": activity.end,
        "cents": activity.cents,
        "cost": activity.cost,
        "phone": activity.phone,
        "come_alone": activity.come_alone,
        "confirmed": str(activity.confirmed),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in (facts | days).items()]
    return "\n".join(("---", *lines, f"summary: {activity.summary}", "---"))


def _page(output: Path, path: str, names: list[str]) -> tuple[dict[str, Any], str]:
    """Front matter and text of one page of ours that is not an activity's."""
    folder = output / path
    text = (folder / "index.html").read_text(encoding="utf-8") if "index.html" in names else ""
    main = MAIN.search(text)
    title = TITLE.search(text)
    matter: dict[str, Any] = {
        "title": unescape(TAG.sub("", title[1])) if title else path,
        "url": f"/{path}/".replace("//", "/"),
        "outputs": ["html", *(FEEDS[name] for name in names if name in FEEDS)],
        "layout": "list",
    }
    for name in names:
        feed = folder / name
        if name.endswith(".ics"):
            ids = [_id(uid) for uid in UID.findall(feed.read_text(encoding="utf-8"))]
            if name in FEEDS:
                matter[FEEDS[name]] = ids
            else:
                matter.setdefault("more", []).append([feed.relative_to(output).as_posix(), ids])
        elif name in {"rss.xml", "week.xml"}:
            matter[FEEDS[name]] = ITEM.findall(feed.read_text(encoding="utf-8"))
    matter["qr"] = (folder / "qr.svg").is_file()
    form = output / "aanmelden" / "organisaties" / f"{folder.name}.json"
    if path.startswith("organisaties/") and form.is_file():
        matter["form"] = {"name": folder.name, "of": [one["id"] for one in json.loads(form.read_bytes())]}
    groups = _groups(main[1]) if main and not PLAIN.match(f"{path}/") else []
    if not groups:
        return matter, main[1] if main else ""
    before, _, rest = main[1].partition('<ol class="')
    matter |= {"before": before.rpartition("<section")[0], "after": rest.rpartition("</ol>")[2]}
    ids = dict.fromkeys(id_ for group in groups for _, id_ in group["of"])
    return matter | {"groups": groups, "ids": [*ids]}, ""


def _id(uid: str) -> str:
    """The activity of an event."""
    organisation, _, rest = re.sub(r"\r?\n ", "", uid).partition(".")
    return f"{organisation}/{rest.partition('.')[0]}"


def _groups(main: str) -> list[dict[str, Any]]:
    """The lists of a page: a heading, how it is shown, and of each activity its time and its name."""
    groups: list[dict[str, Any]] = []
    head = time = ""
    for found in PART.finditer(main):
        if found["head"] is not None:
            head = unescape(TAG.sub("", found["head"]))
        elif found["list"]:
            groups.append({"head": head, "kind": found["list"], "of": []})
        elif found["time"] is not None:
            time = unescape(TAG.sub("", found["time"]))
        elif groups:
            groups[-1]["of"].append([time, found["id"]])
    return [group for group in groups if group["of"]]


def _write_data(output: Path, folder: Path) -> None:
    """What the data files say of organisations and venues, and how they are divided into pages."""
    for name in ("organisations", "venues"):
        write(folder / f"{name}.json", (output / "data" / f"{name}.json").read_text(encoding="utf-8"))
    openactive = sorted((output / "data/openactive/session-series").glob("*.json"))
    write(folder / "openactive.json", json.dumps([file.name for file in openactive]))


CONTESTANT = hugo.CONTESTANT._replace(
    name="hugo-alike", title="Hugo, the same files", write=_write, after_ours=True, most=10_000
)
