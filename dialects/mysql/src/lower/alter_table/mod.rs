//! ALTER TABLE: the changes of a table as one statement, and what must run before and after it.
//!
//! One ALTER TABLE with several actions is all or nothing. What cannot stand in it runs around it, in this order:
//! foreign keys that are made anew under their name are dropped (neither server drops and adds one name at once);
//! columns whose values are computed are added empty; UPDATEs fill them and replace NULLs; then everything else;
//! then defaults that only existing rows were to get are taken back, and random ones are set; then foreign keys are added
//! again. A field of a foreign key is renamed before all that, since neither server renames it in a statement that copies
//! the table, and what would make MySQL copy it goes still before.

mod additions;
mod column_change;
mod columns;
mod objects;
mod random_default;

use std::slice;

use aksara_dialect::{FieldChange, Statement, TableDifference, Unsupported, renamed_before};
use aksara_operations::AlterTable;
use aksara_schema::{FieldName, ForeignKey, Table};

use self::random_default::RandomDefault;
use super::table_options::{comment_clause, ignored_options, options_clause};
use super::{ddl, with_notes};
use crate::flavour::{Flavour, Server};
use crate::limits::check_change;
use crate::lower::stored_generated::check_stored_generated;
use crate::lower::visible::check_visible;
use crate::name::{quoted_list, quoted_table};
use crate::table_object::named_foreign_keys;

/// The statements that change a table.
pub(super) fn alter_table(change: &AlterTable, server: Server) -> Result<Vec<Statement>, Unsupported> {
    check_change(change, server)?;
    let alteration = Alteration {
        server,
        change,
        difference: TableDifference::of(change),
        renamed: renamed_before(change),
    };
    let mut actions = Actions::default();
    let rebuilt = alteration.plan_columns(&mut actions)?;
    check_visible(&change.after, server)?;
    check_stored_generated(&change.after, server)?;
    alteration.plan_primary_key(&rebuilt, &mut actions);
    alteration.plan_objects(&rebuilt, &mut actions)?;
    alteration.plan_options(&mut actions)?;
    Ok(alteration.statements(actions))
}

const DEMANDS_EMPTY_TABLE: &str =
    "rows that exist would have no value in the new field, and stop this statement; give a default or a fill";

/// A change and what follows from it.
struct Alteration<'a> {
    server: Server,
    change: &'a AlterTable,
    difference: TableDifference<'a>,
    /// The table before, under the fields' new names.
    renamed: Table,
}

/// The actions of the statements, in the order of running.
#[derive(Default)]
struct Actions {
    /// Objects that go before rows and columns change: foreign keys that are made anew, rules that the rows' new values
    /// break, and full-text indexes, with which MySQL changes no table in place (1846).
    detach: Vec<String>,
    /// What goes before fields are renamed, since it would stand against that.
    release: Vec<String>,
    /// Columns that pass through a name of their own, so that others can have theirs.
    step_aside: Vec<String>,
    /// New names of columns.
    rename: Vec<String>,
    /// Columns that are filled before the rest.
    prepare: Vec<String>,
    /// Whether rows that exist stop the statement that prepares.
    demands_empty_table: bool,
    /// Whole UPDATE statements.
    updates: Vec<String>,
    /// The fields that rows get other values in, by their new names.
    filled: Vec<FieldName>,
    /// What one UPDATE of all rows sets.
    assignments: Vec<String>,
    /// UPDATE statements that replace NULL in what was computed.
    replacements: Vec<String>,
    /// Columns that cannot change where the table is copied.
    in_place: Vec<String>,
    /// What goes.
    drop: Vec<String>,
    /// What changes or comes.
    main: Vec<String>,
    /// Whether columns come in the main statement.
    adds_columns: bool,
    /// Definitions with a random default that are to stand in the main statement.
    random: Vec<RandomDefault>,
    /// Keys, indexes and constraints that come.
    add: Vec<String>,
    /// What comes by a statement each: MySQL makes one full-text index at a time (1795).
    further: Vec<String>,
    /// What follows the main statement: defaults that existing rows alone were to get go, and random ones come.
    finish: Vec<String>,
    /// Foreign keys that are made anew.
    attach: Vec<String>,
    /// What was asked for and has no effect.
    notes: Vec<&'static str>,
}

