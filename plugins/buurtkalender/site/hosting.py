"""How a host has to serve the files of a site: types, security headers, caching, and who may read them.

Some hosts read this from files in the output: ``_headers`` (Netlify, Cloudflare Pages) and ``.htaccess`` (Apache).
For nginx and Caddy it is written down in ``hosting/``; a test holds those against what stands here.
"""

from __future__ import annotations

from buurtkalender.feeds import formats
from buurtkalender.site.theme import CSS, DIGESTED, ICON, policy_of_all_pages


def security(receiver: str | None = None) -> dict[str, str]:
    """Return what goes with every answer of a site whose forms go to ``receiver``.

    Each page carries a stricter policy of its own, but a page cannot say who may frame it. Where somebody is, only the
    search page asks, and it works with that on the device alone: no page may send it anywhere (``connect-src``).
    """
    return {
        "Content-Security-Policy": f"{policy_of_all_pages(receiver or '')}; frame-ancestors 'none'",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    }


SECURITY = security()
"""The same for a site without a receiver, as it is written down in ``hosting/``."""

REVALIDATE = "no-cache"
"""Pages, feeds and data may be kept, but are asked for again before each use (RFC 9111, 5.2.2.4): a cancelled activity
has to show at once, and asking costs a 304 of some hundred bytes while nothing changed."""

FOR_EVER = "public, max-age=31536000, immutable"
"""What is asked for with a digest of its bytes never changes (RFC 9111, 5.2.2.1, and RFC 8246)."""

DIGEST = "[0-9a-f]{12}"
"""The query, as a regular expression, with which pages ask for such a file."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the end of the name. All text says that it is UTF-8, also JSON, where that is nothing new (RFC 8259, 8.1 and 11):
some programs take text without it for Latin-1."""

FEEDS = {
    one.file: f"{media}; charset=utf-8"
    for media in dict.fromkeys(one.media for one in formats.FEEDS)
    for one in formats.FEEDS
    if one.media == media and one is not formats.CALENDAR
}
"""By the whole name, before its end is looked at; those of one type together."""


def content_type(name: str) -> str:
    """Return the type of a file by its name without folders, or "" when no site holds such files."""
    return FEEDS.get(name) or TYPES.get(name[name.rfind(".") :], "")


def headers_file(receiver: str | None = None) -> str:
    """Return ``_headers``, for Netlify and Cloudflare Pages; forms go to ``receiver``.

    Cloudflare joins the values of a header that two matching rules set, Netlify takes one of them. So no two rules set
    the same header for one address, and nothing is said of what both already do: revalidate, and tell pages and data by
    their names. They know no query either; what has a rule for ever is never asked for without a digest.
    """
    rules: dict[str, dict[str, str]] = {"/*": security(receiver), "/data/*": {"Access-Control-Allow-Origin": "*"}}
    for pattern, kind in [("/*.ics", TYPES[".ics"]), *[(f"/*{name}", kind) for name, kind in FEEDS.items()]]:
        rules[pattern] = {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}
    for path in (CSS, ICON, *DIGESTED):
        rules[path] = {"Cache-Control": FOR_EVER}
    lines = []
    for pattern, headers in rules.items():
        lines += [pattern, *[f"  {name}: {value}" for name, value in headers.items()]]
    return "\n".join(lines) + "\n"


def htaccess(base: str = "", receiver: str | None = None) -> str:
    """Return ``.htaccess``, for Apache, as on most shared hosting.

    The site stands below ``base`` ("" or "/folder"), and its forms go to ``receiver``. It is made with
    the site because nothing that somebody puts into the output by hand survives a build.
    """
    types = "\n".join(f'AddType "{kind}" {end}' for end, kind in TYPES.items())
    feeds = "\n".join(f'<Files "{name}">\n    ForceType "{kind}"\n</Files>' for name, kind in FEEDS.items())
    secure = "\n".join(f'    Header always set {name} "{value}"' for name, value in security(receiver).items())
    squeezed = "|".join(end[1:] for end, kind in TYPES.items() if "charset" in kind or kind.endswith("xml"))
    names = "|".join(name.replace(".", r"\.") for name in FEEDS)
    return f"""\
# How Apache 2.4 has to serve this site. Made with it: changes belong in the configuration of the server.
# Needs AllowOverride FileInfo Indexes Options=Indexes,MultiViews, and mod_headers.

Options -Indexes -MultiViews
DirectoryIndex index.html
ErrorDocument 403 {base}/404.html
ErrorDocument 404 {base}/404.html

{types}
{feeds}

# The same bytes have the same ETag, also after they were uploaded again.
<IfModule mod_version.c>
    <IfVersion >= 2.4.47>
        FileETag Digest
    </IfVersion>
</IfModule>

<IfModule mod_headers.c>
{secure}
    Header always set Cache-Control "{REVALIDATE}"
    Header always set Cache-Control "{FOR_EVER}" \\
        "expr=%{{REQUEST_URI}} =~ m#^{base}/theme/# && %{{QUERY_STRING}} =~ /^{DIGEST}$/"
    Header always set Access-Control-Allow-Origin "*" \\
        "expr=%{{REQUEST_URI}} =~ m#^{base}/data/|\\.ics$|/({names})$#"
    # Compression ends a strong ETag in -gzip or -br, and would not know that again when it comes back. A weak one may
    # be that of both (RFC 9110, 8.8.1): then what is compressed is answered with 304 too.
    Header edit ETag "^(?:W/)?\\"(.*?)(-gzip|-br)?\\"$" "W/\\"$1\\""
</IfModule>

<FilesMatch "\\.({squeezed})$">
    <IfModule mod_deflate.c>
        SetOutputFilter DEFLATE
        <IfModule mod_brotli.c>
            SetOutputFilter BROTLI_COMPRESS;DEFLATE
        </IfModule>
    </IfModule>
</FilesMatch>
"""
