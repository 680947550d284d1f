//! The table as Markdown, as `dialects/README.md` has it.

use std::fmt::Write;
use std::sync::Arc;

use aksara::{Capability, Dialect, Evidence, Feature, Support};

use super::rows;

/// The table and, below it, the sentence of every cell that is not plainly native.
pub(super) fn markdown(dialects: &[Arc<dyn Dialect>]) -> String {
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
