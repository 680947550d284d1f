//! Hints of a model about its renames: `renamed_from`, `renamed_fields`, `renamed_indexes`, `renamed_constraints`.

use indexmap::IndexMap;

use super::definition::Definition;
use super::meta::{Meta, RENAMED_FROM, what};
use crate::hints::{RenameHint, TableHints};
use crate::python::evaluate::Evaluator;
use crate::python::{ErrorKind, Place, PythonError, Value, ValueKind};

/// The hints of a model. Those about fields count for each model that derives from the class which has them.
pub(super) fn read_hints(
    definition: &Definition,
    evaluator: &Evaluator<'_>,
) -> Result<TableHints, PythonError> {
    let metas = Meta::of_each(&definition.lineage, evaluator)?;
    let renamed_from = definition.meta.option(&[RENAMED_FROM]);
    let renamed_from = renamed_from.map(|value| {
        let earlier = earlier_names(value, &what(&[RENAMED_FROM]))?;
        Ok(hint(definition.table.to_string(), earlier, value, false))
    });
    Ok(TableHints {
        renamed_from: renamed_from.transpose()?,
        fields: by_name(&metas, "renamed_fields")?,
        indexes: by_name(&metas, "renamed_indexes")?,
        constraints: by_name(&metas, "renamed_constraints")?,
        table: definition.table.clone(),
    })
}

/// An abstract class has no table that could have had another name.
pub(super) fn refuse_for_abstract(meta: &Meta) -> Result<(), PythonError> {
    match meta.option(&[RENAMED_FROM]) {
        None => Ok(()),
        Some(value) => Err(value.place.error(ErrorKind::Contradiction {
            message: format!(
                "{} says the earlier name of a table, and an abstract model has none",
                what(&[RENAMED_FROM])
            ),
            advice: "write it into the models that derive from the class".to_owned(),
        })),
    }
}

/// A dictionary of all classes, the model itself first: what it says itself counts more.
fn by_name(metas: &[(usize, Meta)], option: &'static str) -> Result<Vec<RenameHint>, PythonError> {
    let mut hints: IndexMap<String, (RenameHint, Place)> = IndexMap::new();
    for (distance, meta) in metas.iter().rev() {
        let Some(value) = meta.option(&[option]) else {
            continue;
        };
        for (name, earlier) in entries(value, option)? {
            let key = name.text(&what(&[option]))?.to_owned();
            let is_same = |(_, place): &(RenameHint, Place)| is_same_place(place, &name.place);
            // A `Meta` that derives from another one has that one's entries too.
            if hints.get(&key).is_some_and(is_same) {
                continue;
            }
            let names = earlier_names(earlier, &what(&[option]))?;
            let hint = hint(key.clone(), names, earlier, *distance > 0);
            hints.insert(key, (hint, name.place.clone()));
        }
    }
    Ok(hints.into_values().map(|(hint, _)| hint).collect())
}

fn is_same_place(one: &Place, other: &Place) -> bool {
    one.source().name() == other.source().name() && one.range() == other.range()
}

fn entries<'a>(value: &'a Value, option: &'static str) -> Result<&'a [(Value, Value)], PythonError> {
    match &value.data().kind {
        ValueKind::Dictionary(entries) => Ok(entries),
        _ => Err(value.wrong_type(
            &what(&[option]),
            "a dictionary of new names and earlier ones: {\"handle\": \"username\"}",
        )),
    }
}

/// A name, or names from the oldest on.
fn earlier_names(value: &Value, what: &str) -> Result<Vec<String>, PythonError> {
    const EXPECTED: &str = "a name, or a list of names from the oldest on";
    let text = |value: &Value| match value.text(what) {
        Ok("") => Err(value.invalid(what, "a name must not be empty")),
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(value.wrong_type(what, EXPECTED)),
    };
    match value.items(what) {
        Ok([]) => Err(value.invalid(what, "an empty list names nothing")),
        Ok(names) => names.iter().map(text).collect(),
        Err(_) => Ok(vec![text(value)?]),
    }
}

fn hint(name: String, earlier: Vec<String>, value: &Value, is_inherited: bool) -> RenameHint {
    RenameHint {
        name,
        earlier,
        origin: value.place.origin(),
        is_inherited,
    }
}
