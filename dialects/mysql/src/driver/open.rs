//! Opening connections: TLS as asked for, in time, to a server that is new enough.

use std::str::FromStr;
use std::sync::Arc;

use aksara_dialect::ServerVersion;
use aksara_driver::{DatabaseUrl, DriverError, ServerIdentity};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Opts, OptsBuilder};

use super::error::{connect_error, statement_error};
use super::location::{Location, TlsMode, unreachable_url};
use super::tls::tls_options;
use crate::Mysql;
use crate::flavour::Flavour;
use crate::flavours::flavour_of;

/// Connects to a place.
pub(super) async fn open(url: &DatabaseUrl, location: Location) -> Result<(Conn, Location), DriverError> {
    let connection = connect(&location, url)
        .await?
        .map_err(|error| connect_error(error, url))?;
    Ok((connection, location))
}

/// Runs one statement on a URL's server, whether or not the URL names a database.
pub(super) async fn execute_on_server(url: &DatabaseUrl, sql: &str) -> Result<(), DriverError> {
    let mut connection = connect_to_server(url).await?;
    let run = connection.query_drop(sql).await;
    run.map_err(|error| statement_error(error, sql))?;
    connection
        .disconnect()
        .await
        .map_err(|error| connect_error(error, url))
}

/// A connection without a database.
async fn connect_to_server(url: &DatabaseUrl) -> Result<Conn, DriverError> {
    let location = Location {
        database: String::new(),
        ..Location::read_server(url)?
    };
    let connected = connect(&location, url).await?;
    connected.map_err(|error| connect_error(error, url))
}

/// The identity of a URL's server, whether or not the database exists.
pub(super) async fn server(url: &DatabaseUrl) -> Result<ServerIdentity, DriverError> {
    let unreachable = |error| connect_error(error, url);
    let mut connection = connect_to_server(url).await?;
    let (flavour, version) = identify(&mut connection).await.map_err(unreachable)?;
    connection.disconnect().await.map_err(unreachable)?;
    Ok(ServerIdentity {
        dialect: Arc::new(Mysql { flavour }),
        version,
    })
}

/// The flavour and version that a server says it is.
pub(super) async fn identify(connection: &mut Conn) -> Result<(&'static Flavour, ServerVersion), Error> {
    let text: String = connection
        .query_first("SELECT version()")
        .await?
        .unwrap_or_default();
    let version = ServerVersion::from_str(&text).map_err(|error| Error::Other(Box::new(error)))?;
    Ok((flavour_of(&text), version))
}

/// Refuses servers that are too old.
pub(super) fn demand_version(
    flavour: &'static Flavour,
    version: &ServerVersion,
    url: &DatabaseUrl,
) -> Result<(), DriverError> {
    let oldest = flavour.product.versions.oldest;
    if *version >= oldest {
        return Ok(());
    }
    Err(DriverError::Unreachable {
        url: url.masked(),
        reason: format!(
            "the server is {} {version}, and {oldest} is the oldest that works",
            flavour.name()
        ),
        hint: Some("upgrade the server".to_owned()),
        source: None,
    })
}

/// The outer error is a connection that took too long.
async fn connect(location: &Location, url: &DatabaseUrl) -> Result<Result<Conn, Error>, DriverError> {
    let connecting = async {
        match Conn::new(options(location)).await {
            // MySQL's PREFERRED: without TLS where the server has none.
            Err(Error::Driver(mysql_async::DriverError::NoClientSslFlagFromServer))
                if location.tls == TlsMode::Preferred =>
            {
                let plain = Location {
                    tls: TlsMode::Disabled,
                    ..location.clone()
                };
                Conn::new(options(&plain)).await
            }
            other => other,
        }
    };
    tokio::time::timeout(location.connect_timeout, connecting)
        .await
        .map_err(|_| {
            let seconds = location.connect_timeout.as_secs();
            let reason = format!("the server did not answer within {seconds} s");
            match unreachable_url(url, reason) {
                DriverError::Unreachable {
                    url, reason, source, ..
                } => DriverError::Unreachable {
                    url,
                    reason,
                    hint: Some("check host and port, or allow more by connect-timeout=…".to_owned()),
                    source,
                },
                other => other,
            }
        })
}

fn options(location: &Location) -> Opts {
    OptsBuilder::default()
        .ip_or_hostname(location.host.clone())
        .tcp_port(location.port)
        .socket(location.socket.clone())
        .prefer_socket(false)
        .user(location.user.clone())
        .pass(location.password.clone())
        .db_name(Some(location.database.clone()).filter(|name| !name.is_empty()))
        .ssl_opts(tls_options(location))
        // An UPDATE that finds a row with its values already set has affected it, as on other databases.
        .client_found_rows(true)
        .into()
}
