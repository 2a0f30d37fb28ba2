# shellcheck shell=bash disable=SC2154
# The checks of ./test. Each is a function check_NAME; its exit code says whether it holds, and 77 that
# something outside the project is missing.

FAST_CHECKS=(format lint types contracts locale migrations sqlite)
SLOW_CHECKS=(postgresql browser prove-restricted prove-movements prove-commitments prove-cap prove-authz prove-two-worlds prove-consent prove-consent-postgresql prove-kill9 prove-kill9-postgresql prove-canaries prove-disclosure prove-audit bench-plan bench-pages bench-networks bench-names bench-cases bench-borders)
FULL_CHECKS=(coverage)
# What keeps one core busy runs two at a time: each row is worked off in its order, beside the other.
# The first proofs of row A share an instance; the longest one has a copy to itself, and the others make
# databases of their own. Nothing runs beside a measurement.
ROW_A=(types prove-restricted prove-commitments prove-cap prove-authz prove-two-worlds prove-audit
    prove-consent prove-consent-postgresql prove-kill9 prove-kill9-postgresql)
ROW_B=(format lint contracts locale migrations prove-movements prove-canaries prove-disclosure)
MISSING=77
passed=()
failed=()
skipped=()
beside=  # the process of the row beside, while there is one

check_format() { .venv/bin/ruff format --check .; }

check_lint() { .venv/bin/ruff check .; }

check_types() { .venv/bin/mypy; }

check_contracts() { .venv/bin/lint-imports; }

check_locale() { tests_of tests/architecture/test_locale.py; }

check_migrations() { "$python" -m django makemigrations --check --dry-run; }

check_sqlite() { tests_of tests --ignore tests/e2e -n 2 --dist loadfile; }

# The same tests, while it is written down which lines they run: that nearly doubles their time.
check_coverage() {
    tests_of tests --ignore tests/e2e -n 2 --dist loadfile --cov --cov-report=term
}

# What never asks a database, or nothing that two could answer differently, is not asked twice: phrases
# and pages of values that others have read, refusals of the command line, uploads that cannot be read,
# the drills, which play with the same actions that are asked twice.
WITHOUT_DATABASE=(
    e2e planner kernel formats architecture geodata wording web
)
WITHOUT_DATABASE_FILES=(cli/test_bad_input.py networks/test_malformed_directories.py demo/replay)
# Of the pages those are asked twice whose searches, lists and instants are the database's own work; what
# the others read and write is asked twice below them, in the tests of the data apps.
PAGES_ASKED_TWICE=(
    web/answer web/voice web/indicators web/desk/counts web/desk/emergencies web/desk/movements
    web/desk/test_list_pages.py web/desk/test_case_search.py web/desk/test_cases.py web/desk/test_loop_pages.py
    web/desk/test_oversight.py web/desk/test_sent_twice.py web/desk/test_crossings.py
    web/public/test_services.py web/public/test_figures.py web/test_time_machine.py
)
# Proofs and measurements are tried on SQLite; those whose claim depends on the database have a check of
# their own on PostgreSQL.
TRIED_ONCE=('test_prove*' 'test_bench*')

check_postgresql() {
    local folder asked=()
    start_postgres || return
    for folder in tests/*/; do
        folder=${folder#tests/} folder=${folder%/}
        is_one_of "$folder" "${WITHOUT_DATABASE[@]}" || asked+=("tests/$folder")
    done
    RELEVO_DATABASE_URL="postgresql://relevo@/relevo?host=$work/postgres" \
        tests_of "${asked[@]}" "${PAGES_ASKED_TWICE[@]/#/tests/}" "${WITHOUT_DATABASE_FILES[@]/#/--ignore=tests/}" \
        "${TRIED_ONCE[@]/#/--ignore-glob=*/cli/}" -n 2 --dist loadfile
}

check_browser() {
    if [ -z "$(find_chromium)" ] || ! has_libatomic; then
        missing chromium libatomic1 fonts-dejavu-core
        return
    fi
    prepare_instance || return 1
    PREPARED_INSTANCE=$work/prepared tests_of tests/e2e -n 2 --dist worksteal
}

check_prove-restricted() { command_holds prove restricted; }

check_prove-movements() {
    prepare_instance || return 1
    cp -a "$work/prepared" "$work/of-movements"
    RELEVO_DATA_DIR=$work/of-movements proof_of_its_own_holds movements
}

check_prove-consent() { proof_of_its_own_holds consent; }

check_prove-consent-postgresql() {
    start_postgres || return
    RELEVO_DATABASE_URL="postgresql://relevo@/relevo?host=$work/postgres" proof_of_its_own_holds consent
}

check_prove-kill9() { proof_of_its_own_holds kill9; }

check_prove-kill9-postgresql() {
    start_postgres || return
    RELEVO_DATABASE_URL="postgresql://relevo@/relevo?host=$work/postgres" proof_of_its_own_holds kill9
}

