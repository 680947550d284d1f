# Which servers there are, and where each lives. Adding a version is adding a line.
# shellcheck shell=bash disable=SC2034

roots=${AKSARA_SERVERS_ROOT:-/var/cache/aksara-servers}
default_names=(postgres mariadb mysql pgbouncer)
matrix_names=("${default_names[@]}" postgres18 mariadb11.8)

# Sets, for server $1: its kind (which file starts it), the suite of the chroot it lives in (empty: this
# machine's own packages), its packages, its main program, the middle of its variables' names.
# The cores are enough, and bring no system service with them.
describe() {
    name=$1 suite='' root=''
    case $name in
        postgres) kind=postgres packages=(postgresql-15) program=/usr/lib/postgresql/15/bin/postgres variable=POSTGRES ;;
        mariadb) kind=mariadb packages=(mariadb-server-core mariadb-client-core) program=/usr/sbin/mariadbd variable=MARIADB ;;
        mysql) kind=mysql suite=sid packages=(mysql-server-core) program=/usr/sbin/mysqld variable=MYSQL ;;
        postgres18) kind=postgres suite=sid packages=(postgresql-18) program=/usr/lib/postgresql/18/bin/postgres variable=POSTGRES18 ;;
        mariadb11.8) kind=mariadb suite=trixie packages=(mariadb-server-core mariadb-client-core) program=/usr/sbin/mariadbd variable=MARIADB118 ;;
        pgbouncer) kind=pgbouncer packages=(pgbouncer) program=/usr/sbin/pgbouncer variable=PGBOUNCER ;;
        *) die 2 "no server is called '$name'; there are: ${matrix_names[*]}" ;;
    esac
    # One root for each: the packages of MariaDB and MySQL exclude each other.
    if [ -n "$suite" ]; then root=$roots/$name; fi
}

# Sets names: the given ones, or the default ones. The pooler is of no use without the server behind it.
resolve_names() {
    local one
    names=()
    for one in "${@:-${default_names[@]}}"; do
        case $one in
            matrix) names+=("${matrix_names[@]}") ;;
            pgbouncer) names+=(postgres pgbouncer) ;;
            *) describe "$one" && names+=("$one") ;;
        esac
    done
    mapfile -t names <<<"$(printf '%s\n' "${names[@]}" | awk '!seen[$0]++')"
}

# MariaDB's initialization needs a program of its client's package.
is_installed() {
    [ -x "$root$program" ] && { [ "$kind" != mariadb ] || [ -x "$root/usr/bin/my_print_defaults" ]; }
}

# Needs describe first.
require_installed() {
    local one
    command -v openssl >/dev/null || die 3 "openssl is missing: apt-get install openssl, or 'ci/servers install' as root"
    for one in "$@"; do
        describe "$one"
        is_installed || die 3 "$one is not installed: run 'ci/servers install $one' as root"
        if [ -n "$suite" ] && ! is_root; then
            die 3 "$one lives in a chroot ($root): starting it needs root"
        fi
    done
}
