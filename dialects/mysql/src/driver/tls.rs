//! TLS options of the client library, by the mode that the URL asks for.

use mysql_async::SslOpts;

use super::location::{Location, TlsMode};

/// The options; `None` is without TLS. A socket file needs none: what passes through it stays on the machine.
pub(super) fn tls_options(location: &Location) -> Option<SslOpts> {
    let roots: Vec<_> = location
        .root_certificate
        .iter()
        .map(|path| path.clone().into())
        .collect();
    let has_roots = !roots.is_empty();
    let options = SslOpts::default()
        .with_root_certs(roots)
        .with_disable_built_in_roots(has_roots);
    match location.tls {
        TlsMode::Disabled => None,
        _ if location.socket.is_some() => None,
        TlsMode::Preferred => Some(options.with_danger_accept_invalid_certs(true)),
        TlsMode::VerifyIdentity => Some(options),
        TlsMode::VerifyAuthority => Some(options.with_danger_skip_domain_validation(true)),
    }
}
