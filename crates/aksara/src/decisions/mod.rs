//! The user's decisions about renames: written in words of models or tables, read as answers.

pub(crate) mod naming;
mod problem;
mod suggestions;
mod values;

use std::collections::BTreeMap;

use aksara_autodetector::{Answers, Decision, DecisionKind, following_join_tables};
use aksara_formats::python::models::Models;
use aksara_schema::{FieldName, Management, ObjectName, Schema, Table, TableName, join_table_name};

pub use problem::{DecisionProblem, WrongDecision};

use naming::{Renamed, as_written};
use problem::{not_gone, not_new, taken};

/// The history and the models that decisions are about.
pub(crate) struct Decisions<'a> {
    pub previous: &'a Schema,
    pub models: &'a Models,
}

impl Decisions<'_> {
    /// Adds the answers about tables and many-to-many fields to the given ones, and gives the other decisions: everything else
    /// goes by the new name of its table.
    pub fn answer_tables<'d>(
        &self,
        decisions: &'d [Decision],
        answers: &mut Answers,
    ) -> Result<Vec<&'d Decision>, WrongDecision> {
        let others = self.about_tables(decisions, answers);
        others.map_err(|wrong| self.with_open_names(wrong, decisions))
    }

    fn about_tables<'d>(
        &self,
        decisions: &'d [Decision],
        answers: &mut Answers,
    ) -> Result<Vec<&'d Decision>, WrongDecision> {
        let (tables, others): (Vec<_>, Vec<_>) = decisions.iter().partition(|one| self.is_about_table(one));
        for decision in &tables {
            let found = self.table(decision);
            let (old, new) = found.map_err(|problem| problem.of(decision))?;
            decide(decision, &mut answers.tables, old, new)?;
        }
        let (joins, others): (Vec<_>, Vec<_>) = {
            let renamed = self.renamed(&answers.tables);
            let join = |decision| renamed.join_table(decision);
            let pairs = others.into_iter().map(|decision| (decision, join(decision)));
            pairs.partition(|(_, join)| join.is_some())
        };
        for (decision, join) in joins {
            let Some((owner, join)) = join else { continue };
            let new = self.new_join(decision, &owner, answers);
            let new = new.map_err(|problem| problem.of(decision))?;
            decide(decision, &mut answers.tables, join, new)?;
        }
        self.demand_tables(decisions, answers)?;
        Ok(others.into_iter().map(|(decision, _)| decision).collect())
    }

    /// Adds the answers of those of the decisions that are about neither.
    pub fn answer_others(
        &self,
        decisions: &[Decision],
        others: Vec<&Decision>,
        answers: &mut Answers,
    ) -> Result<(), WrongDecision> {
        let answered = self.about_others(decisions, others, answers);
        answered.map_err(|wrong| self.with_open_names(wrong, decisions))
    }

    fn about_others(
        &self,
        decisions: &[Decision],
        others: Vec<&Decision>,
        answers: &mut Answers,
    ) -> Result<(), WrongDecision> {
        let mut tables = answers.tables.clone();
        tables.extend(following_join_tables(self.previous, self.next(), &tables));
        let renamed = self.renamed(&tables);
        let (values, others): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|decision| decision.kind() == DecisionKind::EnumValue);
        for decision in others {
            renamed.answer(decision, answers)?;
        }
        renamed.demand_fields(decisions, answers)?;
        let fields = answers.fields.clone();
        let mut keys = Vec::with_capacity(values.len());
        for decision in values {
            let found = renamed.value(decision, &fields);
            let (key, new) = found.map_err(|problem| problem.of(decision))?;
            keys.push((decision, key.clone()));
            decide(decision, &mut answers.values, key, new)?;
        }
        keys.into_iter().try_for_each(|(decision, key)| {
            let demanded = renamed.demand_values(&key, &answers.values, &fields);
            demanded.map_err(|problem| problem.of(decision))
        })
    }

    fn next(&self) -> &Schema {
        &self.models.schema
    }

    fn renamed<'t>(&self, tables: &'t BTreeMap<TableName, Option<TableName>>) -> Renamed<'_, 't> {
        Renamed {
            previous: self.previous,
            models: self.models,
            tables,
        }
    }

    /// Whether a decision is about a table: nothing before its last dot names one.
    fn is_about_table(&self, decision: &Decision) -> bool {
        let within = decision.old().rsplit_once('.');
        let names_table = |table| self.previous.resolve(table).is_ok() || self.named_table(table).is_some();
        let is_within = within.is_some_and(|(table, _)| names_table(table));
        decision.kind() == DecisionKind::TableOrField && !is_within
    }

    fn table(&self, decision: &Decision) -> Result<(TableName, Option<TableName>), DecisionProblem> {
        let written = decision.old();
        let old = self.previous.resolve(written);
        let old = old.map_err(|_| match written.rsplit_once('.') {
            Some((table, _)) => self.renamed(&BTreeMap::new()).no_table(table),
            None => not_gone(written, self.gone_tables()),
        })?;
        let new = self.new_table(decision, |new| self.named_table(new))?;
        Ok((old.name.clone(), new))
    }

    fn new_join(
        &self,
        decision: &Decision,
        owner: &TableName,
        answers: &Answers,
    ) -> Result<Option<TableName>, DecisionProblem> {
        let now = answers.tables.get(owner).cloned().flatten();
        let now = now.unwrap_or_else(|| owner.clone());
        self.new_table(decision, |new| {
            let join = join_table_name(&now, new).ok();
            let join = join.filter(|join| self.next().table(join).is_some());
            join.or_else(|| self.named_table(new))
        })
    }

    /// The new name of a table; none where it is really removed.
    fn new_table(
        &self,
        decision: &Decision,
        named: impl Fn(&str) -> Option<TableName>,
    ) -> Result<Option<TableName>, DecisionProblem> {
        match decision {
            Decision::Drop { .. } => Ok(None),
            Decision::Rename { new, .. } => match named(new) {
                Some(name) => Ok(Some(name)),
                None => Err(not_new(new, self.new_tables())),
            },
        }
    }

    fn named_table(&self, written: &str) -> Option<TableName> {
        naming::table_now(self.models, written).map(|table| table.name.clone())
    }

    /// Refuses a name that another table keeps, and the removal of a table that the models keep.
    fn demand_tables(&self, decisions: &[Decision], answers: &Answers) -> Result<(), WrongDecision> {
        let wrong = wrong_names(
            &answers.tables,
            |name| self.previous.table(name).is_some(),
            |name| self.next().table(name).is_some(),
        );
        let Some((old, kind)) = wrong else {
            return Ok(());
        };
        let none = BTreeMap::new();
        let is_it = |decision: &&Decision| {
            let table = self.table(decision).map(|(old, _)| old);
            let join = || self.renamed(&none).join_table(decision).map(|(_, join)| join);
            self.is_about_table(decision) && table.as_ref() == Ok(&old) || join() == Some(old.clone())
        };
        match decisions.iter().find(is_it) {
            Some(decision) => Err(self.wrong_table(decision, kind).of(decision)),
            // It is no decision's: whoever gave the answer hears of it from detection.
            None => Ok(()),
        }
    }

    fn wrong_table(&self, decision: &Decision, wrong: WrongName<TableName>) -> DecisionProblem {
        match (wrong, decision) {
            (WrongName::Same(other), _) => DecisionProblem::SameName {
                other: other.to_string(),
            },
            (WrongName::Taken, Decision::Rename { new, .. }) => {
                let owner = self.named_table(new).map(|table| table.to_string());
                taken(new, owner.unwrap_or_else(|| new.clone()))
            }
            (WrongName::Taken | WrongName::Kept, _) => not_gone(decision.old(), self.gone_tables()),
        }
    }

    fn gone_tables(&self) -> Vec<String> {
        let is_gone = |table: &&std::sync::Arc<Table>| {
            let is_ours = table.management == Management::Managed && !table.name.is_of_package();
            is_ours && self.next().table(&table.name).is_none()
        };
        let gone = self.previous.tables().filter(is_gone);
        gone.map(|table| table.name.to_string()).collect()
    }

    fn new_tables(&self) -> Vec<String> {
        let is_new = |table: &&std::sync::Arc<Table>| self.previous.table(&table.name).is_none();
        let new = self.next().tables().filter(is_new);
        new.map(|table| table.name.to_string()).collect()
    }
}

