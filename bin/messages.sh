#!/bin/sh
# Developers only: extract the texts of code and templates into locale/es and keep what is translated.
# Needs GNU gettext (Debian: apt-get install gettext).
#   bin/messages.sh                 extract and merge; prints what still lacks a translation
#   bin/messages.sh --take FILE.po  first take the translations of another catalog
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python bin/messages.py "$@"
