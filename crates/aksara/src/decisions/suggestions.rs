//! The names that a wrong decision may have meant: those that no other decision uses.

use std::collections::{BTreeMap, BTreeSet};

use aksara_autodetector::Decision;

use super::{DecisionProblem, Decisions, WrongDecision};

impl Decisions<'_> {
    /// The problem of a decision without the names that the others have used.
    pub(super) fn with_open_names(&self, mut wrong: WrongDecision, decisions: &[Decision]) -> WrongDecision {
        let others = || decisions.iter().filter(|decision| **decision != wrong.decision);
        match &mut wrong.problem {
            DecisionProblem::NotGone { gone, .. } => {
                let used: BTreeSet<String> = others().flat_map(|decision| self.old_names(decision)).collect();
                gone.retain(|name| !used.contains(name));
            }
            DecisionProblem::NotNew { new, .. } => {
                let used: BTreeSet<String> = others().flat_map(|decision| self.new_names(decision)).collect();
                new.retain(|name| !used.contains(name));
            }
            DecisionProblem::NoTable { .. }
            | DecisionProblem::NewTable { .. }
            | DecisionProblem::Taken { .. }
            | DecisionProblem::Twice
            | DecisionProblem::SameName { .. } => {}
        }
        wrong
    }

    /// What a decision calls gone, by every name of its table and by its column.
    fn old_names(&self, decision: &Decision) -> Vec<String> {
        let written = decision.old();
        let table = self.previous.resolve(written).map(|table| table.name.to_string());
        let (owner, field) = written.rsplit_once('.').unwrap_or_default();
        let pairs = self.renamed(&BTreeMap::new()).tables_named(owner);
        let owners = pairs.iter().flat_map(|pair| [&pair.before.name, &pair.now]);
        let within = owners.flat_map(|owner| [format!("{owner}.{field}"), format!("{owner}.{field}_id")]);
        table.into_iter().chain(within).collect()
    }

    /// What a decision calls new: a table or a field, also by its column.
    fn new_names(&self, decision: &Decision) -> Vec<String> {
        match decision {
            Decision::Drop { .. } => Vec::new(),
            Decision::Rename { new, .. } => {
                let table = self.named_table(new).map(|table| table.to_string());
                let fields = [new.clone(), format!("{new}_id")];
                table.into_iter().chain(fields).collect()
            }
        }
    }
}
