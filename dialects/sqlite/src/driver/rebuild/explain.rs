//! Rows that stand against the new table: how many, in which field, and what to do about them.

use aksara_driver::DriverError;

use super::Plan;
use super::live::listed;
use crate::driver::session::Session;
use crate::inspect::definition::ClauseKind;
use crate::lower::expression::identifier;

/// An error of copying the rows or of making an index, with the rows that it is about.
///
/// `source` is a WITH clause that calls the rows `copied`.
pub(super) fn explain(error: DriverError, session: &Session, plan: &Plan, source: &str) -> DriverError {
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
        plan,
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

/// What to do about rows that refer to nothing.
pub(super) const ADD_TARGETS: &str =
    "add the missing rows, or delete or change the ones that refer to them, in an earlier migration";

struct Rows<'a> {
    session: &'a Session,
    plan: &'a Plan,
    source: &'a str,
}

impl Rows<'_> {
    fn without_value(&self, subject: &str) -> Option<Explained> {
        let column = self.column(subject)?;
        let count = self.count(&format!(
            "SELECT count(*) FROM copied WHERE {} IS NULL",
            identifier(column)
        ))?;
        let message = format!(
            "`{}.{column}` cannot be required: {} no value in it",
            self.plan.table,
            counted(count, "row has", "rows have")
        );
        Some((
            message,
            "give the field a default, or fill it in an earlier migration",
        ))
    }

    /// SQLite names a check by its name, else by its text.
    fn against_check(&self, subject: &str) -> Option<Explained> {
        let expression = self
            .plan
            .merge
            .table
            .all_clauses()
            .find_map(|clause| match &clause.kind {
                ClauseKind::Check { expression } => {
                    let is_it = clause.name.as_deref() == Some(subject) || expression == subject;
                    is_it.then_some(expression)
                }
                _ => None,
            })?;
        let count = self.count(&format!("SELECT count(*) FROM copied WHERE NOT ({expression})"))?;
        let message = format!(
            "the check `{subject}` of `{}` cannot be made: {} not satisfy {expression}",
            self.plan.table,
            counted(count, "row does", "rows do")
        );
        Some((message, CHANGE_ROWS))
    }

    fn that_are_equal(&self, subject: &str) -> Option<Explained> {
        let columns: Vec<&str> = subject
            .split(", ")
            .map(|part| self.column(part))
            .collect::<Option<_>>()?;
        let list = columns
            .iter()
            .map(|column| identifier(column))
            .collect::<Vec<_>>()
            .join(", ");
        let nulls = columns
            .iter()
            .map(|column| format!("{} IS NOT NULL", identifier(column)));
        let nulls = nulls.collect::<Vec<_>>().join(" AND ");
        let groups = format!("SELECT 1 FROM copied WHERE {nulls} GROUP BY {list} HAVING count(*) > 1");
        let count = self.count(&format!("SELECT count(*) FROM ({groups})"))?;
        let message = format!(
            "{} of `{}` cannot be unique: {} in more than one row",
            listed(&columns),
            self.plan.table,
            counted(count, "value is", "values are")
        );
        Some((message, CHANGE_ROWS))
    }

    /// Only with foreign keys on; else the check after the rebuild finds the rows.
    fn without_target(&self) -> Explained {
        (
            format!("rows of `{}` refer to rows that do not exist", self.plan.table),
            ADD_TARGETS,
        )
    }

    /// The column of `table.column`, under the passing name or the table's own.
    fn column<'s>(&self, subject: &'s str) -> Option<&'s str> {
        let names = [self.plan.after.passing_name.name(), &self.plan.table];
        names
            .iter()
            .find_map(|name| subject.strip_prefix(*name)?.strip_prefix('.'))
    }

    /// What a query over the rows counts; nothing where it cannot be asked any more.
    fn count(&self, sql: &str) -> Option<i64> {
        self.session.integer(&format!("{} {sql}", self.source)).ok()
    }
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
