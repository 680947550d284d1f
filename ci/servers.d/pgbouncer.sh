# pgbouncer in transaction mode, in front of the instance `postgres` of the same state directory. See instances.sh for
# the variables.
# shellcheck shell=bash disable=SC2154

# Few connections to the server for many clients, so that transactions of one client meet different sessions.
pgbouncer_initialize() {
    local server accounts=$root$here_inside/accounts.txt
    server=$(pgbouncer_server)
    password=${server#*:*:}
    password=${password%%@*}
    printf '"postgres" "%s"\n' "$password" >"$accounts"
    pgbouncer_settings "$server" >"$root$here_inside/pgbouncer.ini"
    own "$accounts" "$root$here_inside/pgbouncer.ini"
}

# The URL of the server behind it, which is written once that server is ready.
pgbouncer_server() {
    local tries=0
    until [ -s "$state/postgres.exports" ]; do
        [ $((tries += 1)) -le 600 ] || return 1
        sleep 0.1
    done
    (
        # shellcheck source=/dev/null
        . "$state/postgres.exports"
        echo "$AKSARA_TEST_POSTGRES_URL"
    )
}

# Other users than this one are looked up in the server.
pgbouncer_settings() {
    local place=${1##*@}
    place=${place%%/*}
    cat <<END
[databases]
* = host=${place%%:*} port=${place##*:} auth_user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir = $here_inside
auth_type = scram-sha-256
auth_file = $here_inside/accounts.txt
pool_mode = transaction
default_pool_size = 4
max_client_conn = 400
END
}

pgbouncer_serve() {
    serve "$program" "$here_inside/pgbouncer.ini"
}

pgbouncer_url() {
    echo "postgres://postgres:$password@127.0.0.1:$port/aksara_test"
}

pgbouncer_socket() {
    echo "$root$here_inside"
}
