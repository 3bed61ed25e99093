#!/usr/bin/env bash
# Installs what tests/hosting/test_servers.py runs, as far as it is missing (Debian, Ubuntu). No service is started, now
# or when the machine starts again: the tests start the servers themselves, each on a free port of 127.0.0.1.
set -euo pipefail

declare -A programs=([nginx]=nginx [caddy]=caddy [apache2]=apache2 [rsync]=rsync [curl]=curl)
missing=()
for package in "${!programs[@]}"; do
    command -v "${programs[$package]}" >/dev/null || missing+=("$package")
done
[ -e /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so ] || missing+=(libnginx-mod-http-brotli-filter)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Run this as root, or install them yourself." >&2
    exit 1
fi

# A policy of somebody else stays as it is; ours forbids packages to start what they bring.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >/dev/null

if command -v systemctl >/dev/null; then
    for package in "${missing[@]}"; do
        case $package in
        nginx | caddy | apache2) systemctl disable --quiet --now "$package" 2>/dev/null || true ;;
        esac
    done
fi
