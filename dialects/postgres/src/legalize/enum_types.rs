//! A native enum type that a migration makes gets all its values at once: a value added to it later in the same
//! transaction could not be used before that commits.
//! <https://www.postgresql.org/docs/current/sql-altertype.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::Step;
use aksara_schema::{FieldType, Table};

use crate::enum_values::is_subsequence;

/// The values of types by their names.
type Types = BTreeMap<String, Vec<String>>;

/// Gives the types that are made here the values that they have in the end, where values were only added.
pub(super) fn complete_new_types(mut steps: Vec<Step>) -> Vec<Step> {
    let complete = complete_values(&steps);
    if !complete.is_empty() {
        let tables = steps
            .iter_mut()
            .flat_map(|step| <[_; 2]>::from(step.effect.sides_mut()));
        for table in tables.flatten() {
            complete_table(table, &complete);
        }
    }
    steps
}

/// The final values of the types that are new and get more than one list of values.
fn complete_values(steps: &[Step]) -> Types {
    let (mut old, mut new, mut changing) = (Types::new(), Types::new(), Types::new());
    for (before, after) in steps.iter().map(|step| step.effect.sides()) {
        let first = before
            .into_iter()
            .flat_map(types_of)
            .filter(|(name, _)| !new.contains_key(name));
        old.extend(first.collect::<Vec<_>>());
        for (name, values) in after.into_iter().flat_map(types_of) {
            if old.contains_key(&name) {
                continue;
            }
            match new.get(&name) {
                Some(known) if *known != values && is_subsequence(known, &values) => {
                    changing.insert(name.clone(), values.clone());
                    new.insert(name, values);
                }
                Some(_) => {}
                None => drop(new.insert(name, values)),
            }
        }
    }
    changing
}

fn complete_table(table: &mut Arc<Table>, complete: &Types) {
    let needs = types_of(table).into_iter().any(|(name, values)| {
        complete
            .get(&name)
            .is_some_and(|all| *all != values && is_subsequence(&values, all))
    });
    if !needs {
        return;
    }
    for field in Arc::make_mut(table).fields.values_mut() {
        if let FieldType::Enum {
            values,
            native: Some(name),
        } = &mut field.field_type
            && let Some(all) = complete.get(name).filter(|all| is_subsequence(values, all))
        {
            values.clone_from(all);
        }
    }
}

fn types_of(table: &Arc<Table>) -> Vec<(String, Vec<String>)> {
    let native = table.fields.values().filter_map(|field| {
        let FieldType::Enum {
            values,
            native: Some(name),
        } = &field.field_type
        else {
            return None;
        };
        Some((name.clone(), values.clone()))
    });
    native.collect()
}
