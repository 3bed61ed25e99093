"""Where the manual of the format lies."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

PAGES = {"nl": "formaat.md", "en": "format.md"}
"""The name of its page in each language that has one, in the folder ``docs``."""

_FOLDERS = {"github": "blob", "gitlab": "-/blob"}
"""What stands between a repository and a branch in the address of a file, by a part of the name of the host."""


def place(language: str) -> str:
    """Return the path of the manual in the repository, in a language that has one, else in English."""
    return f"docs/{PAGES.get(language, PAGES['en'])}"


def address(repository: str | None, branch: str, language: str) -> str:
    """Return the address of the manual at the forge; empty where the calendar names no repository.

    Forgejo and Gitea, which are what most others run, call the folder ``src/branch``.
    """
    if not repository:
        return ""
    host = urlsplit(repository).hostname or ""
    folder = next((folder for name, folder in _FOLDERS.items() if name in host), "src/branch")
    return f"{repository.rstrip('/').removesuffix('.git')}/{folder}/{quote(branch)}/{place(language)}"
