# MySQL: initialize in $data, and serve; and what MariaDB shares with it. See instances.sh for the variables.
# shellcheck shell=bash disable=SC2154

mysql_initialize() {
    local settings
    mapfile -t settings <<<"$(mysql_settings)"
    mysql_accounts >"$root$here_inside/accounts.sql"
    own "$root$here_inside/accounts.sql"
    as_service "$program" --no-defaults "${settings[@]}" --initialize-insecure \
        --init-file="$here_inside/accounts.sql"
}

mysql_serve() {
    local settings
    mapfile -t settings <<<"$(mysql_settings)"
    serve "$program" --no-defaults "${settings[@]}" --mysqlx=OFF --innodb-redo-log-capacity=32M
}

mysql_url() {
    echo "mysql://root:$password@127.0.0.1:$port/aksara_test"
}

mysql_socket() {
    echo "$root$here_inside/server.sock"
}

# The server sees a socket as localhost and, with skip-name-resolve, TCP as an address. MariaDB's bootstrap
# refuses to change accounts before it has read them: hence the first line.
mysql_accounts() {
    cat <<END
FLUSH PRIVILEGES;
ALTER USER root@localhost IDENTIFIED BY '$password';
CREATE USER root@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;
CREATE DATABASE aksara_test;
END
}

# utf8mb4 is what distributions configure; MariaDB 10.11 without a configuration still says latin1.
mysql_settings() {
    cat <<END
--datadir=$data
--socket=$here_inside/server.sock
--pid-file=$here_inside/server.pid
--bind-address=127.0.0.1
--port=$port
--skip-name-resolve
--character-set-server=utf8mb4
--skip-log-bin
--secure-file-priv=$here_inside
--ssl-ca=$here_inside/ca.pem
--ssl-cert=$here_inside/server.pem
--ssl-key=$here_inside/server.key
--max-connections=200
--innodb-buffer-pool-size=32M
--innodb-flush-log-at-trx-commit=0
--innodb-doublewrite=OFF
--innodb-use-native-aio=OFF
--innodb-flush-method=nosync
END
}
