"""What a browser may do with a page (Content Security Policy, level 3)."""

from __future__ import annotations

from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; script-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser may do with a page. It runs no script; it may connect to its own site, where programs that judge pages
(Lighthouse) read robots.txt from within the page."""

OF_ALL_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self' https: mailto:"
)
"""What a host sends with every file: no page's own policy allows more. A browser obeys both (CSP 3, 4.2), so it is the
page itself that is strict; hosts that join headers cannot say one thing of one page and another of the rest."""


def form_policy(target: str) -> str:
    """Return the policy of a page with a form: our own script, what that fetches from us, and where the form goes.

    ``target`` is a whole address or ``mailto:``; empty where the form is not sent by the browser. A receiver is also
    asked by the script.
    """
    ours = _connecting(POLICY.replace("script-src 'none'", "script-src 'self'"), target)
    return ours.replace("form-action 'none'", f"form-action {target}") if target else ours


def policy_of_all_pages(receiver: str = "") -> str:
    """Return :data:`OF_ALL_PAGES` for a site with a receiver, at this address: forms may go there, and ask it."""
    policy = _connecting(OF_ALL_PAGES, receiver)
    own = _origin(receiver)
    return (
        policy
        if own.startswith("https:")
        else policy.replace("form-action 'self'", f"form-action 'self' {own}".rstrip())
    )


def _connecting(policy: str, receiver: str) -> str:
    return policy.replace("connect-src 'self'", f"connect-src 'self' {_origin(receiver)}".rstrip())


def _origin(url: str) -> str:
    """Return the origin of an address of the web, "" for any other."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
