//! The results of the scenarios on one kind of database, counted.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::failure::failed;
use crate::{Failure, Outcome};

/// The folder of the shared scenarios.
pub fn scenario_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// How many scenarios went there and back, were refused as they say, and failed.
#[derive(Debug, Default)]
pub(crate) struct Report(Mutex<Counts>);

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    round_trips: usize,
    refused: usize,
    failed: usize,
}

impl Report {
    pub(crate) fn add(&self, outcome: Result<Option<Outcome>, Failure>) -> Result<(), Failure> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(None) => {}
            Ok(Some(Outcome::RoundTrip)) => counts.round_trips += 1,
            Ok(Some(Outcome::Refused)) => counts.refused += 1,
            Err(_) => counts.failed += 1,
        }
        outcome.map(|_| ())
    }

    /// Adds the counts to the file that `AKSARA_CASES` names, where it names one and there was a scenario.
    pub(crate) fn count(&self, database: &str) -> Result<(), Failure> {
        let Counts {
            round_trips,
            refused,
            failed: failures,
        } = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if round_trips + refused + failures == 0 {
            return Ok(());
        }
        append_count(&format!(
            "{database}: {round_trips} scenarios there and back, {refused} refused as documented, {failures} failed"
        ))
        .map_err(failed("counting"))
    }
}

/// Adds a line to the file that `AKSARA_CASES` names, where it names one.
pub(crate) fn append_count(line: &str) -> std::io::Result<()> {
    let Some(path) = std::env::var_os("AKSARA_CASES") else {
        return Ok(());
    };
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{line}")
}
