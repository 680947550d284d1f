//! `aksara dialects`

mod all_dialects;
mod markdown;
mod one_dialect;

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara::{Capability, Dialect, Evidence, Feature, ServerVersion, Support, registry};
use serde_json::{Value, json};

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Dialects;
use crate::output::Output;

/// Shows what each database can do, in its newest version and, where that differs, before.
pub fn run(arguments: &Dialects, output: &mut Output) -> Result<Answer, Failure> {
    let dialects = chosen(&arguments.names)?;
    match dialects.as_slice() {
        dialects if arguments.markdown => output.text(markdown::markdown(dialects))?,
        [dialect] => one_dialect::show(&**dialect, output)?,
        dialects => all_dialects::show(dialects, output)?,
    }
    Answer::done(json!({"features": features(&dialects)}))
}

/// Every feature with its rows, by dialect.
fn features(dialects: &[Arc<dyn Dialect>]) -> Vec<Value> {
    let row = |dialect: &dyn Dialect, row: &Capability| {
        json!({
            "support": row.support.to_string(),
            "since": row.since.max(dialect.product().versions.oldest).to_string(),
            "before": row.before.map(|support| support.to_string()),
            "note": row.note,
            "tested": row.evidence == Evidence::Tested,
        })
    };
    let feature = |feature: &Feature| {
        let by_dialect: BTreeMap<&str, Vec<Value>> = dialects
            .iter()
            .map(|dialect| {
                let rows = rows(&**dialect, *feature);
                let rows = rows.into_iter().map(|found| row(&**dialect, found));
                (dialect.name(), rows.collect())
            })
            .collect();
        json!({
            "feature": feature.to_string(),
            "description": feature.is_description(),
            "dialects": by_dialect,
        })
    };
    aksara::features().iter().map(feature).collect()
}

/// The databases that are named, in that order; all where none is.
fn chosen(names: &[String]) -> Result<Vec<Arc<dyn Dialect>>, Failure> {
    if names.is_empty() {
        return Ok(registry::dialects());
    }
    let mut chosen: Vec<Arc<dyn Dialect>> = Vec::new();
    for name in names {
        let dialect = registry::dialect(name).map_err(aksara::Error::from)?;
        if chosen.iter().all(|known| known.name() != dialect.name()) {
            chosen.push(dialect);
        }
    }
    Ok(chosen)
}

/// How far a database goes, as one character.
fn mark(support: Support) -> &'static str {
    match support {
        Support::Native => "✓",
        Support::Emulated => "~",
        Support::Ignored => "·",
        Support::Unsupported => "✗",
    }
}

/// A version without zeros at its end: `15`, `3.53`.
fn short(version: ServerVersion) -> String {
    let version = version.to_string();
    version
        .strip_suffix(".0.0")
        .or(version.strip_suffix(".0"))
        .unwrap_or(&version)
        .to_owned()
}

/// The meaning of the marks.
const MARKS: &str = "✓ native  ~ emulated  · ignored, and said  ✗ refused  * not tested: the manual says so";

/// A feature's rows, the newest version first.
fn rows(dialect: &dyn Dialect, feature: Feature) -> Vec<&'static Capability> {
    let mut rows: Vec<_> = dialect
        .product()
        .capabilities
        .iter()
        .filter(|row| row.feature == feature)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.since));
    rows
}
