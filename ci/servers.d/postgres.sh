# PostgreSQL: initialize in $data, and serve. See instances.sh for the variables.
# shellcheck shell=bash disable=SC2154

postgres_initialize() {
    local bin=${program%/*}
    echo "$password" >"$root$here_inside/password"
    own "$root$here_inside/password"
    as_service "$bin/initdb" --pgdata="$data" --username=postgres --pwfile="$here_inside/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync
    postgres_settings >>"$root$data/postgresql.conf"
    as_service "$program" --single -D "$data" postgres <<<'CREATE DATABASE aksara_test'
}

postgres_settings() {
    cat <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$here_inside'
ssl = on
ssl_cert_file = '$here_inside/server.pem'
ssl_key_file = '$here_inside/server.key'
max_connections = 200
shared_buffers = 32MB
fsync = off
synchronous_commit = off
full_page_writes = off
END
}

postgres_serve() {
    serve "$program" -D "$data"
}

postgres_url() {
    echo "postgres://postgres:$password@127.0.0.1:$port/aksara_test"
}

# Clients of PostgreSQL want the directory, and find the socket in it by the port.
postgres_socket() {
    echo "$root$here_inside"
}
