"""Web servers of others on a free port of this computer, each with exactly the file that a municipality copies.

Only what has to differ here is put in its place: the port, the name of the site and the folder. What stands around it
is as little as the server starts with, close to what Debian's packages bring.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from patience import PATIENCE, until
from projects import ROOT

Command = Callable[[Path, Path, int], list[str]]
"""Writes the configuration of a server for a site, a folder to work in and a port; returns what starts it."""

SNIPPETS = ROOT / "hosting"
NAME = "buurtkalender.example.nl"
FOLDER = "/var/www/buurtkalender"
NGINX = """\
{modules}
user root;  # the tests' folders are for nobody else
worker_processes 1;
daemon off;
pid {work}/pid;
error_log stderr;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/site.conf;
}}
"""
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so"

APACHE = """\
ServerName 127.0.0.1
PidFile {work}/pid
ErrorLog {work}/errors
Listen 127.0.0.1:{port}
{modules}
TypesConfig /etc/mime.types
Include /etc/apache2/mods-available/deflate.conf
Include /etc/apache2/mods-available/mime.conf
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
Include {work}/site.conf
"""
APACHE_MODULES = "mpm_event authz_core dir mime negotiation setenvif filter deflate headers autoindex alias"

CADDY = """\
{{
	admin off
	auto_https off
	default_bind 127.0.0.1
}}
{site}
"""


def program(name: str) -> str:
    """Return where a program is; what is not installed is not tested, and that is a failure."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        pytest.fail(f"{name} is missing: run `make test-clients`, which installs it.")
    return found


def _put(text: str, old: str, new: str) -> str:
    """Put something in its place, which has to be there."""
    assert old in text, f"the snippet no longer says {old!r}"
    return text.replace(old, new)


def nginx(output: Path, work: Path, port: int, *, brotli: bool = False) -> list[str]:
    """Write the configuration of nginx, and return the command that starts it."""
    text = (SNIPPETS / "nginx.conf").read_text(encoding="utf-8")
    text = _put(text, "listen 80;\n    listen [::]:80;", f"listen 127.0.0.1:{port};")
    text = _put(text, f"server_name {NAME};", "server_name localhost;")
    text = _put(text, f"root {FOLDER};", f"root {output};")
    if brotli:
        start = text.index("# brotli on;")
        text = text[:start] + re.sub(r"^( *)# ?", r"\1", text[start:], flags=re.MULTILINE)
    (work / "site.conf").write_text(text)
    modules = f"load_module {BROTLI};" if brotli else ""
    (work / "nginx.conf").write_text(NGINX.format(work=work, modules=modules))
    return [program("nginx"), "-p", str(work), "-e", "stderr", "-c", str(work / "nginx.conf")]


def caddy(output: Path, work: Path, port: int) -> list[str]:
    """Write the configuration of Caddy, and return the command that starts it."""
    text = (SNIPPETS / "Caddyfile").read_text(encoding="utf-8")
    text = _put(text, f"\n{NAME} {{", f"\nhttp://127.0.0.1:{port}, http://{NAME}:{port} {{")
    text = _put(text, f"root * {FOLDER} ", f"root * {output} ")
    (work / "Caddyfile").write_text(CADDY.format(site=text))
    return [program("caddy"), "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


def apache(output: Path, work: Path, port: int, *, brotli: bool = False) -> list[str]:
    """Write the configuration of Apache, and return the command that starts it."""
    text = (SNIPPETS / "apache.conf").read_text(encoding="utf-8")
    text = _put(text, "<VirtualHost *:80>", f"<VirtualHost 127.0.0.1:{port}>")
    text = _put(text, f"Define BUURTKALENDER_NAME {NAME}", "Define BUURTKALENDER_NAME localhost")
    text = _put(text, f"Define BUURTKALENDER_ROOT {FOLDER}", f"Define BUURTKALENDER_ROOT {output}")
    (work / "site.conf").write_text(text)
    names = [*APACHE_MODULES.split(), *(["brotli"] if brotli else [])]
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in names)
    (work / "apache.conf").write_text(APACHE.format(work=work, port=port, modules=modules))
    return [program("apache2"), "-d", str(work), "-f", str(work / "apache.conf"), "-D", "FOREGROUND"]


@contextmanager
def running(command: list[str], work: Path, port: int) -> Iterator[int]:
    """Run a server, and stop it in the end; yields its port when it answers."""
    log = work / "log"
    environment = {**os.environ, "HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers. Fails with what it said when it does not."""

    def answers() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except OSError:
            return False
        return True

    until(lambda: process.poll() is not None or answers(), f"an answer of {process.args!r}")
    if process.poll() is None:
        return
    errors = log.parent / "errors"
    said = log.read_text(errors="replace") + (errors.read_text(errors="replace") if errors.exists() else "")
    pytest.fail(f"{process.args!r} does not answer:\n{said}")
