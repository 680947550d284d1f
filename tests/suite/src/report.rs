//! All scenarios on one kind of database, and what came of them.

use std::io::Write;
use std::path::{Path, PathBuf};

use aksara_driver::{Connection, DriverError};

use crate::failure::failed;
use crate::{
    Client, Failure, Outcome, Scenario, ScenarioError, chosen_scenarios, read_differences, run_difference,
    run_scenario, run_scenario_by_scripts,
};

/// What came of a run of all scenarios.
#[derive(Debug, Default)]
pub struct Report {
    /// Scenarios that went there and back.
    pub round_trips: usize,
    /// Scenarios that the dialect refused, as they say.
    pub refused: usize,
    /// Scenarios that failed, by name.
    pub failures: Vec<(String, Failure)>,
}

/// The folder of the shared scenarios.
pub fn scenario_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// Runs every shared scenario, each on a fresh, empty database. `AKSARA_SCENARIO` narrows it to those whose name
/// contains its value; there must be one.
pub async fn check_scenarios(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
) -> Result<Report, ScenarioError> {
    check_each(async |scenario| {
        let mut connection = fresh().await.map_err(failed("connecting"))?;
        let outcome = run_scenario(&mut *connection, scenario).await?;
        connection.close().await.map_err(failed("closing"))?;
        Ok(outcome)
    })
    .await
}

/// Runs every shared scenario by offline scripts that the database's own client is fed with.
pub async fn check_scripts(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
    client: &Client<'_>,
) -> Result<Report, ScenarioError> {
    check_each(async |scenario| {
        let mut connection = fresh().await.map_err(failed("connecting"))?;
        let outcome = run_scenario_by_scripts(&mut *connection, scenario, client).await?;
        connection.close().await.map_err(failed("closing"))?;
        Ok(outcome)
    })
    .await
}

/// Runs every difference, each on a fresh, empty database.
pub async fn check_differences(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
) -> Result<Report, ScenarioError> {
    let mut report = Report::default();
    for difference in &read_differences()? {
        let run = async || {
            let mut connection = fresh().await.map_err(failed("connecting"))?;
            let outcome = run_difference(&mut *connection, difference).await?;
            connection.close().await.map_err(failed("closing"))?;
            Ok(outcome)
        };
        report.add(&difference.name, run().await);
    }
    Ok(report)
}

async fn check_each(
    check: impl AsyncFn(&Scenario) -> Result<Outcome, Failure>,
) -> Result<Report, ScenarioError> {
    let mut report = Report::default();
    for scenario in &chosen_scenarios(&scenario_folder())? {
        report.add(&scenario.name, check(scenario).await);
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, name: &str, outcome: Result<Outcome, Failure>) {
        match outcome {
            Ok(Outcome::RoundTrip) => self.round_trips += 1,
            Ok(Outcome::Refused) => self.refused += 1,
            Err(failure) => self.failures.push((name.to_owned(), failure)),
        }
    }

    /// Every failure with its scenario; empty where there is none.
    pub fn failures(&self) -> String {
        self.failures
            .iter()
            .map(|(name, failure)| format!("== {name}\n{failure}\n"))
            .collect()
    }

    /// Adds the counts to the file that `AKSARA_CASES` names, where it names one.
    pub fn count(&self, database: &str) -> std::io::Result<()> {
        let (there_and_back, refused, failed) = (self.round_trips, self.refused, self.failures.len());
        append_count(&format!(
            "{database}: {there_and_back} scenarios there and back, {refused} refused as documented, {failed} failed"
        ))
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
