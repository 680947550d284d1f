# A throwaway certificate authority, and the one certificate that all servers of a state directory show.
# shellcheck shell=bash

make_certificates() {
    mkdir "$1"
    quietly sign_certificates "$1" || die 1 "openssl could not make the certificates"
    chmod 644 "$1/ca.pem" "$1/server.pem"
}

sign_certificates() (
    cd "$1" || exit
    new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    openssl req -x509 "${new_key[@]}" -keyout ca.key -out ca.pem -days 365 -subj '/CN=aksara test CA' &&
        openssl req "${new_key[@]}" -keyout server.key -out server.csr -subj /CN=localhost &&
        printf '%s\n' 'subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1' 'basicConstraints = CA:FALSE' \
            'extendedKeyUsage = serverAuth' >server.ext &&
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 \
            -extfile server.ext -out server.pem
)
