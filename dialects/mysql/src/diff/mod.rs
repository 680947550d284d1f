//! The difference of two physical tables as actions. It alone decides whether a column changes, and whether its values are
//! converted.

mod columns;
mod objects;

use std::collections::BTreeMap;

use aksara_dialect::Unsupported;

use crate::action::Action;
use crate::flavour::{Quirk, Server};
use crate::physical::{Column, Default, Expression, Object, Table};
use crate::renames::Renames;

/// Two tables, and the rest of a change.
pub(crate) struct Difference<'a> {
    pub(crate) server: Server,
    /// Under the names that the columns have afterwards.
    pub(crate) before: &'a Table,
    pub(crate) after: &'a Table,
    pub(crate) renames: &'a Renames,
    pub(crate) hints: &'a Hints,
}

/// The content of a change beside its tables; by the names of the columns afterwards.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// The columns that are kept.
    pub(crate) kept: Vec<String>,
    /// How a column's new value is computed from the old row.
    pub(crate) computed: BTreeMap<String, String>,
    /// The value of rows without one.
    pub(crate) fills: BTreeMap<String, Fill>,
    /// Whether a foreign key refers to the table.
    pub(crate) is_referenced: bool,
}

/// The value of rows without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fill {
    Constant(Default),
    Expression(String),
}

impl Fill {
    pub(crate) fn value(&self) -> &str {
        match self {
            Self::Constant(constant) => &constant.value,
            Self::Expression(value) => value,
        }
    }
}

/// The actions that make the second table of the first.
pub(crate) fn diff(difference: &Difference<'_>) -> Result<Vec<Action>, Unsupported> {
    let mut actions = Vec::new();
    let changed = difference.columns(&mut actions)?;
    difference.primary_key(&changed.rebuilt, &mut actions);
    difference.objects(&changed, &mut actions);
    difference.options(&mut actions);
    Ok(actions)
}

impl<'a> Difference<'a> {
    pub(crate) fn is_kept(&self, column: &str) -> bool {
        self.hints.kept.iter().any(|kept| kept == column)
    }

    /// A kept column before.
    pub(crate) fn old(&self, name: &str) -> Option<&'a Column> {
        self.before.column(name).filter(|_| self.is_kept(name))
    }

    /// The name of a column while everything but early renames is still to come.
    pub(crate) fn current(&self, name: &'a str) -> &'a str
    where
        Self: 'a,
    {
        self.renames.current(name, self.is_kept(name))
    }

    /// Whether an expression of the table before names a column that gets another name. MySQL does not follow it (3108,
    /// 3837, 3959), so that everything with the expression is made anew there.
    pub(crate) fn is_stale(&self, expression: &Expression) -> bool {
        let mut columns = expression.columns.iter();
        self.server.flavour.has(Quirk::ExpressionsKeepNames)
            && columns.any(|column| self.renames.gives(column))
    }

    /// Whether a column before is generated from one that gets another name, and so is dropped before that. MySQL wants it
    /// defined anew in the statement that renames (3108), which then copies the table, and so renames no column of a
    /// foreign key (1846).
    pub(crate) fn goes_early(&self, column: &Column) -> bool {
        self.server.flavour.has(Quirk::ExpressionsKeepNames)
            && self.renames.are_early
            && self.follows_rename(column)
    }

    /// Whether a column begins or ceases to count while foreign keys refer to it: MySQL copies the table for that, and does so
    /// only where it does not look at foreign keys (1833). Its type, and so what they compare, stays.
    pub(crate) fn counts_under_keys(&self, before: &Column, after: &Column) -> bool {
        self.server.flavour.has(Quirk::CountingCopiesTable)
            && before.auto_increment != after.auto_increment
            && before.column_type == after.column_type
            && self.before.primary_key == self.after.primary_key
            && self.hints.is_referenced
    }

    /// Whether a column changes in a statement that may not copy the table.
    pub(crate) fn changes_in_place(&self, actions: &[Action]) -> bool {
        actions.iter().any(|action| self.is_in_place(action))
    }

    pub(crate) fn is_in_place(&self, action: &Action) -> bool {
        match action {
            Action::ChangeColumn { before, after } => self.stays_in_place(before, after),
            _ => false,
        }
    }

    /// Whether a column begins or ceases to take NULL under a foreign key that it has or is the target of: both flavours do
    /// that in place alone (1832, 1833), and other changes may make them copy the table.
    pub(crate) fn stays_in_place(&self, before: &Column, after: &Column) -> bool {
        before.nullability != after.nullability
            && before.column_type == after.column_type
            && !after.is_random()
            && (self.hints.is_referenced || self.after.is_in_key(&after.name))
    }

    /// Whether the table has a check while columns change: MySQL 9.7 then copies it for each of them where the check reads a
    /// text, some binary types or an enum (1845).
    pub(crate) fn is_copied_for_checks(&self, actions: &[Action]) -> bool {
        let is_demand = |action: &Action| matches!(action, Action::DemandNoRows(_));
        let has_check = self.before.checks().next().is_some() || actions.iter().any(is_demand);
        self.server.flavour.has(Quirk::ChecksCopyTable) && has_check
    }

    /// Whether it is a full-text index of MySQL, which makes one at a time, and changes no table in place that has one.
    pub(crate) fn is_fulltext(&self, object: &Object) -> bool {
        let is_fulltext = matches!(object, Object::Index(index) if index.is_fulltext());
        is_fulltext && self.server.flavour.has(Quirk::FulltextIndexStandsAlone)
    }

    fn follows_rename(&self, column: &Column) -> bool {
        let generated = column.generated.iter();
        let mut operands = generated.flat_map(|generated| &generated.expression.columns);
        operands.any(|name| {
            let operand = self.before.column(name);
            self.renames.gives(name)
                || operand.is_some_and(|operand| operand.name != column.name && self.follows_rename(operand))
        })
    }

    fn primary_key(&self, rebuilt: &[String], actions: &mut Vec<Action>) {
        let (before, after) = (&self.before.primary_key, &self.after.primary_key);
        if before == after && !after.iter().any(|column| rebuilt.contains(column)) {
            return;
        }
        if !before.is_empty() {
            actions.push(Action::DropPrimaryKey);
        }
        if !after.is_empty() {
            actions.push(Action::AddPrimaryKey(after.clone()));
        }
    }

    fn options(&self, actions: &mut Vec<Action>) {
        if self.before.options != self.after.options {
            actions.push(Action::SetOptions(self.after.options.clone()));
        }
        if self.before.comment != self.after.comment {
            actions.push(Action::SetComment(self.after.comment.clone()));
        }
    }
}
