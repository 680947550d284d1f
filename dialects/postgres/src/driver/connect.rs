//! Opening a connection: with TLS, without, or first one and then the other, as `sslmode` says.

use aksara_driver::{DatabaseUrl, DriverError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, SslMode as TlsUse};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::{takes_no_options, unreachable};
use super::location::{CONNECT_TIMEOUT, Location, SslMode};
use super::tls::connector;

/// A client, the task that talks to the server, and how a second connection would be made to cancel a statement.
pub(super) struct Connected {
    pub(super) client: Client,
    pub(super) task: JoinHandle<()>,
    pub(super) tls: Option<MakeRustlsConnect>,
}

/// Connects.
pub(super) async fn connect(location: &Location, url: &DatabaseUrl) -> Result<Connected, DriverError> {
    let mut attempts = attempts(location);
    let last = attempts.pop().unwrap_or(TlsUse::Disable);
    for attempt in attempts {
        match open(location, attempt, url).await {
            Err(error) if may_try_otherwise(&error) => {}
            result => return result,
        }
    }
    open(location, last, url).await
}

/// Connects, without the settings of the startup message where a pooler takes none, and gives the location as it is then.
pub(super) async fn reach(
    location: &Location,
    url: &DatabaseUrl,
) -> Result<(Connected, Location), DriverError> {
    let mut location = location.clone();
    let connected = match connect(&location, url).await {
        Err(error) if location.sends_options && takes_no_options(&error) => {
            location.sends_options = false;
            connect(&location, url).await?
        }
        connected => connected?,
    };
    Ok((connected, location))
}

/// The uses of TLS to try, in order. A Unix socket needs none.
fn attempts(location: &Location) -> Vec<TlsUse> {
    let is_socket = location.config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(_) => false,
    });
    match location.ssl_mode {
        _ if is_socket => vec![TlsUse::Disable],
        SslMode::Disable => vec![TlsUse::Disable],
        SslMode::Allow => vec![TlsUse::Disable, TlsUse::Require],
        SslMode::Prefer => vec![TlsUse::Require, TlsUse::Disable],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => vec![TlsUse::Require],
    }
}

/// Whether the server was there and refused this use of TLS.
fn may_try_otherwise(error: &DriverError) -> bool {
    let DriverError::Unreachable {
        source: Some(source), ..
    } = error
    else {
        return false;
    };
    let Some(error) = source.downcast_ref::<tokio_postgres::Error>() else {
        return false;
    };
    match error.code() {
        Some(code) => *code == tokio_postgres::error::SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        None => error.to_string().to_lowercase().contains("tls"),
    }
}

async fn open(location: &Location, tls_use: TlsUse, url: &DatabaseUrl) -> Result<Connected, DriverError> {
    let mut config = location.config.clone();
    config.ssl_mode(tls_use);
    if location.sends_options && !location.options.is_empty() {
        config.options(&location.options);
    }
    if tls_use == TlsUse::Disable {
        let (client, connection) = in_time(&config, url, config.connect(NoTls)).await?;
        return Ok(Connected {
            client,
            task: drive(connection),
            tls: None,
        });
    }
    let tls = connector(location.ssl_mode, location.root_certificate.as_deref());
    let tls = tls.map_err(|reason| DriverError::Unreachable {
        url: url.masked(),
        reason,
        hint: Some("sslmode=verify-full needs the certificates of an authority".to_owned()),
        source: None,
    })?;
    let (client, connection) = in_time(&config, url, config.connect(tls.clone())).await?;
    Ok(Connected {
        client,
        task: drive(connection),
        tls: Some(tls),
    })
}

/// tokio-postgres limits the wait for each address alone; a server that takes the connection and then says nothing
/// would be waited for for ever.
async fn in_time<T>(
    config: &Config,
    url: &DatabaseUrl,
    connecting: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, DriverError> {
    let limit = config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
    match tokio::time::timeout(limit, connecting).await {
        Ok(connected) => connected.map_err(|error| unreachable(url, error)),
        Err(_) => Err(DriverError::Unreachable {
            url: url.masked(),
            reason: format!("no answer within {} s", limit.as_secs()),
            hint: Some("connect_timeout=SECONDS in the URL waits longer".to_owned()),
            source: None,
        }),
    }
}

/// The client learns of an error of the connection by its own calls.
fn drive<S, T>(connection: tokio_postgres::Connection<S, T>) -> JoinHandle<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        let _ = connection.await;
    })
}
