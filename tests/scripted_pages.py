"""Which pages have a script of ours: each of them is whole without it."""

from __future__ import annotations

import re

OURS = re.compile(r"/theme/js/([a-z]+)\.js\?[0-9a-f]{12}")
"""How a page asks for one."""

_SCRIPTS = {
    r"/": {"mine", "today"},
    r"/(vandaag|morgen|weekend)/(\d+/)?": {"days", "offline", "today"},
    r"/buurten/[^/]+/": {"mine"},
    r"/activiteiten/[^/]+/[^/]+/": {"dates"},
    r"/locaties/[^/]+/(\d+/)?": {"hours"},
    r"/zoeken/": {"search"},
    r"/doorverwijzen/": {"finder"},
    r"/aanmelden/[^/]+/": {"form"},
    r"/(week|buurten|wijken|gemeenten|locaties|organisaties|themas|doelgroepen|doelen)/.+": {"days"},
    r"/(gratis|rolstoel|binnenlopen|alleen-komen|zonder-aanmelden|kinderen-welkom|kinderopvang)/(\d+/)?": {"days"},
}


def scripts_on(path: str, *, dated: bool, until: bool) -> set[str]:
    """Return the names of the scripts of a page: whether there are dates on it, or what holds ``until`` a moment."""
    found = next((names for pattern, names in _SCRIPTS.items() if re.fullmatch(pattern, path)), set())
    return (found if dated else found - {"dates"}) | ({"dates"} if until else set())
