#!/bin/sh
# Installs what the tests of remote stores need and PyPI does not have: Virtuoso. Debian's package of the program alone
# has no service, so nothing is started. Where it cannot be installed it says so in one line, and the tests skip it.
set -u

say() { echo "Virtuoso is not installed, its tests will be skipped: $1" >&2; exit 0; }

command -v virtuoso-t >/dev/null && exit 0
command -v apt-get >/dev/null || say "this is no Debian or Ubuntu"
[ "$(id -u)" = 0 ] || say "run this as root: apt-get install virtuoso-opensource-7-bin"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends virtuoso-opensource-7-bin >"$log" 2>&1
}
install || { timeout 300 apt-get update >"$log" 2>&1 && install; } || say "$(tail -n 1 "$log")"
echo "Virtuoso is installed: $(command -v virtuoso-t)" >&2
