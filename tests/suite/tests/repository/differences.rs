//! Every kind of difference between models: the operations that it gives, and that they lead there and back.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use aksara_autodetector::{Answers, Detection, Pair, detect};
use aksara_operations::{Operation, resolve};
use aksara_schema::{Management, Schema, Table};
use aksara_suite::{Detected, Difference, apply, read_differences};
use pretty_assertions::assert_eq;

/// The problems of each difference, as one text.
fn failures(check: impl Fn(&Difference) -> Result<(), String>) -> String {
    let differences = read_differences().unwrap();
    let failed = differences.iter().filter_map(|difference| {
        let failure = check(difference).err()?;
        Some(format!("== {}\n{failure}\n", difference.name))
    });
    failed.collect()
}

fn described(detection: &Detection) -> Vec<String> {
    detection.operations.iter().map(Operation::describe).collect()
}

/// Demands that what was found leads to the models, with nothing left to find.
fn demand_arrival(detected: &Detected) -> Result<(), String> {
    let Detected {
        previous,
        next,
        detection,
    } = detected;
    let mut schema = previous.clone();
    apply(&mut schema, detection).map_err(|failure| failure.to_string())?;
    let wanted = resolve(next).map_err(|error| error.to_string())?;
    let left = detect(
        Pair {
            previous: &schema,
            next,
        },
        &Answers::default(),
    );
    let left = described(&left.map_err(|error| error.to_string())?);
    if !left.is_empty() {
        return Err(format!("a second detection finds {left:#?}"));
    }
    let wanted: Schema = wanted.tables().filter(is_managed).cloned().collect();
    // Tables that are managed elsewhere stay unchanged in the history.
    let arrived = schema
        .tables()
        .filter(|table| next.table(&table.name).is_none_or(|table| is_managed(&table)));
    (arrived.eq(wanted.tables()))
        .then_some(())
        .ok_or_else(|| format!("{schema:#?}\nis not\n{wanted:#?}"))
}

fn is_managed(table: &&Arc<Table>) -> bool {
    table.management == Management::Managed
}

#[test]
fn every_difference_gives_exactly_its_operations() {
    let failures = failures(|difference| {
        let detected = difference.detect().map_err(|failure| failure.to_string())?;
        let found = described(&detected.detection);
        if found != difference.operations {
            return Err(format!(
                "{}\nnot\n{}",
                found.join("\n"),
                difference.operations.join("\n")
            ));
        }
        demand_arrival(&detected)
    });
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_difference_is_found_the_other_way_round() {
    let failures = failures(|difference| {
        let detected = difference.detect_back().map_err(|failure| failure.to_string())?;
        demand_arrival(&detected)
    });
    assert!(failures.is_empty(), "{failures}");
}

/// The tables of the README, one for each group.
fn tables() -> String {
    let mut text = String::new();
    let mut group = String::new();
    for difference in read_differences().unwrap() {
        if difference.group != group {
            group.clone_from(&difference.group);
            write!(text, "\n### {group}\n\n| difference | operations |\n|---|---|\n").unwrap();
        }
        let operations = if difference.operations.is_empty() {
            "none".to_owned()
        } else {
            difference.operations.join("<br>")
        };
        writeln!(text, "| {} | {operations} |", difference.name).unwrap();
    }
    text
}

#[test]
fn the_readme_has_every_difference() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/autodetector/README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let start = text.split_once("<!-- differences -->\n").unwrap().1;
    let found = start.split_once("<!-- end -->").unwrap().0;
    assert_eq!(found.trim(), tables().trim());
}
