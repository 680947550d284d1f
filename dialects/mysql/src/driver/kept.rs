//! The settings of a session that are put back after the user's SQL, which may change them.

use std::collections::BTreeMap;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};

use crate::flavour::{Flavour, ReportedRoles};
use crate::literal::quote_text;
use crate::name::quoted;

const SETTINGS: &str = include_str!("kept_settings.sql");
const PLACE: &str = "SELECT database(), current_role()";

/// A session as it was prepared: the database that names lead to, the role, and the settings that decide what a
/// statement means.
#[derive(Debug, Clone)]
pub(super) struct KeptSession {
    flavour: &'static Flavour,
    database: String,
    role: Option<String>,
    settings: BTreeMap<String, String>,
}

impl KeptSession {
    /// Reads what is there; `None` where no database is chosen.
    pub(super) async fn read(
        connection: &mut Conn,
        flavour: &'static Flavour,
    ) -> Result<Option<Self>, Error> {
        let (database, role) = place(connection).await?;
        let Some(database) = database else { return Ok(None) };
        Ok(Some(Self {
            flavour,
            database,
            role,
            settings: settings(connection).await?,
        }))
    }

    /// The database that was found.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// Keeps another value of a setting.
    pub(super) fn keep(&mut self, setting: &str, value: String) {
        self.settings.insert(setting.to_owned(), value);
    }

    /// Puts back what is another now. Tables that the user's SQL locked would keep it from the bookkeeping tables, and
    /// a clock that it stopped would date them.
    pub(super) async fn restore(&self, connection: &mut Conn) -> Result<(), Error> {
        connection
            .query_drop("UNLOCK TABLES; SET SESSION timestamp = DEFAULT")
            .await?;
        let (database, role) = place(connection).await?;
        if role != self.role {
            connection.query_drop(self.set_role()).await?;
        }
        if database.as_deref() != Some(self.database.as_str()) {
            let name = quoted(&self.database);
            connection.query_drop(format!("USE {name}")).await?;
        }
        let now = settings(connection).await?;
        let changed = self
            .settings
            .iter()
            .filter(|(name, value)| now.get(*name) != Some(*value));
        let changed: Vec<String> = changed
            .map(|(name, value)| format!("SESSION {name} = {}", setting_value(value)))
            .collect();
        if changed.is_empty() {
            Ok(())
        } else {
            connection.query_drop(format!("SET {}", changed.join(", "))).await
        }
    }

    fn set_role(&self) -> String {
        match (&self.role, self.flavour.catalog.roles) {
            (None, _) => "SET ROLE NONE".to_owned(),
            (Some(roles), ReportedRoles::Quoted) => format!("SET ROLE {roles}"),
            (Some(role), ReportedRoles::OneName) => format!("SET ROLE {}", quoted(role)),
        }
    }
}

/// The database, and the role where there is one: MySQL says NONE, MariaDB NULL.
async fn place(connection: &mut Conn) -> Result<(Option<String>, Option<String>), Error> {
    let row: Option<(Option<String>, Option<String>)> = connection.query_first(PLACE).await?;
    let (database, role) = row.unwrap_or_default();
    Ok((database, role.filter(|role| role != "NONE")))
}

async fn settings(connection: &mut Conn) -> Result<BTreeMap<String, String>, Error> {
    let rows: Vec<(String, String)> = connection.query(SETTINGS).await?;
    Ok(rows.into_iter().collect())
}

/// Numbers get no quotes: a text is no value of a setting that is a number.
fn setting_value(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(_) => value.to_owned(),
        Err(_) => quote_text(value),
    }
}
