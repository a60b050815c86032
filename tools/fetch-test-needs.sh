#!/usr/bin/env bash
# Install what the tests need from the system when it is missing and possible; otherwise say what will not run.
# usage: fetch-test-needs.sh [gettext]      (without argument: gettext and Chromium)
set -uo pipefail
missing=()
command -v xgettext >/dev/null || missing+=(gettext)
if [ "${1:-}" != gettext ]; then
  [ -x /usr/bin/chromium ] || command -v chromium >/dev/null || missing+=(chromium)
fi
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing: ${missing[*]}"
  log=$(mktemp)
  if apt-get update -qq >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  tail -5 "$log"
fi
for name in "${missing[@]}"; do
  case $name in
    chromium) echo "NOT RUN: the browser tests, since Chromium is missing (sudo apt-get install chromium)." ;;
    gettext) echo "NOT RUN: the extraction of messages, since xgettext is missing (sudo apt-get install gettext)." ;;
  esac
done
exit 0
