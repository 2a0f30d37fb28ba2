#!/bin/sh
# Makes requirements/run.txt and requirements/dev.txt again from pyproject.toml.
#
#   requirements/lock.sh            keep the pinned releases, add what pyproject.toml newly asks for
#   requirements/lock.sh --upgrade  take the newest releases that pyproject.toml allows
#
# Run it with the oldest supported Python (3.11): a release that asks for a newer one cannot get in.
# Settings of this machine's pip (mirrors, local wheels, caps) are left out on purpose: every pin must be
# one that anybody can fetch, and no address may stand in a committed file.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_CONSTRAINT
export PIP_CONFIG_FILE=/dev/null

compile() {  # compile TARGET EXTRA-ARGUMENT...: reads further requirements from standard input
    target=$1
    shift
    .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
        --annotation-style line --extra postgres --output-file "$target" "$@" pyproject.toml -
    # The source that came through the pipe gets a name a reader understands.
    sed -i -e 's/-c requirements\/run.txt, //' -e "s/-r -/$name/" -e 's/relevo (pyproject.toml)/relevo/' "$target"
}

name='build'  # without extras: a file of constraints, as which the next step reads it, may have none
printf '%s\n' 'setuptools>=77' 'wheel' | compile requirements/run.txt --strip-extras "$@"

name='dev group'
.venv/bin/python -c '
import pathlib, tomllib
groups = tomllib.loads(pathlib.Path("pyproject.toml").read_text(encoding="utf-8"))
print("setuptools>=77", "wheel", *groups["dependency-groups"]["dev"], sep="\n")
' | compile requirements/dev.txt --no-strip-extras --constraint requirements/run.txt "$@"

if grep -nE '://|^--?(index|extra|find|trusted)' requirements/run.txt requirements/dev.txt; then
    echo 'requirements/lock.sh: an address stands in a lock file (above). Nothing to commit yet.' >&2
    exit 1
fi
echo "requirements/run.txt: $(grep -c == requirements/run.txt) packages; requirements/dev.txt: $(grep -c == requirements/dev.txt) packages."
