//! A table at the moments of its change: before the first statement, between two statements, after the last one.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::{Trace, renamed_before};
use aksara_operations::{AlterHints, AlterTable, FieldMapping};
use aksara_schema::{FieldName, InvalidName, Table};

use crate::action::Action;
use crate::apply::apply;
use crate::flavour::Server;
use crate::order::{Phase, Timed};
use crate::physical;
use crate::read::read_moment;
use crate::renames::Renames;

/// The traces of a change's statements, by the actions of each. A statement of rows has none.
pub(crate) fn traces(
    change: &AlterTable,
    before: &physical::Table,
    renames: &Renames,
    groups: &[&[Timed]],
    server: Server,
) -> Vec<Option<Trace>> {
    if let [_] = groups {
        let altered = Trace::altered(Arc::clone(&change.before), Arc::clone(&change.after));
        return groups
            .iter()
            .map(|group| changes_table(group).then(|| altered.clone()))
            .collect();
    }
    let mut moment = Moment {
        table: before.clone(),
        names: renames.changed().collect(),
        server,
    };
    let mut traces = Vec::new();
    for group in groups {
        let before = moment.read();
        group.iter().for_each(|timed| moment.apply(&timed.action));
        let sides = before.ok().zip(moment.read().ok());
        let altered = sides.filter(|_| changes_table(group));
        traces.push(altered.map(|(before, after)| Trace::altered(before, after)));
    }
    traces
}

/// Whether a statement changes the table, and not its rows.
fn changes_table(group: &[Timed]) -> bool {
    group.iter().all(|timed| match timed.phase {
        Phase::ReplaceNulls | Phase::SetValues | Phase::ReplacePreparedNulls => false,
        Phase::Detach
        | Phase::Release
        | Phase::StepAside
        | Phase::RenameFirst
        | Phase::Prepare
        | Phase::InPlace
        | Phase::WithoutChecks
        | Phase::DropReaders
        | Phase::Drop
        | Phase::Rename
        | Phase::Change
        | Phase::Add
        | Phase::AddAlone
        | Phase::SetDefaults
        | Phase::Attach => true,
    })
}

/// A table while it changes.
struct Moment {
    /// Under the names afterwards.
    table: physical::Table,
    /// The names of the moment, by the names afterwards, where they differ.
    names: BTreeMap<String, String>,
    server: Server,
}

impl Moment {
    fn apply(&mut self, action: &Action) {
        self.table = apply(std::slice::from_ref(action), &self.table);
        match action {
            Action::RenameColumn { from, to } => self.rename(from, to),
            Action::ChangeColumn { after, .. } | Action::CompleteColumn { after, .. } => {
                self.names.remove(&after.name);
            }
            Action::DropObject(_)
            | Action::DropCheckOfColumn(_)
            | Action::AddObject(_)
            | Action::RenameIndex { .. }
            | Action::DropPrimaryKey
            | Action::AddPrimaryKey(_)
            | Action::AddColumn(_)
            | Action::PrepareColumn(_)
            | Action::SetDefault { .. }
            | Action::DropColumn { .. }
            | Action::DemandNoRows(_)
            | Action::DropDemand(_)
            | Action::SetValues { .. }
            | Action::ReplaceNull { .. }
            | Action::SetOptions(_)
            | Action::SetComment(_) => {}
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let found = self.names.iter().find(|(_, current)| *current == from);
        let Some(name) = found.map(|(name, _)| name.clone()) else {
            return;
        };
        if name == to {
            self.names.remove(&name);
        } else {
            self.names.insert(name, to.to_owned());
        }
    }

    /// The table under the names of the moment.
    fn read(&self) -> Result<Arc<Table>, InvalidName> {
        let read = Arc::new(read_moment(&self.table, self.server)?);
        let mut fields = FieldMapping::identity(&read);
        for (name, current) in &self.names {
            let name = FieldName::new(&**name)?;
            if read.fields.contains_key(&name) {
                fields.0.insert(name, FieldName::new(&**current)?);
            }
        }
        Ok(Arc::new(renamed_before(&AlterTable {
            before: Arc::clone(&read),
            after: read,
            fields,
            is_referenced: false,
            hints: AlterHints::default(),
        })))
    }
}
