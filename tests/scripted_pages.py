"""Which pages have a script of ours: each of them is whole without it."""

from __future__ import annotations

import re

OURS = re.compile(r"/theme/js/([a-z]+)\.js\?[0-9a-f]{12}")
"""How a page asks for one."""

_SCRIPTS = {
    r"/": {"mine", "offline", "today"},
    r"/(vandaag|morgen|weekend)/": {"offline", "today"},
    r"/buurten/[^/]+/": {"mine", "offline"},
    r"/zoeken/": {"search"},
    r"/doorverwijzen/": {"finder"},
    r"/aanmelden/[^/]+/": {"form"},
}


def scripts_on(path: str) -> set[str]:
    """Return the names of the scripts of the page at an address."""
    return next((names for pattern, names in _SCRIPTS.items() if re.fullmatch(pattern, path)), set())
