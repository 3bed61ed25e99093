"""The site's own form, filled in again with what somebody sent, and told at each question what is wrong there.

The page comes from the site as it is published, so that the form is the one that they know. Its scripts are left out:
where one ran, the answers never left the page.
"""

from __future__ import annotations

import asyncio
import html
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from math import inf
from typing import NamedTuple
from urllib.parse import urljoin

from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.http import OPERATOR, get
from buurtkalender.words.values import CannotReadError

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_CONTROLS = frozenset({"input", "select", "textarea"})
_CHOSEN = frozenset({"radio", "checkbox"})
_ADDRESSES = frozenset({"href", "src"})

Attributes = dict[str, str | None]


class PageAdditions(NamedTuple):
    """What the page says beside what it said already: before its title, and who wants the answers."""

    title: str
    wrong: str


def filled_form(
    page: str, url: str, answers: Mapping[str, Iterable[str]], faults: Iterable[Fault], said: PageAdditions
) -> str:
    """Return the form page of ``url`` with these answers in it, and a summary of the faults that leads to each.

    ``said.title`` is what the title becomes, with a blank ``{title}``. ``said.wrong`` stands above the summary, and for
    a fault without words. Answers that the page has no place for go along hidden, so that none is lost.
    """
    faults = list(faults)
    look = _Look()
    look.feed(page)
    look.close()
    wrong = {fault.name: fault.text for fault in reversed(faults)}
    places = {name: _place(name, look) for name in wrong}
    made = _Filled(url, {name: list(values) for name, values in answers.items()}, said, look)
    for fault in reversed(faults):
        if places[fault.name]:
            made.wrong[places[fault.name]] = fault.text
    made.summary = [(places[fault.name], fault.text or said.wrong) for fault in faults]
    made.feed(page)
    made.close()
    return "".join(made.parts)


def _place(name: str, look: _Look) -> str:
    """Return the identifier of the question that a fault belongs to: its own, else that of what it is a part of."""
    while name:
        if name in look.ids:
            return name
        name = name.rpartition(".")[0]
    return ""


class _Look(HTMLParser):
    """Which identifiers a page has, and which names stand in each of the parts that can be folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.folds: list[set[str]] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        if tag == "details":
            self._open.append(len(self.folds))
            self.folds.append(set())
        found = dict(attrs)
        for key in ("id", "name"):
            if text := found.get(key):
                if key == "id":
                    self.ids.add(text)
                for fold in self._open:
                    self.folds[fold].add(text)

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag == "details" and self._open:
            self._open.pop()


class _Filled(HTMLParser):
    """Writes the page anew while reading it."""

    def __init__(self, url: str, answers: dict[str, list[str]], said: PageAdditions, look: _Look) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.wrong: dict[str, str] = {}
        self.summary: list[tuple[str, str]] = []
        self._url = url
        self._answers = answers
        self._left = {name: list(values) for name, values in answers.items()}
        self._said = said
        self._look = look
        self._folds = 0
        self._drop = ""
        self._chosen: list[str] | None = None
        self._question: list[tuple[str, str]] = []
        self._told: set[str] = set()
        self._list = False
        self._title = False
        self._heading = False

    # --- what stands in the page ----------------------------------------------------------------------

    def handle_decl(self, decl: str) -> None:
        """Keep the kind of document."""
        self._say(f"<!{decl}>")

    def handle_data(self, data: str) -> None:
        """Keep text; the title says that something is wrong."""
        if self._heading:
            self._say(html.escape(self._said.wrong))
            self._heading = False
        elif not self._drop:
            self._say(html.escape(self._said.title).replace("{title}", data) if self._title and data.strip() else data)

    def handle_entityref(self, name: str) -> None:
        """Keep a named character."""
        self._say(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Keep a numbered character."""
        self._say(f"&#{name};")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that closes itself as one that opens: HTML knows no others."""
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag, with the answer in it where it is a control."""
        if self._drop:
            return
        found: Attributes = dict(attrs)
        if tag == "script" or (tag == "meta" and "http-equiv" in found):
            self._drop = tag if tag == "script" else ""
            return
        for key in _ADDRESSES & found.keys():
            if not (found[key] or "").startswith("#"):
                found[key] = urljoin(self._url, found[key] or "")
        text = self._filled(tag, found)
        self._say(_tag(tag, found) + text)
        self._begins(tag, found)

    def handle_endtag(self, tag: str) -> None:
        """Write the end of a tag; before or after it comes what belongs there."""
        if self._drop:
            self._drop = "" if tag == self._drop else self._drop
            return
        if tag == "select":
            self._chosen = None
        if tag == "form":
            for name, values in self._left.items():
                for value in values:
                    self._say(_tag("input", {"type": "hidden", "name": name, "value": value}))
        if tag == "ul" and self._list:
            self._list = False
            self._say("".join(map(_summed, self.summary)))
        if tag not in _VOID:
            self._say(f"</{tag}>")
        self._ends(tag)

    # --- what it becomes ------------------------------------------------------------------------------

    def _filled(self, tag: str, found: Attributes) -> str:
        """Put the answer into the attributes of a control, and return what stands between its tags."""
        name, kind = found.get("name") or "", found.get("type") or ""
        if tag == "option":
            found.pop("selected", None)
            if self._chosen and (found.get("value") or "") == self._chosen[0]:
                found["selected"] = None
            return ""
        if tag == "details":
            fold = self._look.folds[self._folds] if self._folds < len(self._look.folds) else set()
            self._folds += 1
            if any(self._answers.get(one) for one in fold) or fold & self.wrong.keys():
                found["open"] = None
        if found.get("id") == "errors" and self.summary:
            found.pop("hidden", None)
            found["autofocus"] = None
        if found.get("id") in self.wrong and tag != "label":
            self._describe(found)
        if tag not in _CONTROLS or name not in self._answers or kind == "hidden":
            if kind == "hidden":
                self._left.pop(name, None)
            return ""
        return self._answered(tag, name, kind, found)

    def _answered(self, tag: str, name: str, kind: str, found: Attributes) -> str:
        if kind in _CHOSEN:
            found.pop("checked", None)
            value = found.get("value") or ""
            if value in self._answers[name] or (not value and not any(self._answers[name])):
                found["checked"] = None
                if value in self._left.get(name, []):
                    self._left[name].remove(value)
            return ""
        rest = self._left.get(name, [])
        value = rest.pop(0) if rest else ""
        if tag == "select":
            self._chosen = [value]
        elif tag == "textarea":
            return "\n" + html.escape(value)  # the first line feed of a textarea is not part of it
        elif tag == "input":
            found["value"] = value
        return ""

    def _describe(self, found: Attributes) -> None:
        error = f"{found['id']}-error"
        found["aria-invalid"] = "true"
        found["aria-describedby"] = " ".join(filter(None, (found.get("aria-describedby"), error)))

    def _begins(self, tag: str, found: Attributes) -> None:
        name = found.get("for") if tag == "label" else found.get("id") if tag == "fieldset" else None
        if tag == "input" and found.get("id") in self.wrong:  # a box within its label, without words before it
            name = found["id"]
        if name in self.wrong and name not in self._told:
            self._question = [(name, "legend" if tag == "fieldset" else "label")]
        if tag == "p" and found.get("class") == "hint" and self._question:
            self._question[0] = (self._question[0][0], "p")
        if found.get("id") == "errors":
            self._list = bool(self.summary)
        if found.get("id") == "errors-h":
            self._heading = bool(self.summary)
        if tag == "title":
            self._title = True

    def _ends(self, tag: str) -> None:
        """Tell what is wrong below the words of a question, or below its hint."""
        if tag == "title":
            self._title = False
        if not self._question or self._question[0][1] != tag:
            return
        name = self._question[0][0]
        if tag != "p" and f"{name}-hint" in self._look.ids:
            return
        self._question = []
        self._told.add(name)
        self._say(f'<p class="error" id="{html.escape(name)}-error">{html.escape(self.wrong[name])}</p>')

    def _say(self, text: str) -> None:
        self.parts.append(text)


