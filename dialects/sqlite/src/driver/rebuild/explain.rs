//! Rows that the new table refuses: how many, in which field, and what to do about them.

use aksara_driver::DriverError;

use super::live::listed;
use crate::driver::session::Session;
use crate::physical::{Clause, ClauseKind};
use crate::rebuild::{Rebuild, RebuildStep};
use crate::render::NewRows;

/// An error of copying the rows or of making an index, with the rows that it is about.
pub(super) fn explain(
    error: DriverError,
    session: &Session,
    rebuild: &Rebuild,
    step: RebuildStep<'_>,
) -> DriverError {
    let source = match step {
        RebuildStep::CopyRows => NewRows::Copied(rebuild),
        RebuildStep::CreateIndex(_) => NewRows::Table(&rebuild.after.name),
        RebuildStep::CreateTable
        | RebuildStep::KeepMark
        | RebuildStep::DropTable
        | RebuildStep::RenameTable
        | RebuildStep::CreateTrigger(_) => return error,
    };
    let DriverError::Statement {
        code: Some(code),
        message,
        ..
    } = &error
    else {
        return error;
    };
    let subject = message.split_once(": ").map_or("", |(_, subject)| subject);
    let rows = Rows {
        session,
        rebuild,
        source,
    };
    let explained = match code.as_str() {
        "SQLITE_CONSTRAINT_NOTNULL" => rows.without_value(subject),
        "SQLITE_CONSTRAINT_CHECK" => rows.against_check(subject),
        "SQLITE_CONSTRAINT_UNIQUE" | "SQLITE_CONSTRAINT_PRIMARYKEY" => rows.that_are_equal(subject),
        "SQLITE_CONSTRAINT_FOREIGNKEY" => Some(rows.without_target()),
        _ => None,
    };
    explained.map_or(error, |(message, advice)| DriverError::Violated {
        message,
        advice: advice.to_owned(),
    })
}

/// A message, and what to do.
type Explained = (String, &'static str);

const CHANGE_ROWS: &str = "change these rows in an earlier migration";

/// The advice about rows that refer to nothing.
pub(super) const ADD_TARGETS: &str =
    "add the missing rows, or delete or change the ones that refer to them, in an earlier migration";

struct Rows<'a> {
    session: &'a Session,
    rebuild: &'a Rebuild,
    source: NewRows<'a>,
}

impl Rows<'_> {
    fn without_value(&self, subject: &str) -> Option<Explained> {
        let column = self.column(subject)?;
        let count = self.count(&self.source.count_nulls(column))?;
        let message = format!(
            "`{}.{column}` cannot be required: {} no value in it",
            self.rebuild.after.name,
            counted(count, "row has", "rows have")
        );
        Some((
            message,
            "give the field a default, or fill it in an earlier migration",
        ))
    }

    /// SQLite names a check by its name, else by its text.
    fn against_check(&self, subject: &str) -> Option<Explained> {
        let is_it = |clause: &&Clause| match &clause.kind {
            ClauseKind::Check { expression } => {
                clause.name.as_deref() == Some(subject) || expression == subject
            }
            _ => false,
        };
        let check = self.rebuild.after.clauses().find(is_it)?;
        let (expression, query) = (check.expression()?, self.source.count_violations(check)?);
        let count = self.count(&query)?;
        let message = format!(
            "the check `{subject}` of `{}` cannot be made: {} not satisfy {expression}",
            self.rebuild.after.name,
            counted(count, "row does", "rows do")
        );
        Some((message, CHANGE_ROWS))
    }

    fn that_are_equal(&self, subject: &str) -> Option<Explained> {
        let columns: Vec<&str> = subject
            .split(", ")
            .map(|part| self.column(part))
            .collect::<Option<_>>()?;
        let count = self.count(&self.source.count_duplicates(&columns))?;
        let message = format!(
            "{} of `{}` cannot be unique: {} in more than one row",
            listed(&columns),
            self.rebuild.after.name,
            counted(count, "value is", "values are")
        );
        Some((message, CHANGE_ROWS))
    }

    /// Only with foreign keys on; else the check after the rebuild finds the rows.
    fn without_target(&self) -> Explained {
        (
            format!(
                "rows of `{}` refer to rows that do not exist",
                self.rebuild.after.name
            ),
            ADD_TARGETS,
        )
    }

    /// The column of `table.column`, under the passing name or the table's own.
    fn column<'s>(&self, subject: &'s str) -> Option<&'s str> {
        let names = [&self.rebuild.temporary_name, &self.rebuild.after.name];
        names
            .iter()
            .find_map(|name| subject.strip_prefix(name.as_str())?.strip_prefix('.'))
    }

    /// The count of a query over the rows; nothing where it cannot be asked any more.
    fn count(&self, sql: &str) -> Option<i64> {
        self.session.integer(sql).ok()
    }
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
