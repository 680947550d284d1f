//! `aksara dialects`

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use aksara::{Capability, Dialect, Evidence, Feature, Support, registry};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Dialects;
use crate::output::Output;

/// Shows what each database can do, in its newest version and, where that differs, before.
pub fn run(arguments: &Dialects, output: &mut Output) -> Result<Answer, Failure> {
    let dialects = registry::dialects();
    if arguments.markdown {
        output.text(markdown(&dialects))?;
    } else {
        output.line(table(&dialects))?;
    }
    Answer::done(json!({"features": features(&dialects)}))
}

/// Every feature with its rows, by dialect.
fn features(dialects: &[Arc<dyn Dialect>]) -> Vec<Value> {
    let row = |row: &&Capability| {
        json!({
            "support": row.support.to_string(),
            "since": row.since.to_string(),
            "before": row.before.map(|support| support.to_string()),
            "note": row.note,
            "tested": row.evidence == Evidence::Tested,
        })
    };
    let feature = |feature: &Feature| {
        let by_dialect: BTreeMap<&str, Vec<Value>> = dialects
            .iter()
            .map(|dialect| {
                (
                    dialect.name(),
                    rows(&**dialect, *feature).iter().map(row).collect(),
                )
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

fn table(dialects: &[Arc<dyn Dialect>]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header(dialects));
    for feature in aksara::features() {
        let cells = dialects
            .iter()
            .map(|dialect| rows(&**dialect, *feature).iter().map(|row| cell(row)).collect());
        let cells: Vec<Vec<String>> = cells.collect();
        let lines = cells.into_iter().map(|lines| lines.join("\n"));
        table.add_row(std::iter::once(name(*feature)).chain(lines));
    }
    table
}

/// The table and, below it, the sentence of every cell that is not plainly native.
fn markdown(dialects: &[Arc<dyn Dialect>]) -> String {
    let mut text = String::new();
    let header = header(dialects);
    // Writing into a text does not fail.
    let _ = writeln!(
        text,
        "| {} |\n|{}",
        header.join(" | "),
        "---|".repeat(header.len())
    );
    for feature in aksara::features() {
        let cells: Vec<String> = dialects
            .iter()
            .map(|dialect| markdown_cell(&**dialect, *feature))
            .collect();
        let _ = writeln!(text, "| {} | {} |", name(*feature), cells.join(" | "));
    }
    text
}

fn markdown_cell(dialect: &dyn Dialect, feature: Feature) -> String {
    let line = |row: &&Capability| match row.support {
        Support::Native => cell(row),
        Support::Emulated | Support::Ignored | Support::Unsupported => format!("{}: {}", cell(row), row.note),
    };
    rows(dialect, feature)
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("<br>")
        .replace('|', "\\|")
}

/// A feature's name; `†` where its rows are a description that no plan looks at.
fn name(feature: Feature) -> String {
    let mark = if feature.is_description() { " †" } else { "" };
    format!("{feature}{mark}")
}

fn header(dialects: &[Arc<dyn Dialect>]) -> Vec<String> {
    let names = dialects.iter().map(|dialect| dialect.name().to_owned());
    std::iter::once("feature".to_owned()).chain(names).collect()
}

/// A feature's rows, the newest version first.
fn rows(dialect: &dyn Dialect, feature: Feature) -> Vec<&'static Capability> {
    let mut rows: Vec<_> = dialect
        .capabilities()
        .iter()
        .filter(|row| row.feature == feature)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.since));
    rows
}

/// How far it goes and since when; `*` where only the vendor's manual says so.
fn cell(row: &Capability) -> String {
    let evidence = match row.evidence {
        Evidence::Tested => "",
        Evidence::Manual => "*",
    };
    let range = match row.before {
        Some(before) => format!(" (before {before})"),
        None => String::new(),
    };
    format!("{}{evidence}{range}", row.support)
}
