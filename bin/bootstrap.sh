# shellcheck shell=sh disable=SC2154
# One bootstrap for ./run, ./test and ./relevo. Sourced, with $root set to the repository; afterwards
# $python is the interpreter of .venv. Progress goes to standard error, so that ./relevo can be piped.

venv=$root/.venv
python=$venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
    en*) language=en ;;
    *) language=es ;;
esac

t() {  # t SPANISH ENGLISH: the one that fits the locale; Spanish when it says neither
    if [ "$language" = en ]; then printf '%s' "$2"; else printf '%s' "$1"; fi
}

say() {
    printf -- '--> %s\n' "$(t "$1" "$2")" >&2
}

refuse() {  # refuse CODE SPANISH ENGLISH
    printf '%s\n' "$(t "$2" "$3")" >&2
    exit "$1"
}

seconds_now() {
    date +%s
}

# Prints the first usable interpreter. A command may be there and still not run (a shim of a version
# manager), so each is tried. The system's own python3 goes first: its venv package is the likelier one.
find_python() {
    without_venv=''
    for candidate in python3 python3.13 python3.12 python3.11; do
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            2>/dev/null || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
        without_venv=${without_venv:-$("$candidate" -c \
            'import sys; print("python%d.%d-venv" % sys.version_info[:2])')}
    done
    if [ -n "$without_venv" ]; then
        refuse 1 \
            "Falta el módulo venv de Python. Instálelo con: sudo apt install python3-venv (o $without_venv) y vuelva a intentarlo." \
            "Python's venv module is missing. Install it with: sudo apt install python3-venv (or $without_venv), then try again."
    fi
    found=$(python3 -V 2>/dev/null || true)
    refuse 1 \
        "Relevo necesita Python 3.11, 3.12 o 3.13; aquí hay: ${found:-ninguno}. Instálelo con: sudo apt install python3 python3-venv" \
        "Relevo needs Python 3.11, 3.12 or 3.13; found here: ${found:-none}. Install it with: sudo apt install python3 python3-venv"
}

# Installs what a lock file pins. On a terminal a counter shows that something moves. An answer of the
# registry that breaks off in the middle ends pip, whatever its own --retries: it is run up to three times,
# the second time on without its cache, where half an answer may lie.
install_locked() {  # install_locked LOCK-FILE
    total=$(grep -c '==' "$1")
    log=$venv/install.log
    say "Instalo $total paquetes con sus huellas comprobadas (un minuto, según la red)…" \
        "Installing $total packages, each checked against its hash (a minute, depending on the network)…"
    started=$(seconds_now)
    terminal=''
    [ ! -t 2 ] || terminal=yes
    for attempt in 1 2 3; do
        {
            "$python" -m pip install --progress-bar off --require-hashes --only-binary :all: -r "$1" 2>&1 \
                && echo 0 >"$venv/install.status" || echo 1 >"$venv/install.status"
        } | tee "$log" | awk -v total="$total" -v terminal="$terminal" '
            /^(Collecting|Requirement already satisfied)/ && terminal {
                count++; printf "\r    %d/%d", count, total > "/dev/stderr"
            }
            END { if (terminal) printf "\r" > "/dev/stderr" }'
        if [ "$(cat "$venv/install.status")" = 0 ] || [ "$attempt" = 3 ]; then break; fi
        say "La instalación se cortó; lo intento otra vez en $((attempt * 5)) s…" \
            "The installation broke off; trying again in $((attempt * 5)) s…"
        sleep $((attempt * 5))
        export PIP_NO_CACHE_DIR=1
    done
    if [ "$(cat "$venv/install.status")" != 0 ]; then
        tail -n 5 "$log" >&2
        refuse 1 \
            "La instalación no terminó; el registro completo está en $log. Revise la red y vuelva a intentarlo." \
            "The installation did not finish; the whole log is in $log. Check the network and try again."
    fi
    say "Paquetes listos en $(($(seconds_now) - started)) s." "Packages ready in $(($(seconds_now) - started)) s."
}

# Makes .venv hold exactly what a lock file says. A stamp with the hash of all that went in lets the next
# start skip this in milliseconds; the folder is part of it, because a moved .venv does not run.
set_up() {  # set_up run|dev
    wanted=$(cat "$root/requirements/run.txt" "$root/requirements/$1.txt" "$root/pyproject.toml" \
        | sha256sum | cut -d ' ' -f 1)" $root"
    if [ -x "$python" ] && [ "$(cat "$venv/stamp-$1" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi

    mkdir -p "$venv"
    exec 9>"$venv/lock"
    flock 9  # a second command started meanwhile waits, and then finds the stamp
    if [ "$(cat "$venv/stamp-$1" 2>/dev/null)" = "$wanted" ]; then
        exec 9>&-
        return 0
    fi
    # Made anew when it does not run (the system's Python was replaced) or when its folder was moved: its
    # scripts hold their own path.
    if ! "$python" -m pip --version >/dev/null 2>&1 || ! grep -q "^command = .* $venv\$" "$venv/pyvenv.cfg"; then
        base=$(find_python) || exit 1
        say "Creo el entorno .venv con $("$base" -V)…" "Creating .venv with $("$base" -V)…"
        "$base" -m venv --clear "$venv"
    fi
    install_locked "$root/requirements/$1.txt"
    "$python" -m pip install --quiet --no-deps --no-build-isolation --editable "$root" >>"$venv/install.log" 2>&1 \
        || refuse 1 "No se pudo instalar el propio proyecto; vea $venv/install.log." \
            "The project itself could not be installed; see $venv/install.log."
    printf '%s' "$wanted" >"$venv/stamp-$1"
    if [ "$1" = dev ]; then  # the development lock holds the run-time one
        run_wanted=$(cat "$root/requirements/run.txt" "$root/requirements/run.txt" "$root/pyproject.toml" \
            | sha256sum | cut -d ' ' -f 1)" $root"
        printf '%s' "$run_wanted" >"$venv/stamp-run"
    fi
    exec 9>&-
}