def _tag(tag: str, found: Attributes) -> str:
    words = [f" {key}" if value is None else f' {key}="{html.escape(value)}"' for key, value in found.items()]
    return f"<{tag}{''.join(words)}>"


def _summed(fault: tuple[str, str]) -> str:
    name, text = fault
    said = html.escape(text)
    return f'<li><a href="#{html.escape(name)}">{said}</a></li>' if name else f"<li>{said}</li>"


# --- the pages themselves -----------------------------------------------------------------------------


MOST_OCTETS = 2_000_000
SECONDS, AGAIN = 600.0, 30.0
"""For how long a page is taken for the newest one, and after how long one that could not be had is asked for again."""

PATIENCE = 5.0
"""Seconds in which our own site may bring a page."""

WAITING = 2.0
"""…and for how many of these people wait, who can do without."""


@dataclass
class _Page:
    """A page as it was had last; it is the newest until ``fresh``. ``asked`` at ``since``: the answer that comes."""

    text: str | None = None
    fresh: float = -inf
    asked: Future[None] | None = None
    since: float = -inf


class FormPages:
    """The form pages of the site. ``fetch`` returns one, or None where it cannot be had; ``clock`` gives seconds.

    A page is asked for by one at a time, in a thread of its own. Who comes first waits for it, others only where none
    was had before; once it was waited for long enough nobody does, so that a slow site costs a moment and no more.
    """

    def __init__(self, fetch: Callable[[str], str | None], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._pages: dict[str, _Page] = {}
        self._one = threading.Lock()

    async def page(self, url: str) -> str | None:
        """Return a page; an old one where the site does not answer, or not yet, and None where it never did."""
        with self._one:
            one, now = self._pages.setdefault(url, _Page()), self._clock()
            asked = one.asked
            first = asked is None and now >= one.fresh
            if first:
                asked, one.since = Future(), now
                one.asked = asked
                threading.Thread(target=self._get, args=(url, one, asked), daemon=True).start()
        left = one.since + WAITING - now
        if asked and left > 0 and (first or one.text is None):
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(asked)), left)
        return one.text

    def _get(self, url: str, one: _Page, asked: Future[None]) -> None:
        found = None
        with suppress(Exception):  # whatever it is, it is a page that cannot be had
            found = self._fetch(url)
        with self._one:
            one.text, one.asked = found or one.text, None
            one.fresh = self._clock() + (AGAIN if found is None else SECONDS)
        asked.set_result(None)


def fetch(url: str) -> str | None:
    """Return a page over the network; None where that fails, or where it is no page."""
    try:
        answer = get(url, OPERATOR._replace(patience=PATIENCE), MOST_OCTETS, "buurtkalender-receiver")
    except CannotReadError:
        return None
    return answer.octets.decode("utf-8", "replace") if answer.kind == "text/html" else None
