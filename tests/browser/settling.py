"""Whoever reads a page of the sites waits by itself until the page stands: no test has to think of it.

What a page says of itself is ``aria-busy``, as it tells screen readers: from the moment at which somebody asks for
something until it is there. A test that wants to see a page while it is busy asks its ``main_frame``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright.sync_api import Error, Locator, Page

from patience import PATIENCE

READING = {
    Page: ("aria_snapshot", "content", "evaluate", "pdf", "screenshot", "title"),
    Locator: (
        "all", "all_inner_texts", "all_text_contents", "aria_snapshot", "bounding_box", "count", "evaluate",
        "evaluate_all", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked", "is_disabled",
        "is_editable", "is_enabled", "is_hidden", "is_visible", "screenshot", "text_content",
    ),
}  # fmt: skip
"""What asks a page something, beside its address. What does something on it goes ahead, as people do."""

STANDS = "document.readyState === 'complete' && !document.querySelector('[aria-busy=true]')"


def patient() -> None:
    """From now on in this process, wait with reading until the page stands."""
    for kind, names in READING.items():
        for name in names:
            setattr(kind, name, _waiting(getattr(kind, name)))
    address = Page.url
    Page.url = property(_waiting(address.fget))


def settle(page: Page) -> None:
    """Wait until a page is there and is not busy."""
    until(page, STANDS)


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds in a page; the site's policy refuses Playwright's own way of waiting."""
    wait(page, lambda: _holds(page, condition), condition)


def wait(page: Page, true: Callable[[], object], what: str) -> None:
    """Wait until something is so that a page or its browser brings about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{page.main_frame.url}: never {what}"
        page.wait_for_timeout(10)


def _holds(page: Page, condition: str) -> bool:
    try:
        return bool(page.main_frame.evaluate(f"Boolean({condition})"))
    except Error as error:
        if "navigation" in error.message:  # the page that was asked is gone, and the next one is coming
            return False
        raise


def _waiting(read: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(read)
    def reads(asked: Page | Locator, *arguments: Any, **more: Any) -> Any:
        settle(asked if isinstance(asked, Page) else asked.page)
        return read(asked, *arguments, **more)

    return reads
