//! ALTER TABLE, and the UPDATEs between.

use aksara_dialect::{Cost, Evidence, Statement, Trace, TransactionMode};

use super::table::{self, writer};
use super::{ddl, rows};
use crate::action::Action;
use crate::capabilities::Algorithm;
use crate::cost::cost;
use crate::diff::Difference;
use crate::ignored::with_notes;
use crate::order::{Phase, Timed};
use crate::physical::{Check, Column, ObjectKind};

const DEMANDS_NO_ROWS: &str =
    "rows that exist would have no value in the new field, and stop this statement; give a default or a fill";

/// The statements of a change, one for each group of actions, with the notes of its actions and its trace.
pub(crate) fn alter_table(
    difference: &Difference<'_>,
    groups: Vec<(&[Timed], Option<Trace>)>,
    notes: impl Fn(&Action) -> Vec<&'static str>,
) -> Vec<Statement> {
    let statements = groups.into_iter().flat_map(|(group, trace)| {
        let demands = group.iter().filter_map(|timed| demand_note(&timed.action));
        let notes = group.iter().flat_map(|timed| notes(&timed.action));
        let notes: Vec<&str> = notes.chain(demands).collect();
        let statement = Statement {
            trace,
            ..with_notes(statement(difference, group), &notes)
        };
        let statement = match cost_of(difference, group) {
            Some(cost) => statement.costing(cost),
            None => statement,
        };
        let statement = if group.iter().any(|timed| timed.action.is_destructive()) {
            statement.destructive()
        } else {
            statement
        };
        match group {
            [
                Timed {
                    phase: Phase::WithoutChecks,
                    ..
                },
                ..,
            ] => vec![setting(WITHOUT_CHECKS), statement, setting(WITH_CHECKS)],
            _ => vec![statement],
        }
    });
    statements.collect()
}

const WITHOUT_CHECKS: &str = "SET SESSION foreign_key_checks = 0";
const WITH_CHECKS: &str = "SET SESSION foreign_key_checks = 1";

/// The cost of a change that the server makes in a copy of the table alone.
const COPY: Cost = Algorithm::LockedCopy.cost(Evidence::Tested);

/// A statement that changes the session alone.
fn setting(sql: &str) -> Statement {
    Statement {
        mode: TransactionMode::Outside,
        ..Statement::sql(sql)
    }
}

fn demand_note(action: &Action) -> Option<&'static str> {
    matches!(action, Action::DemandNoRows(_)).then_some(DEMANDS_NO_ROWS)
}

fn cost_of(difference: &Difference<'_>, group: &[Timed]) -> Option<Cost> {
    let actions: Vec<&Action> = group.iter().map(|timed| &timed.action).collect();
    let cost = cost(&actions, difference)?;
    let is_copied = group.iter().any(|timed| timed.phase == Phase::WithoutChecks);
    Some(if is_copied { cost.and(COPY) } else { cost })
}

fn statement(difference: &Difference<'_>, group: &[Timed]) -> Statement {
    match group {
        [
            Timed {
                action: Action::ReplaceNull { column, value, .. },
                ..
            },
        ] => replace_null(difference, column, value),
        [
            Timed {
                phase: Phase::SetValues,
                ..
            },
            ..,
        ] => set_values(difference, group),
        group => alter(difference, group),
    }
}

/// One ALTER TABLE; several actions have lines of their own.
fn alter(difference: &Difference<'_>, group: &[Timed]) -> Statement {
    let clauses: Vec<String> = group.iter().map(|timed| clause(difference, timed)).collect();
    let start = writer().word("ALTER TABLE").table(&difference.before.name);
    ddl(match clauses.as_slice() {
        [clause] => start.fragment(clause).finish(),
        several => format!("{}\n  {}", start.finish(), several.join(",\n  ")),
    })
}

