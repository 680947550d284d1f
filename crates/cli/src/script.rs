//! A migration's statements as an SQL script that a person can read and a database can run.

use std::fmt::Write;

use aksara::{Command, PlannedMigration, Statement, Unit};

/// What opens and closes the transaction of a database that rolls schema changes back.
const TRANSACTION: (&str, &str) = ("BEGIN;", "COMMIT;");

/// The script of one migration. Each operation is named before the first of its statements.
pub fn script(planned: &PlannedMigration) -> String {
    let mut writer = Writer {
        planned,
        described: 0,
        text: String::new(),
    };
    writer.unit(&planned.unit);
    writer.descriptions_up_to(planned.descriptions.len());
    writer.text
}

struct Writer<'a> {
    planned: &'a PlannedMigration,
    described: usize,
    text: String,
}

impl Writer<'_> {
    fn unit(&mut self, unit: &Unit) {
        self.statements(&unit.before);
        let (begin, commit) = TRANSACTION;
        let is_transaction = unit.is_atomic && !unit.body.is_empty();
        if is_transaction {
            self.line(begin);
        }
        self.statements(&unit.body);
        if is_transaction {
            self.line(commit);
        }
        self.statements(&unit.after);
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.describe(statement);
            self.statement(statement);
        }
    }

    /// Names the operations up to the statement's own.
    fn describe(&mut self, statement: &Statement) {
        let Some(origin) = &statement.origin else { return };
        let is_own = |position: &usize| self.planned.descriptions[*position].origin.as_ref() == Some(origin);
        let own = (self.described..self.planned.descriptions.len()).find(is_own);
        if let Some(position) = own {
            self.descriptions_up_to(position + 1);
        }
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
        match &statement.command {
            Command::Sql(_) => {}
            Command::Routine(_) => comment(
                &mut self.text,
                "carried out against the live catalog; without it:",
            ),
            Command::Python(_) => comment(&mut self.text, "Python, which a script cannot run"),
        }
        for sql in statement.sql_texts() {
            self.line(&terminated(sql));
        }
    }

    fn line(&mut self, text: &str) {
        // Writing into a text does not fail.
        let _ = writeln!(self.text, "{text}");
    }
}

/// A comment of as many lines as the text has: none of them may become SQL.
fn comment(script: &mut String, text: &str) {
    // PostgreSQL ends a comment at a carriage return as well.
    for line in text.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        // As above.
        let _ = writeln!(script, "-- {line}");
    }
}

/// The statement with exactly one semicolon. One that ends in a comment gets it on a line of its own.
fn terminated(sql: &str) -> String {
    let sql = sql.trim();
    let ends_in_comment = sql.lines().last().is_some_and(|line| line.contains("--"));
    match sql {
        _ if ends_in_comment => format!("{sql}\n;"),
        _ if sql.ends_with(';') => sql.to_owned(),
        _ => format!("{sql};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn every_statement_ends_with_a_semicolon_that_is_no_comment() {
        for (sql, expected) in [
            ("SELECT 1", "SELECT 1;"),
            (" SELECT 1; ", "SELECT 1;"),
            ("SELECT 1 -- x", "SELECT 1 -- x\n;"),
            ("SELECT 1 -- x;", "SELECT 1 -- x;\n;"),
        ] {
            assert_eq!(terminated(sql), expected);
        }
    }

    #[test]
    fn no_line_of_a_comment_becomes_sql() {
        let mut script = String::new();
        comment(&mut script, "one\rDROP TABLE a;\r\ntwo");
        assert_eq!(script, "-- one\n-- DROP TABLE a;\n-- two\n");
    }
}
