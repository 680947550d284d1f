//! A change of one table as SQLite makes it: the physical tables before and after, the actions, and the way that they
//! are done.
//!
//! Native statements do what they can do exactly; a rebuild does the rest, all of it in one.

use aksara_dialect::{Routine, ServerVersion, Statement, Unsupported, spell_lookup};
use aksara_operations::{AlterTable, Fill, Using};
use aksara_schema::{Expression, Field, SqlExpression, Table};

use crate::action::{Action, CATALOG_COST, REBUILD_COST, RebuildReason};
use crate::build::build_change;
use crate::build::column::subject;
use crate::diff::{Hints, diff};
use crate::expression::{Place, identifier, spell};
use crate::limits::temporary_name;
use crate::literal::spell_value;
use crate::order::order;
use crate::physical;
use crate::rebuild::Rebuild;
use crate::routine::RebuildTable;
use crate::types::catalog_type;
use crate::{Sqlite, ignored};
use crate::{renames, render};

/// A change without renames.
pub(crate) struct TableChange {
    pub(crate) before: physical::Table,
    pub(crate) after: physical::Table,
    pub(crate) actions: Vec<Action>,
    pub(crate) temporary_name: String,
    keeps_no_column: bool,
    /// Why the table after cannot be made whole.
    lacking: Option<Unsupported>,
}

impl TableChange {
    /// The actions of a change whose fields keep their names.
    pub(crate) fn of(change: &AlterTable) -> Result<Self, Unsupported> {
        let (before, after) = build_change(&change.before, &change.after)?;
        let actions = order(diff(&before, &after.table, &hints(change)?)?);
        Ok(Self {
            before,
            after: after.table,
            lacking: after.lacking,
            actions,
            temporary_name: temporary_name(&change.after.name)?.name().to_owned(),
            keeps_no_column: change.fields.0.is_empty(),
        })
    }

    /// Why the table must be rebuilt; nothing where native statements do it.
    fn rebuild_reason(&self, version: &ServerVersion) -> Option<RebuildReason> {
        let reasons = self
            .actions
            .iter()
            .filter_map(|action| action.rebuild_reason(version));
        reasons
            .chain(self.keeps_no_column.then_some(RebuildReason::DropColumn))
            .min()
    }

    /// Refuses to make a table that would lack something.
    pub(crate) fn demand_whole(&self) -> Result<(), Unsupported> {
        self.lacking.clone().map_or(Ok(()), Err)
    }

    /// The statements of a rebuild, as far as the history knows the table.
    fn rebuild(&self) -> Vec<String> {
        let rebuild = Rebuild::new(
            self.before.clone(),
            self.after.clone(),
            &self.actions,
            self.temporary_name.clone(),
            Vec::new(),
        );
        let steps = rebuild.steps().into_iter();
        steps
            .flat_map(|step| render::rebuild_step(&rebuild, step))
            .collect()
    }
}

/// The statements that change a table.
pub(crate) fn lower(change: &AlterTable, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    let (renames, change) = renames::split(change)?;
    let planned = TableChange::of(&change)?;
    let renames = renames.iter().map(|rename| {
        Statement::sql(render::rename_column(change.after.name.name(), rename)).costing(CATALOG_COST)
    });
    let mut statements: Vec<Statement> = renames.collect();
    match planned.rebuild_reason(version) {
        Some(reason) => {
            planned.demand_whole()?;
            statements.push(rebuild(&change, &planned, reason));
        }
        None => statements.extend(planned.actions.iter().flat_map(|action| native(&change, action))),
    }
    Ok(statements)
}

/// A rebuild as one statement, with the reason as its note.
fn rebuild(change: &AlterTable, planned: &TableChange, reason: RebuildReason) -> Statement {
    let drops_columns = planned
        .actions
        .iter()
        .any(|action| matches!(action, Action::DropColumn(_)));
    let work = RebuildTable::alone(change.clone());
    let statement = Statement::routine(Routine::new(work, planned.rebuild()))
        .with_note(format!("rebuilds the table: {reason}"))
        .costing(REBUILD_COST);
    if drops_columns {
        statement.destructive()
    } else {
        statement
    }
}

fn native(change: &AlterTable, action: &Action) -> Vec<Statement> {
    let mut statements = render::native(action, &change.after.name);
    if let (Action::CreateIndex(index), Some(first)) = (action, statements.first_mut()) {
        first.note = ignored::index_note(change, &index.name);
    }
    statements
}

fn hints(change: &AlterTable) -> Result<Hints, Unsupported> {
    let mut hints = Hints {
        kept: change.fields.0.values().map(ToString::to_string).collect(),
        ..Hints::default()
    };
    for field in change.after.fields.values() {
        let (name, subject) = (field.name.to_string(), subject(&change.after, field));
        if let Some(using) = change.hints.using.get(&field.name) {
            let value = spell_using(using, field, change, &subject)?;
            hints.computed.insert(name.clone(), value);
        }
        if let Some(fill) = change.hints.fill.get(&field.name) {
            hints
                .fills
                .insert(name, spell_fill(fill, field, change, &subject)?);
        }
    }
    Ok(hints)
}

fn spell_using(
    using: &Using,
    field: &Field,
    change: &AlterTable,
    subject: &str,
) -> Result<String, Unsupported> {
    match using {
        Using::Expression(expression) => spell_over_row(expression, &change.before, subject),
        Using::Lookup(lookup) => Ok(spell_lookup(lookup, (&change.before.name, &field.name), &Sqlite)),
    }
}

fn spell_fill(fill: &Fill, field: &Field, change: &AlterTable, subject: &str) -> Result<String, Unsupported> {
    match fill {
        Fill::Constant(constant) => Ok(spell_value(constant, &catalog_type(field, &change.after))),
        Fill::Expression(expression) => spell_over_row(expression, &change.before, subject),
    }
}

/// A lone field is taken as it is: an expression would make a number of a decimal.
fn spell_over_row(expression: &SqlExpression, before: &Table, subject: &str) -> Result<String, Unsupported> {
    match expression {
        SqlExpression::Portable(Expression::Field(name)) => Ok(identifier(name.as_str())),
        expression => spell(expression, before, Place::Statement, subject),
    }
}
