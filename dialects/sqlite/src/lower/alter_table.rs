//! Changing a table: the cheapest way that is exact.
//!
//! Two ways stand here: native statements (`ALTER TABLE`, `CREATE INDEX`), and a rebuild for what they cannot do.
//! A third, editing the catalog where the stored rows stay as they are, has its place between the two.

use aksara_dialect::{ServerVersion, Statement, TableDifference, Unsupported};
use aksara_operations::AlterTable;
use aksara_schema::{Constraint, ConstraintKind, Field};

use super::column::Column;
use super::constraint::may_be_unnamed;
use super::names::check_names;
use super::type_check::TypeCheck;
use super::{native, rebuild, renames};

/// The version that can set and drop NOT NULL, and add and drop a CHECK by its name.
pub(crate) const ALTERS_RULES_SINCE: ServerVersion = ServerVersion::new(3, 53, 0);

/// The statements that change a table.
pub(crate) fn lower(change: &AlterTable, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
    check_names(&change.after)?;
    let (mut statements, change) = renames::split(change)?;
    let columns = ColumnChanges::of(&change, *version >= ALTERS_RULES_SINCE)?;
    let difference = TableDifference::of(&change);
    match columns.rebuild_reason(&difference) {
        Some(reason) => statements.push(rebuild::lower(&change, reason)?),
        None => statements.extend(native::lower(&change, &difference, &columns)?),
    }
    Ok(statements)
}

/// The columns of a change as SQLite sees them: fields whose columns are written alike do not differ.
pub(crate) struct ColumnChanges<'a> {
    change: &'a AlterTable,
    /// Kept columns whose definition changes: before and after.
    pub(crate) changed: Vec<(Column, Column)>,
    /// New columns.
    pub(crate) added: Vec<(&'a Field, Column)>,
    /// Whether SQLite alters NOT NULL and CHECK in place.
    alters_rules: bool,
}

impl<'a> ColumnChanges<'a> {
    fn of(change: &'a AlterTable, alters_rules: bool) -> Result<Self, Unsupported> {
        let (mut changed, mut added) = (Vec::new(), Vec::new());
        for field in change.after.fields.values() {
            let after = Column::of(&change.after, field)?;
            let old = change.fields.old_name(&field.name);
            match old.and_then(|old| change.before.fields.get(old)) {
                Some(old) => changed.push((Column::of(&change.before, old)?, after)),
                None => added.push((field, after)),
            }
        }
        changed.retain(|(before, after)| before != after);
        Ok(Self {
            change,
            changed,
            added,
            alters_rules,
        })
    }

    /// Why the table must be rebuilt; nothing where native statements do it.
    fn rebuild_reason(&self, difference: &TableDifference<'_>) -> Option<&'static str> {
        let keeps_none = self.change.fields.0.is_empty();
        let cannot_drop = difference
            .dropped_fields
            .iter()
            .any(|field| !self.can_drop(field));
        let reasons = [
            (
                self.changes_key_or_options(difference),
                "SQLite changes a key and a table's options only with their table",
            ),
            (
                !self.change.hints.using.is_empty(),
                "new values are computed from the old rows",
            ),
            (
                self.cannot_constrain(difference),
                "SQLite adds and drops such a constraint only with its table",
            ),
            (
                self.cannot_alter(),
                "SQLite changes the type, default, UNIQUE and foreign key of a field only with its table",
            ),
            (
                self.added
                    .iter()
                    .any(|(field, column)| !self.can_add(field, column)),
                "SQLite adds no field with UNIQUE, a computed value or NOT NULL without a default to rows",
            ),
            (
                keeps_none || cannot_drop,
                "SQLite drops no field of a key, a foreign key or a check",
            ),
        ];
        reasons
            .into_iter()
            .find(|(applies, _)| *applies)
            .map(|(_, reason)| reason)
    }

    fn changes_key_or_options(&self, difference: &TableDifference<'_>) -> bool {
        let (before, after) = (&self.change.before.options, &self.change.after.options);
        difference.primary_key_changes
            || before.strict != after.strict
            || before.without_rowid != after.without_rowid
            || before.autoincrement != after.autoincrement
    }

    /// A check is dropped by its name, which one that others made need not have.
    fn cannot_constrain(&self, difference: &TableDifference<'_>) -> bool {
        let is_native = |constraint: &&Constraint| self.alters_rules && is_check(constraint);
        let renamed = difference.renamed_constraints.iter().copied();
        let (before, after): (Vec<_>, Vec<_>) = renamed.unzip();
        let mut dropped = difference.dropped_constraints.iter().copied().chain(before);
        let mut added = difference.added_constraints.iter().copied().chain(after);
        !dropped.all(|constraint| is_native(&constraint) && !may_be_unnamed(constraint))
            || !added.all(|constraint| is_native(&constraint))
    }

    fn cannot_alter(&self) -> bool {
        self.changed.iter().any(|(before, after)| {
            let only_rules = before.with_rules_of(after) == *after && before.generated.is_none();
            !(self.alters_rules && only_rules && has_no_unnamed_check(before) && has_no_unnamed_check(after))
        })
    }

    /// ADD COLUMN takes no UNIQUE and no PRIMARY KEY, and on a table with rows no computed default, no stored
    /// expression and no foreign key with a default (<https://sqlite.org/lang_altertable.html#altertabaddcol>).
    fn can_add(&self, field: &Field, column: &Column) -> bool {
        let is_filled = self.change.hints.fill.contains_key(&field.name);
        let default = column.default.as_ref();
        column.unique.is_none()
            && !field.primary_key
            && !column.is_stored()
            && default.is_none_or(|default| default.is_constant)
            && !(column.reference.is_some() && default.is_some())
            && !(is_filled && column.is_required && default.is_none())
    }

    /// DROP COLUMN refuses a field of a key, of a foreign key or of a check
    /// (<https://sqlite.org/lang_altertable.html#altertabdropcol>). Its check is dropped before it; its foreign key
    /// goes with it only where it was written within the column, which a table that others made need not have.
    fn can_drop(&self, field: &Field) -> bool {
        let is_constrained = field.primary_key || field.unique.is_some() || field.reference.is_some();
        let check = TypeCheck::of(field);
        !is_constrained && check.is_none_or(|check| self.alters_rules && check.name.is_some())
    }
}

fn is_check(constraint: &Constraint) -> bool {
    match constraint.kind {
        ConstraintKind::Check(_) => true,
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
    }
}

/// A check without a name cannot be dropped by it.
fn has_no_unnamed_check(column: &Column) -> bool {
    column.check.as_ref().is_none_or(|check| check.name.is_some())
}
