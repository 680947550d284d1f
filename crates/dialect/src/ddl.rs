//! The DDL writer: statements assembled from sea-query's own fragment writers.
//!
//! sea-query has no builder for many DDL statements, and renders some of the others wrongly (its schema builders
//! cannot fail). So identifiers and literals are quoted by its fragment writers, types are always the dialect's own
//! spelling, and the words between them are written here. Only constants of the program go in through
//! [`Ddl::word`]; every name of the user's is quoted.

use aksara_schema::{FieldName, RawSql, TableName};
use sea_query::{Alias, IntoIden, QueryBuilder, QuotedBuilder, Value};

/// One SQL statement being written for a dialect's sea-query back end. Parts are separated by single spaces.
#[derive(Debug, Clone)]
pub struct Ddl<B> {
    backend: B,
    sql: String,
}

impl<B: QueryBuilder + QuotedBuilder> Ddl<B> {
    /// An empty statement.
    pub fn new(backend: B) -> Self {
        Self {
            backend,
            sql: String::new(),
        }
    }

    /// Keywords and punctuation of the program's own.
    #[must_use]
    pub fn word(mut self, word: &'static str) -> Self {
        self.push(word);
        self
    }

    /// SQL that was already written by a writer of this kind, or a type's spelling from a dialect's own table.
    #[must_use]
    pub fn fragment(mut self, sql: &str) -> Self {
        self.push(sql);
        self
    }

    /// A user's own SQL, unchanged.
    #[must_use]
    pub fn raw(mut self, sql: &RawSql) -> Self {
        self.push(sql.as_str());
        self
    }

    /// A quoted identifier.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        let quoted = quote_identifier(&self.backend, name);
        self.push(&quoted);
        self
    }

    /// A quoted table name with its namespace.
    #[must_use]
    pub fn table(mut self, table: &TableName) -> Self {
        let quoted = quote_table(&self.backend, table);
        self.push(&quoted);
        self
    }

    /// `(a, b, …)`, each quoted.
    #[must_use]
    pub fn fields<'a>(self, fields: impl IntoIterator<Item = &'a FieldName>) -> Self {
        let quoted: Vec<String> = fields
            .into_iter()
            .map(|field| quote_identifier(&self.backend, field.as_str()))
            .collect();
        self.list(quoted)
    }

    /// `(a, b, …)` of fragments already written.
    #[must_use]
    pub fn list(mut self, parts: impl IntoIterator<Item = String>) -> Self {
        let parts: Vec<String> = parts.into_iter().collect();
        self.push(&format!("({})", parts.join(", ")));
        self
    }

    /// A quoted text literal.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        let quoted = quote_text(&self.backend, text);
        self.push(&quoted);
        self
    }

    /// The part that `write` adds, only where the condition holds.
    #[must_use]
    pub fn when(self, condition: bool, write: impl FnOnce(Self) -> Self) -> Self {
        if condition { write(self) } else { self }
    }

    /// The statement.
    pub fn finish(self) -> String {
        self.sql
    }

    fn push(&mut self, part: &str) {
        if !self.sql.is_empty() {
            self.sql.push(' ');
        }
        self.sql.push_str(part);
    }
}

/// An identifier as the back end quotes it.
pub fn quote_identifier(backend: &impl QuotedBuilder, name: &str) -> String {
    let mut sql = String::new();
    backend.prepare_iden(&Alias::new(name).into_iden(), &mut sql);
    sql
}

/// A table's name as the back end quotes it, with its namespace.
pub fn quote_table(backend: &impl QuotedBuilder, table: &TableName) -> String {
    let name = quote_identifier(backend, table.name());
    match table.namespace() {
        Some(namespace) => format!("{}.{name}", quote_identifier(backend, namespace)),
        None => name,
    }
}

/// A text literal as the back end quotes it. [`aksara_schema::Literal::text`] refuses what it would corrupt.
pub fn quote_text(backend: &impl QueryBuilder, text: &str) -> String {
    backend.value_to_string(&Value::String(Some(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, SqliteQueryBuilder};

    const HOSTILE: &str = "a\"b`c'd\\; DROP TABLE x --";

    #[test]
    fn hostile_names_are_quoted_by_each_back_end() {
        assert_eq!(
            quote_identifier(&SqliteQueryBuilder, HOSTILE),
            "\"a\"\"b`c'd\\; DROP TABLE x --\""
        );
        assert_eq!(
            quote_identifier(&PostgresQueryBuilder, HOSTILE),
            "\"a\"\"b`c'd\\; DROP TABLE x --\""
        );
        assert_eq!(
            quote_identifier(&MysqlQueryBuilder, HOSTILE),
            "`a\"b``c'd\\; DROP TABLE x --`"
        );
    }

    #[test]
    fn parts_are_separated_by_single_spaces() {
        let table = TableName::qualified("app", "users").unwrap();
        let sql = Ddl::new(PostgresQueryBuilder)
            .word("ALTER TABLE")
            .table(&table)
            .word("DROP COLUMN")
            .name("email")
            .when(false, |ddl| ddl.word("CASCADE"))
            .finish();
        assert_eq!(sql, r#"ALTER TABLE "app"."users" DROP COLUMN "email""#);
    }
}
