"""What the operator of a receiver decides: ``receiver.toml``, read and checked in one go.

What the site says of itself (its name, its address, where forms are sent) comes from ``pelican.conf.py``, so that it is
never said twice.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from buurtkalender.mail import MailServer

FILE = "receiver.toml"

Positive = Annotated[int, msgspec.Meta(ge=1)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


KEPT_DAYS = 365
"""What came in is kept for a year at most: the privacy page promises it."""


class ReceiverError(Exception):
    """The receiver cannot be started, or asked; the text says why and what to do."""


class RepositorySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The git repository that branches are made in: a clone of the receiver's own, bare or not.

    ``remote`` is a name or an address to fetch ``branch`` from and to push to; "" where the repository itself is what
    editors look at. ``content`` is the content folder in it.
    """

    path: Path
    remote: str = ""
    branch: Name = "main"
    content: Name = "content"
    push_with_token: bool = False


class Forge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where pull requests are opened. ``api`` is the address of its API; only GitHub's is known without saying."""

    kind: Literal["github", "gitea", "forgejo"] = "github"
    api: str = ""
    repository: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$")]
    token_file: Path | None = None


class Mail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Through whom editors get a mail of what came in. ``to`` is the site's own address unless it says another."""

    host: str
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Path | None = None
    sender: str
    to: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is taken: bytes, fields, and characters of a field; and how often in an hour.

    ``address`` is what is kept of one address; ``everybody`` what is kept with a proof of work, of all together;
    ``review`` what is kept without one, of all together. ``forms`` is how many forms one address may send without a
    right proof, whatever is in them; ``challenges`` for how many proofs it may ask, and how many links it may open.
    """

    octets: Positive = 65_536
    fields: Positive = 800
    characters: Positive = 20_000
    address: Positive = 60
    everybody: Positive = 300
    review: Positive = 40
    forms: Positive = 600
    challenges: Positive = 600


class SettingsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; a word that it does not know is a mistake in it. Relative paths start at its own folder.

    ``keep_days`` are the days after which the log forgets a submission, counted from the day on which it came in.
    """

    host: str = "127.0.0.1"
    port: Port = 8100
    log: Path = Path("receiver")
    secret_file: Path | None = None
    proxies: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    link_days: Annotated[int, msgspec.Meta(ge=1, le=400)] = 60
    keep_days: Annotated[int, msgspec.Meta(ge=30, le=KEPT_DAYS)] = KEPT_DAYS
    proof_cost: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 2_000
    repository: RepositorySettings | None = None
    forge: Forge | None = None
    mail: Mail | None = None
    limits: Limits = Limits()


class PublishedSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver has to know of the site. ``forms`` are the addresses of its form pages, by action."""

    name: str
    url: str
    submission_url: str
    language: str
    email: str
    calendar_id: str
    anchor: date
    public_holidays: tuple[str, ...] | None
    content: Path
    forms: dict[str, str]
    stylesheets: tuple[str, ...]
    icon: str

    @property
    def origins(self) -> tuple[str, str]:
        """The origins of the site, and of the receiver as people see it."""
        return origin(self.url), origin(self.submission_url)

    @property
    def prefix(self) -> str:
        """The folder that the receiver stands in: "" at the root of its host."""
        return urlsplit(self.submission_url).path.rstrip("/")

    @property
    def own(self) -> str:
        """The address of the receiver without a slash at its end."""
        return self.submission_url.rstrip("/")


def origin(url: str) -> str:
    """Return the origin of an address, as browsers write it (RFC 6454, 6.2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def load_receiver(file: Path) -> SettingsFile:
    """Read the file. Raises ReceiverError that tells what is missing or wrong in it."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReceiverError(f"{file}: {error.strerror}. Say with --receiver where {FILE} is.") from error
    except ValueError as error:
        raise ReceiverError(f"{file}: {error}") from error
    try:
        found = msgspec.convert(values, SettingsFile, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ReceiverError(f"{file}: {error}") from error
    if found.forge and (found.repository is None or not found.repository.remote):
        raise ReceiverError(f"{file}: [forge] needs a [repository] with a remote to push branches to.")
    if found.forge and found.forge.kind != "github" and not found.forge.api:
        raise ReceiverError(f"{file}: [forge] of this kind needs its api, such as https://git.example/api/v1.")
    return _rooted(found, file.resolve().parent)


def _path(kind: type, value: object) -> Path:
    """Take a text for a path; msgspec knows no paths itself."""
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError("write a path")


def _rooted(found: SettingsFile, folder: Path) -> SettingsFile:
    def at(path: Path | None) -> Path | None:
        return None if path is None else folder / path

    replace = msgspec.structs.replace
    return replace(
        found,
        log=folder / found.log,
        secret_file=folder / (found.secret_file or found.log / "secret"),
        repository=found.repository and replace(found.repository, path=folder / found.repository.path),
        forge=found.forge and replace(found.forge, token_file=at(found.forge.token_file)),
        mail=found.mail and replace(found.mail, password_file=at(found.mail.password_file)),
    )


def secret_of(found: SettingsFile) -> bytes:
    """Return the secret that links are signed with; made where there is none yet, for the receiver's user alone."""
    path = found.secret_file or found.log / "secret"
    with suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            hand_over(made, path.parent)
            file.write(secrets.token_urlsafe(48) + "\n")
    secret = _read(path)
    if len(secret) < 32:
        raise ReceiverError(f"{path}: a secret has at least 32 characters. Remove the file, and a new one is made.")
    return secret.encode()


def hand_over(file: int, folder: Path) -> None:
    """Give a new file to whom the folder is of: what root makes there, the receiver's own user has to read."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)


def token_of(forge: Forge | None, environment: str) -> str:
    """Return the token for the forge: from its file, else from the environment; "" where there is none."""
    return _read(forge.token_file) if forge and forge.token_file else environment.strip()


def server_of(mail: Mail) -> MailServer:
    """Return the mail server, with the password for it where it asks for one."""
    password = _read(mail.password_file) if mail.password_file else ""
    return MailServer(mail.host, mail.port, mail.security, mail.user, password)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ReceiverError(f"{path}: {error.strerror}.") from error
