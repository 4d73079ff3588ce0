# shellcheck shell=bash
# Sourced by run: Python with venv, and a Chromium for the browser tests.

# install PACKAGE...: with apt-get as root; else a sentence, and the end.
install() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Please install first: $*" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

# ensurepip is the part that Debian keeps in a package of its own.
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  install python3 python3-venv

if [ -z "${CHROMIUM:-}" ] && ! command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null; then
  install chromium fonts-liberation
fi

# For the tests of .deploy, which start one of their own. Debian keeps it where only root looks for programs.
if ! PATH="$PATH:/usr/sbin" command -v nginx >/dev/null; then
  install nginx
fi
