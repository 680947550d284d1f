//! The things that the user's own code in a migration may have changed, as far as its statements show.
//!
//! The bare words of a statement are read: what a trigger or a function does that it calls is not seen. A SELECT counts for
//! all, since that is how such functions are called.

use aksara_dialect::{Dialect, ImpactWords, UserStatement, user_statements};
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

/// The first words of statements that make, change or remove a thing, which the first noun names.
const OF_OBJECTS: &[&str] = &["CREATE", "ALTER", "DROP"];

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
        let words = dialect.impact_words();
        let impact = |statement: &UserStatement| Self::of_statement(&statement.words, words);
        statements.iter().map(impact).max().unwrap_or(Self::Rows)
    }

    fn of_statement(statement: &[String], words: &ImpactWords) -> Self {
        let mut statement = statement.iter().map(String::as_str);
        let is_noun = |word: &&str| words.objects.contains(word) || words.tables.contains(word);
        match statement.next() {
            Some(verb) if words.rows.contains(&verb) => Self::Rows,
            Some(verb) if words.attributes.contains(&verb) => Self::Objects,
            Some(verb) if OF_OBJECTS.contains(&verb) => match statement.find(is_noun) {
                Some(noun) if words.objects.contains(&noun) => Self::Objects,
                Some("TABLE" | "INDEX") if verb == "ALTER" => Self::of_actions(statement, words),
                Some("INDEX") => Self::Indexes,
                _ => Self::Tables,
            },
            _ => Self::Tables,
        }
    }

    /// The possible effect of the rest of ALTER TABLE.
    fn of_actions<'a>(rest: impl Iterator<Item = &'a str>, words: &ImpactWords) -> Self {
        let rest: Vec<&str> = rest.collect();
        let is_remade = rest.windows(2).any(|pair| pair == ["DROP", "CONSTRAINT"]);
        let actions = rest.iter().zip(rest.iter().skip(1).chain([&""]));
        let impact = |action: (&&str, &&str)| match action {
            (&"ADD", &"CONSTRAINT") if is_remade => Self::Indexes,
            (&"ADD", &"PRIMARY") => Self::Indexes,
            (word, next) if words.not_adding.contains(&[*word, *next]) => Self::Objects,
            (word, _) if words.adding.contains(word) => Self::Tables,
            _ => Self::Objects,
        };
        actions.map(impact).max().unwrap_or(Self::Objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const WORDS: ImpactWords = ImpactWords {
        rows: &["INSERT"],
        attributes: &["COMMENT"],
        objects: &["FUNCTION", "TRIGGER", "VIEW"],
        tables: &["TABLE", "INDEX"],
        adding: &["ADD", "MODIFY"],
        not_adding: &[["ADD", "SYSTEM"]],
    };

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
            let statement: Vec<String> = words.split(' ').map(str::to_owned).collect();
            assert_eq!(SqlImpact::of_statement(&statement, &WORDS), expected, "{words}");
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
