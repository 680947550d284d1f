//! The order of a table's actions, in which each finds what it needs, and the statements that they share.
//!
//! One ALTER TABLE with several actions is all or nothing. Actions that cannot be in it run around it.

use crate::action::Action;
use crate::diff::Difference;
use crate::physical::{IndexKind, Object, Table};

/// The time of an action. Consecutive phases may share a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Objects go before rows and columns change: foreign keys that are made anew (no server drops and adds one name at
    /// once) or whose own table loses the key, rules that the rows' new values break, and full-text indexes, with which
    /// MySQL changes no table in place (1846).
    Detach,
    /// Objects and columns go that would block renames.
    Release,
    /// Columns pass through names of their own, so that others can have theirs.
    StepAside,
    /// Columns get other names before anything copies the table.
    RenameFirst,
    /// Columns come that are filled before the rest.
    Prepare,
    ReplaceNulls,
    SetValues,
    /// NULLs among values that were computed.
    ReplacePreparedNulls,
    /// Columns change that cannot where the table is copied.
    InPlace,
    /// Columns change that cannot where foreign keys are looked at.
    WithoutChecks,
    DropReaders,
    Drop,
    Rename,
    Change,
    Add,
    /// Objects come by a statement each: MySQL makes one full-text index at a time (1795).
    AddAlone,
    /// Defaults that the existing rows do not get.
    SetDefaults,
    /// Foreign keys come that are made anew, or whose target the main statement makes.
    Attach,
}

/// An action and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Timed {
    pub(crate) phase: Phase,
    pub(crate) action: Action,
}

impl Timed {
    /// Whether both are in one statement, the one after the other.
    pub(crate) fn shares_statement(&self, next: &Self) -> bool {
        let is_main = |phase: Phase| (Phase::DropReaders..=Phase::Add).contains(&phase);
        match (self.phase, next.phase) {
            (Phase::ReplaceNulls | Phase::ReplacePreparedNulls | Phase::AddAlone, _) => false,
            (one, other) => one == other || (is_main(one) && is_main(other)),
        }
    }
}

/// The actions in order; those of one time stay in the order of the tables.
pub(crate) fn order(difference: &Difference<'_>, actions: Vec<Action>) -> Vec<Timed> {
    let order = Order {
        difference,
        remade: remade_keys(&actions),
        early: early_columns(difference, &actions),
        filled: filled_columns(&actions),
        required: required_in_place(difference, &actions),
        changes_in_place: difference.changes_in_place(&actions),
        is_copied: difference.is_copied_for_checks(&actions),
    };
    let mut has_fulltext = false;
    let timed = actions.into_iter().map(|action| {
        let is_fulltext = matches!(&action, Action::AddObject(object) if difference.is_fulltext(object));
        let is_further = is_fulltext && std::mem::replace(&mut has_fulltext, true);
        let phase = if is_further {
            Phase::AddAlone
        } else {
            order.phase(&action)
        };
        Timed { phase, action }
    });
    let mut timed: Vec<Timed> = timed.collect();
    timed.sort_by_key(|timed| timed.phase);
    timed
}

struct Order<'a> {
    difference: &'a Difference<'a>,
    /// The names of foreign keys that go and come back.
    remade: Vec<String>,
    /// The columns that go before others are renamed.
    early: Vec<String>,
    /// The columns in which rows without a value get one.
    filled: Vec<String>,
    /// The columns that become required in place, by their old names.
    required: Vec<String>,
    changes_in_place: bool,
    /// Whether a check makes the server copy the table for what it would do in place.
    is_copied: bool,
}

