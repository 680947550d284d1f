//! One migration's statements as lines of a script.

use std::fmt::Write;

use aksara_dialect::{Command, Dialect, Statement};
use aksara_operations::Origin;

use crate::PlannedMigration;

/// The words that begin and end a transaction on every database.
pub(super) const TRANSACTION: (&str, &str) = ("BEGIN;", "COMMIT;");

/// Writes one migration. Each operation is named before the first of its statements.
pub(super) struct Writer<'a> {
    planned: &'a PlannedMigration,
    dialect: &'a dyn Dialect,
    shows_costs: bool,
    described: usize,
    text: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(planned: &'a PlannedMigration, dialect: &'a dyn Dialect) -> Self {
        let mut writer = Self {
            planned,
            dialect,
            shows_costs: false,
            described: 0,
            text: String::new(),
        };
        for note in &planned.transaction.notes {
            comment(&mut writer.text, &note.value);
        }
        // Without a file, the statements of operations are not separated.
        if planned
            .descriptions
            .iter()
            .all(|described| described.origin.is_none())
        {
            writer.descriptions_up_to(planned.descriptions.len());
        }
        writer
    }

    /// With the cost of each action, for a plan that is looked at.
    pub(super) fn with_costs(self) -> Self {
        Self {
            shows_costs: true,
            ..self
        }
    }

    pub(super) fn transaction(&mut self) {
        let transaction = &self.planned.transaction;
        self.statements(&transaction.before);
        let (begin, commit) = TRANSACTION;
        let is_transaction = transaction.is_atomic && !transaction.body.is_empty();
        if is_transaction {
            self.line(begin);
        }
        self.statements(&transaction.body);
        if is_transaction {
            self.line(commit);
        }
        self.statements(&transaction.after);
    }

    pub(super) fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.describe(statement);
            self.statement(statement);
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        // Writing into a text does not fail.
        let _ = writeln!(self.text, "{text}");
    }

    /// The text, with the operations named that have no statement.
    pub(super) fn finish(mut self) -> String {
        self.descriptions_up_to(self.planned.descriptions.len());
        self.text
    }

    /// Names the operations up to the statement's own.
    fn describe(&mut self, statement: &Statement) {
        let places = statement.origin.iter().chain(&statement.origins);
        let last = places.filter_map(|origin| self.position(origin)).max();
        if let Some(position) = last {
            self.descriptions_up_to(position + 1);
        }
    }

    /// The operation at a place, among those that are not named yet.
    fn position(&self, origin: &Origin) -> Option<usize> {
        let is_own = |position: &usize| {
            let described = self.planned.descriptions[*position].origin.as_ref();
            described.is_some_and(|described| described.holds(origin))
        };
        (self.described..self.planned.descriptions.len()).find(is_own)
    }

    fn descriptions_up_to(&mut self, end: usize) {
        for description in &self.planned.descriptions[self.described.min(end)..end] {
            comment(&mut self.text, &description.value);
        }
        self.described = self.described.max(end);
    }

    fn statement(&mut self, statement: &Statement) {
        if let Some(note) = &statement.note {
            comment(&mut self.text, note);
        }
        if let Some(cost) = statement.cost.filter(|_| self.shows_costs) {
            comment(&mut self.text, &format!("cost: {cost}"));
        }
        match &statement.command {
            Command::Sql(_) | Command::Backfill(_) => {}
            Command::Routine(_) => comment(
                &mut self.text,
                "the real run also keeps triggers and views; approximate SQL:",
            ),
            Command::Python(_) => comment(&mut self.text, "Python, which a script cannot run"),
        }
        for sql in statement.sql_texts() {
            self.line(&self.dialect.script_statement(without_end(sql)));
        }
    }
}

/// A comment of as many lines as the text has: none of them may become SQL.
pub(super) fn comment(script: &mut String, text: &str) {
    // PostgreSQL ends a comment at a carriage return as well.
    for line in text.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        // As above.
        let _ = writeln!(script, "-- {line}");
    }
}

/// The statement without a semicolon of its own. The user's statements, which may end otherwise, never have one.
fn without_end(sql: &str) -> &str {
    sql.trim().trim_end_matches(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn no_line_of_a_comment_becomes_sql() {
        let mut script = String::new();
        comment(&mut script, "one\rDROP TABLE a;\r\ntwo");
        assert_eq!(script, "-- one\n-- DROP TABLE a;\n-- two\n");
    }
}
