//! The types of a statement's parameters and columns, without a prepared statement that outlasts a transaction.
//!
//! Behind a pooler in transaction mode the name of a prepared statement may be taken already on the session that is met,
//! or be gone on the next one. The client library learns types from such statements alone, so the server is asked here.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use aksara_dialect::{Fragment, FragmentKind, fragments};
use aksara_driver::DriverError;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio_postgres::types::{Kind, ToSql, Type};
use tokio_postgres::{Client, Error, SimpleQueryMessage, SimpleQueryRow};

use crate::lexis::LEXIS;

/// The statements that PREPARE takes (<https://www.postgresql.org/docs/18/sql-prepare.html>).
const PREPARED: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH"];

/// The ones that change rows.
const CHANGING: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "MERGE"];

/// Types without a number of their own that are read in another form.
const CASTS: [(&str, &str); 3] = [("citext", "text"), ("ltree", "text"), ("vector", "real[]")];

/// The types of the columns of [`columns_of`], by their numbers. A domain counts as what it is made of.
const COLUMN_TYPES: &str = "JOIN pg_type AS d ON d.oid = t.type \
    JOIN pg_type AS b ON b.oid = coalesce(nullif(d.typbasetype, 0), d.oid) \
    LEFT JOIN pg_type AS e ON e.oid = b.typelem ORDER BY t.n";

/// Types that were asked for, by their numbers.
pub(super) type KnownTypes = HashMap<u32, Type>;

/// The parameters of a query, as the client library takes them.
pub(super) type Typed<'a> = &'a [(&'a (dyn ToSql + Sync), Type)];

/// A column's type.
pub(super) struct ColumnType {
    pub(super) number: u32,
    name: String,
    is_enum: bool,
    is_array_of_enum: bool,
}

/// The types of a statement's parameters; none where the server does not report them for the statement, and each value is
/// then read as its place demands.
pub(super) async fn parameter_types(
    client: &Client,
    sql: &str,
    known: &mut KnownTypes,
) -> Result<Vec<Type>, Error> {
    if !is_prepared(sql) {
        return Ok(Vec::new());
    }
    let name = format!("aksara_{:016x}", RandomState::new().hash_one(0_u8));
    let asked = format!(
        "PREPARE {name} AS {sql}\n; SELECT p.type::oid AS type FROM pg_prepared_statements AS s, \
         unnest(s.parameter_types) WITH ORDINALITY AS p (type, n) WHERE s.name = '{name}' ORDER BY p.n; \
         DEALLOCATE {name}"
    );
    let mut types = Vec::new();
    for row in rows(client, &asked).await? {
        types.push(type_of(client, number(&row, 0), known).await?);
    }
    Ok(types)
}

/// One statement of a kind that PREPARE takes.
fn is_prepared(sql: &str) -> bool {
    let is_one = !fragments(sql, LEXIS).any(|fragment| fragment.is_symbol(";"));
    is_one && words(sql).next().is_some_and(|first| is_any(&first, &PREPARED))
}

/// Whether a statement is a query that may be within another one.
pub(super) fn is_nestable(sql: &str) -> bool {
    let is_query = words(sql).next().is_some_and(|first| {
        // FOR UPDATE may be within a subquery; a WITH that changes rows may not.
        is_any(&first, &["SELECT", "VALUES"])
            || (first.is_word("WITH") && !words(sql).any(|word| is_any(&word, &CHANGING)))
    });
    is_query && is_prepared(sql)
}

fn words(sql: &str) -> impl Iterator<Item = Fragment<'_>> {
    fragments(sql, LEXIS).filter(|fragment| fragment.kind == FragmentKind::Word)
}

fn is_any(word: &Fragment<'_>, words: &[&str]) -> bool {
    words.iter().any(|known| word.is_word(known))
}

fn type_of<'a>(
    client: &'a Client,
    number: u32,
    known: &'a mut KnownTypes,
) -> BoxFuture<'a, Result<Type, Error>> {
    async move {
        if let Some(found) = Type::from_oid(number).or_else(|| known.get(&number).cloned()) {
            return Ok(found);
        }
        let asked = format!(
            "SELECT t.typtype, t.typelem, t.typbasetype, t.typname, n.nspname FROM pg_type AS t \
             JOIN pg_namespace AS n ON n.oid = t.typnamespace WHERE t.oid = {number}"
        );
        let rows = rows(client, &asked).await?;
        let Some(row) = rows.first() else {
            return Ok(Type::UNKNOWN);
        };
        let (element, base) = (self::number(row, 1), self::number(row, 2));
        let kind = match (row.get(0), element, base) {
            (Some("e"), _, _) => Kind::Enum(Vec::new()),
            (_, _, base) if base != 0 => Kind::Domain(type_of(client, base, known).await?),
            (_, element, _) if element != 0 => Kind::Array(type_of(client, element, known).await?),
            _ => Kind::Simple,
        };
        let text = |position| row.get(position).unwrap_or_default().to_owned();
        let found = Type::new(text(3), number, kind, text(4));
        known.insert(number, found.clone());
        Ok(found)
    }
    .boxed()
}

