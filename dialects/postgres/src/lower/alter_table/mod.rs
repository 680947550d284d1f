//! A change of a table: one ALTER TABLE as far as PostgreSQL allows.
//!
//! PostgreSQL runs the actions of one ALTER TABLE in passes (drop, change types, add columns, add constraints), so
//! they can stand in one statement whatever their order here. Statements of their own need: renames, the filling of
//! NULLs before NOT NULL, indexes, comments, sequences.

mod constraints;
mod conversion;
mod fields;
mod indexes;
mod renames;

use aksara_dialect::{ServerVersion, Statement, TableDifference, Unsupported, renamed_before};
use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName, Table};

use super::name_length::require_fitting_names;
use super::{comment, ddl, enum_type};

/// A change of a table that is being lowered.
struct Alteration<'a> {
    change: &'a AlterTable,
    difference: TableDifference<'a>,
    /// The table before, its fields under their new names.
    renamed: &'a Table,
    /// Fields that are dropped and added again under their name: generated ones whose expression, or whose
    /// operand's type, changes.
    remade: Vec<FieldName>,
    version: &'a ServerVersion,
}

/// The actions and statements of a change, in the order in which they run.
#[derive(Default)]
struct Script {
    /// New values of enum types, new enum types.
    types: Vec<Statement>,
    /// DROP INDEX.
    dropped_indexes: Vec<Statement>,
    /// Actions that drop; before the renames, which may take a name that they free.
    drops: Vec<String>,
    /// RENAME.
    renames: Vec<Statement>,
    /// Actions that change and add.
    actions: Vec<String>,
    /// UPDATE before NOT NULL.
    fills: Vec<Statement>,
    /// Actions that need the values filled or the new fields there.
    closing: Vec<String>,
    /// Sequences, indexes, comments, unused enum types.
    rest: Vec<Statement>,
    /// Outside the transaction.
    alone: Vec<Statement>,
}

/// The statements of a change of a table.
pub(super) fn alter_table(
    change: &AlterTable,
    version: &ServerVersion,
) -> Result<Vec<Statement>, Unsupported> {
    require_fitting_names(&change.after)?;
    let (difference, renamed) = (TableDifference::of(change), renamed_before(change));
    let remade = fields::remade(change, &difference, &renamed);
    let alteration = Alteration {
        change,
        difference,
        renamed: &renamed,
        remade,
        version,
    };
    let mut script = Script::default();
    alteration.add_types(&mut script)?;
    alteration.add_indexes(&mut script)?;
    alteration.add_constraint_drops(&mut script);
    alteration.add_renames(&mut script);
    alteration.add_fields(&mut script)?;
    alteration.add_constraints(&mut script)?;
    alteration.add_comments(&mut script);
    Ok(script.assemble(&alteration))
}

impl Alteration<'_> {
    /// Whether a field (by its new name) is dropped and added again.
    fn is_remade(&self, field: &FieldName) -> bool {
        self.remade.contains(field)
    }

    fn add_types(&self, script: &mut Script) -> Result<(), Unsupported> {
        let (before, after) = (&self.change.before, &self.change.after);
        script
            .types
            .extend(enum_type::create_missing(after, self.fields_with_new_types())?);
        for changed in &self.difference.changed_fields {
            let using = self.change.hints.using.get(&changed.after.name);
            let statements = enum_type::change_values(after, changed.before, changed.after, using)?;
            script.types.extend(statements);
        }
        let gone = before.fields.values().filter(|field| {
            let new_name = self.change.fields.new_name(&field.name);
            new_name
                .and_then(|name| after.fields.get(name))
                .is_none_or(|after| has_other_type(field, after))
        });
        let mut unused = enum_type::drop_unused(before, gone)?;
        script.rest.append(&mut unused);
        Ok(())
    }

    fn fields_with_new_types(&self) -> impl Iterator<Item = &Field> {
        let changed = self.difference.changed_fields.iter();
        let changed = changed.filter(|changed| has_other_type(changed.before, changed.after));
        self.difference
            .added_fields
            .iter()
            .copied()
            .chain(changed.map(|changed| changed.after))
    }

    fn add_comments(&self, script: &mut Script) {
        let after = &self.change.after;
        if self.difference.comment_changes {
            script.rest.push(comment::on_table(after));
        }
        let added = self
            .difference
            .added_fields
            .iter()
            .copied()
            .filter(|field| field.comment.is_some());
        let changed = self.difference.changed_fields.iter().filter(|changed| {
            changed.before.comment != changed.after.comment
                || (self.is_remade(&changed.after.name) && changed.after.comment.is_some())
        });
        let fields = added.chain(changed.map(|changed| changed.after));
        script
            .rest
            .extend(fields.map(|field| comment::on_field(after, field)));
    }
}

/// Whether the database has another type there: for enum types, whether its name changes.
fn has_other_type(before: &Field, after: &Field) -> bool {
    use aksara_schema::StorageType::Enum;
    match (before.field_type.storage(), after.field_type.storage()) {
        (Enum { native: old, .. }, Enum { native: new, .. }) => old != new,
        (old, new) => old != new,
    }
}

impl Script {
    fn assemble(mut self, alteration: &Alteration) -> Vec<Statement> {
        if self.renames.is_empty() {
            self.drops.append(&mut self.actions);
            self.actions = std::mem::take(&mut self.drops);
        }
        if self.fills.is_empty() && alteration.change.hints.fill.is_empty() {
            self.actions.append(&mut self.closing);
        }
        let is_destructive = !alteration.difference.dropped_fields.is_empty();
        let alter = |actions: Vec<String>| {
            let written = ddl().word("ALTER TABLE").table(&alteration.change.after.name);
            let statement = Statement::sql(written.fragment(&actions.join(", ")).finish());
            (!actions.is_empty()).then_some(statement)
        };
        let marked = |statement: Statement| {
            if is_destructive {
                statement.destructive()
            } else {
                statement
            }
        };
        let (has_drops, drops) = (!self.drops.is_empty(), alter(self.drops).map(marked));
        let actions = alter(self.actions).map(|sql| if has_drops { sql } else { marked(sql) });
        let mut statements = self.types;
        statements.append(&mut self.dropped_indexes);
        statements.extend(drops);
        statements.append(&mut self.renames);
        statements.extend(actions);
        statements.append(&mut self.fills);
        statements.extend(alter(self.closing));
        statements.append(&mut self.rest);
        statements.append(&mut self.alone);
        statements
    }
}