impl Order<'_> {
    fn phase(&self, action: &Action) -> Phase {
        match action {
            Action::DropObject(object) => self.drop_phase(object),
            Action::DropCheckOfColumn(check) => self.drop_phase(&Object::Check(check.clone())),
            Action::AddObject(object) => self.add_phase(object),
            Action::RenameColumn { to, .. } => self.rename_phase(to),
            Action::DropColumn { column, .. } if self.difference.goes_early(column) => Phase::Release,
            Action::DropColumn { .. } | Action::DropPrimaryKey | Action::DropDemand(_) => Phase::Drop,
            Action::PrepareColumn(_) | Action::DemandNoRows(_) => Phase::Prepare,
            Action::SetValues { .. } => Phase::SetValues,
            Action::ReplaceNull {
                is_prepared: false, ..
            } => Phase::ReplaceNulls,
            Action::ReplaceNull {
                is_prepared: true, ..
            } => Phase::ReplacePreparedNulls,
            Action::ChangeColumn { before, after } if self.difference.counts_under_keys(before, after) => {
                Phase::WithoutChecks
            }
            Action::ChangeColumn { before, after } if self.difference.stays_in_place(before, after) => {
                self.in_place()
            }
            Action::AddColumn(_) | Action::CompleteColumn { .. } | Action::ChangeColumn { .. } => {
                Phase::Change
            }
            Action::SetDefault { .. } => Phase::SetDefaults,
            Action::RenameIndex { .. }
            | Action::AddPrimaryKey(_)
            | Action::SetOptions(_)
            | Action::SetComment(_) => Phase::Add,
        }
    }

    /// The time of a change that is made without a copy, or else without a look at foreign keys.
    fn in_place(&self) -> Phase {
        if self.is_copied {
            Phase::WithoutChecks
        } else {
            Phase::InPlace
        }
    }

    fn drop_phase(&self, object: &Object) -> Phase {
        let is_early = |column: &str| self.early.iter().any(|name| name == column);
        let is_filled = |column: &String| self.filled.contains(column);
        let may_break = object.refuses_values() && object.columns().into_iter().any(is_filled);
        let blocks = self.changes_in_place && self.difference.is_fulltext(object);
        let is_detached =
            self.is_remade(object) || self.loses_own_target(object) || self.sets_required(object);
        if is_detached || may_break || blocks {
            Phase::Detach
        } else if !object.expressions().is_empty() || self.difference.needs(object, is_early) {
            self.release()
        } else {
            Phase::Drop
        }
    }

    fn add_phase(&self, object: &Object) -> Phase {
        if self.is_remade(object) || self.finds_no_target_yet(object) {
            Phase::Attach
        } else {
            Phase::Add
        }
    }

    fn rename_phase(&self, to: &str) -> Phase {
        if self.difference.after.column(to).is_none() {
            Phase::StepAside
        } else if self.difference.renames.are_early {
            Phase::RenameFirst
        } else {
            Phase::Rename
        }
    }

    /// The time of what would block renames.
    fn release(&self) -> Phase {
        if self.difference.renames.are_early {
            Phase::Release
        } else {
            Phase::DropReaders
        }
    }

    fn is_remade(&self, object: &Object) -> bool {
        matches!(object, Object::ForeignKey(key) if self.remade.contains(&key.name))
    }

    /// Whether a foreign key would set a column to NULL that becomes required before the key is dropped (1830).
    fn sets_required(&self, object: &Object) -> bool {
        let is_required = |column: &String| self.required.contains(column);
        matches!(object, Object::ForeignKey(key) if key.sets_null() && key.columns.iter().any(is_required))
    }

    /// Whether a foreign key refers to its own table, whose key is dropped as well: MySQL drops no key in the statement that
    /// drops what needs it (1553).
    fn loses_own_target(&self, object: &Object) -> bool {
        let (before, after) = (self.difference.before, self.difference.after);
        let targets = own_targets(object, before);
        targets.is_some_and(|targets| becomes_unique(targets, after, before))
    }

    /// Whether a foreign key refers to columns of its own table that are not yet what it needs. Both servers look at the
    /// table before the statement: MariaDB refuses the key (150), and MySQL 9.7 crashes where the table has rows.
    fn finds_no_target_yet(&self, object: &Object) -> bool {
        let (before, after) = (self.difference.before, self.difference.after);
        let differs = |name: &String| match (before.column(name), after.column(name)) {
            (Some(before), Some(after)) => !before.is_defined_as(after),
            (before, after) => before.is_some() || after.is_some(),
        };
        own_targets(object, after)
            .is_some_and(|targets| targets.iter().any(differs) || becomes_unique(targets, before, after))
    }
}

/// The columns of its own table that a foreign key refers to.
fn own_targets<'a>(object: &'a Object, table: &Table) -> Option<&'a [String]> {
    match object {
        Object::ForeignKey(key) => Some(key.own_targets(&table.name)).filter(|targets| !targets.is_empty()),
        Object::Index(_) | Object::Check(_) => None,
    }
}

/// Whether the second table has a key over these columns that the first has not.
fn becomes_unique(columns: &[String], first: &Table, second: &Table) -> bool {
    let is_primary = |table: &Table| table.primary_key == columns;
    let has = |name: &str| first.indexes().any(|index| index.name == name);
    let mut indexes = second.indexes();
    (is_primary(second) && !is_primary(first))
        || indexes.any(|index| {
            index.kind == IndexKind::Unique && index.columns().into_iter().eq(columns) && !has(&index.name)
        })
}

fn remade_keys(actions: &[Action]) -> Vec<String> {
    let is_added = |dropped: &Object| {
        let mut others = actions.iter();
        others.any(|other| matches!(other, Action::AddObject(added) if added.is_counterpart(dropped)))
    };
    let keys = actions.iter().filter_map(|action| match action {
        Action::DropObject(object @ Object::ForeignKey(key)) if is_added(object) => Some(key.name.clone()),
        _ => None,
    });
    keys.collect()
}

fn early_columns(difference: &Difference<'_>, actions: &[Action]) -> Vec<String> {
    let columns = actions.iter().filter_map(|action| match action {
        Action::DropColumn { column, .. } if difference.goes_early(column) => Some(column.name.clone()),
        _ => None,
    });
    columns.collect()
}

fn required_in_place(difference: &Difference<'_>, actions: &[Action]) -> Vec<String> {
    let columns = actions.iter().filter_map(|action| match action {
        Action::ChangeColumn { before, after }
            if after.is_required() && difference.stays_in_place(before, after) =>
        {
            Some(before.name.clone())
        }
        _ => None,
    });
    columns.collect()
}

/// The columns in which NULLs become a value before the main statement.
pub(crate) fn filled_columns(actions: &[Action]) -> Vec<String> {
    let columns = actions.iter().filter_map(|action| match action {
        Action::ReplaceNull {
            column,
            is_prepared: false,
            ..
        } => Some(column.clone()),
        _ => None,
    });
    columns.collect()
}
