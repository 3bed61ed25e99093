"""What axe-core finds wrong with a page. Where it cannot tell how text contrasts, the pixels are looked at."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from browser.window import SIGHT

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""WCAG 2.2 AA, and what axe advises beyond it."""

CONTRAST, OF_CONTRAST = "color-contrast", "wcag2aa"
"""The rule about it, and the tag by which that is meant too."""

OF_COLOUR = [CONTRAST, "link-in-text-block"]
"""What can be right in light and wrong in dark.

The others ask for names, roles and structure, which are the same however a page is drawn; but how large a target is,
and whether what can be slid can have the focus, differ with the width: look.js asks both of every width.
"""

RUN = """async ([only, sights, contrast]) => {
    const texts = sights.map((at) => sight.seen[at]);
    const marked = { 'data-unjudged': texts, 'data-target': sight.targets() };
    axe.configure({ rules: [
        { id: contrast, selector: '[data-unjudged]' }, { id: 'target-size', selector: '[data-target]' },
    ] });
    for (const [mark, every] of Object.entries(marked)) for (const one of every) one.setAttribute(mark, '');
    const { violations, incomplete } = await axe.run(document, {
        resultTypes: ['violations', 'incomplete'], preload: false, iframes: false,
        selectors: false, ancestry: true,
        runOnly: only, rules: { [contrast]: { enabled: texts.length > 0 } },
    });
    for (const [mark, every] of Object.entries(marked)) for (const one of every) one.removeAttribute(mark);
    const listed = (results) => results.flatMap(({ id, nodes }) =>
        nodes.map(({ ancestry, html, failureSummary: summary }) =>
            ({ id, target: ancestry[0], html: html.replace(/ data-(unjudged|target)=""/g, ''), summary })));
    return { wrong: listed(violations), unsure: listed(incomplete) };
}"""
"""By these rules the whole page, but contrast only of what was not seen before, and the size only of one target of each
kind: these two take axe longest.

All in one go: half of it is finding out once what stands where.
"""

WANTED = {True: 3.0, False: 4.5}
"""The contrast that large and other text needs (WCAG 2.2, 1.4.3)."""

HIDE = """(element, hidden) => {
    for (let one = element; one && !hidden; one = one.parentElement) one.scrollTo(0, 0);
    const value = hidden ? 'transparent' : '';
    for (const name of ['color', 'fill', 'text-decoration-color']) element.style.setProperty(name, value, 'important');
}"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Until what was asked for is drawn: a picture taken at once can still show the colours of before."""

PIXELS = """async (data) => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data: bytes } = context.getImageData(0, 0, image.width, image.height);
    const found = {};
    for (let at = 0; at < bytes.length; at += 4) {
        const colour = `${bytes[at]},${bytes[at + 1]},${bytes[at + 2]}`;
        found[colour] = (found[colour] ?? 0) + 1;
    }
    const some = image.width * image.height / 20;
    return Object.keys(found).filter((colour) => found[colour] >= some);
}"""
"""The colours of a picture that fill at least a twentieth of it: not those where two others meet."""

Colour = tuple[int, int, int]


class Judge:
    """Judges pages. What looks the same as something that it has seen, it does not look at again."""

    def __init__(self, blank: Page) -> None:
        self.blank = blank  # pictures are taken apart there: without the policy of the site
        self.known: set[str] = set()
        self.drawn: dict[str, float] = {}

    def findings(self, page: Page, only: list[str]) -> list[str]:
        """Return what is wrong with the page as it stands, by these rules or tags; what axe leaves open counts too."""
        texts = self._new(page) if {CONTRAST, OF_CONTRAST} & {*only} else []
        asked = [one for one in only if texts or one not in OF_COLOUR]
        if not asked:
            return []
        found = page.evaluate(RUN, [asked, texts, CONTRAST])
        wrong = [f"{one['id']}: {one['html'][:120]} {one['summary']}" for one in found["wrong"]]
        return wrong + [left for one in found["unsure"] if (left := self._settled(page, one))]

    def _new(self, page: Page) -> list[int]:
        """Return the texts on a page that look like none that was seen, each kind once."""
        sights = page.evaluate(f"{SIGHT} sight.all()")
        new = [at for at, one in enumerate(sights) if one not in self.known]
        self.known.update(sights)
        return new

    def _settled(self, page: Page, question: dict[str, Any]) -> str:
        if question["id"] != CONTRAST:
            return f"{question['id']} is open: {question['html'][:120]} {question['summary']}"
        element = page.locator(question["target"])
        ink, large, looks = element.evaluate(f"(element) => {{ {SIGHT} return sight.one(element) }}")
        if looks not in self.drawn:
            self.drawn[looks] = self._drawn(page, element, _colour(ink))
        reached = self.drawn[looks]
        return "" if reached >= WANTED[large] else f"{CONTRAST} {reached:.2f}: {question['html'][:120]}"

    def _drawn(self, page: Page, element: Locator, ink: Colour) -> float:
        """Return the least contrast of an element's text with what is drawn behind it."""
        element.evaluate(HIDE, True)  # noqa: FBT003 - an argument of the script
        page.evaluate(FRAMES)
        picture = page.screenshot(clip=element.bounding_box(), animations="disabled")
        element.evaluate(HIDE, False)  # noqa: FBT003 - likewise
        behind = self.blank.evaluate(PIXELS, b64encode(picture).decode())
        return min(ratio(ink, _colour(pixel)) for pixel in behind)


def _colour(text: str) -> Colour:
    red, green, blue = (int(part) for part in re.findall(r"\d+", text)[:3])
    return red, green, blue


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
