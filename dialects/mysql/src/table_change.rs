//! A change of one table: the physical tables before and after, the actions, and their statements.

use aksara_dialect::{Feature, Statement, Unsupported, spell_lookup, spell_sql_expression};
use aksara_operations::{AlterTable, Fill as WrittenFill, Using};
use aksara_schema::{Field, ObjectName, SqlExpression, Table};

use crate::action::Action;
use crate::build::build_change;
use crate::build::column::subject_of;
use crate::build::default::constant_default;
use crate::diff::{Difference, Fill, Hints, diff};
use crate::flavour::Server;
use crate::limits::{check_built, check_change};
use crate::moments::traces;
use crate::name::object_name;
use crate::order::{Timed, order};
use crate::physical::{self, Object};
use crate::renames::Renames;
use crate::{ignored, render};

/// A change as its physical tables and what else it says.
pub(crate) struct TableChange {
    /// Under the names afterwards.
    pub(crate) before: physical::Table,
    pub(crate) after: physical::Table,
    renames: Renames,
    hints: Hints,
    server: Server,
}

/// The statements that change a table.
pub(crate) fn lower(change: &AlterTable, server: Server) -> Result<Vec<Statement>, Unsupported> {
    check_change(change, server)?;
    let planned = TableChange::of(change, server)?;
    check_built(&change.after, &planned.after, server)?;
    let difference = planned.difference();
    let notes = |action: &Action| notes(action, change, server);
    let actions = planned.actions()?;
    let groups: Vec<&[Timed]> = actions.chunk_by(Timed::shares_statement).collect();
    let traces = traces(change, &planned.before, &planned.renames, &groups, server);
    let groups: Vec<_> = groups.into_iter().zip(traces).collect();
    Ok(render::alter_table(&difference, groups, notes))
}

impl TableChange {
    pub(crate) fn of(change: &AlterTable, server: Server) -> Result<Self, Unsupported> {
        let renames = Renames::of(change, server)?;
        let (before, after) = build_change(&renames.table(change), &change.after, server)?;
        Ok(Self {
            before,
            after,
            hints: hints(change, &renames, server)?,
            renames,
            server,
        })
    }

    pub(crate) fn actions(&self) -> Result<Vec<Timed>, Unsupported> {
        let difference = self.difference();
        Ok(order(&difference, diff(&difference)?))
    }

    fn difference(&self) -> Difference<'_> {
        Difference {
            server: self.server,
            before: &self.before,
            after: &self.after,
            renames: &self.renames,
            hints: &self.hints,
        }
    }
}

fn hints(change: &AlterTable, renames: &Renames, server: Server) -> Result<Hints, Unsupported> {
    let mut hints = Hints {
        kept: change.fields.0.values().map(ToString::to_string).collect(),
        is_referenced: change.is_referenced,
        ..Hints::default()
    };
    for field in change.after.fields.values() {
        let name = field.name.to_string();
        if let Some(using) = change.hints.using.get(&field.name) {
            let value = spell_using(using, field, change, renames, server)?;
            hints.computed.insert(name.clone(), value);
        }
        if let Some(written) = change.hints.fill.get(&field.name) {
            let fill = fill(written, field, renames, &change.after, server)?;
            hints.fills.insert(name, fill);
        }
    }
    Ok(hints)
}

fn spell_using(
    using: &Using,
    field: &Field,
    change: &AlterTable,
    renames: &Renames,
    server: Server,
) -> Result<String, Unsupported> {
    match using {
        Using::Expression(expression) => {
            let subject = subject_of(field, &change.after);
            spell_over_row(expression, renames, &subject, server)
        }
        Using::Lookup(lookup) => {
            let held = change.fields.old_name(&field.name).unwrap_or(&field.name);
            Ok(spell_lookup(
                lookup,
                (&change.before.name, held),
                &server.dialect(),
            ))
        }
    }
}

fn fill(
    written: &WrittenFill,
    field: &Field,
    renames: &Renames,
    table: &Table,
    server: Server,
) -> Result<Fill, Unsupported> {
    let subject = subject_of(field, table);
    match written {
        WrittenFill::Constant(constant) => {
            constant_default(constant, field, &subject, server).map(Fill::Constant)
        }
        WrittenFill::Expression(expression) => {
            spell_over_row(expression, renames, &subject, server).map(Fill::Expression)
        }
    }
}

/// SQL that is not portable is taken as it is written: it runs once and is kept nowhere.
fn spell_over_row(
    expression: &SqlExpression,
    renames: &Renames,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    match renames.in_expression(expression) {
        SqlExpression::Unportable { sql, .. } => Ok(sql.as_str().to_owned()),
        other => spell_sql_expression(&other, subject, server.flavour),
    }
}

/// The notes on options of an action that have no effect here.
fn notes(action: &Action, change: &AlterTable, server: Server) -> Vec<&'static str> {
    let table = &change.after;
    match action {
        Action::AddObject(Object::Index(index)) => {
            let mut indexes = table.indexes.values();
            let written = indexes.find(|written| object_name(&written.name) == index.name);
            let notes = written.map(|written| ignored::index_notes(written, server));
            let concurrent = concurrent_note(&index.name, change, server);
            notes.into_iter().flatten().chain(concurrent).collect()
        }
        Action::DropObject(Object::Index(index)) => {
            concurrent_note(&index.name, change, server).into_iter().collect()
        }
        Action::SetOptions(_) => ignored::option_note(&table.options, server).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn concurrent_note(index: &str, change: &AlterTable, server: Server) -> Option<&'static str> {
    let is_this = |name: &ObjectName| object_name(name) == index;
    let is_asked = change.hints.concurrently.iter().any(is_this);
    let note = is_asked.then(|| server.ignored(Feature::ConcurrentIndex));
    note.flatten()
}
