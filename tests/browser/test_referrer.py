"""What somebody looks for is told to no page that they go to next, as the page about privacy says."""

from __future__ import annotations

from browser.window import Window


def test_the_page_after_a_search_does_not_learn_what_was_looked_for(window: Window, hosts: dict[str, str]) -> None:
    page, told = window.page, dict[str, str]()
    page.on("request", lambda asked: told.update({asked.url: asked.all_headers().get("referer", "")}))
    page.goto(f"{hosts['demo']}/zoeken/?q=koffie")
    page.click("#results .card a")
    page.wait_for_url("**/activiteiten/**")
    assert told[page.url] == f"{hosts['demo']}/"
    assert told[f"{hosts['demo']}/zoeken/index.json"] == f"{hosts['demo']}/"