impl Renamed<'_, '_> {
    /// The answer of a decision about something of a table that is not a value of an enum.
    fn answer(&self, decision: &Decision, answers: &mut Answers) -> Result<(), WrongDecision> {
        match decision.kind() {
            DecisionKind::TableOrField => {
                let found = self.field(decision);
                let (key, new) = found.map_err(|problem| problem.of(decision))?;
                decide(decision, &mut answers.fields, key, new)
            }
            DecisionKind::Index => {
                let found = self.object(decision, |table| table.indexes.keys().collect());
                let (key, new) = found.map_err(|problem| problem.of(decision))?;
                decide(decision, &mut answers.indexes, key, new)
            }
            DecisionKind::Constraint => {
                let found = self.object(decision, |table| table.constraints.keys().collect());
                let (key, new) = found.map_err(|problem| problem.of(decision))?;
                decide(decision, &mut answers.constraints, key, new)
            }
            DecisionKind::EnumValue => Ok(()),
        }
    }

    fn field(
        &self,
        decision: &Decision,
    ) -> Result<((TableName, FieldName), Option<FieldName>), DecisionProblem> {
        let (table, written) = decision.old().rsplit_once('.').unwrap_or_default();
        let tables = self.tables_named(table);
        let found = tables.iter().find_map(|pair| {
            let field = as_written(pair.before, written)?;
            Some((pair, field))
        });
        let Some((pair, field)) = found else {
            return Err(not_gone(decision.old(), self.gone_fields(&tables)));
        };
        let after = self.models.schema.table(&pair.now);
        let key = (pair.now.clone(), field.name.clone());
        match decision {
            Decision::Drop { .. } => Ok((key, None)),
            Decision::Rename { new, .. } => match after.and_then(|table| as_written(table, new)) {
                Some(field) => Ok((key, Some(field.name.clone()))),
                None => Err(not_new(new, self.new_fields(pair))),
            },
        }
    }

