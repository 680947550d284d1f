//! Servers that tests need: found by an environment variable, else skipped in plain sight.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use crate::trial::{met_no_server, met_server};

/// The newer servers, which `ci/servers` starts for the whole matrix and `ci/test` does without.
const OF_THE_MATRIX: &[&str] = &["AKSARA_TEST_POSTGRES18_URL", "AKSARA_TEST_MARIADB118_URL"];

/// The variables that the program has said are not set.
static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The URL of a test server, from the variable that `ci/servers` exports. Without it, a line on standard error says once
/// that tests are skipped; where `CI` is `true`, `Err` says what is missing, unless it is one of the newer servers.
pub fn server_url(variable: &str) -> Result<Option<String>, String> {
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    match found_url(variable, std::env::var(variable).ok(), is_ci)? {
        Some(url) => {
            met_server();
            Ok(Some(url))
        }
        None => {
            met_no_server(format!("{variable} is not set"));
            say_skipped(variable);
            Ok(None)
        }
    }
}

/// The variable's value, if it has one. CI fails without one, so that no test is skipped there by mistake.
fn found_url(variable: &str, value: Option<String>, is_ci: bool) -> Result<Option<String>, String> {
    let url = value.filter(|url| !url.is_empty());
    if url.is_none() && is_ci && !OF_THE_MATRIX.contains(&variable) {
        return Err(format!("CI is true and {variable} is not set: start ci/servers"));
    }
    Ok(url)
}

/// Not by a print macro: the line shows although the test passes.
fn say_skipped(variable: &str) {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(variable.to_owned()) {
        let skipped = format!("skipped: {variable} is not set (ci/servers run cargo test sets it)\n");
        let _ = std::io::stderr().write_all(skipped.as_bytes());
    }
}

/// The URLs of those of these servers that there are.
pub fn server_urls(variables: &[&str]) -> Result<Vec<String>, String> {
    let urls = variables.iter().map(|variable| server_url(variable));
    urls.filter_map(Result::transpose).collect()
}

/// The same server's URL with another database's name.
pub fn with_database(url: &str, database: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    format!("{server}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newer_servers_may_be_missing_in_ci() {
        let found =
            |variable, value: Option<&str>, is_ci| found_url(variable, value.map(str::to_owned), is_ci);
        assert_eq!(found("URL", Some("mysql://"), true), Ok(Some("mysql://".into())));
        assert_eq!(found("URL", Some(""), false), Ok(None));
        assert_eq!(found(OF_THE_MATRIX[0], None, true), Ok(None));
        assert!(found("URL", None, true).unwrap_err().contains("URL is not set"));
    }
    use pretty_assertions::assert_eq;

    #[test]
    fn the_database_is_exchanged() {
        assert_eq!(
            with_database("postgres://me:x@host:1/a?sslmode=disable", "b"),
            "postgres://me:x@host:1/b?sslmode=disable"
        );
        assert_eq!(with_database("mysql://me@host/a", "b"), "mysql://me@host/b");
    }
}
