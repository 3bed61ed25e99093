"""How what came in goes on to an editor: as a mail, or as a new file that stands ready at the forge."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from buurtkalender.submissions.form import Draft

LONGEST_LINK = 7500
"""The longest address in bytes; GitHub takes 8,191."""

_GITHUB = re.compile(r"https://github\.com/[^/\s]+/[^/\s]+")


def mail(found: Draft) -> str:
    """Return the text of the mail about it; its subject is ``found.subject``."""
    parts = [found.message, f"{found.path}\n\n{found.text}" if found.path else found.activity]
    return "\n\n".join(part for part in parts if part).strip() + "\n"


def new_file_link(repository: str | None, branch: str, folder: str, found: Draft) -> str:
    """Return the address on GitHub where the file stands ready, to be handed in with one press of a button.

    ``folder`` is the content folder in the repository. Empty where that cannot be: another forge, a file that exists
    already, or an address that would be longer than GitHub takes; then there is the download.
    """
    if not repository or not _GITHUB.fullmatch(repository) or found.action != "new" or not found.path:
        return ""
    inside, _, name = found.path.rpartition("/")
    query = urlencode({"filename": name, "value": found.text}, quote_via=quote)
    link = f"{repository}/new/{quote(branch)}/{quote(folder)}/{inside}?{query}"
    return link if len(link) <= LONGEST_LINK else ""
