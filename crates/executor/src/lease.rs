//! The lease: a row that says which runner may change the database, until when, by the database's own clock.
//!
//! It is for databases whose sessions hold no lock from one transaction to the next. One statement takes it where it has
//! expired; its number, which grows with each, is asked again in every transaction that commits.

use aksara_driver::{Connection, Fence, Row, Value};
use aksara_schema::{Field, FieldName, FieldType, InvalidName};

use crate::holder::LeaseHolder;
use crate::system_table::{SystemTable, SystemTableError, integer, nullable, text, varchar};

/// How long a lease lasts from the moment that it is taken or renewed, in seconds.
pub(crate) const SECONDS: u64 = 20;

/// The lease's table. It has one row.
pub(crate) const LEASE: SystemTable = SystemTable {
    name: "aksara_lock",
    fields: lease_fields,
};

fn lease_fields() -> Result<Vec<Field>, InvalidName> {
    let mut key = integer("id")?;
    key.primary_key = true;
    let number = |name| Ok(Field::new(FieldName::new(name)?, FieldType::BigInteger));
    Ok(vec![
        key,
        number("token")?,
        nullable(varchar("owner", 128)?),
        nullable(varchar("host", 255)?),
        nullable(number("process")?),
        number("taken_at")?,
        number("heartbeat_at")?,
        number("expires_at")?,
    ])
}

/// The lease that another runner holds, where one does and it has not expired.
pub(crate) async fn holder(connection: &mut dyn Connection) -> Result<Option<LeaseHolder>, SystemTableError> {
    let Some(clock) = connection.lease_clock() else {
        return Ok(None);
    };
    let sql = |table: &str| {
        format!(
            "SELECT token, owner, host, process, {clock} - taken_at AS seconds, {clock} - heartbeat_at AS renewed, \
             expires_at - {clock} AS rest FROM {table} WHERE id = 1 AND expires_at > {clock}"
        )
    };
    let rows = LEASE.rows(connection, sql).await?;
    rows.first().map(read).transpose()
}

fn read(row: &Row) -> Result<LeaseHolder, SystemTableError> {
    let number = |column| row.integer(column).ok_or_else(|| LEASE.foreign(column));
    Ok(LeaseHolder {
        token: number("token")?,
        user: row.text("owner").map(str::to_owned),
        host: row.text("host").map(str::to_owned),
        process: row.integer("process"),
        seconds: number("seconds")?,
        renewed: number("renewed")?,
        rest: number("rest")?,
    })
}

/// Takes the lease if nobody has it, and gives its number. Runs within a transaction that keeps other takers out.
pub(crate) async fn take(
    connection: &mut dyn Connection,
    clock: &str,
) -> Result<Option<i64>, SystemTableError> {
    LEASE.ensure(connection).await?;
    let table = LEASE.quoted(connection)?;
    let rows = LEASE
        .rows(connection, |table| format!("SELECT token FROM {table}"))
        .await?;
    if rows.is_empty() {
        let sql = format!(
            "INSERT INTO {table} (id, token, taken_at, heartbeat_at, expires_at) VALUES (1, 0, 0, 0, 0)"
        );
        LEASE.execute(connection, &sql, &[]).await?;
    }
    let [owner, host, process] = [1, 2, 3].map(|position| connection.placeholder(position));
    let sql = format!(
        "UPDATE {table} SET token = token + 1, owner = {owner}, host = {host}, process = {process}, \
         taken_at = {clock}, heartbeat_at = {clock}, expires_at = {clock} + {SECONDS} \
         WHERE id = 1 AND expires_at <= {clock}"
    );
    let taken = connection.execute_with(&sql, &us()).await;
    if taken.map_err(|source| LEASE.driver_error(source))? == 0 {
        return Ok(None);
    }
    let rows = LEASE
        .rows(connection, |table| {
            format!("SELECT token FROM {table} WHERE id = 1")
        })
        .await?;
    let token = rows.first().and_then(|row| row.integer("token"));
    token.map(Some).ok_or_else(|| LEASE.foreign("token"))
}

/// This process, as the row has it.
fn us() -> [Value; 3] {
    let known = |value: Option<String>| value.map_or(Value::Null, |value| text(&value));
    [
        known(whoami::username().ok()),
        known(whoami::hostname().ok()),
        Value::Integer(i64::from(std::process::id())),
    ]
}

/// Renews a lease; `false` where it is no longer ours.
pub(crate) async fn renew(
    connection: &mut dyn Connection,
    token: i64,
    clock: &str,
) -> Result<bool, SystemTableError> {
    let table = LEASE.quoted(connection)?;
    let sql = format!(
        "UPDATE {table} SET heartbeat_at = {clock}, expires_at = {clock} + {SECONDS} WHERE id = 1 AND token = {token}"
    );
    changed(connection, &sql).await
}

/// Gives a lease back; no error if it is no longer ours.
pub(crate) async fn give_back(connection: &mut dyn Connection, token: i64) -> Result<(), SystemTableError> {
    let table = LEASE.quoted(connection)?;
    let sql = format!("UPDATE {table} SET expires_at = 0 WHERE id = 1 AND token = {token}");
    changed(connection, &sql).await.map(|_| ())
}

/// Takes a lease away from a runner, which is thereby shut out; `false` where it had ended already.
pub(crate) async fn take_away(connection: &mut dyn Connection, token: i64) -> Result<bool, SystemTableError> {
    let table = LEASE.quoted(connection)?;
    let sql =
        format!("UPDATE {table} SET expires_at = 0, token = token + 1 WHERE id = 1 AND token = {token}");
    changed(connection, &sql).await
}

async fn changed(connection: &mut dyn Connection, sql: &str) -> Result<bool, SystemTableError> {
    let changed = connection.execute_with(sql, &[]).await;
    Ok(changed.map_err(|source| LEASE.driver_error(source))? > 0)
}

/// The condition of every commit under a lease.
pub(crate) fn fence(connection: &dyn Connection, token: i64) -> Result<Fence, SystemTableError> {
    let table = LEASE.quoted(connection)?;
    Ok(Fence {
        query: format!("SELECT token FROM {table} WHERE id = 1 AND token = {token} FOR UPDATE"),
    })
}
