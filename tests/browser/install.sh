#!/usr/bin/env bash
# Brings what the tests in this folder run, as far as it is missing (Debian, Ubuntu): a browser, Java, a font, and a
# library that the browser's driver needs. Usage: install.sh PYTHON
#
# Preferred is the Chromium without windows: it draws the same pages in a third of the time. Any other one will do where
# that cannot be had without asking.
set -euo pipefail

python=$1
quick=chromium-headless-shell
there() { command -v "$1" >/dev/null; }

missing=()
there java || missing+=(default-jre-headless)
"$python" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || missing+=(libatomic1)
there chromium || there "$quick" || missing+=(fonts-dejavu)
[ ${#missing[@]} -eq 0 ] && there "$quick" && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
    [ ${#missing[@]} -gt 0 ] || sudo -n true 2>/dev/null || exit 0
fi
if ! there apt-get; then
    [ ${#missing[@]} -eq 0 ] && exit 0
    echo "Missing: chromium or ${missing[*]}. Install it yourself: there is no apt here." >&2
    exit 1
fi

echo "Chromium, Java or what drives a browser is missing; installing it."
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
"${apt[@]}" update
if apt-cache show "$quick" >/dev/null 2>&1; then
    there "$quick" || missing+=("$quick")
elif ! there chromium; then
    missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] || "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >/dev/null