fn replace_null(difference: &Difference<'_>, column: &str, value: &str) -> Statement {
    let column = difference.current(column);
    let kept = kept_moments(difference)
        .into_iter()
        .filter(|kept| *kept != column);
    let kept: Vec<&str> = kept.collect();
    let table = &difference.before.name;
    Statement::sql(rows::update(table, &[(column, value)], &kept, Some(column)))
}

fn set_values(difference: &Difference<'_>, group: &[Timed]) -> Statement {
    let values = group.iter().filter_map(|timed| match &timed.action {
        Action::SetValues { column, value } => Some((column.as_str(), value.as_str())),
        _ => None,
    });
    let values: Vec<(&str, &str)> = values.collect();
    let kept = kept_moments(difference);
    Statement::sql(rows::update(&difference.before.name, &values, &kept, None))
}

/// The columns with ON UPDATE.
fn kept_moments<'a>(difference: &Difference<'a>) -> Vec<&'a str> {
    let columns = difference.before.columns.iter();
    let columns = columns.filter(|column| column.on_update.is_some());
    columns.map(|column| difference.current(&column.name)).collect()
}

/// The part of ALTER TABLE for an action; none for one that changes rows.
fn clause(difference: &Difference<'_>, timed: &Timed) -> String {
    match &timed.action {
        Action::DropObject(object) => drop_object(difference, object.kind(), object.name()),
        Action::DropCheckOfColumn(check) => {
            let ddl = writer().word("DROP CONSTRAINT IF EXISTS");
            ddl.name(&check.name).finish()
        }
        Action::AddObject(object) => writer().word("ADD").fragment(&table::object(object)).finish(),
        Action::RenameIndex { before, after } => rename("RENAME INDEX", &before.name, &after.name),
        Action::DropPrimaryKey => "DROP PRIMARY KEY".to_owned(),
        Action::AddPrimaryKey(columns) => {
            let key = table::primary_key(columns);
            writer().word("ADD").fragment(&key).finish()
        }
        Action::RenameColumn { from, to } => rename("RENAME COLUMN", from, to),
        Action::AddColumn(column) | Action::PrepareColumn(column) => {
            let definition = table::column(column);
            writer().word("ADD COLUMN").fragment(&definition).finish()
        }
        Action::CompleteColumn { prepared, after } => define(&prepared.name, after),
        Action::ChangeColumn { after, .. } => define(difference.current(&after.name), after),
        Action::SetDefault { after, .. } => define(&after.name, after),
        Action::DropColumn { column, .. } => {
            let name = match timed.phase {
                Phase::Release => difference.renames.before(&column.name),
                _ => difference.current(&column.name),
            };
            writer().word("DROP COLUMN").name(name).finish()
        }
        Action::DemandNoRows(check) => add_check(check),
        Action::DropDemand(check) => drop_object(difference, ObjectKind::Check, &check.name),
        Action::SetOptions(options) => table::options(options),
        Action::SetComment(comment) => table::comment(comment.as_deref().unwrap_or_default()),
        Action::SetValues { .. } | Action::ReplaceNull { .. } => String::new(),
    }
}

fn add_check(check: &Check) -> String {
    writer().word("ADD").fragment(&table::check(check)).finish()
}

fn rename(word: &'static str, from: &str, to: &str) -> String {
    writer().word(word).name(from).word("TO").name(to).finish()
}

/// The whole definition of a column that is there under a name.
fn define(name: &str, after: &Column) -> String {
    let ddl = if name == after.name {
        writer().word("MODIFY COLUMN")
    } else {
        writer().word("CHANGE COLUMN").name(name)
    };
    ddl.fragment(&table::column(after)).finish()
}

fn drop_object(difference: &Difference<'_>, kind: ObjectKind, name: &str) -> String {
    let word = match kind {
        ObjectKind::Index => "INDEX",
        ObjectKind::ForeignKey => "FOREIGN KEY",
        ObjectKind::Check => difference.server.flavour.words.dropped_check,
    };
    writer().word("DROP").word(word).name(name).finish()
}
