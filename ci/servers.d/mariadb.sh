# MariaDB: initialize in $data, and serve. See instances.sh for the variables.
# shellcheck shell=bash disable=SC2154

# The authentication method "normal" would add root accounts without a password for the machine's addresses.
mariadb_initialize() {
    mysql_accounts >"$root$here_inside/accounts.sql"
    own "$root$here_inside/accounts.sql"
    as_service mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=socket \
        --auth-root-socket-user=root --skip-test-db --skip-name-resolve --force --extra-file="$here_inside/accounts.sql"
}

mariadb_serve() {
    local settings
    mapfile -t settings <<<"$(mysql_settings)"
    serve "$program" --no-defaults "${settings[@]}" --sync-frm=OFF --innodb-log-file-size=32M
}

mariadb_url() {
    echo "mariadb://root:$password@127.0.0.1:$port/aksara_test"
}

mariadb_socket() {
    mysql_socket
}
