# shellcheck shell=bash disable=SC2154
# The checks of ./test. Each is a function check_NAME; its exit code says whether it holds, and 77 that
# something outside the project is missing.

FAST_CHECKS=(format lint types contracts locale migrations sqlite)
SLOW_CHECKS=(postgresql browser prove-restricted prove-commitments bench-plan bench-pages bench-networks)
MISSING=77
passed=()
failed=()
skipped=()

check_format() { .venv/bin/ruff format --check .; }

check_lint() { .venv/bin/ruff check .; }

check_types() { .venv/bin/mypy; }

check_contracts() { .venv/bin/lint-imports; }

check_locale() { tests_of tests/architecture/test_locale.py; }

check_migrations() { "$python" -m django makemigrations --check --dry-run; }

check_sqlite() {
    tests_of tests --ignore tests/e2e -n 2 --dist loadfile --cov --cov-report=term
}

# What never asks a database, or nothing that two could answer differently, is not asked twice.
WITHOUT_DATABASE=(e2e planner kernel formats architecture geodata web/desk/test_wall.py cli/test_bench.py)

check_postgresql() {
    start_postgres || return
    RELEVO_DATABASE_URL="postgresql://relevo@/relevo?host=$work/postgres" \
        tests_of tests "${WITHOUT_DATABASE[@]/#/--ignore=tests/}" -n 2 --dist loadfile
}

check_browser() {
    if [ -z "$(find_chromium)" ] || ! has_libatomic; then
        missing chromium libatomic1 fonts-dejavu-core
        return
    fi
    tests_of tests/e2e -n 2 --dist loadfile
}

check_prove-restricted() { command_holds prove restricted; }

check_prove-commitments() { command_holds prove commitments; }

check_bench-plan() { command_measures bench plan; }

check_bench-pages() { command_measures bench pages; }

check_bench-networks() { command_measures bench networks; }

tests_of() {
    local more=()
    [ "$size" != full ] || more+=(--full)
    .venv/bin/pytest -q -p no:cacheprovider "$@" "${more[@]}"
}

# Proofs and benchmarks run on an instance with the demo story; each prints one JSON object and exits 0
# only when what it claims holds.
command_holds() {
    local more=()
    [ "$size" != full ] || more+=(--full)
    if [ ! -e "$work/loaded" ]; then
        "$python" -m relevo.cli setup || return 1
        touch "$work/loaded"
    fi
    "$python" -m relevo.cli "$@" --json "${more[@]}"
}

# A time is a figure to read, never a test: a busy machine is no reason for a red run.
command_measures() {
    local code=0
    command_holds "$@" || code=$?
    [ "$code" -le 1 ]
}

is_check() {
    local name
    for name in "${FAST_CHECKS[@]}" "${SLOW_CHECKS[@]}"; do
        [ "$name" != "$1" ] || return 0
    done
    return 1
}

run_check() {
    local name=$1 started took code=0
    printf '==> %s\n' "$name"
    started=$(seconds_now)
    ("check_$name") >"$logs/$name.log" 2>&1 || code=$?
    took=$(($(seconds_now) - started))
    case $code in
        0)
            passed+=("$name")
            summary_of "$name"
            printf '    passed in %s s\n' "$took"
            ;;
        "$MISSING")
            skipped+=("$name")
            sed 's/^/    /' "$logs/$name.log"
            printf '    SKIPPED\n'
            ;;
        *)
            failed+=("$name")
            printf '    FAILED in %s s (test-artifacts/logs/%s.log)\n' "$took" "$name"
            ;;
    esac
}

# The lines of a passed check's log worth reading: counts, coverage, the figures of a benchmark.
summary_of() {
    grep -E '^(TOTAL|[0-9]+ passed|Contracts:|Success|\{)|no issues|files? (already|left)' "$logs/$1.log" \
        | tail -n 3 | cut -c1-300 | sed 's/^/    /'
}

report() {
    local name
    for name in "${failed[@]}"; do
        printf '\n==> %s FAILED: the end of test-artifacts/logs/%s.log\n' "$name" "$name"
        tail -n 60 "$logs/$name.log"
    done
    printf '\n'
    [ ${#failed[@]} -eq 0 ] || printf 'Failed: %s\n' "${failed[*]}"
    [ ${#skipped[@]} -eq 0 ] || printf 'Skipped, not proved: %s\n' "${skipped[*]}"
    printf '%s passed, %s failed, %s skipped\n' "${#passed[@]}" "${#failed[@]}" "${#skipped[@]}"
    [ ${#failed[@]} -eq 0 ]
}

# missing PACKAGE...: a check lacks Debian packages. Elsewhere that skips it; in CI nothing may be skipped.
missing() {
    printf 'Missing on this machine. Install with: sudo apt-get install --no-install-recommends %s\n' "$*"
    if [ "${CI:-}" = true ]; then return 1; fi
    return "$MISSING"
}

install_what_ci_needs() {
    local wanted=()
    if [ "${CI:-}" != true ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 0; fi
    [ -n "$(find_postgres)" ] || wanted+=(postgresql)
    [ -n "$(find_chromium)" ] || wanted+=(chromium)
    has_libatomic || wanted+=(libatomic1)
    [ -d /usr/share/fonts/truetype/dejavu ] || wanted+=(fonts-dejavu-core)
    [ ${#wanted[@]} -gt 0 ] || return 0
    echo "--> Installing ${wanted[*]}" >&2
    {
        apt-get update -q \
            && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}"
    } >"$logs/apt.log" 2>&1 || tail -n 5 "$logs/apt.log" >&2
}

find_chromium() { command -v chromium || command -v chromium-browser || true; }

has_libatomic() { compgen -G '/usr/lib/*/libatomic.so.1' >/dev/null; }  # the driver's Node needs it

# Prints the folder with initdb and pg_ctl: Debian's newest, else what PATH offers.
find_postgres() {
    local folder
    folder=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
    if [ -z "$folder" ] && command -v initdb pg_ctl >/dev/null; then
        folder=$(dirname "$(command -v initdb)")
    fi
    printf '%s' "$folder"
}

# PostgreSQL refuses to run as root.
as_nobody() {
    if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi
}

# Every test rolls its rows back, so dead ones pile up: a table is swept as soon as 50 have gathered.
# A cluster of its own, on a socket in the work folder: no port, no password, gone afterwards.
start_postgres() {
    local bin
    bin=$(find_postgres)
    if [ -z "$bin" ]; then
        missing postgresql
        return
    fi
    mkdir "$work/postgres"
    [ "$(id -u)" != 0 ] || chown nobody "$work/postgres"
    (
        cd "$work/postgres" || exit 1
        as_nobody "$bin/initdb" -D "$work/postgres/cluster" -U relevo -A trust -E UTF8 --locale=C.UTF-8 --no-sync
        as_nobody "$bin/pg_ctl" -D "$work/postgres/cluster" -w -l "$work/postgres/server.log" \
            -o "-k $work/postgres -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=40 \
                -c autovacuum_naptime=1s -c autovacuum_vacuum_cost_delay=0 -c autovacuum_vacuum_scale_factor=0" \
            start
        as_nobody "$bin/createdb" -h "$work/postgres" -U relevo relevo
    )
}

stop_postgres() {
    local bin
    bin=$(find_postgres)
    if [ -s "$work/postgres/cluster/postmaster.pid" ]; then
        (cd / && as_nobody "$bin/pg_ctl" -D "$work/postgres/cluster" -m immediate stop) >/dev/null 2>&1
    fi
}
