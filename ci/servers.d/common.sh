# Messages and small helpers. Everything but the exports goes to stderr: stdout is for eval.
# shellcheck shell=bash

say() {
    printf 'ci/servers: %s\n' "$*" >&2
}

die() {
    local status=$1
    shift
    say "$@"
    exit "$status"
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# Runs a noisy command; its output is shown only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then tail -n 30 "$log" >&2; fi
    rm -f "$log"
    return "$status"
}

# Below the kernel's range of ephemeral ports, so that no outgoing connection can take it meanwhile. Servers that
# start together each have a slot (0 to 9) of their own, as none listens yet.
free_port() {
    local slot=$1 port
    while :; do
        port=$((20000 + RANDOM % 1200 * 10 + slot))
        if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}