/// The names of a query's columns. The query is not run.
pub(super) async fn column_names(
    client: &Client,
    sql: &str,
    parameters: Typed<'_>,
) -> Result<Vec<String>, Error> {
    let asked = format!(
        "SELECT k FROM (SELECT s.* FROM (SELECT) AS one LEFT JOIN (SELECT * FROM ({sql}\n) AS s LIMIT 0) AS s ON true) \
         AS q, json_object_keys(row_to_json(q)) AS k"
    );
    let rows = client.query_typed(&asked, parameters).await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

/// The types of a query's columns, of which there are so many. The query is not run.
pub(super) async fn column_types(
    client: &Client,
    sql: &str,
    count: usize,
    parameters: Typed<'_>,
) -> Result<Vec<ColumnType>, Error> {
    let types: Vec<String> = (1..=count).map(|n| format!("({n}, pg_typeof(q.c{n}))")).collect();
    let asked = format!(
        "SELECT b.oid, b.typname::text, b.typtype::text, e.typtype::text FROM (SELECT) AS one \
         LEFT JOIN (SELECT * FROM {} LIMIT 0) AS q ON true CROSS JOIN LATERAL (VALUES {}) AS t (n, type) {COLUMN_TYPES}",
        columns_of(sql, count),
        types.join(", "),
    );
    let rows = client.query_typed(&asked, parameters).await?;
    let is_enum = |kind: Option<&str>| kind == Some("e");
    rows.iter()
        .map(|row| {
            Ok(ColumnType {
                number: row.try_get(0)?,
                name: row.try_get(1)?,
                is_enum: is_enum(row.try_get(2)?),
                is_array_of_enum: is_enum(row.try_get(3)?),
            })
        })
        .collect()
}

/// A query within another one, with columns `c1`, `c2`, …
pub(super) fn columns_of(sql: &str, count: usize) -> String {
    let names: Vec<String> = (1..=count).map(|n| format!("c{n}")).collect();
    format!("({sql}\n) AS s ({})", names.join(", "))
}

impl ColumnType {
    /// Whether the client library knows it by its number.
    pub(super) fn is_built_in(&self) -> bool {
        Type::from_oid(self.number).is_some()
    }

    /// The type that its values are read as.
    pub(super) fn read_as(&self, column: &str) -> Result<Option<&'static str>, DriverError> {
        let cast = CASTS.iter().find(|(name, _)| *name == self.name);
        match cast {
            _ if self.is_built_in() => Ok(None),
            _ if self.is_enum => Ok(Some("text")),
            _ if self.is_array_of_enum => Ok(Some("text[]")),
            Some((_, cast)) => Ok(Some(cast)),
            None => Err(DriverError::Refused {
                message: format!(
                    "the column `{column}`: the type {} is not understood; cast it to text",
                    self.name
                ),
            }),
        }
    }
}

async fn rows(client: &Client, sql: &str) -> Result<Vec<SimpleQueryRow>, Error> {
    let messages = client.simple_query(sql).await?;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    Ok(rows.collect())
}

fn number(row: &SimpleQueryRow, position: usize) -> u32 {
    row.get(position)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_may_be_within_others_and_changes_may_not() {
        for (sql, expected) in [
            ("SELECT 1", true),
            ("-- x\n(SELECT 1)", true),
            ("WITH a AS (SELECT 1) SELECT * FROM a", true),
            ("SELECT 1 FOR UPDATE", true),
            ("WITH a AS (DELETE FROM b RETURNING c) SELECT * FROM a", false),
            ("INSERT INTO a VALUES ($1) RETURNING b", false),
            ("SHOW server_version", false),
            ("SELECT 1; SELECT 2", false),
        ] {
            assert_eq!(is_nestable(sql), expected, "{sql}");
        }
    }
}
