#!/bin/sh
# Installs the programs that ask the endpoint in the tests and come from npm. Where that cannot be done it says so in one
# line, and the tests skip them.
set -u
cd "$(dirname "$0")/../tests/clients"

say() { echo "Clients from npm are not installed, their tests will be skipped: $1" >&2; exit 0; }

[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
command -v npm >/dev/null || say "there is no npm (Node 20)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout 600 npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1 || say "$(tail -n 1 "$log")"
touch node_modules/.package-lock.json
