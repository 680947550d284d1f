# Private instances: a state directory holds their certificates, pid files, logs and exports. Each server's own
# directory is $root$here_inside: $here_inside is the path as the server sees it, inside its root.
# shellcheck shell=bash disable=SC2034,SC2154

# Sets state, and the traps that stop everything until they are reset.
start_instances() {
    local one
    starters=()
    state=$(mktemp -d "${TMPDIR:-/tmp}/aksara-servers.XXXXXX")
    trap abandon EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    chmod 755 "$state"
    : >"$state/aksara-servers"
    make_certificates "$state/tls"
    for one in "$@"; do
        # Its own process group (set -m), so that abandoning also ends what it runs.
        set -m
        start_instance "$one" "$(free_port ${#starters[@]})" >"$state/$one.log" 2>&1 </dev/null &
        set +m
        starters+=($!)
    done
    await_starters "$@"
    write_exports "$@"
}

await_starters() {
    local one failed='' starter=0
    for one in "$@"; do
        if ! wait "${starters[starter]}"; then
            failed+=" $one"
            tail -n 15 "$state/$one.log" >&2
        fi
        starter=$((starter + 1))
    done
    starters=()
    [ -z "$failed" ] || die 1 "did not start:$failed (the ends of their logs are above)"
}

start_instance() {
    describe "$1"
    port=$2 password=$(openssl rand -hex 12)
    prepare_directory
    "${kind}_initialize"
    rm -f "$root$here_inside/password" "$root$here_inside/accounts.sql"
    "${kind}_serve" >"$state/$name.server.log" 2>&1 &
    wait_until_ready $!
    (
        umask 077
        printf 'export AKSARA_TEST_%s_%s=%q\n' "$variable" URL "$("${kind}_url")" \
            "$variable" SOCKET "$("${kind}_socket")" >"$state/$name.exports"
    )
}

# In a root, the state directory has a link to it: stopping removes what the link names.
prepare_directory() {
    if [ -n "$root" ]; then
        here_inside=/srv/${state##*/}
        mkdir "$root$here_inside"
        ln -s "$root$here_inside" "$state/$name"
    else
        here_inside=$state/$name
        mkdir "$here_inside"
    fi
    data=$here_inside/data
    mkdir -m 700 "$root$data"
    cp "$state/tls/ca.pem" "$state/tls/server.pem" "$state/tls/server.key" "$root$here_inside"
    own "$root$here_inside" "$root$data" "$root$here_inside/server.key"
}

# PostgreSQL refuses to run as root, and the others need not: when root, every server runs as nobody.
own() {
    if is_root; then chown nobody "$@"; fi
    local one
    for one in "$@"; do
        if [ -f "$one" ]; then chmod 600 "$one"; fi
    done
}

as_service() {
    if is_root; then
        chroot --userspec=nobody:nogroup --groups= "${root:-/}" "$@"
    else
        "$@"
    fi
}

# Replaces the shell by the server, in a session of its own: Ctrl-C in the terminal is not for it.
serve() {
    echo "$BASHPID" >"$state/$name.pid"
    if is_root; then
        exec setsid chroot --userspec=nobody:nogroup --groups= "${root:-/}" "$@"
    else
        exec setsid "$@"
    fi
}

wait_until_ready() {
    local pid=$1 tries=0
    # They write nearly the same words when they accept connections.
    until grep -qE 'ready (to accept|for) connections|process up: PgBouncer' "$state/$name.server.log"; do
        if ! kill -0 "$pid" 2>/dev/null || [ $((tries += 1)) -gt 600 ]; then
            cat "$state/$name.server.log"
            return 1
        fi
        sleep 0.1
    done
}

write_exports() {
    local one
    : >"$state/exports"
    chmod 600 "$state/exports"
    for one in "$@"; do cat "$state/$one.exports" >>"$state/exports"; done
    printf 'export AKSARA_TEST_TLS_CA=%q\nexport AKSARA_SERVERS_STATE=%q\n' "$state/tls/ca.pem" "$state" >>"$state/exports"
}

is_state() {
    [ -f "$1/aksara-servers" ]
}

abandon() {
    local status=$? starter
    trap '' INT TERM HUP
    for starter in ${starters[@]+"${starters[@]}"}; do
        { kill -KILL -- "-$starter" && wait "$starter"; } 2>/dev/null || :
    done
    stop_instances "$state"
    exit "$status"
}

stop_instances() {
    local directory=$1 file link
    for file in "$directory"/*.pid; do
        if [ -f "$file" ]; then stop_process "$(cat "$file")" "${directory##*/}"; fi
    done
    for link in "$directory"/*; do
        if [ -L "$link" ]; then rm -rf -- "$(readlink "$link")"; fi
    done
    rm -rf -- "$directory"
}

# The data is thrown away, so there is no reason to wait for a clean shutdown; PostgreSQL takes QUIT as the
# order to end its children at once.
stop_process() {
    local pid=$1 mark=$2 tries=0
    while is_running "$pid" "$mark"; do
        case $((tries += 1)) in
            1) kill -QUIT "$pid" 2>/dev/null || : ;;
            50) kill -KILL "$pid" 2>/dev/null || : ;;
            150) die 1 "process $pid does not end" ;;
        esac
        sleep 0.1
    done
}

# The number may belong to another process by now: ours has the state directory's name among its arguments.
is_running() {
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$2"
}

# Without a terminal, the command gets a process group, and the signals that this script gets; bash would wait
# for a command in the foreground before it looks at a signal. With a terminal, the terminal sends to both.
run_command() {
    local child status=0
    if [ -t 0 ]; then
        "$@"
        return
    fi
    set -m
    "$@" <&0 &
    child=$!
    set +m
    trap 'kill -INT -- "-$child" 2>/dev/null || :' INT
    trap 'kill -TERM -- "-$child" 2>/dev/null || :' TERM HUP
    wait "$child" || status=$?
    while kill -0 "$child" 2>/dev/null; do
        status=0
        wait "$child" || status=$?
    done
    return "$status"
}