impl Alteration<'_> {
    fn before(&self) -> &Table {
        &self.change.before
    }

    fn after(&self) -> &Table {
        &self.change.after
    }

    /// Whether a renamed field is part of a foreign key, of this table or another.
    fn renames_early(&self) -> bool {
        let keys = named_foreign_keys(self.before());
        let in_key = |field: &FieldName| keys.iter().any(|(_, key)| key.fields.contains(field));
        self.renamed_fields()
            .any(|(old, new)| self.change.is_referenced || in_key(old) || self.is_target_by_new_name(new))
    }

    /// Whether MariaDB must know a field by its new name before a foreign key of the same table refers to it (150).
    fn is_target_by_new_name(&self, new_name: &FieldName) -> bool {
        let keys = named_foreign_keys(self.after());
        let refers =
            |key: &ForeignKey| key.table == self.after().name && key.target_fields.contains(new_name);
        self.server.flavour == Flavour::Mariadb && keys.iter().any(|(_, key)| refers(key))
    }

    fn renamed_fields(&self) -> impl Iterator<Item = (&FieldName, &FieldName)> {
        self.change.fields.0.iter().filter(|(old, new)| old != new)
    }

    /// What a kept column is called when everything but the early renames is still to come.
    fn current_name<'b>(&self, change: &FieldChange<'b>) -> &'b FieldName {
        match self.renames_early() {
            true => &change.after.name,
            false => &change.before.name,
        }
    }

    fn plan_primary_key(&self, rebuilt: &[FieldName], actions: &mut Actions) {
        let (before, after) = (self.renamed.primary_key(), self.after().primary_key());
        let is_rebuilt = after.iter().any(|field| rebuilt.contains(field));
        if !self.difference.primary_key_changes && !is_rebuilt {
            return;
        }
        if !before.is_empty() {
            actions.drop.push("DROP PRIMARY KEY".to_owned());
        }
        if !after.is_empty() {
            actions
                .add
                .push(format!("ADD PRIMARY KEY {}", quoted_list(after)));
        }
    }

    fn plan_options(&self, actions: &mut Actions) -> Result<(), Unsupported> {
        let (before, after) = (self.before(), self.after());
        let of_mysql = |table: &Table| {
            let options = &table.options;
            (
                options.engine.clone(),
                options.charset.clone(),
                options.collation.clone(),
            )
        };
        if of_mysql(before) != of_mysql(after) {
            actions.add.push(options_clause(after, self.server)?);
        }
        if self.difference.options_change {
            actions.notes.extend(ignored_options(&after.options, self.server));
        }
        if self.difference.comment_changes {
            actions.add.push(comment_clause(after, self.server)?);
        }
        Ok(())
    }

    fn statements(&self, actions: Actions) -> Vec<Statement> {
        // MySQL renames a field of a foreign key in place alone, and copies the table where an expression goes (1846).
        let (release, rename, drop) = match self.renames_early() {
            true => (actions.release, actions.rename, actions.drop),
            false => (
                Vec::new(),
                Vec::new(),
                [actions.release, actions.drop, actions.rename].concat(),
            ),
        };
        let main = [drop, actions.main, actions.add].concat();
        let is_destructive = !self.difference.dropped_fields.is_empty();
        let mark = |statement: Statement| match is_destructive {
            true => statement.destructive(),
            false => statement,
        };
        let table = quoted_table(&self.before().name);
        let fill = (!actions.assignments.is_empty())
            .then(|| format!("UPDATE {table} SET {}", actions.assignments.join(", ")));
        let updates = actions
            .updates
            .into_iter()
            .chain(fill)
            .chain(actions.replacements)
            .map(Statement::sql);
        let main = self
            .statement(&main)
            .map(|statement| with_notes(mark(statement), &actions.notes));
        let prepare = self
            .statement(&actions.prepare)
            .map(|statement| match actions.demands_empty_table {
                true => statement.with_note(DEMANDS_EMPTY_TABLE),
                false => statement,
            });
        self.statement(&actions.detach)
            .into_iter()
            .chain(self.statement(&release))
            .chain(self.statement(&actions.step_aside))
            .chain(self.statement(&rename))
            .chain(prepare)
            .chain(updates)
            .chain(self.statement(&actions.in_place))
            .chain(main)
            .chain(
                actions
                    .further
                    .iter()
                    .filter_map(|action| self.statement(slice::from_ref(action))),
            )
            .chain(self.statement(&actions.finish))
            .chain(self.statement(&actions.attach))
            .collect()
    }

    /// One ALTER TABLE; several actions stand on lines of their own.
    fn statement(&self, actions: &[String]) -> Option<Statement> {
        let table = quoted_table(&self.before().name);
        match actions {
            [] => None,
            [action] => Some(ddl(format!("ALTER TABLE {table} {action}"))),
            several => Some(ddl(format!("ALTER TABLE {table}\n  {}", several.join(",\n  ")))),
        }
    }
}
