#!/usr/bin/env bash
# Install what the tests need from the system when it is missing and possible; otherwise say what will not run.
# usage: fetch-test-needs.sh [gettext]      (without argument: gettext, Chromium, and node with its packages)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
mode=${1:-}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

missing=()
command -v xgettext >/dev/null || missing+=(gettext)
if [ "$mode" != gettext ]; then
  [ -x /usr/bin/chromium ] || command -v chromium >/dev/null || missing+=(chromium)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
fi

installed() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing: $*"
  apt-get update -qq >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >>"$log" 2>&1 && return 0
  tail -5 "$log"
  return 1
}

second_opinion="the second opinion of Digital Bazaar's libraries"
if [ ${#missing[@]} != 0 ] && ! installed "${missing[@]}"; then
  for name in "${missing[@]}"; do
    case $name in
      chromium) echo "NOT RUN: the browser tests, since Chromium is missing (sudo apt-get install chromium)." ;;
      gettext) echo "NOT RUN: the extraction of messages, since xgettext is missing (sudo apt-get install gettext)." ;;
      *) echo "NOT RUN: $second_opinion, since $name is missing (sudo apt-get install $name)." ;;
    esac
  done
fi

# Packages of tests/conformance, as its lock file has them; nothing they bring is run while they are installed.
if [ "$mode" != gettext ] && command -v node >/dev/null && command -v npm >/dev/null; then
  here=tests/conformance
  if ! node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; then
    echo "NOT RUN: $second_opinion, since node is older than 18 ($(node --version))."
  elif ! [ "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ]; then
    if ! timeout 300 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error --prefix "$here" >"$log" 2>&1; then
      tail -3 "$log"
      echo "NOT RUN: $second_opinion, since its packages can't be fetched (npm ci --ignore-scripts --prefix $here)."
    fi
  fi
fi
exit 0
