"""The line at the top of a content file that tells an editor which schema it follows, so that it completes and checks.

Editors with yaml-language-server (Visual Studio Code, Neovim, JetBrains with a plugin) read it. The schemas lie in the
folder ``schemas`` beside the content folder.
"""

from __future__ import annotations

START = "# yaml-language-server: "
FOLDER = "schemas"
_OF_SECTION = {
    "activities": "activity",
    "organisations": "organisation",
    "venues": "venue",
    "neighbourhoods": "neighbourhoods",
}


def modeline(path: str) -> str:
    """Return the line, without an end of line, for the file at ``path`` below the content folder."""
    section, _, name = path.partition("/")
    schema = _OF_SECTION.get(section) or name.removesuffix(".yaml")
    up = "../" * (path.count("/") + 1)
    return f"{START}$schema={up}{FOLDER}/{schema}.schema.json"


def has_modeline(text: str) -> bool:
    """Whether one of the comments at the top of this file is such a line, whatever schema it names."""
    for line in text.splitlines():
        if line.startswith(START.rstrip()):
            return True
        if line.strip() and not line.startswith("#"):
            return False
    return False
