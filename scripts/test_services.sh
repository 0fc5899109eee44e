#!/bin/sh
# Installs what the tests need and PyPI does not have: Virtuoso, for remote stores, readers of what is exported (rapper,
# serdi, Jena's riot), Apache, for the rules of the permanent IRIs, and Chromium with Chinese letters, for the pages.
# Debian's packages of Virtuoso's and Apache's programs alone have no service, so nothing is started. What cannot be
# installed is said in one line, and its tests are skipped.
set -u

say() { echo "$1, its tests will be skipped: $2" >&2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends "$@" >"$log" 2>&1
}

# need FILE-OR-PROGRAM PACKAGE...
need() {
    program=$1
    shift
    command -v "$program" >/dev/null && return
    command -v apt-get >/dev/null || { say "$1 is not installed" "this is no Debian or Ubuntu"; return; }
    [ "$(id -u)" = 0 ] || { say "$1 is not installed" "run this as root: apt-get install $*"; return; }
    install "$@" || { timeout 300 apt-get update >"$log" 2>&1 && install "$@"; } ||
        { say "$1 is not installed" "$(tail -n 1 "$log")"; return; }
    echo "$* is installed" >&2
}

need chromium chromium fonts-noto-cjk
need virtuoso-t virtuoso-opensource-7-bin
need rapper raptor2-utils
need serdi serdi
need /usr/sbin/apache2 apache2-bin
[ -f /usr/share/java/jena-arq.jar ] || need /usr/share/java/jena-arq.jar libapache-jena-java
