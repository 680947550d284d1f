//! Connections that a program has: taken over with their settings, and given back with them.
//!
//! Names lead where the program's own lead, and its role acts: what it has set stays. Only the settings by which values are
//! read are ours meanwhile. A transaction that is open is refused, since every migration commits its own.

use std::sync::Arc;

use aksara_driver::{DatabaseUrl, DriverError};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::connection::PostgresConnection;
use super::error::refused;
use super::location::Location;
use super::session::{Found, execute, is_in_transaction};

/// The settings that the program made since it connected. Who acts comes first: a change of it takes the role away.
const PROGRAMS_SETTINGS: &str = "SELECT name, current_setting(name) AS value \
    FROM unnest(ARRAY['session_authorization', 'role']) AS acting (name) \
    UNION ALL (SELECT name, current_setting(name) FROM pg_settings WHERE source = 'session' \
    AND context IN ('user', 'superuser') AND name NOT LIKE 'transaction%' ORDER BY name)";

/// Takes our settings away. Temporary tables are the program's.
const OURS_GO: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL";

impl PostgresConnection {
    /// Takes over a connection that the program has, with its settings: a client, or one that it shares in an `Arc` and
    /// does not use meanwhile. [`Self::release`] gives it back.
    ///
    /// The URL leads to the same database: a second connection stops a statement and sees who is in the way. Temporary tables
    /// may not last, since SQL of a migration may leave some. Settings of a name with a dot are gone afterwards: PostgreSQL
    /// lists none of them.
    pub async fn adopt(client: impl Into<Arc<Client>>, url: &DatabaseUrl) -> Result<Self, DriverError> {
        let client = client.into();
        let location = Location::parse(url)?;
        refuse_transaction(&client).await?;
        let programs = programs_settings(&client).await?;
        let mut found = Found::look(&client).await?;
        found.programs = programs;
        Self::prepared(client, found, (location, url)).await
    }

    /// Gives the connection back to the program, with the settings that it had.
    pub async fn release(self) -> Result<Arc<Client>, DriverError> {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let set = self.programs.iter();
        let set = set
            .map(|(name, value)| format!("; SELECT set_config({}, {}, false)", quoted(name), quoted(value)));
        execute(&self.client, &format!("{OURS_GO}{}", set.collect::<String>())).await?;
        Ok(self.client)
    }
}

async fn refuse_transaction(client: &Client) -> Result<(), DriverError> {
    if is_in_transaction(client).await? {
        return Err(DriverError::of_open_transaction());
    }
    Ok(())
}

async fn programs_settings(client: &Client) -> Result<Vec<(String, String)>, DriverError> {
    let messages = client.simple_query(PROGRAMS_SETTINGS).await;
    let messages = messages.map_err(|error| refused(PROGRAMS_SETTINGS, error))?;
    let settings = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
        _ => None,
    });
    Ok(settings.collect())
}