check_prove-canaries() { proof_of_its_own_holds canaries; }

check_prove-disclosure() { proof_of_its_own_holds disclosure; }

check_prove-commitments() { command_holds prove commitments; }

check_prove-cap() { command_holds prove cap; }

check_prove-authz() { command_holds prove authz; }

check_prove-two-worlds() { command_holds prove two-worlds; }

check_prove-audit() { command_holds prove audit; }

check_bench-plan() { command_measures bench plan; }

check_bench-pages() { command_measures bench pages; }

check_bench-networks() { command_measures bench networks; }

check_bench-names() { command_measures bench names; }

check_bench-cases() { command_measures bench cases; }

check_bench-borders() { command_measures bench borders; }

tests_of() {
    local more=()
    [ "$size" != full ] || more+=(--full)
    .venv/bin/pytest -q -p no:cacheprovider --durations=30 "$@" "${more[@]}"
}

# An instance with the demo story, which nobody uses: browser tests and proofs take copies of it.
# Both rows may ask for it at once: whoever comes second waits.
prepare_instance() {
    (
        flock 9
        [ ! -e "$work/is-prepared" ] || exit 0
        RELEVO_DATA_DIR=$work/prepared "$python" -m relevo.cli setup || exit
        touch "$work/is-prepared"
    ) 9>"$work/prepare.lock"
}

# Proofs and benchmarks run on an instance with the demo story; each prints one JSON object and exits 0
# only when what it claims holds.
command_holds() {
    local more=()
    [ "$size" != full ] || more+=(--full)
    if [ ! -e "$work/loaded" ]; then
        prepare_instance || return 1
        rm -rf "$RELEVO_DATA_DIR"
        cp -a "$work/prepared" "$RELEVO_DATA_DIR"
        touch "$work/loaded"
    fi
    "$python" -m relevo.cli "$@" --json "${more[@]}"
}

# A proof on a database that nobody else uses.
proof_of_its_own_holds() {
    local more=()
    [ "$size" != full ] || more+=(--full)
    "$python" -m relevo.cli prove "$1" --json "${more[@]}"
}

# A time is a figure to read, never a test: a busy machine is no reason for a red run.
command_measures() {
    local code=0
    command_holds "$@" || code=$?
    [ "$code" -le 1 ]
}

is_check() { is_one_of "$1" "${FAST_CHECKS[@]}" "${SLOW_CHECKS[@]}" "${FULL_CHECKS[@]}"; }

is_one_of() {  # is_one_of WANTED NAME...
    local wanted=$1 name
    shift
    for name in "$@"; do
        [ "$name" != "$wanted" ] || return 0
    done
    return 1
}

run_checks() {
    local name row_a=() row_b=()
    for name in "$@"; do
        if is_one_of "$name" "${ROW_A[@]}"; then
            row_a+=("$name")
        elif is_one_of "$name" "${ROW_B[@]}"; then
            row_b+=("$name")
        else
            run_rows
            run_row "$name"
            tell "$name"
        fi
    done
    run_rows
}

# Works off row_a and row_b of run_checks.
run_rows() {
    local name
    run_row "${row_a[@]}" &
    beside=$!
    run_row "${row_b[@]}"
    wait "$beside"
    beside=
    for name in "${row_a[@]}" "${row_b[@]}"; do
        tell "$name"
    done
    row_a=() row_b=()
}

# What came of each check goes to a file: the row beside is another process.
run_row() {
    local name started code
    for name in "$@"; do
        code=0
        printf '==> %s\n' "$name"
        started=$(seconds_now)
        ("check_$name") >"$logs/$name.log" 2>&1 || code=$?
        printf '%s %s\n' "$code" $(($(seconds_now) - started)) >"$work/$name.outcome"
    done
}

tell() {
    local name=$1 code took
    read -r code took <"$work/$name.outcome"
    printf '<== %s\n' "$name"
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

# Every test rolls its rows back, so dead ones pile up: a table is swept as soon as 50 have gathered. Swept
# between two tests it counts as empty, and loops within loops over "empty" tables took minutes: none are used.
# A cluster of its own, on a socket in the work folder: no port, no password, gone afterwards.
start_postgres() {
    local bin
    [ ! -e "$work/postgres/ready" ] || return 0
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
                -c autovacuum_naptime=1s -c autovacuum_vacuum_cost_delay=0 -c autovacuum_vacuum_scale_factor=0 \
                -c enable_nestloop=off -c jit=off" \
            start
        as_nobody "$bin/createdb" -h "$work/postgres" -U relevo relevo
    ) || return
    touch "$work/postgres/ready"
}

stop_postgres() {
    local bin
    bin=$(find_postgres)
    if [ -s "$work/postgres/cluster/postmaster.pid" ]; then
        (cd / && as_nobody "$bin/pg_ctl" -D "$work/postgres/cluster" -m immediate stop) >/dev/null 2>&1
    fi
}
