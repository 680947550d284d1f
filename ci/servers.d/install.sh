# Installing: this machine's own packages with apt, newer ones in roots made by debootstrap.
# shellcheck shell=bash disable=SC2154

export DEBIAN_FRONTEND=noninteractive

install_servers() {
    local missing=() one
    command -v openssl >/dev/null || missing+=(openssl)
    for one in "$@"; do
        describe "$one"
        is_installed || missing+=("$one")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    require_debian "${missing[@]}"
    mkdir -p "$roots"
    # Two installs at once would fight over the packages and the roots. The subshell ends the lock and the traps.
    (
        exec 9>"$roots/.lock"
        flock 9
        install_missing "$@"
    )
}

require_debian() {
    local codename=''
    is_root || die 3 "not installed: $*; run 'ci/servers install' as root"
    # shellcheck source=/dev/null
    if [ -r /etc/os-release ]; then codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}"); fi
    [ "$codename" = bookworm ] ||
        die 3 "not installed: $*; ci/servers installs on Debian 12 only: set the AKSARA_TEST_*_URL variables to servers of your own"
}

install_missing() {
    local on_host=() in_roots=() one
    command -v openssl >/dev/null || on_host+=(openssl)
    for one in "$@"; do
        describe "$one"
        if is_installed; then continue; fi
        if [ -n "$suite" ]; then in_roots+=("$one"); else on_host+=("${packages[@]}"); fi
    done
    if [ ${#in_roots[@]} -gt 0 ] && ! command -v debootstrap >/dev/null; then on_host+=(debootstrap); fi
    if [ ${#on_host[@]} -gt 0 ]; then install_packages "${on_host[@]}"; fi
    for one in ${in_roots[@]+"${in_roots[@]}"}; do
        describe "$one"
        make_root
    done
}

apt() {
    quietly apt-get -o DPkg::Lock::Timeout=600 "$@" || die 1 "apt-get $* failed"
}

update_lists() {
    if [ -n "${lists_updated:-}" ]; then return; fi
    apt -qq update
    lists_updated=1
}

install_packages() {
    say "installing $*"
    update_lists
    trap restore_settings EXIT
    deny_service_starts
    case " $* " in
        *' postgresql-15 '*) deny_main_cluster ;;
    esac
    apt install --yes --no-install-recommends "$@"
    restore_settings
    trap - EXIT
}

policy=/usr/sbin/policy-rc.d
cluster_settings=/etc/postgresql-common/createcluster.conf

# Debian's way to say that installing a package must not start its service.
deny_service_starts() {
    set_aside "$policy"
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

# The package would make a cluster of its own, which would start at the next boot.
deny_main_cluster() {
    apt install --yes --no-install-recommends postgresql-common
    set_aside "$cluster_settings"
    echo 'create_main_cluster = off' >"$cluster_settings"
}

set_aside() {
    if [ -e "$1" ]; then mv "$1" "$1.aksara-saved"; fi
    aside+=("$1")
}

restore_settings() {
    local one
    for one in ${aside[@]+"${aside[@]}"}; do
        rm -f "$one"
        if [ -e "$one.aksara-saved" ]; then mv "$one.aksara-saved" "$one"; fi
    done
    aside=()
}

# The mirror that this machine's apt already uses for Debian itself.
mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Codename: bookworm' | head -n 1
}

# Made under another name and then renamed, so that a root that exists is whole.
make_root() {
    local from include partial=$root.partial
    from=$(mirror)
    if [ -z "$from" ]; then update_lists && from=$(mirror); fi
    [ -n "$from" ] || die 3 "apt has no source for Debian bookworm: add one to /etc/apt/sources.list.d to install $name"
    say "making a root of Debian $suite for $name in $root"
    include=$(IFS=, && echo "${packages[*]}")
    rm -rf "$partial" "$root"
    quietly with_apt_proxy debootstrap --variant=minbase --include="$include" "$suite" "$partial" "$from" ||
        die 1 "debootstrap of Debian $suite for $name failed"
    rm -rf "$partial"/var/cache/apt/* "$partial"/var/lib/apt/lists/* "$partial"/var/lib/postgresql/*/main
    mv "$partial" "$root"
}

# debootstrap does not read apt's settings.
with_apt_proxy() {
    local http_proxy=${http_proxy:-} https_proxy=${https_proxy:-}
    if [ -z "$http_proxy" ]; then eval "$(apt-config shell http_proxy Acquire::http::Proxy)"; fi
    if [ -z "$https_proxy" ]; then eval "$(apt-config shell https_proxy Acquire::https::Proxy)"; fi
    http_proxy=$http_proxy https_proxy=$https_proxy "$@"
}