    /// An index or a constraint, by the names that a table has of them.
    fn object(
        &self,
        decision: &Decision,
        names: impl Fn(&Table) -> Vec<&ObjectName>,
    ) -> Result<((TableName, ObjectName), Option<ObjectName>), DecisionProblem> {
        let (table, written) = decision.old().rsplit_once('.').unwrap_or_default();
        let tables = self.tables_named(table);
        if tables.is_empty() {
            return Err(self.no_table(table));
        }
        let with_name = |table: &Table, written: &str| {
            let mut names = names(table).into_iter();
            names.find(|name| name.as_str() == written).cloned()
        };
        let found = tables
            .iter()
            .find_map(|pair| Some((pair, with_name(pair.before, written)?)));
        let missing = |table: Option<&Table>, from: Option<&Table>| -> Vec<String> {
            let there: Vec<&ObjectName> = from.map(&names).unwrap_or_default();
            let names = table.map(&names).unwrap_or_default().into_iter();
            names
                .filter(|name| !there.contains(name))
                .map(ToString::to_string)
                .collect()
        };
        let after = |now: &TableName| self.models.schema.table(now).map(|table| &**table);
        let Some((pair, old)) = found else {
            let gone = tables.iter().flat_map(|pair| {
                let names = missing(Some(pair.before), after(&pair.now)).into_iter();
                names
                    .map(|name| format!("{}.{name}", pair.now))
                    .collect::<Vec<_>>()
            });
            return Err(not_gone(decision.old(), gone.collect()));
        };
        let after = after(&pair.now);
        let still = after.and_then(|table| with_name(table, old.as_str()));
        let key = (pair.now.clone(), old);
        match decision {
            Decision::Drop { .. } if still.is_some() => {
                Err(not_gone(decision.old(), missing(Some(pair.before), after)))
            }
            Decision::Drop { .. } => Ok((key, None)),
            Decision::Rename { new, .. } => match after.and_then(|table| with_name(table, new)) {
                Some(new) => Ok((key, Some(new))),
                None => Err(not_new(new, missing(after, Some(pair.before)))),
            },
        }
    }

