#!/usr/bin/env bash
# Installs the programs that the heavy tests ask what they show, with apt, when they are missing; compiles the small
# programs of ours that ask two of them. Does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")"

packages=(
    dbus evolution-data-server g++ gcc libecal2.0-dev libkf5calendarcore-dev libreoffice-calc pkg-config thunderbird tzdata
)

missing() {
    local package status
    for package in "${packages[@]}"; do
        status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
        [[ $status == installed ]] || echo "$package"
    done
}

# Builds a program when its source is newer: source, program, library, then compiler and flags.
build() {
    local source=$1 program=$2 flags
    flags=$(pkg-config --cflags --libs "$3" | sed 's/-I/-isystem /g')
    shift 3
    # shellcheck disable=SC2086 # flags are words
    [[ $program -nt $source ]] || "$@" -O1 -Wall -o "$program" "$source" $flags
}

mapfile -t wanted < <(missing)
if ((${#wanted[@]})); then
    echo "Installing ${wanted[*]}"
    as_root=()
    ((EUID == 0)) || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "${wanted[@]}"
fi

mkdir -p built
build kde.cpp built/kde KF5CalendarCore g++ -fPIC
build evolution.c built/evolution libecal-2.0 gcc
