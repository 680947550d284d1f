//! Several databases beside each other: the features in which they differ as a table, the others as a list.

use std::sync::Arc;

use aksara::{Capability, Dialect, Evidence, Feature, Support};
use comfy_table::{Table, presets};

use super::{MARKS, mark, rows, short};
use crate::Failure;
use crate::lines::wrapped;
use crate::output::Output;
use crate::program;

/// A terminal of this width has room for the versions.
const WIDTH_WITH_VERSIONS: usize = 80;

/// Shows them.
pub(super) fn show(dialects: &[Arc<dyn Dialect>], output: &mut Output) -> Result<(), Failure> {
    let has_versions = output.width().is_none_or(|width| width >= WIDTH_WITH_VERSIONS);
    let (same, different): (Vec<&Feature>, Vec<&Feature>) = aksara::features()
        .iter()
        .partition(|feature| is_native_everywhere(dialects, **feature));
    for line in table(dialects, &different, has_versions).lines() {
        output.line(line.trim_end())?;
    }
    let names: Vec<String> = same.iter().map(ToString::to_string).collect();
    output.line(wrapped(
        &format!("Native in all of them: {}.", names.join(", ")),
        output.width(),
    ))?;
    output.say("")?;
    output.say(wrapped(MARKS, output.width()))?;
    let versions = if has_versions {
        "15+ from this version on"
    } else {
        "+ not in older versions"
    };
    output.say(wrapped(
        &format!(
            "{versions}; a sentence for each feature:\n    {} dialects NAME",
            program::name()
        ),
        output.width(),
    ))?;
    Ok(())
}

fn is_native_everywhere(dialects: &[Arc<dyn Dialect>], feature: Feature) -> bool {
    let is_native = |row: &&Capability| row.support == Support::Native && row.before.is_none();
    dialects.iter().all(|dialect| {
        let rows = rows(&**dialect, feature);
        rows.len() == 1 && rows.iter().all(is_native)
    })
}

fn table(dialects: &[Arc<dyn Dialect>], features: &[&Feature], has_versions: bool) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let names = dialects.iter().map(|dialect| dialect.name().to_owned());
    table.set_header(std::iter::once("feature".to_owned()).chain(names));
    for feature in features {
        let cells = dialects
            .iter()
            .map(|dialect| cell(&rows(&**dialect, **feature), has_versions));
        table.add_row(std::iter::once(feature.to_string()).chain(cells));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, if has_versions { 2 } else { 1 }));
    }
    table
}

/// What the newest version does, and since when where older ones do less.
fn cell(rows: &[&Capability], has_versions: bool) -> String {
    let Some(newest) = rows.first() else {
        return String::new();
    };
    let evidence = match newest.evidence {
        Evidence::Tested => "",
        Evidence::Manual => "*",
    };
    let older = rows.iter().find_map(|row| row.before);
    let since = match (older, has_versions) {
        (None, _) => String::new(),
        (Some(_), false) => "+".to_owned(),
        (Some(before), true) => format!(" {}+", short(before)),
    };
    format!("{}{evidence}{since}", mark(newest.support))
}