    /// Refuses a name that another field keeps, and the removal of a field that the models keep.
    fn demand_fields(&self, decisions: &[Decision], answers: &Answers) -> Result<(), WrongDecision> {
        let fields = decisions
            .iter()
            .filter(|decision| decision.kind() == DecisionKind::TableOrField);
        for decision in fields {
            let Ok((key, _)) = self.field(decision) else {
                continue;
            };
            let of_table: BTreeMap<FieldName, Option<FieldName>> = answers
                .fields
                .iter()
                .filter(|((table, _), _)| *table == key.0)
                .map(|((_, old), new)| (old.clone(), new.clone()))
                .collect();
            let Some(pair) = self.pair(&key.0) else { continue };
            let after = self.models.schema.table(&key.0);
            let wrong = wrong_names(
                &of_table,
                |name| pair.before.fields.contains_key(name),
                |name| after.is_some_and(|table| table.fields.contains_key(name)),
            );
            match wrong {
                Some((old, wrong)) if old == key.1 => {
                    return Err(self.wrong_field(decision, &pair, wrong).of(decision));
                }
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    fn wrong_field(
        &self,
        decision: &Decision,
        pair: &naming::RenamedTable<'_>,
        wrong: WrongName<FieldName>,
    ) -> DecisionProblem {
        match (wrong, decision) {
            (WrongName::Same(other), _) => DecisionProblem::SameName {
                other: other.to_string(),
            },
            (WrongName::Taken, Decision::Rename { new, .. }) => {
                taken(new, format!("{}.{new}", pair.before.name))
            }
            (WrongName::Taken | WrongName::Kept, _) => {
                not_gone(decision.old(), self.gone_fields(std::slice::from_ref(pair)))
            }
        }
    }
}

/// The problem with a name among others.
enum WrongName<N> {
    /// Another one is to have the new name as well.
    Same(N),
    /// The history has the new name, and nobody gives it up.
    Taken,
    /// The models have what is to be removed, and nothing takes its name.
    Kept,
}

/// The first of these renames and removals that does not go with the others.
fn wrong_names<N: Ord + Clone>(
    decided: &BTreeMap<N, Option<N>>,
    is_in_history: impl Fn(&N) -> bool,
    is_in_models: impl Fn(&N) -> bool,
) -> Option<(N, WrongName<N>)> {
    let takes = |name: &N| decided.values().flatten().any(|new| new == name);
    decided.iter().find_map(|(old, new)| {
        let wrong = match new {
            Some(new) => {
                let mut others = decided.iter().filter(|(other, _)| *other != old);
                let same = others.find(|(_, other)| other.as_ref() == Some(new));
                let is_taken = is_in_history(new) && !decided.contains_key(new);
                match same {
                    Some((other, _)) => Some(WrongName::Same(other.clone())),
                    None => is_taken.then_some(WrongName::Taken),
                }
            }
            None => (is_in_models(old) && !takes(old)).then_some(WrongName::Kept),
        };
        Some((old.clone(), wrong?))
    })
}

/// Notes an answer; another one about the same thing is refused.
fn decide<K: Ord, N: PartialEq>(
    decision: &Decision,
    answers: &mut BTreeMap<K, Option<N>>,
    key: K,
    new: Option<N>,
) -> Result<(), WrongDecision> {
    match answers.get(&key) {
        Some(before) if *before != new => Err(DecisionProblem::Twice.of(decision)),
        Some(_) => Ok(()),
        None => {
            answers.insert(key, new);
            Ok(())
        }
    }
}
