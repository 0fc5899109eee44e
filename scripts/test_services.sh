#!/bin/sh
# Installs what the tests need and PyPI does not have: Virtuoso, and Chromium with Chinese letters. Debian's package of
# Virtuoso's program alone has no service, so nothing is started. What cannot be installed is said in one line each, and
# its tests are skipped.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT

packages() {
    DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y --no-install-recommends "$@" >"$log" 2>&1
}

# install NAME COMMAND PACKAGE...: the packages, where the command is not there yet.
install() {
    name=$1 command=$2
    shift 2
    command -v "$command" >/dev/null && return
    why=""
    command -v apt-get >/dev/null || why="this is no Debian or Ubuntu"
    [ -n "$why" ] || [ "$(id -u)" = 0 ] || why="run this as root: apt-get install $*"
    [ -n "$why" ] || packages "$@" || { timeout 300 apt-get update >"$log" 2>&1 && packages "$@"; } || why=$(tail -n 1 "$log")
    if [ -n "$why" ]; then
        echo "$name is not installed, its tests will be skipped: $why" >&2
    else
        echo "$name is installed: $(command -v "$command")" >&2
    fi
}

install Virtuoso virtuoso-t virtuoso-opensource-7-bin
install Chromium chromium chromium fonts-noto-cjk
