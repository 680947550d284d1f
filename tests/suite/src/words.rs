//! The database's own words in generated histories, without a database.

use std::collections::BTreeSet;

use aksara_dialect::{Dialect, Feature, Support};
use aksara_generate::{Database, History, Names, Scope, Words, history};
use aksara_operations::Effect;
use aksara_schema::{FieldName, FieldType, Schema, Table};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::Failure;

const HISTORIES: usize = 6_000;
/// Operations of a history at most.
const LENGTH: usize = 20;

/// Those of the words that no table of many histories for a dialect's newest version has.
pub fn unreached_words(dialect: &dyn Dialect, words: Words) -> Result<Vec<String>, Failure> {
    let database = Database {
        capabilities: dialect.product().capabilities,
        version: dialect.newest_version(),
        words,
    };
    let mut runner = TestRunner::deterministic();
    let strategy = history(LENGTH, Scope::of(Names::Plain, [database]));
    let mut reached = BTreeSet::new();
    for _ in 0..HISTORIES {
        let tree = strategy
            .new_tree(&mut runner)
            .map_err(|reason| Failure::new(reason.to_string()))?;
        let history = tree.current();
        reached.extend(history.schema.tables().flat_map(|table| words_of(table)));
        reached.extend(conversions(&history));
    }
    let collations = words.collations.iter();
    let collations = collations.flat_map(|name| [format!("field {name}"), format!("index {name}")]);
    let can_collate = Feature::IndexCollation
        .find(dialect.product().capabilities, &dialect.newest_version())
        .is_some_and(|capability| capability.support == Support::Native);
    let collations = collations.filter(|word| can_collate || !word.starts_with("index "));
    let charsets = words.charsets.iter().map(|(_, name)| format!("table {name}"));
    let indexes = words.indexes.iter();
    let indexes = indexes.map(|index| index_words(index.method, index.operator_class));
    let types = words.types.iter().map(|own| format!("type {}", own.spelling));
    let converted = words.types.iter().filter(|own| own.text(0).is_some());
    let converted =
        converted.flat_map(|own| [format!("to {}", own.spelling), format!("from {}", own.spelling)]);
    let wanted = collations
        .chain(charsets)
        .chain(indexes)
        .chain(types)
        .chain(converted);
    Ok(wanted.filter(|word| !reached.contains(word)).collect())
}

/// The database's own types that fields get, and that they had.
fn conversions(history: &History) -> Vec<String> {
    let mut schema = Schema::new();
    let operations = history.operations.iter();
    let changes = operations.filter_map(|operation| operation.apply(&mut schema).ok());
    let effects = changes.flat_map(|change| change.effects);
    effects.flat_map(|effect| retyped(&effect)).collect()
}

fn retyped(effect: &Effect) -> Vec<String> {
    let Effect::AlterTable(change) = effect else {
        return Vec::new();
    };
    let own = |table: &Table, field: &FieldName| match &table.fields.get(field)?.field_type {
        FieldType::Opaque { spelling, .. } => Some(spelling.clone()),
        _ => None,
    };
    let kept = change.fields.0.iter();
    let pairs = kept.map(|(old, new)| (own(&change.before, old), own(&change.after, new)));
    let word = |pair| match pair {
        (Some(before), None) => Some(format!("from {before}")),
        (None, Some(after)) => Some(format!("to {after}")),
        (Some(_), Some(_)) | (None, None) => None,
    };
    pairs.filter_map(word).collect()
}

fn words_of(table: &Table) -> Vec<String> {
    let fields = table.fields.values().filter_map(|field| field.collation.as_ref());
    let mut words: Vec<String> = fields.map(|name| format!("field {name}")).collect();
    let types = table.fields.values().filter_map(|field| match &field.field_type {
        FieldType::Opaque { spelling, .. } => Some(format!("type {spelling}")),
        _ => None,
    });
    words.extend(types);
    words.extend(table.options.collation.iter().map(|name| format!("table {name}")));
    for index in table.indexes.values() {
        for part in &index.parts {
            words.extend(part.collation.iter().map(|name| format!("index {name}")));
            words.push(index_words(
                index.method.as_deref(),
                part.operator_class.as_deref(),
            ));
        }
    }
    words
}

fn index_words(method: Option<&str>, operator_class: Option<&str>) -> String {
    format!(
        "{} {}",
        method.unwrap_or_default(),
        operator_class.unwrap_or_default()
    )
}
