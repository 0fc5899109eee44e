#!/bin/sh
# Builds what the browser runs: web/ -> src/smilekg/pages/static/. The packages are installed again when the lock changed.
set -eu
cd "$(dirname "$0")/../web"

stop() { echo "Error: the web pages' scripts and styles cannot be built: $1" >&2; exit 1; }

command -v npm >/dev/null && command -v node >/dev/null || stop "Node 20 or newer with npm is not installed"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "Node $(node --version) is older than 20"
if ! cmp -s package-lock.json node_modules/.lock-installed; then
    npm ci --ignore-scripts --no-progress --loglevel=error || stop "npm could not install the packages named in web/package-lock.json"
    cp package-lock.json node_modules/.lock-installed
fi
npm run --silent build || stop "the build in web/ failed, see above"
