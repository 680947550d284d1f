//! The things that the user's own code in a migration may have changed, as far as its statements show.
//!
//! The bare words of a statement are read: what a trigger or a function does that it calls is not seen. A SELECT counts for
//! all, since that is how such functions are called.

use aksara_dialect::{Dialect, UserStatement, user_statements};
use aksara_operations::{Effect, SqlCall};

use crate::Part;
use crate::chain::Link;

/// The things that code may have changed, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SqlImpact {
    /// Rows alone.
    Rows,
    /// Also what the schema has no word for: triggers, views, functions.
    Objects,
    /// Also indexes, and what some of them are: unique constraints.
    Indexes,
    /// Also tables.
    Tables,
}

/// The first words of statements that write rows.
const OF_ROWS: &[&str] = &["INSERT", "UPDATE", "DELETE", "REPLACE"];

/// The first words of statements about attributes of existing things, or about the session.
const OF_ATTRIBUTES: &[&str] = &["COMMENT", "GRANT", "REVOKE", "SET"];

/// The first words of statements that make, change or remove a thing, which the first noun names.
const OF_OBJECTS: &[&str] = &["CREATE", "ALTER", "DROP"];

/// Nouns of things that are no tables and no parts of the schema's words.
const OBJECTS: &[&str] = &[
    "AGGREGATE",
    "DOMAIN",
    "EVENT",
    "FUNCTION",
    "OPERATOR",
    "POLICY",
    "PROCEDURE",
    "RULE",
    "SEQUENCE",
    "STATISTICS",
    "TRIGGER",
    "TYPE",
    "VIEW",
];

/// Nouns that make it a table's.
const TABLES: &[&str] = &["TABLE", "INDEX", "SCHEMA", "DATABASE", "EXTENSION"];

/// The words that add a field, an index or a constraint in a table's statement.
const ADDING: &[&str] = &["ADD", "ATTACH", "CHANGE", "EXCHANGE", "MODIFY", "RENAME"];

impl SqlImpact {
    /// The things that the code of a migration may have changed on a database of this dialect.
    pub fn of(link: &Link, dialect: &dyn Dialect) -> Self {
        let impact = |effect: &Effect| match effect {
            Effect::RunSql(call) if call.changes_schema => Self::of_sql(call, dialect).min(Self::Objects),
            Effect::RunSql(call) => Self::of_sql(call, dialect),
            Effect::RunPython(_) => Self::Tables,
            Effect::Backfill(_)
            | Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_) => Self::Rows,
        };
        link.effects().map(impact).max().unwrap_or(Self::Rows)
    }

    /// Whether a thing of this kind may be the code's.
    pub fn includes(self, part: &Part) -> bool {
        match part {
            Part::Object(_) => self >= Self::Objects,
            Part::Index | Part::Constraint => self >= Self::Indexes,
            Part::Table | Part::Options | Part::Field => self == Self::Tables,
        }
    }

    fn of_sql(call: &SqlCall, dialect: &dyn Dialect) -> Self {
        // A statement that cannot be read did not run either.
        let statements = user_statements(&call.sql, dialect).unwrap_or_default();
        let impact = |statement: &UserStatement| Self::of_words(statement.words.iter().map(String::as_str));
        statements.iter().map(impact).max().unwrap_or(Self::Rows)
    }

    fn of_words<'a>(mut words: impl Iterator<Item = &'a str>) -> Self {
        let is_noun = |word: &&str| OBJECTS.contains(word) || TABLES.contains(word);
        match words.next() {
            Some(verb) if OF_ROWS.contains(&verb) => Self::Rows,
            Some(verb) if OF_ATTRIBUTES.contains(&verb) => Self::Objects,
            Some(verb) if OF_OBJECTS.contains(&verb) => match words.find(is_noun) {
                Some(noun) if OBJECTS.contains(&noun) => Self::Objects,
                Some("TABLE" | "INDEX") if verb == "ALTER" => Self::of_actions(words),
                Some("INDEX") => Self::Indexes,
                _ => Self::Tables,
            },
            _ => Self::Tables,
        }
    }

    /// The possible effect of the rest of ALTER TABLE.
    fn of_actions<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.collect();
        let is_remade = words.windows(2).any(|pair| pair == ["DROP", "CONSTRAINT"]);
        let actions = words.iter().zip(words.iter().skip(1).chain([&""]));
        let impact = |action: (&&str, &&str)| match action {
            (&"ADD", &"CONSTRAINT") if is_remade => Self::Indexes,
            (&"ADD", &"PRIMARY") => Self::Indexes,
            (&"ADD", &"SYSTEM") => Self::Objects,
            (word, _) if ADDING.contains(word) => Self::Tables,
            _ => Self::Objects,
        };
        actions.map(impact).max().unwrap_or(Self::Objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn the_first_words_of_a_statement_show_what_it_may_change() {
        for (words, expected) in [
            ("INSERT INTO T SELECT F", SqlImpact::Rows),
            ("CREATE OR REPLACE FUNCTION F RETURNS TRIGGER", SqlImpact::Objects),
            ("CREATE DEFINER TRIGGER T BEFORE INSERT ON A", SqlImpact::Objects),
            (
                "CREATE CONSTRAINT TRIGGER T AFTER INSERT ON A",
                SqlImpact::Objects,
            ),
            (
                "CREATE MATERIALIZED VIEW V AS SELECT A FROM TABLE",
                SqlImpact::Objects,
            ),
            ("COMMENT ON INDEX I IS", SqlImpact::Objects),
            ("ALTER TABLE A ENABLE ROW LEVEL SECURITY", SqlImpact::Objects),
            ("ALTER INDEX I SET", SqlImpact::Objects),
            (
                "ALTER TABLE A DROP CONSTRAINT B ADD CONSTRAINT B CHECK",
                SqlImpact::Indexes,
            ),
            (
                "ALTER TABLE A ADD CONSTRAINT B CHECK ADD C INTEGER",
                SqlImpact::Tables,
            ),
            ("ALTER TABLE ADD CONSTRAINT NOT NULL", SqlImpact::Tables),
            ("ALTER TABLE A ADD SYSTEM VERSIONING", SqlImpact::Objects),
            ("ALTER TABLE A ADD COLUMN B", SqlImpact::Tables),
            ("CREATE UNIQUE INDEX TRIGGER ON A", SqlImpact::Indexes),
            ("CREATE TABLE A", SqlImpact::Tables),
            ("SELECT F", SqlImpact::Tables),
            ("DO", SqlImpact::Tables),
        ] {
            assert_eq!(SqlImpact::of_words(words.split(' ')), expected, "{words}");
        }
    }

    #[test]
    fn parts_of_tables_are_the_code_s_that_reaches_tables() {
        let trigger = Part::Object("trigger".to_owned());
        assert!(!SqlImpact::Rows.includes(&trigger));
        assert!(SqlImpact::Objects.includes(&trigger) && !SqlImpact::Objects.includes(&Part::Field));
        assert!(SqlImpact::Indexes.includes(&Part::Index) && !SqlImpact::Indexes.includes(&Part::Field));
        assert!(SqlImpact::Tables.includes(&trigger) && SqlImpact::Tables.includes(&Part::Index));
    }
}
