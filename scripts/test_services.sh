#!/bin/sh
# Installs what the tests need and PyPI does not have: Virtuoso, for remote stores, and readers of what is exported
# (rapper, serdi, Jena's riot). Debian's package of Virtuoso's program alone has no service, so nothing is started. What
# cannot be installed is said in one line, and its tests are skipped.
set -u

say() { echo "$1, its tests will be skipped: $2" >&2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends "$@" >"$log" 2>&1
}

# need FILE-OR-PROGRAM PACKAGE
need() {
    command -v "$1" >/dev/null && return
    command -v apt-get >/dev/null || { say "$2 is not installed" "this is no Debian or Ubuntu"; return; }
    [ "$(id -u)" = 0 ] || { say "$2 is not installed" "run this as root: apt-get install $2"; return; }
    install "$2" || { timeout 300 apt-get update >"$log" 2>&1 && install "$2"; } ||
        { say "$2 is not installed" "$(tail -n 1 "$log")"; return; }
    echo "$2 is installed" >&2
}

need virtuoso-t virtuoso-opensource-7-bin
need rapper raptor2-utils
need serdi serdi
[ -f /usr/share/java/jena-arq.jar ] || need /usr/share/java/jena-arq.jar libapache-jena-java
