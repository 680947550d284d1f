//! A rebuild: a new table, the rows copied, the old one dropped, the new one renamed.
//!
//! The order is that of SQLite's own documentation (<https://sqlite.org/lang_altertable.html#otheralter>). The same steps
//! serve the offline script, which has the tables of the history, and the driver, which has the live table and what
//! the actions make of it.

use crate::action::Action;
use crate::expression::identifier;
use crate::physical::{Column, Index, Table, is_same_name};

/// A table and the one that comes in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rebuild {
    pub(crate) before: Table,
    pub(crate) after: Table,
    /// The new table's name during the rebuild.
    pub(crate) temporary_name: String,
    /// The columns that are copied, with their values from the old row.
    pub(crate) copied: Vec<Copied>,
    /// The statements of the triggers that come back, which only the catalog knows.
    pub(crate) triggers: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copied {
    /// The column, or a name of the rowid.
    pub(crate) column: String,
    /// An expression over the old row.
    pub(crate) value: String,
}

/// One step of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RebuildStep<'a> {
    CreateTable,
    CopyRows,
    /// Keeps the mark of AUTOINCREMENT, so that ids are not used again.
    KeepMark,
    DropTable,
    /// Gives the new table its name. Views and other tables' triggers already name the table that is to come, so the
    /// rename leaves them alone (`legacy_alter_table`).
    RenameTable,
    CreateIndex(&'a Index),
    CreateTrigger(&'a str),
}

/// The names by which a table's rowid is known, unless a column has taken them.
const ROWIDS: &[&str] = &["rowid", "_rowid_", "oid"];

impl Rebuild {
    /// The rebuild that makes these actions.
    pub(crate) fn new(
        before: Table,
        after: Table,
        actions: &[Action],
        temporary_name: String,
        triggers: Vec<String>,
    ) -> Self {
        let copied = Copying {
            before: &before,
            after: &after,
            actions,
        }
        .columns();
        Self {
            before,
            after,
            temporary_name,
            copied,
            triggers,
        }
    }

    /// The steps in order.
    pub(crate) fn steps(&self) -> Vec<RebuildStep<'_>> {
        let is_marked = self.before.is_autoincrement() && self.after.is_autoincrement();
        let mut steps = vec![RebuildStep::CreateTable, RebuildStep::CopyRows];
        steps.extend(is_marked.then_some(RebuildStep::KeepMark));
        steps.extend([RebuildStep::DropTable, RebuildStep::RenameTable]);
        steps.extend(self.after.indexes.iter().map(RebuildStep::CreateIndex));
        let triggers = self.triggers.iter();
        steps.extend(triggers.map(|trigger| RebuildStep::CreateTrigger(trigger)));
        steps
    }
}

struct Copying<'a> {
    before: &'a Table,
    after: &'a Table,
    actions: &'a [Action],
}

impl Copying<'_> {
    fn columns(&self) -> Vec<Copied> {
        let rowid = self.rowid();
        let has_own_rowid = self.after.rowid_column().is_some();
        let kept = rowid.filter(|_| !has_own_rowid).map(|name| Copied {
            column: name.to_owned(),
            value: name.to_owned(),
        });
        let columns = self.after.columns.iter();
        let written = columns.filter(|column| column.generated().is_none());
        let copied = written.map(|column| Copied {
            column: column.name.clone(),
            value: self
                .new_value(column, rowid)
                .unwrap_or_else(|| self.kept_value(column)),
        });
        kept.into_iter().chain(copied).collect()
    }

    /// A name for the rowid, where both tables have one.
    fn rowid(&self) -> Option<&'static str> {
        let tables = [self.before, self.after];
        let is_column = |name: &str| tables.iter().any(|table| table.column(name).is_some());
        let has_rowids = tables.iter().all(|table| !table.options.is_without_rowid);
        ROWIDS.iter().copied().find(|name| has_rowids && !is_column(name))
    }

    /// The value of the old rows in a column that is new; nothing where it is not.
    fn new_value(&self, column: &Column, rowid: Option<&str>) -> Option<String> {
        let fill = self.actions.iter().find_map(|action| match action {
            Action::AddColumn { column: added, fill } => {
                is_same_name(&added.name, &column.name).then_some(fill.as_deref())
            }
            _ => None,
        })?;
        let own_rowid = self.after.rowid_column();
        let value = match own_rowid.filter(|own| own.name == column.name) {
            Some(_) => rowid,
            None => fill.or(column.default()),
        };
        Some(value.unwrap_or("NULL").to_owned())
    }

    fn kept_value(&self, kept: &Column) -> String {
        let (mut value, mut fill) = (identifier(&kept.name), None);
        for action in self.actions {
            match action {
                Action::ConvertValues {
                    column,
                    value: converted,
                    ..
                } if is_same_name(column, &kept.name) => value.clone_from(converted),
                Action::SetNullability {
                    column, fill: given, ..
                } if is_same_name(column, &kept.name) => fill = given.as_ref(),
                _ => {}
            }
        }
        match fill {
            Some(fill) => format!("coalesce({value}, {fill})"),
            None => value,
        }
    }
}
