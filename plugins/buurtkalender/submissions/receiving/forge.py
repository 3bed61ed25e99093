"""Pull requests at the forge: GitHub, Gitea and Forgejo, whose interfaces share most."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from buurtkalender.submissions.http import OPERATOR, ask
from buurtkalender.submissions.receiving.settings import Forge
from buurtkalender.words.values import CannotReadError

_GITHUB = "https://api.github.com"
MOST_BYTES = 4 * 1024 * 1024


class ForgeError(Exception):
    """The forge did not do it; the text says what it answered, and never holds the token."""


class Requests:
    """Opens pull requests in the repository of the settings."""

    def __init__(self, settings: Forge, token: str) -> None:
        self._github = settings.kind == "github"
        self._owner, self._name = settings.repository.split("/")
        self._api = (settings.api or _GITHUB).rstrip("/")
        self._headers = {
            "Authorization": f"{'Bearer' if self._github else 'token'} {token}",
            "Accept": "application/vnd.github+json" if self._github else "application/json",
            "Content-Type": "application/json",
            "User-Agent": "buurtkalender-receiver",
        }

    def open(self, branch: str, base: str, title: str, body: str) -> str:
        """Return the address of the pull request of a branch; one that was opened before, also if it is closed, stays.

        Raises ForgeError when the forge cannot be reached or refuses.
        """
        if found := self._known(branch, base):
            return found
        content = {"title": title, "head": branch, "base": base, "body": body}
        status, made = self._ask(f"/repos/{self._owner}/{self._name}/pulls", content=content)
        if status == HTTPStatus.CREATED:
            return str(made.get("html_url", ""))
        if found := self._known(branch, base):  # another was quicker, or the answer of before was lost
            return found
        raise ForgeError(f"{status}: {str(made.get('message', ''))[:200]}")

    def _known(self, branch: str, base: str) -> str:
        pulls = f"/repos/{self._owner}/{self._name}/pulls"
        if self._github:
            query = {"head": f"{self._owner}:{branch}", "state": "all", "per_page": "1"}
            status, found = self._ask(pulls, query)
            rows = found if isinstance(found, list) else []
        else:
            status, found = self._ask(f"{pulls}/{base}/{branch}")
            if status == HTTPStatus.NOT_FOUND:
                return ""
            rows = [found]
        if status != HTTPStatus.OK:
            raise ForgeError(f"{status}: {str(found.get('message', '') if isinstance(found, dict) else '')[:200]}")
        mine = [row for row in rows if row.get("head", {}).get("ref") in {branch, None}]
        return str(mine[0].get("html_url", "")) if mine else ""

    def _ask(
        self, path: str, query: dict[str, str] | None = None, content: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        address = f"{self._api}{path}" + (f"?{urlencode(query)}" if query else "")
        body = msgspec.json.encode(content) if content else None
        try:
            answer = ask(address, OPERATOR, MOST_BYTES, self._headers, body)
            found = msgspec.json.decode(answer.octets) if answer.octets else {}
        except CannotReadError as error:
            reason = f" ({type(error.__cause__).__name__}: {error.__cause__})" if error.__cause__ else ""
            raise ForgeError(f"{error}{reason}") from error
        except msgspec.DecodeError as error:
            raise ForgeError(f"{answer.status}: no JSON") from error
        return answer.status, found
