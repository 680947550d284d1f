//! Renamed fields: SQLite's own RENAME COLUMN first, which follows in indexes, triggers, views and foreign keys.
//!
//! What remains is a change in which every kept field has one name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_dialect::renamed_before;
use aksara_driver::DriverError;
use aksara_operations::{AlterTable, FieldMapping};
use aksara_schema::{FieldName, InvalidName, RawSql, SqlExpression};

use super::live::{LiveTable, refuse};
use crate::driver::session::Session;
use crate::lower::expression::identifier;
use crate::token::{TokenKind, tokens};

/// A change without renames.
pub(super) struct Renamed {
    pub(super) change: AlterTable,
    pub(super) dropped: Vec<Dropped>,
}

/// A column that goes.
pub(super) struct Dropped {
    /// What it is called in the live table now.
    pub(super) live_name: String,
    /// What the user knows it as.
    pub(super) name: FieldName,
}

/// Renames the live table's columns, and gives the change as it is to the table that results.
pub(super) fn rename_live_columns(
    session: &Session,
    change: &AlterTable,
    live: &LiveTable,
) -> Result<Renamed, DriverError> {
    let mapping = full_mapping(change).map_err(|error| refuse(error.to_string(), "rename the field"))?;
    for (old, new) in in_safe_order(&mapping) {
        let (table, old, new) = (identifier(&live.name), identifier(&old), identifier(&new));
        session.execute(&format!("ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))?;
    }
    Ok(without_renames(change, mapping))
}

/// Every field before and its name from now on. A dropped one whose name is taken again gets a passing name.
fn full_mapping(change: &AlterTable) -> Result<FieldMapping, InvalidName> {
    let taken: BTreeSet<String> = change
        .after
        .fields
        .keys()
        .map(|name| name.as_str().to_ascii_lowercase())
        .collect();
    let mut mapping = FieldMapping::default();
    for name in change.before.fields.keys() {
        let new = match change.fields.new_name(name) {
            Some(new) => new.clone(),
            None if taken.contains(&name.as_str().to_ascii_lowercase()) => {
                FieldName::new(format!("aksara_dropped_{name}"))?
            }
            None => name.clone(),
        };
        mapping.0.insert(name.clone(), new);
    }
    Ok(mapping)
}

/// The renames in an order in which no name is taken twice: what goes first, then the rest, by way of passing names
/// where they exchange names.
fn in_safe_order(mapping: &FieldMapping) -> Vec<(String, String)> {
    let renames = || mapping.0.iter().filter(|(old, new)| old != new);
    let collide = renames().any(|(old, new)| {
        renames().any(|(other, _)| other != old && other.as_str().eq_ignore_ascii_case(new.as_str()))
    });
    let pairs = || renames().map(|(old, new)| (old.to_string(), new.to_string()));
    match collide {
        false => pairs().collect(),
        true => {
            let passing = |old: &str| format!("aksara_passing_{old}");
            let there = pairs().map(|(old, _)| (old.clone(), passing(&old)));
            there
                .chain(pairs().map(|(old, new)| (passing(&old), new)))
                .collect()
        }
    }
}

fn without_renames(change: &AlterTable, mapping: FieldMapping) -> Renamed {
    let all_renamed = AlterTable {
        fields: mapping.clone(),
        ..change.clone()
    };
    let mut hints = change.hints.clone();
    hints
        .using
        .values_mut()
        .for_each(|using| rename_in(using, &mapping));
    let (mut kept, mut dropped) = (FieldMapping::default(), Vec::new());
    for (old, new) in mapping.0 {
        match change.fields.new_name(&old) {
            Some(_) => drop(kept.0.insert(new.clone(), new)),
            None => dropped.push(Dropped {
                live_name: new.to_string(),
                name: old,
            }),
        }
    }
    let before = Arc::new(renamed_before(&all_renamed));
    Renamed {
        change: AlterTable {
            before,
            fields: kept,
            hints,
            ..change.clone()
        },
        dropped,
    }
}

/// Follows the renames in an expression over the old row, all at once.
fn rename_in(expression: &mut SqlExpression, mapping: &FieldMapping) {
    let renames = || mapping.0.iter().filter(|(old, new)| old != new);
    match expression {
        SqlExpression::Portable(portable) => {
            let passing =
                |old: &FieldName| FieldName::new(format!("\u{1}{old}")).unwrap_or_else(|_| old.clone());
            renames().for_each(|(old, _)| portable.rename_field(old, &passing(old)));
            renames().for_each(|(old, new)| portable.rename_field(&passing(old), new));
        }
        SqlExpression::PerDialect(texts) => {
            let names = renames()
                .map(|(old, new)| (old.as_str().to_ascii_lowercase(), new.as_str()))
                .collect();
            let renamed = texts
                .iter()
                .map(|(dialect, text)| (*dialect, RawSql::new(rename_words(text.as_str(), &names))));
            *texts = renamed.collect();
        }
        SqlExpression::Unportable { .. } => {}
    }
}

/// The text with these names exchanged, by the old names in lower case.
fn rename_words(sql: &str, names: &BTreeMap<String, &str>) -> String {
    let mut result = String::with_capacity(sql.len());
    let mut written = 0;
    for token in tokens(sql).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted)) {
        let new = token
            .name()
            .and_then(|name| names.get(&name.to_ascii_lowercase()));
        if let Some(new) = new {
            result.push_str(&sql[written..token.start]);
            result.push_str(&identifier(new));
            written = token.end();
        }
    }
    result + &sql[written..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn mapping(pairs: &[(&str, &str)]) -> FieldMapping {
        let name = |text: &str| FieldName::new(text).unwrap();
        FieldMapping(pairs.iter().map(|(old, new)| (name(old), name(new))).collect())
    }

    #[test]
    fn exchanged_names_pass_through_others() {
        let names = |pairs: &[(&str, &str)]| {
            let pairs = in_safe_order(&mapping(pairs)).into_iter();
            pairs
                .map(|(old, new)| format!("{old}>{new}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(names(&[("a", "b"), ("c", "c")]), "a>b");
        assert_eq!(
            names(&[("a", "b"), ("b", "a")]),
            "a>aksara_passing_a b>aksara_passing_b aksara_passing_a>b aksara_passing_b>a"
        );
    }

    #[test]
    fn raw_texts_follow_all_renames_at_once() {
        let names = BTreeMap::from([("a".to_owned(), "b"), ("b".to_owned(), "a")]);
        assert_eq!(
            rename_words("A || 'a' || \"b\" -- a", &names),
            "\"b\" || 'a' || \"a\" -- a"
        );
    }
}
