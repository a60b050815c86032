#!/usr/bin/env bash
# Make .venv with the given Python; on Debian the venv module is a package of its own.
set -euo pipefail
python=${1:?which python}
[ -x .venv/bin/python ] && [ -x .venv/bin/pip ] && exit 0
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Preuve needs Python 3.11 or later; $python is $("$python" --version)." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python's venv module is missing: install it first (sudo apt-get install python3-venv)." >&2
    exit 1
  fi
fi
"$python" -m venv .venv
